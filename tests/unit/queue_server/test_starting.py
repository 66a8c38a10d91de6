"""What a server loads before it answers the first kiosk: pages come later."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGES_ONLY = {"fastapi", "uvicorn", "jinja2", "PIL", "sqlite_utils"}
"""Together they take as long to load as all that a request for a number needs."""


def test_what_only_pages_need_is_not_loaded_before_kiosks_are_answered() -> None:
    loaded = subprocess.run(
        [sys.executable, "-P", "-c", "import queue_server.main, sys; print(*sys.modules)"],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        timeout=60,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert "queue_server.compose" in loaded
    assert PAGES_ONLY.isdisjoint(loaded)
