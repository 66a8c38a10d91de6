"""The staff's PIN in its file, and the command that sets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.main import main
from kiosk.maintenance.digits import PinAnswer
from kiosk.maintenance.pin import PIN_FILE, PinError, StaffPin

PIN = "24680135"


def test_only_the_pin_is_right(tmp_path: Path) -> None:
    pin = StaffPin(tmp_path)
    assert (pin.is_set(), pin.check(PIN)) == (False, PinAnswer.NONE_SET)
    pin.set(PIN)
    kept = tmp_path / PIN_FILE
    assert kept.stat().st_mode & 0o777 == 0o600
    assert PIN not in kept.read_text()
    assert (pin.is_set(), pin.problem()) == (True, None)
    assert pin.check(PIN) is PinAnswer.RIGHT
    assert StaffPin(tmp_path).check("24680136") is PinAnswer.WRONG


@pytest.mark.parametrize(
    "pin", ["123", "1234567890123", "12a4", "１２８４", "", "0000", "4567", "9876"]
)
def test_what_is_no_pin_or_easily_guessed_is_refused(tmp_path: Path, pin: str) -> None:
    with pytest.raises(PinError) as refused:
        StaffPin(tmp_path).set(pin)
    if pin:
        assert pin not in str(refused.value)
    assert not (tmp_path / PIN_FILE).exists()


def test_a_file_that_is_damaged_or_open_to_others_opens_nothing(tmp_path: Path) -> None:
    pin = StaffPin(tmp_path)
    pin.set(PIN)
    kept = tmp_path / PIN_FILE
    kept.chmod(0o644)
    assert pin.check(PIN) is PinAnswer.NONE_SET
    assert f"chmod 600 {kept}" in (pin.problem() or "")
    kept.chmod(0o600)
    kept.write_text('{"kdf": "none"}')
    assert pin.check(PIN) is PinAnswer.NONE_SET
    assert "damaged" in (pin.problem() or "")


@pytest.mark.parametrize("cost", [{"n": 3}, {"n": -2}, {"r": 0}, {"p": 0}, {"p": 2**40}])
def test_a_hash_that_cannot_be_made_opens_nothing_and_ends_nothing(
    cost: dict[str, int], tmp_path: Path
) -> None:
    pin = StaffPin(tmp_path)
    pin.set(PIN)
    kept = tmp_path / PIN_FILE
    kept.write_text(json.dumps({**json.loads(kept.read_text()), **cost}))
    assert pin.check(PIN) is PinAnswer.NONE_SET
    assert "damaged" in (pin.problem() or "")


def test_the_command_asks_and_shows_nothing(tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["pin", f"--data={tmp_path}"], input=f"{PIN}\n{PIN}\n")
    assert said.exit_code == 0, said.output
    assert PIN not in said.output
    assert StaffPin(tmp_path).check(PIN) is PinAnswer.RIGHT
    refused = CliRunner().invoke(main, ["pin", f"--data={tmp_path}"], input="1111\n1111\n")
    assert (refused.exit_code, "first to be guessed" in refused.output) == (2, True)
    assert "1111" not in refused.output
    for words in ("the staff's PIN is removed", "there was no PIN"):
        removed = CliRunner().invoke(main, ["pin", f"--data={tmp_path}", "--remove"])
        assert (removed.exit_code, removed.output.strip()) == (0, words)
