"""What the papers say."""

from uuid import UUID

import pytest

from kiosk.papers import EASY_WAIT, load_papers
from printer_drivers.documents import (
    BLOCKS_MAX,
    Code,
    Cut,
    Document,
    Heading,
    KeyValue,
    Number,
    Table,
    Text,
)
from protocol.messages import Catalogue, StopOnTicket
from tests.unit.kiosk.samples import catalogue, ticket

PAPERS = load_papers()
REPLY = ticket(UUID(int=1))


def said(document: Document) -> str:
    """All that stands on a paper, a block a line."""
    lines = []
    for block in document.blocks:
        match block:
            case Heading() | Number() | Text():
                lines.append(block.text)
            case KeyValue():
                lines.append(f"{block.key}: {block.value}")
            case Table():
                lines += [" ".join(row) for row in block.rows]
            case Code():
                lines.append(f"[{block.text}] {block.caption}")
            case _:
                pass
    return "\n".join(lines)


def checklist(catalogue_: Catalogue | None = None) -> Document:
    paper = PAPERS.checklist(REPLY, catalogue_ or catalogue(), "ja")
    assert paper is not None
    return paper


def test_the_ticket_in_japanese() -> None:
    paper = PAPERS.ticket(REPLY, catalogue(), "ja")
    assert said(paper) == "\n".join(
        [
            "あいづ見本市役所",
            "番号札",
            "B103",
            "住所変更・届出",
            "窓口: 3番窓口",
            "待っている人: 4人",
            "待ち時間のめやす: 12～20分",
            "国民健康保険",
            "窓口: 6番窓口",
            "待っている人: 0人",
            "待ち時間のめやす: まもなく",
            EASY_WAIT,
            f"[MGT1:{UUID(int=99)}] 窓口で見せてください",
            "2026年11月24日 09:00 発行時の待ち状況です",
        ]
    )
    assert paper.blocks[-1] == Cut()


def test_the_ticket_in_english_keeps_the_japanese_that_staff_read() -> None:
    text = said(PAPERS.ticket(REPLY, catalogue(), "en"))
    for part in (
        "Aizu Sample City Hall / あいづ見本市役所",
        "Ticket / 番号札",
        "Moving / residence / 住所変更・届出",
        "People ahead: 4",
        "Estimated wait: 12–20 min",
        EASY_WAIT,
    ):
        assert part in text


def test_a_reissued_ticket_says_so_on_both_papers() -> None:
    again = ticket(UUID(int=1), reissued=True)
    list_again = PAPERS.checklist(again, catalogue(), "ja")
    assert list_again is not None
    assert "再発行" in said(PAPERS.ticket(again, catalogue(), "ja"))
    assert "再発行" in said(list_again)
    assert "再発行" not in said(PAPERS.ticket(REPLY, catalogue(), "ja")) + said(checklist())


def test_a_status_page_is_in_the_code_where_there_is_one() -> None:
    url = "https://city.example/v/abc"
    paper = PAPERS.ticket(REPLY.model_copy(update={"status_url": url}), catalogue(), "ja")
    assert f"[{url}] 待ち状況をスマートフォンで見る" in said(paper)


def test_the_checklist_has_the_stops_in_order_and_what_to_bring() -> None:
    assert said(checklist()) == "\n".join(
        [
            "手続き一覧",
            "番号 B103",
            "上から順にお進みください。",
            "1　3番窓口",
            "住所変更・届出",
            "■ 転入届",
            " 持ち物",
            "□ 転出証明書",
            "□ 本人確認書類",
            " 手数料　無料",
            "2　6番窓口",
            "国民健康保険",
            "■ 国民健康保険 加入",
            " 持ち物",
            "□ 本人確認書類",
        ]
    )


def test_a_visit_without_procedures_has_no_checklist() -> None:
    reply = ticket(UUID(int=1), procedures=False)
    assert PAPERS.checklist(reply, catalogue(), "ja") is None


def test_what_the_catalogue_lacks_is_printed_as_its_id() -> None:
    empty = catalogue().model_copy(update={"services": (), "procedures": (), "counters": {}})
    assert "ido" in said(PAPERS.ticket(REPLY, empty, "ja"))
    assert "■ tennyu" in said(checklist(empty))


def test_the_longest_pass_fits_one_checklist() -> None:
    stops = tuple(
        StopOnTicket(
            service=f"s{number}",
            counters=("3",),
            procedures=(f"p{number}",),
            people_ahead=1,
            wait_minutes=(1, 1),
        )
        for number in range(20)
    )
    entry = (
        catalogue()
        .procedures[0]
        .model_copy(update={"bring": ("本人確認書類、または資格確認書など",) * 12, "fee_yen": 1200})
    )
    entries = tuple(entry.model_copy(update={"procedure": f"p{n}"}) for n in range(20))
    reply = REPLY.model_copy(update={"stops": stops})
    paper = PAPERS.checklist(reply, catalogue().model_copy(update={"procedures": entries}), "ja")
    assert paper is not None
    assert len(paper.blocks) <= BLOCKS_MAX
    assert len(PAPERS.ticket(reply, catalogue(), "ja").blocks) <= BLOCKS_MAX
    assert "手数料　1,200円" in said(paper)


def test_a_long_name_is_shortened_and_a_control_character_is_refused() -> None:
    long = catalogue().model_copy(update={"site_name": "市" * 300})
    assert "市…" in said(PAPERS.ticket(REPLY, long, "ja"))
    bad = catalogue().model_copy(update={"site_name": "市\x1bp"})
    with pytest.raises(ValueError, match="cannot be printed"):
        PAPERS.ticket(REPLY, bad, "ja")
