"""What consoles are told of the waits to come."""

from datetime import timedelta

from queue_server.domain.commands import CallNext, Command, SetCounter, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.evolve import fold
from queue_server.domain.lives import CounterStatus
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import State
from queue_server.estimator import Estimator
from queue_server.staff.outlook import predict
from tests.sites import MORNING, Ids, small_site


def test_whoever_is_served_is_told_where_to_go_next() -> None:
    site, ids, state = small_site(), Ids(), State()
    visits = [ids() for _ in range(6)]
    commands: list[Command] = [
        TakeTicket(id=ids(), by="kiosk-1", visit=visits[0], services=("kokuho", "shomei", "ido")),
        CallNext(id=ids(), by="staff:a", counter="3"),
        *(
            TakeTicket(id=ids(), by="kiosk-1", visit=visit, services=("ido",))
            for visit in visits[1:]
        ),
        CallNext(id=ids(), by="staff:b", counter="2"),
        SetCounter(id=ids(), by="staff:c", counter="1", status=CounterStatus.OPEN),
    ]
    for command in commands:
        decision = decide(site, state, command, MORNING)
        assert not isinstance(decision, Refusal)
        state = fold(decision, state)
    outlook = predict(Estimator(site), state, MORNING + timedelta(minutes=1))
    # counter 2 has just begun with somebody; counter 1 is free for certificates
    assert outlook.suggested == {visits[0]: "shomei"}
    assert visits[0] in outlook.visits
