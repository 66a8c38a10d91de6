"""docs/papers.md and its Japanese twin say what papers can do, and their examples print."""

import dataclasses
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from kiosk.paper_context import PaperContext, PaperName, PaperProcedure, PaperStop
from printer_drivers.documents import BLOCKS_MAX, CHARACTERS_MAX
from printer_drivers.drawing import draw
from printer_drivers.lines import PaperProfile
from printer_drivers.markup_elements import ELEMENTS
from printer_drivers.paper_words import PAPER_LANGUAGES, load_paper_words
from printer_drivers.templates import PAPERS, PaperTemplates

ROOT = Path(__file__).parents[3]
PAGES = {
    name: (ROOT / "docs" / name).read_text(encoding="utf-8")
    for name in ("papers.md", "papers.ja.md")
}
EXAMPLES = [
    pytest.param(example, id=f"{name}-{number}")
    for name, page in PAGES.items()
    for number, example in enumerate(re.findall(r"```jinja\n(.*?)```", page, re.DOTALL), start=1)
]
WORDS = load_paper_words()
SAMPLE = json.loads((PAPERS / "ticket.sample.json").read_text(encoding="utf-8"))
pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("language", ["ja", "vi"])
def test_every_example_prints(tmp_path: Path, example: str, language: str) -> None:
    Image.new("L", (120, 60), 0).save(tmp_path / "crest.png")
    (tmp_path / "example.xml.j2").write_text(example, encoding="utf-8")
    document = PaperTemplates(tmp_path, PAPERS).render(
        "example.xml.j2", {**SAMPLE, "language": language}, WORDS
    )
    assert draw(document, PaperProfile()).papers


def test_both_pages_have_the_same_examples() -> None:
    english, japanese = (
        [
            re.sub(r"\s+", "", example)
            for example in re.findall(r"```jinja\n(.*?)```", page, re.DOTALL)
        ]
        for page in PAGES.values()
    )
    assert english == japanese
    assert len(english) >= 3


@pages
@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_and_attribute(page: str, element: str) -> None:
    first_cell = re.compile(rf"^\|[^|]*`<{element}/?>`[^|]*\|")
    rows = [line for line in page.splitlines() if first_cell.match(line)]
    assert len(rows) == 1
    for attribute in ELEMENTS[element].attributes:
        assert f"`{attribute}`" in rows[0]


@pages
def test_every_variable(page: str) -> None:
    told = set(re.findall(r"`([\w.]+)`", page[page.index("`in_japanese`") :])) | {"language"}
    for field in dataclasses.fields(PaperContext):
        assert field.name in told or any(name.startswith(f"{field.name}.") for name in told)
    for kind, prefix in ((PaperStop, "stop"), (PaperProcedure, "procedure")):
        for field in dataclasses.fields(kind):
            assert any(
                name.startswith(f"{prefix}.{field.name}") or name == f".{field.name}"
                for name in told
            ), field.name
    assert {f"site.{field.name}" for field in dataclasses.fields(PaperName)} <= told


@pages
def test_every_function_and_filter(page: str) -> None:
    for name in ("_(", "second(", "easy(", r"\| wait", r"\| yen", r"\| date", r"\| time", "trans"):
        assert name in page


@pages
def test_languages_and_limits(page: str) -> None:
    for language in PAPER_LANGUAGES:
        assert f"`{language}`" in page
    assert f"{BLOCKS_MAX} " in page or f"{BLOCKS_MAX}個" in page
    assert f"{CHARACTERS_MAX:,}" in page


@pages
def test_log_events(page: str) -> None:
    source = "".join((ROOT / "kiosk" / name).read_text() for name in ("papers.py", "app.py"))
    for event in ("template_broken", "paper_template_broken"):
        assert f'"{event}"' in source
        assert f"`{event}`" in page
