"""Words of 簡単ゆびナビ that are put together: dates, what is wrong, what was chosen."""

from datetime import date

from kiosk.navi.dates import ERAS, Calendar, DateProblem, calendar_of, entry_of
from kiosk.navi.form import CertificateForm, Said
from kiosk.navi.steps import InputProblem, Navi
from kiosk.words import N_, Voice

CALENDARS = {
    Calendar.REIWA: N_("令和"),
    Calendar.HEISEI: N_("平成"),
    Calendar.SHOWA: N_("昭和"),
    Calendar.TAISHO: N_("大正"),
    Calendar.MEIJI: N_("明治"),
    Calendar.WESTERN: N_("西暦"),
}

_TROUBLES = {
    InputProblem.MY_NUMBER: N_(
        "マイナンバーのように見えるので消しました。ここでは使いません。入力しないでください。"
    ),
    InputProblem.NAME_MISSING: N_("お名前を入力してください。"),
    InputProblem.PHONE_TOO_LONG: N_("電話番号は11けたまでです。"),
    InputProblem.PHONE_INCOMPLETE: N_("電話番号は、0で始まる10けたか11けたで入力してください。"),
    DateProblem.NO_CALENDAR: N_("元号か西暦を選んでください。"),
    DateProblem.INCOMPLETE: N_("年、月、日をすべて入力してください。"),
    DateProblem.NO_SUCH_DAY: N_("その日はカレンダーにありません。"),
    DateProblem.BEFORE_ERA: N_("{era}は{day}からです。元号か日付を直してください。"),
    DateProblem.AFTER_ERA: N_("{era}は{day}までです。元号か日付を直してください。"),
    DateProblem.IN_THE_FUTURE: N_("今日より後の日です。"),
    DateProblem.TOO_EARLY: N_("1873年より前の日は入力できません。"),
}


def trouble_of(voice: Voice, navi: Navi) -> tuple[str, str]:
    """What is wrong at a step and what to do, in both languages. Empty where nothing is."""
    if navi.trouble is None:
        return "", ""
    words = _TROUBLES[navi.trouble]
    if navi.trouble not in {DateProblem.BEFORE_ERA, DateProblem.AFTER_ERA}:
        return voice.pair(words)
    calendar = navi.birth.calendar or Calendar.WESTERN
    era = ERAS[calendar]
    # the last era has not ended, so that nothing is after it
    edge = era.first if navi.trouble is DateProblem.BEFORE_ERA else era.last or era.first
    japanese, western = japanese_date(edge, calendar), edge.isoformat()
    first_is = voice.language.split("-")[0] == "ja"
    second_is = voice.second_language == "ja"
    name = CALENDARS[calendar]
    return (
        voice.say(words, era=voice.say(name), day=japanese if first_is else western),
        voice.second(words, era=voice.second(name), day=japanese if second_is else western),
    )


def japanese_date(day: date, calendar: Calendar | None = None) -> str:
    """昭和60年5月1日, 令和元年5月1日. `calendar` None is the day's era."""
    calendar = calendar or calendar_of(day)
    entry = entry_of(day, calendar) or entry_of(day, Calendar.WESTERN)
    if entry is None:
        raise ValueError("every day is one of the western calendar")
    western = entry.calendar is Calendar.WESTERN
    name = "" if western or entry.calendar is None else CALENDARS[entry.calendar]
    year = "元" if entry.year == "1" and not western else entry.year
    return f"{name}{year}年{entry.month}月{entry.day}日"


def date_words(voice: Voice, day: date) -> tuple[str, str]:
    """A day as the person reads it, and in the other calendar."""
    japanese = japanese_date(day)
    if voice.language.split("-")[0] == "ja":
        return japanese, japanese_date(day, Calendar.WESTERN)
    return day.isoformat(), japanese


def said(voice: Voice, words: Said) -> tuple[str, str]:
    """Words of the catalogue in both languages, the person's first."""
    return voice.names(words.ja, words.en)


def options_said(voice: Voice, navi: Navi, form: CertificateForm) -> tuple[str, str]:
    """Everything that was chosen to stand on it."""
    chosen = [said(voice, each.words) for each in form.options if each.option in navi.options]
    if not chosen:
        return voice.pair(N_("なし"))
    separators = ("、", ", ") if voice.language.split("-")[0] == "ja" else (", ", "、")
    return separators[0].join(first for first, _ in chosen), separators[1].join(
        second for _, second in chosen
    )


def phone_said(phone: str) -> str:
    """A telephone number in groups, as people read it aloud."""
    if len(phone) == 11:
        return f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    return phone
