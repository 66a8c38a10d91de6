"""The printers that Japanese counters have, by name, and what each of them can do.

A model is facts only. `docs/printer-models.md` says how to add one. A fact that no reference tells
is left at its careful value: we draw the QR code, and the weakest confirmation is taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from printer_drivers.layout import PaperProfile
from printer_drivers.status import Confirmation

CommandLanguage = Literal["esc_pos", "star_prnt"]
StatusSource = Literal["dle_eot", "asb", "star_asb"]
"""How the state is read: asked for (`DLE EOT`), or told at every change (`GS a`; Star's)."""


@dataclass(frozen=True, slots=True)
class PrinterModel:
    """One model of printer, or a careful guess at a whole class of them."""

    name: str
    """The word in settings: `maker-model`, small letters."""
    title: str
    """As it stands on the printer."""
    language: CommandLanguage
    profile: PaperProfile
    status: StatusSource
    confirm: Confirmation
    head_to_blade_mm: float = 0.0
    """White paper between the last line and the cut, which every paper costs."""
    answers: tuple[str, ...] = ()
    """What it calls itself when asked (`GS I 67`, Star's `ESC # *`), as detection compares it:
    the whole word, small letters."""
    source: str = ""
    """Where these facts are from, and which of them are careful guesses."""


class UnknownModelError(Exception):
    """No model has this name. The message lists those that there are."""


def model_named(name: str, models: "Mapping[str, PrinterModel] | None" = None) -> PrinterModel:
    """The model with a name.

    Raises:
        UnknownModelError: there is none.
    """
    known = MODELS if models is None else models
    try:
        return known[name]
    except KeyError:
        raise UnknownModelError(f"no printer model is named {name}: {', '.join(known)}") from None


def by_name(models: Iterable[PrinterModel]) -> Mapping[str, PrinterModel]:
    """Models to look up. Raises ValueError where two have one name."""
    found: dict[str, PrinterModel] = {}
    for model in models:
        if model.name in found:
            raise ValueError(f"two models are named {model.name}")
        found[model.name] = model
    return MappingProxyType(found)


MM_80: Final = PaperProfile(576)
MM_80_180_DPI: Final = PaperProfile(512)
MM_58: Final = PaperProfile(384)

GENERIC_ESC_POS: Final = PrinterModel(
    name="esc-pos",
    title="ESC/POS, 80 mm",
    language="esc_pos",
    profile=MM_80,
    status="dle_eot",
    confirm="sensor",
    head_to_blade_mm=13.0,
    source="what nearly all ESC/POS printers for Japan have in common; set single options",
)
GENERIC_STAR_PRNT: Final = PrinterModel(
    name="star-prnt",
    title="StarPRNT, 80 mm",
    language="star_prnt",
    profile=MM_80,
    status="star_asb",
    confirm="etb",
    head_to_blade_mm=13.0,
    source="StarPRNT Command Specifications; set single options",
)

GENERIC: Final[Mapping[CommandLanguage, PrinterModel]] = MappingProxyType(
    {model.language: model for model in (GENERIC_ESC_POS, GENERIC_STAR_PRNT)}
)
"""The careful guess at a printer of which only the language is known."""

MODELS: Final[Mapping[str, PrinterModel]] = by_name(
    (
        GENERIC_ESC_POS,
        GENERIC_STAR_PRNT,
        PrinterModel(
            name="epson-tm-t88vi",
            title="Epson TM-T88VI",
            language="esc_pos",
            profile=MM_80_180_DPI,
            status="asb",
            confirm="process_id",
            head_to_blade_mm=13.0,
            answers=("tm-t88vi",),
        ),
        PrinterModel(
            name="star-mc-print3",
            title="Star mC-Print3",
            language="star_prnt",
            profile=MM_80,
            status="star_asb",
            confirm="etb",
            head_to_blade_mm=13.0,
            answers=("mcp30", "mcp31"),
        ),
    )
)
