"""`queue-server device …`: what it makes, shows once, and takes away."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from protocol.enrolment import Envelope, envelope_name, read_code
from queue_server.assets import assets_dir
from queue_server.broker.commands import device_commands
from queue_server.broker.envelopes import take_envelope
from queue_server.broker.inventory import Standing, read_inventory
from queue_server.configuration import ConfigurationError

SITE = assets_dir() / "sites" / "sample.toml"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


class _Office:
    """The command line of somebody who looks after devices, on a clock of ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "broker"
        self.now = NOW

    def run(self, *words: str, reload_with: str = "true") -> Result:
        group = device_commands(lambda: self.now)
        environment = {
            "MADOGUCHI_BROKER": str(self.folder),
            "MADOGUCHI_SITE": str(SITE),
            "MADOGUCHI_BROKER_RELOAD": reload_with,
        }
        return CliRunner().invoke(group, words, env=environment)

    def code(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return next(line.strip() for line in result.output.splitlines() if line.count("-") == 6)

    def text(self) -> str:
        """All that is kept."""
        return "".join(
            path.read_text(errors="replace") for path in self.folder.rglob("*") if path.is_file()
        )


@pytest.fixture
def office(tmp_path: Path) -> _Office:
    made = _Office(tmp_path)
    assert made.run("ca", "--name", "192.0.2.10").exit_code == 0
    return made


def test_without_a_ca_it_says_what_to_do_first(tmp_path: Path) -> None:
    result = _Office(tmp_path).run("add", "kiosk-1")
    assert isinstance(result.exception, ConfigurationError)
    assert "device ca" in str(result.exception)


def test_a_code_is_shown_once_and_kept_nowhere(office: _Office) -> None:
    code = office.code("add", "kiosk-1")
    kept = office.text()
    assert code not in kept
    assert read_code(code) not in kept
    envelope = take_envelope(office.folder, envelope_name(code), NOW)
    assert envelope is not None
    enrolment = envelope.open(code)
    assert (enrolment.device, enrolment.mqtt) == ("kiosk-1", "mqtts://192.0.2.10:8883")
    assert enrolment.password not in kept
    assert enrolment.key.splitlines()[1] not in kept


def test_an_envelope_is_handed_out_once_and_for_an_hour(office: _Office) -> None:
    name = envelope_name(office.code("add", "kiosk-1"))
    assert take_envelope(office.folder, name, NOW) is not None
    assert take_envelope(office.folder, name, NOW) is None
    late = envelope_name(office.code("add", "kiosk-2"))
    assert take_envelope(office.folder, late, NOW + timedelta(hours=1)) is None
    assert not list((office.folder / "envelopes").iterdir())


def test_it_goes_on_a_stick(office: _Office, tmp_path: Path) -> None:
    stick = tmp_path / "kiosk-1.json"
    code = office.code("add", "kiosk-1", "--file", str(stick))
    envelope = Envelope.model_validate_json(stick.read_text())
    assert envelope.open(code).device == "kiosk-1"
    assert stat.S_IMODE(stick.stat().st_mode) == 0o600


def test_a_device_that_is_not_ours_gets_files(office: _Office, tmp_path: Path) -> None:
    result = office.run("add", "pad-3", "--pem", str(tmp_path / "pad"))
    assert result.exit_code == 0
    names = {path.name for path in (tmp_path / "pad").iterdir()}
    assert names == {"authority.pem", "certificate.pem", "key.pem", "password"}
    assert (tmp_path / "pad" / "password").read_text().strip() not in result.output


def test_a_device_that_the_site_file_does_not_name_is_refused(office: _Office) -> None:
    result = office.run("add", "kiosk-99")
    assert "names no kiosk or call pad 'kiosk-99'" in str(result.exception)


def test_one_that_has_a_credential_is_renewed_and_not_added(office: _Office) -> None:
    first = office.code("add", "kiosk-1")
    assert "device renew kiosk-1" in str(office.run("add", "kiosk-1").exception)
    office.code("renew", "kiosk-1")
    # the envelope of before is gone, and its certificate is good no more
    assert take_envelope(office.folder, envelope_name(first), NOW) is None
    inventory = read_inventory(office.folder)
    assert inventory is not None
    assert [one.device for one in inventory.revoked] == ["kiosk-1"]


def test_who_is_shut_out_is_in_no_list_of_mosquittos(office: _Office) -> None:
    for device in ("kiosk-1", "kiosk-2"):
        office.code("add", device)
    result = office.run("shut-out", "kiosk-1")
    assert "kiosk-1 is shut out" in result.output
    for name in ("passwords", "devices.acl"):
        text = (office.folder / "mosquitto" / name).read_text()
        assert "kiosk-1" not in text
        assert "kiosk-2" in text
    assert "kiosk-1\tkiosk\tshut_out" in office.run("list").output
    assert "removed" in office.run("remove", "kiosk-1").output
    assert "kiosk-1" not in office.run("list").output


def test_a_broker_that_does_not_read_again_is_said_loudly(office: _Office) -> None:
    office.code("add", "kiosk-1")
    result = office.run("shut-out", "kiosk-1", reload_with="false")
    assert "IS NOT SHUT OUT YET" in str(result.exception)
    assert "is shut out" not in result.output


def test_what_runs_out_is_seen_weeks_before(office: _Office) -> None:
    office.code("add", "kiosk-1", "--days", "100")
    assert office.run("list").exit_code == 0
    for days, standing in ((41, Standing.EXPIRES_SOON), (101, Standing.EXPIRED)):
        office.now = NOW + timedelta(days=days)
        result = office.run("list")
        assert result.exit_code == 1
        assert f"kiosk-1\tkiosk\t{standing.value}\t2027-03-05" in result.output


def test_another_certificate_for_the_broker_keeps_ca_password_and_devices(office: _Office) -> None:
    office.code("add", "kiosk-1")
    kept = [(office.folder / name).read_text() for name in ("authority.pem", "server-password")]
    before = (office.folder / "mosquitto" / "broker.pem").read_text()
    assert office.run("ca", "--name", "192.0.2.10").exit_code == 0
    assert (office.folder / "mosquitto" / "broker.pem").read_text() != before
    assert kept == [
        (office.folder / name).read_text() for name in ("authority.pem", "server-password")
    ]
    assert "kiosk-1\tkiosk\tgood" in office.run("list").output


def test_a_ca_that_ends_within_years_is_made_anew_for_the_same_devices(office: _Office) -> None:
    office.code("add", "kiosk-1")
    kept = [
        (office.folder / name).read_bytes() for name in ("authority-key.pem", "server-password")
    ]
    office.now = NOW + timedelta(days=3000)
    result = office.run("ca", "--name", "192.0.2.10")
    assert "displays' browsers must know this CA" in result.output
    assert kept == [
        (office.folder / name).read_bytes() for name in ("authority-key.pem", "server-password")
    ]
    until = office.now + timedelta(days=3650)
    assert f"CA\tca\tgood\t{until.date()}" in office.run("list").output
    assert "browsers" not in office.run("ca", "--name", "192.0.2.10").output


def test_a_code_that_could_not_be_handed_over_is_not_made(office: _Office, tmp_path: Path) -> None:
    for way in ("--file", "--png", "--pem"):
        result = office.run("add", "kiosk-1", way, str(tmp_path / "no stick" / "kiosk-1"))
        assert "there is no folder" in str(result.exception)
    assert "pem: is there already" in str(
        office.run("add", "kiosk-1", "--pem", str(tmp_path)).exception
    ).replace(str(tmp_path), "pem")
    assert "kiosk-1" not in office.run("list").output


def test_nothing_in_the_folder_of_envelopes_keeps_a_device_from_being_shut_out(
    office: _Office, tmp_path: Path
) -> None:
    """The server, which faces the network, may write there."""
    office.code("add", "kiosk-1")
    secret = tmp_path / "of root"
    secret.write_text("kept")
    envelopes = office.folder / "envelopes"
    (envelopes / "damaged.json").write_text("{")
    (envelopes / "link.json").symlink_to(secret)
    (envelopes / "nowhere.json").symlink_to(tmp_path / "gone")
    assert "kiosk-1 is shut out" in office.run("shut-out", "kiosk-1").output
    assert not list(envelopes.iterdir())
    assert secret.read_text() == "kept"


def test_the_folder_of_envelopes_is_there_before_the_server_starts(office: _Office) -> None:
    """systemd lets a service write to folders only that were there when it began."""
    assert (office.folder / "envelopes").is_dir()


def test_nothing_secret_is_readable_by_everybody(office: _Office) -> None:
    office.code("add", "kiosk-1")
    for path in office.folder.rglob("*"):
        if path.is_file() and path.name != "authority.pem":
            assert not path.stat().st_mode & 0o007, path
