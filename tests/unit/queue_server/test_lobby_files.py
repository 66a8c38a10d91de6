"""Site file and catalogue: what is wrong is said with file, entry and field."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from queue_server.booking_file import HolidayName
from queue_server.configuration import ConfigurationError
from queue_server.domain.reservations.slots import ClosureReason
from queue_server.lobby import load_lobby
from tests.sites import SAMPLE_SITE


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the sample site and catalogue that a test may spoil."""
    shutil.copytree(SAMPLE_SITE.parent, tmp_path / "sites")
    shutil.copytree(SAMPLE_SITE.parent.parent / "catalogue", tmp_path / "catalogue")
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def complaint(files: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_lobby(files / "sites" / "sample.toml")
    return str(caught.value)


def test_the_sample_has_the_whole_catalogue_and_the_promised_services() -> None:
    lobby = load_lobby(SAMPLE_SITE)
    assert len(lobby.site.procedures) == 73
    assert len(lobby.catalogue.life_events) == 11
    assert lobby.id == "aizu"
    assert lobby.file.site.kiosks == tuple(f"kiosk-{number}" for number in range(1, 9))
    assert lobby.file.site.displays == ("main",)
    assert (lobby.services["shomei"].letter, lobby.services["ido"].letter) == ("A", "B")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("procedures", "fee_yen: 0", "fee_yen: free", "procedures › tennyu › fee_yen"),
        ("procedures", "title_ja: 転入届", "title: 転入届", "procedures › tennyu › title_ja"),
        (
            "procedures",
            "counter: shimin_ido",
            "counter: mars",
            "tennyu › counter: there is no 'mars'",
        ),
        ("procedures", "- id: tenkyo", "- id: tennyu", "tennyu › id: is there twice"),
        ("procedures", "- JUKIHO", "- JUKIHOU", "tennyu › source: there is no 'JUKIHOU'"),
        (
            "counters",
            "ticket_letter: A",
            "ticket_letter: I",
            "counters › shimin_shomei › ticket_letter",
        ),
        ("questions", "- id: family", "- name: family", "questions › entry 1 › id"),
        ("life_events", "    en: Divorce\n", "", "life_events › divorce: lacks the words in 'en'"),
        ("sources", "sources:", "sauces:", "'sources'"),
        ("counters", "counters:", "counters: [", "is not YAML"),
        ("counters", "counters:", "counters:\n  kokuho: {}", "'kokuho' is there twice"),
        ("sources", "sources:", "sources:\n  A: 2026-13-45", "is not YAML: month"),
        ("sources", "sources:", f"sources: {'[' * 3000}", "is not YAML"),
    ],
)
def test_a_broken_catalogue_names_file_entry_and_field(
    files: Path, file: str, old: str, new: str, said: str
) -> None:
    path = files / "catalogue" / f"{file}.yaml"
    spoil(path, old, new)
    message = complaint(files)
    assert f"{file}.yaml" in message
    assert said in message


def test_the_sample_can_be_booked_but_not_on_holidays() -> None:
    lobby = load_lobby(SAMPLE_SITE)
    plan, zone = lobby.site.booking, lobby.site.zone
    assert set(plan.templates) == {"ido", "koseki", "card", "jutaku"}
    assert len(plan.slots_on(zone, "ido", date(2026, 11, 24))) == 13
    assert plan.closed("ido", date(2026, 11, 23)) is ClosureReason.NATIONAL_HOLIDAY
    assert lobby.holidays[date(2026, 11, 23)] == HolidayName(
        "勤労感謝の日", "Labor Thanksgiving Day"
    )
    # 国民の祝日に関する法律3条: one on a Sunday moves on, and a day between two is one as well
    assert {date(2027, 3, 22), date(2026, 9, 22)} <= set(lobby.holidays)
    assert plan.closed("jutaku", date(2027, 1, 14)) is ClosureReason.SYSTEM_WORK


def test_a_city_without_holidays_and_year_end(files: Path) -> None:
    path = files / "sites" / "sample.toml"
    spoil(path, 'national_holidays = "JP"', 'national_holidays = ""')
    spoil(path, '["12-29", "01-03"]', "[]")
    plan = load_lobby(path).site.booking
    assert plan.closed("ido", date(2026, 11, 23)) is None
    assert plan.closed("ido", date(2027, 1, 1)) is None


def test_a_single_date_may_not_overlap_the_day_of_the_week_that_it_is(files: Path) -> None:
    path = files / "sites" / "sample.toml"
    spoil(
        path,
        'days = ["mon", "tue", "wed", "thu", "fri"]\nfrom = "13:00"\nto = "16:30"',
        'dates = [2026-11-25]\nfrom = "11:30"\nto = "16:00"',
    )
    assert "services › ido › slots › entry 2: overlaps entry 1" in complaint(files)


def test_a_missing_file_is_named(files: Path) -> None:
    (files / "catalogue" / "questions.yaml").unlink()
    assert "questions.yaml: cannot be read" in complaint(files)


def test_a_checklist_keeps_to_what_must_be_done_first(files: Path) -> None:
    path = files / "catalogue" / "procedures.yaml"
    spoil(path, "  do_after:\n  - tennyu\n", "  do_after:\n  - tennyu\n  - gomi\n")
    said = complaint(files)
    assert re.search(
        r"checklists.yaml:\d+: checklists › moving_in › procedures › mynumber_keizoku", said
    )
    assert "before 'gomi', which is done first" in said


def test_a_city_whose_kiosks_ask_nothing(files: Path) -> None:
    for name in ("answers", "checklists"):
        (files / "catalogue" / f"{name}.yaml").unlink()
    assert load_lobby(files / "sites" / "sample.toml").catalogue.checklists == {}


def test_a_procedure_that_comes_after_one_that_is_not_there_is_named(files: Path) -> None:
    path = files / "catalogue" / "procedures.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["procedures"][0]["do_after"] = ["nothing"]
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert "tennyu › do_after: there is no 'nothing'" in complaint(files)


def test_a_byte_order_mark_says_nothing(files: Path) -> None:
    for path in (files / "sites" / "sample.toml", files / "catalogue" / "counters.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_lobby(files / "sites" / "sample.toml").id == "aizu"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('letter = "B"', 'letter = "A"', "services › ido › letter: shomei gives numbers with A"),
        ("mean_minutes = 4", "last_number = 100", "services › shomei › last_number: comes before"),
        ("[site]", '[site]\nday_begins = "25:00"', "site › day_begins"),
        ('letter = "B"', 'letter = "O"', "services › ido › letter"),
        ('id = "ido"', 'id = "shomei"', "services › shomei: is there twice"),
        ('services = ["card"]', 'services = ["cards"]', "counters › services: there is no 'cards'"),
        ('services = ["card"]', 'services = ["shomei"]', "services › card: no counter serves it"),
        ('desks = ["suido"]', 'desks = ["bath"]', "the catalogue has no counter 'bath'"),
        ('desks = ["kodomo", "hoiku"]', 'desks = ["kodomo"]', "for the catalogue's 'hoiku'"),
        ('time_zone = "Asia/Tokyo"', 'time_zone = "Mars/Olympus"', "site › time_zone"),
        ('time_zone = "Asia/Tokyo"', 'time_zone = "Asia"', "there is no time zone 'Asia'"),
        ('["ido", "koseki"]', '["ido", "ido"]', "counters › 3 › services › ido: is there twice"),
        ('pad = "pad-3"', 'pad = "pad-1"', "counters › pad › pad-1: is there twice"),
        ('pad = "pad-3"', 'pad = "kiosk-1"', "› 3 › pad: 'kiosk-1' is the name of a kiosk"),
        ('pad = "pad-3"', 'pad = "server"', "› 3 › pad: 'server' is the name of the server"),
        ('pad = "pad-3"', 'pad = "pad/3"', "counters › 3 › pad"),
        ("[site]", f"a = {'[' * 3000}", "is not TOML"),
        ("mean_minutes = 4", 'mean_minutes = "long"', "services › shomei › mean_minutes"),
        ("mean_minutes = 4", "mean_minuets = 4", "services › shomei › mean_minuets"),
        ("[site]", "[site", "is not TOML"),
        ('from = "09:00"', 'from = "9:00"', "services › ido › slots › entry 1 › from"),
        ('to = "12:00"', 'to = "09:20"', "slots › entry 1: from 09:00 to 09:20 there is no room"),
        ('to = "12:00"', 'to = "12:10"', "slots › entry 1: from 09:00 to 12:10 is no multiple"),
        ('to = "12:00"', 'to = "13:30"', "services › ido › slots › entry 2: overlaps entry 1"),
        ("capacity = 2", "capacity = 0", "services › ido › slots › entry 1 › capacity"),
        ('days = ["mon", "tue"', 'days = ["monday", "tue"', "slots › entry 1 › days › entry 1"),
        (
            'days = ["mon", "tue", "wed", "thu", "fri"]',
            "days = []",
            "ido › slots › entry 1: names neither days nor dates",
        ),
        ("days_ahead = 30", "days_ahead = -1", "reservations › days_ahead"),
        ('national_holidays = "JP"', 'national_holidays = "MARS"', "no holidays of 'MARS'"),
        ('["12-29", "01-03"]', '["12-29", "02-30"]', "'02-30' is no month and day"),
        ('["12-29", "01-03"]', '["12-29"]', "year_end: is a first and a last day, or nothing"),
        (
            'reason = "system_work"',
            'reason = "picnic"',
            "reservations › closures › entry 1 › reason",
        ),
        (
            'services = ["jutaku"]          #',
            'services = ["moon"] #',
            "reservations › closures › entry 1 › services: there is no 'moon'",
        ),
    ],
)
def test_a_broken_site_file_names_entry_and_field(
    files: Path, old: str, new: str, said: str
) -> None:
    spoil(files / "sites" / "sample.toml", old, new)
    message = complaint(files)
    assert "sample.toml" in message
    assert said in message
