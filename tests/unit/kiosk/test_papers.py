"""What the papers say, and that there always is one."""

import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from structlog.testing import capture_logs

from kiosk.paper_context import PaperContext, context_of
from kiosk.papers import BUILT_IN, Papers, load_papers, sample_of
from printer_drivers.documents import (
    Code,
    Document,
    Heading,
    KeyValue,
    Number,
    Table,
    Text,
)
from printer_drivers.paper_words import PAPER_LANGUAGES
from printer_drivers.templates import PAPERS as CITYS
from printer_drivers.templates import PaperTemplates
from protocol.messages import Catalogue, ProcedureEntry, StopOnTicket, TicketReply
from tests.unit.kiosk.samples import catalogue, ticket

PAPERS = load_papers()
REPLY = ticket(UUID(int=1))
EASY_WAIT = "ばんごうが よばれるまで まって ください。"
"""やさしい日本語 (出入国在留管理庁・文化庁), on every ticket whatever its language."""


def said(document: Document) -> str:
    """All that stands on a paper, a block a line."""
    lines = []
    for block in document.blocks:
        match block:
            case Number():
                lines.append(block.text)
            case Heading() | Text():
                lines.append(block.words)
            case KeyValue():
                lines.append(f"{block.key}: {block.value}")
            case Table():
                lines += [" ".join(row) for row in block.rows]
            case Code():
                lines.append(f"[{block.text}] {block.caption}")
            case _:
                pass
    return "\n".join(lines)


def checklist(catalogue_: Catalogue | None = None, language: str = "ja") -> Document:
    paper = PAPERS.checklist(REPLY, catalogue_ or catalogue(), language)
    assert paper is not None
    return paper


def test_the_ticket_in_japanese() -> None:
    paper = PAPERS.ticket(REPLY, catalogue(), "ja")
    assert said(paper) == "\n".join(
        [
            "あいづ見本市役所",
            "番号札",
            "B103",
            "3番窓口",
            "住所変更・届出",
            "待っている人: 4人",
            "待ち時間のめやす: 12～20分",
            "6番窓口",
            "国民健康保険",
            "待っている人: 0人",
            "待ち時間のめやす: まもなく",
            "番号が呼ばれるまでお待ちください。",
            "どの窓口でも、この番号でお呼びします。",
            EASY_WAIT,
            f"[MGT1:{UUID(int=99)}] 窓口で見せてください",
            "2026年11月24日 09:00 発行\n待ち時間は変わることがあります。",
        ]
    )


def test_the_ticket_in_english_keeps_the_japanese_that_staff_read() -> None:
    text = said(PAPERS.ticket(REPLY, catalogue(), "en")).splitlines()
    for line in (
        "Aizu Sample City Hall",
        "あいづ見本市役所",
        "Ticket",
        "番号札",
        "Moving / residence",
        "住所変更・届出",
        "People ahead: 4",
        "Estimated wait: 12-20 min",
        EASY_WAIT,
    ):
        assert line in text


def test_a_vietnamese_ticket_has_the_names_in_vietnamese_and_japanese() -> None:
    text = said(PAPERS.ticket(REPLY, catalogue(), "vi")).splitlines()
    for line in (
        "Phiếu số thứ tự",
        "Đổi địa chỉ / khai báo",
        "住所変更・届出",
        "Số người chờ trước bạn: 4 người",
        EASY_WAIT,
    ):
        assert line in text


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ja", "ja"),
        ("ja-simple", "ja-simple"),
        ("pt-BR", "pt"),
        ("zh-Hans", "zh"),
        ("fil", "tl"),
        ("uk", "en"),
    ],
)
def test_each_person_gets_the_nearest_language(tag: str, language: str) -> None:
    assert PAPERS.ticket(REPLY, catalogue(), tag).language == language
    assert checklist(language=tag).language == language


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_a_paper_that_is_printed_again_says_so(language: str) -> None:
    for reply, again in ((REPLY, True), (ticket(UUID(int=1), reissued=True), False)):
        words = PAPERS.words.said("再発行", language)
        list_again = PAPERS.checklist(reply, catalogue(), language, again=again)
        assert list_again is not None
        assert words in said(PAPERS.ticket(reply, catalogue(), language, again=again))
        assert words in said(list_again)
        assert words not in said(PAPERS.ticket(REPLY, catalogue(), language))
        assert words not in said(checklist(language=language))


def test_a_status_page_is_in_the_code_where_there_is_one() -> None:
    url = "https://city.example/v/abc"
    paper = PAPERS.ticket(REPLY.model_copy(update={"status_url": url}), catalogue(), "ja")
    assert f"[{url}] 待ち状況をスマートフォンで見る" in said(paper)


@pytest.mark.parametrize("url", ["https://市.example/", "https://city.example/" + "x" * 500])
def test_an_address_that_no_code_holds_is_left_out(url: str) -> None:
    paper = PAPERS.ticket(REPLY.model_copy(update={"status_url": url}), catalogue(), "ja")
    assert f"[MGT1:{UUID(int=99)}] 窓口で見せてください" in said(paper)


def test_the_checklist_has_the_stops_in_order_and_what_to_bring() -> None:
    assert said(checklist()) == "\n".join(
        [
            "手続き一覧",
            "番号 B103",
            "上から順にご案内します。",
            "1　3番窓口",
            "住所変更・届出",
            "■ 転入届",
            "持ち物",
            "□ 転出証明書",
            "□ 本人確認書類",
            "手数料: 無料",
            "2　6番窓口",
            "国民健康保険",
            "■ 国民健康保険 加入",
            "持ち物",
            "□ 本人確認書類",
            "わからないことは、職員におたずねください。",
        ]
    )


def test_the_easy_checklist_says_what_each_procedure_is() -> None:
    assert "引っ越して きたことを 知らせます。" in said(checklist(language="ja-simple"))
    assert "知らせます" not in said(checklist())


def test_a_visit_without_procedures_has_no_checklist() -> None:
    reply = ticket(UUID(int=1), procedures=False)
    assert PAPERS.checklist(reply, catalogue(), "ja") is None


def test_what_the_catalogue_lacks_is_printed_as_its_id() -> None:
    empty = catalogue().model_copy(update={"services": (), "procedures": (), "counters": {}})
    assert "ido" in said(PAPERS.ticket(REPLY, empty, "ja"))
    assert "■ tennyu" in said(checklist(empty))


def test_a_stop_without_a_counter_says_so_in_words() -> None:
    stops = tuple(stop.model_copy(update={"counters": ()}) for stop in REPLY.stops)
    nowhere = REPLY.model_copy(update={"stops": stops})
    text = said(PAPERS.ticket(nowhere, catalogue(), "en")).splitlines()
    assert text.count("We will tell you the counter when we call you.") == 2
    assert "Counter" not in text
    listed = PAPERS.checklist(nowhere, catalogue(), "ja")
    assert listed is not None
    assert "1" in said(listed).splitlines()
    assert "-" not in said(listed).splitlines()


def many_stops(entry: ProcedureEntry, count: int = 20) -> tuple[TicketReply, Catalogue]:
    stops = tuple(
        StopOnTicket(
            service=f"s{number}",
            counters=("3", "6"),
            procedures=(f"p{number}",),
            people_ahead=1,
            wait_minutes=(1, 1),
        )
        for number in range(count)
    )
    entries = tuple(entry.model_copy(update={"procedure": f"p{n}"}) for n in range(count))
    return (
        REPLY.model_copy(update={"stops": stops}),
        catalogue().model_copy(update={"procedures": entries}),
    )


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_the_longest_pass_fits_one_checklist(language: str) -> None:
    reply, entries = many_stops(
        catalogue()
        .procedures[0]
        .model_copy(update={"bring": ("本人確認書類、または資格確認書など",) * 12, "fee_yen": 1200})
    )
    with capture_logs() as logs:
        paper = PAPERS.checklist(reply, entries, language)
        assert paper is not None
        assert "本人確認書類" in said(paper)
        assert "1,200" in said(paper)
        assert said(PAPERS.ticket(reply, entries, language)).count("3番窓口・6番窓口") == 20
    assert logs == []


def test_what_is_too_much_for_one_paper_leaves_the_details_out() -> None:
    reply, entries = many_stops(
        catalogue().procedures[0].model_copy(update={"bring": ("書" * 200,) * 12})
    )
    paper = PAPERS.checklist(reply, entries, "ja")
    assert paper is not None
    assert said(paper).count("■ 転入届") == 20
    assert "書書" not in said(paper)


def test_a_long_name_is_shortened_and_a_control_character_is_a_space() -> None:
    long = catalogue().model_copy(update={"site_name": "市" * 300})
    assert "市…" in said(PAPERS.ticket(REPLY, long, "ja"))
    bad = catalogue().model_copy(update={"site_name": "市\x1bp\ufffe&<b>"})
    assert "市 p &<b>" in said(PAPERS.ticket(REPLY, bad, "ja"))


texts = st.text(max_size=40) | st.text(min_size=100, max_size=400)


def stops_of(most: int, procedures: int) -> st.SearchStrategy[tuple[StopOnTicket, ...]]:
    """A visit's stops. No pass holds more than 20 procedures."""
    known = st.sampled_from(["tennyu", "juminhyo", "new"])
    stop = st.builds(
        StopOnTicket,
        service=st.sampled_from(["ido", "kokuho", "unknown"]),
        counters=st.lists(st.sampled_from(["1", "9"]), max_size=20).map(tuple),
        procedures=st.lists(known, max_size=procedures).map(tuple),
        people_ahead=st.integers(0, 10**6),
        wait_minutes=st.tuples(st.integers(0, 999), st.integers(0, 999)),
    )
    return st.lists(stop, max_size=most).map(tuple)


@given(
    stops_of(20, 1) | stops_of(5, 4), texts, texts, st.sampled_from(PAPER_LANGUAGES), st.booleans()
)
@settings(max_examples=40, deadline=None)
def test_whatever_the_catalogue_says_the_number_is_on_paper(
    stops: tuple[StopOnTicket, ...], name: str, other: str, language: str, again: bool
) -> None:
    entry = (
        catalogue()
        .procedures[0]
        .model_copy(update={"title": name, "title_en": other, "easy": name, "bring": (other, name)})
    )
    strange = catalogue().model_copy(
        update={
            "site_name": name,
            "site_name_en": other,
            "counters": {"1": name},
            "procedures": (entry,),
            "services": (catalogue().services[1].model_copy(update={"name": name}),),
            "time_zone": other,
        }
    )
    reply = REPLY.model_copy(update={"stops": stops})
    with capture_logs() as logs:
        paper = PAPERS.ticket(reply, strange, language, again=again)
        listed = PAPERS.checklist(reply, strange, language, again=again)
    assert Number(text="B103") in paper.blocks
    assert (listed is not None) == any(stop.procedures for stop in stops)
    assert logs == [], "by the template itself, not by what stands behind it"


@pytest.mark.parametrize("count", [1, 5])
def test_more_counters_than_a_line_holds_end_in_dots(count: int) -> None:
    reply, entries = many_stops(catalogue().procedures[0], count)
    stops = tuple(stop.model_copy(update={"counters": ("3",) * 30}) for stop in reply.stops)
    with capture_logs() as logs:
        paper = PAPERS.ticket(reply.model_copy(update={"stops": stops}), entries, "ja")
    assert said(paper).count("3番窓口・3番窓口・…") == count
    assert logs == []


class TestABrokenTemplate:
    """A city's mistake never leaves a resident without a number."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return Path(shutil.copytree(CITYS, tmp_path / "papers"))

    @pytest.mark.parametrize(
        ("template", "wrong"),
        [
            ("<paper><number>{{ nummer }}</number></paper>", "line 1: 'nummer' is undefined"),
            ("<paper>\n{% for x in stops %}</paper>", "line 2: "),
            ("<paper>\n\n<heading>x</paper>", "line 3: <heading> is not closed"),
            ("<paper>\n<headline/></paper>", "line 2: there is no <headline>"),
            ("{{ 1 / 0 }}", "line 1: cannot be worked out: division by zero"),
            ("", ": there is no <paper>"),
            ("<paper><text>{{ number }}</text></paper>", ": has no <number>{{ number }}</number>"),
        ],
    )
    def test_is_told_once_and_the_built_in_one_is_printed(
        self, folder: Path, template: str, wrong: str
    ) -> None:
        (folder / "ticket.xml.j2").write_text(template, encoding="utf-8")
        papers = load_papers(folder)
        (problem,) = papers.problems()
        assert "ticket.xml.j2" in problem
        assert wrong in problem
        with capture_logs() as logs:
            paper = papers.ticket(REPLY, catalogue(), "en")
        assert paper == PAPERS.ticket(REPLY, catalogue(), "en")
        assert [entry["event"] for entry in logs] == ["template_broken"]
        assert wrong in logs[0]["error"]

    def test_that_is_no_text(self, folder: Path) -> None:
        (folder / "ticket.xml.j2").write_bytes(b"\xff\xfe\x00")
        papers = load_papers(folder)
        assert len(list(papers.problems())) == 1
        assert papers.ticket(REPLY, catalogue(), "ja") == PAPERS.ticket(REPLY, catalogue(), "ja")

    def test_that_does_not_mark_a_paper_printed_again_is_told(self, folder: Path) -> None:
        (folder / "ticket.xml.j2").write_text("<paper><number>{{ number }}</number></paper>")
        (problem,) = load_papers(folder).problems()
        assert problem == "ticket.xml.j2: says nothing where `again` is true (再発行)"

    def test_in_the_checklist_leaves_the_ticket_alone(self, folder: Path) -> None:
        (folder / "checklist.xml.j2").write_text("<paper>", encoding="utf-8")
        papers = load_papers(folder)
        assert papers.checklist(REPLY, catalogue(), "ja") == checklist()

    def test_that_the_code_lost_too_leaves_the_number(self, tmp_path: Path) -> None:
        papers = Papers(tmp_path, PaperTemplates(tmp_path), PaperTemplates(tmp_path), PAPERS.words)
        paper = papers.ticket(REPLY, catalogue(), "ja")
        assert said(paper).splitlines()[:2] == ["B103", "住所変更・届出: 3番窓口"]
        assert papers.checklist(REPLY, catalogue(), "ja") is None

    def test_words_that_are_broken_are_said_in_japanese(self, tmp_path: Path) -> None:
        papers = load_papers(locale=tmp_path)
        assert "番号札" in said(papers.ticket(REPLY, catalogue(), "vi"))
        assert len(list(papers.problems())) == len(PAPER_LANGUAGES)


def test_a_city_writes_only_what_it_changes(tmp_path: Path) -> None:
    (tmp_path / "ticket.xml.j2").write_text(
        '{% from "names.xml.j2" import name %}'
        '<paper lang="{{ language }}"><number>{{ number }}</number>{% if again %}<rule/>{% endif %}'
        "<text>{{ name(site) }}へようこそ</text></paper>",
        encoding="utf-8",
    )
    papers = load_papers(tmp_path)
    assert list(papers.problems()) == []
    assert said(papers.ticket(REPLY, catalogue(), "ja")) == "B103\nあいづ見本市役所へようこそ"
    assert papers.checklist(REPLY, catalogue(), "ja") == checklist()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    papers = load_papers(tmp_path / "none")
    assert list(papers.problems()) == [f"{tmp_path}/none: there is no such folder"]
    assert papers.ticket(REPLY, catalogue(), "ja") == PAPERS.ticket(REPLY, catalogue(), "ja")


def test_nothing_is_wrong_in_what_we_ship() -> None:
    assert list(PAPERS.problems()) == []


@pytest.mark.parametrize("file", sorted(path.name for path in BUILT_IN.iterdir()))
def test_the_built_in_templates_are_those_that_a_city_starts_from(file: str) -> None:
    assert (BUILT_IN / file).read_bytes() == (CITYS / file).read_bytes()


@pytest.mark.parametrize("template", ["ticket.xml.j2", "checklist.xml.j2"])
def test_the_samples_have_all_that_a_template_is_told(template: str) -> None:
    shape = TypeAdapter(PaperContext)
    sample = sample_of(template)
    context = shape.validate_python({**sample, "language": "ja"})
    assert shape.dump_python(context, mode="json") == {**sample, "language": "ja"}
    assert context_of(REPLY, catalogue(), "ja").as_variables().keys() == {*sample, "language"}


def test_a_reply_beyond_all_bounds_still_brings_its_number() -> None:
    far = TypeAdapter(datetime).validate_python("9999-12-31T23:59:59Z")
    reply = REPLY.model_copy(update={"stops": REPLY.stops * 250, "issued_at": far})
    with capture_logs():
        paper = PAPERS.ticket(reply, catalogue(), "ja")
    assert said(paper).startswith("B103\n住所変更・届出: 3番窓口")
