"""The printers that Japanese counters have, by name, and what each of them can do.

A model is facts only; `docs/printer-models.md` says how to add one. A fact that no reference at
hand tells has its careful value, and `source` says so: the QR code is drawn by us, characters
beyond JIS X 0208 are drawn by us, and a job is confirmed by the word that every printer has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from printer_drivers.lines import PaperProfile
from printer_drivers.status import Confirmation

CommandLanguage = Literal["esc_pos", "star_prnt"]
StatusSource = Literal["dle_eot", "asb", "sii_asb", "star_asb"]
"""How the state is read: asked for (`DLE EOT`), or told at every change (`GS a`; SII's; Star's).

ESC/POS printers are asked: they answer also while they are stopped, when a command such as `GS a`
waits. `asb` is for wires that bring no question to a printer that takes nothing, as some USB does.
"""


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
    tells_near_end: bool = True
    """Whether it has the sensor. Without it nobody is told before the paper is out."""
    answers: tuple[str, ...] = ()
    """What it calls itself (`GS I 67`, Star's `ESC # *`, USB's device id), small letters. A word
    that begins with one of these and goes on with a sign (`-JPN`, ` (STR_T-001)`) is it, too."""
    source: str = ""
    """Where these facts are from, and which of them are careful guesses."""


class UnknownModelError(Exception):
    """No model has this name. The message lists those that there are."""


def model_named(name: str, models: Mapping[str, PrinterModel] | None = None) -> PrinterModel:
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


def model_called(
    word: str, models: Mapping[str, PrinterModel] | None = None
) -> PrinterModel | None:
    """The model that calls itself this; None where none is known. The longest match wins."""
    spoken = word.strip().lower()
    found: tuple[int, PrinterModel] | None = None
    for model in (MODELS if models is None else models).values():
        for answer in model.answers:
            rest = spoken.removeprefix(answer)
            is_it = spoken.startswith(answer) and not rest[:1].isalnum()
            if is_it and (found is None or len(answer) > found[0]):
                found = (len(answer), model)
    return None if found is None else found[1]


MM_80: Final = PaperProfile(576)
"""72 mm of 80 mm at 203 dpi: 48 half-width characters."""
MM_80_180_DPI: Final = PaperProfile(512)
"""72 mm of 80 mm at 180 dpi: 42 half-width characters."""
MM_58: Final = PaperProfile(384)

_BLADE_MM: Final = 15.0
"""Epson TM-T88III specification 1.7: head to automatic cutter. Others of this size are near it."""

GENERIC_ESC_POS: Final = PrinterModel(
    name="esc-pos",
    title="ESC/POS, 80 mm",
    language="esc_pos",
    profile=MM_80,
    status="dle_eot",
    confirm="sensor",
    head_to_blade_mm=_BLADE_MM,
    source="what nearly all ESC/POS printers for Japan have in common; set single options",
)
GENERIC_STAR_PRNT: Final = PrinterModel(
    name="star-prnt",
    title="StarPRNT, 80 mm",
    language="star_prnt",
    profile=MM_80,
    status="star_asb",
    confirm="etb",
    head_to_blade_mm=_BLADE_MM,
    source="StarPRNT command specifications; set single options",
)
GENERIC: Final[Mapping[CommandLanguage, PrinterModel]] = MappingProxyType(
    {model.language: model for model in (GENERIC_ESC_POS, GENERIC_STAR_PRNT)}
)
"""The careful guess at a printer of which only the language is known."""


def _epson(model: str, profile: PaperProfile, confirm: Confirmation, source: str) -> PrinterModel:
    return PrinterModel(
        name=f"epson-{model.lower()}",
        title=f"Epson {model}",
        language="esc_pos",
        # the tables of special characters of single models are not at hand
        profile=replace(profile, has_extensions=False),
        status="dle_eot",
        confirm=confirm,
        head_to_blade_mm=_BLADE_MM,
        answers=(model.lower(),),
        source=f"{source}; special characters and blade: careful guesses",
    )


def _citizen(
    model: str, *, tells_near_end: bool = True, also: tuple[str, ...] = ()
) -> PrinterModel:
    return PrinterModel(
        name=f"citizen-{model.lower()}",
        title=f"Citizen {model}",
        language="esc_pos",
        # FS C 1 takes first bytes up to EF only, and cp932 has IBM's characters from FA on
        profile=PaperProfile(576, draws_codes=False, has_extensions=False),
        status="dle_eot",
        confirm="sensor",
        head_to_blade_mm=_BLADE_MM,
        tells_near_end=tells_near_end,
        answers=(model.lower(), *also),
        source=(
            "Citizen, Command Reference CT-S/CT-D/CT-E: DLE EOT, GS r, GS a, GS I 66/67, FS C, "
            "near end (GS a); QR by itself, GS ( H and blade: careful guesses"
        ),
    )


def _star(
    model: str, profile: PaperProfile, answers: tuple[str, ...], *, tells_near_end: bool = True
) -> PrinterModel:
    return replace(
        GENERIC_STAR_PRNT,
        name=f"star-{model.lower()}",
        title=f"Star {model}",
        # no reference at hand says that its font has more than JIS X 0208
        profile=replace(profile, has_extensions=False),
        tells_near_end=tells_near_end,
        answers=answers,
        source="StarPRNT command specifications; width from published tables of models; "
        "special characters, blade and near end: careful guesses. It must be set to StarPRNT",
    )


GENERIC_SII: Final = PrinterModel(
    name="sii",
    title="SII, 80 mm",
    language="esc_pos",
    profile=PaperProfile(576, draws_codes=False, has_extensions=False, pictures="graphics"),
    status="sii_asb",
    confirm="executed",
    head_to_blade_mm=_BLADE_MM,
    # many of them have the sensor, and its bit is not known
    tells_near_end=False,
    source="SII, RP-F10 Technical Reference: DC2 q, table 6-7 of answers, GS 8 L, dots; receiptio "
    "2.1.2 and receiptline 4.0.4 (sii): the status and its bits for cover, paper and error, and "
    "that QR codes are pictures. Not known: near end, which error is which, DLE DC4 8 and GS P "
    "(Epson's commands); special characters and blade: careful guesses",
)
"""SII's printers answer in a form of their own."""


def _sii(model: str) -> PrinterModel:
    return replace(
        GENERIC_SII,
        name=f"sii-{model.lower()}",
        title=f"SII {model}",
        answers=(model.lower(),),
    )


def _fujitsu(model: str) -> PrinterModel:
    return PrinterModel(
        name=f"fujitsu-{model.lower()}",
        title=f"Fujitsu {model}",
        language="esc_pos",
        profile=PaperProfile(576, draws_codes=False, has_extensions=False, pictures="graphics"),
        status="dle_eot",
        confirm="sensor",
        head_to_blade_mm=_BLADE_MM,
        tells_near_end=False,
        answers=(model.lower(),),
        source="receiptio 2.1.2 and receiptline 4.0.4 (fit): DLE EOT, GS I 66/67, pictures by "
        "GS 8 L, QR codes as pictures. Width, GS r, what it calls itself, special characters, near "
        "end and blade: careful guesses; no reference of the maker's was at hand",
    )


_EPSON_REFERENCE: Final = "Epson ESC/POS Command Reference"
_SURVEY: Final = f"{_EPSON_REFERENCE}; GS ( H as published surveys cite its list for this model"
_TM_T20III: Final = f"{_EPSON_REFERENCE}, supported commands of the TM-T20III"
_BEYOND: Final = f"{_EPSON_REFERENCE}; GS ( H is not looked up for it, so GS r confirms"

MODELS: Final[Mapping[str, PrinterModel]] = by_name(
    (
        GENERIC_ESC_POS,
        replace(
            GENERIC_ESC_POS, name="esc-pos-180dpi", title="ESC/POS, 180 dpi", profile=MM_80_180_DPI
        ),
        replace(GENERIC_ESC_POS, name="esc-pos-58mm", title="ESC/POS, 58 mm", profile=MM_58),
        GENERIC_STAR_PRNT,
        replace(GENERIC_STAR_PRNT, name="star-prnt-58mm", title="StarPRNT, 58 mm", profile=MM_58),
        _epson("TM-T88V", MM_80_180_DPI, "sensor", _BEYOND),
        _epson("TM-T88VI", MM_80_180_DPI, "process_id", _SURVEY),
        _epson("TM-T88VII", MM_80_180_DPI, "process_id", _SURVEY),
        _epson("TM-m30II", MM_80, "sensor", _BEYOND),
        _epson("TM-m30III", MM_80, "sensor", _BEYOND),
        _epson("TM-T70II", MM_80_180_DPI, "sensor", _BEYOND),
        _epson(
            "TM-T20III",
            MM_80,
            "process_id",
            _TM_T20III,
        ),
        _citizen("CT-S310II", tells_near_end=False),
        _citizen("CT-S601II", also=("ct-s601",)),
        _citizen("CT-E651"),
        _citizen("CT-D150", tells_near_end=False),
        GENERIC_SII,
        *map(_sii, ("RP-D10", "RP-E10", "RP-F10", "RP-G10")),
        *map(_fujitsu, ("FP-1100", "FP-2000")),
        _star("mC-Print2", MM_58, ("mcp20", "mcp21", "mc-print2")),
        _star("mC-Print3", MM_80, ("mcp30", "mcp31", "mc-print3")),
        _star("TSP143IV", MM_80, ("tsp143iv", "tsp100iv"), tells_near_end=False),
        _star("TSP654II", MM_80, ("tsp654ii", "tsp650ii")),
        _star("TSP743II", MM_80, ("tsp743ii", "tsp700ii")),
    )
)
