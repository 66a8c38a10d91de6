"""A session for each page of maintenance, which staff alone see, and in one language."""

from dataclasses import replace

from kiosk.alone.report import AloneReport
from kiosk.maintenance.facts import Facts
from kiosk.maintenance.kept import Kept
from kiosk.maintenance.model import Code, Maintenance, Page, PinSays, TestPaper
from kiosk.session.model import Session, Sight
from kiosk.session.screens import Maintaining
from tests.unit.kiosk.every_session import sessions

FACTS = Facts(
    kiosk="kiosk-12",
    site="aizu",
    printer="ready",
    metres_left=31.6,
    rolls_left=4,
    camera="seeing",
    broker="192.0.2.10:1883",
    own_address="192.0.2.112",
    connected=True,
    reply_age=3,
    round_trip_ms=12,
    clock_off=0,
    versions=(
        ("Madoguchi", "0.1.0"),
        ("Python", "3.11.2"),
        ("Kivy", "2.3.1"),
        ("OS", "Raspberry Pi OS GNU/Linux 12 (bookworm)"),
        ("Kernel", "6.6.51+rpt-rpi-2712 aarch64"),
        ("Printer", "TM-T88VII tcp://192.0.2.21"),
    ),
    loudspeaker=True,
)
WORST = replace(
    FACTS,
    kept=Kept(out_of_service=True, loudspeaker=0, private=8),
    printer="unrecoverable_error",
    printer_detail="the head's thermistor, the power supply's voltage, the CPU",
    metres_left=None,
    rolls_left=None,
    jobs_waiting=12,
    jobs_failed=103,
    camera="stuck",
    scanner="missing",
    connected=False,
    own_address=None,
    reply_age=86_400,
    round_trip_ms=None,
    clock_off=-32_400,
    outbox=AloneReport(waiting=112, dead=13, trouble="database or disk is full"),
    loudspeaker=False,
)
BARE = replace(FACTS, printer=None, camera=None, metres_left=None, rolls_left=None)


def maintenance_sessions() -> dict[str, tuple[Session, float]]:
    """Each page, and how it looks where much is the matter."""
    base, _ = sessions()["start"]
    open_ = {f"{page}": Maintenance(page, facts=FACTS) for page in Page}
    open_ |= {
        f"{page}-worst": Maintenance(page, facts=WORST)
        for page in Page
        if page not in {Page.PIN, Page.TOUCH, Page.VERSIONS, Page.RESTART}
    }
    open_ |= {f"{page}-bare": Maintenance(page, facts=BARE) for page in (Page.MENU, Page.PAPER)}
    open_ |= {f"pin-{says}": Maintenance(pin=says, wait_seconds=873) for says in PinSays}
    open_["pin-entered"] = Maintenance(digits="123456789012")
    open_ |= {f"print-{test}": replace(open_["print"], test=test) for test in TestPaper}
    open_["paper-told"] = replace(open_["paper"], roll_changed=True)
    open_["restart-now"] = replace(open_["restart"], restarting=True)
    for code in Code:
        open_[f"camera-{code}"] = replace(open_["camera"], code=code, code_at=88.0)
    seen = {
        f"maintenance-{name}": (
            replace(
                base,
                screen=Maintaining(90.0, page),
                connected=page.facts.connected,
                can_speak=page.facts is not WORST,
                camera=Sight.BROKEN if page.facts is WORST else base.camera,
            ),
            100.0,
        )
        for name, page in open_.items()
    }
    seen["maintenance-ending"] = (seen["maintenance-menu"][0], 270.0)
    return seen
