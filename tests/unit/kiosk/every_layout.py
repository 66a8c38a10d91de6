"""Every screen in every language, size, shape and place against the rules: `make kiosk-layouts`."""

import sys

from tests.unit.kiosk.layouts import all_looks, pages
from tests.unit.kiosk.rules import faults


def main() -> int:
    """Print every fault, a line each. The exit code."""
    count = wrong = 0
    for look in all_looks():
        for name, page in pages(look):
            count += 1
            for fault in faults(page, look.pixel_mm):
                wrong += 1
                place = f"{look.shape}{' low' if look.low else ''}"
                sys.stdout.write(f"{place} {look.language} {look.text} {name}: {fault}\n")
    sys.stdout.write(f"{count} pages measured, {wrong} faults\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
