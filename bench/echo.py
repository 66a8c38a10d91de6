"""The floor of a request: a bare paho client that answers every request topic at once.

usage: python -m bench.echo HOST PORT TOPIC_ROOT
"""

import signal
import socket
import sys

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion


def main(host: str, port: int, root: str) -> None:
    """Echo until SIGTERM."""
    client = Client(CallbackAPIVersion.VERSION2, client_id="echo")

    def answer(client: Client, _userdata: object, message: MQTTMessage) -> None:
        client.publish(message.topic.replace("/request", "/reply"), message.payload, qos=1)

    def no_delay(_client: Client, _userdata: object, connection: object) -> None:
        if isinstance(connection, socket.socket):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    client.on_message = answer
    client.on_socket_open = no_delay
    client.on_subscribe = lambda *_: print("echo ready", flush=True)
    client.max_inflight_messages_set(1000)
    client.connect(host, port)
    client.subscribe(f"{root}/kiosk/+/request", qos=1)
    signal.signal(signal.SIGTERM, lambda *_: client.disconnect())
    client.loop_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
