"""Reports and the audit trail over HTTP: pages, file, who may read them, and that it is kept."""

import csv
import io
import re
from typing import Any

import pytest
from httpx import Client, Response
from uuid6 import uuid7

from queue_server.domain.commands import Finish
from queue_server.domain.events import Recorded
from queue_server.reports.reading import PAGE
from queue_server.staff.permissions import Right, Role, may
from tests.unit.queue_server.staff.test_api import reason
from tests.web import NAME, PASSWORD, Web

HTML = {"Accept": "text/html"}
REPORTS = (
    "/api/staff/reports/days",
    "/api/staff/reports/figures?day=2026-11-24",
    "/api/staff/reports/visits.csv?day=2026-11-24",
)
AUDIT = "/api/staff/audit?day=2026-11-24"


def as_role(site: Web, client: Client, role: Role) -> Client:
    """Give whoever is signed in a role."""
    site.accounts.set_role(NAME, role)
    return client


@pytest.fixture
def auditor(site: Web, staff: Client) -> Client:
    """A browser of an auditor."""
    return as_role(site, staff, Role.AUDITOR)


def serve_one(site: Web) -> None:
    """Somebody waits 12 minutes and is served for 8; somebody else waits on."""
    site.ticket("ido", needs=("wheelchair",))
    site.ticket("shomei")
    site.clock.forward(minutes=12)
    site.call("3")
    site.clock.forward(minutes=8)
    site.do(Finish(id=uuid7(), by="staff:other", counter="3"))


def recorded(site: Web) -> list[tuple[str, str, str | None]]:
    """Who did what beside the queue's commands."""
    return [
        (event.by, event.kind.value, event.about)
        for event in site.journal.read()
        if isinstance(event, Recorded)
    ]


def rows(answer: Response) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_file_comes_as_a_download_that_excel_reads(site: Web, auditor: Client) -> None:
    serve_one(site)
    answer = auditor.get("/api/staff/reports/visits.csv?day=2026-11-24")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    disposition = 'attachment; filename="visits-aizu-2026-11-24.csv"'
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf\xe6\x97\xa5\xe4\xbb\x98,")
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n") == 3
    assert [row[1] for row in rows(answer)] == ["番号", "B101", "A101"]
    english = rows(auditor.get("/api/staff/reports/visits.csv?day=2026-11-24&headings=en"))
    first = dict(zip(*english[:2], strict=True))
    assert (first["wait_minutes"], first["service_minutes"]) == ("12.0", "8.0")
    assert (first["needs"], first["ending"]) == ("wheelchair", "done")
    assert dict(zip(english[0], english[2], strict=True))["ending"] == "open"


def test_figures_by_service_and_of_all(site: Web, auditor: Client) -> None:
    serve_one(site)
    body: dict[str, Any] = auditor.get("/api/staff/reports/figures?day=2026-11-24").json()
    assert body["services"]["ido"] == {
        "visits": 1,
        "done": 1,
        "not_served": 0,
        "open": 0,
        "no_shows": 0,
        "mean_wait": 12.0,
        "median_wait": 12.0,
        "p90_wait": 12.0,
        "longest_wait": 12.0,
        "mean_service": 8.0,
        "within_target": 1.0,
    }
    assert (body["all"]["visits"], body["all"]["done"]) == (2, 1)
    assert auditor.get("/api/staff/reports/days").json() == {"reports": ["2026-11-24"]}


def cells(page: str) -> list[str]:
    """The words of a table's cells."""
    found = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]


def test_the_page_shows_the_newest_day_and_leads_to_its_file(site: Web, auditor: Client) -> None:
    serve_one(site)
    page = auditor.get("/staff/reports", headers=HTML).text
    table = cells(page)
    start = next(i for i, cell in enumerate(table) if cell.startswith("B 住所変更・届出"))
    assert table[start + 1 : start + 13] == [
        "1", "1", "0", "0", "0", "12.0", "12.0", "12.0", "12.0", "30", "100 %", "8.0",
    ]  # fmt: skip
    assert "2026年11月24日（火）" in page
    (link,) = re.findall(r'href="(/api/staff/reports/visits.csv\?day=[\d-]+)"', page)
    assert rows(auditor.get(link))[1][1] == "B101"
    # services in which nobody was are not listed
    assert "市営住宅" not in page


def test_a_past_day_is_chosen(site: Web, auditor: Client) -> None:
    serve_one(site)
    site.clock.forward(days=1)
    # whoever signs in again the next day: a session ends by itself
    auditor.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    site.ticket("zei")
    newest = auditor.get("/staff/reports", headers=HTML).text
    assert '<option value="2026-11-25" selected>' in newest
    assert "税金" in newest
    page = auditor.get("/staff/reports?day=2026-11-24", headers=HTML).text
    assert '<option value="2026-11-24" selected>' in page
    assert "税金" not in page


def test_before_the_first_number_there_is_nothing_to_report(auditor: Client) -> None:
    page = auditor.get("/staff/reports", headers=HTML)
    assert (page.status_code, "記録のある日はまだありません" in page.text) == (200, True)


@pytest.mark.parametrize("day", ["2026-11-23", "2031-01-01"])
def test_a_day_that_the_journal_does_not_hold(site: Web, auditor: Client, day: str) -> None:
    serve_one(site)
    before = site.journal.end()
    for path in (*REPORTS[1:], AUDIT):
        answer = auditor.get(path.replace("2026-11-24", day))
        assert reason(answer) == (404, "not_found"), path
    for page in ("reports", "audit"):
        assert auditor.get(f"/staff/{page}?day={day}", headers=HTML).status_code == 404
    # what was not there was not read
    assert site.journal.end() == before


@pytest.mark.nothing_changes
@pytest.mark.parametrize("day", ["", "today", "2026-13-01", "2026-11-24T09:00", "-1"])
def test_what_is_no_day(auditor: Client, day: str) -> None:
    for path in (*REPORTS[1:], AUDIT):
        answer = auditor.get(path.replace("2026-11-24", day))
        assert reason(answer) == (422, "malformed"), path


@pytest.mark.parametrize("role", Role)
def test_who_may_read_what(site: Web, staff: Client, role: Role) -> None:
    site.ticket("ido")
    client = as_role(site, staff, role)
    reports, audit = may(role, Right.READ_REPORTS), may(role, Right.READ_AUDIT)
    for path in REPORTS:
        assert client.get(path).status_code == (200 if reports else 403), path
    assert client.get(AUDIT).status_code == (200 if audit else 403)
    home = client.get("/staff", headers=HTML).text
    for page, allowed in (("/staff/reports", reports), ("/staff/audit", audit)):
        assert client.get(page, headers=HTML).status_code == (200 if allowed else 403)
        assert (f'href="{page}"' in home) is allowed


def test_nobody_reads_without_signing_in(visitor: Client, site: Web) -> None:
    site.ticket("ido")
    for path in (*REPORTS, AUDIT):
        assert reason(visitor.get(path)) == (401, "not_signed_in")
    page = visitor.get("/staff/audit", headers=HTML)
    assert page.headers["Location"] == "/staff/sign-in?next=/staff/audit"


def test_sign_ins_and_readings_are_kept_and_no_name_that_was_typed(
    site: Web, visitor: Client
) -> None:
    site.ticket("ido")
    for name, password in (("my-password-by-mistake", "x"), (NAME, "wrong-password")):
        visitor.post("/staff/sign-in", data={"name": name, "password": password})
    visitor.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    as_role(site, visitor, Role.AUDITOR)
    visitor.get("/api/staff/reports/visits.csv?day=2026-11-24")
    visitor.get("/staff/reports", headers=HTML)
    visitor.get("/staff/audit", headers=HTML)
    visitor.post("/staff/sign-out")
    visitor.post("/staff/sign-out")
    who = f"staff:{NAME}"
    assert recorded(site) == [
        ("unknown", "sign_in_failed", None),
        ("unknown", "sign_in_failed", None),
        (who, "signed_in", None),
        (who, "report_read", "visits_csv 2026-11-24"),
        (who, "report_read", "figures 2026-11-24"),
        (who, "audit_read", "audit 2026-11-24"),
        (who, "signed_out", None),
    ]


def test_the_audit_trail_says_who_did_what_newest_first(site: Web, auditor: Client) -> None:
    serve_one(site)
    body = auditor.get(AUDIT).json()
    assert (body["total"], body["page"], body["pages"]) == (8, 1, 1)
    assert body["accounts"] == [f"staff:{NAME}", "staff:other", "kiosk-1"]
    first = body["entries"][0]
    assert (first["event"], first["by"], first["kind"]) == ("recorded", f"staff:{NAME}", "reading")
    finished = body["entries"][1]
    assert finished == {
        "at": "2026-11-24T09:20:00+09:00",
        "by": "staff:other",
        "kind": "calls",
        "event": "stop_finished",
        "action": {"ja": "完了", "en": "Finished"},
        "detail": None,
        "number": "B101",
        "counter": "3",
        "service": "ido",
    }


def test_the_trail_by_account_and_kind(site: Web, auditor: Client) -> None:
    serve_one(site)
    tickets = auditor.get(f"{AUDIT}&by=kiosk-1&kind=tickets").json()["entries"]
    assert [entry["number"] for entry in tickets] == ["A101", "B101"]
    assert auditor.get(f"{AUDIT}&by=staff:nobody").json()["entries"] == []
    assert reason(auditor.get(f"{AUDIT}&kind=everything")) == (422, "malformed")
    page = auditor.get("/staff/audit?by=kiosk-1&kind=tickets", headers=HTML).text
    assert '<option value="kiosk-1" selected>' in page
    table = cells(page)
    assert table[6:12] == ["09:00:00", "kiosk-1", "発券 Number given", "A101", "", "証明書"]


def test_a_long_trail_has_pages(site: Web, auditor: Client) -> None:
    for _ in range(PAGE + 20):
        site.ticket("shomei")
    seen = list[str]()
    for page in (1, 2):
        body = auditor.get(f"{AUDIT}&kind=tickets&page={page}").json()
        assert (body["page"], body["pages"], body["total"]) == (page, 2, PAGE + 20)
        seen += [entry["number"] for entry in body["entries"]]
    assert seen == [f"A{number}" for number in range(100 + PAGE + 20, 100, -1)]
    # a page behind the last one is the last one
    assert auditor.get(f"{AUDIT}&kind=tickets&page=99").json()["page"] == 2
    html = auditor.get("/staff/audit?kind=tickets", headers=HTML).text
    (older,) = re.findall(r'href="([^"]+)" rel="next"', html)
    assert "A101" in auditor.get(older.replace("&amp;", "&"), headers=HTML).text


def test_what_a_browser_asks_for_is_shown_as_text(site: Web, auditor: Client) -> None:
    site.ticket("ido")
    page = auditor.get("/staff/audit?by=<script>x</script>", headers=HTML).text
    assert "<script>x" not in page
    assert "この条件の記録はありません" in page
