"""The closed list of reasons for which a request is refused."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a request was refused. What the person then reads is chosen where they stand."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_KIOSK = "unknown_kiosk"
    UNKNOWN_SERVICE = "unknown_service"
    SERVICE_CLOSED = "service_closed"
    UNKNOWN_PROCEDURE = "unknown_procedure"
    PASS_NOT_OURS = "pass_not_ours"
    PASS_UNREADABLE = "pass_unreadable"
    PASS_FORGED = "pass_forged"
    PASS_OTHER_CITY = "pass_other_city"
    PASS_EXPIRED = "pass_expired"
    PASS_NOT_YET_VALID = "pass_not_yet_valid"
    PASS_USED = "pass_used"
