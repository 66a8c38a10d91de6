"""Reading the files that a city writes, with errors that name file, entry and field."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Text = Annotated[str, Field(min_length=1, max_length=400)]
"""Words on one line or two."""


class ConfigurationError(Exception):
    """A file that a city wrote cannot be used. The message says which, where in it, and why."""


class Entry(BaseModel):
    """What all entries have in common: a key that nobody reads is a spelling mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_text(path: Path) -> str:
    """A file's text. Some editors begin it with a byte order mark, which says nothing.

    Raises:
        ConfigurationError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error


def configuration_error(
    where: Callable[[tuple[int | str, ...]], object], error: ValidationError, data: object
) -> ConfigurationError:
    """One line for each thing that is wrong, with the entry's own id where it has one.

    `where` names the file that a place in `data` comes from.
    """
    lines = [
        f"{where(problem['loc'])}: {_place(problem['loc'], data)}"
        f"{problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_url=False)
    ]
    return ConfigurationError("\n".join(lines))


def _place(steps: tuple[int | str, ...], data: object) -> str:
    """`procedures › tennyu › fee_yen`: numbers in lists become the ids that a reader knows."""
    named = list[str]()
    here: Any = data
    for step in steps:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int):
            known = isinstance(here, Mapping) and "id" in here
            named.append(str(here["id"]) if known else f"entry {step + 1}")
        else:
            named.append(step)
    return " › ".join(named) + ": " if named else ""
