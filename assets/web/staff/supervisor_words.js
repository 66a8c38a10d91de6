// All words of the supervisor's view that its script says, Japanese and English.

const w = (ja, en) => ({ ja, en });
const quoted = (services) => w(services.map((one) => `「${one.name}」`).join(""), services.map((one) => one.name_en).join(", "));

// figures

export const FIGURES = {
  waiting: w("お待ち", "Waiting"),
  serving: w("対応中", "Being served"),
  away: w("保留・不在", "Away"),
  ended: w("終わった方", "Ended"),
  visits: w("今日の受付", "Visits today"),
};

/** Whole minutes, never hours: so that they can be held against a target. */
export const minutes = (milliseconds) => {
  const all = Math.max(0, Math.floor(milliseconds / 60000));
  return w(`${all}分`, `${all} min`);
};
export const target = (count) => w(`${count}分`, `${count} min`);

/** From and to, for somebody who would come now. */
export function range([from, to]) {
  if (to <= 0) return w("すぐ", "none");
  return from === to ? w(`${to}分`, `${to} min`) : w(`${from}〜${to}分`, `${from}–${to} min`);
}
export const people = (count) => w(`${count}人`, `${count}`);

// what must be acted on

export const NOTHING = w("ありません", "Nothing");
export const OVER_TARGET = w("目安を超えています", "Over the target");
export const noCounter = (count) => w(`${count}人待ち・開いた窓口なし`, `${count} waiting, no open counter`);
export const IDLE = w("空き・お待ちあり", "idle, people wait");
export const waitsOver = (count) => w(`待ち（目安${count}分）`, `wait (target ${count} min)`);

export const device = (id) => w(`発券機 ${id}`, `Kiosk ${id}`);

export const DOUBTFUL = w("通信断の受付", "Given while cut off");
const few = 3;
/** Which numbers somebody should look at. */
export function toCheck({ open, doubtful }) {
  const numbers = doubtful.filter((one) => one.to_check).slice(0, few).map((one) => one.number);
  const more = open > few;
  return w(`${numbers.join("、")}${more ? `ほか、計${open}件` : ""}を確かめてください`, `check ${numbers.join(", ")}${more ? ` and ${open - few} more` : ""}`);
}

// counters

export const FREE = w("空き", "Free");
export const PAUSED = w("休止", "paused");
export const MOVED = w("今日だけ", "today only");
export const serviceTakes = (service, status) => w(`${service.name}の受付：${status.ja}`, `${service.name_en}: ${status.en}`);

// what is said when a command is done; `about` has name and name_en

export const SAID = {
  status: (about) => w(`${about.name}の状態を変えました。`, `${about.name_en}: changed.`),
  services: (about) => w(`${about.name}が受け持つ業務を変えました。`, `${about.name_en} serves other services today.`),
  "close-day": () => w("一日を終えました。明日の朝、新しい一日が始まります。", "The day is closed. Tomorrow begins anew."),
};
export const UNANSWERED = w("サーバーから返事がありません。もう一度操作してください。二重には行われません。", "No answer from the server. Try again; it will not act twice.");

// dialogs

export const aloneMeans = (given) =>
  w(
    `通信が切れている間に、発券機が自分で出した番号は今日${given}件です。出した時刻の順に、待ち順に入っています。`,
    `Today kiosks gave ${given} ${given === 1 ? "number" : "numbers"} by themselves while they were cut off. Each has its place by the time when it was given.`,
  );
export const NONE_DOUBTFUL = w("確かめることのある番号はありません。", "Nothing has to be checked.");
export const TO_CHECK = w("確かめること", "To check");
export const NUMBER = w("番号", "Number");
export const ISSUED = w("発券", "Given");
export const STATE = w("いま", "Now");
export const atTime = (clock) => w(`${clock} 発券`, `given at ${clock}`);
export const reportedAt = (clock) => w(`${clock} に届いた`, `reported at ${clock}`);
export const OVER = w("終わっています", "over");
export const GOES_ON = w("受付中", "goes on");
export const REVOKE_PASS = w("受付コードを無効にする", "Revoke a pass");

export const serviceState = (service) => w(`「${service.name}」の受付`, `${service.name_en} (all counters)`);
export function serviceMeans(waiting) {
  if (waiting === 0) {
    return {
      open: w("番号を発行し、呼び出します。", "Numbers are given, and called."),
      last_ticket: w("新しい番号は発行しません。いまお待ちの方はいません。", "No new numbers. Nobody is waiting now."),
      closed: w("新しい番号を発行しません。いまお待ちの方はいません。", "No new numbers. Nobody is waiting now."),
    };
  }
  return {
    open: w("番号を発行し、呼び出します。", "Numbers are given, and called."),
    last_ticket: w(`新しい番号は発行しません。いまお待ちの${waiting}人は最後まで対応します。`, `No new numbers. The ${waiting} who wait now are served.`),
    closed: w(`新しい番号を発行せず、いまお待ちの${waiting}人も順番には呼び出しません。`, `No new numbers, and the ${waiting} who wait now are not called in turn.`),
  };
}
export const NO_COUNTER_SERVES = w("今日、この業務を受け持つ窓口はありません。", "No counter serves it today.");
export const servedBy = (counters) =>
  w(`受け持つ窓口：${counters.map((one) => `${one.name}（${one.words.ja}）`).join("、")}`, `Served by ${counters.map((one) => `${one.name_en} (${one.words.en})`).join(", ")}`);
export const inCharge = (staff) => w(`担当：${staff}`, `Served by ${staff}`);
export const counterMeans = (counter) => ({
  open: w("この窓口で呼び出します。", "This counter calls people."),
  paused: w("しばらく離れます。呼び出すと受付中に戻ります。", "Away for a while. Calling opens it again."),
  closed: counter.number === null ? w("今日はこの窓口を閉じます。", "No more calls here today.") : w(`${counter.number} の対応が終わると閉じられます。`, `Once ${counter.number} has been served.`),
});
export const FOR_TODAY = w("受け持つ業務（今日だけ）", "Services, for today only");
export const ASSIGN = w("今日の業務を変える", "Assign for today");
export const AS_USUAL = w("いつもの業務に戻す", "Back to usual");
export const alone = (services) => w(`${quoted(services).ja}を受け持つ窓口がなくなります。`, `No other counter serves ${quoted(services).en}.`);
export const CHOOSE_ONE = w("業務を一つ以上選んでください。", "Choose at least one service.");

export const CLOSE_DAY = w("一日を終える", "Close the day");
export const closeBusy = (counters) =>
  w(
    `対応中の窓口があります：${counters.map((one) => `${one.name} ${one.number}`).join("、")}。終わると、一日を終えられます。`,
    `Someone is still being served: ${counters.map((one) => `${one.name_en} ${one.number}`).join(", ")}.`,
  );
export const NOBODY_LEFT = w("お待ちの方はいません。", "Nobody is waiting.");
export const wouldEnd = (view) =>
  w(
    `${view.would_end}人の受付が、対応しないまま終わります（お待ち ${view.totals.waiting}人、保留・不在 ${view.totals.away}人）。`,
    `${view.would_end} ${view.would_end === 1 ? "visit ends" : "visits end"} unserved (${view.totals.waiting} waiting, ${view.totals.away} away).`,
  );
export const CLOSE_MEANS = w("すべての業務と窓口が閉じます。取り消せません。業務は、明日の朝にまた始まります。", "All services and counters close. This cannot be undone; tomorrow begins anew.");
export const POLICY = w("呼び出し方", "The policy in force");

// the curve

export const TODAY = w("今日の待ち人数", "Waiting today");
export const ALL = w("すべての業務", "All services");
export const NO_VISITS = w("今日はまだ受付がありません", "No visits yet today");
export const TIME = w("時刻", "Time");
export const WHOLE = w("全体", "All");
export const nowAt = (clock) => w(`いま ${clock}`, `Now ${clock}`);
export const hour = (clock) => w(`${Number(clock.slice(0, 2))}時`, clock);
export const curveSays = (name, last, peak, clock) =>
  w(`${name.ja}：いま${last}人、今日の最多は${clock}の${peak}人。数は「表で見る」で読めます。`, `${name.en}: ${last} now, at most ${peak} at ${clock}. The numbers are in the table.`);
