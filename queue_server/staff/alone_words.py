"""What staff read about numbers that a kiosk gave while it was cut off."""

from collections.abc import Mapping
from dataclasses import dataclass

from queue_server.domain.lives import Doubt
from queue_server.staff.words import Words


@dataclass(frozen=True, slots=True)
class DoubtWords:
    """What does not fit about a number, and what to do."""

    short: Words
    """A few words, for lists."""
    whole: Words
    """A sentence or two, for whoever has the person before them."""


GIVEN_ALONE = Words(
    ja="通信が切れている間に受け付けた番号です。",
    en="This number was given while the kiosk was cut off.",
)
GIVEN_ALONE_SHORT = Words(ja="通信断で受付", en="Given while cut off")

DOUBTS: Mapping[Doubt, DoubtWords] = {
    Doubt.SERVICE_CLOSED: DoubtWords(
        Words(ja="受付終了後", en="Service closed"),
        Words(
            ja="受付を終えた業務の番号です。対応できるか確かめてください。",
            en="Its service takes nobody any more. See whether it can still be done.",
        ),
    ),
    Doubt.PASS_TWICE: DoubtWords(
        Words(ja="受付コードが2回", en="Pass used twice"),
        Words(
            ja="同じ受付コードの番号がもう一つあります。本人に確かめて、一つを取り消してください。",
            en="Its pass has brought another number too. Ask the person, and cancel one of them.",
        ),
    ),
    Doubt.PASS_REFUSED: DoubtWords(
        Words(ja="受付コードを確認できない", en="Pass not accepted"),
        Words(
            ja="受付コードを確認できませんでした。用件を聞き取ってください。",
            en="Its pass could not be accepted. Ask what the person came for.",
        ),
    ),
    Doubt.UNKNOWN_SERVICE: DoubtWords(
        Words(ja="ない業務・手続き", en="Unknown service"),
        Words(
            ja="いまはない業務や手続きが選ばれています。用件を聞き取ってください。",
            en="It asked for something that is not offered any more. Ask what the person came for.",
        ),
    ),
    Doubt.NOT_LEASED: DoubtWords(
        Words(ja="貸していない番号", en="Number not lent"),
        Words(
            ja="この発券機に貸していない番号です。同じ番号の方がいないか確かめてください。",
            en="The number was not lent to this kiosk. See that nobody else has the same one.",
        ),
    ),
    Doubt.NUMBER_TWICE: DoubtWords(
        Words(ja="同じ番号が二つ", en="Number given twice"),
        Words(
            ja="同じ番号の方がもう一人います。番号札の時刻と用件を見て呼び分けてください。",
            en="Somebody else has the same number. The time on the paper tells them apart.",
        ),
    ),
    Doubt.CLOCK_OFF: DoubtWords(
        Words(ja="時計のずれ", en="Clock is wrong"),
        Words(
            ja="発券機の時計がずれていて、番号札の時刻が正しくありません。順番は分かる範囲で直してあります。",
            en="The kiosk's clock is wrong, and so is the time on the paper. "
            "Its place was set right as far as is known.",
        ),
    ),
    Doubt.ANOTHER_DAY: DoubtWords(
        Words(ja="別の日の番号", en="Of another day"),
        Words(
            ja="前の日に受け付けた番号です。順番には入っていません。来られたら新しい番号をお渡しください。",
            en="Given on an earlier day, and not in the queue. Give a new number to whoever comes.",
        ),
    ),
}
