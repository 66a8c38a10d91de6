// The line to the server: events come in, and silence is noticed.

const SILENCE_MS = 15000; // three beats of the server
const AGAIN_MS = 1500;

/**
 * Keeps an event stream open. `on` has view(view), outlook(outlook), beat(beat), connected(boolean), signedOut().
 * `probe` is asked, where the stream was refused, whether the session is still good for it.
 */
export function openLine(url, on, probe = url.replace(/events\?counter=/, "counters/")) {
  let source = null;
  let heard = 0;
  let ended = false;

  const end = () => {
    ended = true;
    source?.close();
    on.signedOut();
  };

  const listen = (name, handle) =>
    source.addEventListener(name, (event) => {
      heard = performance.now();
      handle(JSON.parse(event.data));
    });

  function open() {
    heard = performance.now();
    source = new EventSource(url);
    listen("view", (view) => {
      on.connected(true);
      on.view(view);
    });
    listen("outlook", (outlook) => on.outlook?.(outlook));
    listen("beat", (beat) => on.beat(beat));
    listen("signed_out", end);
    source.onerror = () => {
      if (ended) return;
      on.connected(false);
      // a refused stream is not asked for again by the browser itself
      if (source.readyState === EventSource.CLOSED) again();
    };
  }

  async function again() {
    const status = await fetch(probe, { method: "GET" })
      .then((response) => response.status)
      .catch(() => 0);
    // 403: the account has another role now
    if (status === 401 || status === 403) end();
    else if (!ended) setTimeout(open, AGAIN_MS);
  }

  setInterval(() => {
    if (ended || source.readyState !== EventSource.OPEN) return;
    if (performance.now() - heard > SILENCE_MS) {
      // a line that is half open looks alive to the browser
      source.close();
      on.connected(false);
      open();
    }
  }, 1000);

  open();
}
