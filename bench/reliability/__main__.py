"""Make docs/reliability.md of the results that are there."""

from pathlib import Path

from bench.reliability.page import page
from bench.reliability.results import FOLDER, kept

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


def main() -> None:
    """Write the page, and say of what."""
    results = kept()
    if not results:
        raise SystemExit(f"no results in {FOLDER}: run `make crashes` or `make chaos` first")
    PAGE.write_text(page(results), encoding="utf-8")
    print(f"{PAGE}: made of {', '.join(results)}")


if __name__ == "__main__":
    main()
