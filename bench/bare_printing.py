"""The floor of a kiosk's printing: each message is kept, and its paper sent to the printer.

usage: python -m bench.bare_printing HOST PORT TOPIC DATABASE PRINTER_PORT
"""

import signal
import socket
import sqlite3
import sys

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

PAPER = b"\x1b@" + b"x" * 2500
"""About as long as a ticket and its checklist."""


def main(host: str, port: int, topic: str, database: str, printer_port: int) -> None:
    """Print until SIGTERM."""
    conn = sqlite3.connect(database, check_same_thread=False)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("CREATE TABLE jobs (place INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    printer = socket.create_connection(("127.0.0.1", printer_port))
    printer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client = Client(CallbackAPIVersion.VERSION2, client_id="bare-printing")

    def work(_client: Client, _userdata: object, message: MQTTMessage) -> None:
        conn.execute("INSERT INTO jobs (body) VALUES (?)", (message.payload,))
        conn.commit()
        printer.sendall(PAPER)

    client.on_message = work
    client.on_subscribe = lambda *_: print("bare printing ready", flush=True)
    client.connect(host, port)
    client.subscribe(topic, qos=1)
    signal.signal(signal.SIGTERM, lambda *_: client.disconnect())
    client.loop_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]))
