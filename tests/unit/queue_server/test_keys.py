"""Keys: made once, kept to oneself."""

import stat
from pathlib import Path

import pytest

from queue_server.configuration import ConfigurationError
from queue_server.keys import (
    PASS_KEY_FILE,
    REQUEST_KEY_FILE,
    SESSION_KEY_FILE,
    pass_signing_key,
    request_opening_key,
    session_key,
)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = pass_signing_key(tmp_path)
    again = pass_signing_key(tmp_path)
    assert again.public.entry() == first.public.entry()
    assert stat.S_IMODE((tmp_path / "keys" / PASS_KEY_FILE).stat().st_mode) == 0o600
    assert session_key(tmp_path) == session_key(tmp_path)


def test_the_key_that_opens_requests_is_one_of_its_own(tmp_path: Path) -> None:
    first = request_opening_key(tmp_path)
    assert request_opening_key(tmp_path).public == first.public
    file = tmp_path / "keys" / REQUEST_KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    pass_signing_key(tmp_path)
    file.write_bytes((tmp_path / "keys" / PASS_KEY_FILE).read_bytes())
    with pytest.raises(ConfigurationError, match="is not an X25519 key"):
        request_opening_key(tmp_path)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    pass_signing_key(tmp_path)
    (tmp_path / "keys" / PASS_KEY_FILE).chmod(0o644)
    with pytest.raises(ConfigurationError, match="others may read it"):
        pass_signing_key(tmp_path)


def test_a_file_that_is_no_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "keys" / PASS_KEY_FILE
    path.parent.mkdir(mode=0o700)
    path.write_bytes(b"no key")
    path.chmod(0o600)
    with pytest.raises(ConfigurationError, match=PASS_KEY_FILE):
        pass_signing_key(tmp_path)


@pytest.mark.parametrize("content", [b"", b"short"])
def test_a_session_key_that_was_cut_off_signs_nothing(tmp_path: Path, content: bytes) -> None:
    session_key(tmp_path)
    (tmp_path / "keys" / SESSION_KEY_FILE).write_bytes(content)
    with pytest.raises(ConfigurationError, match="instead of 32"):
        session_key(tmp_path)


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder belongs")
    with pytest.raises(ConfigurationError, match=PASS_KEY_FILE):
        pass_signing_key(tmp_path)


def test_keys_that_systemd_gives_stand_before_files_and_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, data = tmp_path / "credentials", tmp_path / "data"
    kept = (pass_signing_key(given), request_opening_key(given), session_key(given))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given / "keys"))
    assert (pass_signing_key(data).kid, request_opening_key(data).public, session_key(data)) == (
        kept[0].kid,
        kept[1].public,
        kept[2],
    )
    assert not data.exists() or not list(data.rglob("*.pem"))
    (given / "keys" / PASS_KEY_FILE).chmod(0o644)
    with pytest.raises(ConfigurationError, match="others may read it"):
        pass_signing_key(data)
