"""The policy in force, in words: how people are called here, as a supervisor reads it. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from pydantic import BaseModel, ConfigDict

from queue_server.lobby import Lobby
from queue_server.staff.words import NEEDS, Words


class PolicyRule(BaseModel):
    """One rule of the policy."""

    model_config = ConfigDict(frozen=True)

    title: Words
    words: Words


def policy_words(lobby: Lobby) -> tuple[PolicyRule, ...]:
    """Every rule that decides whom a counter calls, with this site's own numbers."""
    return tuple(_rules(lobby))


def _rules(lobby: Lobby) -> Iterator[PolicyRule]:
    policy = lobby.site.policy
    yield PolicyRule(
        title=Words(ja="順番", en="Order"),
        words=Words(
            ja="受け付けた順に呼びます。窓口は、受け持つ業務のうち、いちばん長く待っている方を"
            "先に呼びます。",
            en="In the order of arrival. A counter calls whoever has waited longest in any of its "
            "services.",
        ),
    )
    yield _needs(policy.needs_head_start)
    yield from _preferred(lobby)
    if any(lobby.file.slots.values()):
        yield from _reserved(lobby)
    yield PolicyRule(
        title=Words(ja="いくつもの業務", en="Several services"),
        words=Words(
            ja="先に済ませる手続きが終わった業務には、すべて同時に並びます。"
            "ほかの窓口で対応中も順番は変わりません。",
            en="A visitor waits at once in every service whose earlier steps are done, and keeps "
            "their place while at another counter.",
        ),
    )
    yield _missed(policy.no_show_after, policy.no_show_times)
    yield PolicyRule(
        title=Words(ja="保留の方", en="Parked"),
        words=Words(
            ja="戻ったら、元の順番に戻ります。", en="They come back to the place they had."
        ),
    )


def _needs(head_start: timedelta) -> PolicyRule:
    title = Words(ja="配慮が必要な方", en="People with needs")
    if not head_start:
        return PolicyRule(
            title=title,
            words=Words(
                ja="順番は変えません。窓口に印を表示します。",
                en="They are called in the same order; the console shows a mark.",
            ),
        )
    minutes = _number(head_start)
    return PolicyRule(
        title=title,
        words=Words(
            ja=f"{'・'.join(words.ja for words in NEEDS.values())}の方は、{minutes}分早く"
            "来たものとして順番を決めます。それ以上は早くなりません。",
            en=f"Whoever has a need is called as if they had come {minutes} minutes earlier, and "
            "no more than that.",
        ),
    )


def _preferred(lobby: Lobby) -> Iterator[PolicyRule]:
    by_counter = [
        (lobby.counters[counter.id].name, counter.id, lobby.services[service], _number(early))
        for counter in lobby.site.counters.values()
        for service, early in counter.head_starts.items()
        if service in counter.services
    ]
    if not by_counter:
        return
    ja = "、".join(
        f"{name}では「{service.name}」を{minutes}分" for name, _, service, minutes in by_counter
    )
    en = "; ".join(
        f"counter {number}: {service.name_en}, {minutes} min"
        for _, number, service, minutes in by_counter
    )
    yield PolicyRule(
        title=Words(ja="窓口ごとの優先", en="What counters prefer"),
        words=Words(ja=f"{ja}、早く来たものとして呼びます。", en=f"As if come earlier: {en}."),
    )


def _reserved(lobby: Lobby) -> Iterator[PolicyRule]:
    policy, booking = lobby.site.policy, lobby.file.reservations
    early, grace = _number(policy.reserved_head_start), _number(policy.late_grace)
    yield PolicyRule(
        title=Words(ja="予約の方", en="Reservations"),
        words=Words(
            ja=f"予約の時刻になると、その{early}分前に来たものとして呼びます。早く着いても、時刻までは"
            f"呼びません。{grace}分より遅れた方は、予約のない方と同じ順番です。",
            en=f"From their slot on they are called as if they had come {early} minutes before it, "
            f"and not before it begins. Whoever is more than {grace} minutes late waits as a "
            "walk-in.",
        ),
    )
    notice, hold = f"{booking.notice_minutes:g}", f"{booking.hold_minutes:g}"
    yield PolicyRule(
        title=Words(ja="予約の受付", en="Booking"),
        words=Words(
            ja=f"{booking.days_ahead}日先まで、時刻の{notice}分前まで予約できます。職員は、始まるまで"
            f"予約を入れられます。確定するまでの仮の予約は{hold}分間です。",
            en=f"Up to {booking.days_ahead} days ahead and until {notice} minutes before the slot; "
            f"staff may book until it begins. A slot is held for {hold} minutes until it is "
            "confirmed.",
        ),
    )


def _missed(after: timedelta, times: int) -> PolicyRule:
    title = Words(ja="不在の方", en="Who did not come")
    if not times:
        return PolicyRule(
            title=title,
            words=Words(
                ja="自動ではもう呼びません。職員が呼び出すと対応できます。",
                en="Not called again by themselves; staff can call them.",
            ),
        )
    minutes = _number(after)
    return PolicyRule(
        title=title,
        words=Words(
            ja=f"{minutes}分後に、元の順番でもう一度呼びます。これを{times}回まで続け、"
            "そのあとは職員が呼び出します。",
            en=f"Offered again after {minutes} minutes, at their place, "
            f"{'once' if times == 1 else f'{times} times'}; after that only staff call them.",
        ),
    )


def _number(span: timedelta) -> str:
    """Minutes, without an end of nothing (`10`, `7.5`)."""
    return f"{span.total_seconds() / 60:g}"
