// All words that the page of devices says by itself, Japanese and English.

const w = (ja, en) => ({ ja, en });

/** So few numbers of a service are said by their letter. */
const FEW = 3;

export const MARKS = { now: "!", soon: "△", none: "○", unheard: "–" };
export const kiosk = (id) => w(`発券機 ${id}`, `Kiosk ${id}`);

export const PAPER_LEFT = w("残りの用紙（めやす）", "Paper left (estimate)");
export const ROLLS_LEFT = w("予備の用紙", "Spare rolls");
export const JOBS_WAITING = w("印刷待ち", "Waiting to print");
export const JOBS_FAILED = w("印刷できなかった件数（24時間）", "Not printed (24 hours)");
export const PRINTED = w("起動してからの発券", "Tickets since it started");
export const LENT = w("通信断に備えた番号", "Numbers for when it is cut off");
export const GIVEN_ALONE = w("通信断の間の受付（今日）", "Given while cut off (today)");
export const UNREPORTED = w("まだ届いていない報告", "Reports still to come");
export const NOT_TAKEN = w("届けられない報告", "Reports not taken");
export const CONTACT = w("最後の通信", "Last heard");
/** In all, of so many services; and where there are few left. */
export function lent(services) {
  const sum = (of) => services.reduce((total, one) => total + of(one), 0);
  const all = `${sum((one) => one.left)} / ${sum((one) => one.lent)}`;
  const few = services.filter((one) => one.left <= FEW);
  const letters = few.slice(0, 3).map((one) => `${one.letter} ${one.left}`);
  return w(`${all}${few.length > 0 ? `（${letters.join("、")}）` : ""}`, `${all}${few.length > 0 ? ` (${letters.join(", ")})` : ""}`);
}
/** By the site's clock, as the server wrote it. */
export const clock = (moment) => w(moment.slice(11, 16), moment.slice(11, 16));
export const metres = (count) => w(`約${Math.round(count)} m`, `about ${Math.round(count)} m`);
export const rolls = (count) => w(`${count}巻`, String(count));
export const jobs = (count) => w(`${count}件`, String(count));
export const plain = (text) => w(text, text);
export const sheets = (count) => w(`${count}枚`, String(count));

/** For how long it has been so. */
export function forMinutes(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 1) return w("たった今から", "just now");
  if (minutes < 60) return w(`${minutes}分前から`, `for ${minutes} min`);
  const hours = Math.floor(minutes / 60);
  return w(`${hours}時間前から`, `for ${hours} h`);
}

export function sum(now, soon) {
  if (now > 0) return w(`${now}台に、いますぐ対応が必要です。`, `${now} ${now === 1 ? "needs" : "need"} somebody now.`);
  if (soon > 0) return w(`${soon}台に、あとで対応が必要です。`, `${soon} ${soon === 1 ? "needs" : "need"} somebody later.`);
  return w("対応が必要な機器はありません。", "No device needs anybody.");
}

export const ORDER = w("操作する", "Actions");
export const VERSION = w("ソフトウェア", "Software");
export const ORDERS = {
  test_print: w("試し印刷", "Test print"),
  paper_changed: w("用紙を交換した", "Paper changed"),
  identify: w("名前を画面に出す", "Show its name"),
  screenshot: w("画面を見る", "Look at its screen"),
  maintenance: w("メンテナンスを開く", "Open maintenance"),
  out_of_service: w("使用を停止", "Out of service"),
  in_service: w("使用を再開", "Back in service"),
  restart: w("再起動", "Restart"),
};
export const MEANS = {
  test_print: w("試しの紙を1枚印刷します。", "Prints one paper that says that it is a test."),
  paper_changed: w("残りの用紙を数え直し、予備を1巻減らします。", "The estimate begins anew, with one spare roll less."),
  identify: w("端末の名前を大きく出し、音を鳴らします。", "Shows its name large, and chimes."),
  screenshot: w("いまの画面の写しです。カメラの映像と、入力中の内容は写りません。", "A picture of its screen, without the camera's picture and what somebody enters."),
  maintenance: w("端末の前にいる職員のために、PINなしで開きます。", "For staff who stand there, without the PIN."),
  out_of_service: w("「この端末は使えません」と出します。利用中の方は、終わるまで使えます。", "It says that it cannot be used. Whoever is there comes to their end first."),
  in_service: w("また受付を始めます。", "It serves people again."),
  restart: w("受付機のプログラムを終わり、始め直します。30秒ほどかかります。", "Ends its program and starts it again, which takes about 30 seconds."),
};
export const SURE = {
  out_of_service: w("この端末では、再開するまで受付ができなくなります。", "Nobody will be served there until it is put back in service."),
  restart: w("端末を再起動します。30秒ほど使えなくなります。", "It restarts, and cannot be used for about 30 seconds."),
};
/** Orders after which a device is out of service, or in it. */
export const SERVICE = { out_of_service: true, in_service: false };
export const SURE_PAPER = w("新しい用紙を1巻入れたときに押します。", "For when a whole new roll was put in.");
export const ROLLS_NOW = w("予備の用紙の残り（数えたとき）", "Spare rolls left (if you counted)");
export const SENDING = w("端末に伝えています…", "Telling the kiosk …");
export const WAITING = { test_print: w("印刷を待っています…", "Waiting for the paper …") };
export const DONE = {
  test_print: w("印刷しました。", "It was printed."),
  paper_changed: w("新しい用紙として数え始めました。", "Counted as a new roll."),
  identify: w("端末が名前を出しています。", "It shows its name."),
  maintenance: w("メンテナンスを開きました。3分使わないと閉じます。", "Maintenance is open. It closes when it was not touched for 3 minutes."),
  out_of_service: w("使用を停止しました。", "It is out of service."),
  in_service: w("使用を再開しました。", "It is back in service."),
  restart: w("再起動しています。", "It restarts."),
};
export const HIDDEN = w("利用中の方が入力しているため、写していません。", "Somebody is entering what is their own, so nothing is shown.");
export const PICTURE_OF = (id) => w(`発券機 ${id} の画面`, `The screen of kiosk ${id}`);
export const OTHER_ORDERS = w("ほかの操作", "Other actions");
export const AGAIN = w("もう一度", "Again");
export const UNANSWERED = w("サーバーから返事がありません。もう一度押しても、二重には行われません。", "No answer from the server. Pressed again, it will not act twice.");
