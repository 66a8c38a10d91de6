// All words that the page of devices says by itself, Japanese and English.

const w = (ja, en) => ({ ja, en });

export const MARKS = { now: "!", soon: "△", none: "○", unheard: "–" };
export const kiosk = (id) => w(`発券機 ${id}`, `Kiosk ${id}`);

export const PAPER_LEFT = w("残りの用紙（めやす）", "Paper left (estimate)");
export const ROLLS_LEFT = w("予備の用紙", "Spare rolls");
export const JOBS_WAITING = w("印刷待ち", "Waiting to print");
export const JOBS_FAILED = w("印刷できなかった件数（24時間）", "Not printed (24 hours)");
export const PRINTED = w("起動してからの発券", "Tickets since it started");
export const metres = (count) => w(`約${Math.round(count)} m`, `about ${Math.round(count)} m`);
export const rolls = (count) => w(`${count}巻`, String(count));
export const jobs = (count) => w(`${count}件`, String(count));
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
