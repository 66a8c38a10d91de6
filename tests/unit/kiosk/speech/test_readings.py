"""What is handed to the voices, so that they read it as people do."""

import subprocess

import pytest

from kiosk.session.model import LANGUAGES
from kiosk.speech.lines import Line
from kiosk.speech.readings import (
    digits_said,
    for_espeak,
    for_open_jtalk,
    kana_said,
    name_said,
    number_said,
)
from kiosk.speech.voices import command_of


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        ("B103", "ja", "ビーの103番"),
        ("A007", "ja-simple", "エーの7番"),
        ("B-103", "ja", "ビーの103番"),
        ("B103", "en", "B 103"),
        ("B103", "ne", "B 103"),
        ("仮1", "ja", "仮1"),
    ],
)
def test_a_number_is_said_as_it_is_called(number: str, language: str, said: str) -> None:
    assert number_said(number, language) == said


def test_kana_are_told_apart_by_ear() -> None:
    # a single は or へ would be read as a particle
    assert (kana_said("は"), kana_said("ヘ")) == ("ハ", "ヘ")
    assert kana_said("っ") == "小さい、ツ"
    assert kana_said("ー") == "のばす音"
    assert kana_said("を") != kana_said("お")
    assert len({kana_said(each) for each in "ずづじぢおを"}) == 6
    assert name_said("あいづ\u3000はなこ") == "アイヅ\u3000ハナコ"


def test_telephone_numbers_are_said_digit_by_digit() -> None:
    assert digits_said("09012345678") == "0 9 0, 1 2 3 4, 5 6 7 8"
    assert digits_said("09") == "0 9"


def test_ranges_days_and_thousands() -> None:
    assert for_espeak("25–40 min", "en") == "25 to 40 min"
    assert for_espeak("12~20分钟", "zh") == "12 到 20分钟"
    assert for_espeak("1,200 yen, 1985-05-01", "en") == "1200 yen, 1985, 05, 01"
    assert for_open_jtalk("12～20分") == "12から20分"


def test_spaces_of_easy_japanese_are_no_pauses() -> None:
    assert for_open_jtalk("ばんごうの かみを とって ください。 つぎ") == (
        "ばんごうのかみをとってください。 つぎ"
    )
    # else は would be a particle
    assert for_open_jtalk("まどぐちで はなして") == "まどぐちで はなして"


def test_open_jtalk_reads_what_it_would_misread() -> None:
    words = (
        "番号札をお取りください。受付コードがない方は、ビーの103番です。12～20分。2通。1人待ち。"
    )
    command = command_of(Line(words, "ja"))
    program = [*command.program[:-1], "/dev/null", "-ot", "/dev/stdout", "-r", "9"]
    done = subprocess.run(program, input=command.words, capture_output=True, check=True)
    analysis = done.stdout.decode().split("[Text analysis result]")[1].split("[Output")[0]
    rows = [row.split(",") for row in analysis.strip().splitlines()]
    heard = "".join(row[9] for row in rows if len(row) > 9).replace("’", "")
    for part in (
        "バンゴーフダヲ",
        "ナイカタワ",
        "ビーノヒャクサンバン",
        "ジューニカラニジュップン",
        "ニツー",
        "ヒトリマチ",
    ):
        assert part in heard


def test_chinese_is_not_spelled_out_in_english() -> None:
    """As the usual voice `cmn` of Debian's espeak-ng does."""
    command = command_of(Line("请选择手续", "zh"))
    asked = [*command.program[:3], "--stdin", "-q", "--ipa"]
    done = subprocess.run(asked, input=command.words, capture_output=True, check=True)
    assert "(en)" not in done.stdout.decode()


def test_tagalog_has_its_numbers_in_english() -> None:
    command = command_of(Line("Kunin ang numero ng B 103 & mga <b>", "tl"))
    assert command.words.decode() == (
        '<speak>Kunin ang numero nang <voice xml:lang="en">B</voice>'
        ' <voice xml:lang="en">103</voice> manga b</speak>'
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_on_no_command_line(language: str) -> None:
    command = command_of(Line("ハナコ Hanako", language))
    assert not any("Hanako" in part or "ハナコ" in part for part in command.program)
    assert b"Hanako" in command.words
