"""Papers are compared with the same words on both sides. Needs no node."""

from bench.paper import LIMIT_BY_PRINTER, LIMIT_DRAWN, SAMPLE, size
from bench.receipts import markup_of
from printer_drivers.documents import (
    Code,
    Column,
    Cut,
    Document,
    Heading,
    KeyValue,
    Number,
    Rule,
    Run,
    Table,
    Text,
    load_document,
)


def test_the_sample_is_within_the_limits() -> None:
    document = load_document(SAMPLE.read_bytes())
    assert size(document, draws_codes=True) <= LIMIT_BY_PRINTER
    assert size(document, draws_codes=False) <= LIMIT_DRAWN


def test_every_word_is_on_the_other_side_too() -> None:
    document = Document(
        blocks=(
            Heading(text="手続き"),
            Number(text="B103"),
            Text(runs=(Run(text="必ず", bold=True), Run(text="来て\nください")), align="right"),
            Text(text="a|b{c}\\"),
            KeyValue(key="窓口", value="3番"),
            Rule(),
            Table(header=("", "手続き"), rows=(("□", "転入届\n本人確認書類"),)),
            Table(rows=(("1", "2"),), columns=(Column(width=2), Column(width=46))),
            Code(text="AB", caption="写してください"),
            Cut(),
        )
    )
    assert markup_of(document).splitlines() == [
        '^^^"手続き"',
        '^^^^^^^"B103"',
        '"必ず"来て|',
        "ください|",
        "|a\\|b\\{c\\}\\\\",
        '窓口 | "3番"',
        "-",
        "{width:2,*;border:space}",
        '| |"手続き" |',
        "-",
        "|□ |転入届\\n本人確認書類 |",
        "{width:auto}",
        "{width:2,*;border:space}",
        "|1 |2 |",
        "{width:auto}",
        "{code:AB;option:qrcode,3,m}",
        "写してください",
        "=",
    ]
