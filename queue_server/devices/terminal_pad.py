"""A call pad in a terminal: `queue-server pad`. For trying out a lobby, and for who builds pads.

It says over the wire what a pad of hardware says, and nothing else (docs/call-pad.md).
"""

import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import click
from click.core import ParameterSource
from pydantic import ValidationError
from uuid6 import uuid7

from protocol.link import Broker, MqttLink, Received, Will, refuse_shown_password
from protocol.messages import DeviceStatus
from protocol.pad_messages import (
    PadCallNext,
    PadDisplay,
    PadDone,
    PadFinish,
    PadRecall,
    PadRefused,
    pad_reply_adapter,
)
from protocol.secret_files import SecretFileError, read_password, read_secret
from protocol.tls import Tls
from protocol.topics import Topics

REPEAT_SECONDS = 2.0
"""A press that was not answered is sent again, with its id, this often …"""
PATIENCE_SECONDS = 10.0
"""… until this long after the key. Also how long the broker may take to answer at first."""

KEYS = {"n": "n", "next": "n", "r": "r", "recall": "r", "f": "f", "finish": "f"}
QUIT = {"q", "quit", "exit"}


@dataclass(frozen=True, slots=True)
class _Typed:
    """A line of the terminal; None at its end."""

    line: str | None


@dataclass(frozen=True, slots=True)
class _Connected:
    """The broker came or went."""

    there: bool


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A press on its way."""

    id: UUID
    payload: bytes
    again_at: float
    until: float
    """Both on the monotonic clock."""
    leaves: bool
    """Whether nobody is at the counter after it."""


class TerminalPad:
    """Reads keys, sends presses one after another, and says what came of each."""

    def __init__(
        self, broker: Broker, topics: Topics, pad: str, *, say: Callable[[str], None]
    ) -> None:
        self._topics = topics
        self._pad = pad
        self._say = say
        self._heard: queue.SimpleQueue[_Typed | _Connected | Received] = queue.SimpleQueue()
        gone = DeviceStatus(device=pad, state="disconnected")
        self._link = MqttLink(
            broker,
            client_id=f"pad-{pad}-{uuid7()}",
            subscriptions=(topics.pad_reply(pad), topics.pad_display(pad)),
            on_message=self._heard.put,
            on_connected=lambda there: self._heard.put(_Connected(there)),
            will=Will(topics.device_status(pad), gone.to_json()),
        )
        self._display: PadDisplay | None = None
        self._visit: UUID | None = None
        """Who is at the counter, as far as this pad has heard."""
        self._sequence = 0
        """How new that is."""
        self._pressed: _Pressed | None = None
        self._lines: list[str | None] = []
        """What was typed and is not dealt with; None where the input ended."""
        self._was_there = False
        self.all_done = True
        """Whether every key did what it says."""

    def run(self, lines: Iterable[str]) -> None:
        """Until the lines end or one of them is `q`.

        Raises:
            click.ClickException: the broker does not answer.
        """
        self._link.open()
        try:
            self._wait_for_broker()
            threading.Thread(target=self._read, args=(lines,), daemon=True).start()
            while self._step():
                pass
            gone = DeviceStatus(device=self._pad, state="disconnected")
            self._link.publish(self._topics.device_status(self._pad), gone.to_json(), retain=True)
        finally:
            self._link.close()

    def _wait_for_broker(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._was_there:
            try:
                self._take(self._heard.get(timeout=max(0.0, deadline - time.monotonic())))
            except queue.Empty:
                raise click.ClickException(
                    "the broker does not answer, or does not know this pad and its password"
                ) from None

    def _read(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._heard.put(_Typed(line.strip().lower()))
        self._heard.put(_Typed(None))

    def _step(self) -> bool:
        """Take what came, or send again. Returns whether there is more to do."""
        if self._pressed is None and self._lines:
            line = self._lines.pop(0)
            if line is None or line in QUIT:
                return False
            self._press(line)
            return True
        wake = None if self._pressed is None else min(self._pressed.again_at, self._pressed.until)
        try:
            timeout = None if wake is None else max(0.0, wake - time.monotonic())
            self._take(self._heard.get(timeout=timeout))
        except queue.Empty:
            self._not_answered()
        return True

    def _press(self, line: str) -> None:
        if not line:
            return
        key = KEYS.get(line)
        if key is None:
            self._say(f"not a key: {line!r} (n next, r recall, f finish, q quit)")
            self.all_done = False
            return
        # named, so that a step on the console is not taken for the one that was meant here
        visit = self._visit
        press: PadCallNext | PadRecall | PadFinish
        match key:
            case "n":
                press = PadCallNext(id=uuid7())
            case "r":
                press = PadRecall(id=uuid7(), visit=visit)
            case _:
                press = PadFinish(id=uuid7(), visit=visit)
        now = time.monotonic()
        self._pressed = _Pressed(press.id, press.to_json(), now, now + PATIENCE_SECONDS, key == "f")
        self._send()

    def _send(self) -> None:
        if self._pressed is not None:
            again = time.monotonic() + REPEAT_SECONDS
            self._pressed = replace(self._pressed, again_at=again)
            if self._link.connected:
                self._link.publish(self._topics.pad_request(self._pad), self._pressed.payload)

    def _not_answered(self) -> None:
        if self._pressed is not None and time.monotonic() >= self._pressed.until:
            self._pressed = None
            self.all_done = False
            self._say("no answer: it is not known whether that was done; look at the display")
        else:
            self._send()

    def _take(self, heard: _Typed | _Connected | Received) -> None:
        match heard:
            case _Typed():
                self._lines.append(heard.line)
            case _Connected(there=True):
                self._was_there = True
                ready = DeviceStatus(device=self._pad, state="ready")
                topic = self._topics.device_status(self._pad)
                self._link.publish(topic, ready.to_json(), retain=True)
                self._send()
            case _Connected():
                if self._was_there:
                    self._say("display: cut off")
            case Received() if heard.topic == self._topics.pad_display(self._pad):
                self._show(heard.payload)
            case Received():
                self._answered(heard.payload)

    def _show(self, payload: bytes) -> None:
        try:
            new = PadDisplay.model_validate_json(payload)
        except ValidationError:
            self._say("display: cannot be read")
            return
        line = _display_line(new)
        if self._display is None or line != _display_line(self._display):
            self._say(line)
        self._display = new
        if new.sequence >= self._sequence:
            self._visit, self._sequence = new.visit, new.sequence

    def _answered(self, payload: bytes) -> None:
        try:
            reply = pad_reply_adapter.validate_json(payload)
        except ValidationError:
            self._say("answer: cannot be read")
            return
        if self._pressed is None or reply.id != self._pressed.id:
            # of a press before, which was answered already
            return
        pressed, self._pressed = self._pressed, None
        match reply:
            case PadDone():
                if reply.sequence > self._sequence:
                    # the display will say the same, but maybe a moment after the next key
                    self._visit = None if pressed.leaves else reply.visit
                    self._sequence = reply.sequence
                self._say(f"done: {reply.number or 'nobody'} waiting={reply.waiting}")
            case PadRefused():
                self.all_done = False
                self._say(f"refused: {reply.reason.value}")


def _display_line(display: PadDisplay) -> str:
    number = display.number or "none"
    return (
        f"display: {display.counter_name} {display.status} number={number} "
        f"waiting={display.waiting}"
    )


def pad_address(url: str, pem: Path | None, name: str) -> Broker:
    """How a pad reaches the broker, and who it is there.

    Raises:
        ValueError, SecretFileError: the address or the credential cannot be used.
    """
    broker = Broker.of(url)
    if pem is None:
        return broker
    if broker.tls is None:
        # anybody on the way could read the password
        raise ValueError("with --pem the broker's address is mqtts://HOST:PORT")
    authority, certificate, key = (
        read_secret(pem / f"{part}.pem").decode("ascii", errors="replace")
        for part in ("authority", "certificate", "key")
    )
    tls = Tls(authority, certificate, key)
    tls.context()
    return replace(broker, username=name, password=read_password(pem / "password"), tls=tls)


@click.command()
@click.option(
    "--broker",
    envvar="MADOGUCHI_MQTT",
    show_envvar=True,
    default="mqtt://127.0.0.1:1883",
    show_default=True,
    help="mqtt://PAD:PASSWORD@HOST:PORT. In the environment the password shows in no list.",
)
@click.option(
    "--pem",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of `queue-server device add PAD --pem FOLDER`, for mqtts://HOST:PORT.",
)
@click.option("--site", required=True, help="The site's id, such as `aizu`.")
@click.option("--pad", "name", required=True, help="The pad's id, as the site file names it.")
@click.pass_context
def pad(context: click.Context, *, broker: str, pem: Path | None, site: str, name: str) -> None:
    """Be a call pad in this terminal: n next, r recall, f finish, q quit, one a line.

    Says one line for each key, and one whenever the display changes. Ends with 0 where every key
    did what it says, 1 where one was refused or not answered, 2 where it was called wrongly.
    """
    try:
        flag = context.get_parameter_source("broker") is ParameterSource.COMMANDLINE
        refuse_shown_password(broker if flag else None, None, broker)
        address, topics = pad_address(broker, pem, name), Topics.of(site)
        # the same characters could change the shape of a topic
        Topics.of(name)
    except (ValueError, SecretFileError) as error:
        raise click.UsageError(str(error)) from error
    device = TerminalPad(address, topics, name, say=click.echo)
    device.run(sys.stdin)
    if not device.all_done:
        raise click.exceptions.Exit(1)
