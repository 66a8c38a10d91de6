"""What a template may cost: a mistake in one never keeps a kiosk busy, or fills its memory."""

import re
from collections.abc import Callable
from typing import Any, Final

from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

STEPS_MAX: Final = 20_000
"""Rounds of loops and calls of macros in one paper. One of 20 procedures has about 500."""
SIZE_MAX: Final = 100_000
"""Characters or items of one value; digits of a number, and what it may ask to be padded to."""

_STEP: Final = "_step"
_PADS: Final = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs"})
_PADDING_FILTERS: Final = ("center", "indent", "batch", "slice", "wordwrap")
_LONG_NUMBER: Final = re.compile(r"\d{5}|\*")


class TooMuchError(Exception):
    """A template goes on for ever, or makes something huge."""


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox with a bound on loops, macros and on what grows by a number.

    Its rendering raises TooMuchError. One environment is for one rendering.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._steps = 0
        self.globals.pop("lipsum", None)
        self.globals[_STEP] = self._step
        for name in _PADDING_FILTERS:
            self.filters[name] = _padding(self.filters[name])
        self.filters["format"] = lambda text, *values: self._formatted(str(text), values)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What `*`, `**` and `%` make, unless it is huge."""
        if operator == "%" and isinstance(left, str):
            _check(not _LONG_NUMBER.search(left))
        elif operator == "**":
            _check(abs(right) * len(str(abs(left))) <= SIZE_MAX)
        elif operator == "*":
            for one, times in ((left, right), (right, left)):
                if isinstance(times, int) and isinstance(one, str | list | tuple):
                    _check(len(one) * times <= SIZE_MAX)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Whatever a call gives, unless it pads to something huge."""
        if getattr(obj, "__name__", "") in _PADS:
            _check(all(arg <= SIZE_MAX for arg in args if isinstance(arg, int)))
        return super().call(context, obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`format` of a text, unless it pads to something huge."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None:
            _check(not _LONG_NUMBER.search(value.__self__))
        return wrapped

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        counted: nodes.Template = _Counting().visit(template)
        return counted

    def _step(self) -> str:
        self._steps += 1
        if self._steps > STEPS_MAX:
            raise TooMuchError(f"goes round more than {STEPS_MAX:,} times")
        return ""

    def _formatted(self, text: str, values: tuple[object, ...]) -> str:
        _check(not _LONG_NUMBER.search(text))
        return text % values


class _Counting(NodeTransformer):
    """Lets every round of a loop, and every macro's beginning, be counted."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - named by Jinja2
        self.generic_visit(node)
        node.body.insert(0, _counted(node))
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Macro:  # noqa: N802 - named by Jinja2
        self.generic_visit(node)
        node.body.insert(0, _counted(node))
        return node


def _counted(node: nodes.Node) -> nodes.ExprStmt:
    name = nodes.Name(_STEP, "load", lineno=node.lineno)
    call = nodes.Call(name, [], [], None, None, lineno=node.lineno)
    return nodes.ExprStmt(call, lineno=node.lineno)


def _padding(pad: Callable[..., Any]) -> Callable[..., Any]:
    def bounded(value: Any, *args: Any, **kwargs: Any) -> Any:
        numbers = (arg for arg in (*args, *kwargs.values()) if isinstance(arg, int))
        _check(all(number <= SIZE_MAX for number in numbers))
        return pad(value, *args, **kwargs)

    return bounded


def _check(small: bool) -> None:
    if not small:
        raise TooMuchError(f"makes more than {SIZE_MAX:,} characters")
