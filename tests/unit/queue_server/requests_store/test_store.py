"""The file of sealed requests: durable, for its owner alone, and without what was deleted."""

import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from queue_server.configuration import ConfigurationError
from queue_server.requests_store.store import Kept, RequestStore

KEPT = Kept(UUID(int=1), UUID(int=2), datetime(2026, 11, 24, 19, tzinfo=UTC))
BLOB = b"sealed" * 180


def test_it_is_there_after_a_restart_and_a_second_one_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "requests.db"
    store = RequestStore(file)
    store.keep(KEPT, BLOB)
    store.keep(Kept(KEPT.id, UUID(int=9), KEPT.expires_at), b"another")
    # not closed: as after a power cut
    again = RequestStore(file)
    assert list(again.kept) == [KEPT]
    assert again.find(KEPT.id, KEPT.visit) == BLOB
    assert again.find(KEPT.id, UUID(int=9)) is None
    assert again.find(UUID(int=3), KEPT.visit) is None
    store.close()
    again.close()


def test_only_its_owner_can_read_the_files(tmp_path: Path) -> None:
    store = RequestStore(tmp_path / "requests.db")
    store.keep(KEPT, BLOB)
    files = list(tmp_path.iterdir())
    assert len(files) > 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()


def test_what_was_deleted_is_in_no_file_any_more(tmp_path: Path) -> None:
    store = RequestStore(tmp_path / "requests.db")
    store.keep(KEPT, BLOB)

    def somewhere() -> bool:
        return any(BLOB[:60] in file.read_bytes() for file in tmp_path.iterdir())

    assert somewhere()
    store.delete([KEPT.id, UUID(int=77)])
    assert not somewhere()
    assert list(store.kept) == []
    assert store.find(KEPT.id, KEPT.visit) is None
    store.close()
    assert not somewhere()


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + bytes(4080)]
)
def test_a_file_that_is_damaged_goes_and_the_lobby_opens_all_the_same(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "requests.db"
    file.write_bytes(content)
    with capture_logs() as logs:
        store = RequestStore(file)
    assert [entry["event"] for entry in logs] == ["requests_damaged"]
    store.keep(KEPT, BLOB)
    store.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["requests.db"]
    again = RequestStore(file)
    assert again.find(KEPT.id, KEPT.visit) == BLOB
    again.close()


def test_whatever_byte_of_it_is_damaged_a_request_is_either_there_or_gone(tmp_path: Path) -> None:
    file = tmp_path / "requests.db"
    first = RequestStore(file)
    first.keep(KEPT, BLOB)
    first.close()
    sound = file.read_bytes()
    for at in range(0, len(sound), 397):
        file.write_bytes(sound[:at] + bytes((sound[at] ^ 0xFF,)) + sound[at + 1 :])
        with capture_logs():
            store = RequestStore(file)
        assert list(store.kept) in ([KEPT], [])
        store.close()


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "requests.db"
    RequestStore(file).close()
    with sqlite3.connect(file) as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('requests', '0002_later', 'x')"
        )
    conn.close()
    with pytest.raises(ConfigurationError, match="later version"):
        RequestStore(file)
