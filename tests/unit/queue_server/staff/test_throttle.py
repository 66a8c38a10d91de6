"""Guessing passwords."""

from datetime import timedelta

from queue_server.staff.throttle import KEYS_MAX, SignInThrottle
from tests.sites import Clock

NONE = timedelta(0)


def fail(throttle: SignInThrottle, times: int, name: str = "a", address: str = "1") -> None:
    for _ in range(times):
        throttle.begin(name, address)


def test_the_sixth_try_waits_and_each_further_one_twice_as_long() -> None:
    clock = Clock()
    throttle = SignInThrottle(clock)
    fail(throttle, 4)
    assert throttle.wait("a", "1") == NONE
    fail(throttle, 1)
    assert throttle.wait("a", "1") == timedelta(seconds=30)
    clock.forward(seconds=30)
    assert throttle.wait("a", "1") == NONE
    fail(throttle, 1)
    assert throttle.wait("a", "1") == timedelta(seconds=60)


def test_the_wait_has_an_end() -> None:
    throttle = SignInThrottle(Clock())
    fail(throttle, 5000)
    assert throttle.wait("a", "1") == timedelta(minutes=15)


def test_a_colleague_at_another_place_is_not_held_up() -> None:
    throttle = SignInThrottle(Clock())
    fail(throttle, 6)
    assert throttle.wait("a", "2") == NONE
    assert throttle.wait("b", "1") == NONE


def test_guessing_from_many_addresses_or_with_many_names_is_held_up_too() -> None:
    throttle = SignInThrottle(Clock())
    for number in range(20):
        throttle.begin("a", f"10.0.0.{number}")
        throttle.begin(f"name-{number}", "1")
    assert throttle.wait("a", "new") > NONE
    assert throttle.wait("new", "1") > NONE


def test_who_gets_it_right_starts_over() -> None:
    throttle = SignInThrottle(Clock())
    fail(throttle, 4)
    throttle.begin("a", "1")
    throttle.succeeded("a", "1")
    fail(throttle, 4)
    assert throttle.wait("a", "1") == NONE


def test_an_own_account_does_not_wipe_out_the_guesses_at_others() -> None:
    throttle = SignInThrottle(Clock())
    for number in range(20):
        throttle.begin(f"name-{number}", "1")
        throttle.begin("own", "1")
        throttle.succeeded("own", "1")
    assert throttle.wait("new", "1") > NONE


def test_failures_are_forgotten_after_an_hour() -> None:
    clock = Clock()
    throttle = SignInThrottle(clock)
    fail(throttle, 5)
    clock.forward(minutes=61)
    fail(throttle, 4)
    assert throttle.wait("a", "1") == NONE


def test_many_names_do_not_fill_the_memory() -> None:
    throttle = SignInThrottle(Clock())
    for number in range(KEYS_MAX):
        throttle.begin(f"name-{number}", f"address-{number}")
    assert throttle.size <= KEYS_MAX + 3
