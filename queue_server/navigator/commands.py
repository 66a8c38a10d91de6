"""`queue-server catalogue`: for whoever edits a city's catalogue."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from protocol.rules import UNKNOWN
from queue_server.booking_file import ReservationsEntry, booking_plan, holiday_names
from queue_server.catalogue import CatalogueFiles, load_catalogue
from queue_server.configuration import ConfigurationError
from queue_server.domain.reservations.slots import BookingPlan
from queue_server.lobby import load_lobby
from queue_server.navigator.calendar import open_days
from queue_server.navigator.explaining import explanation
from queue_server.navigator.plan import Wanted, every_question, next_question, plan

_site = click.option(
    "--site",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="MADOGUCHI_SITE",
    show_envvar=True,
    help="The site file, with its catalogue and the days on which it is closed.",
)
_folder = click.option(
    "--catalogue",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="A catalogue's folder, without a site.",
)


@click.group()
def catalogue() -> None:
    """Check the catalogue of procedures, and explain what its rules do."""


@catalogue.command()
@_site
@_folder
def check(*, site: Path | None, folder: Path | None) -> None:
    """Say what is wrong in a catalogue: file, line, entry and reason, a line each.

    Exit code 0: nothing; 1: something is wrong; 2: it was called wrongly.
    """
    if folder is None and site is None:
        raise click.UsageError("says what to check: --catalogue FOLDER or --site FILE")
    try:
        read, _ = _read(site, folder)
    except ConfigurationError as error:
        click.echo(str(error))
        sys.exit(1)
    rules = sum(len(each.procedures) for each in read.checklists.values())
    click.echo(
        f"Nothing is wrong: {len(read.procedures)} procedures, {len(read.life_events)} life "
        f"events, {len(read.questions)} questions, {rules} rules."
    )


@catalogue.command()
@_site
@_folder
@click.option("--event", "events", multiple=True, required=True, help="A life event; repeatable.")
@click.option("--answers", default="", help='As "family=child_small,over75 insurance=unknown".')
@click.option("--dates", default="", help='As "moving_in=2026-11-20 moving_in.filed=2026-11-24".')
def explain(
    *, site: Path | None, folder: Path | None, events: tuple[str, ...], answers: str, dates: str
) -> None:
    """Say why each procedure is on somebody's list, or is not."""
    if folder is None and site is None:
        raise click.UsageError("says what to explain: --catalogue FOLDER or --site FILE")
    read, booking = _read(site, folder)
    for event in events:
        if event not in read.life_events:
            raise ConfigurationError(
                f"--event: there is no {event!r}; there are {', '.join(read.life_events)}"
            )
    wanted = Wanted(events, _answers(read, events, answers), _dates(read, events, dates))
    found = plan(read, wanted, open_days(booking))
    for line in explanation(read, wanted, found, next_question(read, wanted)):
        click.echo(line)


def _read(site: Path | None, folder: Path | None) -> tuple[CatalogueFiles, BookingPlan]:
    if folder is not None:
        usual = ReservationsEntry()
        return load_catalogue(folder), booking_plan(usual, {}, holiday_names(usual))
    if site is None:
        raise AssertionError("one of both was asked for")
    lobby = load_lobby(site)
    return lobby.catalogue, lobby.site.booking


def _pairs(option: str, text: str) -> Mapping[str, str]:
    found = dict[str, str]()
    for part in text.split():
        name, sign, value = part.partition("=")
        if not sign or not name or name in found:
            raise ConfigurationError(f"{option}: {part!r} is not NAME=VALUE, each name once")
        found[name] = value
    return found


def _answers(
    read: CatalogueFiles, events: tuple[str, ...], text: str
) -> dict[str, tuple[str, ...]]:
    asks = {ask.key: ask for ask in every_question(read, events)}
    found = dict[str, tuple[str, ...]]()
    for key, value in _pairs("--answers", text).items():
        given = tuple(answer for answer in value.split(",") if answer)
        ask = asks.get(key)
        if ask is None:
            known = ", ".join(asks) or "none"
            raise ConfigurationError(f"--answers: {key!r} is not asked here; there are: {known}")
        for answer in given:
            if answer not in ask.answers:
                raise ConfigurationError(
                    f"--answers: {answer!r} is no answer to {key!r}; "
                    f"there are: {', '.join(ask.answers)}"
                )
        if not ask.many and len(given) != 1:
            raise ConfigurationError(f"--answers: {key!r} takes one answer ({UNKNOWN} is one)")
        found[key] = given
    return found


def _dates(read: CatalogueFiles, events: tuple[str, ...], text: str) -> dict[str, date]:
    known = dict.fromkeys(events) | dict.fromkeys(
        entry.day_of(event)
        for entry in read.procedures
        for event in events
        if event in entry.life_events and entry.deadline_rule() is not None
    )
    found = dict[str, date]()
    for name, value in _pairs("--dates", text).items():
        if name not in known:
            raise ConfigurationError(
                f"--dates: there is no {name!r}; there are: {', '.join(known)}"
            )
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise ConfigurationError(f"--dates: {value!r} is not YYYY-MM-DD") from error
        if not 1900 <= day.year <= 2999:
            raise ConfigurationError(f"--dates: {value!r} is not a day that anybody means")
        found[name] = day
    return found
