"""The page in large print: offered where there is a printer for it, and printed once."""

import queue
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.papers import load_papers
from kiosk.printers import OpenedPrinter, OpenedPrinters, Printers
from kiosk.session.effects import CancelPrint, Print, PrintLarge
from kiosk.session.events import Control, ControlTouched, LargePaperChanged, PaperChanged
from kiosk.session.screens import Issued, Paper, Start
from kiosk.settings import KioskSettings
from printer_drivers.printers import FakePrinter
from printer_drivers.spool.clock import system_clock
from printer_drivers.spool.opening import open_store
from tests.unit.kiosk.person import FRESH, Person, person_with_number
from tests.unit.kiosk.samples import catalogue, ticket
from tests.waiting import PATIENCE

ASKS = ControlTouched(Control.LARGE_PRINT)
PAPERS = load_papers()


def large(person: Person) -> Paper | None:
    assert isinstance(person.screen, Issued)
    return person.screen.large


def person_who_may(paper: Paper = Paper.PRINTED) -> Person:
    person = person_with_number()
    person.session = replace(person.session, large_print=True)
    person.meets(PaperChanged(FRESH, paper))
    return person


def test_it_is_printed_once_for_somebody_who_asks_twice() -> None:
    person = person_who_may()
    (wanted,) = person.meets(ASKS)
    assert isinstance(wanted, PrintLarge)
    assert (wanted.ticket.number, wanted.language) == ("B103", "ja")
    assert large(person) is Paper.PRINTING
    assert person.meets(ASKS) == ()
    person.meets(LargePaperChanged(FRESH, Paper.PRINTED))
    assert large(person) is Paper.PRINTED
    assert person.meets(ASKS) == ()


def test_it_is_not_offered_without_a_printer_for_it() -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    assert person.meets(ASKS) == ()
    assert large(person) is None


def test_the_ticket_comes_first() -> None:
    person = person_with_number()
    person.session = replace(person.session, large_print=True)
    assert person.paper() is Paper.PRINTING
    assert person.meets(ASKS) == ()


def test_another_number_s_page_changes_nothing() -> None:
    person = person_who_may()
    person.meets(ASKS, LargePaperChanged(UUID(int=44), Paper.PRINTED))
    assert large(person) is Paper.PRINTING


@pytest.mark.parametrize("waits", [Paper.PAPER_OUT, Paper.STUCK])
def test_who_leaves_takes_a_page_back_that_waits_for_its_printer(waits: Paper) -> None:
    person = person_who_may()
    person.meets(ASKS, LargePaperChanged(FRESH, waits))
    assert person.meets(ControlTouched(Control.DONE)) == (CancelPrint(FRESH),)
    assert isinstance(person.screen, Start)


def test_the_number_stands_while_the_page_is_printed() -> None:
    person = person_who_may()
    person.waits(10)
    person.meets(ASKS)
    person.waits(30)
    assert large(person) is Paper.PRINTING
    person.waits(16)
    assert isinstance(person.screen, Start)


def settings(folder: Path) -> KioskSettings:
    return KioskSettings(site="aizu", kiosk="kiosk-1", data=folder)


def test_each_paper_comes_out_of_its_own_printer(tmp_path: Path) -> None:
    tickets, pages = FakePrinter(), FakePrinter()
    said: queue.SimpleQueue[PaperChanged | LargePaperChanged] = queue.SimpleQueue()
    printers = Printers(
        OpenedPrinters(
            OpenedPrinter(tickets, open_store(tmp_path / "spool.sqlite", wall=0.0)),
            OpenedPrinter(pages, open_store(tmp_path / "large.sqlite", wall=0.0)),
        ),
        PAPERS,
        settings(tmp_path),
        system_clock(),
        on_paper=said.put,
        on_report=lambda _: None,
    )
    printers.start()
    try:
        reply = ticket(FRESH)
        printers.put(Print(reply, catalogue(), "ja"))
        while said.get(timeout=PATIENCE) != PaperChanged(FRESH, Paper.PRINTED):
            pass
        printers.put(PrintLarge(reply, catalogue(), "ja"))
        while said.get(timeout=PATIENCE) != LargePaperChanged(FRESH, Paper.PRINTED):
            pass
    finally:
        printers.close()
    assert len(tickets.documents) == 2
    (page,) = pages.documents
    assert page == tickets.documents[1], "the checklist, which somebody wants to read"


def test_a_visit_without_a_checklist_has_its_ticket_in_large_print() -> None:
    reply = ticket(FRESH, procedures=False)
    assert PAPERS.checklist(reply, catalogue(), "ja") is None
    page = PAPERS.for_large_print(reply, catalogue(), "ja")
    assert page == PAPERS.ticket(reply, catalogue(), "ja")


def test_a_kiosk_without_printers_says_so_at_once(tmp_path: Path) -> None:
    said = list[PaperChanged | LargePaperChanged]()
    printers = Printers(
        OpenedPrinters(),
        PAPERS,
        settings(tmp_path),
        system_clock(),
        on_paper=said.append,
        on_report=lambda _: None,
    )
    assert (printers.has_tickets, printers.has_large) == (False, False)
    printers.put(Print(ticket(FRESH), catalogue(), "ja"))
    assert said == [PaperChanged(FRESH, Paper.NO_PRINTER)]
