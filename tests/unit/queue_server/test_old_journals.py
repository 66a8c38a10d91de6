"""Events as earlier versions wrote them are read for ever: a city does not begin anew."""

import json

from queue_server.day_curve import DayCurve
from queue_server.domain.commands import TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import VisitOpened
from queue_server.domain.evolve import fold
from queue_server.domain.lives import Outcome
from queue_server.domain.state import State
from queue_server.estimator import Estimator
from queue_server.journal.codec import EventCodec
from tests.sites import MORNING, Ids, small_site

VISIT = "00000000-0000-4000-8000-00000000000a"
FIRST_VERSION: list[tuple[str, dict[str, object]]] = [
    ("day_opened", {"day": "2026-11-24"}),
    (
        "visit_opened",
        {
            "visit": VISIT,
            "day": "2026-11-24",
            "letter": "B",
            "sequence": 101,
            "stops": [{"service": "ido", "procedures": ["tennyu"], "after": []}],
            "told": [{"service": "ido", "people_ahead": 0, "wait_from": 0, "wait_to": 0}],
            "language": "ja",
        },
    ),
    ("stop_called", {"visit": VISIT, "service": "ido", "counter": "2"}),
    ("stop_recalled", {"visit": VISIT, "service": "ido", "counter": "2"}),
    ("stop_finished", {"visit": VISIT, "service": "ido", "counter": "2"}),
    ("visit_closed", {"visit": VISIT}),
]
"""Before numbers had ranges, stops had outcomes, and anything could be reserved."""


def test_events_of_the_first_version_lead_on_to_todays_rules() -> None:
    codec, ids, site = EventCodec(), Ids(), small_site()
    estimator, curve = Estimator(site), DayCurve()
    state = State()
    for kind, fields in FIRST_VERSION:
        common = {"at": "2026-11-24T00:00:00Z", "cause": str(ids()), "by": "kiosk-1"}
        event = codec.decode(kind, json.dumps({**common, **fields}))
        after = fold([event], state)
        estimator.learn(state, event, after)
        curve.learn(state, event, after)
        state = after
    (visit,) = state.visits.values()
    assert (visit.number, visit.stops[0].outcome) == ("B101", Outcome.DONE)
    command = TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("ido",))
    decision = decide(site, state, command, MORNING, estimator)
    assert isinstance(decision, tuple)
    assert isinstance(decision[0], VisitOpened)
    # the number of before the update is not given again
    assert (decision[0].letter, decision[0].sequence) == ("B", 102)
