"""The file of accounts."""

import re
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from queue_server.configuration import ConfigurationError
from queue_server.staff.accounts import AccountError, Accounts
from queue_server.staff.permissions import Role
from tests.web import CHEAP, NAME, PASSWORD


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "accounts.json"


@pytest.fixture
def accounts(path: Path) -> Accounts:
    made = Accounts(path, hasher=CHEAP)
    made.add(NAME, PASSWORD, "職員 0312")
    return made


def test_there_is_no_account_at_first(tmp_path: Path) -> None:
    fresh = Accounts(tmp_path / "accounts.json", hasher=CHEAP)
    assert fresh.names() == ()
    assert fresh.verify("admin", "admin") is None


def test_name_and_password_that_belong_together_are_let_in(accounts: Accounts) -> None:
    account = accounts.verify(NAME, PASSWORD)
    assert account is not None
    assert (account.name, account.display_name) == (NAME, "職員 0312")


@pytest.mark.parametrize(
    ("name", "password"),
    [(NAME, "another-password"), (NAME, ""), ("nobody", PASSWORD), ("", ""), (NAME, "x" * 5000)],
)
def test_others_are_not(accounts: Accounts, name: str, password: str) -> None:
    assert accounts.verify(name, password) is None


def test_the_file_is_private_and_holds_argon2id_and_no_password(
    accounts: Accounts, path: Path
) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text()
    assert "$argon2id$" in text
    assert PASSWORD not in text
    assert accounts.names() == (NAME,)


def test_the_standard_cost_is_that_of_rfc_9106(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    Accounts(path).add(NAME, PASSWORD)
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in path.read_text()


def test_what_another_process_adds_counts_at_once(accounts: Accounts, path: Path) -> None:
    Accounts(path, hasher=CHEAP).add("m-0999", "other-password")
    assert accounts.verify("m-0999", "other-password") is not None


@pytest.mark.parametrize("name", ["", "Yamada", "山田", "a b", "a/b", "-a", "x" * 41])
def test_a_name_is_a_staff_id(accounts: Accounts, name: str) -> None:
    with pytest.raises(AccountError, match="not a staff id"):
        accounts.add(name, PASSWORD)


def test_a_short_password_is_refused(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="10 to 200 characters, not 5"):
        accounts.add("m-0999", "short")


def test_a_name_is_given_once(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="already"):
        accounts.add(NAME, "another-password")
    assert accounts.verify(NAME, PASSWORD) is not None


def test_the_same_password_in_other_code_points_is_the_same(accounts: Accounts) -> None:
    accounts.add("m-0999", "ﾏﾄﾞｸﾞﾁ１２３４５")
    assert accounts.verify("m-0999", "マドグチ12345") is not None


def test_another_password_replaces_the_old_one_and_its_stamp(accounts: Accounts) -> None:
    before = accounts.get(NAME)
    after = accounts.set_password(NAME, "a-new-password")
    assert before is not None
    assert before.stamp != after.stamp
    assert accounts.verify(NAME, PASSWORD) is None
    assert accounts.verify(NAME, "a-new-password") == after


def test_a_removed_account_is_gone(accounts: Accounts) -> None:
    accounts.remove(NAME)
    assert accounts.verify(NAME, PASSWORD) is None
    with pytest.raises(AccountError, match="no account"):
        accounts.remove(NAME)
    with pytest.raises(AccountError, match="no account"):
        accounts.set_password(NAME, "a-new-password")


def test_an_account_works_at_a_counter_unless_it_is_told_otherwise(accounts: Accounts) -> None:
    account = accounts.get(NAME)
    assert account is not None
    assert account.role is Role.STAFF
    assert accounts.add("a-0001", PASSWORD, role=Role.AUDITOR).role is Role.AUDITOR


def test_a_file_from_before_there_were_roles_is_one_of_staff(
    accounts: Accounts, path: Path
) -> None:
    text = path.read_text()
    assert '"role": "staff"' in text
    path.write_text(re.sub(r',\s*"role": "staff"', "", text))
    assert "role" not in path.read_text()
    account = accounts.verify(NAME, PASSWORD)
    assert account is not None
    assert account.role is Role.STAFF


def test_another_role_leaves_the_password_and_the_session_as_they_are(accounts: Accounts) -> None:
    before = accounts.get(NAME)
    after = accounts.set_role(NAME, Role.SUPERVISOR)
    assert before is not None
    assert (after.role, after.stamp) == (Role.SUPERVISOR, before.stamp)
    assert accounts.verify(NAME, PASSWORD) == after
    accounts.set_password(NAME, "a-new-password")
    assert accounts.all()[0].role is Role.SUPERVISOR
    with pytest.raises(AccountError, match="no account"):
        accounts.set_role("nobody", Role.AUDITOR)


def test_a_hash_of_lower_cost_is_renewed_at_the_next_sign_in(
    accounts: Accounts, path: Path
) -> None:
    dearer = Accounts(path, hasher=PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert accounts.verify(NAME, PASSWORD) == dearer.get(NAME)
    assert dearer.verify(NAME, PASSWORD) == dearer.get(NAME)
    assert "m=16,t=2" in path.read_text()


def test_a_damaged_file_stops_everybody_without_showing_what_it_holds(
    accounts: Accounts, path: Path
) -> None:
    path.write_text(path.read_text()[:-20])
    with pytest.raises(ConfigurationError, match=r"accounts\.json: is damaged$"):
        accounts.verify(NAME, PASSWORD)


def test_a_file_that_others_may_read_is_not_used(accounts: Accounts, path: Path) -> None:
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match=r"chmod 600 /.*/accounts\.json$"):
        accounts.verify(NAME, PASSWORD)
