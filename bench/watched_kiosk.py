"""`kiosk …`, which tells on SIGUSR1 how many objects and textures it holds.

usage: GAUGES=FILE python -m bench.watched_kiosk run …
"""

import gc
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path

from kiosk.main import main as kiosk


def main() -> None:
    """Run, with an ear for the signal."""
    gauges = Path(os.environ["GAUGES"])

    def tell(*_: object) -> None:
        # what only waits to be collected is not held
        gc.collect()
        kinds = Counter(type(each).__name__ for each in gc.get_objects())
        part = gauges.with_suffix(".part")
        part.write_text(json.dumps({"objects": sum(kinds.values()), "textures": kinds["Texture"]}))
        part.replace(gauges)

    signal.signal(signal.SIGUSR1, tell)
    sys.exit(kiosk())


if __name__ == "__main__":
    main()
