"""Messages from the broker: what they mean, and that a bad one means nothing."""

from uuid import UUID

import pytest

from kiosk.incoming import AloneAnswered, NotUnderstoodError, event_of
from kiosk.session.events import CatalogueArrived, ReplyArrived
from protocol.alone_messages import IssuedReported
from protocol.link import Received
from protocol.messages import PassKeyEntry, Refused
from protocol.reasons import Reason
from protocol.topics import Topics
from tests.unit.kiosk.samples import KEY, catalogue, ticket

TOPICS = Topics.of("aizu")
REPLY = TOPICS.reply("kiosk-1")


def test_a_catalogue_brings_its_keys() -> None:
    event = event_of(Received(TOPICS.catalogue, catalogue().to_json()), TOPICS, "kiosk-1")
    assert event == CatalogueArrived(catalogue(), (KEY.public,))


def test_replies() -> None:
    number = ticket(UUID(int=1))
    assert event_of(Received(REPLY, number.to_json()), TOPICS, "kiosk-1") == ReplyArrived(
        number.id, number, None
    )
    refused = Refused(id=None, reason=Reason.MALFORMED)
    assert event_of(Received(REPLY, refused.to_json()), TOPICS, "kiosk-1") == ReplyArrived(
        None, None, Reason.MALFORMED
    )


def test_answers_to_what_the_kiosk_asked_by_itself_are_no_sessions() -> None:
    answer = IssuedReported(id=UUID(int=1), visit=UUID(int=2))
    event = event_of(Received(REPLY, answer.to_json()), TOPICS, "kiosk-1")
    assert event == AloneAnswered(answer)


@pytest.mark.parametrize(
    "received",
    [
        Received(REPLY, b""),
        Received(REPLY, b"{"),
        Received(REPLY, b"\xff"),
        Received(REPLY, b'{"kind":"refused","id":null,"reason":"because"}'),
        Received(REPLY, b"[" * 100_000),
        Received(TOPICS.reply("kiosk-2"), ticket(UUID(int=1)).to_json()),
        Received(TOPICS.catalogue, b"null"),
        Received(
            TOPICS.catalogue,
            catalogue()
            .model_copy(update={"pass_keys": (PassKeyEntry(kid="00", x="not a key"),)})
            .to_json(),
        ),
        *(
            Received(TOPICS.catalogue, catalogue().model_copy(update={"time_zone": zone}).to_json())
            for zone in ("Asia/Nowhere", "../../etc/passwd", "Asia", "")
        ),
    ],
)
def test_what_is_not_the_protocol_means_nothing(received: Received) -> None:
    with pytest.raises(NotUnderstoodError):
        event_of(received, TOPICS, "kiosk-1")
