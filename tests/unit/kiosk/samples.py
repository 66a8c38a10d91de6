"""An invented catalogue, passes for it, and replies, for tests of the kiosk."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from kiosk.session.events import CatalogueArrived
from kiosk.session.model import Now
from protocol.messages import (
    Catalogue,
    PassKeyEntry,
    ProcedureEntry,
    ServiceEntry,
    StopOnTicket,
    TicketReply,
)
from protocol.passes import PassClaims, SigningKey, sign_pass
from tests.keys import sample_key

WALL = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
KEY = sample_key()
FORGER = sample_key(seed=1)
OTHER_CITY = sample_key(b"kid-2", seed=2)

PROCEDURES = (
    ProcedureEntry(
        procedure="tennyu",
        service="ido",
        title="転入届",
        title_en="Moving-in notification",
        easy="引っ越して きたことを 知らせます。",
        bring=("転出証明書", "本人確認書類"),
        fee_yen=0,
    ),
    ProcedureEntry(
        procedure="kokuho_kanyu",
        service="kokuho",
        title="国民健康保険 加入",
        title_en="Joining National Health Insurance",
        easy="",
        bring=("本人確認書類",),
    ),
    ProcedureEntry(
        procedure="juminhyo",
        service="shomei",
        title="住民票の写し",
        title_en="Certificate of residence",
        easy="",
        bring=(),
        fee_yen=300,
    ),
)


def catalogue(services: int = 3) -> Catalogue:
    """A catalogue with that many services; the first three are real ones."""
    names = [
        ("shomei", "A", "証明書", "Certificates"),
        ("ido", "B", "住所変更・届出", "Moving / residence"),
        ("kokuho", "E", "国民健康保険", "National Health Insurance"),
    ]
    names += [(f"service-{n}", "Z", f"業務{n}", f"Service {n}") for n in range(3, services)]
    public = KEY.public.entry()
    return Catalogue(
        version="1",
        site="aizu",
        site_name="あいづ見本市役所",
        site_name_en="Aizu Sample City Hall",
        time_zone="Asia/Tokyo",
        pass_issuer="aizu",
        pass_keys=(PassKeyEntry(kid=public.kid, x=public.x),),
        counters={"1": "1番窓口", "3": "3番窓口", "6": "6番窓口"},
        services=tuple(
            ServiceEntry(service=service, letter=letter, name=name, name_en=english, counters=())
            for service, letter, name, english in names[:services]
        ),
        procedures=PROCEDURES,
        life_events=(),
    )


def catalogue_arrived(services: int = 3) -> CatalogueArrived:
    """That catalogue, as the session gets it."""
    return CatalogueArrived(catalogue(services), (KEY.public,))


def pass_text(key: SigningKey = KEY, **changes: object) -> str:
    """A pass that is good at `WALL`, unless changed."""
    claims = {
        "pass_id": UUID(int=7),
        "issuer": "aizu",
        "issued_at": WALL - timedelta(days=1),
        "expires_at": WALL + timedelta(days=30),
        "procedures": ("tennyu", "kokuho_kanyu"),
        "language": "ja",
    }
    return sign_pass(PassClaims.model_validate({**claims, **changes}), key)


def ticket(request: UUID, *, reissued: bool = False, procedures: bool = True) -> TicketReply:
    """The reply to a request: two stops."""
    return TicketReply(
        id=request,
        visit=UUID(int=99),
        number="B103",
        issued_at=WALL,
        reissued=reissued,
        stops=(
            StopOnTicket(
                service="ido",
                counters=("3",),
                procedures=("tennyu",) if procedures else (),
                people_ahead=4,
                wait_minutes=(12, 20),
            ),
            StopOnTicket(
                service="kokuho",
                counters=("6",),
                procedures=("kokuho_kanyu",) if procedures else (),
                people_ahead=0,
                wait_minutes=(0, 0),
            ),
        ),
    )


def at(seconds: float) -> Now:
    """A moment so long after the kiosk was switched on."""
    return Now(seconds, WALL + timedelta(seconds=seconds))
