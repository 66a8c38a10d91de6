"""A day's visits as a CSV file, one row a stop. Pure.

UTF-8 with a byte order mark and CRLF, because Japanese Excel takes a file without the mark for
Shift_JIS; RFC 4180 otherwise.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from queue_server.lobby import Lobby
from queue_server.reports.figures import minutes
from queue_server.reports.visits import DayVisits, StopRecord, VisitRecord
from queue_server.reports.words import ENDINGS, OUTCOMES
from queue_server.staff.alone_words import DOUBTS
from queue_server.staff.words import language_words, need_words

Headings = Literal["ja", "en"]
"""`ja` is for people: Japanese headings and words. `en` is for programs: ids that never change."""

COLUMNS: Mapping[str, str] = {
    "date": "日付",
    "number": "番号",
    "stop": "立寄り順",
    "service": "業務",
    "letter": "業務記号",
    "issued_at": "発券時刻",
    "reserved_for": "予約時刻",
    "waiting_since": "待ち始めた時刻",
    "first_called_at": "最初の呼出時刻",
    "called_at": "最後の呼出時刻",
    "ended_at": "終了時刻",
    "wait_minutes": "待ち時間（分）",
    "service_minutes": "対応時間（分）",
    "counter": "窓口",
    "outcome": "対応結果",
    "calls": "呼出回数",
    "no_shows": "不在回数",
    "language": "言語",
    "needs": "配慮",
    "with_pass": "受付コード",
    "told_from_minutes": "案内した待ち時間（分）から",
    "told_to_minutes": "案内した待ち時間（分）まで",
    "ending": "終わり方",
    "alone": "通信断で受付",
    "doubts": "確認したいこと",
}
"""Id to Japanese heading, in the file's order. An id that was released is never renamed."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def visits_csv(lobby: Lobby, day: DayVisits, headings: Headings = "ja") -> bytes:
    """The file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS.values() if headings == "ja" else COLUMNS)
    for visit in day.visits:
        for place, stop in enumerate(visit.stops, start=1):
            cells = dict(_cells(lobby, visit, stop, place, headings))
            writer.writerow([harmless(cells[column]) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def file_name(lobby: Lobby, day: DayVisits) -> str:
    """What the file is called when it is kept. Both parts are of the plainest characters."""
    return f"visits-{lobby.id}-{day.day.isoformat()}.csv"


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    Numbers, times and ids of this file never begin like one, but a city names its services and
    counters itself (OWASP: CSV injection).
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(
    lobby: Lobby, visit: VisitRecord, stop: StopRecord, place: int, headings: Headings
) -> Iterator[tuple[str, str]]:
    ja = headings == "ja"
    zone = lobby.site.zone
    service, counter = lobby.services.get(stop.service), lobby.counters.get(stop.counter or "")
    yield "date", visit.day.isoformat()
    yield "number", visit.number
    yield "stop", str(place)
    yield "service", service.name if ja and service else stop.service
    yield "letter", service.letter if service else ""
    yield "issued_at", _time(visit.issued_at, zone, ja=ja)
    yield "reserved_for", _time(stop.reserved_for, zone, ja=ja)
    yield "waiting_since", _time(stop.waiting_since, zone, ja=ja)
    yield "first_called_at", _time(stop.first_called_at, zone, ja=ja)
    yield "called_at", _time(stop.called_at, zone, ja=ja)
    yield "ended_at", _time(stop.ended_at, zone, ja=ja)
    yield "wait_minutes", "" if stop.wait is None else str(minutes(stop.wait))
    yield "service_minutes", str(minutes(stop.at_counter)) if stop.at_counter else ""
    yield "counter", counter.name if ja and counter else stop.counter or ""
    if stop.outcome is None:
        yield "outcome", ""
    else:
        yield "outcome", OUTCOMES[stop.outcome].ja if ja else stop.outcome.value
    yield "calls", str(stop.calls)
    yield "no_shows", str(stop.no_shows)
    yield "language", language_words(visit.language).ja if ja else visit.language
    yield "needs", " / ".join(need_words(need).ja if ja else need for need in visit.needs)
    if ja:
        yield "with_pass", "あり" if visit.with_pass else "なし"
    else:
        yield "with_pass", "yes" if visit.with_pass else "no"
    told = ("", "") if stop.told is None else (str(stop.told[0]), str(stop.told[1]))
    yield "told_from_minutes", told[0]
    yield "told_to_minutes", told[1]
    yield "ending", ENDINGS[stop.ending].ja if ja else stop.ending.value
    if ja:
        yield "alone", "はい" if visit.alone else ""
    else:
        yield "alone", "yes" if visit.alone else "no"
    yield "doubts", " / ".join(DOUBTS[d].short.ja if ja else d.value for d in visit.doubts)


def _time(moment: datetime | None, zone: ZoneInfo, *, ja: bool) -> str:
    """For people as a spreadsheet understands it; for programs with its offset (RFC 3339)."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if ja else local.isoformat(timespec="seconds")
