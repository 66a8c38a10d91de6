"""Papers as bytes: ours beside what receiptline makes of the same document, and their way there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.measure import Row
from bench.receipts import bytes_of, markup_of
from kiosk.papers import BUILT_IN, CHECKLIST, TICKET, load_papers
from printer_drivers.composing import Composer
from printer_drivers.documents import Document, load_document
from printer_drivers.esc_pos.encode import encode_lines
from printer_drivers.esc_pos.frames import ReportSensor
from printer_drivers.layout import PaperProfile

SAMPLE: Final = Path(__file__).parent.parent / "assets" / "papers" / "sample.json"
"""A ticket, and a checklist of six procedures."""
LIMIT_DRAWN: Final = 3441
"""What receiptline makes of the content that the issue was written with."""
LIMIT_BY_PRINTER: Final = 1200

BITS_A_BYTE: Final = 10
"""8N1: a start bit, eight of data, a stop bit."""
USB_BYTES_A_SECOND: Final = 1_216_000
"""USB at full speed, nothing else on the bus: 19 bulk packets of 64 bytes in each frame of 1 ms
(Universal Serial Bus Specification 2.0, table 5-9). A printer that prints takes less."""
ENCODINGS: Final = {"ja": "shiftjis", "en": "shiftjis", "ko": "ksc5601", "vi": "shiftjis"}
"""receiptline's, by language: for Korean that of a Korean printer; it has none for Vietnamese."""
_SAME_IN_PYTHON: Final = {"shiftjis": "cp932", "ksc5601": "cp949"}
LANGUAGES: Final = {"ja": "Japanese", "en": "English", "vi": "Vietnamese", "ko": "Korean"}


@dataclass(frozen=True, slots=True)
class Way:
    """A connection to a printer."""

    name: str
    bytes_a_second: float


WAYS: Final = (
    Way("38,400 baud", 38_400 / BITS_A_BYTE),
    Way("115,200 baud", 115_200 / BITS_A_BYTE),
    Way("USB full speed", USB_BYTES_A_SECOND),
)


def measure() -> list[Row]:
    """Sizes, which are the same on every machine, and the times that follow from them.

    Raises:
        NoReceiptlineError: node or receiptline is not there.
    """
    return [*_sample(), *_languages()]


def size(document: Document, *, draws_codes: bool) -> int:
    """Bytes that we send to an 80 mm printer, with the question whether they were printed."""
    compose = Composer(PaperProfile(draws_codes=draws_codes), encode_lines)
    return len(compose(document).data) + len(ReportSensor().encode())


def _sample() -> Iterator[Row]:
    document = load_document(SAMPLE.read_bytes())
    floor = len(bytes_of(document, "shiftjis"))
    said = "receiptline 4.0.4, epson, 48 columns, the same document"
    drawn, printed = (size(document, draws_codes=draws) for draws in (False, True))
    work = "ticket and checklist of six procedures"
    yield Row(
        f"{work}, QR as dots",
        drawn,
        floor,
        "B",
        said,
        note=f"the limit is {LIMIT_DRAWN:,}; our QR code has 6 dots a module, receiptline's 3",
    )
    yield Row(
        f"{work}, QR by the printer",
        printed,
        floor,
        "B",
        f"{said}, QR as dots",
        note=f"the limit is {LIMIT_BY_PRINTER:,}",
    )
    for way in WAYS:
        yield Row(
            f"{work}, on the wire, {way.name}",
            drawn / way.bytes_a_second * 1000,
            floor / way.bytes_a_second * 1000,
            "ms",
            said,
            note=f"QR by the printer {printed / way.bytes_a_second * 1000:,.2f} ms",
        )


def _languages() -> Iterator[Row]:
    """The kiosk's own papers: what cp932 has not goes as dots, line by line."""
    for language, name in LANGUAGES.items():
        documents = _papers(language)
        ours, printed = (
            sum(size(document, draws_codes=draws) for document in documents)
            for draws in (False, True)
        )
        floor = sum(len(bytes_of(document, ENCODINGS[language])) for document in documents)
        lost = sum(_lost(markup_of(document), ENCODINGS[language]) for document in documents)
        seconds = ", ".join(f"{ours / way.bytes_a_second:.3f} s at {way.name}" for way in WAYS)
        yield Row(
            f"the kiosk's own ticket and checklist, {name}, QR as dots",
            ours,
            floor,
            "B",
            f"receiptline 4.0.4, {ENCODINGS[language]}"
            + (f", which prints {lost} characters as ?" if lost else ""),
            note=f"QR by the printer {printed:,} B; {seconds}",
        )


def _lost(words: str, encoding: str) -> int:
    """Characters that an encoding of receiptline has not."""
    known = words.encode(_SAME_IN_PYTHON[encoding], "replace").decode(_SAME_IN_PYTHON[encoding])
    return known.count("?") - words.count("?")


def _papers(language: str) -> list[Document]:
    papers = load_papers()
    return [
        papers.built_in.render(template, {**_visit(template), "language": language}, papers.words)
        for template in (TICKET, CHECKLIST)
    ]


def _visit(template: str) -> dict[str, Any]:
    file = BUILT_IN / template.replace(".xml.j2", ".sample.json")
    visit: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return visit
