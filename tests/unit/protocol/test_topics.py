"""Topics of the protocol's first version."""

import pytest

from protocol.topics import Topics


def test_a_request_topic_names_its_kiosk() -> None:
    topics = Topics.of("aizu")
    assert topics.kiosk_of("lobby/1/aizu/kiosk/kiosk-1/request") == "kiosk-1"
    assert topics.kiosk_of(topics.request("k")) == "k"


def test_a_pads_request_topic_names_its_pad_and_no_kiosk() -> None:
    topics = Topics.of("aizu")
    assert topics.pad_of("lobby/1/aizu/pad/pad-3/request") == "pad-3"
    assert topics.kiosk_of(topics.pad_request("pad-3")) is None
    for topic in (
        topics.pad_reply("pad-3"),
        topics.pad_display("pad-3"),
        topics.request("kiosk-1"),
        "lobby/1/other/pad/pad-3/request",
        "lobby/1/aizu/pad/a/b/request",
    ):
        assert topics.pad_of(topic) is None


@pytest.mark.parametrize(
    "topic",
    [
        "lobby/1/other/kiosk/kiosk-1/request",
        "lobby/1/aizu/kiosk/kiosk-1/reply",
        "kiosk/kiosk-1/request",
        "lobby/1/aizu/kiosk/a/b/request",
    ],
)
def test_any_other_topic_names_none(topic: str) -> None:
    assert Topics.of("aizu").kiosk_of(topic) is None


@pytest.mark.parametrize("site", ["", "a/b", "+", "#"])
def test_a_site_cannot_change_the_shape_of_a_topic(site: str) -> None:
    with pytest.raises(ValueError, match="not a site id"):
        Topics.of(site)
