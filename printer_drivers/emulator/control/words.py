"""What the control page calls everything, in Japanese and English."""

from dataclasses import dataclass
from typing import Final

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.faults import Fault, Moment


@dataclass(frozen=True, slots=True)
class Words:
    """One thing in both languages."""

    ja: str
    en: str


CONDITIONS: Final = {
    Condition.READY: Words("正常", "Ready"),
    Condition.PAPER_NEAR_END: Words("用紙が残りわずか", "Paper near end"),
    Condition.PAPER_OUT: Words("用紙切れ", "Paper out"),
    Condition.COVER_OPEN: Words("カバーが開いている", "Cover open"),
    Condition.CUTTER_ERROR: Words("カッターの紙詰まり", "Cutter jam"),
    Condition.CUTTER_FREED: Words("カッター復帰待ち", "Cutter freed, waits"),
    Condition.OVERHEATED: Words("ヘッドの過熱", "Overheated"),
    Condition.UNRECOVERABLE_ERROR: Words("電圧・本体の異常", "Voltage or hardware"),
    Condition.OFFLINE: Words("オフライン", "Offline"),
    Condition.STUCK: Words("応答するが印刷しない", "Answers, prints nothing"),
    Condition.SLOW: Words("印刷が遅い", "Slow"),
    Condition.GARBAGE: Words("でたらめな応答", "Garbage answers"),
    Condition.SILENT: Words("無応答", "Silent"),
    Condition.DEAD: Words("固まって受信もしない", "Dead, takes nothing"),
    Condition.UNPLUGGED: Words("ケーブル抜け", "Unplugged"),
    Condition.POWER_CYCLED: Words("電源を入れ直す", "Switch off and on"),
}

GROUPS: Final = (
    (
        Words("用紙と機構", "Paper and mechanism"),
        (
            Condition.PAPER_NEAR_END,
            Condition.PAPER_OUT,
            Condition.COVER_OPEN,
            Condition.CUTTER_ERROR,
            Condition.CUTTER_FREED,
            Condition.OVERHEATED,
            Condition.UNRECOVERABLE_ERROR,
            Condition.OFFLINE,
        ),
    ),
    (
        Words("通信と動作", "Line and program"),
        (
            Condition.STUCK,
            Condition.SLOW,
            Condition.GARBAGE,
            Condition.SILENT,
            Condition.DEAD,
            Condition.UNPLUGGED,
            Condition.POWER_CYCLED,
        ),
    ),
)
"""The buttons; `ready` has one of its own."""

MOMENTS: Final = {
    Moment.NOW: Words("すぐに", "Now"),
    Moment.AFTER_BYTES: Words("バイト処理したあと", "bytes later"),
    Moment.AT_THE_CUT: Words("カットの直前", "At the cut"),
    Moment.AFTER_THE_CUT: Words("カットの直後（応答の前）", "After the cut, before the answer"),
    Moment.AFTER_THE_ANSWER: Words("印刷完了の応答の直後", "After the answer"),
}


def of_fault(fault: Fault) -> Words:
    """A fault that waits for its moment."""
    what, when = CONDITIONS[fault.condition], MOMENTS[fault.moment]
    if fault.moment is Moment.AFTER_BYTES:
        return Words(f"{fault.after} {when.ja}：{what.ja}", f"{what.en}, {fault.after} {when.en}")
    return Words(f"{when.ja}：{what.ja}", f"{what.en}, {when.en[0].lower()}{when.en[1:]}")
