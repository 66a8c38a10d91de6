"""What is pressed on call pads, over MQTT: bytes in, one reply out. A pad acts on its own counter.

`understand` and `reply_to` are pure; `PadDesk` carries presses between the link and the engine.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from pydantic import ValidationError

from protocol.link import Received
from protocol.messages import MESSAGE_BYTES_MAX, Message, request_id_of
from protocol.pad_messages import (
    PadCallNext,
    PadDone,
    PadFinish,
    PadRecall,
    PadRefused,
    pad_request_adapter,
)
from protocol.reasons import PadReason
from protocol.topics import Topics
from queue_server.domain import commands
from queue_server.domain.assignments import as_assigned
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.policy import only_at
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.domain.state import StaffAnswer, State
from queue_server.engine import Engine, EngineClosedError, Outcome
from queue_server.lobby import Lobby

REASONS = {
    Refusal.COUNTER_BUSY: PadReason.COUNTER_BUSY,
    Refusal.COUNTER_EMPTY: PadReason.COUNTER_EMPTY,
    Refusal.NOBODY_WAITING: PadReason.NOBODY_WAITING,
    Refusal.VISIT_CHANGED: PadReason.VISIT_CHANGED,
    Refusal.ID_REUSED: PadReason.ID_REUSED,
}
"""The domain's refusals that a press can meet, as the protocol says them."""

Press = PadCallNext | PadRecall | PadFinish


def pads_of(lobby: Lobby) -> dict[str, str]:
    """The counter of each call pad."""
    return {c.pad: c.id for c in lobby.file.counters if c.pad is not None}


def understand(counters: Mapping[str, str], pad: str, payload: bytes) -> Press | PadRefused:
    """The press that a pad's message says, or the refusal it gets. `counters` is by pad.

    A message over `MESSAGE_BYTES_MAX` is not even parsed, so its refusal names no id.
    """
    if len(payload) > MESSAGE_BYTES_MAX:
        return PadRefused(id=None, reason=PadReason.TOO_LARGE)
    try:
        data = json.loads(payload)
    except (ValueError, RecursionError):
        return PadRefused(id=None, reason=PadReason.MALFORMED)
    if pad not in counters:
        return PadRefused(id=request_id_of(payload), reason=PadReason.UNKNOWN_PAD)
    try:
        return pad_request_adapter.validate_python(data, strict=False)
    except ValidationError:
        return PadRefused(id=request_id_of(payload), reason=PadReason.MALFORMED)


def command_of(press: Press, *, pad: str, counter: str) -> commands.Command:
    """What a press has the engine do. The journal says that the pad did it."""
    match press:
        case PadCallNext():
            return commands.CallNext(id=press.id, by=pad, counter=counter)
        case PadRecall():
            return commands.Recall(id=press.id, by=pad, counter=counter, visit=press.visit)
        case PadFinish():
            return commands.Finish(id=press.id, by=pad, counter=counter, visit=press.visit)


def waiting(site: Site, state: State, counter: str) -> int:
    """How many wait for a counter's services and are at no other counter just now."""
    # plain loops: on a day of a thousand people this is asked for with every number given
    found = set[UUID]()
    visits, staffed = state.visits, as_assigned(site, state)
    for service in staffed.counters[counter].services:
        if state.service_status(service) is ServiceStatus.CLOSED:
            continue
        for _, visit_id in state.queues.get(service, ()):
            visit = visits[visit_id]
            if visit.counter is None:
                for stop in visit.stops:
                    if stop.service == service and only_at(staffed, state, stop) in {None, counter}:
                        found.add(visit_id)
    return len(found)


def reply_to(site: Site, state: State, press: Press, counter: str, outcome: Outcome) -> Message:
    """What the pad is told, where `state` is how things were when it was carried out."""
    match outcome:
        case StaffAnswer(visit=visit_id):
            visit = None if visit_id is None else state.visits.get(visit_id)
            return PadDone(
                id=press.id,
                number=None if visit is None else visit.number,
                visit=visit_id,
                waiting=waiting(site, state, counter),
                sequence=state.position,
            )
        case Refusal():
            return PadRefused(id=press.id, reason=REASONS[outcome])
        case _:
            # the id of a kiosk's request: nobody but a broken sender has it
            return PadRefused(id=press.id, reason=PadReason.ID_REUSED)


@dataclass(frozen=True, slots=True)
class _Answered:
    """The latest press of a pad that was answered, and the bytes that it got."""

    press: Press
    reply: Message


class PadDesk:
    """Takes the pads' messages from the link, and replies once they are decided, as `RequestDesk`
    does for kiosks.
    """

    def __init__(
        self,
        engine: Engine,
        counters: Mapping[str, str],
        topics: Topics,
        *,
        publish: Callable[[str, bytes], None],
    ) -> None:
        """`counters` says which counter each pad acts on."""
        self._engine = engine
        self._counters = counters
        self._topics = topics
        self._publish = publish
        self._latest: dict[str, _Answered] = {}
        """By pad. One that repeats a press repeats its latest, and gets the very same answer; an
        older one, or after a restart, is answered from the journal with the same number.
        """
        self._log = structlog.get_logger()
        self.refused = 0
        """Messages that were refused since the start."""

    def put(self, message: Received) -> None:
        """Take a message from the broker. It is answered by the next `Engine.decide_waiting`.

        Called on one thread.
        """
        pad = self._topics.pad_of(message.topic)
        if message.retained:
            # an old press that the broker repeats at every connection would call people whom
            # nobody called
            self._log.warning("retained_request_ignored", topic=message.topic[:200])
        elif pad is not None:
            self._answer(pad, message.payload)

    def _answer(self, pad: str, payload: bytes) -> None:
        press = understand(self._counters, pad, payload)
        if isinstance(press, PadRefused):
            self._reply(pad, press)
            return
        counter = self._counters[pad]
        try:
            self._engine.enqueue(
                command_of(press, pad=pad, counter=counter),
                lambda outcome: self._reply(pad, self._same(pad, press, counter, outcome)),
            )
        except EngineClosedError:
            # no reply: the pad asks again, and whoever serves then answers
            return

    def _same(self, pad: str, press: Press, counter: str, outcome: Outcome) -> Message:
        latest = self._latest.get(pad)
        if latest is not None and latest.press == press:
            return latest.reply
        reply = reply_to(self._engine.site, self._engine.state, press, counter, outcome)
        if isinstance(reply, PadDone):
            # a refusal changed nothing: the same press may be right a moment later
            self._latest[pad] = _Answered(press, reply)
        return reply

    def _reply(self, pad: str, reply: Message) -> None:
        if isinstance(reply, PadRefused):
            self.refused += 1
            self._log.warning("pad_refused", pad=pad[:40], reason=reply.reason.value)
        self._publish(self._topics.pad_reply(pad), reply.to_json())
