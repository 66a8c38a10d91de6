"""The protocol's document says what the code says."""

from pathlib import Path

import yaml

from protocol import asyncapi, device_commands, messages, pad_messages
from protocol.topics import Topics

DOCUMENT = Path(__file__).parents[3] / "docs" / "asyncapi.yaml"


def test_the_document_is_what_the_messages_make_of_it() -> None:
    # mend it with: .venv/bin/python -m protocol.asyncapi > docs/asyncapi.yaml
    assert DOCUMENT.read_text(encoding="utf-8") == asyncapi.text()


def test_its_addresses_are_the_topics() -> None:
    topics = Topics.of("{site}")
    channels = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["channels"]
    assert {channel["address"] for channel in channels.values()} == {
        topics.request("{kiosk}"),
        topics.reply("{kiosk}"),
        topics.display("{display}"),
        topics.catalogue,
        topics.waits,
        topics.pad_request("{pad}"),
        topics.pad_reply("{pad}"),
        topics.pad_display("{pad}"),
        topics.device_status("{device}"),
        topics.device_command("{device}"),
        topics.device_result("{device}"),
    }


def test_every_message_is_in_it() -> None:
    named = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
    classes = {
        name
        for module in (messages, pad_messages, device_commands)
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, messages.Message)
    }
    assert {name for name in classes if name[0] != "_"} - {"Message"} <= set(named)
