"""Documents that Hypothesis makes: every block, in every script that a lobby may meet."""

import io

from hypothesis import strategies as st
from PIL import Image as Pictures

from printer_drivers.documents import (
    Block,
    Code,
    Column,
    Cut,
    Document,
    Heading,
    Image,
    KeyValue,
    Number,
    Rule,
    Run,
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


def picture(across: int, down: int, grey: int = 0) -> bytes:
    """A PNG file of one grey, in a white frame."""
    image = Pictures.new("L", (across, down), 255)
    image.paste(grey, (across // 8, down // 8, across - across // 8, down - down // 8))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


_plain = st.text(characters.filter(lambda character: character != "\n"), min_size=1, max_size=10)
runs = st.lists(
    st.one_of(
        st.builds(Run, text=words(60), bold=st.booleans()),
        st.builds(
            Run,
            text=_plain.filter(lambda text: bool(text.strip())),
            bold=st.booleans(),
            ruby=st.text("あいしゅうょんアabc", min_size=1, max_size=18),
        ),
    ),
    min_size=1,
    max_size=6,
).map(tuple)


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
    st.builds(
        Text,
        runs=runs,
        size=st.sampled_from(["small", "normal", "large"]),
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
    st.builds(
        Image,
        data=st.builds(
            picture, st.integers(1, 700), st.integers(1, 300), st.sampled_from([0, 128])
        ),
        width=st.none() | st.integers(1, 100),
        align=st.sampled_from(["left", "center", "right"]),
    ),
    st.builds(Spacer, lines=st.integers(1, 20)),
    st.just(Cut()),
)

documents = st.builds(
    Document,
    language=st.sampled_from(["ja", "en", "vi", "ko", "zh", "zh-Hant", "th", "ne"]),
    blocks=st.lists(blocks, min_size=1, max_size=5).map(tuple),
)
