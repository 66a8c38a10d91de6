"""One lobby as its site file (TOML) describes it, together with the catalogue it offers."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator

from protocol.messages import Name
from queue_server.booking_file import (
    HolidayName,
    ReservationsEntry,
    SlotsEntry,
    booking_plan,
    booking_problems,
    holiday_names,
)
from queue_server.catalogue import CatalogueFiles, load_catalogue
from queue_server.configuration import (
    ConfigurationError,
    Entry,
    Text,
    configuration_error,
    read_text,
)
from queue_server.domain.site import Counter, Policy, Procedure, Service, Site


class SiteEntry(Entry):
    """The lobby itself."""

    id: Name
    name: Text
    name_en: Text
    time_zone: str = "Asia/Tokyo"
    pass_issuer: Annotated[str, Field(min_length=1, max_length=40)]
    """Who signs the passes that are good here; the `iss` claim."""
    catalogue: Path = Path("../catalogue")
    """The catalogue's folder; relative to the site file."""
    kiosks: Annotated[tuple[Name, ...], Field(min_length=1)]
    displays: tuple[Name, ...] = ()
    day_begins: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "04:00"
    """When numbers start over, by the site's clock."""

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            # OSError: a folder of zones, or a name that no file can have
            raise ValueError(f"there is no time zone {name!r}") from error
        return name


class ServiceEntry(Entry):
    """A queue that people wait in (業務), and the catalogue's counters that it stands for."""

    id: Name
    letter: Annotated[str, Field(pattern=r"^[A-HJ-NP-Z]$")]
    """On the ticket. I and O would be read as 1 and 0."""
    name: Text
    name_en: Text
    desks: Annotated[tuple[Name, ...], Field(min_length=1)]
    mean_minutes: Annotated[float, Field(gt=0, le=240)] = 10
    """How long a stop takes on average, until the site's own times say better."""
    first_number: Annotated[int, Field(ge=1, le=900)] = 101
    slots: tuple[SlotsEntry, ...] = ()
    """When it can be booked; none: it takes no reservations."""
    last_number: Annotated[int, Field(ge=1, le=999)] = 999
    """After it the numbers grow by a thousands digit. Services that share a letter share none."""
    target_minutes: Annotated[float, Field(gt=0, le=480)] = 30
    """Waiting longer is shown to staff as needing to be acted on."""


class CounterEntry(Entry):
    """Where one member of staff serves (窓口)."""

    id: Name
    name: Text
    services: Annotated[tuple[Name, ...], Field(min_length=1)]
    head_starts: Annotated[
        dict[Name, Annotated[float, Field(gt=0, le=120)]], Field(default_factory=dict)
    ]
    """Minutes by service: who waits for it is called here as if they had come so much earlier."""
    pad: Name | None = None
    """The call pad that stands here; also its user name at the broker."""


class PolicyEntry(Entry):
    """How people are called, where the city wants it otherwise."""

    needs_head_start_minutes: Annotated[float, Field(ge=0, le=120)] = 10
    """For wheelchairs, infants …: as if they had come so much earlier."""
    no_show_after_minutes: Annotated[float, Field(ge=0, le=240)] = 5
    """Who did not come is offered again after this long …"""
    no_show_times: Annotated[int, Field(ge=0, le=10)] = 2
    """… and so often in all."""
    reserved_head_start_minutes: Annotated[float, Field(ge=0, le=480)] = 60
    """Who reserved is called from their slot on, as if they had come so much before it."""
    late_grace_minutes: Annotated[float, Field(ge=0, le=240)] = 10
    """Who reserved and comes later than this waits as a walk-in."""


class RequestsEntry(Entry):
    """Sealed requests (簡単ゆびナビ), where the city wants them otherwise."""

    kept_hours_after_day: Annotated[float, Field(ge=0, le=72)] = 0
    """Somebody may still be at a counter when the business day is over: so long after it the
    counter can open what they filled in. All others are deleted when their visit ends.
    """


class SiteFile(Entry):
    """A site file, checked in itself."""

    site: SiteEntry
    services: Annotated[tuple[ServiceEntry, ...], Field(min_length=1)]
    counters: Annotated[tuple[CounterEntry, ...], Field(min_length=1)]
    policy: PolicyEntry = PolicyEntry()
    reservations: ReservationsEntry = ReservationsEntry()
    requests: RequestsEntry = RequestsEntry()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        services = [service.id for service in self.services]
        problems = [
            f"{what} › {name}: is there twice"
            for what, names in (
                ("services", services),
                ("services › desks", [desk for s in self.services for desk in s.desks]),
                ("counters", [counter.id for counter in self.counters]),
                *((f"counters › {c.id} › services", c.services) for c in self.counters),
                ("site › kiosks", self.site.kiosks),
                ("counters › pad", [c.pad for c in self.counters if c.pad is not None]),
                ("site › displays", self.site.displays),
            )
            for name in sorted({name for name in names if list(names).count(name) > 1})
        ]
        problems += _numbers_that_meet(self.services)
        served = {name for counter in self.counters for name in counter.services}
        problems += [
            f"counters › services: there is no {n!r}" for n in sorted(served - {*services})
        ]
        problems += [
            f"counters › {counter.id} › head_starts: does not serve {name!r}"
            for counter in self.counters
            for name in sorted(set(counter.head_starts) - {*counter.services})
        ]
        # a device's name is its user name at the broker, where `server` may do everything
        taken = {"server": "the server", **dict.fromkeys(self.site.kiosks, "a kiosk")}
        problems += [
            f"counters › {counter.id} › pad: {counter.pad!r} is the name of {taken[counter.pad]}"
            for counter in self.counters
            if counter.pad in taken
        ]
        problems += [f"services › {n}: no counter serves it" for n in services if n not in served]
        problems += booking_problems(self.reservations, self.slots)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def slots(self) -> Mapping[str, tuple[SlotsEntry, ...]]:
        """When each service can be booked, by its id."""
        return {service.id: service.slots for service in self.services}


def _numbers_that_meet(services: Sequence[ServiceEntry]) -> list[str]:
    problems = [
        f"services › {service.id} › last_number: comes before first_number"
        for service in services
        if service.last_number < service.first_number
    ]
    problems += [
        f"services › {one.id} › letter: {other.id} gives numbers with {one.letter} too; use "
        "another letter, or a first_number and last_number of its own"
        for place, one in enumerate(services)
        for other in services[:place]
        if one.letter == other.letter
        and one.first_number <= other.last_number
        and other.first_number <= one.last_number
    ]
    return problems


@dataclass(frozen=True, slots=True)
class Lobby:
    """A site file and its catalogue, found to fit together."""

    file: SiteFile
    catalogue: CatalogueFiles
    site: Site
    """What of it the rules of the queue need."""
    services: Mapping[str, ServiceEntry]
    counters: Mapping[str, CounterEntry]
    service_of_desk: Mapping[str, str]
    """Which service stands for each of the catalogue's desks."""
    holidays: Mapping[date, HolidayName]
    """The national holidays that close slots."""

    @property
    def id(self) -> str:
        """The site's id."""
        return self.file.site.id


def load_lobby(path: Path) -> Lobby:
    """Read and check a site file and the catalogue that it names.

    Raises:
        ConfigurationError: with the file, the entry, the field and the reason.
    """
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{path}: is not TOML: {error}") from error
    try:
        file = SiteFile.model_validate(data)
    except ValidationError as error:
        raise configuration_error(lambda _place: path, error, data) from error
    catalogue = load_catalogue(path.parent / file.site.catalogue)
    service_of = _service_of_desk(path, file, catalogue)
    closed_on = holiday_names(file.reservations)
    return Lobby(
        file=file,
        catalogue=catalogue,
        site=_site(file, catalogue, service_of, closed_on),
        services={service.id: service for service in file.services},
        counters={counter.id: counter for counter in file.counters},
        service_of_desk=service_of,
        holidays=closed_on,
    )


def _service_of_desk(path: Path, file: SiteFile, catalogue: CatalogueFiles) -> dict[str, str]:
    service_of = {desk: service.id for service in file.services for desk in service.desks}
    unknown = sorted(set(service_of) - set(catalogue.counters))
    if unknown:
        raise ConfigurationError(
            f"{path}: services › {service_of[unknown[0]]} › desks: "
            f"the catalogue has no counter {unknown[0]!r}"
        )
    needed = {entry.counter for entry in catalogue.procedures}
    needed |= {checklist.desk for checklist in catalogue.checklists.values()}
    homeless = sorted(needed - set(service_of))
    if homeless:
        raise ConfigurationError(
            f"{path}: services › desks: no service stands for the catalogue's {homeless[0]!r}, "
            "so its procedures could not be done here"
        )
    return service_of


def _site(
    file: SiteFile,
    catalogue: CatalogueFiles,
    service_of: Mapping[str, str],
    closed_on: Mapping[date, HolidayName],
) -> Site:
    procedures: dict[str, Any] = {
        entry.id: Procedure(entry.id, service_of[entry.counter], entry.do_after)
        for entry in catalogue.procedures
    }
    return Site(
        id=file.site.id,
        zone=ZoneInfo(file.site.time_zone),
        services={
            s.id: Service(
                s.id, s.letter, s.first_number, s.mean_minutes, s.last_number, s.target_minutes
            )
            for s in file.services
        },
        counters={
            counter.id: Counter(
                counter.id,
                counter.services,
                {name: timedelta(minutes=early) for name, early in counter.head_starts.items()},
            )
            for counter in file.counters
        },
        procedures=procedures,
        policy=Policy(
            needs_head_start=timedelta(minutes=file.policy.needs_head_start_minutes),
            no_show_after=timedelta(minutes=file.policy.no_show_after_minutes),
            no_show_times=file.policy.no_show_times,
            reserved_head_start=timedelta(minutes=file.policy.reserved_head_start_minutes),
            late_grace=timedelta(minutes=file.policy.late_grace_minutes),
        ),
        booking=booking_plan(file.reservations, file.slots, closed_on),
        day_begins=time.fromisoformat(file.site.day_begins),
        kiosks=file.site.kiosks,
    )
