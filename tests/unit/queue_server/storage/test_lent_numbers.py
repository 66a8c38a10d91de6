"""A backup is put back while kiosks hold numbers that they were lent after it (N1)."""

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.alone.commands import LendNumbers
from queue_server.domain.alone.events import NumbersLent
from queue_server.domain.alone.leases import LAPS
from queue_server.domain.commands import Command, GoOnRestored, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import VisitOpened
from queue_server.domain.evolve import fold
from queue_server.domain.numbers import LENT_LAPS
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Service, Site
from queue_server.domain.state import State
from queue_server.storage.restore import LEAST_GIVEN
from tests.sites import MORNING, TOKYO, Ids

SITE = Site(
    id="aizu",
    zone=TOKYO,
    services={
        "a": Service("a", "B", 101, 5, 130),
        "b": Service("b", "B", 201, 5, 399),
        "c": Service("c", "C", 101, 5),
    },
    counters={},
    procedures={},
    kiosks=("kiosk-1", "kiosk-2", "kiosk-3"),
)
STEPS = st.lists(st.sampled_from(["a", "b", "c", *SITE.kiosks]), max_size=40)


def test_what_is_lent_ahead_is_passed_over() -> None:
    assert LENT_LAPS >= LAPS


@given(before=STEPS, rounds=st.lists(STEPS, min_size=1, max_size=3), after=STEPS)
def test_nobody_gets_a_number_that_a_kiosk_holds_of_a_lease_that_is_forgotten(
    before: list[str], rounds: list[list[str]], after: list[str]
) -> None:
    ids, out = Ids(), Counter[tuple[str, int]]()

    def do(state: State, command: Command) -> State:
        decision = decide(SITE, state, command, MORNING + timedelta(minutes=1))
        assert not isinstance(decision, Refusal)
        for event in decision:
            match event:
                case VisitOpened():
                    out[event.letter, event.sequence] += 1
                case NumbersLent():
                    for block in event.blocks:
                        for sequence in range(block.first, block.last + 1):
                            out[block.letter, sequence] += 1
        return fold(decision, state)

    def play(state: State, steps: list[str]) -> State:
        for step in steps:
            if step in SITE.kiosks:
                state = do(state, LendNumbers(id=ids(), by=step))
            else:
                state = do(state, TakeTicket(id=ids(), by="k", visit=ids(), services=(step,)))
        return state

    kept = play(State(), before)
    for since in rounds:
        play(kept, since)  # what only papers and kiosks know
        restored = GoOnRestored(
            id=ids(), by="restore", restored=kept.position, until=None, given_since=LEAST_GIVEN
        )
        kept = do(kept, restored)
    play(kept, after)
    assert max(out.values(), default=1) == 1
