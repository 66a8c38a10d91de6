"""A kiosk through an outage, whatever happens to its process, disk, clock and server."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.alone.giving import Ask
from kiosk.alone.keeper import AGAIN_SECONDS, LEASE_SECONDS, TIMELESS_SECONDS
from kiosk.alone.listing import OutboxError, listed, retried
from kiosk.alone.opening import STORE_FILE, begin_at
from protocol.alone_messages import (
    LeaseNumbers,
    NumbersReturned,
    ReportIssued,
    ReturnNumbers,
    Withdraw,
    Withdrawn,
)
from protocol.messages import CheckIn, ServiceWaits, TakeTicket
from protocol.reasons import Reason
from tests.unit.kiosk.alone.lobby import DAY, NOW, Cut, shared_catalogue
from tests.unit.kiosk.samples import pass_text


@pytest.fixture
def cut(tmp_path: Path) -> Cut:
    """A kiosk that was connected, was lent three numbers, and is cut off."""
    kiosk = Cut(tmp_path, at=NOW - timedelta(days=1))
    kiosk.connects()
    # a kiosk that is new today begins its emergency numbers elsewhere
    kiosk.is_lent(990, 990, DAY - timedelta(days=1))
    kiosk.passes(86_400)
    kiosk.is_lent(990, 992)
    kiosk.loses_the_broker()
    kiosk.said.clear()
    return kiosk


def test_a_number_is_from_the_lease_and_has_what_is_on_a_ticket(cut: Cut) -> None:
    cut.passes(60)
    assert cut.holds_up(1) == "B990"
    ticket = cut.ticket()
    assert (ticket.alone, ticket.reissued, ticket.id) == (True, False, UUID(int=1))
    assert ticket.issued_at == NOW + timedelta(seconds=60)
    assert [
        (stop.service, stop.counters, stop.procedures, stop.people_ahead, stop.wait_minutes)
        for stop in ticket.stops
    ] == [
        ("ido", ("3",), ("tennyu",), None, None),
        ("kokuho", ("6",), ("kokuho_kanyu",), None, None),
    ]
    assert cut.said == [], "there is no broker"


def test_waits_stand_on_it_where_they_are_known(cut: Cut) -> None:
    waits = (
        ServiceWaits(service="ido", waiting=3, wait_minutes=(5, 9)),
        ServiceWaits(service="kokuho", waiting=2),
    )
    request = CheckIn(id=UUID(int=1), pass_text=pass_text())
    cut.worker.issue(Ask(request, shared_catalogue(), waits))
    cut.run()
    assert [(stop.people_ahead, stop.wait_minutes) for stop in cut.ticket().stops] == [
        (3, (5, 9)),
        (None, None),
    ]


def test_a_lease_that_runs_out_is_followed_by_the_kiosks_own_letter(cut: Cut) -> None:
    assert [cut.takes(n) for n in range(1, 6)] == ["B990", "B991", "B992", "Z001", "Z002"]
    assert cut.takes(6, "shomei") == "Z003", "of this service it had none"


def test_everything_is_reported_when_the_server_is_back_in_the_order_of_issue(cut: Cut) -> None:
    for number in (1, 2, 3):
        cut.takes(number)
        cut.passes(60)
    cut.connects()
    reports = cut.said_of(ReportIssued)
    places = [one.place - reports[0].place for one in reports]
    assert (places, [one.sequence for one in reports]) == ([0, 1, 2], [990, 991, 992])
    assert [one.issued_at for one in reports] == [NOW + timedelta(minutes=n) for n in range(3)]
    assert {one.clock for one in reports} == {"server"}
    assert cut.reports[-1].waiting == 3
    for report in reports:
        cut.answered(report)
    assert (cut.reports[-1].waiting, cut.reports[-1].dead) == (0, 0)
    cut.passes(600)
    assert len(cut.reported()) == 3


def test_a_report_that_is_not_answered_is_sent_again_ever_more_rarely(cut: Cut) -> None:
    cut.takes(1)
    cut.connects()
    for _ in range(400):
        cut.passes(1)
    # after 2, 4, 8, 16, 32, 60, 60 … seconds
    assert len(cut.reported()) == 11
    assert cut.reports[-1].waiting == 1


def test_a_refused_report_holds_up_no_other_and_goes_again_when_somebody_says_so(cut: Cut) -> None:
    cut.takes(1)
    cut.takes(2)
    cut.connects()
    first, second = cut.said_of(ReportIssued)
    cut.worker.refused(first.id, Reason.UNKNOWN_KIOSK)
    cut.answered(second)
    assert (cut.reports[-1].waiting, cut.reports[-1].dead) == (0, 1)
    said = list(listed(cut.folder))
    assert said[0].startswith(f"refused  {first.id}  B990")
    assert "add it to the site file" in said[0]
    assert said[-1] == "0 waiting, 1 refused"
    cut.passes(60)
    assert cut.reported() == ["B990", "B991"]
    assert retried(cut.folder, None) == 1
    cut.passes(20)
    assert cut.reported() == ["B990", "B991", "B990"]
    with pytest.raises(OutboxError):
        retried(cut.folder, UUID(int=5))


def test_the_late_refusal_of_the_request_itself_is_not_that_of_its_report(cut: Cut) -> None:
    cut.takes(1)
    cut.connects()
    cut.worker.refused(UUID(int=1), Reason.SERVICE_CLOSED)
    cut.run()
    assert (cut.reports[-1].waiting, cut.reports[-1].dead) == (1, 0)


def test_the_same_pass_gets_the_same_number_and_its_second_request_is_withdrawn(cut: Cut) -> None:
    assert cut.holds_up(1) == "B990"
    visit = cut.ticket().visit
    assert cut.holds_up(2) == "B990"
    assert (cut.ticket().visit, cut.ticket().reissued, cut.ticket().id) == (
        visit, True, UUID(int=2),
    )  # fmt: skip
    assert cut.holds_up(3, pass_id=8) == "B991"
    cut.connects()
    (withdraw,) = cut.said_of(Withdraw)
    assert withdraw.request == UUID(int=2)
    cut.worker.heard(Withdrawn(id=withdraw.id))
    cut.passes(100)
    assert len(cut.said_of(Withdraw)) == 1


def test_a_new_process_while_cut_off_goes_on_by_the_servers_time(cut: Cut) -> None:
    assert cut.takes(1) == "B990"
    again = Cut(cut.folder, at=NOW - timedelta(hours=5), seconds=cut.seconds + 90, first_id=10**7)
    assert again.takes(2) == "B991"
    assert again.ticket().issued_at == NOW + timedelta(seconds=90), "only the wall clock was set"
    again.connects()
    assert again.reported() == ["B990", "B991"]


def test_after_a_new_start_of_the_machine_a_clock_that_was_set_counts_and_is_said(
    cut: Cut,
) -> None:
    assert cut.takes(1) == "B990"
    rebooted = Cut(
        cut.folder,
        boot="boot-2",
        at=NOW + timedelta(minutes=3),
        seconds=20,
        first_id=10**7,
        clock_is_set=True,
    )
    assert rebooted.takes(2) == "B991"
    rebooted.connects()
    rebooted.passes(TIMELESS_SECONDS)
    assert {one.sequence: one.clock for one in rebooted.said_of(ReportIssued)} == {
        990: "server",
        991: "own",
    }


def test_a_machine_without_a_clock_gives_nothing_that_another_day_may_have(cut: Cut) -> None:
    # as the system says, it is still yesterday evening
    rebooted = Cut(
        cut.folder, boot="boot-2", at=NOW - timedelta(hours=14), seconds=20, first_id=10**7
    )
    assert rebooted.takes(1) == "Z001"
    assert rebooted.ticket().issued_at == NOW, "the server's time that was heard is over"


def test_what_it_gave_has_the_servers_time_once_that_is_heard(cut: Cut) -> None:
    rebooted = Cut(
        cut.folder, boot="boot-2", at=NOW - timedelta(hours=14), seconds=20, first_id=10**7
    )
    rebooted.takes(1)
    rebooted.passes(600)
    rebooted.connects()
    assert rebooted.said_of(ReportIssued) == [], "its lease comes first, with the time"
    tomorrow = DAY + timedelta(days=1)
    rebooted.is_lent(990, 999, tomorrow)
    (report,) = rebooted.said_of(ReportIssued)
    assert (report.clock, report.day, report.issued_at) == (
        "server", tomorrow, NOW + timedelta(days=1, seconds=-600),
    )  # fmt: skip


def test_a_clock_that_was_years_ahead_spoils_nothing_once_it_is_right(cut: Cut) -> None:
    ahead = Cut(
        cut.folder,
        boot="b2",
        at=NOW + timedelta(days=1500),
        seconds=1,
        first_id=10**7,
        clock_is_set=True,
    )
    assert ahead.takes(1) == "Z001", "that day has no lease"
    right = Cut(cut.folder, boot="b3", at=NOW + timedelta(hours=1), seconds=1, first_id=2 * 10**7)
    assert right.takes(2) == "Z002"
    assert right.ticket().issued_at == NOW + timedelta(hours=1)
    right.connects()
    right.is_lent(980, 981)
    assert right.takes(3) == "B990"


def test_numbers_are_asked_for_at_once_when_some_were_given_and_now_and_then(
    tmp_path: Path,
) -> None:
    kiosk = Cut(tmp_path)
    kiosk.connects()
    assert [one.left for one in kiosk.said_of(LeaseNumbers)] == [{}]
    kiosk.passes(AGAIN_SECONDS)
    first, repeated = kiosk.said_of(LeaseNumbers)
    assert first.id == repeated.id
    kiosk.is_lent(990, 992)
    kiosk.said.clear()
    kiosk.passes(LEASE_SECONDS - 1)
    assert kiosk.said == []
    kiosk.passes(1)
    assert [one.left for one in kiosk.said_of(LeaseNumbers)] == [{"ido": 3}]
    kiosk.is_lent(980, 981)
    kiosk.said.clear()
    # the server is slow, and the broker is there
    kiosk.takes(1)
    assert [one.left for one in kiosk.said_of(LeaseNumbers)] == [{"ido": 4}]
    kiosk.is_lent(970, 970)
    kiosk.said.clear()
    kiosk.worker.services({"ido": True}, NOW)
    kiosk.run()
    assert [one.left for one in kiosk.said_of(LeaseNumbers)] == [{"ido": 5}]


def test_a_server_that_says_nothing_leaves_the_kiosk_time_to_rest(cut: Cut) -> None:
    cut.connects()
    cut.takes(1)
    for _ in range(100):
        cut.passes(cut.wait)
        assert cut.wait > 0
    cut.worker.refused(cut.said_of(LeaseNumbers)[-1].id, Reason.MALFORMED)
    cut.run()
    assert cut.wait > 0


def test_a_connection_that_comes_and_goes_asks_for_the_same_numbers(tmp_path: Path) -> None:
    kiosk = Cut(tmp_path)
    for _ in range(20):
        kiosk.connects()
        kiosk.passes(0.5)
        kiosk.loses_the_broker()
        kiosk.passes(0.5)
    asked = kiosk.said_of(LeaseNumbers)
    assert (len(asked), len({one.id for one in asked})) == (20, 1)


def test_what_is_left_when_a_service_closes_is_given_back_until_it_is_taken(cut: Cut) -> None:
    cut.takes(1)
    cut.connects()
    cut.worker.services({"ido": False}, NOW)
    cut.run()
    (message,) = cut.said_of(ReturnNumbers)
    (block,) = message.blocks
    assert (message.day, block.service, block.letter, block.first, block.last) == (
        DAY, "ido", "B", 991, 992,
    )  # fmt: skip
    cut.passes(AGAIN_SECONDS)
    assert len(cut.said_of(ReturnNumbers)) == 2
    cut.worker.heard(NumbersReturned(id=message.id))
    cut.passes(600)
    assert len(cut.said_of(ReturnNumbers)) == 2
    assert cut.takes(2) == "Z001", "it has forgotten them before it said so"


def test_a_lease_that_comes_twice_brings_back_nothing_that_was_given_back(cut: Cut) -> None:
    cut.connects()
    cut.worker.services({"ido": False}, NOW)
    cut.run()
    cut.worker.services({"ido": True}, NOW)
    cut.run()
    cut.is_lent(985, 986)
    cut.is_lent(985, 986)
    assert [cut.takes(n) for n in (1, 2, 3)] == ["B985", "B986", "Z001"]


def test_requests_that_nobody_answered_before_the_process_ended_are_withdrawn(cut: Cut) -> None:
    lost, printed, answered, given = (UUID(int=n) for n in (1, 2, 3, 4))
    for request in (lost, printed, answered, given):
        cut.worker.asked(request)
    cut.worker.answered(answered)
    cut.gives(TakeTicket(id=given, services=("ido",)))
    again = Cut(cut.folder, printed=frozenset({printed}), first_id=10**7)
    again.connects()
    assert [one.request for one in again.said_of(Withdraw)] == [lost]
    third = Cut(cut.folder, first_id=2 * 10**7)
    third.connects()
    assert third.said_of(Withdraw)[0].id == again.said_of(Withdraw)[0].id


def test_a_number_whose_paper_was_never_written_down_is_withdrawn(tmp_path: Path) -> None:
    printed = set[UUID]()
    kiosk = Cut(tmp_path, printed=printed)
    for number in (1, 2):
        kiosk.worker.asked(UUID(int=number))
        kiosk.worker.ticketed(UUID(int=number))
    kiosk.run()
    printed.add(UUID(int=1))
    kiosk.passes(kiosk.wait)
    printed.clear()
    # the process ends before the second paper is written down
    again = Cut(tmp_path, first_id=10**7)
    again.connects()
    assert [one.request for one in again.said_of(Withdraw)] == [UUID(int=2)]


def test_whoever_was_sent_to_the_staff_has_no_number_and_no_visit(cut: Cut) -> None:
    cut.worker.asked(UUID(int=1))
    cut.takes(1)
    cut.worker.give_up(UUID(int=1))
    cut.run()
    cut.connects()
    assert cut.reported() == []
    assert [one.request for one in cut.said_of(Withdraw)] == [UUID(int=1)]
    assert cut.takes(2) == "B991", "its number is nobody's"


def test_nothing_of_a_request_is_kept_once_it_is_reported(cut: Cut) -> None:
    cut.holds_up(1)
    text = pass_text().encode()
    assert text in everything_in(cut.folder)
    cut.connects()
    (report,) = cut.said_of(ReportIssued)
    cut.answered(report)
    assert text not in everything_in(cut.folder)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob(f"{STORE_FILE}*"))


def test_a_damaged_file_is_put_aside_and_the_next_resident_gets_a_number(cut: Cut) -> None:
    assert [cut.takes(n) for n in (1, 2, 3, 4)] == ["B990", "B991", "B992", "Z001"]
    path = cut.folder / STORE_FILE
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = bytearray(path.read_bytes())
    damaged[:64] = b"\x00" * 64
    path.write_bytes(damaged)
    after = Cut(cut.folder, at=NOW, seconds=cut.seconds, first_id=10**7)
    number = after.takes(9)
    # far beyond Z001, whatever came after it
    assert number == f"Z{begin_at(NOW).emergency + 1}"
    assert 1001 <= begin_at(NOW).emergency + 1 <= 9000
    assert len(list(cut.folder.glob(f"{STORE_FILE}.damaged-*"))) >= 1


def test_what_a_damaged_file_still_says_is_reported(cut: Cut) -> None:
    for number in (1, 2, 3):
        cut.takes(number)
    cut.worker.close()
    cut.run()
    path = cut.folder / STORE_FILE
    with closing(sqlite3.connect(path)) as other:
        # the index and the table do not agree any more, as after a torn write
        other.execute("PRAGMA writable_schema=ON")
        other.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'leases'")
        other.commit()
    after = Cut(cut.folder, seconds=cut.seconds, first_id=10**7)
    after.connects()
    assert after.reported() == ["B990", "B991", "B992"]
    assert after.takes(9).startswith("Z"), "its leases are not used any more"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE known SET latest = 'yesterday'",
        "UPDATE known SET heard = '2026-11-24'",
        "UPDATE leases SET until = ''",
        "UPDATE given SET visit = 'x'",
        "DROP TABLE outbox",
        "DELETE FROM known",
    ],
)
def test_what_cannot_be_so_in_a_file_ends_no_process(cut: Cut, change: str) -> None:
    assert cut.holds_up(1) == "B990"
    with closing(sqlite3.connect(cut.folder / STORE_FILE)) as other:
        other.execute(change)
        other.commit()
    assert cut.holds_up(2) in {"B990", f"Z{begin_at(NOW).emergency + 1}"}
    numbers = [cut.takes(3)]
    cut.worker.close()
    cut.run()
    again = Cut(cut.folder, boot="b2", at=cut.wall, first_id=10**7)
    assert again.holds_up(4)[0] in {"B", "Z"}
    numbers += [again.takes(5), again.takes(6)]
    assert "none" not in numbers
    assert len(set(numbers)) == 3


def test_a_disk_that_cannot_be_written_gives_no_number_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "not-there"
    kiosk = Cut(folder)
    kiosk.connects()
    assert kiosk.takes(1) == "none"
    assert kiosk.reports[-1].trouble is not None
    folder.mkdir()
    kiosk.passes(20)
    assert kiosk.reports[-1].trouble is None
    kiosk.connects()
    kiosk.is_lent(990, 991)
    assert kiosk.takes(2) == "B990"
