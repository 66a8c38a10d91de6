"""What staff read at the kiosk: Japanese, and English beneath. Residents' languages are apart."""

from collections.abc import Mapping
from typing import Final

from kiosk.maintenance.model import Code, Page, PinSays, TestPaper

Pair = tuple[str, str]
"""Japanese, English."""

TITLE: Final[Pair] = ("職員用メンテナンス", "Staff maintenance")
CLOSE: Final[Pair] = ("メンテナンスを終わる", "End maintenance")
LEAVE: Final[Pair] = ("やめる", "Cancel")
BACK: Final[Pair] = ("メニューへもどる", "Back to menu")
DELETE: Final[Pair] = ("1文字消す", "Delete")
ENTER: Final[Pair] = ("決定", "Enter")

PAGES: Final[Mapping[Page, Pair]] = {
    Page.PIN: ("職員用PIN", "Staff PIN"),
    Page.MENU: TITLE,
    Page.CAMERA: ("カメラ", "Camera"),
    Page.PRINT: ("試し印刷", "Test print"),
    Page.PAPER: ("用紙の交換", "Paper"),
    Page.TOUCH: ("タッチの確認", "Touch test"),
    Page.NETWORK: ("ネットワーク", "Network"),
    Page.VERSIONS: ("バージョン", "Versions"),
    Page.VOLUME: ("音量", "Volume"),
    Page.RESTART: ("再起動", "Restart"),
    Page.SERVICE: ("使用の停止・再開", "Out of service"),
}

PIN_SAYS: Final[Mapping[PinSays, Pair]] = {
    PinSays.ENTER: ("PINを入力してください", "Enter the PIN"),
    PinSays.CHECKING: ("確かめています…", "Checking …"),
    PinSays.WRONG: ("PINが違います。もう一度入力してください", "Wrong PIN. Please try again"),
    PinSays.WAIT: (
        "間違いが続きました。あと{seconds}秒お待ちください",
        "Too many wrong PINs. Please wait {seconds} s",
    ),
    PinSays.NONE_SET: (
        "PINがまだ設定されていないため、開けません。\n端末で kiosk pin を実行してください",
        "No PIN has been set. Run “kiosk pin” on this machine",
    ),
}

PRINTER: Final[Mapping[str, Pair]] = {
    "ready": ("使えます", "Ready"),
    "printing": ("印刷しています", "Printing"),
    "paper_near_end": ("用紙が残りわずか", "Paper is running low"),
    "paper_out": ("用紙切れ", "Out of paper"),
    "cover_open": ("カバーが開いています", "Cover open"),
    "cutter_error": ("カッターの異常", "Cutter stuck"),
    "overheated": ("熱くなっています", "Too hot"),
    "recoverable_error": ("止まっています", "Stopped"),
    "unrecoverable_error": ("異常", "Fault"),
    "offline": ("受け付けません", "Offline"),
    "disconnected": ("つながっていません", "Not connected"),
    "unknown": ("返事がありません", "No answer"),
}
"""By the printer's state (printer_drivers/status.py)."""
CAMERA: Final[Mapping[str, Pair]] = {
    "starting": ("準備しています", "Starting"),
    "seeing": ("映っています", "Seeing"),
    "missing": ("見つかりません", "Missing"),
    "stuck": ("映像が止まっています", "Stuck"),
}
SCANNER: Final[Mapping[str, Pair]] = {
    "starting": ("準備しています", "Starting"),
    "ready": ("使えます", "Ready"),
    "missing": ("見つかりません", "Missing"),
    "stuck": ("使えません", "Stuck"),
}
NONE: Final[Pair] = ("ありません", "None")
UNKNOWN: Final[Pair] = ("分かりません", "Not known")
YES: Final[Pair] = ("つながっています", "Connected")
NO: Final[Pair] = ("切れています", "Not connected")

CODES: Final[Mapping[Code, Pair]] = {
    Code.PASS: ("受付コード", "A pass"),
    Code.TICKET: ("番号札のコード", "A ticket's code"),
    Code.OTHER: ("ほかのコード", "Another code"),
}
NOTHING_READ: Final[Pair] = ("まだ何も読み取っていません", "Nothing was read yet")
READ: Final[Pair] = ("{what}を読み取りました（{seconds}秒前）", "{what} was read {seconds} s ago")
HOLD_UP: Final[Pair] = (
    "コードをかざして、読み取れるか確かめてください。受付はしません。",
    "Hold up a code to see whether it is read. Nobody is checked in.",
)

TESTS: Final[Mapping[TestPaper, Pair]] = {
    TestPaper.NONE: (
        "文字・線・QRコードが入った紙を1枚印刷します。",
        "Prints one paper with words, lines and a QR code.",
    ),
    TestPaper.PRINTING: ("印刷しています…", "Printing …"),
    TestPaper.PRINTED: (
        "印刷しました。紙を確かめてください。",
        "Printed. Please look at the paper.",
    ),
    TestPaper.NOT_PRINTED: (
        "印刷できませんでした。プリンターの状態を確かめてください。",
        "It was not printed. Please check the printer.",
    ),
}
PRINT_NOW: Final[Pair] = ("印刷する", "Print")
NEW_ROLL: Final[Pair] = ("新しい用紙を入れた", "I put in a new roll")
ROLL_TOLD: Final[Pair] = ("新しい用紙として数え始めました", "Counted as a new roll")
ROLLS: Final[Pair] = ("予備の用紙", "Spare rolls")
ROLL_HINT: Final[Pair] = (
    "用紙を交換したら、押してください。残りの長さを数え直し、予備を1巻減らします。",
    "Press this once the roll is changed: the estimate begins anew, with one spare roll less.",
)
TOUCH_DONE: Final[Pair] = ("おわる", "Done")
TOUCH_HINT: Final[Pair] = ("ゆっくりなぞると色がつきます", "Draw over it slowly to colour it")
RESTART_HINT: Final[Pair] = (
    "受付機のプログラムを終わり、始め直します。30秒ほどかかります。",
    "Ends the kiosk's program and starts it again, which takes about 30 seconds.",
)
RESTART_NOW: Final[Pair] = ("再起動する", "Restart now")
RESTARTING: Final[Pair] = ("再起動しています…", "Restarting …")
OUT_HINT: Final[Pair] = (
    "停止すると「この端末は使えません」と出て、受付をしません。電源を切っても続きます。",
    "Out of service, it says so and serves nobody, also after it was switched off and on.",
)
IS_OUT: Final[Pair] = ("いま：使用を停止しています", "Now: out of service")
IS_IN: Final[Pair] = ("いま：使えます", "Now: in service")
PUT_OUT: Final[Pair] = ("使用を停止する", "Put out of service")
PUT_IN: Final[Pair] = ("使用を再開する", "Put back in service")
LOUDSPEAKER: Final[Pair] = ("スピーカー（合図の音）", "Loudspeaker (chimes)")
PRIVATE: Final[Pair] = ("読み上げ（はじめの音量）", "Speech (at first)")
NO_SPEECH: Final[Pair] = (
    "この端末は読み上げをしません（--speech の設定）",
    "This kiosk reads nothing aloud (setting --speech)",
)
NO_LOUDSPEAKER: Final[Pair] = (
    "この端末にはスピーカーがありません",
    "This kiosk has no loudspeaker",
)

ROWS: Final[Mapping[str, Pair]] = {
    "kiosk": ("端末", "Kiosk"),
    "printer": ("プリンター", "Printer"),
    "detail": ("くわしく", "Detail"),
    "paper": ("用紙の残り（めやす）", "Paper left (estimate)"),
    "rolls": ROLLS,
    "jobs": ("印刷待ち", "Waiting to print"),
    "failed": ("印刷できなかった（24時間）", "Not printed (24 hours)"),
    "camera": ("カメラ", "Camera"),
    "scanner": ("コードリーダー", "Scanner"),
    "connected": ("サーバーとの通信", "Connection"),
    "broker": ("接続先", "Broker"),
    "address": ("この端末のアドレス", "This kiosk's address"),
    "reply": ("最後の返事", "Last reply"),
    "trip": ("往復時間", "Round trip"),
    "clock": ("時計のずれ", "Clock off by"),
    "outbox": ("未報告の番号", "Numbers not reported yet"),
    "alone": ("切断中の発券", "Numbers while cut off"),
}
AGO: Final[Pair] = ("{span}前", "{span} ago")
MINUTES: Final[Pair] = ("{minutes}分", "{minutes} min")
HOURS: Final[Pair] = ("{hours}時間", "{hours} h")
SECONDS: Final[Pair] = ("{seconds}秒", "{seconds} s")
METRES: Final[Pair] = ("約{metres} m", "about {metres} m")
COUNT_OF_ROLLS: Final[Pair] = ("{count}巻", "{count}")
COUNT: Final[Pair] = ("{count}件", "{count}")
REFUSED: Final[Pair] = ("{count}件（受取拒否 {refused}件）", "{count} (refused: {refused})")
CAN: Final[Pair] = ("できます", "Possible")
CANNOT: Final[Pair] = ("できません（ディスク）", "Not possible (disk)")


def filled(words: Pair, **values: object) -> Pair:
    """With values in its places."""
    return words[0].format(**values), words[1].format(**values)
