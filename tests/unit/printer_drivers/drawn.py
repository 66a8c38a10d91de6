"""Documents that Hypothesis makes: every block, in every script that a lobby may meet."""

from hypothesis import strategies as st

from printer_drivers.documents import (
    Block,
    Code,
    Column,
    Cut,
    Document,
    Heading,
    KeyValue,
    Number,
    Rule,
    Spacer,
    Table,
    Text,
)

_COMMON = st.sampled_from(
    "住所変更届出手続きのごあんないマイナンバー、。（）「」ー々ぁ 　 ABCxyz0123,.-/\\¥①髙﨑"
    "𠮷한국ẾạăọХ門门😀か\u3099e\u0301",
)
_ANY = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
characters = st.one_of(_COMMON, _COMMON, _COMMON, _ANY)


def words(most: int) -> st.SearchStrategy[str]:
    """Text of 1 to `most` characters."""
    return st.text(characters, min_size=1, max_size=most)


def _tables() -> st.SearchStrategy[Table]:
    def of(count: int) -> st.SearchStrategy[Table]:
        row = st.tuples(*[st.text(characters, max_size=40)] * count)
        column = st.builds(
            Column,
            width=st.integers(1, 100),
            align=st.sampled_from(["left", "center", "right"]),
        )
        return st.builds(
            Table,
            header=st.none() | row,
            rows=st.lists(row, min_size=1, max_size=4).map(tuple),
            columns=st.none() | st.tuples(*[column] * count),
        )

    return st.integers(1, 8).flatmap(of)


blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, text=words(40)),
    st.builds(Number, text=words(12)),
    st.builds(
        Text,
        text=words(120),
        size=st.sampled_from(["small", "normal", "large"]),
        bold=st.booleans(),
        align=st.sampled_from(["left", "center", "right"]),
    ),
    st.builds(KeyValue, key=words(40), value=words(60)),
    _tables(),
    st.just(Rule()),
    st.builds(
        Code,
        text=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=500),
        caption=st.none() | words(30),
    ),
    st.builds(Spacer, lines=st.integers(1, 20)),
    st.just(Cut()),
)

documents = st.builds(
    Document,
    language=st.sampled_from(["ja", "en", "vi", "ko", "zh", "zh-Hant", "th"]),
    blocks=st.lists(blocks, min_size=1, max_size=5).map(tuple),
)
