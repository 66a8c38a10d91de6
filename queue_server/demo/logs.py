"""Log files that do not grow without end."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE_BYTES = 1_000_000
"""A log file is renamed to `….1` when it is this large; the one before that is gone."""


class LogFile:
    """A log file, written line by line on any thread; also usable as a text stream."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.handler = RotatingFileHandler(
            path, maxBytes=FILE_BYTES, backupCount=1, encoding="utf-8", errors="replace"
        )
        # lines come as they should stand there
        self.handler.setFormatter(logging.Formatter("%(message)s"))

    def write(self, text: str) -> int:
        """Write whole lines."""
        for line in text.splitlines():
            self.handler.handle(logging.makeLogRecord({"msg": line}))
        return len(text)

    def flush(self) -> None:
        """Every line is flushed when it is written."""

    def close(self) -> None:
        """Let go of the file."""
        self.handler.close()
