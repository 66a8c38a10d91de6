"""The 五十音 keyboard: what is typed is kana, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.navi.kana import (
    COLUMNS,
    KANA,
    NAME_LENGTH_MAX,
    SPACE,
    KanaKey,
    Script,
    can_change,
    finished,
    shown,
    typed,
)
from protocol.sealed import CertificateRequest

KEYS = [*"".join(COLUMNS), *KanaKey]


def after(*keys: str) -> str:
    name = ""
    for key in keys:
        name = typed(name, key)
    return name


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (["か", KanaKey.VOICED], "が"),
        (["か", KanaKey.VOICED, KanaKey.VOICED], "か"),
        (["は", KanaKey.HALF_VOICED], "ぱ"),
        (["は", KanaKey.VOICED, KanaKey.HALF_VOICED], "ぱ"),
        (["う", KanaKey.VOICED], "ゔ"),
        (["つ", KanaKey.SMALL], "っ"),
        (["つ", KanaKey.SMALL, KanaKey.VOICED], "づ"),
        (["き", "よ", KanaKey.SMALL, "う", "こ"], "きょうこ"),
        (["ま", KanaKey.VOICED], "ま"),
        (["あ", KanaKey.SPACE, KanaKey.SPACE, "い"], "あ\u3000い"),
        ([KanaKey.SPACE, "ー", "あ", "ー"], "あー"),
        (["あ", "い", KanaKey.DELETE], "あ"),
        (["あ", "い", KanaKey.CLEAR], ""),
        ([KanaKey.DELETE, KanaKey.VOICED], ""),
        (["a", "1", "漢", "ab", ""], ""),
    ],
)
def test_typing(keys: list[str], name: str) -> None:
    assert after(*keys) == name


def test_the_board_has_every_kana_of_modern_japanese() -> None:
    board = "".join(COLUMNS)
    assert len(board) == len(set(board)) == 47
    reached = {typed(kana, key) for kana in board for key in KanaKey if can_change(kana, key)}
    assert set(board) | reached - {""} == KANA
    assert set("がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽぁぃぅぇぉゃゅょっゔ") <= reached


@given(st.lists(st.one_of(st.sampled_from(KEYS), st.text(max_size=2)), max_size=60))
def test_a_name_is_always_kana_that_the_counter_takes(keys: list[str]) -> None:
    name = after(*keys)
    assert set(name) <= KANA | {SPACE}
    assert len(name) <= NAME_LENGTH_MAX
    assert not name.startswith(SPACE)
    assert SPACE * 2 not in name
    for script in Script:
        if finished(name):
            request = CertificateRequest.model_validate(
                {
                    "certificate": "juminhyo",
                    "name_kana": shown(finished(name), script),
                    "birth_date": "1985-05-01",
                }
            )
            assert len(request.name_kana) == len(finished(name))
    assert not any("ぁ" <= kana <= "ゖ" for kana in shown(name, Script.KATAKANA))


@given(st.sampled_from(KEYS), st.lists(st.sampled_from(KEYS), max_size=20))
def test_whatever_was_typed_can_be_taken_back(key: str, keys: list[str]) -> None:
    name = after(*keys)
    assert typed(typed(name, key), KanaKey.CLEAR) == ""
    for _ in range(NAME_LENGTH_MAX):
        name = typed(name, KanaKey.DELETE)
    assert name == ""
