"""The people of the tour, plainly invented: why each of them came, as a pass says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from queue_server.lobby import Lobby


@dataclass(frozen=True, slots=True)
class Sample:
    """A pass that the tour can hold up to the camera."""

    id: str
    title: str
    title_en: str
    procedures: tuple[str, ...]
    expired: bool = False
    """Made yesterday and good until an hour ago, to see how the kiosk says so."""

    @property
    def age(self) -> timedelta:
        """How long ago it was made."""
        return timedelta(days=1) if self.expired else timedelta(0)

    @property
    def valid(self) -> timedelta:
        """How long it is good for, from when it was made."""
        return timedelta(hours=23) if self.expired else timedelta(days=14)


SAMPLES = (
    Sample(
        "moving_in",
        "引っ越してきた",
        "Moved in",
        ("tennyu", "kokuho_kanyu", "jidou_teate_shinki"),
    ),
    Sample("birth", "赤ちゃんが生まれた", "A baby was born", ("shussho", "kodomo_iryo")),
    Sample("certificate", "証明書がほしい", "A certificate", ("juminhyo",)),
    Sample("expired", "期限切れのコード", "An expired code", ("juminhyo",), expired=True),
)


def samples_of(lobby: Lobby) -> tuple[Sample, ...]:
    """The samples that this lobby can serve. A site with a catalogue of its own gets one for
    each of its first procedures.
    """
    known = lobby.site.procedures
    fitting = tuple(s for s in SAMPLES if all(name in known for name in s.procedures))
    if fitting:
        return fitting
    return tuple(
        Sample(entry.id, entry.title_ja, entry.title_en, (entry.id,))
        for entry in lobby.catalogue.procedures[:4]
    )


def counters_of(lobby: Lobby, procedures: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Id and name of the first counter of each service that the procedures lead to, in order."""
    services = dict.fromkeys(lobby.site.procedures[name].service for name in procedures)
    found = dict[str, str]()
    for service in services:
        counter = next(c for c in lobby.file.counters if service in c.services)
        found[counter.id] = counter.name
    return tuple(found.items())
