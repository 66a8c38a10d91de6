"""A document as pictures: what the emulated printer makes of the bytes of its job."""

from dataclasses import dataclass

from PIL import Image

from printer_drivers.documents import Document
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.interpreter import Interpreter
from printer_drivers.emulator.paper import Roll
from printer_drivers.esc_pos.printer import Composer
from printer_drivers.fonts import find_fonts
from printer_drivers.layout import PaperProfile


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
        return paper.height / self.dpi * 25.4


def draw(document: Document, profile: PaperProfile) -> Drawing:
    """Print a document on an emulated printer with this paper."""
    data = Composer(profile)(document)
    papers = list[Image.Image]()
    head = Head(Roll(profile.dots), Glyphs(find_fonts()), gate=lambda: None, on_cut=papers.append)
    Interpreter(head, dpi=profile.dpi, answer=lambda _: None).feed(data)
    return Drawing(tuple(papers), data, profile.dpi)
