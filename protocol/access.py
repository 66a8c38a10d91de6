"""Who may say and hear what: one rule for each topic of `topics.py`, and Mosquitto's lists of them.

What is not named here is refused. A test holds that every topic of `Topics` has its rule, and tries
every topic with every role at a real broker.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from protocol.topics import Topics

ANY = "+"


class Role(StrEnum):
    """Who somebody is to the broker."""

    SERVER = "server"
    KIOSK = "kiosk"
    PAD = "pad"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who writes a topic, and who reads it. Devices reach those with their own name only."""

    writes: frozenset[Role]
    reads: frozenset[Role]


def _rule(writes: Iterable[Role], reads: Iterable[Role]) -> Rule:
    return Rule(frozenset(writes), frozenset(reads))


_SERVER, _KIOSK, _PAD, _DISPLAY = ({role} for role in Role)

RULES: Mapping[str, Rule] = {
    "request": _rule(_KIOSK, _SERVER),
    "reply": _rule(_SERVER, _KIOSK),
    "display": _rule(_SERVER, _DISPLAY),
    "catalogue": _rule(_SERVER, _KIOSK),
    "waits": _rule(_SERVER, _KIOSK),
    "device_status": _rule(_KIOSK | _PAD, _SERVER),
    "device_command": _rule(_SERVER, _KIOSK | _PAD),
    "device_result": _rule(_KIOSK | _PAD, _SERVER),
    "pad_request": _rule(_PAD, _SERVER),
    "pad_reply": _rule(_SERVER, _PAD),
    "pad_display": _rule(_SERVER, _PAD),
}
"""By the name of the topic's method in `Topics`."""


def topic_of(topics: Topics, name: str, device: str) -> str:
    """The topic of a rule for a device (`+` for all); some topics are the same for everybody."""
    found = getattr(topics, name)
    return found if isinstance(found, str) else str(found(device))


def access_list(topics: Topics, role: Role, device: str) -> tuple[str, ...]:
    """What one client may do, as lines of a Mosquitto access list (mosquitto.conf(5), acl_file).

    A server and a display reach the topics of every device.
    """
    whose = device if role in (Role.KIOSK, Role.PAD) else ANY
    return tuple(
        f"topic {verb} {topic_of(topics, name, whose)}"
        for name, rule in RULES.items()
        for verb, roles in (("write", rule.writes), ("read", rule.reads))
        if role in roles
    )


def devices_acl(topics: Topics, devices: Mapping[str, Role], *, server: str | None = None) -> str:
    """The access list of a listener where everybody has a name.

    `server` is the name of the server, where it signs in at this listener too.
    """
    named = ({} if server is None else {server: Role.SERVER}) | dict(devices)
    return "".join(
        "\n".join((f"user {name}", *access_list(topics, role, name), "", ""))
        for name, role in named.items()
    )


def displays_acl(topics: Topics) -> str:
    """The access list of displays, which have no name: a board hangs on the wall anyway."""
    return "\n".join((*access_list(topics, Role.DISPLAY, ANY), ""))
