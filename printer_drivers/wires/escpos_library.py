"""python-escpos, imported only when a printer is connected."""

import logging
import os
import shutil
from typing import Any


def python_escpos() -> Any:
    """The printer classes of python-escpos, without what importing it does to a process.

    It takes 0.3 s, gives the root logger a handler, and leaves a temporary folder behind at every
    start. So it is imported when a printer is first connected, and tidied up after.
    """
    handlers = list(logging.root.handlers)
    from escpos import capabilities, printer  # noqa: PLC0415

    logging.root.handlers[:] = handlers
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer
