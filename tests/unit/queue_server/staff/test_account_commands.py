"""`queue-server account …`."""

from pathlib import Path

from click.testing import CliRunner, Result

from queue_server.staff.accounts import Accounts
from queue_server.staff.commands import account
from tests.web import CHEAP


def run(data: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(account, [*words, "--data", str(data)], input=typed)


def test_the_password_is_asked_for_twice_and_never_shown(tmp_path: Path) -> None:
    result = run(tmp_path, "add", "m-0312", typed="a-long-password\na-long-password\n")
    assert result.exit_code == 0, result.output
    assert "added m-0312 (staff)" in result.output
    assert "a-long-password" not in result.output
    assert Accounts(tmp_path / "accounts.json", hasher=CHEAP).names() == ("m-0312",)


def test_two_different_passwords_make_no_account(tmp_path: Path) -> None:
    result = run(tmp_path, "add", "m-0312", typed="a-long-password\nanother-password\n")
    assert result.exit_code != 0
    assert not (tmp_path / "accounts.json").exists()


def test_a_short_password_is_explained(tmp_path: Path) -> None:
    result = run(tmp_path, "add", "m-0312", typed="short\nshort\n")
    assert result.exit_code == 1
    assert "a password has 10 to 200 characters, not 5" in result.output


def test_accounts_are_listed_changed_and_removed(tmp_path: Path) -> None:
    run(tmp_path, "add", "m-0312", typed="a-long-password\na-long-password\n")
    assert run(tmp_path, "list").output == "m-0312\tstaff\n"
    changed = run(tmp_path, "password", "m-0312", typed="another-password\nanother-password\n")
    assert changed.exit_code == 0, changed.output
    accounts = Accounts(tmp_path / "accounts.json")
    assert accounts.verify("m-0312", "another-password") is not None
    assert run(tmp_path, "remove", "m-0312").exit_code == 0
    assert run(tmp_path, "list").output == ""
    again = run(tmp_path, "remove", "m-0312")
    assert (again.exit_code, "no account" in again.output) == (1, True)


def test_a_role_is_given_shown_and_changed(tmp_path: Path) -> None:
    typed = "a-long-password\na-long-password\n"
    assert run(tmp_path, "add", "a-0001", "--role", "auditor", typed=typed).exit_code == 0
    assert run(tmp_path, "add", "m-0312", typed=typed).exit_code == 0
    assert run(tmp_path, "list").output == "a-0001\tauditor\nm-0312\tstaff\n"
    changed = run(tmp_path, "role", "m-0312", "supervisor")
    assert (changed.exit_code, changed.output) == (0, "m-0312 is supervisor\n")
    assert run(tmp_path, "list").output == "a-0001\tauditor\nm-0312\tsupervisor\n"


def test_a_role_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    wrong = run(tmp_path, "role", "m-0312", "mayor")
    assert wrong.exit_code == 2
    assert "'staff', 'supervisor', 'facilities', 'auditor'" in wrong.output
    nobody = run(tmp_path, "role", "m-0312", "auditor")
    assert (nobody.exit_code, "no account" in nobody.output) == (1, True)
