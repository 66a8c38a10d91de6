"""What reports and the audit trail call things, in Japanese and English."""

from collections.abc import Mapping

from queue_server.domain import events
from queue_server.domain.alone import events as alone
from queue_server.domain.commands import CallReason
from queue_server.domain.lives import AuditKind, CounterStatus, Note, Outcome, ServiceStatus
from queue_server.domain.reservations import events as reserved
from queue_server.domain.reservations.slots import ClosureReason
from queue_server.reports.visits import Ending
from queue_server.staff.words import Words

ENDINGS: Mapping[Ending, Words] = {
    Ending.OPEN: Words(ja="対応前・対応中", en="Not ended"),
    Ending.DONE: Words(ja="完了", en="Done"),
    Ending.TRANSFERRED: Words(ja="引継ぎ", en="Transferred"),
    Ending.DROPPED: Words(ja="立寄り先の取りやめ", en="Dropped"),
    Ending.CANCELLED: Words(ja="受付の取消", en="Cancelled"),
    Ending.LEFT: Words(ja="未対応のまま終了", en="Left at closing"),
}

OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.DONE: Words(ja="完了", en="Done"),
    Outcome.PAPERS_MISSING: Words(ja="書類不足", en="Papers missing"),
    Outcome.REFERRED: Words(ja="別の所へ案内", en="Referred elsewhere"),
    Outcome.COMES_AGAIN: Words(ja="後日また来庁", en="Comes again another day"),
    Outcome.OTHER: Words(ja="その他", en="Other"),
}

NOTES: Mapping[Note, Words] = {
    Note.PAPERS_MISSING: Words(ja="書類不足", en="Papers missing"),
    Note.CHECKING: Words(ja="審査・確認中", en="Being checked"),
    Note.SPEAK_SLOWLY: Words(ja="ゆっくり説明", en="Explain slowly"),
    Note.CALL_BY_VOICE: Words(ja="声で呼ぶ", en="Call by voice"),
    Note.COMPANION: Words(ja="付き添いあり", en="With a companion"),
    Note.SUPERVISOR: Words(ja="責任者に相談", en="Ask the supervisor"),
}

CALL_REASONS: Mapping[str, Words] = {
    CallReason.CAME_BACK: Words(ja="戻ってきた", en="Came back"),
    CallReason.NEEDS: Words(ja="配慮が必要", en="Needs care"),
    CallReason.PROMISED: Words(ja="約束していた", en="Was promised"),
    CallReason.MISTAKE: Words(ja="呼び間違い", en="Called by mistake"),
    CallReason.OTHER: Words(ja="その他", en="Other"),
}

ACTIONS: Mapping[type[events.Event], Words] = {
    events.DayOpened: Words(ja="業務日の開始", en="Day began"),
    events.VisitOpened: Words(ja="発券", en="Number given"),
    events.TicketReissued: Words(ja="番号札の再発行", en="Ticket reissued"),
    events.StopCalled: Words(ja="呼出", en="Called"),
    events.StopRecalled: Words(ja="再呼出", en="Called again"),
    events.StopMissed: Words(ja="不在", en="Did not come"),
    events.StopFinished: Words(ja="完了", en="Finished"),
    events.VisitClosed: Words(ja="来庁の終了", en="Visit over"),
    events.StopParked: Words(ja="保留", en="Parked"),
    events.StopResumed: Words(ja="再開", en="Waits again"),
    events.StopTransferred: Words(ja="引継ぎ", en="Transferred"),
    events.StopAdded: Words(ja="立寄り先の追加", en="Stop added"),
    events.StopDropped: Words(ja="立寄り先の取りやめ", en="Stop dropped"),
    events.StopsReordered: Words(ja="立寄り順の変更", en="Stops reordered"),
    alone.NumbersLent: Words(ja="番号の貸出", en="Numbers lent"),
    alone.NumbersReturned: Words(ja="番号の返却", en="Numbers returned"),
    alone.VisitReported: Words(ja="通信が切れている間の発券", en="Number given while cut off"),
    alone.VisitRenumbered: Words(
        ja="番号の変更（通信が切れている間に発券）", en="Number changed (given while cut off)"
    ),
    alone.RequestWithdrawn: Words(
        ja="受付機による取消（紙が出ていない）", en="Withdrawn by the kiosk (no paper)"
    ),
    alone.PassRevoked: Words(ja="受付コードの無効化", en="Pass revoked"),
    events.VisitCancelled: Words(ja="受付の取消", en="Visit cancelled"),
    events.StepUndone: Words(ja="直前の操作の取消", en="Step undone"),
    events.CounterSet: Words(ja="窓口の開閉", en="Counter set"),
    events.ServiceSet: Words(ja="業務の受付", en="Service set"),
    events.CounterAssigned: Words(ja="窓口の担当業務の変更", en="Counter's services changed"),
    events.VisitNoted: Words(ja="申し送りの変更", en="Notes changed"),
    events.Rated: Words(ja="満足度の回答", en="Said how it was"),
    events.DayClosed: Words(ja="業務日の終了", en="Day closed"),
    events.JournalRestored: Words(ja="控えからの復元", en="Restored from a backup"),
    events.Recorded: Words(ja="記録", en="Recorded"),
    reserved.SlotHeld: Words(ja="予約枠の仮押さえ", en="Slot held"),
    reserved.ReservationBooked: Words(ja="予約", en="Booked"),
    reserved.ReservationChanged: Words(ja="予約の変更", en="Reservation changed"),
    reserved.ReservationCancelled: Words(ja="予約の取消", en="Reservation cancelled"),
    reserved.SlotCapacitySet: Words(ja="予約枠の定員の変更", en="Slot's capacity changed"),
    reserved.BookingClosed: Words(ja="予約受付の休止", en="Booking closed"),
    reserved.BookingOpened: Words(ja="予約受付の再開", en="Booking opened"),
}

COUNTER_STATUS: Mapping[CounterStatus, Words] = {
    CounterStatus.OPEN: Words(ja="開く", en="Open"),
    CounterStatus.PAUSED: Words(ja="休止", en="Paused"),
    CounterStatus.CLOSED: Words(ja="閉じる", en="Closed"),
}

SERVICE_STATUS: Mapping[ServiceStatus, Words] = {
    ServiceStatus.OPEN: Words(ja="受付中", en="Open"),
    ServiceStatus.LAST_TICKET: Words(ja="受付終了", en="No more numbers"),
    ServiceStatus.CLOSED: Words(ja="停止", en="Closed"),
}

CLOSURES: Mapping[ClosureReason, Words] = {
    ClosureReason.NATIONAL_HOLIDAY: Words(ja="祝日", en="National holiday"),
    ClosureReason.YEAR_END: Words(ja="年末年始", en="Year end"),
    ClosureReason.SYSTEM_WORK: Words(ja="システム作業", en="System work"),
    ClosureReason.STAFF_SHORTAGE: Words(ja="人手不足", en="Staff shortage"),
    ClosureReason.TRAINING: Words(ja="研修", en="Training"),
    ClosureReason.EVENT: Words(ja="行事", en="Event"),
    ClosureReason.ELECTION: Words(ja="選挙", en="Election"),
    ClosureReason.DISASTER: Words(ja="災害", en="Disaster"),
    ClosureReason.OTHER: Words(ja="その他", en="Other"),
}

RECORDED: Mapping[AuditKind, Words] = {
    AuditKind.SIGNED_IN: Words(ja="サインイン", en="Signed in"),
    AuditKind.SIGNED_OUT: Words(ja="サインアウト", en="Signed out"),
    AuditKind.SIGN_IN_FAILED: Words(ja="サインインの失敗", en="Sign-in failed"),
    AuditKind.REPORT_READ: Words(ja="報告を見た", en="Report read"),
    AuditKind.AUDIT_READ: Words(ja="操作の記録を見た", en="Audit trail read"),
    AuditKind.REQUEST_OPENED: Words(ja="申請内容を開いた", en="Request opened"),
    AuditKind.VISIT_FOUND: Words(ja="番号で探した", en="Looked up by number"),
    AuditKind.RESERVATION_FOUND: Words(ja="予約を番号で探した", en="Reservation looked up"),
    AuditKind.PASS_FOUND: Words(ja="受付コードを探した", en="Pass looked up"),
    AuditKind.DEVICE_COMMAND: Words(ja="機器を操作した", en="Device told"),
}

DEVICE_COMMANDS: Mapping[str, Words] = {
    "test_print": Words(ja="試し印刷", en="Test print"),
    "identify": Words(ja="端末の名前を画面に出す", en="Show its name"),
    "screenshot": Words(ja="画面を見る", en="Screenshot"),
    "restart": Words(ja="再起動", en="Restart"),
    "maintenance": Words(ja="メンテナンスを開く", en="Open maintenance"),
    "paper_changed": Words(ja="用紙を交換した", en="Paper changed"),
    "out_of_service": Words(ja="使用を停止", en="Out of service"),
    "in_service": Words(ja="使用を再開", en="In service again"),
}
"""By what stands in the journal behind the device."""

READ: Mapping[str, Words] = {
    "figures": Words(ja="一日の報告", en="Day report"),
    "visits_csv": Words(ja="来庁の CSV", en="Visits as CSV"),
    "satisfaction": Words(ja="満足度", en="Satisfaction"),
    "satisfaction_csv": Words(ja="満足度の CSV", en="Satisfaction as CSV"),
    "audit": Words(ja="操作の記録", en="Audit trail"),
    "everywhere": Words(ja="すべての端末", en="on every machine"),
}
"""By what stands in the journal (`reading.What`)."""
