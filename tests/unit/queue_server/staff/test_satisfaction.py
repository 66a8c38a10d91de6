"""How it was: counted by day and service, on the page, in the file, and who read it."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

import pytest
from httpx import Client
from uuid6 import uuid7

from queue_server.domain.commands import Finish, Rate
from queue_server.domain.events import Rated, Recorded
from queue_server.reports.satisfaction import Satisfaction, satisfaction_by_day
from queue_server.staff.permissions import Role
from tests.sites import MORNING
from tests.unit.queue_server.staff.test_reports import HTML, as_role, cells
from tests.web import PASSWORD, SECONDS, Web

TODAY = MORNING.date()


def rated(score: int, *services: str) -> Rated:
    return Rated(at=MORNING, cause=UUID(int=1), by="kiosk-1", score=score, services=services)


def served(site: Web, score: int | None) -> None:
    """Somebody is served at counter 3, and may say how it was."""
    visit = site.ticket("ido")
    site.call("3")
    site.do(Finish(id=uuid7(), by="staff:other", counter="3"))
    if score is not None:
        site.do(Rate(id=uuid7(), by="kiosk-1", visit=visit, score=score))


def at_the_exit(site: Web, score: int) -> None:
    site.engine.submit(Rate(id=uuid7(), by="kiosk-2", score=score)).result(SECONDS)


def test_a_visit_counts_in_each_of_its_services_and_once_in_all() -> None:
    told = [(TODAY, [rated(5, "ido", "kokuho"), rated(2, "gone"), rated(4)])]
    (found,) = satisfaction_by_day(told, ["shomei", "ido", "kokuho"])
    assert (found.all.answers, found.all.mean) == (3, 3.67)
    assert found.all.counts == {5: 1, 4: 1, 3: 0, 2: 1, 1: 0}
    assert [(name, one.answers) for name, one in found.services.items()] == [
        ("ido", 1),
        ("kokuho", 1),
        ("gone", 1),
    ]


def test_nobody_is_no_mean() -> None:
    assert Satisfaction(dict.fromkeys(range(1, 6), 0)).mean is None


@pytest.fixture
def auditor(site: Web, staff: Client) -> Client:
    return as_role(site, staff, Role.AUDITOR)


def test_the_page_shows_counts_shares_and_the_mean(site: Web, auditor: Client) -> None:
    served(site, 5)
    served(site, 4)
    served(site, None)
    at_the_exit(site, 3)
    table = cells(auditor.get("/staff/reports", headers=HTML).text)
    start = next(i for i, cell in enumerate(table) if cell.startswith("平均（5点）"))
    everything = table.index("全体 All", start)
    assert table[everything + 1 : everything + 8] == [
        "3", "4.00", "1 33 %", "1 33 %", "1 33 %", "0 0 %", "0 0 %",
    ]  # fmt: skip
    assert table[everything + 8].startswith("B 住所変更・届出")
    assert table[everything + 9 : everything + 11] == ["2", "4.50"]


def test_a_day_on_which_nobody_answered_says_so(site: Web, auditor: Client) -> None:
    served(site, None)
    assert "この日の回答はありません" in auditor.get("/staff/reports", headers=HTML).text


def test_the_file_has_a_row_a_day_and_service(site: Web, auditor: Client) -> None:
    served(site, 5)
    at_the_exit(site, 1)
    site.clock.forward(days=2)
    auditor.post("/staff/sign-in", data={"name": "m-0312", "password": PASSWORD})
    served(site, 2)
    asked = "/api/staff/reports/satisfaction.csv?first=2026-11-01&last=2026-11-30&headings=en"
    answer = auditor.get(asked)
    name = 'attachment; filename="satisfaction-aizu-2026-11-01-2026-11-30.csv"'
    assert answer.headers["Content-Disposition"] == name
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0][:5] == ["date", "of", "service", "answers", "mean"]
    assert [row[:5] for row in rows[1:]] == [
        ["2026-11-24", "all", "", "2", "3.00"],
        ["2026-11-24", "service", "ido", "1", "5.00"],
        ["2026-11-26", "all", "", "1", "2.00"],
        ["2026-11-26", "service", "ido", "1", "2.00"],
    ]
    assert rows[1][5:] == ["1", "0", "0", "0", "1"]
    day = auditor.get("/api/staff/reports/satisfaction?day=2026-11-24").json()
    assert day["services"]["ido"]["counts"]["5"] == 1
    empty = auditor.get(f"/api/staff/reports/satisfaction?day={date(2026, 1, 1) - timedelta(1)}")
    assert empty.status_code == 404
    read = [event.about for event in site.journal.read() if isinstance(event, Recorded)]
    assert "satisfaction_csv 2026-11-01/2026-11-30" in read


def test_it_stands_in_no_trail_of_who_did_what(site: Web, auditor: Client) -> None:
    """Beside the number it would say who found which counter bad."""
    served(site, 1)
    trail = auditor.get("/api/staff/audit?day=2026-11-24").json()
    assert "rated" not in {entry["event"] for entry in trail["entries"]}


def test_only_who_may_read_reports_reads_it(staff: Client) -> None:
    for path in (
        "/api/staff/reports/satisfaction?day=2026-11-24",
        "/api/staff/reports/satisfaction.csv?first=2026-11-24&last=2026-11-24",
    ):
        assert staff.get(path).status_code == 403
