"""How often somebody may ask."""

from queue_server.pacing import KEYS_MAX, Buckets, Pace


class Seconds:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_then_at_a_pace() -> None:
    seconds = Seconds()
    buckets = Buckets(Pace(at_once=3, each_second=2), seconds)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.wait("b") == 0
    seconds.now = 0.5
    assert [buckets.wait("a") for _ in range(2)] == [0, 0.5]
    seconds.now = 100
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_to_go_on_asking_makes_the_wait_no_longer() -> None:
    seconds = Seconds()
    buckets = Buckets(Pace(at_once=1, each_second=1), seconds)
    assert buckets.wait("a") == 0
    assert [buckets.wait("a") for _ in range(100)] == [1.0] * 100
    seconds.now = 1
    assert buckets.wait("a") == 0


def test_many_names_do_not_fill_the_memory_and_who_asks_most_is_not_forgotten() -> None:
    seconds = Seconds()
    buckets = Buckets(Pace(at_once=3, each_second=0.001), seconds)
    for _ in range(3):
        buckets.wait("greedy")
    for number in range(2 * KEYS_MAX):
        buckets.wait(number)
        assert buckets.size <= KEYS_MAX
    assert buckets.wait("greedy") > 0


def test_who_has_not_asked_for_long_is_forgotten_first() -> None:
    seconds = Seconds()
    buckets = Buckets(Pace(at_once=2, each_second=1), seconds)
    for number in range(KEYS_MAX):
        buckets.wait(number)
    seconds.now = 60
    buckets.wait("new")
    assert buckets.size == 1
