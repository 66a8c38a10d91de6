"""Made pictures of passes held up to a kiosk, each with one hardship, all from a seed.

A hold is what a camera sees while somebody holds a pass up: a few frames that differ by a trembling
hand and a sensor's noise. The passes are real ones, signed with a key that is made here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import cv2
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from kiosk.reading.camera import HEIGHT_MAX, WIDTH_MAX, Pixels
from protocol.passes import PassClaims, SigningKey, sign_pass
from tests.unit.kiosk.reading.photographs import (
    Grey,
    Random,
    blurred,
    code,
    glared,
    grained,
    in_colour,
    lobby,
    moired,
    shaken,
    toned,
)

FRAMES_A_HOLD = 4
"""A quarter of a second at 15 frames a second."""
STRENGTHS = (0.15, 0.35, 0.55, 0.75, 0.95)
"""From a nuisance to hopeless."""
CARRIERS = ("phone", "paper")
SEEDS = (0, 1)
"""Those of the bench. The readers were made with others (100 and up)."""
KEY = SigningKey(b"bench", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
"""Signs the passes of the bench."""
ISSUED = datetime(2026, 11, 24, 9, tzinfo=UTC)
SLOT = ISSUED + timedelta(days=3)
_OTHER = "https://www.city.example.jp/kurashi/todokede/index.html?from=poster"
"""A code that is none of ours, on a poster or in an advertisement."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How a card is held: where, how large, and turned by how many degrees."""

    x: float
    y: float
    module: float
    """Pixels a module where the card faces the camera."""
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class Hold:
    """One pass held up: what should be read, and the frames."""

    hardship: str
    strength: float
    carrier: str
    text: str
    frames: tuple[Pixels, ...]


@dataclass(frozen=True, slots=True)
class _Card:
    """A picture of a card, where its code's middle is in it, and its pixels a module."""

    picture: Grey
    middle: tuple[float, float]
    module: int


@dataclass(frozen=True, slots=True)
class _Scene:
    """What one hardship makes: a card, how it is held, and what the light and the lens do."""

    text: str
    card: _Card
    pose: Pose
    finish: Callable[[Grey, Random], Grey]
    beside: tuple[_Card, Pose] | None = None


def sample_pass(number: int, procedures: int) -> str:
    """A signed pass with so many procedures (1 to about 12)."""
    names = ("tennyu", "kokuho", "nenkin", "jidoteate", "inkan", "mynumber-juusho", "gakko",
             "iryohi", "kaigo", "suido", "zei", "hoiku", "jusho", "koseki", "shogai")  # fmt: skip
    claims = PassClaims(
        pass_id=UUID(int=number + 1, version=4),
        issuer="aizu",
        issued_at=ISSUED,
        expires_at=ISSUED + timedelta(days=14),
        procedures=names[:procedures],
        slot=SLOT,
        language="ja",
    )
    return sign_pass(claims, KEY)


def holds(
    *,
    seeds: Sequence[int] = SEEDS,
    strengths: tuple[float, ...] = STRENGTHS,
    frames: int = FRAMES_A_HOLD,
    only: Sequence[str] = (),
) -> Iterator[Hold]:
    """All holds, hardship by hardship, or of some. The same ones every time for the same seeds."""
    for place, (name, hardship) in enumerate(HARDSHIPS.items()):
        if only and name not in only:
            continue
        for step, strength in enumerate(strengths):
            for carrier in CARRIERS:
                for seed in seeds:
                    random = np.random.default_rng((place, step, CARRIERS.index(carrier), seed))
                    scene = hardship(random, strength, carrier)
                    taken = tuple(_frames(scene, random, frames))
                    yield Hold(name, strength, carrier, scene.text, taken)


def empty_frames(count: int) -> tuple[Pixels, ...]:
    """A lobby in which nobody holds anything up, with a sensor's noise."""
    random = np.random.default_rng(7)
    scene = lobby(random, (WIDTH_MAX, HEIGHT_MAX))
    return tuple(in_colour(grained(scene, random, 3)) for _ in range(count))


def _frames(scene: _Scene, random: Random, count: int) -> Iterator[Pixels]:
    background = lobby(random, (WIDTH_MAX, HEIGHT_MAX))
    finish_seed = int(random.integers(1 << 30))
    for _ in range(count):
        grey = background
        tremble = random.normal(0, 1.0, 3)
        if scene.beside is not None:
            card, pose = scene.beside
            grey = _shown(grey, card, pose)
        held = replace(
            scene.pose,
            x=scene.pose.x + tremble[0],
            y=scene.pose.y + tremble[1],
            roll=scene.pose.roll + 0.3 * tremble[2],
        )
        grey = _shown(grey, scene.card, held)
        # light and lens stay as they are while the hand trembles
        grey = scene.finish(grey, np.random.default_rng(finish_seed))
        yield in_colour(grained(grey, random, 2.5))


def _shown(scene: Grey, card: _Card, pose: Pose) -> Grey:
    """The card in the scene, through a camera of 60° that it turns in front of."""
    high, wide = card.picture.shape
    scale = pose.module / card.module
    corners = (
        np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float64) - card.middle
    ) * scale
    roll, yaw, pitch = np.deg2rad([pose.roll, pose.yaw, pose.pitch])
    about_z = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    )
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    )
    turned = np.c_[corners, np.zeros(4)] @ (about_x @ about_y @ about_z).T
    focal = WIDTH_MAX / (2 * np.tan(np.deg2rad(30)))
    target = turned[:, :2] * (focal / (focal + turned[:, 2:])) + (pose.x, pose.y)
    source = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    # drawn large and made smaller, or thin modules would be sampled away
    over = 3 if pose.module < 3 or max(abs(pose.yaw), abs(pose.pitch)) > 30 else 2
    matrix = np.diag([over, over, 1.0]) @ cv2.getPerspectiveTransform(
        source, target.astype(np.float32)
    )
    # only the part of the frame in which the card is
    left, top = np.maximum(np.floor(target.min(0)).astype(int) - 2, 0)
    right, bottom = np.minimum(np.ceil(target.max(0)).astype(int) + 2, scene.shape[::-1])
    matrix = np.array([[1, 0, -left * over], [0, 1, -top * over], [0, 0, 1]]) @ matrix
    size = (int(right - left), int(bottom - top))
    big = (size[0] * over, size[1] * over)
    drawn = cv2.warpPerspective(card.picture, matrix, big, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full_like(card.picture, 255), matrix, big)
    drawn = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    share = cv2.resize(mask, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    made = scene.copy()
    part = made[top:bottom, left:right]
    part[:] = _u8(drawn + part * (1 - share))
    return made


def _card(
    text: str,
    carrier: str,
    *,
    module: int = 8,
    spoil: Callable[[Grey], Grey] = lambda grey: grey,
    dark: bool = False,
) -> _Card:
    """A telephone's screen or a sheet of paper with a code, in which `spoil` does its work."""
    symbol = code(text, module=module)
    side = symbol.shape[0]
    if dark:
        symbol = toned(symbol, 238, 22)
    white = 20 if dark else 250
    if carrier == "paper":
        sheet = np.full((round(side * 1.5), round(side * 1.35)), 222, np.uint8)
        top, left = round(side * 0.3), round(side * 0.175)
        sheet[top : top + side, left : left + side] = toned(symbol, 38, 222)
        _lines(sheet, left, round(side * 0.08), side, ink=60, high=side // 24)
        _lines(sheet, left, top + round(side * 1.04), side, ink=60, high=side // 24)
        return _Card(spoil(sheet), (left + side / 2, top + side / 2), module)
    bezel = round(side * 0.07)
    wide, high = side + 4 * bezel, round(side * 1.9)
    phone = np.full((high, wide), 24, np.uint8)
    phone[bezel:-bezel, bezel:-bezel] = white
    phone[bezel : bezel + side // 5, bezel:-bezel] = 90
    top, left = bezel + side // 4, 2 * bezel
    phone[top : top + side, left : left + side] = symbol
    _lines(phone, left, top + round(side * 1.06), side, ink=235 if dark else 40, high=side // 20)
    return _Card(spoil(phone), (left + side / 2, top + side / 2), module)


def _lines(picture: Grey, left: int, top: int, wide: int, *, ink: int, high: int) -> None:
    """Two lines of something like writing."""
    for row in range(2):
        y, x = top + row * 2 * high, left
        for number in range(18):
            letter = max(2, wide // 26)
            step = letter + (letter // 2 if (number * 7 + row) % 5 else letter * 2)
            if x + letter > left + wide:
                break
            cv2.rectangle(picture, (x, y), (x + letter, y + high), ink, max(1, letter // 4))
            x += step


def _held(random: Random, module: float, *, roll: float = 8, **turn: float) -> Pose:
    return Pose(
        640 + float(random.uniform(-60, 60)),
        350 + float(random.uniform(-20, 20)),
        module,
        float(random.uniform(-roll, roll)),
        **turn,
    )


def _same(grey: Grey, _random: Random) -> Grey:
    return grey


def _some_pass(random: Random, procedures: tuple[int, int] = (2, 5)) -> str:
    return sample_pass(int(random.integers(1 << 30)), int(random.integers(*procedures)))


def _angle(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random)
    lean = (30 + 45 * h) * (1 if random.random() < 0.5 else -1)
    other = float(random.uniform(-12, 12))
    sideways = random.random() < 0.5
    yaw, pitch = (lean, other) if sideways else (other, lean)
    pose = _held(random, 6.5, roll=40, yaw=yaw, pitch=pitch)
    return _Scene(text, _card(text, carrier), pose, lambda g, _: blurred(g, 0.6))


def _blur(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random)
    module = 5.0
    moved = random.random() < 0.5
    length, way = round(module * (0.5 + 1.4 * h)), float(random.uniform(0, 180))
    sigma = module * (0.2 + 0.45 * h)

    def finish(grey: Grey, _: Random) -> Grey:
        return shaken(blurred(grey, 0.7), length, way) if moved else blurred(grey, sigma)

    return _Scene(text, _card(text, carrier), _held(random, module), finish)


def _glare(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random)
    x, y = int(random.uniform(520, 760)), int(random.uniform(240, 470))

    def finish(grey: Grey, _: Random) -> Grey:
        # a lamp in the glass, and the veil that it draws over everything around it
        veiled = toned(grey, 30 + 150 * h, 235)
        return blurred(glared(veiled, (x, y), 18 + 52 * h, 255), 0.8)

    return _Scene(text, _card(text, carrier), _held(random, 5.0), finish)


def _moire(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random, (4, 8))
    seed = int(random.integers(1 << 30))

    def finish(grey: Grey, _: Random) -> Grey:
        beaten = moired(grey, np.random.default_rng(seed)).astype(np.float32)
        strength = 0.5 + 2.3 * h
        return blurred(_u8(grey * 0.85 * (1 - strength) + beaten * strength), 0.6)

    return _Scene(text, _card(text, carrier), _held(random, 4.2 - 1.2 * h), finish)


def _dim(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random)

    def finish(grey: Grey, own: Random) -> Grey:
        return grained(toned(blurred(grey, 0.8), 8, 60 - 44 * h), own, 1.0 + 2.0 * h)

    return _Scene(text, _card(text, carrier), _held(random, 5.0), finish)


def _cracked(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random, (3, 6))

    def spoil(grey: Grey) -> Grey:
        return _shattered(grey, np.random.default_rng(int(random.integers(1 << 30))), h)

    card = _card(text, carrier, spoil=spoil)
    return _Scene(text, card, _held(random, 5.0), lambda g, _: blurred(g, 0.9))


def _shattered(grey: Grey, random: Random, h: float) -> Grey:
    """Cracks out of one point, light on one side and dark on the other, and shards that slipped."""
    made = grey.copy()
    high, wide = made.shape
    hit = np.array([random.uniform(0.3, 0.7) * wide, random.uniform(0.25, 0.6) * high])
    for ray in range(round(4 + 14 * h)):
        angle = 2 * np.pi * (ray + random.uniform(-0.3, 0.3)) / round(4 + 14 * h)
        points = [hit]
        for _ in range(6):
            angle += random.normal(0, 0.25)
            points.append(
                points[-1] + max(wide, high) / 7 * np.array([np.cos(angle), np.sin(angle)])
            )
        line = np.round(np.array(points)).astype(np.int32)
        thick = max(2, round(3 + 6 * h))
        cv2.polylines(made, [line], isClosed=False, color=250, thickness=thick)
        cv2.polylines(made, [line + thick // 2], isClosed=False, color=60, thickness=thick // 2)
        a, b = line[1], line[3]
        if random.random() < h:
            shard = np.zeros(made.shape, np.uint8)
            cv2.fillPoly(shard, [np.array([hit.astype(np.int32), a, b])], 255)
            slip = np.array([[1, 0, random.normal(0, 3)], [0, 1, random.normal(0, 3)]])
            moved = cv2.warpAffine(made, slip, (wide, high), borderMode=cv2.BORDER_REPLICATE)
            made = np.where(shard > 0, np.asarray(moved, np.uint8), made)
    return made


def _tiny(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random)
    pose = _held(random, 2.6 - 1.4 * h, roll=15)
    return _Scene(text, _card(text, carrier), pose, lambda g, _: blurred(g, 0.55))


def _dense(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random, (11, 14))
    pose = _held(random, 5.0 - 2.2 * h)
    return _Scene(text, _card(text, carrier), pose, lambda g, _: blurred(g, 0.9 + 0.9 * h))


def _inverted(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random)

    def finish(grey: Grey, _: Random) -> Grey:
        return toned(blurred(grey, 1.0 + 2.2 * h), 20, 235 - 90 * h)

    return _Scene(text, _card(text, carrier, dark=True), _held(random, 5.0 - h), finish)


def _two(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random)
    pose = replace(_held(random, 3.6 - 1.4 * h), x=430.0)
    beside = Pose(900.0, 330.0, 6.0, float(random.uniform(-6, 6)))
    return _Scene(
        text,
        _card(text, carrier),
        pose,
        lambda g, _: blurred(g, 0.9 + 0.5 * h),
        (_card(_OTHER, "paper"), beside),
    )


def _plain(random: Random, h: float, carrier: str) -> _Scene:
    text = _some_pass(random, (1, 10))
    return _Scene(
        text, _card(text, carrier), _held(random, 6 - 2 * h), lambda g, _: blurred(g, 0.7)
    )


Hardship = Callable[[Random, float, str], _Scene]

HARDSHIPS: dict[str, Hardship] = {
    "plain": _plain,
    "angle": _angle,
    "blur": _blur,
    "glare": _glare,
    "moiré": _moire,
    "dim": _dim,
    "cracked": _cracked,
    "tiny": _tiny,
    "dense": _dense,
    "inverted": _inverted,
    "two codes": _two,
}
"""What makes a code hard to read. `plain` is for comparison."""


def _u8(values: NDArray[np.floating]) -> Grey:
    return np.asarray(values).clip(0, 255).astype(np.uint8)
