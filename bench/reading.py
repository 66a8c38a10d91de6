"""Reading codes: how many of a set of hard frames each reader reads, how fast, and how soon.

`python -m bench.reading` measures this alone and writes docs/reading.md.
"""

import os
import queue
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from pyzbar.pyzbar import ZBarSymbol
from pyzbar.pyzbar import decode as zbar_decode
from uuid6 import uuid7

from bench.hard_codes import HARDSHIPS, KEY, SLOT, Hold, empty_frames, holds
from bench.measure import Row, percentile, table
from kiosk.reading.admission import FOREIGN, admitted
from kiosk.reading.camera import FakeCamera, Pixels
from kiosk.reading.frame_process import is_ours
from kiosk.reading.frame_reader import FrameReader
from kiosk.reading.live_reader import LiveReader
from kiosk.reading.two_readers import ZxingReader
from kiosk.reading.watch import LOOKS_PER_SECOND, PassWatcher
from kiosk.reading.zbar_reader import ZbarReader
from kiosk.session.effects import Send
from kiosk.session.events import CameraChanged, CatalogueArrived, ConnectionChanged, PassSeen
from kiosk.session.model import Now, Sight
from kiosk.session.step import new_session, step
from kiosk.window import FRAMES_PER_SECOND_MAX
from tests.unit.kiosk.samples import catalogue
from tests.waiting import PATIENCE

PAGE = Path(__file__).parent.parent / "docs" / "reading.md"
OURS = "ours"
ALONE = ("zxing-cpp", "pyzbar", "OpenCV")
RATE_LIMIT = 15.0
"""Frames a second on one core."""
REQUEST_LIMIT = 150.0
"""Milliseconds from the first readable frame to the request."""
SHOWINGS = 120
EMPTY_FRAMES = 60
ABOUT = """\
Made by `make bench` (or `python -m bench.reading`) on {when}. Frames of 1280 × 720 of real passes
on made pictures of telephones and paper, each with one hardship in five strengths, from a nuisance
to hopeless (`bench/hard_codes.py`); a hold is a quarter of a second of them. All readers have the
same frames and one core. Ours was made with other pictures than these. Percent of the frames that
were read; in brackets percent of the holds of which one was."""

Read = Callable[[Pixels], Sequence[str]]


@dataclass(slots=True)
class Tally:
    """What one reader did."""

    frames: Counter[str] = field(default_factory=Counter)
    """Frames read, by hardship."""
    holds: Counter[str] = field(default_factory=Counter)
    """Holds of which at least one frame was read, by hardship."""
    wrong: int = 0
    """Passes that it read where there was none such."""
    seconds: float = 0.0
    slowest: float = 0.0


@dataclass(frozen=True, slots=True)
class Rates:
    """What all readers did on the same frames."""

    shown: Mapping[str, int]
    """Frames, by hardship."""
    held: Mapping[str, int]
    """Holds, by hardship."""
    tallies: Mapping[str, Tally]


def measure() -> list[Row]:
    """Rates and times; the table by hardship is in docs/reading.md."""
    with one_core():
        rates = read_all()
        empty = empty_rates()
    rows = [*_rows(rates), *empty, *_requests()]
    PAGE.write_text(_page(rates, rows))
    return rows


def read_all(shown: Iterator[Hold] | None = None) -> Rates:
    """Each hold before each reader, frame by frame."""
    frames, held = Counter[str](), Counter[str]()
    tallies = {name: Tally() for name in (OURS, *ALONE)}
    zbar = ZbarReader()
    zbar.start()
    core = CoreClock(zbar)
    alone: dict[str, Read] = {
        "zxing-cpp": ZxingReader().read,
        "pyzbar": _pyzbar,
        "OpenCV": _open_cv(),
    }
    for hold in shown or holds():
        frames[hold.hardship] += len(hold.frames)
        held[hold.hardship] += 1
        # a new person: nothing is known of what helps
        ours = FrameReader(zbar, wanted=is_ours, clock=core)
        for name, read in {OURS: ours.read, **alone}.items():
            _read_hold(tallies[name], read, hold, core)
    zbar.close()
    return Rates(frames, held, tallies)


def _read_hold(tally: Tally, read: Read, hold: Hold, core: "CoreClock") -> None:
    count = 0
    for pixels in hold.frames:
        began = core()
        texts = read(pixels)
        took = core() - began
        tally.seconds += took
        tally.slowest = max(tally.slowest, took)
        count += hold.text in texts
        tally.wrong += sum(text.startswith("MG1:") and text != hold.text for text in texts)
    tally.frames[hold.hardship] += count
    tally.holds[hold.hardship] += count > 0


class CoreClock:
    """Seconds that a core has worked for this process and for zbar's.

    Both stand still while others have the core, so that a busy machine measures the same.
    """

    def __init__(self, zbar: ZbarReader) -> None:
        self._zbar = zbar

    def __call__(self) -> float:
        """Now."""
        pid = self._zbar.pid
        ticks = 0
        if pid is not None:
            # the first figure: nanoseconds on a core (Documentation/scheduler/sched-stats.rst)
            for thread in Path(f"/proc/{pid}/task").iterdir():
                ticks += int((thread / "schedstat").read_text().split()[0])
        return time.process_time() + ticks / 1e9


@contextmanager
def one_core() -> Iterator[None]:
    """This process, and those that it starts, on one core and with one thread for OpenCV."""
    cores, threads = os.sched_getaffinity(0), cv2.getNumThreads()
    os.sched_setaffinity(0, {max(cores)})
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
        cv2.setNumThreads(threads)


def _pyzbar(pixels: Pixels) -> list[str]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    return [code.data.decode("utf-8", "replace") for code in zbar_decode(grey, [ZBarSymbol.QRCODE])]


def _open_cv() -> Read:
    detector = cv2.QRCodeDetector()

    def read(pixels: Pixels) -> list[str]:
        try:
            found, texts, _, _ = detector.detectAndDecodeMulti(pixels)
        except cv2.error:  # it fails on some pictures
            return []
        return list(texts) if found else []

    return read


def empty_rates() -> list[Row]:
    """Frames a second while nobody is there, from the first on and when calm has come."""
    frames = empty_frames(EMPTY_FRAMES)
    zbar = ZbarReader()
    zbar.start()
    core = CoreClock(zbar)
    alone = ZxingReader()
    rows = list[Row]()
    for when, later in (("at first", 0.0), ("after a while", 1e6)):
        offset = [0.0]
        reader = FrameReader(zbar, wanted=is_ours, clock=lambda: core() + offset[0])  # noqa: B023
        reader.read(frames[0])
        offset[0] = later
        rows.append(
            Row(
                f"frames of an empty lobby a second on one core, {when}",
                _rate(reader.read, frames, core),
                _rate(alone.read, frames, core),
                "/s",
                "zxing-cpp alone, same frames",
                higher_is_better=True,
                note=f"{EMPTY_FRAMES} frames",
            )
        )
    zbar.close()
    return rows


def _rate(read: Read, frames: Sequence[Pixels], core: CoreClock) -> float:
    began = core()
    for pixels in frames:
        read(pixels)
    return len(frames) / (core() - began)


def _rows(rates: Rates) -> list[Row]:
    ours, shown = rates.tallies[OURS], sum(rates.shown.values())
    rows = [
        Row(
            "hard frames read",
            100 * sum(ours.frames.values()) / shown,
            100 * sum(rates.tallies[name].frames.values()) / shown,
            "%",
            f"{name} alone, same frames",
            higher_is_better=True,
            note=f"{shown} frames, {len(rates.shown)} hardships; read wrongly: {ours.wrong}",
        )
        for name in ALONE
    ]
    rows += [
        Row(
            "hard frames a second on one core",
            shown / ours.seconds,
            shown / rates.tallies[name].seconds,
            "/s",
            f"{name} alone, same frames",
            higher_is_better=True,
            note=f"the limit is {RATE_LIMIT:.0f} /s; our slowest: {1000 * ours.slowest:.0f} ms",
        )
        for name in ALONE
    ]
    return rows


def _requests() -> list[Row]:
    """From the frame's arrival to the request leaving the session, and its floor: zxing-cpp alone
    on the same frame, in the same process."""
    readable = _readable()
    took, floor = list[float](), list[float]()
    alone = ZxingReader()
    random = np.random.default_rng(3)
    empty = empty_frames(4)
    texts = queue.SimpleQueue[str]()
    camera, reader = FakeCamera(time.monotonic), LiveReader()
    reader.start()
    with ExitStack() as parts:
        parts.callback(reader.close)
        watcher = PassWatcher(
            camera, reader, texts.put, time.monotonic,
            out_of_sight_seconds=0.05, foreign=lambda text: text == FOREIGN,
        )  # fmt: skip
        parts.enter_context(watcher.running())
        for turn in range(SHOWINGS):
            for pixels in empty:
                camera.show(pixels)
                time.sleep(1 / LOOKS_PER_SECOND)
            time.sleep(float(random.uniform(0, 1 / LOOKS_PER_SECOND)))
            hold = readable[turn % len(readable)]
            began = time.monotonic()
            camera.show(hold.frames[0])
            text = _told(texts, camera, hold.frames[0])
            # Kivy's loop, which takes events in, turns so often at most
            time.sleep(float(random.uniform(0, 1 / FRAMES_PER_SECOND_MAX)))
            _request(text)
            took.append((time.monotonic() - began) * 1000)
            began = time.monotonic()
            alone.read(hold.frames[0])
            floor.append((time.monotonic() - began) * 1000)
    return [
        Row(
            f"first readable frame → request, {name}",
            percentile(took, share),
            percentile(floor, share),
            "ms",
            "zxing-cpp alone, same frame",
            note=f"{SHOWINGS} showings of {len(readable)} holds; with both processes and the "
            f"screen's turn; the limit is {REQUEST_LIMIT:.0f} ms",
        )
        for name, share in (("p50", 0.5), ("p95", 0.95))
    ]


def _told(texts: "queue.SimpleQueue[str]", camera: FakeCamera, pixels: Pixels) -> str:
    """The text, while the camera goes on with frames of the same."""
    for _ in range(round(PATIENCE * LOOKS_PER_SECOND)):
        try:
            return texts.get(timeout=1 / LOOKS_PER_SECOND)
        except queue.Empty:
            camera.show(pixels)
    raise AssertionError("a frame that can be read was not read")


def _readable() -> list[Hold]:
    """Holds of every hardship, hard and easy, whose first frame can be read."""
    zbar = ZbarReader()
    zbar.start()
    found = [
        replace(hold, frames=hold.frames[:1])
        for hold in holds(seeds=(2,), strengths=(0.15, 0.55), frames=1)
        if hold.text in FrameReader(zbar, wanted=is_ours).read(hold.frames[0])
    ]
    zbar.close()
    return found


def _request(text: str) -> None:
    """What the session makes of a text: a request, or this fails."""
    # on another day the session would say when to come
    wall = SLOT - timedelta(hours=1)
    session = new_session(Now(0, wall), services_per_page=8)
    for event in (
        CatalogueArrived(catalogue(), (KEY.public,)),
        ConnectionChanged(connected=True),
        CameraChanged(Sight.SEES),
    ):
        session, _ = step(session, event, Now(1, wall))
    _, effects = step(session, PassSeen(admitted(text), uuid7()), Now(2, wall))
    assert any(isinstance(effect, Send) for effect in effects), effects


def _page(rates: Rates, rows: Sequence[Row]) -> str:
    """docs/reading.md."""
    names = (OURS, *ALONE)
    lines = [
        "# Reading codes",
        ABOUT.format(when=datetime.now(UTC).date()),
        "",
        f"| hardship | frames | {' | '.join(names)} |",
        f"|---|---:|{'---:|' * len(names)}",
    ]
    for name in HARDSHIPS:
        cells = [
            _cell(rates.tallies[reader].frames[name], rates.shown[name],
                  rates.tallies[reader].holds[name], rates.held[name])
            for reader in names
        ]  # fmt: skip
        lines.append(f"| {name} | {rates.shown[name]} | {' | '.join(cells)} |")
    shown, held = sum(rates.shown.values()), sum(rates.held.values())
    cells = [
        _cell(sum(tally.frames.values()), shown, sum(tally.holds.values()), held)
        for tally in (rates.tallies[reader] for reader in names)
    ]
    lines.append(f"| **all** | {shown} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", table(rows)]) + "\n"


def _cell(frames: int, shown: int, holds_read: int, held: int) -> str:
    return f"{100 * frames / shown:.0f} % ({100 * holds_read / held:.0f})"


if __name__ == "__main__":
    print(table(measure()))
