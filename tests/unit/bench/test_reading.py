"""The hard frames are real passes, the same ones every time, and easy ones are read by ours."""

import numpy as np

from bench.hard_codes import ISSUED, KEY, Hold, holds, sample_pass
from bench.reading import ALONE, OURS, read_all
from kiosk.reading.camera import HEIGHT_MAX, WIDTH_MAX
from protocol.passes import verify_pass

SOME = ("dim", "tiny", "two codes")


def easy(*hardships: str) -> list[Hold]:
    """Holds of the bench's kinds, at their easiest."""
    return list(holds(seeds=(100,), strengths=(0.1,), frames=1, only=hardships))


def test_passes_are_signed_and_as_long_as_any() -> None:
    for procedures in (1, 5, 13):
        text = sample_pass(7, procedures)
        claims = verify_pass(text, (KEY.public,), issuer="aizu", now=ISSUED)
        assert len(claims.procedures) == procedures


def test_frames_are_a_cameras_and_the_same_every_time() -> None:
    once, again = easy("cracked"), easy("cracked")
    assert len(once) == 2
    for one, other in zip(once, again, strict=True):
        assert (one.text, one.hardship, one.carrier) == (other.text, other.hardship, other.carrier)
        assert one.frames[0].shape == (HEIGHT_MAX, WIDTH_MAX, 3)
        assert np.array_equal(one.frames[0], other.frames[0])


def test_ours_reads_what_the_others_read_and_more() -> None:
    shown = easy(*SOME)
    rates = read_all(iter(shown))
    assert set(rates.shown) == set(SOME)
    ours = rates.tallies[OURS]
    assert ours.wrong == 0
    assert sum(ours.frames.values()) == len(shown)
    for name in ALONE:
        assert sum(ours.frames.values()) >= sum(rates.tallies[name].frames.values())
