"""The closed list of reasons for which the domain refuses a command. A refusal changes nothing."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why nothing happened. The words that people read are chosen where they stand."""

    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_PROCEDURE = "unknown_procedure"
    PASS_USED = "pass_used"
    UNKNOWN_COUNTER = "unknown_counter"
    COUNTER_BUSY = "counter_busy"
    COUNTER_EMPTY = "counter_empty"
    NOBODY_WAITING = "nobody_waiting"
    NOT_MISSED = "not_missed"
    VISIT_ELSEWHERE = "visit_elsewhere"
    NOT_SERVED_HERE = "not_served_here"
    VISIT_CHANGED = "visit_changed"
    ID_REUSED = "id_reused"
    SERVICE_CLOSED = "service_closed"
    UNKNOWN_VISIT = "unknown_visit"
    VISIT_OVER = "visit_over"
    NOT_WAITING_HERE = "not_waiting_here"
    NOT_RESUMABLE = "not_resumable"
    NO_SUCH_STOP = "no_such_stop"
    STOP_EXISTS = "stop_exists"
    WRONG_ORDER = "wrong_order"
    NOTHING_TO_UNDO = "nothing_to_undo"
