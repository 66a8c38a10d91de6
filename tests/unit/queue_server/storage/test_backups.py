"""Backing up while a server writes, and putting back: what is in it, what is not, what is lost."""

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from protocol.access import Role
from queue_server.broker.desk import DeviceDesk
from queue_server.broker.recovery import read_recovery
from queue_server.configuration import ConfigurationError
from queue_server.domain.commands import Command, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import VisitOpened
from queue_server.domain.evolve import fold
from queue_server.domain.refusals import Refusal
from queue_server.journal.checking import check_file
from queue_server.journal.copies import contents_of
from queue_server.journal.sqlite import SqliteJournal
from queue_server.journal.troubles import JournalDamagedError
from queue_server.keys import pass_signing_key, request_opening_key, session_key
from queue_server.main import main
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from queue_server.storage.backup import Made, back_up, numbered
from queue_server.storage.data_folder import (
    BACKED_UP,
    BROKER_BACKED_UP,
    CHECKPOINT_FILE,
    JOURNAL_FILE,
    REQUESTS_FILE,
    take_folder,
)
from queue_server.storage.restore import Restored, restore
from tests.sites import MORNING, Ids, small_site

SITE = small_site()


@dataclass
class Folder:
    """A data folder and the queue in it, as a server leaves it that is killed at any time."""

    data: Path
    backups: Path
    ids: Ids

    def take(self, count: int, service: str = "ido") -> list[str]:
        """Numbers that go on paper."""
        with closing(SqliteJournal(self.data / JOURNAL_FILE, SITE.id)) as journal:
            state, given = fold(journal.read()), list[str]()
            for _ in range(count):
                command: Command = TakeTicket(
                    id=self.ids(), by="kiosk-1", visit=self.ids(), services=(service,)
                )
                decision = decide(SITE, state, command, MORNING)
                assert not isinstance(decision, Refusal)
                journal.append(state.position, decision)
                state = fold(decision, state)
                given += [
                    f"{event.letter}{event.sequence}"
                    for event in decision
                    if isinstance(event, VisitOpened)
                ]
        return given

    def back_up(self, keep: int = 5) -> Made:
        return back_up(self.data, self.backups, now=MORNING, keep=keep, reserve=0)

    def restore(self, source: Path | None = None, *, given_since: bool = True) -> Restored:
        return restore(
            source or self.backups,
            self.data,
            SITE,
            now=MORNING + timedelta(hours=1),
            new_id=self.ids,
            given_since=given_since,
        )


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "backups").mkdir()
    return Folder(tmp_path / "data", tmp_path / "backups", Ids())


def damage(path: Path, text: str) -> None:
    """One byte of what a file holds is another, where SQLite itself does not look."""
    content = bytearray(path.read_bytes())
    at = content.rindex(text.encode())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_backup_is_whole_while_somebody_writes_and_only_its_owner_reads_it(
    folder: Folder,
) -> None:
    folder.take(3)
    pass_signing_key(folder.data)
    with closing(SqliteJournal(folder.data / JOURNAL_FILE, SITE.id)) as journal:
        end = journal.end()
        with sqlite3.connect(folder.data / JOURNAL_FILE) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO events VALUES ('aizu', 99, 'rated', '{}', x'00')")
            # not committed, so not in it
            made = folder.back_up()
            writer.rollback()
        writer.close()
    assert [sound.end.position for sound in made.streams] == [end]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    # one file, and nothing unfinished beside it
    assert list(folder.backups.iterdir()) == [made.path]


def test_what_residents_filled_in_and_what_opens_it_is_in_no_backup(folder: Folder) -> None:
    folder.take(1)
    Accounts(folder.data / ACCOUNTS_FILE).add("m-0001", "an invented password")
    opening, session = request_opening_key(folder.data), session_key(folder.data)
    pass_signing_key(folder.data)
    (folder.data / REQUESTS_FILE).write_bytes(b"sealed by a kiosk")
    made = folder.back_up()
    contents = contents_of(made.path)
    assert contents is not None
    assert set(contents.files) == set(BACKED_UP)
    content = made.path.read_bytes()
    assert session not in content
    assert opening.private.private_bytes_raw() not in content
    assert b"sealed by a kiosk" not in content
    pem = (folder.data / "keys" / "request-opening-key.pem").read_bytes()
    assert pem not in content


def test_the_last_ones_are_kept_by_their_numbers_whatever_a_clock_says(folder: Folder) -> None:
    folder.take(1)
    for _ in range(7):
        made = folder.back_up(keep=3)
    assert made.path.name == "madoguchi-000007.backup"
    assert [path.name[10:16] for path in numbered(folder.backups)] == ["000007", "000006", "000005"]


def test_a_damaged_journal_makes_no_backup_and_the_older_ones_stay(folder: Folder) -> None:
    folder.take(5)
    folder.back_up()
    damage(folder.data / JOURNAL_FILE, '"language":"ja"')
    with pytest.raises(JournalDamagedError, match="is not as it was written"):
        folder.back_up(keep=1)
    assert [path.name for path in folder.backups.iterdir()] == ["madoguchi-000001.backup"]


def test_a_backup_does_not_take_the_last_room(folder: Folder) -> None:
    folder.take(1)
    with pytest.raises(ConfigurationError, match=r"MiB are free, and a backup .* needs"):
        back_up(folder.data, folder.backups, now=MORNING, reserve=1 << 60)
    assert not list(folder.backups.iterdir())


def test_what_was_given_since_the_backup_is_not_given_again(folder: Folder) -> None:
    before = folder.take(3)
    folder.back_up()
    since = folder.take(4)
    (folder.data / JOURNAL_FILE).unlink()
    done = folder.restore()
    assert (done.backup.end.position, done.taken_over) == (4, 0)
    after = folder.take(3)
    assert after == ["B4101", "B4102", "B4103"]
    assert not set(after) & {*before, *since}
    assert "B4101" in done.next_numbers


def test_what_a_damaged_journal_holds_after_the_backup_is_taken_over(folder: Folder) -> None:
    folder.take(6)
    folder.back_up()
    folder.take(5)
    journal = folder.data / JOURNAL_FILE
    content = bytearray(journal.read_bytes())
    # an event of before the backup
    content[content.index(b'"language":"ja"') + 12] ^= 1
    journal.write_bytes(content)
    (folder.data / CHECKPOINT_FILE).write_bytes(b"of the journal that was here")
    with pytest.raises(JournalDamagedError):
        check_file(journal)
    done = folder.restore()
    assert done.taken_over == 5
    assert done.aside is not None
    assert (done.aside / JOURNAL_FILE).read_bytes() == content
    assert not (folder.data / CHECKPOINT_FILE).exists()
    (sound,) = check_file(journal)
    assert sound.end.position == 12 + 1
    assert len(sound.state.visits) == 11


def test_from_the_damaged_event_on_nothing_is_taken_over(folder: Folder) -> None:
    folder.take(2)
    folder.back_up()
    folder.take(5)
    with sqlite3.connect(folder.data / JOURNAL_FILE) as conn:
        conn.execute("UPDATE events SET body = '{}' WHERE position = 6")
    conn.close()
    done = folder.restore()
    assert done.taken_over == 2
    assert folder.take(1) == ["B4101"]


def test_a_damaged_backup_is_passed_by_for_an_older_one(folder: Folder) -> None:
    folder.take(2)
    folder.back_up()
    folder.take(2)
    newest = folder.back_up().path
    damage(newest, '"language":"ja"')
    (folder.data / JOURNAL_FILE).unlink()
    done = folder.restore()
    assert done.passed_by == [newest]
    assert done.backup.end.position == 3


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(4080)])
def test_where_no_backup_is_sound_nothing_changes(folder: Folder, content: bytes) -> None:
    folder.take(2)
    journal = (folder.data / JOURNAL_FILE).read_bytes()
    (folder.backups / "madoguchi-000001.backup").write_bytes(content)
    with pytest.raises(ConfigurationError, match="Nothing was changed"):
        folder.restore()
    assert (folder.data / JOURNAL_FILE).read_bytes() == journal
    assert sorted(path.name for path in folder.data.iterdir()) == [
        "journal.aizu.end",
        "journal.db",
        "lock",
    ]


def test_a_running_server_is_not_restored_under(folder: Folder) -> None:
    folder.take(1)
    folder.back_up()
    with take_folder(folder.data), pytest.raises(ConfigurationError, match="another server"):
        folder.restore()


def test_accounts_that_are_here_stay_and_the_passes_key_comes_back(folder: Folder) -> None:
    folder.take(1)
    accounts = Accounts(folder.data / ACCOUNTS_FILE)
    accounts.add("m-0001", "an invented password")
    accounts.add("m-0002", "an invented password")
    key = pass_signing_key(folder.data)
    folder.back_up()
    # who has left must not come back with a backup
    accounts.remove("m-0002")
    (folder.data / "keys" / "pass-signing-key.pem").unlink()
    (folder.data / JOURNAL_FILE).unlink()
    assert pass_signing_key(folder.data).kid != key.kid
    done = folder.restore()
    assert done.kept == [ACCOUNTS_FILE]
    assert accounts.names() == ("m-0001",)
    assert pass_signing_key(folder.data).kid == key.kid
    assert stat.S_IMODE((folder.data / "keys" / "pass-signing-key.pem").stat().st_mode) == 0o600


def test_a_move_to_a_new_machine_goes_on_where_it_was(folder: Folder, tmp_path: Path) -> None:
    folder.take(3)
    Accounts(folder.data / ACCOUNTS_FILE).add("m-0001", "an invented password")
    folder.back_up()
    there = Folder(tmp_path / "new", folder.backups, folder.ids)
    done = there.restore(given_since=False)
    assert done.from_backup == (ACCOUNTS_FILE,)
    assert done.aside is None
    assert there.take(1) == ["B104"]
    # no byte of the accounts is in the journal
    assert b"argon2" not in (tmp_path / "new" / JOURNAL_FILE).read_bytes()


def test_an_older_copy_put_there_by_hand_is_refused_and_restored(folder: Folder) -> None:
    folder.take(2)
    older = (folder.data / JOURNAL_FILE).read_bytes()
    folder.take(2)
    (folder.data / JOURNAL_FILE).write_bytes(older)
    with pytest.raises(JournalDamagedError, match="ends at event 3, but 5 were acknowledged"):
        folder.take(1)
    folder.restore(folder.data / JOURNAL_FILE)
    assert folder.take(1) == ["B4101"]


def test_a_restore_that_was_ended_halfway_is_done_again(folder: Folder) -> None:
    folder.take(2)
    folder.back_up()
    folder.take(2)
    # the old journal is gone, the new one not there yet: the worst moment
    (folder.data / JOURNAL_FILE).unlink()
    with pytest.raises(JournalDamagedError, match="is gone, though it had 5 events"):
        folder.take(1)
    assert folder.restore().backup.end.position == 3
    assert folder.take(1) == ["B4101"]


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    return result.exit_code, result.output


def test_the_commands_say_what_was_done_and_what_is_lost(folder: Folder) -> None:
    site = Path(__file__).parents[4] / "assets" / "sites" / "sample.toml"
    folder.take(2)
    data = f"--data={folder.data}"
    code, said = run("backup", data, f"--to={folder.backups}")
    assert (code, "aizu: 3 events" in said, "sound" in said) == (0, True, True)
    assert "Whatever happens from now on is not in it" in said
    assert run("check", data)[0] == 0
    damage(folder.data / JOURNAL_FILE, '"language":"ja"')
    code, said = run("check", data)
    assert (code, "NOT SOUND" in said, "restore --from BACKUP" in said) == (1, True, True)
    newest = numbered(folder.backups)[0]
    assert run("check", data, f"--backup={newest}")[0] == 0
    code, said = run("restore", data, f"--site={site}", f"--from={folder.backups}")
    assert code == 0, said
    assert "LOST: what happened after 2026-11-2" in said
    assert "Numbers go on at" in said
    assert run("check", data)[0] == 0


def test_a_folder_of_another_user_is_not_restored_into(folder: Folder) -> None:
    if os.geteuid() == 0:
        os.chown(folder.data, 65534, 65534)
        with pytest.raises(ConfigurationError, match="Restore as that user"):
            folder.restore()
    else:
        # the root folder is nobody else's anywhere
        with pytest.raises(ConfigurationError, match="belongs to user root"):
            restore(folder.backups, Path("/"), SITE, now=MORNING, new_id=folder.ids)


def test_a_lost_machine_brings_its_devices_back_with_the_code_in_the_safe(
    folder: Folder, tmp_path: Path
) -> None:
    folder.take(2)
    desk = DeviceDesk(tmp_path / "broker", now=lambda: MORNING)
    code = desk.prepare(SITE.id, ["192.0.2.10"], pages="http://192.0.2.10:8080").recovery_code
    assert code is not None
    given = desk.add("kiosk-1", Role.KIOSK, days=700).enrolment
    made = back_up(folder.data, folder.backups, now=MORNING, broker=tmp_path / "broker", reserve=0)
    # nothing of the CA, a password or the code is in what lies on another disk
    content = made.path.read_bytes()
    for secret in (given.password, given.key.splitlines()[1], code, "PRIVATE KEY-----\nMIG"):
        assert secret.encode() not in content
    new = Folder(tmp_path / "new", folder.backups, folder.ids)
    new.restore()
    sealed = new.data / BROKER_BACKED_UP
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    recovery = read_recovery(sealed, code)
    assert recovery.authority == given.authority
    assert [one.id for one in recovery.inventory.devices] == ["kiosk-1"]


def test_a_backup_is_made_also_where_the_brokers_folder_cannot_be_read(
    folder: Folder, tmp_path: Path
) -> None:
    folder.take(1)
    result = CliRunner().invoke(
        main,
        [
            "backup",
            f"--data={folder.data}",
            f"--to={folder.backups}",
            f"--broker={tmp_path / 'none'}",
        ],
    )
    assert result.exit_code == 0, result.output
    assert "WITHOUT the devices' credentials" in result.output
    assert len(numbered(folder.backups)) == 1
