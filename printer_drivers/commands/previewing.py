"""`ticket-printer preview`."""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

import click

from printer_drivers.commands.refusing import refuse
from printer_drivers.drawing import Drawing, draw
from printer_drivers.lines import PaperProfile
from printer_drivers.paper_words import LOCALE, PAPER_LANGUAGES, load_paper_words
from printer_drivers.templates import PAPERS, PaperTemplateError, PaperTemplates

WIDTHS: Final = ("576", "512", "384")
_ENDING: Final = ".xml.j2"


@click.command()
@click.argument("template", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The values as JSON.  [default: the template's own .sample.json]",
)
@click.option(
    "--language",
    type=click.Choice(PAPER_LANGUAGES),
    default="ja",
    show_default=True,
    help="The language of the paper.",
)
@click.option(
    "--width",
    type=click.Choice(WIDTHS),
    default="576",
    show_default=True,
    help="Dots across: 576 and 512 are 80 mm paper, 384 is 58 mm.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The picture.  [default: the template's name with .png, in this folder]",
)
@click.option(
    "--words",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=LOCALE,
    help="The folder of the catalogues.  [default: assets/locale]",
)
def preview(
    template: Path, *, data: Path | None, language: str, width: str, out: Path | None, words: Path
) -> None:
    """Draw the paper that TEMPLATE makes, as an emulated printer prints it.

    One picture for each cut: the second of ticket.png is ticket-2.png. Ends with 0 when they are
    there, 1 when they cannot be written, 2 for a template or data that cannot be used.
    """
    stem = template.name.removesuffix(_ENDING)
    values = _values(data or template.with_name(f"{stem}.sample.json"))
    loaded = load_paper_words(words)
    for problem in loaded.problems:
        click.echo(f"ticket-printer: {problem}", err=True)
    try:
        document = PaperTemplates(template.parent, PAPERS).render(
            template.name, {**values, "language": language}, loaded
        )
    except PaperTemplateError as error:
        refuse(str(error))
    _write(draw(document, PaperProfile(int(width))), out or Path(f"{stem}.png"))


def _values(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        refuse(f"{path} is not there; give the template's values with --data")
    except UnicodeDecodeError:
        refuse(f"{path}: is not in UTF-8; save it in that encoding")
    except (OSError, ValueError) as error:
        refuse(f"{path}: {error}")
    if not isinstance(values, dict):
        refuse(f'{path}: must be an object, {{"name": value, …}}')
    wrong = [name for name in values if not re.fullmatch(r"[A-Za-z_]\w*", name)]
    if wrong:
        refuse(f"{path}: {wrong[0]!r} is no name of a variable")
    return values


def _write(drawing: Drawing, out: Path) -> None:
    for number, paper in enumerate(drawing.papers, start=1):
        path = out if number == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}")
        try:
            paper.save(path, "PNG")
        except OSError as error:
            click.echo(f"ticket-printer: {path}: {error.strerror}", err=True)
            sys.exit(1)
        click.echo(f"{path}: {drawing.millimetres(paper):.0f} mm")
    click.echo(f"{len(drawing.data):,} bytes to the printer")
