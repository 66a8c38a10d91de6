"""IPP messages and their bytes (RFC 8010)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer_drivers.ipp.frames import (
    Attribute,
    AttributeGroup,
    Group,
    Message,
    Operation,
    Tag,
    Value,
    boolean,
    enum,
    integer,
    words,
)
from printer_drivers.ipp.requests import (
    cancel_job,
    create_job,
    get_printer_attributes,
    print_job,
    send_document,
)
from printer_drivers.shape import FrameError

values = st.builds(Value, st.integers(0x10, 0xFF), st.binary(max_size=300))
attributes = st.builds(
    Attribute,
    st.text(st.characters(max_codepoint=0xFF), min_size=1, max_size=40),
    st.lists(values, min_size=1, max_size=4).map(tuple),
)
groups = st.builds(
    AttributeGroup,
    st.integers(0, 15).filter(lambda tag: tag != Group.END),
    st.lists(attributes, max_size=4).map(tuple),
)
messages = st.builds(
    Message,
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF_FFFF),
    st.lists(groups, max_size=4).map(tuple),
    st.binary(max_size=50),
    st.integers(0, 0xFFFF),
)


@given(messages)
def test_a_message_comes_back_from_its_bytes(message: Message) -> None:
    assert Message.decode(message.encode()) == message


@given(st.binary(max_size=200) | messages.map(Message.encode))
def test_bytes_are_a_message_that_has_these_bytes_or_none(data: bytes) -> None:
    try:
        message = Message.decode(data)
    except FrameError:
        return
    assert message.encode() == data


@given(messages, st.data())
def test_a_message_that_ends_early_is_none(message: Message, data: st.DataObject) -> None:
    whole = Message(message.code, message.request_id, message.groups).encode()
    shorter = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(FrameError):
        Message.decode(shorter)


def test_the_example_of_the_standard() -> None:
    """RFC 8010, A.1: Print-Job, as far as its attributes are ours as well."""
    message = Message(
        Operation.PRINT_JOB,
        1,
        (
            AttributeGroup(
                Group.OPERATION,
                (
                    Attribute("attributes-charset", (words(Tag.CHARSET, "utf-8"),)),
                    Attribute("attributes-natural-language", (words(Tag.LANGUAGE, "en-us"),)),
                    Attribute(
                        "printer-uri",
                        (words(Tag.URI, "ipp://printer.example.com/ipp/print/pinetree"),),
                    ),
                    Attribute("job-name", (words(Tag.NAME, "foobar"),)),
                    Attribute("ipp-attribute-fidelity", (boolean(True),)),
                ),
            ),
            AttributeGroup(
                Group.JOB,
                (
                    Attribute("copies", (integer(20),)),
                    Attribute("sides", (words(Tag.KEYWORD, "two-sided-long-edge"),)),
                ),
            ),
        ),
        b"%!PDF...",
    )
    assert message.encode() == (
        b"\x01\x01\x00\x02\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x05en-us"
        b"\x45\x00\x0bprinter-uri\x00\x2cipp://printer.example.com/ipp/print/pinetree"
        b"\x42\x00\x08job-name\x00\x06foobar"
        b"\x22\x00\x16ipp-attribute-fidelity\x00\x01\x01"
        b"\x02"
        b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
        b"\x44\x00\x05sides\x00\x13two-sided-long-edge"
        b"\x03%!PDF..."
    )


def test_a_collection_keeps_its_bytes() -> None:
    """RFC 8010, 3.1.6: members are further values between a beginning and an end."""
    data = (
        b"\x02\x00\x00\x00\x00\x00\x00\x01\x04"
        b"\x34\x00\x09media-col\x00\x00"
        b"\x4a\x00\x00\x00\x0amedia-type\x44\x00\x00\x00\x0astationery"
        b"\x37\x00\x00\x00\x00"
        b"\x23\x00\x0dprinter-state\x00\x04\x00\x00\x00\x03"
        b"\x03"
    )
    message = Message.decode(data)
    assert len(message.groups[0].named("media-col")) == 4
    assert message.group(Group.PRINTER).named("printer-state")[0].number == 3
    assert message.encode() == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "end"),
        (b"\x01\x01\x00\x00\x00\x00\x00\x01", "end before"),
        (b"\x01\x01\x00\x00\x00\x00\x00\x01\x44\x00\x01x\x00\x01y\x03", "outside of all groups"),
        (b"\x01\x01\x00\x00\x00\x00\x00\x01\x01\x44\x00\x00\x00\x01y\x03", "before any attribute"),
        (
            b"\x01\x01\x00\x00\x00\x00\x00\x01\x01\x44\xff\xff" + b"x" * 0xFFFF + b"\0\0\3",
            "negative",
        ),
    ],
)
def test_what_is_wrong_with_bytes_is_said(data: bytes, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        Message.decode(data)


@pytest.mark.parametrize(
    "group",
    [
        AttributeGroup(Group.END),
        AttributeGroup(0x44),
        AttributeGroup(1, (Attribute("", (integer(1),)),)),
        AttributeGroup(1, (Attribute("copies", ()),)),
        AttributeGroup(1, (Attribute("copies", (Value(0x01, b""),)),)),
        AttributeGroup(1, (Attribute("copies", (Value(0x44, bytes(40_000)),)),)),
    ],
)
def test_what_has_no_bytes_is_refused(group: AttributeGroup) -> None:
    with pytest.raises(FrameError):
        Message(0, 1, (group,)).encode()


def test_values_are_read_as_what_they_are() -> None:
    assert (integer(-5).number, enum(3).number, boolean(True).number) == (-5, 3, 1)
    assert words(Tag.KEYWORD, "idle").text == "idle"
    assert (
        Value(Tag.TEXT_WITH_LANGUAGE, b"\x00\x02ja\x00\x06\xe7\xb4\x99\xe5\x88\x87").text == "紙切"
    )
    assert Value(Tag.TEXT, b"\xff").text == "\ufffd"
    for wrong in (Value(Tag.INTEGER, b"\x01"), Value(Tag.KEYWORD, b"idle"), Value(0x13)):
        with pytest.raises(FrameError):
            _ = wrong.number
    for wrong in (integer(1), Value(0x13), Value(Tag.NAME_WITH_LANGUAGE, b"\x00\x02ja\x00\x09x")):
        with pytest.raises(FrameError):
            _ = wrong.text


def test_every_request_begins_as_the_standard_says() -> None:
    uri = "ipp://localhost:631/printers/a4"
    for request in (
        get_printer_attributes(uri),
        create_job(uri, {"sides": "two-sided-long-edge"}),
        send_document(uri, 7, b"%PDF"),
        print_job(uri, {}, b"%PDF"),
        cancel_job(uri, 7),
    ):
        names = [attribute.name for attribute in request.groups[0].attributes]
        assert names[:3] == ["attributes-charset", "attributes-natural-language", "printer-uri"]
        assert Message.decode(request.encode()) == request
