"""The protocol as an AsyncAPI 3.0 document, made from the messages: `python -m protocol.asyncapi`.

`docs/asyncapi.yaml` is what this prints; a test holds the two together.
"""

import sys
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from protocol.alone_messages import (
    IssuedReported,
    LeaseNumbers,
    NumbersLeased,
    NumbersReturned,
    ReportIssued,
    ReturnNumbers,
    Withdraw,
    Withdrawn,
)
from protocol.device_commands import (
    CommandDone,
    CommandRefused,
    Identify,
    OpenMaintenance,
    PaperReplaced,
    Ping,
    Pong,
    PutOutOfService,
    Restart,
    Screenshot,
    ScreenshotTaken,
    TestPrint,
)
from protocol.messages import (
    Board,
    Catalogue,
    CheckIn,
    DeviceStatus,
    Refused,
    TakeTicket,
    TicketReply,
    Waits,
)
from protocol.pad_messages import (
    PadCallNext,
    PadDisplay,
    PadDone,
    PadFinish,
    PadRecall,
    PadRefused,
)
from protocol.ticket_messages import (
    Cancel,
    Cancelled,
    Rate,
    Rated,
    Reprint,
    ShowTicket,
    TicketShown,
)

PARAMETERS = {
    "site": "The lobby's id.",
    "kiosk": "A kiosk's id.",
    "display": "A display's id.",
    "pad": "A call pad's id.",
    "device": "The id of a kiosk, printer, display or call pad.",
}

CHANNELS: dict[str, tuple[str, str, bool, tuple[type[BaseModel], ...]]] = {
    "kiosk_request": (
        "lobby/1/{site}/kiosk/{kiosk}/request",
        "A kiosk asks. Repeated with the same id until its reply arrives.",
        False,
        (
            TakeTicket,
            CheckIn,
            ShowTicket,
            Reprint,
            Cancel,
            Rate,
            LeaseNumbers,
            ReturnNumbers,
            ReportIssued,
            Withdraw,
        ),
    ),
    "kiosk_reply": (
        "lobby/1/{site}/kiosk/{kiosk}/reply",
        "The server's answer, with the request's id. A repeated request gets the same one.",
        False,
        (
            TicketReply,
            TicketShown,
            Cancelled,
            Rated,
            NumbersLeased,
            NumbersReturned,
            IssuedReported,
            Withdrawn,
            Refused,
        ),
    ),
    "display": (
        "lobby/1/{site}/display/{display}",
        "The whole board of a display. Repeated every 5 seconds while nothing changes.",
        True,
        (Board,),
    ),
    "catalogue": (
        "lobby/1/{site}/catalogue",
        "What a kiosk must know to serve people, also while it is cut off.",
        True,
        (Catalogue,),
    ),
    "waits": (
        "lobby/1/{site}/waits",
        "How many wait for each service and how long. Repeated every 5 seconds; old ones are lies.",
        True,
        (Waits,),
    ),
    "pad_request": (
        "lobby/1/{site}/pad/{pad}/request",
        "A key of a call pad was pressed. Repeated with the same id until its reply arrives.",
        False,
        (PadCallNext, PadRecall, PadFinish),
    ),
    "pad_reply": (
        "lobby/1/{site}/pad/{pad}/reply",
        "The server's answer, with the request's id. A repeated request gets the same one.",
        False,
        (PadDone, PadRefused),
    ),
    "pad_display": (
        "lobby/1/{site}/pad/{pad}/display",
        "What the small display of a call pad shows. Repeated every 5 seconds.",
        True,
        (PadDisplay,),
    ),
    "device_status": (
        "lobby/1/{site}/device/{device}/status",
        "How a device is; also its last will.",
        True,
        (DeviceStatus,),
    ),
    "device_command": (
        "lobby/1/{site}/device/{device}/command",
        "What a device is to do: once, and not after its end. Never retained.",
        False,
        (
            TestPrint,
            Identify,
            Screenshot,
            Restart,
            OpenMaintenance,
            PaperReplaced,
            PutOutOfService,
            Pong,
        ),
    ),
    "device_result": (
        "lobby/1/{site}/device/{device}/result",
        "What came of a command, with its id; and a device that asks whether it is heard.",
        False,
        (CommandDone, ScreenshotTaken, CommandRefused, Ping),
    ),
}

FROM_SERVER = {
    "kiosk_reply",
    "display",
    "catalogue",
    "waits",
    "pad_reply",
    "pad_display",
    "device_command",
}


def document() -> dict[str, Any]:
    """The document, as plain data."""
    models = [model for _, _, _, models in CHANNELS.values() for model in models]
    _, schemas = models_json_schema(
        [(model, "serialization") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Madoguchi",
            "version": "1",
            "description": "JSON in UTF-8 over MQTT 3.1.1, QoS 1. Times are RFC 3339 with offset, "
            "ids are UUIDv7. No message carries personal data.",
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(name) for name in CHANNELS},
        "operations": {
            name: {
                # seen from the server, which this document describes
                "action": "send" if name in FROM_SERVER else "receive",
                "channel": {"$ref": f"#/channels/{name}"},
            }
            for name in CHANNELS
        },
        "components": {
            "messages": {
                model.__name__: {"payload": {"$ref": f"#/components/schemas/{model.__name__}"}}
                for model in models
            },
            "schemas": schemas["$defs"],
        },
    }


def _channel(name: str) -> dict[str, Any]:
    address, description, retained, models = CHANNELS[name]
    return {
        "address": address,
        "description": description,
        "parameters": {
            parameter: {"description": words}
            for parameter, words in PARAMETERS.items()
            if f"{{{parameter}}}" in address
        },
        "messages": {
            model.__name__: {"$ref": f"#/components/messages/{model.__name__}"} for model in models
        },
        "bindings": {"mqtt": {"qos": 1, "retain": retained}},
    }


def text() -> str:
    """The document as it stands in `docs/asyncapi.yaml`."""
    dumped: str = yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=100)
    return dumped


if __name__ == "__main__":
    sys.stdout.write(text())
