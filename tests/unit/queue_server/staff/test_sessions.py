"""Session cookies."""

from datetime import timedelta
from pathlib import Path

import pytest

from queue_server.staff.accounts import Accounts
from queue_server.staff.sessions import Sessions
from tests.sites import Clock, Ids
from tests.web import CHEAP, NAME, PASSWORD


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path / "accounts.json", hasher=CHEAP)
    made.add(NAME, PASSWORD)
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(accounts: Accounts, clock: Clock) -> Sessions:
    return Sessions(b"one key", accounts, now=clock, new_id=Ids())


@pytest.fixture
def cookie(sessions: Sessions, accounts: Accounts) -> str:
    account = accounts.get(NAME)
    assert account is not None
    return sessions.issue(account)


def test_a_session_says_who_gives_its_commands(sessions: Sessions, cookie: str) -> None:
    session = sessions.read(cookie)
    assert session is not None
    assert session.by == f"staff:{NAME}"


def test_it_ends_after_ten_hours(sessions: Sessions, cookie: str, clock: Clock) -> None:
    clock.forward(hours=9, minutes=59)
    assert sessions.read(cookie) is not None
    clock.forward(minutes=1)
    assert sessions.read(cookie) is None


def test_it_ends_when_somebody_signs_out(sessions: Sessions, cookie: str, clock: Clock) -> None:
    session = sessions.read(cookie)
    assert session is not None
    sessions.end(session)
    assert sessions.read(cookie) is None
    assert session.until - clock() == timedelta(hours=10)


def test_it_ends_with_its_account(sessions: Sessions, cookie: str, accounts: Accounts) -> None:
    accounts.remove(NAME)
    assert sessions.read(cookie) is None


def test_it_ends_with_its_password(sessions: Sessions, cookie: str, accounts: Accounts) -> None:
    accounts.set_password(NAME, "another-password")
    assert sessions.read(cookie) is None


def test_a_cookie_that_was_changed_or_made_elsewhere_is_none(
    sessions: Sessions, cookie: str, accounts: Accounts, clock: Clock
) -> None:
    body, _, signature = cookie.rpartition(".")
    account = accounts.get(NAME)
    assert account is not None
    foreign = Sessions(b"another key", accounts, now=clock, new_id=Ids()).issue(account)
    for wrong in (None, "", "x", f"{body}x.{signature}", f"{body}.{signature[::-1]}", foreign):
        assert sessions.read(wrong) is None
