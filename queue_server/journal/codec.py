"""Events to and from JSON text, one kind per event class."""

import re
from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter

from queue_server.domain.alone.events import ALONE_EVENT_TYPES
from queue_server.domain.events import EVENT_TYPES, Event
from queue_server.domain.reservations.events import RESERVATION_EVENT_TYPES


class UnknownEventError(Exception):
    """The journal holds a kind of event that this version does not know: it was newer."""


def kind_of(event_type: type[Event]) -> str:
    """The name of an event in the journal: `VisitOpened` is `visit_opened`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event_type.__name__).lower()


@cache
def _adapters() -> Mapping[type[Event], TypeAdapter[Event]]:
    """The models of all kinds. Compiled once a process: it takes as long as reading the site."""
    return {
        kind: TypeAdapter(kind)
        for kind in (*EVENT_TYPES, *RESERVATION_EVENT_TYPES, *ALONE_EVENT_TYPES)
    }


class EventCodec:
    """Turns events into text and back."""

    def __init__(self) -> None:
        adapters = _adapters()
        self._kinds: Mapping[type[Event], str] = {
            event_type: kind_of(event_type) for event_type in adapters
        }
        self._adapters: Mapping[str, TypeAdapter[Event]] = {
            kind: adapters[event_type] for event_type, kind in self._kinds.items()
        }

    def encode(self, event: Event) -> tuple[str, str]:
        """Its kind and its JSON."""
        kind = self._kinds[type(event)]
        return kind, self._adapters[kind].dump_json(event).decode()

    def decode(self, kind: str, body: str) -> Event:
        """The event.

        Raises:
            UnknownEventError: no such kind.
            pydantic.ValidationError: not this kind's JSON.
        """
        adapter = self._adapters.get(kind)
        if adapter is None:
            raise UnknownEventError(
                f"the journal holds an event {kind!r}: it was written by a later version"
            )
        return adapter.validate_json(body)
