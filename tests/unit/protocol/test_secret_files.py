"""Files with secrets: refused where others may read them, with words and without the secret."""

import os
from pathlib import Path

import pytest

from protocol.link import Broker
from protocol.secret_files import (
    SecretFileError,
    credential,
    read_password,
    read_secret,
    write_secret,
)


def _file(folder: Path, text: str, mode: int) -> Path:
    path = folder / "secret"
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o602])
def test_a_file_of_ours_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(SecretFileError, match=r"chmod 600 /.*/secret$") as error:
        read_secret(_file(tmp_path, "marked", mode))
    assert "marked" not in str(error.value)


def test_a_password_is_the_first_line(tmp_path: Path) -> None:
    assert read_password(_file(tmp_path, "pass word\nnext\n", 0o600)) == "pass word"


@pytest.mark.parametrize("text", ["", "\nsecond"])
def test_a_file_without_a_password_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(SecretFileError, match="no password"):
        read_password(_file(tmp_path, text, 0o600))


def test_a_folder_and_a_missing_file_are_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(SecretFileError, match=str(path)):
            read_secret(path)


def test_systemds_credentials_are_found(tmp_path: Path) -> None:
    path = _file(tmp_path, "x", 0o400)
    assert credential("secret", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == path
    assert credential("other", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) is None
    assert credential("secret", {}) is None


def test_an_address_takes_its_password_from_a_file(tmp_path: Path) -> None:
    path = _file(tmp_path, "from the file\n", 0o600)
    named = Broker.of("mqtt://server@127.0.0.1").with_password_of(path)
    assert named.password == "from the file"
    assert "from the file" not in repr(named)
    assert Broker.of("mqtt://server:said@127.0.0.1").with_password_of(path).password == "said"
    assert Broker.of("mqtt://127.0.0.1").with_password_of(path).password is None


def test_a_client_id_is_the_same_again_and_another_with_another_password() -> None:
    first, second = (Broker("h", 1, "kiosk-1", word) for word in ("one", "two"))
    assert first.client_id("kiosk-1") == first.client_id("kiosk-1")
    assert first.client_id("kiosk-1") != second.client_id("kiosk-1")
    assert "one" not in first.client_id("kiosk-1")
    assert Broker("h", 1).client_id("kiosk-1") == "kiosk-1"


def test_what_is_written_is_for_its_owner_and_replaces_what_was_there(tmp_path: Path) -> None:
    path = _file(tmp_path, "before", 0o644)
    write_secret(path, "after")
    assert read_secret(path) == b"after"
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_a_link_that_somebody_put_there_is_not_written_through(tmp_path: Path) -> None:
    another = tmp_path / "another"
    another.write_text("kept")
    (tmp_path / f".secret.{os.getpid()}").symlink_to(another)
    write_secret(tmp_path / "secret", "new")
    assert another.read_text() == "kept"
    assert (tmp_path / "secret").read_text() == "new"


def test_nothing_is_left_of_what_could_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_secret(tmp_path / "secret", "new")
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]
