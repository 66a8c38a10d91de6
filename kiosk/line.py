"""This kiosk's connection to its broker, and what it says there."""

from collections.abc import Callable

from kiosk.device import will_of
from kiosk.settings import KioskSettings
from protocol.link import Broker, MqttLink, Received, Will
from protocol.requests import AnyRequest
from protocol.topics import Topics


class Line:
    """Made, opened, and closed by the kiosk. Both callbacks run on the network thread."""

    def __init__(
        self,
        settings: KioskSettings,
        broker: Broker,
        *,
        on_message: Callable[[Received], None],
        on_connected: Callable[[bool], None],
    ) -> None:
        """`on_message` gets replies, catalogue, commands and waits; both only enqueue."""
        topics = Topics.of(settings.site)
        self._requests = topics.request(settings.kiosk)
        self.link = MqttLink(
            broker,
            # always the same: a kiosk that starts again takes its own place, and the broker says
            # the last will of the one before first
            client_id=f"kiosk-{settings.site}-{settings.kiosk}",
            subscriptions=(
                topics.reply(settings.kiosk),
                topics.catalogue,
                topics.device_command(settings.kiosk),
                topics.waits,
            ),
            on_message=on_message,
            on_connected=on_connected,
            will=Will(topics.device_status(settings.kiosk), will_of(settings.kiosk).to_json()),
        )

    def ask(self, request: AnyRequest) -> bool:
        """Send a request now, from any thread. False where there is no broker.

        It does not wait for one: it would come out as a number for somebody who has long got
        another, and it is repeated soon anyway.
        """
        if not self.link.connected:
            return False
        self.link.publish(self._requests, request.to_json())
        return True
