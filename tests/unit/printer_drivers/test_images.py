"""Pictures that people give: what is refused, and that the same file is always the same dots."""

import io
from pathlib import Path

import pytest
from PIL import Image as Pictures

from printer_drivers.documents import Document, DocumentError, Image, load_document
from printer_drivers.images import (
    PICTURE_BYTES_MAX,
    PICTURE_SIDE_MAX,
    PictureError,
    Size,
    checked_picture,
    picture_dots,
    picture_size,
    pictures_in,
)
from tests.unit.printer_drivers import drawn


def file_of(image: Pictures.Image, kind: str = "PNG", **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def share_of_black(image: Pictures.Image) -> float:
    return image.histogram()[255] / (image.width * image.height)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_formats(kind: str) -> None:
    assert picture_size(checked_picture(file_of(Pictures.new("L", (30, 20)), kind))) == Size(30, 20)


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"])
def test_no_picture_refused(data: bytes) -> None:
    with pytest.raises(PictureError, match="none of PNG, JPEG, GIF, BMP"):
        checked_picture(data)


def test_half_a_picture_refused() -> None:
    whole = file_of(Pictures.radial_gradient("L"))
    with pytest.raises(PictureError, match="cannot be read"):
        checked_picture(whole[: len(whole) // 2])


def test_huge_pictures_refused_by_their_head() -> None:
    side = PICTURE_SIDE_MAX + 1
    with pytest.raises(PictureError, match=f"{side} × 1 dots"):
        checked_picture(file_of(Pictures.new("1", (side, 1))))
    with pytest.raises(PictureError, match="bytes"):
        checked_picture(b"x" * (PICTURE_BYTES_MAX + 1))


def test_grey_is_as_many_dots_as_it_is_dark_and_always_the_same_ones() -> None:
    data = file_of(Pictures.new("L", (64, 64), 192))
    dots = picture_dots(data, Size(64, 64))
    assert share_of_black(dots) == pytest.approx(0.25, abs=0.02)
    assert dots.tobytes() == picture_dots(data, Size(64, 64)).tobytes()


def test_a_drawing_keeps_its_edges() -> None:
    image = Pictures.new("L", (64, 64), 255)
    image.paste(30, (16, 16, 48, 48))
    dots = picture_dots(file_of(image), Size(64, 64))
    assert dots.getbbox() == (16, 16, 48, 48)
    assert share_of_black(dots) == 0.25


def test_what_is_clear_is_white() -> None:
    clear = Pictures.new("RGBA", (16, 16), (0, 0, 0, 0))
    assert picture_dots(file_of(clear), Size(16, 16)).getbbox() is None


def test_a_photo_that_lies_is_turned() -> None:
    exif = Pictures.Exif()
    exif[0x0112] = 6
    lying = file_of(Pictures.new("L", (40, 10)), "JPEG", exif=exif)
    assert picture_size(lying) == Size(10, 40)
    assert picture_dots(lying, Size(10, 40)).size == (10, 40)


def test_a_document_in_a_file_names_its_pictures(tmp_path: Path) -> None:
    data = drawn.picture(40, 20)
    (tmp_path / "crest.png").write_bytes(data)
    text = '{"blocks": [{"kind": "image", "path": "crest.png", "width": 40}]}'
    document = load_document(text, pictures_in(tmp_path))
    assert document == Document(blocks=(Image(data=data, width=40),))
    assert load_document(document.model_dump_json()) == document, "it needs the file no more"
    assert Document.model_validate(document.model_dump()) == document
    assert Document.model_validate(document.model_dump(mode="json")) == document


@pytest.mark.parametrize(
    "path", ["missing.png", "../secret.png", "/etc/hostname", ".", "a\\u0000b"]
)
def test_a_picture_elsewhere_is_not_found(path: str, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(drawn.picture(8, 8))
    with pytest.raises(DocumentError, match="blocks › 1 › image: "):
        load_document(f'{{"blocks": [{{"kind": "image", "path": "{path}"}}]}}', pictures_in(folder))


def test_a_path_without_a_folder_is_refused() -> None:
    with pytest.raises(DocumentError, match="only when a document is loaded from a file"):
        load_document('{"blocks": [{"kind": "image", "path": "crest.png"}]}')


def test_pictures_of_a_document_are_bounded_together() -> None:
    noise = Pictures.effect_noise((420, 420), 100)
    data = file_of(noise, "BMP")
    assert len(data) < PICTURE_BYTES_MAX
    with pytest.raises(ValueError, match="are allowed"):
        Document(blocks=tuple(Image(data=data) for _ in range(4)))
