"""What is noticed of the data folder while a server runs."""

import sqlite3
from contextlib import closing
from pathlib import Path

from structlog.testing import capture_logs

from queue_server.journal.sqlite import SqliteJournal
from queue_server.storage.watching import (
    LOW_BYTES,
    DiskHealth,
    JournalHealth,
    StorageHealth,
    StorageWatch,
)
from tests.unit.queue_server.storage.test_damage import EVENTS, SITE


def written(folder: Path) -> Path:
    path = folder / "journal.db"
    with closing(SqliteJournal(path, SITE.id)) as journal:
        journal.append(0, EVENTS)
    return path


def test_a_whole_journal_is_found_sound(tmp_path: Path) -> None:
    watch = StorageWatch(written(tmp_path), SITE.id)
    assert watch.health == StorageHealth()
    watch.look_at_journal(pause=0)
    assert watch.health == StorageHealth(JournalHealth.SOUND)
    assert not watch.health.needs_attention


def test_damage_in_it_is_said_and_the_lobby_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path)
    watch = StorageWatch(path, SITE.id)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE events SET kind = 'rated' WHERE position = 2")
    with capture_logs() as logs:
        watch.look_at_journal(pause=0)
    assert watch.health.journal is JournalHealth.DAMAGED
    assert watch.health.needs_attention
    (said,) = logs
    assert (said["event"], said["log_level"]) == ("journal_damaged", "critical")
    assert "event 2 is not as it was written" in said["error"]
    assert "queue-server restore" in said["error"]


def test_a_disk_that_runs_full_is_said_once_while_there_is_still_time(tmp_path: Path) -> None:
    free = [LOW_BYTES - 1]
    watch = StorageWatch(tmp_path / "journal.db", SITE.id, free=lambda _: free[0])
    with capture_logs() as logs:
        watch.look_at_disk()
        watch.look_at_disk()
        assert watch.health == StorageHealth(disk=DiskHealth.LOW)
        free[0] = LOW_BYTES
        watch.look_at_disk()
    assert [entry["event"] for entry in logs] == ["disk_nearly_full"]
    assert watch.health == StorageHealth(disk=DiskHealth.OK)


def test_it_watches_until_it_is_closed(tmp_path: Path) -> None:
    watch = StorageWatch(written(tmp_path), SITE.id)
    watch.start()
    watch.close()
    assert watch.health.disk in {DiskHealth.OK, DiskHealth.LOW}
