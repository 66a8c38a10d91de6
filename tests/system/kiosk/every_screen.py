"""Every screen of the kiosk, drawn: `python -m tests.system.kiosk.every_screen WIDTHxHEIGHT DIR`.

Writes a picture of each (`NAME.png`) and what can be touched on it (`targets.json`): for the test
beside this file, and for whoever wants to look at all of them.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
import segno

from kiosk.session_model import (
    Issued,
    Paper,
    Preparing,
    Problem,
    Services,
    Session,
    Sight,
    Start,
    Trouble,
    Waiting,
)
from kiosk.view import View, view_of
from kiosk.window import prepare_kivy
from protocol.messages import StopOnTicket, TakeTicket, TicketReply
from protocol.reasons import Reason
from queue_server.devices.catalogue import catalogue_message
from queue_server.lobby import load_lobby
from tests.sites import MORNING, SAMPLE_SITE
from tests.unit.kiosk.samples import at, pass_text

ID = UUID(int=1)


def sessions() -> dict[str, tuple[Session, float]]:
    """A session for each screen that there is, and the seconds at which it is looked at."""
    base = Session(
        Start(0.0),
        catalogue=catalogue_message(load_lobby(SAMPLE_SITE), ()),
        connected=True,
        camera=Sight.SEES,
        touched_at=100.0,
    )
    request = TakeTicket(id=ID, services=("ido",))
    screens = {
        "start": replace(base, screen=Start(0.0)),
        "start-en": replace(base, language="en", language_chosen=True),
        "start-camera-starting": replace(base, camera=Sight.STARTING),
        "start-no-camera": replace(base, camera=Sight.NONE, connected=False),
        "preparing": replace(base, screen=Preparing(0.0), catalogue=None, connected=False),
        "services": replace(base, screen=Services(90.0)),
        "services-en": replace(base, screen=Services(90.0), language="en"),
        "waiting": replace(base, screen=Waiting(98.0, request, 98.0)),
        "waiting-long": replace(base, screen=Waiting(94.0, request, 98.0)),
    }
    for paper in Paper:
        issued = Issued(99.0, _ticket(1), paper, None)
        screens[f"issued-{paper}"] = replace(base, screen=issued)
        screens[f"issued-{paper}-en"] = replace(
            base, screen=replace(issued, ticket=_ticket(7)), language="en"
        )
    screens["issued-paper_out-many"] = replace(
        base, screen=Issued(99.0, _ticket(7, reissued=True), Paper.PAPER_OUT, None)
    )
    screens["issued-again"] = replace(
        base, screen=Issued(99.0, _ticket(3, reissued=True), Paper.PRINTED, None)
    )
    for why in (*Reason, *Problem):
        screens[f"trouble-{why}"] = replace(base, screen=Trouble(99.0, why, None))
        screens[f"trouble-{why}-en"] = replace(base, screen=Trouble(99.0, why, None), language="en")
    many = catalogue_message(load_lobby(SAMPLE_SITE), ())
    many = many.model_copy(update={"services": many.services + many.services})
    seen = {name: (session, 100.0) for name, session in screens.items()}
    seen["services-ending"] = (screens["services"], 135.0)
    seen["trouble-ending-en"] = (screens["trouble-pass_expired-en"], 120.0)
    seen["services-pages"] = (
        replace(base, catalogue=many, screen=Services(90.0, page=1)),
        100.0,
    )
    return seen


def _ticket(stops: int, *, reissued: bool = False) -> TicketReply:
    places = (
        ("ido", ("3", "4"), 4, (12, 20)),
        ("kokuho", ("6", "7"), 0, (0, 0)),
        ("kodomo", ("8",), 11, (25, 40)),
        ("card", ("5",), 2, (10, 10)),
        ("kyoiku", ("13",), 1, (5, 10)),
        ("suido", ("12",), 0, (0, 0)),
        ("nenkin", ("7",), 1, (5, 10)),
    )
    return TicketReply(
        id=ID,
        visit=ID,
        number="B103",
        issued_at=MORNING,
        reissued=reissued,
        stops=tuple(
            StopOnTicket(
                service=service,
                counters=counters,
                procedures=(),
                people_ahead=ahead,
                wait_minutes=minutes,
            )
            for service, counters, ahead, minutes in places[:stops]
        ),
    )


def held_up() -> np.ndarray:
    """What a camera sees when somebody holds a pass into it."""
    code = segno.make(pass_text(), error="m", boost_error=False)
    modules = np.array([[255 - 255 * bit for bit in row] for row in code.matrix], np.uint8)
    edge = modules.shape[0] * 8
    frame = np.full((720, 1280, 3), (176, 172, 168), np.uint8)
    frame[:, :, :] -= np.linspace(0, 24, 720, dtype=np.uint8)[:, None, None]
    top, left = (720 - edge) // 2, (1280 - edge) // 2
    cv2.rectangle(frame, (left - 40, top - 40), (left + edge + 40, top + edge + 40), (250,) * 3, -1)
    large = cv2.resize(modules, (edge, edge), interpolation=cv2.INTER_NEAREST)
    frame[top : top + edge, left : left + edge] = large[:, :, None]
    return frame


def draw_all(size: tuple[int, int], folder: Path) -> None:
    """Draw every screen at a size into a folder."""
    prepare_kivy(home=folder / "kivy", size=size, fullscreen=False)
    # Kivy reads its settings when it is imported
    from kivy.base import runTouchApp, stopTouchApp
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    from kiosk.reading.camera import Frame
    from kiosk.screens.common import Touches
    from kiosk.show import Show
    from kiosk.words import load_words

    show = Show(load_words(), Touches(lambda _: None, lambda _: None), None)
    views: list[tuple[str, View]] = [
        (name, view_of(session, at(seconds))) for name, (session, seconds) in sessions().items()
    ]
    pixels = held_up()
    targets: dict[str, list[list[object]]] = {}
    turns = 0

    def turn(_passed: float) -> None:
        nonlocal turns
        drawing, shown = divmod(turns, 2)
        if drawing == len(views):
            stopTouchApp()
            return
        name, view = views[drawing]
        turns += 1
        show.update(view, Frame(pixels, float(turns), turns), float(turns))
        if not shown:
            return
        wide, high = (int(edge) for edge in Window.system_size)
        raw = bytes(glReadPixels(0, 0, wide, high, GL_RGB, GL_UNSIGNED_BYTE))
        picture = np.frombuffer(raw, np.uint8).reshape(high, wide, 3)
        upright = cv2.flip(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), 0)
        quickly = [cv2.IMWRITE_PNG_COMPRESSION, 1]
        cv2.imwrite(str(folder / f"{name}.png"), upright, quickly)
        targets[name] = [
            [target.name, *map(round, (box.x, box.y, box.width, box.height))]
            for target in show.targets
            for box in (target.box,)
        ]

    Clock.schedule_interval(turn, 0)
    runTouchApp(show.root)
    show.close()
    (folder / "targets.json").write_text(json.dumps(targets))


if __name__ == "__main__":
    width, _, height = sys.argv[1].partition("x")
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    draw_all((int(width), int(height)), out)
