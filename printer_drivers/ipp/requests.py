"""The questions that we ask a printer, as IPP messages (RFC 8011). Pure."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from printer_drivers.ipp.frames import (
    Attribute,
    AttributeGroup,
    Group,
    Message,
    Operation,
    Tag,
    Value,
    boolean,
    integer,
    words,
)

Sides = Literal["one", "two"]
Wishes = Mapping[str, str]
"""How a job is to be printed: attributes and keywords, such as `sides`. Only ones that the printer
supports: some refuse the whole job for another."""

PDF: Final = "application/pdf"
USER: Final = "madoguchi"
"""Whose the jobs are. CUPS lets the same name cancel them."""
JOB_NAME: Final = "madoguchi"
"""What a queue's list shows. Never the paper's own words: anybody at the printer reads them."""

PRINTER_ATTRIBUTES: Final = (
    "printer-state",
    "printer-state-reasons",
    "printer-state-message",
    "printer-is-accepting-jobs",
    "operations-supported",
    "document-format-supported",
    "media-supported",
    "sides-supported",
    "cups-version",
    "device-uri",
)
JOB_ATTRIBUTES: Final = ("job-state", "job-state-reasons", "job-state-message")

SIDES: Final[dict[Sides, str]] = {"one": "one-sided", "two": "two-sided-long-edge"}
A4: Final = "iso_a4_210x297mm"


def get_printer_attributes(uri: str) -> Message:
    """What state it is in and what it can do."""
    return _request(Operation.GET_PRINTER_ATTRIBUTES, uri, _wanted(PRINTER_ATTRIBUTES))


def create_job(uri: str, wishes: Wishes) -> Message:
    """Open a job, whose document is still to be sent."""
    return _request(
        Operation.CREATE_JOB,
        uri,
        Attribute("job-name", (words(Tag.NAME, JOB_NAME),)),
        job=_job_template(wishes),
    )


def send_document(uri: str, job: int, document: bytes) -> Message:
    """A job's only document."""
    return _request(
        Operation.SEND_DOCUMENT,
        uri,
        Attribute("document-format", (words(Tag.MIME_TYPE, PDF),)),
        Attribute("last-document", (boolean(True),)),
        job_id=job,
        document=document,
    )


def print_job(uri: str, wishes: Wishes, document: bytes) -> Message:
    """A job and its document at once, for printers that know no other way."""
    return _request(
        Operation.PRINT_JOB,
        uri,
        Attribute("job-name", (words(Tag.NAME, JOB_NAME),)),
        Attribute("document-format", (words(Tag.MIME_TYPE, PDF),)),
        job=_job_template(wishes),
        document=document,
    )


def get_job_attributes(uri: str, job: int) -> Message:
    """How far a job is."""
    return _request(Operation.GET_JOB_ATTRIBUTES, uri, _wanted(JOB_ATTRIBUTES), job_id=job)


def cancel_job(uri: str, job: int) -> Message:
    """Throw a job away."""
    return _request(Operation.CANCEL_JOB, uri, job_id=job)


def _request(
    operation: Operation,
    uri: str,
    *attributes: Attribute,
    job_id: int | None = None,
    job: Sequence[Attribute] = (),
    document: bytes = b"",
) -> Message:
    """Charset, language and target come first, in this order (RFC 8011, 4.1.4 and 4.1.5)."""
    target = [Attribute("printer-uri", (words(Tag.URI, uri),))]
    if job_id is not None:
        target.append(Attribute("job-id", (integer(job_id),)))
    operation_group = AttributeGroup(
        Group.OPERATION,
        (
            Attribute("attributes-charset", (words(Tag.CHARSET, "utf-8"),)),
            Attribute("attributes-natural-language", (words(Tag.LANGUAGE, "en"),)),
            *target,
            Attribute("requesting-user-name", (words(Tag.NAME, USER),)),
            *attributes,
        ),
    )
    groups = (operation_group, AttributeGroup(Group.JOB, tuple(job))) if job else (operation_group,)
    return Message(operation, 1, groups, document)


def _wanted(names: Sequence[str]) -> Attribute:
    values: tuple[Value, ...] = tuple(words(Tag.KEYWORD, name) for name in names)
    return Attribute("requested-attributes", values)


def _job_template(wishes: Wishes) -> tuple[Attribute, ...]:
    return tuple(Attribute(name, (words(Tag.KEYWORD, value),)) for name, value in wishes.items())
