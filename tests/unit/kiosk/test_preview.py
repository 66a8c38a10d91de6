"""The camera's picture on the start screen."""

import numpy as np
import pytest

from kiosk.preview import STILL_SECONDS, Preview, cropped
from kiosk.reading.camera import Frame, Pixels


def lobby(seed: int = 0) -> Pixels:
    """An empty lobby, with the noise of a sensor."""
    noise = np.random.default_rng(seed).normal(0, 4, (720, 1280, 3))
    return np.asarray((noise + 168).clip(0, 255), np.uint8)


def test_an_empty_lobby_is_drawn_seldom_and_a_hand_at_once() -> None:
    preview = Preview()
    assert preview.wants(Frame(lobby(1), 0.0, 1), 0.0)
    assert not preview.wants(Frame(lobby(2), 0.1, 2), 0.1)
    hand = lobby(3)
    hand[600:700, 100:180] = 90
    assert preview.wants(Frame(hand, 0.2, 3), 0.2)
    assert not preview.wants(Frame(hand, 0.2, 3), 0.3), "the same frame"
    assert preview.wants(Frame(lobby(4), 0.4, 4), 0.4), "the hand is gone"
    assert not preview.wants(Frame(lobby(5), 3.0, 5), 3.0)
    assert preview.wants(Frame(lobby(6), 4.0, 6), 0.4 + STILL_SECONDS)


@pytest.mark.parametrize("shape", [(960, 600), (400, 800), (1280, 720)])
def test_the_middle_is_shown_as_in_a_mirror(shape: tuple[int, int]) -> None:
    pixels = np.zeros((720, 1280, 3), np.uint8)
    pixels[:, :640] = (255, 0, 0)  # blue on the left, as OpenCV has it
    width, height = shape
    shown = cropped(pixels, width, height)
    assert shown.shape == (height, width, 3)
    assert tuple(shown[height // 2, 5]) == (0, 0, 0)
    assert tuple(shown[height // 2, width - 5]) == (0, 0, 255), "red, green, blue"
