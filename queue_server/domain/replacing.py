"""`dataclasses.replace`, three times as fast: an event changes the state by a handful of them."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # the same to whoever calls it, and checked field by field
    from dataclasses import replace
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """A copy of a dataclass with slots, with some of its fields changed.

        Raises:
            KeyError: it has no such field.
            TypeError: it is no such dataclass, or one that does more than keep its fields.
        """
        return _copier(type(value))(value, changes)


@cache
def _copier(of: type) -> Callable[[Any, dict[str, Any]], Any]:
    """Written out field by field, as dataclasses writes `__init__`: a loop takes twice as long."""
    if hasattr(of, "__post_init__") or not hasattr(of, "__slots__"):
        raise TypeError(f"{of.__name__} has no slots, or does something with its fields")
    # what a slot itself offers sets its field in a frozen class too
    setters = {field.name: getattr(of, field.name).__set__ for field in fields(of)}
    lines = [
        "def copy(value, changes):",
        " copied = new(of)",
        *(f" set_{name}(copied, value.{name})" for name in setters),
        " for name, change in changes.items():",
        "  setters[name](copied, change)",
        " return copied",
    ]
    names: dict[str, Any] = {"of": of, "new": object.__new__, "setters": setters}
    names |= {f"set_{name}": setter for name, setter in setters.items()}
    exec("\n".join(lines), names)  # noqa: S102  names of fields are all that goes into it
    copier: Callable[[Any, dict[str, Any]], Any] = names["copy"]
    return copier


__all__ = ["replace"]
