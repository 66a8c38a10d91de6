"""Where the files are that the server hands out as they are: web, fonts, catalogue, sites."""

from pathlib import Path


def assets_dir() -> Path:
    """The project's `assets/`, which stands beside the packages.

    Raises:
        FileNotFoundError: the packages were installed without it.
    """
    folder = Path(__file__).resolve().parent.parent / "assets"
    if not (folder / "web").is_dir():
        raise FileNotFoundError(f"{folder}: the web pages' files are not there")
    return folder
