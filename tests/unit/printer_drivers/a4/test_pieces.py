"""Words in pieces: nothing is lost, and phrases stay together."""

from hypothesis import given
from hypothesis import strategies as st

from printer_drivers.a4.pieces import NO_EDGE, NOTHING, Pieces, Style, Styled, units
from printer_drivers.breaking import phrases_for
from printer_drivers.characters import composed

JA = phrases_for("ja")
EN = phrases_for("en")
words = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u200b\u2060")
    | st.sampled_from("\n 　。（）")
)


def pieces(*, lacks: str = "") -> Pieces:
    return Pieces(JA, lambda cluster: cluster not in lacks)


def said(line: list[dict[str, object]]) -> str:
    runs = [run for piece in line for run in piece["runs"]]  # type: ignore[attr-defined]  # JSON
    text = "".join(run["text"] for run in runs)
    # what keeps Typst from moving signs says nothing
    return text.replace(NO_EDGE, "").replace(NOTHING, "")


@given(words)
def test_no_character_is_lost(text: str) -> None:
    lines = pieces().plain(text)
    assert "\n".join(map(said, lines)) == composed(text)
    assert "".join(units(text, JA)) == text


@given(st.lists(st.tuples(words, st.builds(Style, st.booleans())), max_size=5))
def test_no_character_loses_its_style(styled: list[Styled]) -> None:
    lines = pieces().lines(styled)
    runs = [run for line in lines for piece in line for run in piece["runs"]]
    for bold in (False, True):
        wanted = "".join(composed(text) for text, style in styled if style.bold is bold)
        got = said([{"runs": [run for run in runs if run["bold"] is bold]}])
        assert got == wanted.replace("\n", "")


def test_a_phrase_is_kept_and_its_punctuation_is_beside_it() -> None:
    (line,) = pieces().plain("番号が呼ばれるまで、お待ちください。")
    kept = [said([piece]) for piece in line if piece["keep"]]
    assert kept == ["番号が", "呼ばれるまで", "お待ちください"]
    assert [said([piece]) for piece in line if not piece["keep"]] == ["、", "。"]


def test_brackets_keep_their_place() -> None:
    (line,) = pieces().plain("写し（全員）。")
    text = "".join(str(run["text"]) for piece in line for run in piece["runs"])
    assert text == f"写し{NO_EDGE}（全員）{NOTHING}。"


def test_words_of_letters_need_no_help_but_long_ones() -> None:
    (line,) = Pieces(EN, lambda _: True).plain("Please see https://www.city.example.jp/tennyu now")
    assert [piece["keep"] for piece in line] == [False, True, False]


def test_ruby_stays_with_the_whole_of_its_words() -> None:
    (line,) = pieces().lines(
        [("住民異動届", Style(ruby="じゅうみんいどうとどけ")), ("を書く", Style())]
    )
    runs = [run for piece in line for run in piece["runs"]]
    assert [(run["text"], run["ruby"]) for run in runs if run["ruby"]] == [
        ("住民異動届", "じゅうみんいどうとどけ")
    ]
    assert said(line) == "住民異動届を書く"


def test_a_character_that_no_font_has_is_marked() -> None:
    (line,) = pieces(lacks="\ue000").plain("田\ue000さま")
    missing = [run for piece in line for run in piece["runs"] if run["missing"]]
    assert [run["text"] for run in missing] == ["\ue000"]
