"""What a session leaves in memory: nothing that is held, and nothing that can be read."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from kiosk.forgetting import WIPING, Forgetting, wiping
from kiosk.session.screens import Screen, Services, Start


class Drawn:
    """Something that holds itself, as widgets do."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def leisure() -> Iterator[None]:
    """Python collects nothing by itself."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("leisure")
def test_what_a_session_left_is_freed_when_the_start_screen_is_there() -> None:
    forgetting = Forgetting()
    screens: list[Screen] = [Start(0), Services(1), Services(2)]
    for screen in screens:
        forgetting.shown(screen)
    left = weakref.ref(Drawn())
    forgetting.shown(Services(3))
    assert left() is not None
    forgetting.shown(Start(4))
    assert left() is None


def test_a_kiosk_overwrites_what_it_frees_unless_somebody_chose_another_way() -> None:
    assert wiping({"LANG": "C.UTF-8"}) == {"LANG": "C.UTF-8", **WIPING}
    assert wiping(WIPING) is None, "it has begun anew already"
    assert wiping({"PYTHONMALLOC": "pymalloc"}) is None
    both = wiping({"GLIBC_TUNABLES": "glibc.malloc.arena_max=2"})
    assert both is not None
    assert both["GLIBC_TUNABLES"].startswith("glibc.malloc.arena_max=2:glibc.malloc.perturb=")
