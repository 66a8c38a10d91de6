// Words of the closed lists, Japanese and English.

export const STOP_STATE = {
  waiting: ["これから", "to come"],
  called: ["対応中", "being served"],
  missed: ["不在", "missed"],
  parked: ["保留", "parked"],
  done: ["済み", "done"],
  dropped: ["取りやめ", "dropped"],
};

export const COUNTER_STATUS = {
  open: ["受付中", "Open"],
  paused: ["休止中", "Paused"],
  closed: ["閉鎖中", "Closed"],
};

export const SERVICE_STATUS = {
  open: ["受付中", "Open"],
  last_ticket: ["受付終了", "No more numbers"],
  closed: ["停止", "Stopped"],
};

/** Why a number is called out of its turn. */
export const CALL_REASON = {
  came_back: ["戻ってきた", "Came back"],
  needs: ["配慮が必要", "Needs care"],
  promised: ["約束していた", "Was promised"],
  mistake: ["呼び間違い", "Called by mistake"],
  other: ["その他", "Other"],
};

/** What is said when a command is done, after the number. */
export const SAID = {
  "call-next": ["を呼び出しました。", "called"],
  "call-missed": ["を呼び出しました。", "called"],
  "call-number": ["を呼び出しました。", "called"],
  recall: ["をもう一度呼び出しました。", "called again"],
  "no-show": ["を不在にしました。", "marked as absent"],
  park: ["を保留にしました。", "parked"],
  resume: ["を元の順番に戻しました。", "waits again"],
  transfer: ["を引き継ぎました。", "transferred"],
  finish: ["の対応を完了しました。", "finished"],
  undo: ["の操作を取り消しました。", "step undone"],
  "add-stop": ["の立寄り先を追加しました。", "stop added"],
  "drop-stop": ["の立寄り先を取りやめました。", "stop dropped"],
  "cancel-visit": ["の受付を取り消しました。", "visit cancelled"],
  status: ["窓口の状態を変えました。", "Counter changed"],
  "service-status": ["業務の受付を変えました。", "Service changed"],
};
