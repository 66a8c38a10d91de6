"""Everything that staff may be told has words in both languages."""

from typing import get_args

import pytest

from protocol.messages import Need
from queue_server.domain.refusals import Refusal
from queue_server.staff.words import NEEDS, REFUSALS, EdgeRefusal, Words, language_words


@pytest.mark.parametrize("reason", [*Refusal, *EdgeRefusal])
def test_every_refusal_is_said_in_words(reason: Refusal | EdgeRefusal) -> None:
    assert REFUSALS[reason].ja.endswith("。")
    assert REFUSALS[reason].en.endswith(".")


def test_every_need_of_the_protocol_has_a_name() -> None:
    assert set(NEEDS) == set(get_args(Need))


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("vi", Words(ja="ベトナム語", en="Vietnamese")),
        ("ja-easy", Words(ja="やさしい日本語", en="Easy Japanese")),
        ("zh-Hant", Words(ja="中国語 (繁体字)", en="Chinese (Traditional)")),
        ("xx", Words(ja="xx", en="xx")),
    ],
)
def test_languages_are_named(tag: str, words: Words) -> None:
    assert language_words(tag) == words
