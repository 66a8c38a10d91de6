"""What the console of a counter shows."""

from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from queue_server.domain.lives import CounterStatus, Note, Outcome, ServiceStatus, StopState
from queue_server.staff.words import Words


class View(BaseModel):
    """Something that is shown. Never changed, so that consoles can share it."""

    model_config = ConfigDict(frozen=True)


class Named(View):
    """A thing with an id and its name on signs."""

    id: str
    name: str
    name_en: str


class ProcedureView(View):
    """A procedure that the visitor came for."""

    id: str
    title: str
    title_en: str
    bring: tuple[str, ...]


class StaffView(View):
    """Who is on a counter."""

    name: str
    """The staff id, as it stands in the journal."""
    display_name: str
    """The staff id too where the account is gone."""


class MarkView(View):
    """Something that staff should know about a number that a kiosk gave alone."""

    kind: str
    """`alone`, or a doubt: `pass_twice`, `clock_off` … (protocol/alone_messages.py)."""
    short: Words
    """A few words, for lists."""
    whole: Words
    """What it means, and what to do."""


class VisitView(View):
    """A visit: what helps to call it, and to be ready for it."""

    visit: UUID
    number: str
    issued_at: AwareDatetime
    """When the number was given."""
    language: str
    language_words: Words
    needs: tuple[Words, ...]
    notes: tuple[Note, ...]
    """What staff noted about it."""
    alone: MarkView | None
    """Where a kiosk gave the number while it was cut off."""
    doubts: tuple[MarkView, ...]
    """What does not fit about it. It is called all the same."""
    at: Named | None
    """The counter where they are just now: while they are, nobody else can call them."""


class RowView(VisitView):
    """A visit in one queue."""

    slot: AwareDatetime | None
    """When the slot begins that they reserved here; None for walk-ins."""
    waits_since: AwareDatetime
    """When the place in this queue was taken."""
    late_at: AwareDatetime
    """From then on they wait longer than the service's target: since they came, or since their
    slot began.
    """
    only: Named | None
    """The one counter that they were handed to; None where any of the service may call them."""


class Why(StrEnum):
    """Why somebody is next."""

    TURN = "turn"
    """Nobody in this queue has waited longer."""
    RESERVED = "reserved"
    """The slot that they reserved has begun."""
    RETURNS = "returns"
    """They were called and did not come, and are offered again."""
    NEEDS = "needs"
    """Somebody has waited longer, but has no need (wheelchair, infant …)."""


class NextView(RowView):
    """Whom "call next" would call."""

    service: Named
    why: Why


class StopView(View):
    """One stop of a visit."""

    service: Named
    state: StopState
    counters: tuple[Named, ...]
    """Where it can be done today."""
    slot: AwareDatetime | None
    outcome: Outcome | None
    """How it ended, where it is done."""


class ServingView(VisitView):
    """Who is at the counter, or on the way to it."""

    service: Named
    slot: AwareDatetime | None
    procedures: tuple[ProcedureView, ...]
    """None for a walk-in who chose a service only."""
    called_at: AwareDatetime
    """When they were called, the first time of this call."""
    calls: int
    has_request: bool
    """Whether they filled in a request at the kiosk that this counter may open."""
    order: tuple[str, ...]
    """All services of the visit in the order of its stops, this one and ended ones too."""
    other_stops: tuple[StopView, ...]


class MissedView(VisitView):
    """Who was called and did not come (不在)."""

    service: Named
    slot: AwareDatetime | None
    missed_at: AwareDatetime
    calls: int
    offered_again_at: AwareDatetime | None
    """When they are next again by themselves; None where only staff bring them back."""


class ParkedView(VisitView):
    """Who fetches something, and comes back to their place (保留)."""

    service: Named
    slot: AwareDatetime | None
    parked_at: AwareDatetime


class UndoView(View):
    """The step that this counter can still take back."""

    visit: UUID
    number: str
    until: AwareDatetime


class QueueView(View):
    """One service of this counter and who waits in it, in the order in which they came."""

    service: Named
    letter: str
    status: ServiceStatus
    target_minutes: float
    """Nobody should wait longer."""
    count: int
    """How many wait in all."""
    waiting: tuple[RowView, ...]
    """The first of them: as many as are ever called from a list, and not a thousand."""


class OtherCounterView(View):
    """What another counter is doing."""

    counter: Named
    status: CounterStatus
    staff: StaffView | None
    number: str | None
    service: Named | None
    called_at: AwareDatetime | None
    idle_at: AwareDatetime | None
    """From then on it is idle while people wait whom it may call."""
    services: tuple[str, ...]
    """What it serves today."""
    shares_service: bool
    """Whether it serves one of this counter's services too."""


class CounterView(View):
    """All that a console shows, waits that are predicted apart (`OutlookView`)."""

    at: AwareDatetime
    """The server's time; the console counts on from it."""
    position: int
    """How many events the journal held."""
    counter: Named
    status: CounterStatus
    staff: StaffView | None
    """Who is on this counter."""
    assigned: bool
    """Whether a supervisor gave it other services for today than the site's file does."""
    idle_at: AwareDatetime | None
    """From then on it is idle while people wait whom it may call."""
    serving: ServingView | None
    next: NextView | None
    """Whom "call next" would call now."""
    queues: tuple[QueueView, ...]
    waiting: int
    """How many visits wait in these queues; one that waits in two counts once."""
    missed: tuple[MissedView, ...]
    """The latest first, and only those."""
    missed_count: int
    parked: tuple[ParkedView, ...]
    """The longest parked first."""
    parked_count: int
    undo: UndoView | None
    others: tuple[OtherCounterView, ...]


class FoundView(VisitView):
    """A visit of today that was looked for by its number."""

    closed_at: AwareDatetime | None
    """When it was over."""
    stops: tuple[StopView, ...]
    callable_for: Named | None
    """The service for which the counter that asks may call it now, out of its turn."""


class Found(View):
    """What a number stands for today."""

    visits: tuple[FoundView, ...]
    """More than one where only digits were given; the first ten."""
