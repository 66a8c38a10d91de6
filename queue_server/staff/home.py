"""What the staff's home page offers beside the counters: a page and its right each. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from queue_server.staff.permissions import Right, Role, may

HOME = "/staff"


@dataclass(frozen=True, slots=True)
class Offer:
    """A page of the staff's, for those who have the right to open it."""

    path: str
    right: Right
    ja: str
    en: str
    means: str
    """What one does there, in a line."""
    means_en: str


OFFERS: tuple[Offer, ...] = (
    Offer(
        "/staff/supervisor",
        Right.RUN_LOBBY,
        "庁舎全体",
        "Supervisor's view",
        "すべての業務と窓口を見て、開け閉めや窓口の移動をします。",
        "See all services and counters, open and close them, move counters.",
    ),
    Offer(
        "/staff/calendar",
        Right.BOOK,
        "予約カレンダー",
        "Reservations",
        "予約を見て、受け、変えます。来庁の受付、休止日と定員もここです。",
        "See, book and change reservations, check people in, close days.",
    ),
    Offer(
        "/staff/devices",
        Right.LOOK,
        "機器の様子",
        "Devices",
        "発券機の用紙、プリンター、カメラの様子を見ます。",
        "Paper, printer and camera of each kiosk.",
    ),
    Offer(
        "/staff/passes",
        Right.RUN_LOBBY,
        "受付コード",
        "Passes",
        "なくした受付コードを無効にします。",
        "Revoke a pass that was lost.",
    ),
    Offer(
        "/staff/reports",
        Right.READ_REPORTS,
        "一日の報告",
        "Day reports",
        "待ち時間と件数を業務ごとに見て、CSV で保存します。",
        "Waits and counts by service, and the day as CSV.",
    ),
    Offer(
        "/staff/audit",
        Right.READ_AUDIT,
        "操作の記録",
        "Audit trail",
        "だれが、いつ、何をしたかを見ます。",
        "Who did what, and when.",
    ),
)
"""In the order in which they are shown. A new page is one entry here."""

_COUNTER = re.compile(r"/staff/counter/[a-z0-9_-]{1,40}")


def offers_for(role: Role) -> Sequence[Offer]:
    """The pages that a role may open."""
    return [offer for offer in OFFERS if may(role, offer.right)]


def own_page(path: str) -> str:
    """Where to go after signing in: a page of the staff's, and nowhere that somebody else chose."""
    known = path in {HOME, *(offer.path for offer in OFFERS)} or _COUNTER.fullmatch(path)
    return path if known else HOME
