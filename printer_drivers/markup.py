"""The words in which a city writes a paper: XML like HTML -> `Document`. Pure.

    <paper lang="ja"><heading>番号札</heading><number>B103</number><rule/></paper>

docs/papers.md has every element. Whoever writes such a file works in a city hall, not on this
code: every refusal names the place, what is wrong there, and what would be right.
"""

import re
from typing import Final
from xml.parsers import expat

from pydantic import ValidationError

from printer_drivers.documents import Document, Pictures
from printer_drivers.inline import Piece
from printer_drivers.markup_elements import (
    ATTRIBUTE_OF,
    CLOSING,
    ELEMENTS,
    Element,
    words_not_allowed,
)
from printer_drivers.markup_refusals import (
    MarkupError,
    cited,
    no_attribute,
    not_allowed,
    reasons,
)

XML_CHARACTERS_MAX: Final = 400_000
"""Characters of a paper's XML: twenty times what a document may say."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
"""What ends a line for an XML parser (XML 1.0, 2.11)."""
PLACE: Final = "_at"
"""An attribute that templates.py writes into every element: the file and line that it comes from.
The XML of a paper is made, so lines in it would mean nothing to whoever wrote the template."""


def parse(xml: str, pictures: Pictures | None = None) -> Document:
    """The document that a paper's XML describes. `pictures` reads the files of its images.

    White space counts as in HTML: any amount is one space, and a line end between two characters
    of Japanese or Chinese is none. A text or heading without words is left out.

    Raises:
        MarkupError: it is no XML, has an element, attribute or text where none may be, or is
            larger than a document may be. Document types and entities of one's own are refused:
            a few lines of them can fill a memory.
    """
    if len(xml) > XML_CHARACTERS_MAX:
        raise MarkupError(
            "line 1", f"the paper has {len(xml):,} characters, more than {XML_CHARACTERS_MAX:,}"
        )
    return _Reader(pictures).read(xml)


class _Reader:
    """One reading of one XML text."""

    def __init__(self, pictures: Pictures | None) -> None:
        self._pictures = pictures
        self._open: list[Element] = []
        self._paper: Document | None = None
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartCdataSectionHandler = self._cdata
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, xml: str) -> Document:
        try:
            self._parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise self._not_xml(error, xml) from error
        if self._paper is None:  # expat takes no text without one element around all
            raise MarkupError("line 1", "there is no <paper>")
        return self._paper

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place = attributes.pop(PLACE, None) or self._place_without_mark()
        if not self._open:
            if name != "paper":
                raise MarkupError(place, f"the paper begins with <{name}>, not with <paper>")
        else:
            parent = self._open[-1]
            allowed = ELEMENTS[parent.name].children
            if name not in allowed:
                raise MarkupError(place, not_allowed(name, parent.name, allowed, ELEMENTS))
        kind = ELEMENTS[name]
        for given in attributes:
            if given not in kind.attributes:
                raise MarkupError(place, no_attribute(given, name, kind.attributes))
        for needed in kind.needs:
            if not attributes.get(needed, "").strip():
                raise MarkupError(place, f'<{name}> needs {needed}="…"')
        self._open.append(Element(name, place, attributes, self._pictures))

    def _characters(self, text: str) -> None:
        element = self._open[-1]
        if ELEMENTS[element.name].words:
            element.pieces.append(Piece(text))
        elif text.strip(" \t\r\n"):
            raise MarkupError(element.place, words_not_allowed(text, element.name))

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        parent = self._open[-1] if self._open else None
        try:
            CLOSING[element.name](element, parent or element)
            if parent is None:
                self._paper = Document(
                    language=element.attributes.get("lang", "ja"), blocks=tuple(element.blocks)
                )
        except ValidationError as error:
            raise MarkupError(
                element.place, f"<{element.name}>: {reasons(error, ATTRIBUTE_OF)}"
            ) from error

    def _doctype(self, *_: object) -> None:
        raise MarkupError(self._here, "a paper has no <!DOCTYPE …> and no entities of its own")

    def _cdata(self) -> None:
        raise MarkupError(self._here, "<![CDATA[…]]> is not used in papers; write &lt; for <")

    def _instruction(self, *_: object) -> None:
        raise MarkupError(self._here, "<?…?> is not used in papers")

    def _place_without_mark(self) -> str:
        """Of an element that a template's value brought: that of what it stands in."""
        if self._open and not self._open[-1].place.startswith("line "):
            return self._open[-1].place
        return f"line {self._parser.CurrentLineNumber}"

    @property
    def _here(self) -> str:
        if self._open:
            return self._open[-1].place
        return f"line {self._parser.CurrentLineNumber}"

    def _not_xml(self, error: expat.ExpatError, xml: str) -> MarkupError:
        """The same in words, at the element that is open there."""
        errors = expat.errors
        line = _LINE_END.split(xml)[error.lineno - 1]
        rest = _without_places(line[max(0, error.offset - 2) :])
        written = _without_places(line)
        match error.code:
            case _ if error.code == errors.codes[errors.XML_ERROR_TAG_MISMATCH]:
                name = self._open[-1].name
                reason = f"<{name}> is not closed by </{name}> before {cited(rest)}"
                if not (ELEMENTS[name].children or ELEMENTS[name].words):
                    reason = f"<{name}> holds nothing and is written <{name}/>"
            case _ if error.code == errors.codes[errors.XML_ERROR_NO_ELEMENTS]:
                if not self._open:
                    return MarkupError("line 1", "there is no <paper>")
                name = self._open[-1].name
                reason = f"<{name}> is never closed: </{name}> is missing"
            case _ if error.code == errors.codes[errors.XML_ERROR_UNDEFINED_ENTITY]:
                reason = (
                    f"an unknown &…; in {cited(written)}: there are &amp; &lt; &gt; &quot; and "
                    "numbers such as &#12354;"
                )
            case _ if error.code == errors.codes[errors.XML_ERROR_INVALID_TOKEN]:
                reason = (
                    f"a character that may not stand so in {cited(written)}: & is written "
                    '&amp;, < is written &lt;, and every attribute="…" has its quotes'
                )
            case _:
                reason = f"{expat.ErrorString(error.code)}: {cited(written)}"
        return MarkupError(self._here if self._open else f"line {error.lineno}", reason)


def _without_places(xml: str) -> str:
    """What somebody wrote, without what templates.py added."""
    return re.sub(rf' {PLACE}="[^"]*"', "", xml)
