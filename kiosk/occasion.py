"""Which life event (ライフイベント) a visit is about, where its procedures say so. Pure."""

from collections.abc import Iterable

from protocol.messages import Catalogue, LifeEventEntry


def life_event_of(procedures: Iterable[str], catalogue: Catalogue) -> LifeEventEntry | None:
    """The one to which most of the procedures belong; None where two fit as well, or none fits.

    A pass does not name it. Better no name than a wrong one: some belong to a bereavement.
    """
    wanted = set(procedures)
    fits = sorted(
        ((len(wanted & set(entry.procedures)), entry) for entry in catalogue.life_events),
        key=lambda fit: fit[0],
        reverse=True,
    )
    if not fits or 2 * fits[0][0] < max(1, len(wanted)):
        return None
    if len(fits) > 1 and fits[1][0] == fits[0][0]:
        return None
    return fits[0][1]
