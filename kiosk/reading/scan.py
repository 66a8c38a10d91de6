"""`kiosk scan`: picture files in, a JSON object a line out."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from kiosk.reading.pictures import NotAPictureError, load_picture
from kiosk.reading.two_readers import TwoReaders
from kiosk.reading.zbar_reader import ZbarReader

EXIT_READ, EXIT_NO_PICTURE = 0, 2


def scan_files(
    names: Sequence[str],
    out: TextIO,
    problems: TextIO,
    zbar: ZbarReader | None = None,
) -> int:
    """Read each file, say what was read, and go on. The exit code, see `kiosk scan --help`.

    `zbar` is another one only in tests of faults; it is closed in the end.
    `ms` is the time of the reading, without the loading of the file.
    """
    code = EXIT_READ
    # not in the log, which may go to the same place as the lines
    zbar = zbar or ZbarReader(on_failure=lambda why: print(f"zbar failed: {why}", file=problems))
    reader = TwoReaders(zbar)
    try:
        for name in names:
            try:
                if not name:  # as a path it would be the folder we are in
                    raise NotAPictureError("there is no such file")  # noqa: TRY301 - as below
                pixels = load_picture(Path(name))
            except NotAPictureError as error:
                print(f"{name}: {error.why}", file=problems)
                code = EXIT_NO_PICTURE
                continue
            began = time.perf_counter()
            texts = reader.read(pixels)
            took = round((time.perf_counter() - began) * 1000, 1)
            line = {"file": name, "texts": list(texts), "ms": took}
            print(_json(line, out.encoding or "ascii"), file=out, flush=True)
    finally:
        reader.close()
    return code


def _json(line: dict[str, object], encoding: str) -> str:
    """JSON that people can read too, where the output can say it; else escaped."""
    text = json.dumps(line, ensure_ascii=False)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:  # an old locale, or a file name that is no UTF-8
        return json.dumps(line)
    return text
