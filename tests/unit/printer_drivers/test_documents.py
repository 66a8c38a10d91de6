"""A document that cannot be used says which field, and why."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from printer_drivers.documents import (
    CHARACTERS_MAX,
    FILE_BYTES_MAX,
    Cut,
    Document,
    DocumentError,
    Number,
    load_document,
)

SAMPLE = Path(__file__).parents[3] / "assets" / "papers" / "sample.json"


def refusal(*blocks: Mapping[str, object], **keys: object) -> str:
    with pytest.raises(DocumentError) as caught:
        load_document(json.dumps({"blocks": blocks, **keys}))
    return str(caught.value)


def test_the_sample_loads() -> None:
    document = load_document(SAMPLE.read_bytes())
    assert document.language == "ja"
    assert Number(text="B103") in document.blocks
    assert document.blocks[-1] == Cut()


def test_a_document_survives_its_json() -> None:
    document = load_document(SAMPLE.read_bytes())
    assert load_document(document.model_dump_json()) == document
    assert Document.model_validate(document.model_dump()) == document


def test_unknown_key_named() -> None:
    assert "blocks › 1 › text › colour: " in refusal({"kind": "text", "text": "a", "colour": "red"})
    assert "papr: " in refusal({"kind": "rule"}, papr="a4")


def test_unknown_kind_names_the_kinds() -> None:
    message = refusal({"kind": "rule"}, {"kind": "picture"})
    assert message.startswith("blocks › 2: ")
    assert "'key_value'" in message


@pytest.mark.parametrize("character", ["\x1b", "\x00", "\x10", "\x7f", "\x9b", "\u2028"])
def test_control_characters_refused(character: str) -> None:
    message = refusal({"kind": "text", "text": f"a{character}@"})
    assert f"blocks › 1 › text › text: the character U+{ord(character):04X}" in message


def test_half_a_surrogate_refused() -> None:
    with pytest.raises(DocumentError):
        load_document('{"blocks":[{"kind":"text","text":"\\ud842"}]}')


def test_rows_of_different_lengths_named() -> None:
    message = refusal({"kind": "table", "rows": [["a", "b"], ["c"]]})
    assert "blocks › 1 › table: row 2 has 1 cells, the table has 2" in message
    assert "header has 1 cells" in refusal({"kind": "table", "header": ["x"], "rows": [["a", "b"]]})


def test_code_of_other_than_ascii_refused() -> None:
    assert "printable ASCII" in refusal({"kind": "code", "text": "窓口"})


@pytest.mark.parametrize(
    "run",
    [
        {"text": " ", "ruby": "あ"},
        {"text": "転入", "ruby": "　"},
        {"text": "漢" * 11, "ruby": "かん"},
        {"text": "転\n入", "ruby": "てんにゅう"},
        {"text": "転入", "ruby": "て\nん"},
    ],
)
def test_furigana_that_cannot_be_set_are_refused(run: Mapping[str, object]) -> None:
    assert refusal({"kind": "text", "runs": [run]}).startswith("blocks › 1 › text › runs › 1")


def test_words_are_given_in_one_way() -> None:
    assert "needs either text or runs" in refusal({"kind": "text"})
    assert "needs either text or runs" in refusal(
        {"kind": "heading", "text": "a", "runs": [{"text": "b"}]}
    )


def test_nothing_to_print_refused() -> None:
    assert "at least one block" in refusal()


def test_hostile_sizes_refused() -> None:
    cell = "漢" * 300
    table = {"kind": "table", "rows": [[cell] * 8] * 10}
    assert f"more than the {CHARACTERS_MAX} allowed" in refusal(table)
    assert "at most 200 items" in refusal(*[{"kind": "rule"}] * 201)
    with pytest.raises(DocumentError, match="larger than"):
        load_document(b" " * (FILE_BYTES_MAX + 1))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"blocks": 3}', "\xff"])
def test_no_document_at_all_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        load_document(text)
