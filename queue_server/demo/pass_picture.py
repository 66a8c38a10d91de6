"""What a camera sees when somebody holds up a phone with a pass on it."""

import io

import segno
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from queue_server.assets import assets_dir

WIDTH, HEIGHT = 1280, 720
"""Pixels, as a webcam delivers them."""
TILT_DEGREES = 2.5
"""Nobody holds a phone quite straight."""
MODULE_PIXELS_MAX = 6
QUIET_MODULES = 4
"""The white border that a QR code must have, in modules (ISO/IEC 18004, 6.3.8)."""

_PRIMARY = "#0017c1"
_INK = "#1a1a1a"
_SOFT = "#626264"
_PHONE = (395, 36, 885, 1000)
"""Left, top, right, bottom; the lower end is in the hand, outside the picture."""
_BEZEL = 16


def pass_photo(text: str, *, city: str, title: str, title_en: str) -> bytes:
    """A JPEG of 1280 × 720: a phone with the pass `text` as a QR code, marked as a sample."""
    picture = _lobby()
    phone = Image.new("RGBA", (WIDTH, HEIGHT + 320), (0, 0, 0, 0))
    draw = ImageDraw.Draw(phone)
    left, top, right, bottom = _PHONE
    draw.rounded_rectangle(_PHONE, 62, fill="#101114")
    screen = (left + _BEZEL, top + _BEZEL, right - _BEZEL, bottom)
    draw.rounded_rectangle(screen, 48, fill="#ffffff")
    middle = (left + right) / 2
    _head(phone, screen, city)
    code = _code(text, right - left - 2 * _BEZEL)
    y = top + _BEZEL + 128
    phone.paste(code, (round(middle - code.width / 2), y))
    y += code.height
    draw.text((middle, y + 20), title, fill=_INK, font=_font("Bold", 30), anchor="mm")
    draw.text((middle, y + 54), title_en, fill=_SOFT, font=_font("Regular", 20), anchor="mm")
    _stamp(draw, middle, y + 96)
    centre = (round(middle), HEIGHT // 2)
    phone = phone.rotate(TILT_DEGREES, Image.Resampling.BICUBIC, center=centre)
    shadow = Image.new("RGBA", phone.size, (20, 24, 32, 0))
    shadow.putalpha(phone.getchannel("A").point(lambda alpha: alpha * 110 // 255))
    shadow = shadow.filter(ImageFilter.GaussianBlur(22))
    picture.paste(shadow, (10, 16), shadow)
    picture.paste(phone, (0, 0), phone)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92)
    return file.getvalue()


def _lobby() -> Image.Image:
    """A lobby out of focus: light from above, a floor, a few soft shapes."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#c9ced6")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 520, WIDTH, HEIGHT), fill="#a9a294")
    draw.rectangle((0, 0, WIDTH, 90), fill="#e9edf2")
    for x, colour in ((60, "#8fa3c4"), (250, "#b9c6dc"), (960, "#9aa9bf"), (1130, "#c3b79f")):
        draw.rectangle((x, 210, x + 130, 560), fill=colour)
    for x in (110, 520, 930):
        draw.ellipse((x, 20, x + 220, 70), fill="#ffffff")
    return picture.filter(ImageFilter.GaussianBlur(28))


def _head(phone: Image.Image, screen: tuple[int, int, int, int], city: str) -> None:
    """The band with the city's name, inside the screen's round corners."""
    left, top, right, _bottom = screen
    band = Image.new("RGB", (right - left, 118), _PRIMARY)
    draw = ImageDraw.Draw(band)
    middle = band.width / 2
    draw.text((middle, 44), "受付コード", fill="#ffffff", font=_font("Bold", 36), anchor="mm")
    draw.text((middle, 88), city, fill="#d9e6ff", font=_font("Regular", 22), anchor="mm")
    corners = Image.new("L", band.size, 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, band.width - 1, 200), 48, fill=255)
    phone.paste(band, (left, top), corners)


def _code(text: str, width: int) -> Image.Image:
    """The QR code with its quiet zone, each module a whole number of pixels."""
    code = segno.make_qr(text, error="m", boost_error=False)
    modules = code.symbol_size(scale=1, border=QUIET_MODULES)[0]
    file = io.BytesIO()
    code.save(
        file, kind="png", scale=min(MODULE_PIXELS_MAX, width // modules), border=QUIET_MODULES
    )
    return Image.open(file).convert("RGBA")


def _stamp(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    font = _font("Bold", 22)
    box = draw.textbbox((x, y), "見本 SAMPLE", font=font, anchor="mm")
    frame = (box[0] - 14, box[1] - 8, box[2] + 14, box[3] + 8)
    draw.rounded_rectangle(frame, 8, outline="#ec0000", width=3)
    draw.text((x, y), "見本 SAMPLE", fill="#ec0000", font=font, anchor="mm")


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(assets_dir() / "fonts" / f"BIZUDPGothic-{weight}.ttf", size)
