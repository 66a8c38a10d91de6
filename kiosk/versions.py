"""What runs here, and which: for whoever asks somebody for help on the telephone."""

import platform
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import parse_qs, urlsplit

PACKAGE = "madoguchi"


def own_version() -> str:
    """Of our package; `unknown` where it was not installed as one."""
    return _version(PACKAGE)


def versions(printer: str) -> tuple[tuple[str, str], ...]:
    """What, and which. `printer` is its URL, or `none`."""
    return (
        ("Madoguchi", own_version()),
        ("Python", platform.python_version()),
        ("Kivy", _version("kivy")),
        ("OS", _system()),
        ("Kernel", f"{platform.release()} {platform.machine()}"),
        ("Printer", printer_words(printer)),
    )


def printer_words(url: str) -> str:
    """A printer's model where its URL names one, and where it is; never a password."""
    if url == "none":
        return "-"
    parts = urlsplit(url)
    model = parse_qs(parts.query).get("model", [""])[0]
    where = parts.hostname or parts.path
    return " ".join(word for word in (model, f"{parts.scheme}://{where}") if word)


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        return platform.system()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
