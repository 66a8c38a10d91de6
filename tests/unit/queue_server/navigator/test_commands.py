"""What a city's staff read when they check a catalogue, or ask why somebody gets something."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from queue_server.main import main
from tests.sites import SAMPLE_SITE

ASSETS = SAMPLE_SITE.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "catalogue"
    shutil.copytree(ASSETS / "catalogue", copied)
    return copied


def called(*words: str) -> Result:
    return CliRunner().invoke(main, ["catalogue", *words])


def spoil(path: Path, old: str, new: str) -> int:
    """Change the first place, and say its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_good_catalogue(folder: Path) -> None:
    for option, path in (("--catalogue", folder), ("--site", SAMPLE_SITE)):
        result = called("check", option, str(path))
        assert result.exit_code == 0
        assert "Nothing is wrong: 73 procedures, 11 life events" in result.output


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "checklists",
            "{procedure: zairyu_jusho, when: things has residence_card}",
            "{procedure: zairyu_jusho, when: things has visa}",
            "zairyu_jusho › when: 'visa' is no answer to 'things' here",
        ),
        (
            "checklists",
            "{procedure: mynumber_keizoku, when: things has card}",
            "{procedure: mynumber_keizoku, when: thing has card}",
            "mynumber_keizoku › when: 'thing' was not asked before",
        ),
        (
            "checklists",
            "{procedure: mynumber_keizoku, when: things has card}",
            "{procedure: mynumber_keizoku, when: things is card}",
            "mynumber_keizoku › when: 'things' takes many answers: say 'has'",
        ),
        (
            "checklists",
            "{procedure: kokuho_kanyu, when: insurance is kokuho}",
            "{procedure: kokuho_kanyu, when: insurance is kokuho and insurance is kouki}",
            "kokuho_kanyu › when: never holds",
        ),
        (
            "checklists",
            "{procedure: kokuho_kanyu, when: insurance is kokuho}",
            "{procedure: kokuho_kanyu, when: insurance is}",
            "when: an answer is missing; there is the end",
        ),
        (
            "checklists",
            "{procedure: nenkin_sanzen, when: pension_herself is hai}",
            "{procedure: nenkin_sanzen}",
            "asks › pension_herself: no rule uses it",
        ),
        (
            "answers",
            "  dog: {ja: 犬を飼っている",
            "  cat: {ja: 猫, en: Cat}\n  dog: {ja: 犬を飼っている",
            "answers › cat: no question offers it",
        ),
        (
            "questions",
            "- id: family\n",
            "- id: colour\n  words: {ja: 色, en: Colour}\n- id: family\n",
            "questions › colour: no checklist asks it",
        ),
        (
            "procedures",
            "  deadline_days: 14\n",
            "  do_after: [kodomo_iryo]\n  deadline_days: 14\n",
            "do_after: goes in a circle: tennyu after kodomo_iryo after kokuho_kanyu after tennyu",
        ),
        (
            "procedures",
            "  deadline_from: 転居した日",
            "  deadline_from: 転居した日\n  deadline_day: {birth: other}",
            "tenkyo › deadline_day: there is no 'birth'",
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    near = spoil(folder / f"{file}.yaml", old, new)
    result = called("check", "--catalogue", str(folder))
    assert result.exit_code == 1
    line = next(one for one in result.output.splitlines() if said in one)
    named = int(line.removeprefix(f"{folder / file}.yaml:").partition(":")[0])
    # the line that was spoilt, or the one where its question stands
    assert abs(named - near) <= 4


def test_all_mistakes_are_named_at_once(folder: Path) -> None:
    spoil(folder / "checklists.yaml", "when: things has card}", "when: things is card}")
    spoil(folder / "questions.yaml", "- id: family\n", "- id: families\n")
    output = called("check", "--catalogue", str(folder)).output
    assert "say 'has'" in output
    assert "there is no such question" in output
    assert "questions › families: no checklist asks it" in output


def test_called_wrongly() -> None:
    for words in (("check",), ("explain", "--event", "birth"), ("explain", "--site", "x")):
        assert called(*words).exit_code == 2


def test_why() -> None:
    result = called(
        *("explain", "--site", str(SAMPLE_SITE), "--event", "moving_in"),
        *("--answers", "family= things=card insurance=unknown"),
        *("--dates", "moving_in=2026-11-10"),
    )
    assert result.exit_code == 0
    for line in (
        "On the list",
        "kokuho_kanyu 国民健康保険 加入 [要確認]",
        "moving_in: insurance is kokuho -> 要確認 (not known) (insurance = unknown)",
        "until 2026-11-23, come by 2026-11-20 [要確認]: from 2026-11-10;",
        "until: not computed without the date of moving_in.filed",
        "- inu_tennyu 犬の登録事項変更（転入・転居）",
        "moving_in: things has dog -> no (things = card)",
        "for the city to verify: fee_yen(市により無料〜350円)",
        "To bring",
        "行かない: at home (電話・インターネット)",
    ):
        assert line in result.output
    assert "Still to ask" not in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--event", "party"), "there is no 'party'; there are moving_in"),
        (("--event", "birth", "--answers", "job=quit"), "'job' is not asked here"),
        (("--event", "birth", "--answers", "things=cat"), "'cat' is no answer to 'things'"),
        (("--event", "birth", "--answers", "which_child="), "'which_child' takes one answer"),
        (("--event", "birth", "--answers", "things"), "'things' is not NAME=VALUE"),
        (("--event", "birth", "--dates", "birth=soon"), "'soon' is not YYYY-MM-DD"),
        (("--event", "birth", "--dates", "birth=9999-12-31"), "not a day that anybody means"),
        (("--event", "birth", "--dates", "death=2026-11-10"), "there is no 'death'"),
    ],
)
def test_what_cannot_be_explained(words: tuple[str, ...], said: str) -> None:
    result = called("explain", "--catalogue", str(ASSETS / "catalogue"), *words)
    assert result.exit_code == 2
    assert said in result.output
