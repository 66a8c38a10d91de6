"""A day and a time, as people say it in each language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time

_LOCALES = {"ja-simple": "ja", "zh": "zh_Hans", "tl": "fil"}
"""What Unicode's locale data calls a language of the kiosk, where it is another name."""


def moment_said(moment: datetime, time_zone: str, language: str) -> str:
    """Such as 11月26日(木) 10:00, by the clock of the site."""
    locale = _LOCALES.get(language, language)
    there = moment.astimezone(ZoneInfo(time_zone))
    # some languages have no short form with the day of the week
    day = format_skeleton("MMMEd", there, locale=locale)
    return f"{day} {format_time(there, 'HH:mm', locale=locale)}"
