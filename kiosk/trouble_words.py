"""What a person reads when something did not work: calm words, and what to do now."""

from dataclasses import dataclass
from typing import assert_never

from kiosk.session.screens import Problem
from kiosk.words import N_
from protocol.reasons import Reason


@dataclass(frozen=True, slots=True)
class TroubleWords:
    """A title and what to do, as ids of the words' catalogue."""

    title: str
    body: str
    ask_staff: bool = False
    """Only a member of staff can help: choosing a service would fail as well."""
    moment: str | None = None
    """How the moment is said that it is about, where there is one."""
    tips: tuple[str, ...] = ()
    """What may help, in the place of `body`."""
    way_on: str = N_("手続きを選ぶ")
    """What choosing by touch is called here."""


def trouble_words(why: Reason | Problem) -> TroubleWords:
    """The words for everything that can go wrong."""
    match why:
        case Problem.NO_ANSWER:
            return TroubleWords(
                N_("つながりにくくなっています"),
                N_("おそれいりますが、近くの職員にお声がけください。"),
                ask_staff=True,
            )
        case Problem.NOT_A_PASS | Reason.PASS_NOT_OURS:
            return TroubleWords(
                N_("受付コードではないようです"),
                N_("事前申請で受け取った受付コードをかざしてください。"),
            )
        case Problem.UNREAD:
            return TroubleWords(
                N_("受付コードを読み取れません"),
                N_("読み取りを続けています。つぎのことをためしてください。"),
                tips=(
                    N_("画面を明るくする"),
                    N_("カメラから少しはなす（15〜30センチ）"),
                    N_("まっすぐ、平らにかざす"),
                ),
                way_on=N_("受付コードなしで進む"),
            )
        case Problem.SLOT_LATER:
            return TroubleWords(
                N_("予約の日は、きょうではありません"),
                N_("予約の日に、もう一度お越しください。きょうのご用は手続きを選んでください。"),
                moment=N_("予約：{when}"),
            )
        case Problem.SLOT_PAST:
            return TroubleWords(
                N_("予約の日を過ぎています"),
                N_("予約がなくても受付できます。手続きを選んでください。"),
                moment=N_("予約：{when}"),
            )
        case Reason.PASS_UNREADABLE | Reason.TOO_LARGE:
            return TroubleWords(
                N_("受付コードを読み取れませんでした"),
                N_("画面を明るくするか、紙のしわをのばして、もう一度かざしてください。"),
            )
        case Reason.PASS_FORGED:
            return TroubleWords(
                N_("この受付コードは確認できませんでした"),
                N_("もう一度事前申請の画面から受付コードを表示するか、手続きを選んでください。"),
            )
        case Reason.PASS_OTHER_CITY:
            return TroubleWords(
                N_("ほかの市区町村の受付コードです"),
                N_("この市役所では使えません。手続きを選んでください。"),
            )
        case Reason.PASS_EXPIRED:
            return TroubleWords(
                N_("受付コードの有効期限が切れています"),
                N_("お持ちの書類はそのまま使えます。手続きを選んでください。"),
                moment=N_("{when}まで使えました"),
            )
        case Reason.PASS_NOT_YET_VALID:
            return TroubleWords(
                N_("受付コードはまだ使えません"),
                N_("使える日をご確認ください。お急ぎのときは手続きを選んでください。"),
                moment=N_("{when}から使えます"),
            )
        case Reason.PASS_REVOKED:
            return TroubleWords(
                N_("この受付コードは使えなくなりました"),
                N_("手続きを選ぶか、近くの職員にお声がけください。"),
            )
        case Reason.PASS_USED:
            return TroubleWords(
                N_("この受付コードは受付が終わっています"),
                N_("ほかにご用があれば、手続きを選んでください。"),
            )
        case Reason.TICKET_UNKNOWN:
            return TroubleWords(
                N_("この番号札は確認できませんでした"),
                N_("番号札のコードをもう一度かざすか、近くの職員にお声がけください。"),
            )
        case Reason.TICKET_OTHER_DAY:
            return TroubleWords(
                N_("きょうの番号札ではありません"),
                N_("ご用があれば、新しい番号をお取りください。"),
            )
        case Reason.TICKET_OVER:
            return TroubleWords(
                N_("この番号の受付は終わっています"),
                N_("ご用があれば、新しい番号をお取りください。"),
            )
        case Reason.TOO_MANY:
            return TroubleWords(
                N_("いまはこの操作ができません"),
                N_("おそれいりますが、近くの職員にお声がけください。"),
                ask_staff=True,
            )
        case Reason.UNKNOWN_PROCEDURE:
            return TroubleWords(
                N_("この手続きはこちらで受付できません"),
                N_("手続きを選び直すか、近くの職員にお声がけください。"),
            )
        case Reason.UNKNOWN_SERVICE:
            return TroubleWords(
                N_("この手続きはいま受付していません"),
                N_("手続きを選び直すか、近くの職員にお声がけください。"),
            )
        case Reason.SERVICE_CLOSED:
            return TroubleWords(
                N_("この手続きの本日の受付は終わりました"),
                N_("手続きを選び直すか、近くの職員にお声がけください。"),
            )
        case Reason.UNKNOWN_KIOSK | Reason.MALFORMED:
            return TroubleWords(
                N_("この受付機はいま使えません"),
                N_("おそれいりますが、近くの職員にお声がけください。"),
                ask_staff=True,
            )
    assert_never(why)
