"""Golden pictures: each paper as it was when somebody last looked at it and found it good.

`make goldens` (or `python -m tests.unit.papers.goldens`) makes them anew: look at every picture
that changed before you commit it. The `.txt` beside each says what is printed, so that a change
can be read. Fonts come from assets/ and Debian's packages, Pillow from requirements.lock: another
Pillow or another release of Noto draws other dots.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from PIL import Image, ImageChops

from printer_drivers.breaking import phrases_for
from printer_drivers.documents import Document
from printer_drivers.drawing import draw
from printer_drivers.layout import lay_out
from printer_drivers.lines import (
    CodeLine,
    CutLine,
    Gap,
    Line,
    PaperProfile,
    PictureLine,
    RuleLine,
    TextLine,
)
from printer_drivers.paper_words import load_paper_words
from printer_drivers.templates import PAPERS, PaperTemplates

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Golden:
    """One paper of which a picture is kept."""

    paper: str
    language: str
    dots: int = 576
    again: bool = False
    alone: bool = False
    """Given by a kiosk that was cut off, and knew only of the first stop how long it takes."""

    @property
    def name(self) -> str:
        """The file's, without ending."""
        marks = f"{'.again' if self.again else ''}{'.alone' if self.alone else ''}"
        return f"{self.paper}.{self.language}.{self.dots}{marks}"

    @property
    def picture_file(self) -> Path:
        """The picture, black and white, a dot a pixel."""
        return FOLDER / f"{self.name}.png"

    @property
    def text_file(self) -> Path:
        """What is printed, a line a line."""
        return FOLDER / f"{self.name}.txt"

    def document(self) -> Document:
        """The paper of the sample visit."""
        sample = json.loads((PAPERS / f"{self.paper}.sample.json").read_text(encoding="utf-8"))
        for stop in sample["stops"][1:] if self.alone else ():
            stop["people_ahead"] = stop["wait_minutes"] = None
        marks = {"again": self.again, "alone": self.alone}
        values = {**sample, **marks, "language": self.language}
        return PaperTemplates(PAPERS).render(f"{self.paper}.xml.j2", values, load_paper_words())

    def picture(self) -> Image.Image:
        """The paper as an emulated printer draws it."""
        (picture,) = draw(self.document(), PaperProfile(self.dots)).papers
        return picture.convert("1")

    def text(self) -> str:
        """The paper in words."""
        document = self.document()
        lines = lay_out(document, PaperProfile(self.dots), phrases_for(document.language))
        return "".join(f"{line}\n" for line in _in_words(lines))


GOLDENS = (
    *(
        Golden(paper, language)
        for paper in ("ticket", "checklist")
        for language in ("ja", "ja-simple", "en", "zh", "ko", "vi", "ne")
    ),
    *(Golden(paper, "ja", dots) for paper in ("ticket", "checklist") for dots in (384, 512)),
    Golden("ticket", "ja", again=True),
    Golden("checklist", "en", 384, again=True),
    Golden("ticket", "ja", alone=True),
    Golden("ticket", "ne", 384, again=True, alone=True),
)


def _in_words(lines: tuple[Line, ...]) -> Iterator[str]:
    """Each line as a reader of a diff wants it: how large, how set, whether as dots."""
    for line in lines:
        match line:
            case TextLine():
                words = "".join(
                    ("*{}*" if span.bold and span.text.strip() else "{}").format(span.text)
                    + (f"《{span.ruby}》" if span.ruby else "")
                    for span in line.spans
                )
                style = f"{line.scale}x {line.align}{' dots' if line.drawn else ''}"
                yield f"{style:>14} | {words}".rstrip()
            case RuleLine():
                yield f"{'rule':>14} | {'─' * (line.cells // 2)}"
            case Gap():
                yield f"{'white':>14} | {line.dots}"
            case CodeLine():
                yield f"{'code':>14} | {line.text}"
            case PictureLine():
                yield f"{'picture':>14} | {line.across} × {line.down}"
            case CutLine():
                yield f"{'cut':>14} |"
            case _:
                assert_never(line)


def side_by_side(old: Image.Image, new: Image.Image) -> Image.Image:
    """Old, new, and their difference: red is gone, blue is new."""
    size = (max(old.width, new.width), max(old.height, new.height))
    first, second = (_on_white(picture, size) for picture in (old, new))
    both = ImageChops.lighter(first, second).point(lambda dot: 190 if dot == 0 else 255)
    # what is black on one of them only lacks the other colours
    red = Image.merge("RGB", (both, *[ImageChops.subtract(both, _only(first, second))] * 2))
    gone_and_new = ImageChops.subtract(
        red, Image.merge("RGB", (_only(second, first),) * 2 + (Image.new("L", size),))
    )
    sheet = Image.new("RGB", (3 * size[0] + 80, size[1] + 40), (150, 150, 150))
    for place, picture in enumerate((first.convert("RGB"), second.convert("RGB"), gone_and_new)):
        sheet.paste(picture, (20 + place * (size[0] + 20), 20))
    return sheet


def _on_white(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    paper = Image.new("L", size, 255)
    paper.paste(picture.convert("L"), (0, 0))
    return paper


def _only(picture: Image.Image, other: Image.Image) -> Image.Image:
    """255 where the first picture is black and the other is not."""
    return ImageChops.subtract(other, picture)


def accept() -> None:
    """Keep all papers as they are now, and nothing that is no golden any more."""
    FOLDER.mkdir(exist_ok=True)
    wanted = {file for one in GOLDENS for file in (one.picture_file, one.text_file)}
    for file in set(FOLDER.iterdir()) - wanted:
        file.unlink()
    for golden in GOLDENS:
        golden.picture().save(golden.picture_file, "PNG", optimize=True)
        golden.text_file.write_text(golden.text(), encoding="utf-8")


if __name__ == "__main__":
    accept()
