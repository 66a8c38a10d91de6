"""Folders that only some may use, and Mosquitto's templates filled in."""

import grp
import os
import re
from collections.abc import Mapping
from pathlib import Path

from queue_server.assets import assets_dir

_GAP = re.compile(r"@([a-z_]+)@")


def templates_dir() -> Path:
    """Mosquitto's configuration as it is shipped (systemd/README.md)."""
    return assets_dir().parent / "systemd" / "mosquitto"


def template(name: str, words: Mapping[str, object]) -> str:
    """A shipped template with each `@name@` replaced.

    Raises:
        KeyError: a name that nobody gave.
    """
    return render((templates_dir() / name).read_text(encoding="utf-8"), words)


def render(text: str, words: Mapping[str, object]) -> str:
    """The text with each `@name@` replaced.

    Raises:
        KeyError: a name that nobody gave.
    """
    return _GAP.sub(lambda gap: str(words[gap[1]]), text)


def group_id(name: str) -> int | None:
    """A group that may read besides us; None where there is none, or we may not give it away."""
    if os.geteuid() != 0:
        return None
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        return None


def make_folder(path: Path, mode: int, *, group: int | None = None) -> None:
    """A folder of ours with this mode, which `group` may use as far as the mode says."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if group is not None:
        os.chown(path, -1, group)
        path.chmod(mode)
