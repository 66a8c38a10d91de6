"""The catalogue of procedures (手続き) as a city keeps it: YAML files in one folder."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from protocol.messages import Name
from queue_server.checklists import LIFE_EVENTS_MAX, Checklist, InLanguages, Question
from queue_server.configuration import (
    ConfigurationError,
    Entry,
    Text,
    configuration_error,
    read_text,
)

_SOURCE_KEY = re.compile(r"[A-Z0-9_]+")

FILES = ("life_events", "questions", "counters", "procedures", "sources")
"""Each is `{name}.yaml`, with its entries below the same name."""
CERTIFICATES = "certificates"
"""One that a city without forms at the kiosk does not have."""
CHECKLISTS = ("answers", "checklists")
"""Two that a city whose kiosks ask nothing does not have."""


class Desk(Entry):
    """A desk that procedures belong to. A site groups one or more of them into a service."""

    name_ja: Text
    name_en: Text
    department: Text
    ticket_letter: Annotated[str, Field(pattern=r"^[A-HJ-NP-Z]$")]
    inferred: bool = False


class ProcedureEntry(Entry):
    """A procedure, and what a resident must know about it."""

    id: Name
    title_ja: Text
    title_en: Text
    easy_ja: Text
    life_events: Annotated[tuple[Name, ...], Field(min_length=1)]
    condition: Text
    counter: Name
    bring: tuple[Text, ...]
    deadline_days: Annotated[int, Field(ge=0)] | None
    deadline_from: Text | None = None
    deadline_note: Text | None = None
    fee_yen: Annotated[int, Field(ge=0)] | None = None
    applicant: Text | None = None
    do_after: tuple[Name, ...] = ()
    automatic_with_main_notification: bool = False
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    inferred: bool
    inferred_fields: tuple[str, ...] = ()


class _Read(BaseModel):
    """A part of a file that is the kiosk's: only what the counter's words need is read of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Said(_Read):
    """Words in both languages."""

    ja: Text
    en: Text


class WhoseWords(_Read):
    """Whose record a certificate is made of."""

    whose: Name
    words: Said


class OptionWords(_Read):
    """What can be printed on it beyond the least."""

    option: Name
    words: Said


class CertificateWords(_Read):
    """What a certificate's form at the kiosk (簡単ゆびナビ) calls its choices."""

    procedure: Name
    whose: tuple[WhoseWords, ...] = ()
    options: tuple[OptionWords, ...] = ()


class CatalogueFiles(Entry):
    """The whole catalogue, checked: every name that one entry uses is an entry."""

    life_events: Annotated[dict[Name, InLanguages], Field(max_length=LIFE_EVENTS_MAX)]
    questions: tuple[Question, ...]
    counters: dict[Name, Desk]
    procedures: Annotated[tuple[ProcedureEntry, ...], Field(min_length=1)]
    sources: dict[str, str]
    certificates: tuple[CertificateWords, ...] = ()
    answers: dict[Name, InLanguages] = Field(default_factory=dict)
    checklists: dict[Name, Checklist] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        ids = [procedure.id for procedure in self.procedures]
        problems = [
            f"{name} › id: is there twice" for name in sorted(set(ids)) if ids.count(name) > 1
        ]
        for procedure in self.procedures:
            for field, wanted, known in (
                ("counter", (procedure.counter,), self.counters),
                ("life_events", procedure.life_events, self.life_events),
                ("do_after", procedure.do_after, ids),
                # a source in capitals is a key; anything else speaks for itself
                ("source", filter(_SOURCE_KEY.fullmatch, procedure.source), self.sources),
            ):
                problems += [
                    f"{procedure.id} › {field}: there is no {name!r}"
                    for name in wanted
                    if name not in known
                ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def checklist_problems(self) -> Iterator[str]:
        """What does not fit in the checklists, a line each."""
        for event, checklist in self.checklists.items():
            if event not in self.life_events:
                yield f"{event}: there is no such life event"
            if checklist.desk not in self.counters:
                yield f"{event} › desk: there is no {checklist.desk!r}"
            for problem in checklist.problems(
                {question.id: question.many for question in self.questions},
                self.answers,
                {
                    entry.id: entry.do_after
                    for entry in self.procedures
                    if event in entry.life_events
                },
            ):
                yield f"{event} › {problem}"


def load_catalogue(folder: Path) -> CatalogueFiles:
    """Read and check a catalogue's folder.

    Raises:
        ConfigurationError: a file is missing, is no YAML, or an entry is wrong; says which.
    """
    data: dict[str, Any] = {}
    for name in FILES:
        data[name] = _entries(folder / f"{name}.yaml", name)
    for name in (CERTIFICATES, *CHECKLISTS):
        if (folder / f"{name}.yaml").exists():
            data[name] = _entries(folder / f"{name}.yaml", name)
    try:
        read = CatalogueFiles.model_validate(data)
    except ValidationError as error:
        raise configuration_error(
            # what concerns entries together is said of the procedures, which name all others
            lambda place: folder / f"{place[0] if place else 'procedures'}.yaml",
            error,
            data,
        ) from error
    problems = [
        f"{folder / 'checklists.yaml'}: checklists › {line}" for line in read.checklist_problems()
    ]
    if problems:
        raise ConfigurationError("\n".join(problems))
    return read


class _Loader(yaml.CSafeLoader):
    """A loader that refuses a key that is there twice, where YAML's own takes the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set[str]()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"{key.value!r} is there twice", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def _entries(path: Path, name: str) -> Any:
    text = read_text(path)
    try:
        loaded = yaml.load(text, _Loader)  # noqa: S506  it is a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # a ValueError is a date or number that cannot be, a RecursionError brackets without end
        raise ConfigurationError(f"{path}: is not YAML: {error}") from error
    if not isinstance(loaded, dict) or list(loaded) != [name]:
        raise ConfigurationError(f"{path}: holds one key, {name!r}, and its entries below it")
    return loaded[name]
