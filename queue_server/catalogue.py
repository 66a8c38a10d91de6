"""The catalogue of procedures (手続き) as a city keeps it: YAML files in one folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
)

from protocol.messages import Name
from queue_server.catalogue_checks import checklist_problems, procedure_problems, unused_problems
from queue_server.checklists import LIFE_EVENTS_MAX, Checklist, InLanguages, Question
from queue_server.configuration import (
    ConfigurationError,
    Entry,
    Text,
    configuration_error,
    read_text,
)
from queue_server.navigator.deadlines import Closed, FirstDay, Rule
from queue_server.yaml_lines import Place, line_of, lines_of

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
    first_day: FirstDay = FirstDay.NOT_SAID
    """Whether the day that `deadline_days` count from is itself the first."""
    when_closed: Closed = Closed.NOT_SAID
    """What becomes of a deadline on a day on which the city hall is closed."""
    open_days_before: Annotated[int, Field(ge=1, le=30)] | None = None
    """A deadline that is so many open days before the day, in the place of `deadline_days`."""
    deadline_day: dict[Name, Name] = Field(default_factory=dict)
    """By life event: the day that counts, where it is not that of the event itself."""
    at_home: Text | None = None
    """How it is done without coming (行かない)."""
    at_home_for_some: bool = False
    """Not for everybody; `at_home` says for whom."""
    fee_yen: Annotated[int, Field(ge=0)] | None = None
    applicant: Text | None = None
    do_after: tuple[Name, ...] = ()
    automatic_with_main_notification: bool = False
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    inferred: bool
    inferred_fields: tuple[str, ...] = ()

    def deadline_rule(self) -> Rule | None:
        """How its deadline is counted; None where it has none."""
        if self.open_days_before is not None:
            return Rule(self.open_days_before, before=True)
        if self.deadline_days is None:
            return None
        return Rule(self.deadline_days, self.first_day, self.when_closed)

    def day_of(self, event: str) -> str:
        """The name of the day that its deadline counts from, as `Wanted.dates` has it."""
        named = self.deadline_day.get(event)
        return event if named is None else f"{event}.{named}"


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
    """The whole catalogue; `load_catalogue` checks that its entries fit together."""

    life_events: Annotated[dict[Name, InLanguages], Field(max_length=LIFE_EVENTS_MAX)]
    questions: tuple[Question, ...]
    counters: dict[Name, Desk]
    procedures: Annotated[tuple[ProcedureEntry, ...], Field(min_length=1)]
    sources: dict[str, str]
    certificates: tuple[CertificateWords, ...] = ()
    answers: dict[Name, InLanguages] = Field(default_factory=dict)
    checklists: dict[Name, Checklist] = Field(default_factory=dict)


def load_catalogue(folder: Path) -> CatalogueFiles:
    """Read and check a catalogue's folder.

    Raises:
        ConfigurationError: a file is missing, is no YAML, or an entry is wrong; says which.
    """
    data: dict[str, Any] = {}
    for name in (*FILES, CERTIFICATES, *CHECKLISTS):
        if name in FILES or (folder / f"{name}.yaml").exists():
            data[name] = _entries(folder / f"{name}.yaml", name)
    where = _Where(folder)
    try:
        read = CatalogueFiles.model_validate(data)
    except ValidationError as error:
        raise configuration_error(
            where,
            error,
            data,
        ) from error
    problems = [
        f"{where(problem.place)}: {problem}"
        for problem in (
            *procedure_problems(read),
            *checklist_problems(read),
            *(unused_problems(read) if read.checklists else ()),
        )
    ]
    if problems:
        raise ConfigurationError("\n".join(problems))
    return read


class _Where:
    """File and line of a place. The lines are found only when something is wrong."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = dict[str, Mapping[Place, int]]()

    def __call__(self, place: Place) -> str:
        # what concerns entries together is said of the procedures, which name all others
        name = str(place[0]) if place else "procedures"
        path = self._folder / f"{name}.yaml"
        if not path.exists():
            return str(path)
        if name not in self._lines:
            self._lines[name] = lines_of(read_text(path))
        line = line_of(self._lines[name], place)
        return str(path) if line is None else f"{path}:{line}"


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
