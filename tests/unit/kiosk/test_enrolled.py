"""A kiosk's credential: taken in at the kiosk, kept, read at a start; refused where others could
have it.
"""

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import segno

from kiosk.enrolled import ENROLMENT_FILE, broker_of
from kiosk.enrolling import run_enrol
from kiosk.settings import SettingsError, load_settings
from protocol.access import Role
from protocol.enrolment import EnrolmentError, new_code, scanned_text
from protocol.secret_files import SecretFileError
from queue_server.broker.desk import DeviceDesk, Handed


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Handed:
    desk = DeviceDesk(tmp_path_factory.mktemp("broker"), now=lambda: datetime.now(UTC))
    desk.prepare("aizu", ["192.0.2.10"], pages="http://192.0.2.10:8080")
    return desk.add("kiosk-1", Role.KIOSK, days=9)


@pytest.fixture
def stick(handed: Handed, tmp_path: Path) -> Path:
    path = tmp_path / "kiosk-1.json"
    path.write_text(handed.envelope.model_dump_json())
    return path


def _types(*answers: str) -> Callable[[str], str]:
    left = list(answers)
    return lambda _question: left.pop(0)


def _enrol(data: Path, stick: Path, *answers: str) -> None:
    run_enrol(data, server=None, file=stick, camera=None, ask=_types(*answers))


def test_what_was_enrolled_is_all_that_a_kiosk_is_told(
    handed: Handed, stick: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    _enrol(data, stick, handed.code)
    assert stat.S_IMODE((data / ENROLMENT_FILE).stat().st_mode) == 0o600
    settings = load_settings({"data": str(data)}, None)
    assert (settings.site, settings.kiosk) == ("aizu", "kiosk-1")
    broker = broker_of(settings)
    assert (broker.host, broker.port, broker.username) == ("192.0.2.10", 8883, "kiosk-1")
    assert broker.password == handed.enrolment.password
    assert broker.tls is not None
    assert handed.enrolment.password not in repr(broker)
    assert handed.enrolment.key not in repr(broker)


def test_a_mistake_in_the_code_is_said_and_asked_for_again(
    handed: Handed, stick: Path, tmp_path: Path
) -> None:
    wrong = handed.code[:-1] + ("0" if handed.code[-1] != "0" else "1")
    _enrol(tmp_path / "data", stick, "7K3M", wrong, handed.code)
    with pytest.raises(EnrolmentError, match="mistake"):
        _enrol(tmp_path / "again", stick, "7K3M", wrong, wrong)
    with pytest.raises(EnrolmentError, match="does not belong to this file"):
        _enrol(tmp_path / "again", stick, new_code())
    assert not (tmp_path / "again").exists()


def test_the_code_is_held_up_to_the_camera(handed: Handed, stick: Path, tmp_path: Path) -> None:
    pictures = tmp_path / "camera"
    pictures.mkdir()
    qr = segno.make(scanned_text(handed.pages, handed.code), error="m")
    qr.save(str(pictures / "code.png"), scale=8, border=4)
    run_enrol(tmp_path / "data", server=None, file=stick, camera=f"folder:{pictures}", ask=_types())
    assert (tmp_path / "data" / ENROLMENT_FILE).exists()


def test_systemds_credential_is_taken_and_nothing_lies_in_the_folder(
    handed: Handed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "credentials" / "enrolment"
    path.parent.mkdir()
    path.write_text(handed.enrolment.model_dump_json())
    path.chmod(0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(path.parent))
    settings = load_settings({"data": str(tmp_path)}, None)
    assert settings.kiosk == "kiosk-1"
    assert broker_of(settings).password == handed.enrolment.password


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660])
def test_a_credential_that_others_may_read_starts_no_kiosk(
    handed: Handed, stick: Path, tmp_path: Path, mode: int
) -> None:
    _enrol(tmp_path / "data", stick, handed.code)
    kept = tmp_path / "data" / ENROLMENT_FILE
    kept.chmod(mode)
    with pytest.raises(SettingsError, match=f"chmod 600 {kept}"):
        load_settings({"data": str(tmp_path / "data")}, None)


def test_a_damaged_credential_says_what_to_do(tmp_path: Path) -> None:
    kept = tmp_path / ENROLMENT_FILE
    kept.write_text('{"password": "marked-secret-password"}')
    kept.chmod(0o600)
    with pytest.raises(SettingsError, match="kiosk enrol") as refused:
        load_settings({"data": str(tmp_path)}, None)
    assert "marked" not in str(refused.value)


def test_a_broker_without_tls_is_told_no_password(
    handed: Handed, stick: Path, tmp_path: Path
) -> None:
    _enrol(tmp_path / "data", stick, handed.code)
    settings = load_settings(
        {"data": str(tmp_path / "data"), "mqtt": "mqtt://192.0.2.10:1883"}, None
    )
    broker = broker_of(settings)
    assert (broker.username, broker.password, broker.tls) == (None, None, None)


def test_one_kiosk_does_not_take_anothers_credential(
    handed: Handed, stick: Path, tmp_path: Path
) -> None:
    _enrol(tmp_path / "data", stick, handed.code)
    settings = load_settings({"data": str(tmp_path / "data"), "kiosk": "kiosk-2"}, None)
    with pytest.raises(SecretFileError, match="was enrolled as kiosk-1 of aizu"):
        broker_of(settings)
