"""A document as pictures: what the emulated printer makes of the bytes of its job."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image

from printer_drivers.composing import Composer
from printer_drivers.documents import Document
from printer_drivers.esc_pos.encode import encode_lines
from printer_drivers.lines import PaperProfile
from printer_drivers.pictures import PngPrinter

_MM_PER_INCH: Final = 25.4


@dataclass(frozen=True, slots=True)
class Drawing:
    """One job on paper."""

    papers: tuple[Image.Image, ...]
    """One picture for each cut, a dot a pixel."""
    data: bytes
    """The job as it goes to the printer."""
    dpi: int

    def millimetres(self, paper: Image.Image) -> float:
        """How long a paper of this job is."""
        return paper.height / self.dpi * _MM_PER_INCH


def draw(document: Document, profile: PaperProfile) -> Drawing:
    """Print a document on an emulated printer with this paper."""
    job = Composer(profile, encode_lines)(document)
    with TemporaryDirectory() as folder:
        PngPrinter(Path(folder), lambda _: job, profile.dots).print(document)
        papers = tuple(_in_memory(path) for path in sorted(Path(folder).glob("*.png")))
    return Drawing(papers, job.data, profile.dpi)


def _in_memory(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.copy()
