"""`ticket-printer preview`, as a city's staff run it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from printer_drivers.main import main
from printer_drivers.templates import PAPERS


def preview(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["preview", *map(str, arguments)])


@pytest.mark.parametrize("name", ["ticket", "checklist"])
def test_a_template_with_its_own_sample(tmp_path: Path, name: str) -> None:
    out = tmp_path / "paper.png"
    result = preview(PAPERS / f"{name}.xml.j2", "--out", out)
    assert result.exit_code == 0
    with Image.open(out) as picture:
        assert picture.size[0] > 576
        millimetres = round(picture.height / 203 * 25.4)
    assert re.fullmatch(
        rf"{out}: {millimetres} mm\n[\d,]+ bytes to the printer\n", result.stdout
    ), result.stdout


def test_narrow_paper_in_another_language_is_another_picture(tmp_path: Path) -> None:
    sizes = []
    for width in ("576", "512", "384"):
        out = tmp_path / f"{width}.png"
        arguments = ("--language", "vi", "--width", width, "--out", out)
        assert preview(PAPERS / "ticket.xml.j2", *arguments).exit_code == 0
        with Image.open(out) as picture:
            sizes.append(picture.width)
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_each_cut_is_a_picture(tmp_path: Path) -> None:
    template = tmp_path / "two.xml.j2"
    template.write_text("<paper><number>{{ n }}</number><cut/><rule/></paper>", encoding="utf-8")
    (tmp_path / "two.sample.json").write_text('{"n": "A1"}', encoding="utf-8")
    result = preview(template, "--out", tmp_path / "out.png")
    assert result.exit_code == 0
    assert [path.name for path in sorted(tmp_path.glob("*.png"))] == ["out-2.png", "out.png"]


def test_other_data_and_other_words(tmp_path: Path) -> None:
    template = tmp_path / "own.xml.j2"
    template.write_text('<paper><text>{{ n }}{{ _("番号札") }}</text></paper>', encoding="utf-8")
    data = tmp_path / "data.json"
    data.write_text('{"n": "A1"}', encoding="utf-8")
    arguments = ("--data", data, "--out", tmp_path / "out.png")
    assert preview(template, *arguments).exit_code == 0
    result = preview(template, *arguments, "--words", tmp_path)
    assert result.exit_code == 0, "what is wrong with the words is told, and the paper drawn"
    assert f"{tmp_path}/vi/LC_MESSAGES/papers.po: No such file" in result.stderr


@pytest.mark.parametrize(
    ("template", "data", "said"),
    [
        (
            "<paper>\n<txt/></paper>",
            "{}",
            "own.xml.j2, line 2: there is no <txt> (is <text> ",
        ),
        ("<paper>{{ n }}</paper>", "{}", "own.xml.j2, line 1: 'n' is undefined"),
        ("<paper/>", "[1]", 'own.sample.json: must be an object, {"name": value, …}'),
        ("<paper/>", "{", "own.sample.json: Expecting property name"),
        ("<paper/>", '{"a b": 1}', "own.sample.json: 'a b' is no name of a variable"),
        ("<paper/>", None, "own.sample.json is not there; give the template's values with --data"),
    ],
)
def test_what_cannot_be_used_is_told(
    tmp_path: Path, template: str, data: str | None, said: str
) -> None:
    (tmp_path / "own.xml.j2").write_text(template, encoding="utf-8")
    if data is not None:
        (tmp_path / "own.sample.json").write_text(data, encoding="utf-8-sig")
    result = preview(tmp_path / "own.xml.j2")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"ticket-printer: {tmp_path}/{said}")


def test_a_picture_that_cannot_be_written(tmp_path: Path) -> None:
    result = preview(PAPERS / "ticket.xml.j2", "--out", tmp_path / "none" / "out.png")
    assert result.exit_code == 1
    assert "out.png: No such file or directory" in result.stderr
