"""A long job goes out in pieces that end where a line does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer_drivers.composing import Composer
from printer_drivers.documents import Code, Cut, Document, Number, Rule, Text
from printer_drivers.esc_pos.encode import encode_lines
from printer_drivers.esc_pos.frames import CutPaper, LineFeed, Raster, decode
from printer_drivers.esc_pos.pieces import PIECE_BYTES, UNDER_WAY, pieces_of
from printer_drivers.layout import PaperProfile

COMPOSE = Composer(PaperProfile(), encode_lines)
LONG = Document(
    language="vi",
    blocks=(Number(text="B103"), *[Text(text="Đăng ký cư trú tại quầy số 3.")] * 9, Cut()),
)


@given(
    st.lists(
        st.one_of(
            st.builds(Text, text=st.text("窓口abcĐặ \n", min_size=1, max_size=200)),
            st.just(Rule()),
            st.just(Code(text="MG1:TEST")),
            st.just(Cut()),
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=25, deadline=None)
def test_the_pieces_are_the_job_and_each_is_short_or_one_line(blocks: list[Text]) -> None:
    data = COMPOSE(Document(blocks=tuple(blocks))).data
    pieces = pieces_of(data)
    assert b"".join(pieces) == data
    if len(data) <= PIECE_BYTES * UNDER_WAY:
        assert pieces == (data,)
    else:
        assert max(map(len, pieces)) <= PIECE_BYTES


def test_a_piece_ends_where_nothing_is_left_on_a_line() -> None:
    pieces = pieces_of(COMPOSE(LONG).data)
    assert len(pieces) > 3
    ends = {type(decode(piece)[-1]).__name__ for piece in pieces}
    assert ends <= {"LineFeed", "Raster", "Feed", "CutPaper", "CodePrint"}


def test_a_picture_longer_than_a_piece_is_a_piece() -> None:
    picture = Raster(72, 100, b"\xff" * 7200).encode()
    line = b"a" + LineFeed().encode()
    data = line + picture + line + CutPaper().encode()
    assert pieces_of(data) == (line, picture, line + CutPaper().encode())


@pytest.mark.parametrize("data", [b"\x1b~" * 4000, b"\x1dv0\x00\xff"])
def test_what_is_not_ours_stays_whole(data: bytes) -> None:
    assert pieces_of(data) == (data,)
