"""What staff read: refusals, needs and languages, in Japanese and English."""

from enum import StrEnum
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel, ConfigDict

from queue_server.domain.refusals import Refusal


class Words(BaseModel):
    """The same thing said in both languages."""

    model_config = ConfigDict(frozen=True)

    ja: str
    en: str


class EdgeRefusal(StrEnum):
    """Why the web side refuses a request before the queue's rules are asked."""

    NOT_SIGNED_IN = "not_signed_in"
    CROSS_SITE = "cross_site"
    OTHER_HOST = "other_host"
    NOT_JSON = "not_json"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    CLOSING = "closing"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    FAILED = "failed"
    TOO_FAST = "too_fast"
    TOO_MANY_SCREENS = "too_many_screens"
    TOO_MANY_TRIES = "too_many_tries"
    WRONG_PASSWORD = "wrong_password"
    NOT_ALLOWED = "not_allowed"
    NOT_AT_COUNTER = "not_at_counter"
    NO_REQUEST = "no_request"
    REQUEST_UNREADABLE = "request_unreadable"
    UNKNOWN_DEVICE = "unknown_device"
    DEVICES_AWAY = "devices_away"
    DEVICE_SILENT = "device_silent"
    DEVICE_NOT_UNDERSTOOD = "device_not_understood"
    DEVICE_TOO_LATE = "device_too_late"
    DEVICE_IN_USE = "device_in_use"
    NO_PRINTER = "no_printer"
    NOT_PRINTED = "not_printed"
    NO_PICTURE = "no_picture"
    NOT_A_PASS = "not_a_pass"
    NO_PASS = "no_pass"


RESERVATION_REFUSALS: dict[Refusal | EdgeRefusal, Words] = {
    Refusal.UNKNOWN_SLOT: Words(
        ja="その時刻の予約枠はありません。", en="There is no slot at that time."
    ),
    Refusal.SLOT_FULL: Words(
        ja="この予約枠は埋まっています。ほかの枠をお選びください。",
        en="This slot is full. Please choose another.",
    ),
    Refusal.SLOT_CLOSED: Words(
        ja="この日は予約を受け付けていません。", en="This day takes no reservations."
    ),
    Refusal.SLOT_TOO_SOON: Words(
        ja="この予約枠の受付は締め切りました。", en="It is too late to book this slot."
    ),
    Refusal.SLOT_TOO_FAR: Words(
        ja="この日の予約はまだ受け付けていません。", en="This day cannot be booked yet."
    ),
    Refusal.DATE_OVER: Words(ja="この日時は過ぎています。", en="This day or slot is over."),
    Refusal.UNKNOWN_RESERVATION: Words(
        ja="この予約は見つかりません。", en="There is no such reservation."
    ),
    Refusal.RESERVATION_NUMBER_TAKEN: Words(
        ja="予約番号が重なりました。もう一度押してください。",
        en="This reservation number is taken. Please try again.",
    ),
    Refusal.HOLD_EXPIRED: Words(
        ja="仮押さえの時間が過ぎました。もう一度枠をお選びください。",
        en="The hold ran out. Please choose a slot again.",
    ),
    Refusal.NOT_BOOKED: Words(
        ja="この予約はまだ確定していません。", en="This reservation was not confirmed."
    ),
    Refusal.ALREADY_BOOKED: Words(
        ja="この予約はすでに確定しています。", en="This reservation is confirmed already."
    ),
    Refusal.NOTHING_CHANGES: Words(
        ja="変更する内容がありません。", en="There is nothing to change."
    ),
    Refusal.RESERVATION_CANCELLED: Words(
        ja="この予約は取り消されています。", en="This reservation was cancelled."
    ),
    Refusal.RESERVATION_USED: Words(
        ja="この予約はすでに受付済みです。", en="This reservation has checked in already."
    ),
    Refusal.RESERVATION_OTHER_DAY: Words(
        ja="この予約は今日の予約ではありません。日時をお確かめください。",
        en="This reservation is for another day. Please check the date.",
    ),
}

DEVICE_REFUSALS: dict[Refusal | EdgeRefusal, Words] = {
    EdgeRefusal.UNKNOWN_DEVICE: Words(ja="この機器はありません。", en="There is no such device."),
    EdgeRefusal.DEVICES_AWAY: Words(
        ja="いまサーバーと機器の通信が切れています。何も送っていません。",
        en="The server cannot reach the devices now. Nothing was sent.",
    ),
    EdgeRefusal.DEVICE_SILENT: Words(
        ja="機器から返事がありません。電源とネットワークを確かめてください。",
        en="The device does not answer. Check its power and network.",
    ),
    EdgeRefusal.DEVICE_NOT_UNDERSTOOD: Words(
        ja="機器がこの操作を知りません。機器のソフトウェアを更新してください。",
        en="The device does not know this. Update its software.",
    ),
    EdgeRefusal.DEVICE_TOO_LATE: Words(
        ja="機器に届いたのが遅すぎました。続くときは、機器の時計を確かめてください。",
        en="It reached the device too late. If this stays, check the device's clock.",
    ),
    EdgeRefusal.DEVICE_IN_USE: Words(
        ja="いま利用中の方がいます。少し待ってから、もう一度押してください。",
        en="Somebody is using it. Please try again in a moment.",
    ),
    EdgeRefusal.NO_PRINTER: Words(
        ja="この機器にはプリンターがありません。", en="This device has no printer."
    ),
    EdgeRefusal.NOT_PRINTED: Words(
        ja="印刷できませんでした。プリンターの状態を確かめてください。",
        en="It was not printed. Check the printer.",
    ),
    EdgeRefusal.NO_PICTURE: Words(
        ja="画面の写しがとれませんでした。", en="The screen could not be read."
    ),
}

REFUSALS: dict[Refusal | EdgeRefusal, Words] = {
    **DEVICE_REFUSALS,
    Refusal.UNKNOWN_SERVICE: Words(ja="この業務はありません。", en="There is no such service."),
    Refusal.UNKNOWN_PROCEDURE: Words(
        ja="この手続きはありません。", en="There is no such procedure."
    ),
    Refusal.PASS_USED: Words(
        ja="この受付コードは使用済みです。", en="This pass has been used already."
    ),
    Refusal.PASS_REVOKED: Words(
        ja="この受付コードは無効にされています。", en="This pass has been revoked."
    ),
    Refusal.WITHDRAWN: Words(
        ja="この受付は受付機が取り消しています。", en="The kiosk has withdrawn this request."
    ),
    Refusal.UNKNOWN_COUNTER: Words(ja="この窓口はありません。", en="There is no such counter."),
    Refusal.COUNTER_BUSY: Words(
        ja="この窓口は対応中です。先に完了・保留・不在にしてください。",
        en="This counter is serving someone. Finish, park or mark as absent first.",
    ),
    Refusal.COUNTER_EMPTY: Words(
        ja="この窓口で対応中の方はいません。", en="Nobody is being served at this counter."
    ),
    Refusal.NOBODY_WAITING: Words(ja="いまお待ちの方はいません。", en="Nobody is waiting now."),
    Refusal.NOT_MISSED: Words(
        ja="この番号はもう不在ではありません。", en="This number is no longer marked as absent."
    ),
    Refusal.VISIT_ELSEWHERE: Words(
        ja="この番号の方は、いま別の窓口で対応中です。",
        en="This visitor is at another counter now.",
    ),
    Refusal.SERVICE_CLOSED: Words(
        ja="この業務の本日の受付は終わりました。",
        en="This service takes no more numbers today.",
    ),
    Refusal.UNKNOWN_VISIT: Words(
        ja="この番号は今日の受付にありません。", en="There is no such number today."
    ),
    Refusal.VISIT_OVER: Words(
        ja="この番号の対応はすべて終わっています。", en="This visit is over already."
    ),
    Refusal.VISIT_GOES_ON: Words(
        ja="この番号の対応はまだ終わっていません。", en="This visit is not over yet."
    ),
    Refusal.ALREADY_RATED: Words(
        ja="この番号の回答は受け取っています。", en="This visit has been rated already."
    ),
    Refusal.TOO_MANY: Words(
        ja="回数が多すぎます。職員にお声がけください。", en="Too many times. Please ask the staff."
    ),
    Refusal.NOT_WAITING_HERE: Words(
        ja="この番号は、いまこの窓口では呼び出せません。",
        en="This number cannot be called at this counter now.",
    ),
    Refusal.NOT_RESUMABLE: Words(
        ja="この番号は保留でも不在でもありません。",
        en="This number is neither parked nor absent.",
    ),
    Refusal.NO_SUCH_STOP: Words(
        ja="この番号にその立寄り先はありません。", en="This visit has no such stop."
    ),
    Refusal.STOP_EXISTS: Words(
        ja="その立寄り先はもう入っています。", en="This visit has that stop already."
    ),
    Refusal.WRONG_ORDER: Words(
        ja="その順番にはできません。先に必要な手続きがあります。",
        en="This order is not possible: something must come first.",
    ),
    Refusal.NOTHING_TO_UNDO: Words(
        ja="取り消せる操作はありません。取り消せるのは直後だけです。",
        en="There is nothing to undo. Only the step of a moment ago can be undone.",
    ),
    Refusal.NOT_SERVED_HERE: Words(
        ja="この番号の業務は、この窓口では扱っていません。",
        en="This counter does not serve what this number waits for.",
    ),
    **RESERVATION_REFUSALS,
    EdgeRefusal.NOT_SIGNED_IN: Words(ja="サインインしてください。", en="Please sign in."),
    Refusal.VISIT_CHANGED: Words(
        ja="ほかの画面で操作がありました。いまの番号を確かめてください。",
        en="Another screen acted first. Check the number that is shown now.",
    ),
    Refusal.ID_REUSED: Words(
        ja="同じIDの別の操作がすでに行われています。画面を読み込み直してください。",
        en="This id was used for something else already. Please reload the page.",
    ),
    EdgeRefusal.CROSS_SITE: Words(
        ja="ほかのサイトからの操作は受け付けません。", en="Requests from other sites are refused."
    ),
    EdgeRefusal.OTHER_HOST: Words(
        ja="このサーバーはその名前では呼び出せません。アドレスをお確かめください。",
        en="This server does not go by that name. Please check the address.",
    ),
    EdgeRefusal.NOT_JSON: Words(
        ja="JSON で送ってください。", en="Send JSON (Content-Type: application/json)."
    ),
    EdgeRefusal.MALFORMED: Words(
        ja="送られたものの形が正しくありません。", en="What was sent is not of the right shape."
    ),
    EdgeRefusal.TOO_LARGE: Words(
        ja="送られたものが大きすぎます。", en="What was sent is too large."
    ),
    EdgeRefusal.CLOSING: Words(
        ja="サーバーを終了しています。少し待ってからもう一度お試しください。",
        en="The server is shutting down. Try again in a moment.",
    ),
    EdgeRefusal.NOT_FOUND: Words(ja="見つかりません。", en="Not found."),
    EdgeRefusal.METHOD_NOT_ALLOWED: Words(
        ja="このアドレスではその操作はできません。", en="This address does not do that."
    ),
    EdgeRefusal.FAILED: Words(
        ja="サーバーに問題が起きました。もう一度お試しください。続くときは、担当者に連絡してください。",
        en="Something went wrong in the server. Try again; if it stays, tell your administrator.",
    ),
    EdgeRefusal.TOO_FAST: Words(
        ja="操作が続いたため、少しお待ちください。",
        en="Too much at once. Please wait a moment.",
    ),
    EdgeRefusal.TOO_MANY_SCREENS: Words(
        ja="開いている画面が多すぎます。使っていない画面を閉じてください。",
        en="Too many screens are open. Please close those that you do not use.",
    ),
    EdgeRefusal.TOO_MANY_TRIES: Words(
        ja="間違いが続いたため、しばらくサインインできません。",
        en="Too many failed tries. Please wait before you try again.",
    ),
    EdgeRefusal.WRONG_PASSWORD: Words(
        ja="職員IDまたはパスワードが違います。", en="The staff ID or the password is wrong."
    ),
    EdgeRefusal.NOT_ALLOWED: Words(
        ja="この操作は、あなたの役割ではできません。責任者にご相談ください。",
        en="Your role does not allow this. Please ask your supervisor.",
    ),
    EdgeRefusal.NOT_AT_COUNTER: Words(
        ja="申請内容は、この窓口の担当者だけが開けます。先に窓口を「受付中」にして担当になってください。",
        en="Only whoever is on this counter may open it. First set the counter to open.",
    ),
    EdgeRefusal.NOT_A_PASS: Words(
        ja="この庁舎の受付コードとして読み取れません。", en="This is no pass of this site."
    ),
    EdgeRefusal.NO_PASS: Words(
        ja="この番号は、受付コードで受け取ったものではありません。",
        en="This number was not brought by a pass.",
    ),
    EdgeRefusal.NO_REQUEST: Words(
        ja="申請内容は残っていません。お手数ですが、ご本人にお尋ねください。",
        en="The request is not kept (any more). Please ask the resident.",
    ),
    EdgeRefusal.REQUEST_UNREADABLE: Words(
        ja="申請内容を開けません。お手数ですが、ご本人にお尋ねください。",
        en="The request cannot be opened. Please ask the resident.",
    ),
}

NEEDS: dict[str, Words] = {
    "wheelchair": Words(ja="車いす", en="Wheelchair"),
    "infant": Words(ja="乳幼児と一緒", en="With a small child"),
    "pregnancy": Words(ja="妊娠中", en="Pregnant"),
    "hearing": Words(ja="聞こえにくい", en="Hard of hearing"),
    "sight": Words(ja="見えにくい", en="Low vision"),
    "interpreter": Words(ja="通訳が必要", en="Needs an interpreter"),
}


def refusal_body(reason: Refusal | EdgeRefusal) -> dict[str, Any]:
    """A refusal as the API says it."""
    return {"reason": reason.value, "words": REFUSALS[reason].model_dump()}


def need_words(need: str) -> Words:
    """What a need is called; one that a newer kiosk may know is shown as it came."""
    return NEEDS.get(need, Words(ja=need, en=need))


# Babel takes longer for a name than the rest of a view does, and a queue asks for it once a visit
@lru_cache(maxsize=256)
def language_words(language: str) -> Words:
    """What a language is called (BCP 47; `ja-simple` is やさしい日本語)."""
    if language == "ja-simple":
        return Words(ja="やさしい日本語", en="Easy Japanese")
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Words(ja=language, en=language)
    return Words(
        ja=locale.get_display_name("ja") or language, en=locale.get_display_name("en") or language
    )
