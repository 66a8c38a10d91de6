"""Whatever happens in whatever order: one request at a time, and always back to the start."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kiosk.keypad.pad_keys import PadKey
from kiosk.maintenance.digits import PinAnswer
from kiosk.maintenance.facts import Facts
from kiosk.maintenance.kept import Kept
from kiosk.maintenance.model import DIGITS, StaffTouch
from kiosk.session.effects import CancelPrint, GiveUp, IssueAlone, Print, Send
from kiosk.session.events import (
    CameraChanged,
    CodeUnread,
    Commanded,
    ConnectionChanged,
    Control,
    ControlTouched,
    Event,
    IssuedAlone,
    KeyPressed,
    LanguageTouched,
    PaperChanged,
    PassSeen,
    PinChecked,
    ReplyArrived,
    ScoreTouched,
    ServiceTouched,
    StaffTouched,
    SupplyChanged,
    Tick,
    TicketTouched,
    TicketWish,
)
from kiosk.session.model import Sight, Supply
from kiosk.session.screens import (
    Alone,
    Issued,
    Maintaining,
    OwnTicket,
    Paper,
    Services,
    Start,
    Thanked,
    Trouble,
    Waiting,
)
from kiosk.session.screens import Cancelled as Gone
from kiosk.session.step import new_session, step
from kiosk.session.times import NO_ANSWER_SECONDS
from kiosk.speech.volume import FIRST_VOLUME
from protocol.device_commands import OpenMaintenance
from protocol.reasons import Reason
from protocol.ticket_messages import Cancel, Cancelled, Rated
from tests.unit.kiosk.every_ticket import shown
from tests.unit.kiosk.samples import WALL, at, catalogue_arrived, pass_text, ticket

PASSES = (
    pass_text(),
    pass_text(pass_id=UUID(int=8), language="en"),
    "nothing of ours",
    f"MGT1:{UUID(int=1)}",
    f"MGT1:{UUID(int=99)}",
)
LONGEST_SESSION = 300.0
"""Seconds in which every session that nobody touches any more is over: also where it is read to
them, and what has to be printed is never heard of."""

ANSWERS = (
    shown("waiting", ("ido", "waiting")),
    shown("finished", ("ido", "done")),
    Cancelled(id=UUID(int=1), visit=UUID(int=1)),
    Rated(id=UUID(int=1), counted=True),
)
STAFF = (StaffTouch.OPEN, StaffTouch.ENTER, StaffTouch.PRINT, StaffTouch.CLOSE, *DIGITS[:2])
OPENED = Commanded(
    OpenMaintenance(id=UUID(int=98), at=WALL, expires_at=WALL), Kept(), Facts(kiosk="kiosk-1")
)

# ids as small numbers, so that replies meet requests; the n-th event's own id is n
replies_to = st.integers(0, 12).map(lambda number: UUID(int=number))
events = st.one_of(
    st.sampled_from(PASSES).map(lambda text: ("pass", text)),
    st.sampled_from(["ido", "shomei", "none"]).map(lambda name: ("service", name)),
    st.sampled_from(
        [ControlTouched(control) for control in Control]
        + [LanguageTouched("en"), LanguageTouched("ja"), Tick(), Tick(), CodeUnread()]
        + [catalogue_arrived()]
        + [CameraChanged(Sight.NONE), CameraChanged(Sight.SEES), SupplyChanged(Supply.OUT)]
        + [ConnectionChanged(connected=True), ConnectionChanged(connected=False)]
        + [StaffTouched(touch, UUID(int=99)) for touch in STAFF]
        + [PinChecked(PinAnswer.RIGHT), PinChecked(PinAnswer.WRONG), OPENED]
        + [KeyPressed(key) for key in (PadKey.NEXT, PadKey.VOLUME, PadKey.UNPLUGGED)]
    ),
    st.sampled_from([*TicketWish, 1, 5]).map(lambda touch: ("touch", touch)),
    replies_to.map(lambda number: ReplyArrived(number, ticket(number), None)),
    st.builds(ReplyArrived, replies_to, st.none(), st.none(), st.sampled_from(ANSWERS)),
    st.builds(lambda number, reason: ReplyArrived(number, None, reason), replies_to,
              st.sampled_from(Reason)),
    replies_to.map(lambda number: IssuedAlone(number, ticket(number))),
    replies_to.map(lambda number: IssuedAlone(number, None)),
    st.builds(PaperChanged, replies_to, st.sampled_from(Paper)),
)  # fmt: skip


def event_of(happening: object, fresh_id: UUID) -> Event:
    """What the strategy has drawn, with the id that a request of it would have."""
    match happening:
        case ("pass", str(text)):
            return PassSeen(text, fresh_id)
        case ("service", str(service)):
            return ServiceTouched(service, fresh_id)
        case ("touch", TicketWish() as wish):
            return TicketTouched(wish, fresh_id)
        case ("touch", int(score)):
            return ScoreTouched(score, fresh_id)
        case _:
            return happening  # type: ignore[return-value]  # the strategy makes events


@given(st.lists(st.tuples(events, st.sampled_from([0.0, 0.1, 0.6, 2.0, 11.0, 50.0])), max_size=40))
def test_in_any_order(happenings: list[tuple[object, float]]) -> None:
    seconds = 0.0
    session, _ = step(new_session(at(0), services_per_page=2), catalogue_arrived(), at(0))
    waiting: Waiting | Thanked | None = None
    printed = set[UUID]()
    for number, (happening, passes) in enumerate(happenings):
        seconds += passes
        event = event_of(happening, UUID(int=number))
        before = session
        session, effects = step(session, event, at(seconds))
        sends = [effect.request for effect in effects if isinstance(effect, Send)]
        assert len(sends) <= 1
        for request in sends:
            assert isinstance(session.screen, Waiting | Thanked)
            assert session.screen.request == request
            if isinstance(request, Cancel):
                assert isinstance(event, TicketTouched | Tick), "only a person cancels"
            if waiting is not None:
                # never two in flight: what is sent while one waits is that one again
                assert request == waiting.request
        for effect in effects:
            if isinstance(effect, Print):
                assert waiting is not None
                assert effect.ticket.id == waiting.request.id
                assert effect.ticket.id not in printed, "a number is printed once"
                printed.add(effect.ticket.id)
            if isinstance(effect, CancelPrint):
                assert effect.ticket_id in printed
                assert isinstance(event, ControlTouched), "only a person takes a print back"
        if isinstance(event, IssuedAlone) and event.ticket is not None:
            printing = any(isinstance(effect, Print) for effect in effects)
            given_up = GiveUp(event.request_id) in effects
            assert printing != given_up, "it is on paper, or nobody's"
        for effect in effects:
            if isinstance(effect, IssueAlone):
                assert isinstance(session.screen, Waiting)
                assert session.screen.alone is Alone.ASKED
        if session.choosing_language:
            assert isinstance(session.screen, Services | Trouble | Issued | OwnTicket | Gone)
        if isinstance(before.screen, Waiting | Issued | Services | Trouble):
            assert not isinstance(session.screen, Maintaining), "a session's end comes first"
        if isinstance(session.screen, Maintaining):
            assert not sends, "nobody is checked in meanwhile"
            assert session.language == "ja", "nothing of the session before"
        waiting = session.screen if isinstance(session.screen, Waiting | Thanked) else None
    end = seconds + LONGEST_SESSION
    while seconds < end:
        seconds += 1.0
        session, effects = step(session, Tick(), at(seconds))
        if seconds > end - LONGEST_SESSION + NO_ANSWER_SECONDS:
            assert not any(isinstance(effect, Send) for effect in effects)
    assert isinstance(session.screen, Start)
    assert (session.language, session.language_chosen) == ("ja", False)
    assert (session.guided, session.keyed, session.volume) == (False, False, FIRST_VOLUME)
