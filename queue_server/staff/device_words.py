"""What a device's state is called, and what somebody can do about it, for staff. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from protocol.messages import DeviceStatus
from queue_server.broker.inventory import Standing
from queue_server.staff.words import Words


class Urgency(StrEnum):
    """How soon somebody should go there."""

    NONE = "none"
    SOON = "soon"
    """It still serves people; somebody should see to it today."""
    NOW = "now"
    """People who stand there get no paper, or nothing at all."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is the matter with a device, and what to do."""

    urgency: Urgency
    words: Words
    do: Words | None = None


READY = Condition(Urgency.NONE, Words(ja="使えます", en="Ready"))
NEVER_HEARD = Condition(Urgency.NONE, Words(ja="まだ通信がありません", en="Not heard of yet"))
CUT_OFF = Condition(
    Urgency.NOW,
    Words(ja="通信がありません", en="No connection"),
    Words(ja="電源とネットワークを確かめてください。", en="Check its power and network."),
)
UNKNOWN = Condition(
    Urgency.SOON,
    Words(ja="状態が分かりません", en="State unknown"),
    Words(ja="機器の画面を見てください。", en="Look at its screen."),
)
NEAR_END = Condition(
    Urgency.SOON,
    Words(ja="用紙が残りわずかです", en="Paper is running low"),
    Words(ja="新しい用紙を用意してください。", en="Have a new roll at hand."),
)

OUT_OF_SERVICE = Condition(
    Urgency.SOON,
    Words(ja="使用を停止しています", en="Out of service"),
    Words(
        ja="使えるようになったら「使用を再開」を押してください。",
        en="Put it back in service once it can be used.",
    ),
)
MAINTENANCE = Condition(Urgency.NONE, Words(ja="メンテナンス中です", en="In maintenance"))
WRONG_PINS = Condition(
    Urgency.SOON,
    Words(ja="職員用PINの間違いが続いています", en="Wrong staff PINs are being entered"),
    Words(ja="だれが触っているか、見に行ってください。", en="Go and see who is at it."),
)

_RENEW = Words(
    ja="設備担当に伝えてください（queue-server device renew）。",
    en="Tell facilities staff (queue-server device renew).",
)
_RENEW_BROKER = Words(
    ja="設備担当に伝えてください。すべての機器に関わります（queue-server device ca）。",
    en="Tell facilities staff: it concerns every device (queue-server device ca).",
)
CREDENTIAL: Mapping[Standing, Condition] = {
    Standing.SHUT_OUT: Condition(
        Urgency.SOON,
        Words(ja="締め出されています", en="Shut out"),
        Words(
            ja="見つかったら、設備担当に伝えてください（queue-server device renew）。",
            en="Once it is found, tell facilities staff (queue-server device renew).",
        ),
    ),
    Standing.EXPIRED: Condition(
        Urgency.NOW, Words(ja="証明書の期限が切れました", en="Its certificate has run out"), _RENEW
    ),
    Standing.EXPIRES_SOON: Condition(
        Urgency.SOON,
        Words(ja="証明書の期限が近づいています", en="Its certificate runs out soon"),
        _RENEW,
    ),
}
BROKER_CREDENTIAL: Mapping[Standing, Condition] = {
    Standing.EXPIRED: Condition(
        Urgency.NOW,
        Words(ja="ブローカーの証明書の期限が切れました", en="The broker's certificate has run out"),
        _RENEW_BROKER,
    ),
    Standing.EXPIRES_SOON: Condition(
        Urgency.SOON,
        Words(
            ja="ブローカーの証明書の期限が近づいています",
            en="The broker's certificate runs out soon",
        ),
        _RENEW_BROKER,
    ),
}
"""Said of every device, for it cuts every one of them off."""

OUTBOX_DEAD = Condition(
    Urgency.SOON,
    Words(ja="届けられない報告があります", en="Some reports were not taken"),
    Words(
        ja="通信断の間の受付が、順番に入っていないおそれがあります。"
        "発券機の「kiosk outbox」で内容を確かめてください。",
        en="Numbers given while it was cut off may not be in the queue. See “kiosk outbox” there.",
    ),
)
OUTBOX_TROUBLE = Condition(
    Urgency.SOON,
    Words(ja="通信が切れると受付ができません", en="It could not go on if it were cut off"),
    Words(
        ja="発券機の記憶装置を確かめてください。続くときは保守業者へ連絡してください。",
        en="Check its disk. If this stays, call service.",
    ),
)


def clock_off(ahead: timedelta) -> Condition:
    """A clock that is wrong: by how much, and what to do."""
    minutes = round(abs(ahead) / timedelta(minutes=1))
    ja, en = (
        (f"{minutes}分", f"{minutes} min")
        if minutes < 120
        else (f"約{round(minutes / 60)}時間", f"about {round(minutes / 60)} h")
    )
    way = ("進んで", "ahead") if ahead > timedelta() else ("遅れて", "behind")
    return Condition(
        Urgency.SOON,
        Words(ja=f"時計が{ja}{way[0]}います", en=f"Its clock is {en} {way[1]}"),
        Words(
            ja="時刻合わせ（NTP）を確かめてください。番号札の時刻が正しくありません。",
            en="Check its time synchronisation (NTP). The time on its tickets is wrong.",
        ),
    )


PRINTER: Mapping[str, Condition] = {
    "ready": READY,
    "printing": Condition(Urgency.NONE, Words(ja="印刷しています", en="Printing")),
    "paper_near_end": NEAR_END,
    "paper_out": Condition(
        Urgency.NOW,
        Words(ja="用紙が切れています", en="Out of paper"),
        Words(ja="新しい用紙を入れてください。", en="Put in a new roll."),
    ),
    "cover_open": Condition(
        Urgency.NOW,
        Words(ja="プリンターのカバーが開いています", en="The printer's cover is open"),
        Words(ja="カバーを閉めてください。", en="Close the cover."),
    ),
    "cutter_error": Condition(
        Urgency.NOW,
        Words(ja="用紙カッターが止まっています", en="The paper cutter is stuck"),
        Words(
            ja="電源を切り、つまった紙を取り除いて、電源を入れてください。",
            en="Switch the printer off, remove the paper, switch it on.",
        ),
    ),
    "overheated": Condition(
        Urgency.SOON,
        Words(ja="プリンターが熱くなっています", en="The printer is too hot"),
        Words(
            ja="自然に元へ戻ります。そのままお待ちください。",
            en="It recovers by itself. Please wait.",
        ),
    ),
    "recoverable_error": Condition(
        Urgency.NOW,
        Words(ja="プリンターが止まっています", en="The printer has stopped"),
        Words(
            ja="つまった紙を取り除き、カバーを閉めてください。",
            en="Remove jammed paper and close the cover.",
        ),
    ),
    "unrecoverable_error": Condition(
        Urgency.NOW,
        Words(ja="プリンターに異常があります", en="The printer has a fault"),
        Words(
            ja="電源を入れ直してください。直らないときは保守業者へ連絡してください。",
            en="Switch it off and on. If that does not help, call service.",
        ),
    ),
    "offline": Condition(
        Urgency.NOW,
        Words(ja="プリンターが受け付けません", en="The printer is offline"),
        Words(
            ja="紙送りボタンから手を離し、表示ランプを確かめてください。",
            en="Let go of its feed button, and look at its lamps.",
        ),
    ),
    "disconnected": Condition(
        Urgency.NOW,
        Words(ja="プリンターがつながっていません", en="The printer is not connected"),
        Words(
            ja="プリンターの電源とケーブルを確かめてください。",
            en="Check the printer's power and cable.",
        ),
    ),
    "unknown": Condition(
        Urgency.NOW,
        Words(ja="プリンターから返事がありません", en="The printer does not answer"),
        Words(
            ja="プリンターの電源とケーブルを確かめてください。",
            en="Check the printer's power and cable.",
        ),
    ),
}
"""By the printer's state (printer_drivers/status.py); a newer kiosk's new words are `unknown`."""

STARTING = Condition(Urgency.NONE, Words(ja="準備しています", en="Starting"))
PLUG_IN_AGAIN = Words(
    ja="ケーブルを差し直してください。続くときは保守業者へ連絡してください。",
    en="Unplug it and plug it in again. If this stays, call service.",
)

CAMERA: Mapping[str, Condition] = {
    "starting": STARTING,
    "seeing": READY,
    "missing": Condition(
        Urgency.SOON,
        Words(ja="カメラが見つかりません", en="The camera is missing"),
        Words(ja="カメラのケーブルを確かめてください。", en="Check the camera's cable."),
    ),
    "stuck": Condition(
        Urgency.SOON,
        Words(ja="カメラの映像が止まっています", en="The camera has stopped"),
        Words(
            ja="自動で起動し直しています。続くときはケーブルを確かめてください。",
            en="It is being restarted. If this stays, check its cable.",
        ),
    ),
}
SCANNER: Mapping[str, Condition] = {
    "starting": STARTING,
    "ready": READY,
    "missing": Condition(
        Urgency.SOON,
        Words(ja="コードリーダーが見つかりません", en="The code scanner is missing"),
        Words(ja="コードリーダーのケーブルを確かめてください。", en="Check the scanner's cable."),
    ),
    "stuck": Condition(
        Urgency.SOON,
        Words(ja="コードリーダーが使えません", en="The code scanner cannot be used"),
        PLUG_IN_AGAIN,
    ),
}
KEYPAD: Mapping[str, Condition] = {
    "starting": STARTING,
    "ready": READY,
    "missing": Condition(
        Urgency.SOON,
        Words(ja="音声案内のキーが見つかりません", en="The keypad for spoken guidance is missing"),
        Words(ja="キーのケーブルを確かめてください。", en="Check the keypad's cable."),
    ),
    "stuck": Condition(
        Urgency.SOON,
        Words(ja="音声案内のキーが使えません", en="The keypad for spoken guidance cannot be used"),
        PLUG_IN_AGAIN,
    ),
}
SPEECH: Mapping[str, Condition] = {
    "ready": READY,
    "broken": Condition(
        Urgency.SOON,
        Words(ja="音声案内の声が出ません", en="The spoken guidance has no voice"),
        Words(
            ja="ヘッドホンの音声機器を確かめてください。続くときは保守業者へ連絡してください。",
            en="Check the headphones' sound card. If this stays, call service.",
        ),
    ),
}
_BY_URGENCY = (Urgency.NONE, Urgency.SOON, Urgency.NOW)


def conditions(
    status: DeviceStatus | None,
    credential: Standing = Standing.GOOD,
    broker: Standing = Standing.GOOD,
    ahead: timedelta | None = None,
) -> tuple[Condition, ...]:
    """All that is the matter with a device, the most urgent first; what is well where nothing is.

    `status` is None for a device that was not heard of since the server began. `credential` is its
    own, `broker` the broker's. `ahead` is how wrong its clock is, where somebody should see to it.
    """
    if credential is Standing.SHUT_OUT:
        # what it said last is from before
        return (CREDENTIAL[credential],)
    found = [
        table[standing]
        for table, standing in ((CREDENTIAL, credential), (BROKER_CREDENTIAL, broker))
        if standing in table
    ]
    if not found:
        return _as_said(status, ahead)
    said = _as_said(status, ahead)
    trouble = [one for one in said if one.urgency is not Urgency.NONE or one is MAINTENANCE]
    # the sort is stable: what is said of the device itself stands before its certificate
    return tuple(sorted((*trouble, *found), key=_rank))


def _rank(condition: Condition) -> int:
    if condition is MAINTENANCE:
        return -len(_BY_URGENCY)
    return -_BY_URGENCY.index(condition.urgency)


def _as_said(status: DeviceStatus | None, ahead: timedelta | None) -> tuple[Condition, ...]:
    if status is None:
        return (NEVER_HEARD,)
    if status.state == "disconnected":
        # what it said of its printer is from before
        return (CUT_OFF,)
    found = list[Condition]()
    if status.printer is not None:
        found.append(PRINTER.get(status.printer, PRINTER["unknown"]))
    if status.paper_near_end and status.printer not in {"paper_near_end", "paper_out"}:
        found.append(NEAR_END)
    if status.camera is not None:
        found.append(CAMERA.get(status.camera, UNKNOWN))
    if status.scanner is not None:
        found.append(SCANNER.get(status.scanner, UNKNOWN))
    if status.keypad is not None:
        found.append(KEYPAD.get(status.keypad, UNKNOWN))
    if status.speech is not None:
        found.append(SPEECH.get(status.speech, UNKNOWN))
    if status.out_of_service:
        found.insert(0, OUT_OF_SERVICE)
    if status.wrong_pins:
        found.append(WRONG_PINS)
    if status.outbox_dead:
        found.append(OUTBOX_DEAD)
    if status.outbox_trouble is not None:
        found.append(OUTBOX_TROUBLE)
    if ahead is not None:
        found.append(clock_off(ahead))
    trouble = [condition for condition in found if condition.urgency is not Urgency.NONE]
    if not trouble and status.state in {"attention", "unknown"}:
        trouble.append(UNKNOWN)
    trouble.sort(key=lambda condition: -_BY_URGENCY.index(condition.urgency))
    if status.maintenance:
        # somebody is there already: it stands first, before what they have come for
        return (MAINTENANCE, *trouble)
    return tuple(trouble or found[:1] or (READY,))
