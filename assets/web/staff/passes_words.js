// All words that the page of passes says by its script, Japanese and English.

const w = (ja, en) => ({ ja, en });

export const PASS_ID = w("受付コードの ID", "Id of the pass");
export const brought = (number) => w(`番号札 ${number}`, `Ticket ${number}`);
export const OVER = w("終わっています", "over");
export const NOT_USED = w("まだ使われていません", "Not used yet");
export const USED_BEFORE = w("前の日に使われています", "Used on an earlier day");
export const revokedAt = (when) => w(`${when} に無効にしました`, `Revoked ${when}`);
export const REVOKE = w("無効にする", "Revoke");
export const SURE = w("この受付コードを無効にしますか", "Revoke this pass?");
export const MEANS = w(
  "元に戻すことはできません。番号札をすでに受け取っている方の順番は、そのままです。これから来る方は、発券機で用件を選べば番号札を受け取れます。",
  "This cannot be taken back. A number that it has brought keeps its place. Whoever comes later can get a number by touch.",
);
export const DONE = w("受付コードを無効にしました。", "The pass was revoked.");
export const NONE = w("ありません。", "None.");
export const UNANSWERED = w("サーバーから返事がありません。もう一度押してください。二重には行われません。", "No answer from the server. Press again; it will not act twice.");
