"""Made photographs of codes: what a camera in a lobby sees, easy and hard, from a seed."""

import io
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from kiosk.reading.camera import Pixels

Grey = NDArray[np.uint8]
Random = np.random.Generator
DENSE = "MG1:" + "6BF.OK2-$Q/N" * 34
"""As long as a pass can be: fills a QR code of version 12 at level M."""
SPARSE = "MG1:6BF.OK2-$Q/N"


def code(text: str, *, module: int = 6, border: int = 4, error: str = "m") -> Grey:
    """A QR code, black on white, with modules of so many pixels."""
    out = io.BytesIO()
    segno.make(text, error=error, micro=False).save(out, "png", scale=module, border=border)
    data = np.frombuffer(out.getvalue(), np.uint8)
    return _u8(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))


def lobby(random: Random, size: tuple[int, int] = (1280, 720)) -> Grey:
    """A lobby out of focus: blotches and edges, so that there is something else than the code."""
    wide, high = size
    scene = np.full((high, wide), 150, np.uint8)
    for _ in range(25):
        x, y = int(random.integers(0, wide)), int(random.integers(0, high))
        w, h = int(random.integers(30, 400)), int(random.integers(30, 300))
        cv2.rectangle(scene, (x, y), (x + w, y + h), int(random.integers(20, 235)), -1)
    return _u8(cv2.GaussianBlur(scene, (0, 0), 5))


def placed(
    scene: Grey,
    picture: Grey,
    *,
    side: int,
    at: tuple[int, int] = (640, 360),
    turn: float = 0.0,
    tilt: float = 0.0,
) -> Grey:
    """The picture in the scene: `side` pixels wide, turned (degrees) and tilted (0 to 0.4)."""
    high, wide = picture.shape
    half = side / 2
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    corners[0] += (side * tilt, side * tilt / 2)
    corners[1] += (0, side * tilt / 3)
    angle = np.deg2rad(turn)
    rotate = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = corners @ rotate.T + np.array(at)
    source = np.array([[0, 0], [wide, 0], [wide, high], [0, high]])
    matrix = cv2.getPerspectiveTransform(source.astype(np.float32), target.astype(np.float32))
    size = (scene.shape[1], scene.shape[0])
    # drawn large and made smaller, or thin modules would be sampled away
    over = 2
    grow = np.diag([over, over, 1.0]) @ matrix
    linear = cv2.INTER_LINEAR
    big = (size[0] * over, size[1] * over)
    drawn = cv2.warpPerspective(picture, grow, big, flags=linear)
    mask = cv2.warpPerspective(np.full_like(picture, 255), grow, big, flags=linear)
    drawn = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    share = cv2.resize(mask, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return _u8(drawn + scene * (1 - share))


def blurred(grey: Grey, sigma: float) -> Grey:
    """Out of focus, by so many pixels."""
    return _u8(cv2.GaussianBlur(grey, (0, 0), sigma))


def shaken(grey: Grey, length: int, angle: float) -> Grey:
    """Moved while it was taken: so many pixels, in a direction (degrees)."""
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), angle, 1)
    kernel = np.asarray(cv2.warpAffine(kernel, turn, (length, length)), np.float32)
    return _u8(cv2.filter2D(grey, -1, kernel / kernel.sum()))


def grained(grey: Grey, random: Random, sigma: float) -> Grey:
    """With the noise of a sensor."""
    return _u8(grey + random.normal(0, sigma, grey.shape))


def toned(grey: Grey, dark: float, light: float) -> Grey:
    """Black becomes `dark`, white `light` (0 to 255): dim, pale, or inverted."""
    return _u8(dark + grey.astype(np.float32) * ((light - dark) / 255))


def glared(grey: Grey, at: tuple[int, int], radius: float, strength: float = 230) -> Grey:
    """With a lamp's reflection."""
    ys, xs = np.mgrid[: grey.shape[0], : grey.shape[1]]
    far = ((xs - at[0]) ** 2 + (ys - at[1]) ** 2) / (2 * radius**2)
    return _u8(grey + strength * np.exp(-far))


def shaded(grey: Grey, random: Random) -> Grey:
    """With a hard shadow across it."""
    mask = np.ones(grey.shape, np.float32)
    x = int(random.integers(450, 830))
    points = np.array([[x, 0], [1280, 0], [1280, 720], [x - 150, 720]], np.int32)
    cv2.fillPoly(mask, [points], 0.28)
    return _u8(grey * cv2.GaussianBlur(mask, (0, 0), 3))


def moired(grey: Grey, random: Random) -> Grey:
    """As a phone's screen looks to a camera: lines that beat with the sensor's."""
    ys, xs = np.mgrid[: grey.shape[0], : grey.shape[1]]
    angle, pitch = random.uniform(0, 0.3), random.uniform(2.3, 7)
    wave = np.sin(2 * np.pi * (xs * np.cos(angle) + ys * np.sin(angle)) / pitch)
    cross = np.sin(2 * np.pi * (ys * np.cos(angle) - xs * np.sin(angle)) / (pitch * 1.3))
    return _u8(grey * (0.75 + 0.18 * wave + 0.1 * cross))


def compressed(grey: Grey, quality: int) -> Grey:
    """After JPEG."""
    _, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _u8(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))


def in_colour(grey: Grey) -> Pixels:
    """As a camera gives it."""
    return _u8(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))


def _u8(values: Any) -> NDArray[np.uint8]:
    return np.asarray(values).clip(0, 255).astype(np.uint8)


def _held(random: Random, text: str, side: int, *, tilt: float = 0.1, turn: float = 12) -> Grey:
    return placed(
        lobby(random),
        code(text),
        side=side,
        at=(640 + int(random.integers(-90, 90)), 360 + int(random.integers(-40, 40))),
        turn=float(random.uniform(-turn, turn)),
        tilt=float(random.uniform(0, tilt)),
    )


Case = Callable[[Random, float], Grey]
"""A seed and how hard (0 a nuisance, 1 hopeless) -> the photograph."""

CASES: dict[str, tuple[str, Case]] = {
    "turned": (SPARSE, lambda r, h: grained(_held(r, SPARSE, int(300 - 200 * h), turn=180), r, 3)),
    "tilted": (SPARSE, lambda r, h: grained(_held(r, SPARSE, 260, tilt=0.15 + 0.4 * h), r, 4)),
    "blurred": (SPARSE, lambda r, h: grained(blurred(_held(r, SPARSE, 260), 1 + 6 * h), r, 2)),
    "shaken": (
        SPARSE,
        lambda r, h: shaken(_held(r, SPARSE, 260), int(3 + 18 * h), float(r.uniform(0, 180))),
    ),
    "dim": (
        SPARSE,
        lambda r, h: grained(toned(_held(r, SPARSE, 260), 6, 45 - 30 * h), r, 2 + 3 * h),
    ),
    "grainy": (SPARSE, lambda r, h: grained(_held(r, SPARSE, 240), r, 15 + 80 * h)),
    "pale": (
        SPARSE,
        lambda r, h: grained(blurred(toned(_held(r, SPARSE, 260), 150, 200 - 45 * h), 1), r, 2),
    ),
    "glare": (
        SPARSE,
        lambda r, h: glared(_held(r, SPARSE, 300), (640, 400), 40 + 150 * h),
    ),
    "shadow": (DENSE, lambda r, h: blurred(shaded(_held(r, DENSE, int(480 - 200 * h)), r), 1)),
    "inverted": (
        SPARSE,
        lambda r, h: grained(blurred(toned(_held(r, SPARSE, 240), 255, 0), 1 + 4 * h), r, 3),
    ),
    "small": (SPARSE, lambda r, h: grained(_held(r, SPARSE, int(110 - 65 * h)), r, 3)),
    "dense": (DENSE, lambda r, h: grained(blurred(_held(r, DENSE, 460), 0.8 + 1.8 * h), r, 3)),
    "screen": (DENSE, lambda r, h: compressed(moired(_held(r, DENSE, int(560 - 260 * h)), r), 80)),
    "poor camera": (
        DENSE,
        lambda r, h: compressed(
            grained(blurred(_held(r, DENSE, 420), 0.6 + h), r, 6), int(60 - 50 * h)
        ),
    ),
}
