"""The states of a ticket's life, in their order, and who can be killed in each. The table is made
of these two lists; so are its tests, which have the names of both.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Where(StrEnum):
    """In which process a state is reached."""

    KIOSK = "kiosk"
    SERVER = "server"


class Life(StrEnum):
    """How a ticket comes to be."""

    ONLINE = "online"
    """A kiosk asks, the server answers."""
    ALONE = "alone"
    """Nobody answers: the kiosk gives a number by itself, and reports it."""


class Victim(StrEnum):
    """What is killed. The spool is a part of the kiosk's process: it is killed wherever that is at
    work on a paper."""

    SERVER = "server"
    KIOSK = "kiosk"
    SPOOL = "spool"
    BROKER = "broker"
    ALL = "all"
    """Server, kiosk and broker at once, as when the power goes."""


@dataclass(frozen=True, slots=True)
class State:
    """A moment of a ticket's life, at which a process stands still until somebody was killed."""

    name: str
    where: Where
    life: Life
    what: str
    paper: bool = False
    """The spool is at work."""
    unclaimed: bool = False
    """Where the kiosk ends just then, a number may be left that is on nobody's paper: whoever stood
    there takes another one, and this one is called in vain. It is neither lost nor given twice."""


_K, _S, _ON, _AL = Where.KIOSK, Where.SERVER, Life.ONLINE, Life.ALONE

STATES: tuple[State, ...] = (
    State("asked", _K, _ON, "somebody wants a number, and nothing was sent"),
    State(
        "sent", _K, _ON, "the request is on its way to the broker, and not noted", unclaimed=True
    ),
    State("noted", _K, _ON, "the kiosk has noted that it was sent"),
    State("heard", _S, _ON, "the server has the request"),
    State("decided", _S, _ON, "the number is decided, and not in the journal"),
    State("journaled", _S, _ON, "the number is in the journal, and nobody was told"),
    State("replied", _S, _ON, "the reply is with the broker, or on its way there"),
    State("reply_received", _K, _ON, "the kiosk has the reply"),
    State("composed", _K, _ON, "the papers are made", paper=True),
    State("spooled", _K, _ON, "the papers are in the spool", paper=True),
    State("taken_by_printer", _K, _ON, "the job is at the printer, no byte is out", paper=True),
    State("first_byte", _K, _ON, "the first byte is at the printer", paper=True),
    State("last_byte", _K, _ON, "the last byte is at the printer", paper=True),
    State("paper_confirmed", _K, _ON, "the printer has confirmed the paper", paper=True),
    State("printed", _K, _ON, "the job has ended, and the session is told", paper=True),
    State("called", _S, _ON, "the call is in the journal, and nobody was told"),
    State("call_told", _S, _ON, "the counter was told of its call"),
    State("recalled", _S, _ON, "the second call is in the journal, and nobody was told"),
    State("served", _S, _ON, "the end is in the journal, and nobody was told"),
    State("finished", _S, _ON, "the counter was told that the visit is over"),
    State("alone_asked", _K, _AL, "the request was sent, and nobody answers"),
    State(
        "alone_given",
        _K,
        _AL,
        "a lent number is taken and its report noted, nobody was told",
        unclaimed=True,
    ),
    State("alone_spooled", _K, _AL, "the papers of the lent number are in the spool", paper=True),
    State("alone_first_byte", _K, _AL, "the first byte of it is at the printer", paper=True),
    State("alone_printed", _K, _AL, "the lent number is on paper", paper=True),
    State(
        "report_sent", _K, _AL, "the report is with the broker, or on its way there", unclaimed=True
    ),
    State("report_heard", _S, _AL, "the server has the report"),
    State("report_journaled", _S, _AL, "the report is in the journal, and nobody was told"),
    State("report_answered", _S, _AL, "the answer to the report is on its way"),
    State("report_reply_received", _K, _AL, "the kiosk has the answer, and the report is noted"),
    State("alone_called", _S, _AL, "the number given alone is called, and nobody was told"),
    State("alone_finished", _S, _AL, "the counter was told that this visit is over"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One fault in one state."""

    victim: Victim
    state: State

    @property
    def unclaimed_max(self) -> int:
        """How many numbers may be left that nobody has on paper."""
        ends = self.victim in {Victim.KIOSK, Victim.SPOOL, Victim.ALL}
        return int(ends and self.state.unclaimed)

    @property
    def name(self) -> str:
        """As the test is called."""
        return f"{self.victim}-killed-when-{self.state.name}"


CELLS: tuple[Cell, ...] = tuple(
    Cell(victim, state)
    for victim, state in product(Victim, STATES)
    if victim is not Victim.SPOOL or state.paper
)
"""The whole table."""

IN_TESTS: frozenset[Cell] = frozenset(
    cell
    for cell in CELLS
    if (cell.victim is Victim.SPOOL)
    or (cell.victim.value == cell.state.where.value and not cell.state.paper)
    or (cell.victim is Victim.BROKER and cell.state.name in {"replied", "report_sent"})
    or (cell.victim is Victim.ALL and cell.state.name in {"journaled", "first_byte"})
)
"""What every run of the tests shows: who stands at the state is killed. The whole table takes some
minutes (`make crashes`)."""
