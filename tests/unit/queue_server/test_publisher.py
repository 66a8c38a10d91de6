"""When boards are published: at once, never old, and again while nothing happens."""

import json
import queue

from protocol.topics import Topics
from queue_server.displays.publisher import BoardPublisher
from queue_server.domain.state import State
from tests.sites import Clock, sample_lobby

SECONDS = 10


def test_a_change_is_published_at_once_and_many_changes_share_a_board() -> None:
    published: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
    states = [State(position=0)]
    publisher = BoardPublisher(
        sample_lobby(),
        Topics.of("aizu"),
        state=lambda: states[-1],
        now=Clock(),
        waits=lambda _state, _now: {},
        publish=lambda topic, payload: (
            None
            if topic.endswith("/waits")
            else published.put((topic, json.loads(payload)["sequence"]))
        ),
    )
    publisher.start()
    topic = "lobby/1/aizu/display/main"
    assert published.get(timeout=SECONDS) == (topic, 0)
    for position in range(1, 500):
        states.append(State(position=position))
        publisher.changed()
    sequences = list[int]()
    while not sequences or sequences[-1] < 499:
        sequences.append(published.get(timeout=SECONDS)[1])
    publisher.close()
    assert sequences == sorted(sequences)
    assert len(sequences) < 100
