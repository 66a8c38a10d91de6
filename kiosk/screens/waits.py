"""A wait, as the screens say it."""

from typing import assert_never

from kiosk.words import N_, Voice
from protocol.messages import ServiceWaits


def waits(minutes: tuple[int, int], voice: Voice) -> str:
    """The range of minutes, as people say it."""
    low, high = minutes
    if high <= 0:
        return voice.say(N_("まもなく"))
    if low == high:
        return voice.say(N_("約{minutes}分"), minutes=high)
    return voice.say(N_("{low}～{high}分"), low=low, high=high)


def waits_now(entry: ServiceWaits, voice: Voice) -> str:
    """How many wait for a service now and how long, or that it takes nobody."""
    match entry.status:
        case "closed":
            return voice.say(N_("いまは受付していません"))
        case "last_ticket":
            return voice.say(N_("きょうの受付は終わりました"))
        case "open":
            pass
        case _:
            assert_never(entry.status)
    if entry.wait_minutes is None:
        return voice.say(N_("{count}人待ち"), count=entry.waiting)
    if entry.waiting == 0 and entry.wait_minutes[1] <= 0:
        return voice.say(N_("待つ人はいません"))
    wait = waits(entry.wait_minutes, voice)
    return voice.say(N_("{count}人待ち・{wait}"), count=entry.waiting, wait=wait)
