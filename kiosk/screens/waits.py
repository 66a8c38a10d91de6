"""A wait, as the screens say it."""

from kiosk.words import N_, Voice


def waits(minutes: tuple[int, int], voice: Voice) -> str:
    """A range of minutes, as people say it."""
    low, high = minutes
    if high <= 0:
        return voice.say(N_("まもなく"))
    if low == high:
        return voice.say(N_("約{minutes}分"), minutes=high)
    return voice.say(N_("{low}～{high}分"), low=low, high=high)
