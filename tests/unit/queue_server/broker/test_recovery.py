"""A broker whose machine is lost: what the backups and the code in the safe bring back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from protocol.enrolment import new_code, read_code
from queue_server.assets import assets_dir
from queue_server.broker.commands import device_commands
from queue_server.broker.recovery import RECOVERY_FILE

SITE = assets_dir() / "sites" / "sample.toml"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SAME = ("authority.pem", "authority-key.pem", "server-password")
"""What devices and the server were given, or follows from it."""
SAME_OF_MOSQUITTO = ("passwords", "devices.acl", "server-passwords")


@dataclass(frozen=True)
class _Machine:
    folder: Path

    def run(self, *words: str, typed: str = "") -> Result:
        environment = {
            "MADOGUCHI_BROKER": str(self.folder),
            "MADOGUCHI_SITE": str(SITE),
            "MADOGUCHI_BROKER_RELOAD": "true",
        }
        return CliRunner().invoke(
            device_commands(lambda: NOW), words, env=environment, input=f"{typed}\n"
        )

    def recovery_code(self, *words: str) -> str:
        """The code that is shown once."""
        result = self.run("ca", "--name", "192.0.2.10", *words)
        assert result.exit_code == 0, result.output
        return next(line.strip() for line in result.output.splitlines() if line.count("-") == 6)

    def texts(self) -> dict[str, str]:
        return {name: (self.folder / name).read_text() for name in SAME} | {
            name: (self.folder / "mosquitto" / name).read_text() for name in SAME_OF_MOSQUITTO
        }


@pytest.fixture
def lost(tmp_path: Path) -> tuple[_Machine, str]:
    machine = _Machine(tmp_path / "lost")
    code = machine.recovery_code()
    for words in (("add", "kiosk-1"), ("add", "kiosk-2"), ("shut-out", "kiosk-2")):
        assert machine.run(*words).exit_code == 0
    return machine, code


def _begin(tmp_path: Path, sealed: Path, typed: str) -> tuple[_Machine, Result]:
    machine = _Machine(tmp_path / "new")
    return machine, machine.run("ca", "--name", "192.0.2.10", "--from", str(sealed), typed=typed)


def test_every_device_is_let_in_again_and_who_was_shut_out_is_not(
    lost: tuple[_Machine, str], tmp_path: Path
) -> None:
    machine, code = lost
    new, result = _begin(tmp_path, machine.folder / RECOVERY_FILE, code.lower().replace("-", " "))
    assert result.exit_code == 0, result.output
    assert new.texts() == machine.texts()
    assert "shut it out AGAIN" in result.output
    listed = new.run("list").output
    assert "kiosk-1\tkiosk\tgood" in listed
    assert "kiosk-2\tkiosk\tshut_out" in listed
    # the list of revoked certificates, too, and the same code for the next time
    assert "kiosk-2" in (new.folder / "devices.json").read_text()
    assert code not in result.output
    again = _Machine(tmp_path / "newer")
    sealed = str(new.folder / RECOVERY_FILE)
    assert again.run("ca", "--name", "x", "--from", sealed, typed=code).exit_code == 0


def test_without_the_code_it_is_nothing(lost: tuple[_Machine, str], tmp_path: Path) -> None:
    machine, code = lost
    sealed = machine.folder / RECOVERY_FILE
    content = sealed.read_text()
    kept = "".join(
        path.read_text(errors="replace") for path in machine.folder.rglob("*") if path.is_file()
    )
    assert code not in kept
    assert read_code(code) not in kept
    for part in ("PRIVATE", "kiosk-1", machine.texts()["server-password"].strip()):
        assert part not in content
    for typed in (new_code(), "0000", ""):
        new, result = _begin(tmp_path, sealed, typed)
        assert result.exit_code != 0
        assert not (new.folder / "authority-key.pem").exists()
    damaged = tmp_path / "damaged"
    for text in (content[:-9], content[:40] + "AAAA" + content[44:], "", "ほ"):
        damaged.write_text(text)
        _, result = _begin(tmp_path, damaged, code)
        assert "damaged" in str(result.exception), text


def test_it_is_written_anew_at_each_change(lost: tuple[_Machine, str], tmp_path: Path) -> None:
    machine, code = lost
    machine.run("add", "kiosk-3")
    new, _ = _begin(tmp_path, machine.folder / RECOVERY_FILE, code)
    assert "kiosk-3\tkiosk\tgood" in new.run("list").output


def test_another_code_ends_the_one_before(lost: tuple[_Machine, str], tmp_path: Path) -> None:
    machine, code = lost
    other = machine.recovery_code("--new-recovery-code")
    assert other != code
    _, result = _begin(tmp_path, machine.folder / RECOVERY_FILE, code)
    assert "does not belong to this file" in str(result.exception)
    _, result = _begin(tmp_path, machine.folder / RECOVERY_FILE, other)
    assert result.exit_code == 0


def test_a_folder_that_has_a_ca_is_not_written_over(
    lost: tuple[_Machine, str], tmp_path: Path
) -> None:
    machine, code = lost
    there = _Machine(tmp_path / "new")
    there.recovery_code()
    before = there.texts()
    _, result = _begin(tmp_path, machine.folder / RECOVERY_FILE, code)
    assert "has a CA; move the folder away first" in str(result.exception)
    assert there.texts() == before


def test_another_address_is_said_to_need_new_credentials(
    lost: tuple[_Machine, str], tmp_path: Path
) -> None:
    machine, code = lost
    sealed = str(machine.folder / RECOVERY_FILE)
    result = _Machine(tmp_path / "new").run(
        "ca", "--name", "192.0.2.99", "--from", sealed, typed=code
    )
    assert "Devices look for the broker at 192.0.2.10: renew every one." in result.output
