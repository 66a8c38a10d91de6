// All words of the console that its script says, Japanese and English. What the page itself says
// stands in its template; refusals, needs and languages come from the server in the same pairs.

const w = (ja, en) => ({ ja, en });
const plural = (count, one, many = `${one}s`) => (count === 1 ? `${count} ${one}` : `${count} ${many}`);

// closed lists, by the ids of the API

export const STOP_STATE = {
  waiting: w("これから", "to come"),
  called: w("対応中", "being served"),
  missed: w("不在", "absent"),
  parked: w("保留", "parked"),
  done: w("済み", "done"),
  dropped: w("取りやめ", "dropped"),
};

export const COUNTER_STATUS = {
  open: w("受付中", "Open"),
  paused: w("休止中", "Paused"),
  closed: w("閉鎖中", "Closed"),
};

export const COUNTER_STATUS_MEANS = {
  open: w("この窓口で呼び出します。担当はあなたになります。", "This counter calls people, and you are on it."),
  paused: w("しばらく離れます。呼び出すと受付中に戻ります。", "You are away for a while. Calling opens it again."),
  closed: w("今日はこの窓口を閉じます。対応中の方がいると閉じられません。", "No more calls here today. Finish whoever is being served first."),
};

/** What another counter does that serves nobody. */
export const COUNTER_FREE = {
  open: w("空き", "free"),
  paused: w("休止", "paused"),
  closed: w("閉", "closed"),
};

export const SERVICE_STATUS = {
  open: w("受付中", "Open"),
  last_ticket: w("受付終了", "No more numbers"),
  closed: w("停止", "Stopped"),
};

export const SERVICE_STATUS_MEANS = {
  open: w("番号を発行し、呼び出します。", "Numbers are given, and called."),
  last_ticket: w("新しい番号は発行しません。お待ちの方は最後まで対応します。", "No new numbers. Whoever waits is served."),
  closed: w("新しい番号を発行せず、お待ちの方も順番には呼び出しません。", "No new numbers, and nobody is called in turn."),
};

export const STOPPED_BY_SUPERVISOR = w("責任者が停止しています。再開は責任者にご相談ください。", "Stopped by the supervisor. Please ask them to open it again.");

/** Why a number is called out of its turn. */
export const CALL_REASON = {
  came_back: w("戻ってきた", "Came back"),
  needs: w("配慮が必要", "Needs care"),
  promised: w("約束していた", "Was promised"),
  mistake: w("呼び間違い", "Called by mistake"),
  other: w("その他", "Other"),
};

/** How a stop ended. */
export const OUTCOME = {
  done: w("済んだ", "Done"),
  papers_missing: w("書類不足", "Papers missing"),
  referred: w("別の所へ案内", "Referred elsewhere"),
  comes_again: w("後日また来庁", "Comes again another day"),
  other: w("その他", "Other"),
};

/** What staff should know about a visit. */
export const NOTE = {
  papers_missing: w("書類不足", "Papers missing"),
  checking: w("審査・確認中", "Being checked"),
  speak_slowly: w("ゆっくり説明", "Explain slowly"),
  call_by_voice: w("声で呼ぶ", "Call by voice"),
  companion: w("付き添いあり", "With a companion"),
  supervisor: w("責任者に相談", "Ask the supervisor"),
};

export const DOUBTS = w("確かめること", "To check");

// what is said when a command is done; `n` is the number

const done = (ja, en) => (n) => w(`${n} ${ja}`, `${n} ${en}`);

export const SAID = {
  "call-next": done("を呼び出しました。", "was called."),
  "call-missed": done("を呼び出しました。", "was called."),
  "call-number": done("を呼び出しました。", "was called."),
  recall: done("をもう一度呼び出しました。", "was called again."),
  "no-show": done("を不在にしました。", "was marked as absent."),
  park: done("を保留にしました。", "was parked."),
  resume: done("を元の順番に戻しました。", "waits again at the same place."),
  transfer: done("を引き継ぎました。", "was transferred."),
  finish: done("の対応を完了しました。", "was finished."),
  undo: done("の操作を取り消しました。", "– step undone."),
  "add-stop": done("の立寄り先を追加しました。", "– stop added."),
  "drop-stop": done("の立寄り先を取りやめました。", "– stop dropped."),
  "reorder-stops": done("の立寄り先の順番を変えました。", "– stops reordered."),
  "cancel-visit": done("の受付を取り消しました。", "was cancelled."),
  notes: done("のメモを変えました。", "– notes changed."),
  status: () => w("窓口の状態を変えました。", "The counter's state was changed."),
  "service-status": () => w("業務の受付を変えました。", "The service was changed."),
};

export const UNANSWERED = w("サーバーから返事がありません。もう一度押してください。二重には行われません。", "No answer from the server. Press again; it will not act twice.");
export const REFUSED_UNKNOWN = w("受け付けられませんでした。", "This was refused.");
export const CHANGED_ELSEWHERE = w("ほかの画面で操作がありました。いまの番号を確かめてください。", "Another screen acted first. Check the number that is shown now.");

// who is being served, and who is next

export const NOBODY = w("対応中の方はいません", "Nobody is being served");
export const NOBODY_WAITS = w("いまお待ちの方はいません", "Nobody is waiting now");
export const NOBODY_NEXT = w("次にお待ちの方はいません。", "Nobody is next.");
export const SINCE_CALL = w("呼出から", "Since call");
export const CALLS = w("呼出回数", "Calls");
export const SINCE_ISSUE = w("受付から", "Since ticket");
export const times = (count) => w(`${count}回`, `${count}×`);
export const OTHER_STOPS = w("ほかの立寄り先", "Other stops");
export const PROCEDURES = w("手続き", "Procedures");
export const WALK_IN = w("番号札のみの受付です。ご用件をお聞きください。", "Walk-in: please ask what they need.");
export const HAS_REQUEST = w("発券機で証明書の申請を入力済みです。", "They filled in a certificate's request at the kiosk.");
export const bring = (things) => w(`持ち物：${things.join("、")}`, `Bring: ${things.join("、")}`);
export const SUGGESTED = w("おすすめ", "Suggested next");
export const DROP = w("やめる", "Drop");
export const AND = w("・", ", ");
export const WAITED = w("待ち", "Waited");
/** Why somebody is next. */
export const WHY = {
  turn: w("順番", "in turn"),
  reserved: w("予約の時刻", "reserved time"),
  returns: w("不在の後", "was absent"),
  needs: w("配慮のため先に", "needs care first"),
};
/** The time of day in a moment that the server said, which carries the site's own offset. */
export const slot = (moment) => w(`予約 ${moment.slice(11, 16)}`, `Booked ${moment.slice(11, 16)}`);

// time

export function minutes(milliseconds) {
  const all = Math.max(0, Math.floor(milliseconds / 60000));
  const [hours, rest] = [Math.floor(all / 60), all % 60];
  return hours === 0 ? w(`${all}分`, `${all} min`) : w(`${hours}時間${rest}分`, `${hours} h ${rest} min`);
}

/** Minutes that are predicted, from now on. */
export function expected([low, high]) {
  const range = low === high ? `${low}` : `${low}–${high}`;
  return high === 0 ? w("まもなく", "soon") : w(`あと${range}分`, `in ${range} min`);
}

/** What somebody who came now would wait. */
export function newcomers([low, high]) {
  const range = low === high ? `${low}` : `${low}–${high}`;
  return high === 0 ? w("いま来ると待ちなし", "no wait now") : w(`いま来ると${range}分`, `wait now ${range} min`);
}

export const ago = (milliseconds) => {
  const passed = minutes(milliseconds);
  return w(`${passed.ja}前`, `${passed.en} ago`);
};

export const again = (milliseconds) =>
  milliseconds > 0
    ? w(`あと${Math.ceil(milliseconds / 60000)}分で順番に`, `next again in ${Math.ceil(milliseconds / 60000)} min`)
    : w("順番に戻りました", "waits again");

export const undo = (number, seconds) => w(`${number} の操作を取り消す（あと${seconds}秒）`, `Undo ${number} (${seconds} s left)`);

// lists

export const people = (count) => w(`${count}人`, `${count}`);
export const more = (count) => w(`ほかに${count}人。番号で探せます（/）。`, `${plural(count, "more person", "more people")}. Find them by number (/).`);
export const NOBODY_IN_QUEUE = w("お待ちの方はいません", "Nobody is waiting");
export const NOBODY_MISSED = w("不在の方はいません", "Nobody is absent");
export const ONLY_STAFF = w("職員の呼出のみ", "called by staff only");
export const RESUME = w("再開", "Resume");
export const CALL = w("呼出", "Call");
export const servedAt = (counter) => w(`${counter.name}で対応中`, `at ${counter.name_en}`);
export const handedTo = (counter) => w(`${counter.name}へ引継ぎ`, `for ${counter.name_en}`);
export const resumes = (number) => w(`${number} を元の順番に戻す`, `Resume ${number}`);
export const calls = (number) => w(`${number} を呼び出す`, `Call ${number}`);
export const drops = (service) => w(`${service.name} をやめる`, `Drop ${service.name_en}`);
export const moves = (service, up) =>
  up ? w(`${service.name} を先にする`, `Move ${service.name_en} up`) : w(`${service.name} を後にする`, `Move ${service.name_en} down`);
export const serviceTakes = (service, status) => w(`${service.name}の受付：${status.ja}`, `${service.name_en}: ${status.en}`);

// what needs acting on

export const LATE = w("目安超過", "Over target");
export const late = (count, target) => w(`${target}分超え ${count}人`, `${count} over ${target} min`);
export const IDLE = w("次の方を呼び出してください", "Please call the next person");
export const IDLE_SHORT = w("待ちあり", "waiting");

// who is on it

export const inCharge = (name) => w(`担当 ${name}`, `${name}`);
export const alsoOpen = (names, own) => {
  const others = names.join("、");
  if (names.length === 0) return w("この窓口は、あなたのほかの画面でも開かれています。", "You have this counter open on another screen too.");
  return own
    ? w(`この窓口は、あなたのほかの画面と ${others} さんの画面でも開かれています。`, `Also open on another screen of yours, and by ${others}.`)
    : w(`この窓口は ${others} さんの画面でも開かれています。`, `This counter is also open on the screen of ${others}.`);
};
export const reassigned = (services) =>
  w(`責任者がこの窓口の業務を変えました：${services.map((one) => one.name).join("、")}`, `The supervisor changed this counter's services: ${services.map((one) => one.name_en).join(", ")}`);

// dialogs

export const BACK = w("もどる", "Back");
export const NOW = w("いま", "now");
export const CANCEL = w("受付の取消", "Cancel visit");
export const NOTES = w("メモ", "Notes");
export const BUSY = w("対応中の方がいます。完了・保留・不在にしてから呼び出せます。", "Someone is being served. Finish, park or mark as absent first.");
export const CHOOSE_REASON = w("理由を選ぶと、すぐに呼び出します。", "Choosing a reason calls at once.");
export const CHOOSE_OUTCOME = w("選ぶと、すぐに完了します。", "Choosing finishes at once.");
export const callOut = (number) => w(`${number} を指名して呼び出す`, `Call ${number} out of turn`);
export const finishAs = (number) => w(`${number} を完了：結果を選ぶ`, `Finish ${number}: how did it end?`);
export const transferOf = (number) => w(`${number} を引き継ぐ`, `Transfer ${number}`);
export const SERVICE = w("業務", "Service");
export const COUNTER = w("窓口", "Counter");
export const CHOOSE_SERVICE = w("業務を選んでください", "Choose a service");
export const ANY_COUNTER = w("どの窓口でもよい", "Any counter");
export const PLACE = w("順番", "Place");
export const KEEP_PLACE = w("受付順のまま", "Keep place");
export const TO_END = w("列の最後", "To the end");
export const TRANSFER = w("引き継ぐ", "Transfer");
export const addTo = (number) => w(`${number} に立寄り先を追加`, `Add a stop for ${number}`);
export const JOINS_END = w("選ぶと、その業務の列の最後に加わります。", "They join the end of that queue.");
export const dropFrom = (number, service) => w(`${number} の「${service.name}」をやめる`, `Drop ${service.name_en} from ${number}`);
export const DROP_MEANS = w("この業務の列から外れます。今日の分を戻すには、立寄り先を追加してください。", "They leave this queue. Add the stop again to bring it back.");
export const cancelOf = (number) => w(`${number} の受付を取り消す`, `Cancel ${number}`);
export const CANCEL_MEANS = w("すべての立寄り先が取り消され、この番号は呼び出せなくなります。", "All stops are dropped, and the number cannot be called any more.");
export const CANCEL_YES = w("受付を取り消す", "Cancel the visit");
export const notesOf = (number) => w(`${number} のメモ`, `Notes on ${number}`);
export const NOTES_MEAN = w("次に対応する職員にも見えます。氏名などは残せません。", "Other staff see them too. Names cannot be kept.");
export const SAVE = w("保存", "Save");
export const stateOf = (counter) => w(`${counter.name}の状態`, `${counter.name_en}`);
export const serviceState = (service) => w(`「${service.name}」の受付`, `${service.name_en} (all counters)`);
export const FIND = w("番号で探す", "Find a number");
export const FIND_HINT = w("例：B101、または 101", "For example B101, or 101");
export const FIND_DO = w("探す", "Find");
export const VISIT_OVER = w("終了", "over");
export const KEYS = w("キーの一覧", "Keys");

/** Every key of the console, in the order of the keys' list. */
export const ALL_KEYS = [
  ["N", w("呼出", "Call next")],
  ["R", w("再呼出", "Call again")],
  ["A", w("不在", "Absent")],
  ["P", w("保留", "Park")],
  ["T", w("引継ぎ", "Transfer")],
  ["F", w("完了", "Finish")],
  ["Shift+F", w("結果を選んで完了", "Finish with an outcome")],
  ["Z", w("直前の操作を取り消す", "Undo the last step")],
  ["M", NOTES],
  ["S", w("立寄り先を追加", "Add a stop")],
  ["X", CANCEL],
  ["V", w("申請内容を開く", "Open the request")],
  ["O", w("この窓口の状態", "This counter's state")],
  ["/", FIND],
  ["↑ ↓", w("一覧の中を動く", "Move along the lists")],
  ["Enter", w("選んだ番号を開く", "Open the chosen number")],
  ["L", w("日本語・英語", "Japanese or English")],
  ["Esc", w("もどる", "Back")],
];

// what the resident filled in at the kiosk

const yen = (amount) => amount.toLocaleString("ja-JP");

export const requestOf = (number) => w(`${number} の申請内容`, `Request of ${number}`);
export const REQUEST_MEANS = w("本人確認書類と照らし合わせてください。開いたことは記録されます。", "Check it against their documents. Each opening is recorded.");
export const REQUEST_UNANSWERED = w("サーバーから返事がありません。もう一度開いてください。", "No answer from the server. Please open it again.");
export const CERTIFICATE = w("証明書", "Certificate");
export const WHOSE_RECORD = w("だれのもの", "Whose");
export const COPIES = w("通数", "Copies");
export const copies = (count) => w(`${count}通`, plural(count, "copy", "copies"));
export const SHOWN_TOO = w("追加の記載", "Also shown");
export const NOTHING_MORE = w("なし", "nothing more");
export const NAME_KANA = w("氏名（フリガナ）", "Name");
export const BIRTH_DATE = w("生年月日", "Date of birth");
/** A day such as 1980-04-01. */
export const westernDate = (day) => {
  const [year, month, date] = day.split("-").map(Number);
  return w(`西暦 ${year}年${month}月${date}日`, day);
};
export const PHONE = w("電話番号", "Phone");
export const NOT_SAID = w("入力なし", "not given");
export const LANGUAGE = w("使用言語", "Language");
export const FEE = w("手数料", "Fee");
export const fee = (all, each, count) =>
  count === 1 ? w(`${yen(all)}円`, `¥${yen(all)}`) : w(`${yen(all)}円（${yen(each)}円 × ${count}通）`, `¥${yen(all)} (${count} × ¥${yen(each)})`);

// devices

export const deviceAlarm = ({ device, words, do: what }) => w(`発券機 ${device}：${words.ja}。${what?.ja ?? ""}`, `Kiosk ${device}: ${words.en}. ${what?.en ?? ""}`);
