"""The certificates as data: what the catalogue has, and nothing that nobody reads."""

from pathlib import Path

import pytest

from kiosk.navi.form import CERTIFICATES, FormsError, load_forms
from tests.sites import sample_lobby


def test_every_certificate_is_a_procedure_with_a_fee() -> None:
    procedures = {entry.id: entry for entry in sample_lobby().catalogue.procedures}
    forms = load_forms()
    assert [form.procedure for form in forms] == [
        "juminhyo",
        "inkan_shomei",
        "koseki_shomei",
        "zei_shomei",
    ]
    for form in forms:
        assert procedures[form.procedure].fee_yen


def test_a_my_number_on_paper_is_never_an_option() -> None:
    for form in load_forms():
        for option in form.options:
            assert "マイナンバー" not in option.words.ja
            assert "個人番号" not in option.words.ja


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("whose: self", "whose: neighbour", "whose"),
        ("procedure: inkan_shomei", "procedure: juminhyo", "twice"),
        (
            "- whose: household\n    words: {ja: 世帯",
            "- whose: self\n    words: {ja: 世帯",
            "twice",
        ),
        ("option: honseki", "option: 本籍", "option"),
        ("  plain: {ja: 住所", "  easy: {ja: 住所", "plain"),
        ("certificates:", "certificates: {", "certificates.yaml"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, before: str, after: str, said: str) -> None:
    text = CERTIFICATES.read_text(encoding="utf-8")
    assert before in text
    broken = tmp_path / "certificates.yaml"
    broken.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FormsError, match=said):
        load_forms(broken)


def test_a_missing_file_says_which(tmp_path: Path) -> None:
    with pytest.raises(FormsError, match=r"none\.yaml"):
        load_forms(tmp_path / "none.yaml")
