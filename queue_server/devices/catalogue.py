"""The catalogue as kiosks need it: retained, and enough to serve people while cut off. Pure."""

import hashlib
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from protocol.messages import (
    Catalogue,
    ChecklistRules,
    LifeEventEntry,
    ProcedureEntry,
    ServiceEntry,
)
from protocol.passes import VerifyingKey
from protocol.sealed import SealingKey
from queue_server.checklists import answer_entries
from queue_server.domain.alone.letters import emergency_letters
from queue_server.domain.state import State
from queue_server.lobby import Lobby


def catalogue_message(
    lobby: Lobby,
    pass_keys: Sequence[VerifyingKey],
    sealing_key: SealingKey | None = None,
    *,
    revoked: Collection[UUID] = (),
    letters: Mapping[str, str] | None = None,
) -> Catalogue:
    """The retained catalogue of a site. Its version changes exactly when its content does.

    `revoked`: the passes that are good no more. `letters`: what the emergency numbers of each
    kiosk begin with; those of a new site where there are none.
    """
    site = lobby.file.site
    unversioned = Catalogue(
        version="",
        site=site.id,
        site_name=site.name,
        site_name_en=site.name_en,
        time_zone=site.time_zone,
        day_begins=lobby.site.day_begins,
        pass_issuer=site.pass_issuer,
        pass_keys=tuple(key.entry() for key in pass_keys),
        counters={counter.id: counter.name for counter in lobby.file.counters},
        services=tuple(
            ServiceEntry(
                service=service.id,
                letter=service.letter,
                name=service.name,
                name_en=service.name_en,
                counters=lobby.site.counters_for(service.id),
            )
            for service in lobby.file.services
        ),
        procedures=tuple(
            ProcedureEntry(
                procedure=entry.id,
                service=lobby.site.procedures[entry.id].service,
                title=entry.title_ja,
                title_en=entry.title_en,
                easy=entry.easy_ja,
                bring=entry.bring,
                fee_yen=entry.fee_yen,
                do_after=entry.do_after,
            )
            for entry in lobby.catalogue.procedures
        ),
        life_events=tuple(
            LifeEventEntry(
                life_event=life_event,
                title=words["ja"],
                title_en=words["en"],
                procedures=tuple(
                    entry.id
                    for entry in lobby.catalogue.procedures
                    if life_event in entry.life_events
                ),
                words=words,
                checklist=_rules(lobby, life_event),
            )
            for life_event, words in lobby.catalogue.life_events.items()
        ),
        questions=tuple(question.entry() for question in lobby.catalogue.questions),
        answers=answer_entries(lobby.catalogue.answers),
        sealing_key=None if sealing_key is None else sealing_key.entry(),
        emergency_letters=emergency_letters(lobby.site) if letters is None else letters,
        revoked_passes=tuple(sorted(revoked)),
    )
    version = hashlib.sha256(unversioned.to_json()).hexdigest()[:12]
    return unversioned.model_copy(update={"version": version})


def _rules(lobby: Lobby, life_event: str) -> ChecklistRules | None:
    checklist = lobby.catalogue.checklists.get(life_event)
    return None if checklist is None else checklist.rules(lobby.service_of_desk[checklist.desk])


class CataloguePublisher:
    """Keeps the retained catalogue as it should be: it is made anew when a pass is taken back.

    `state_changed` is called on the engine's thread, `connected` on the link's.
    """

    def __init__(
        self,
        make: Callable[[Collection[UUID]], Catalogue],
        topic: str,
        *,
        state: Callable[[], State],
        publish: Callable[[str, bytes], None],
    ) -> None:
        """`make` makes the catalogue with the passes that are revoked; `publish` keeps it at the
        broker, if that is there.
        """
        self._make = make
        self._topic = topic
        self._state = state
        self._publish = publish
        self._lock = threading.Lock()
        self._revoked = state().alone.revoked
        self._made = make(self._revoked.keys()).to_json()

    def connected(self) -> None:
        """The broker may have lost what it held."""
        self.state_changed(self._state())
        with self._lock:
            self._publish(self._topic, self._made)

    def state_changed(self, state: State) -> None:
        """Publish it again, where other passes are revoked."""
        with self._lock:
            if state.alone.revoked is self._revoked or state.alone.revoked == self._revoked:
                return
            self._revoked = state.alone.revoked
            self._made = self._make(self._revoked.keys()).to_json()
            self._publish(self._topic, self._made)
