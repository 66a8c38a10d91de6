// The line to the broker. Boards come in; silence and a broken line are noticed. Nothing polls.

const SILENCE_MS = 15000; // the server repeats its board every 5 seconds
const BLINK_MS = 1500; // a line that is back sooner was not worth a word

/** The broker's address; `*` or nothing for its host means the host that this page came from. */
export function brokerAddress(address) {
  return address.replace(/^(wss?:\/\/)\*?(?=[:/]|$)/, `$1${location.hostname}`);
}

/**
 * Listens to one retained topic. `on` has message(text, retained), reset() and cutOff(boolean).
 * message says what it was: "news", "old" (left behind by a server that is gone) or "ignored".
 */
export function openLine(address, topic, on) {
  let silence = null;
  let blink = null;

  const lost = () => {
    blink ??= setTimeout(() => on.cutOff(true), BLINK_MS);
  };
  const watch = () => {
    clearTimeout(silence);
    silence = setTimeout(() => on.cutOff(true), SILENCE_MS);
  };

  const client = window.mqtt.connect(brokerAddress(address), {
    clientId: `display-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`,
    clean: true,
    keepalive: 10,
    reconnectPeriod: 1000,
    connectTimeout: 5000,
    // subscribed on each connect below, after the sequence was forgotten
    resubscribe: false,
    // its other timer is a worker made from a string, which the page's policy does not allow
    timerVariant: "native",
  });
  client.on("connect", () => {
    on.reset();
    client.subscribe(topic, { qos: 1 }, (error) => {
      if (error) on.cutOff(true);
    });
  });
  client.on("message", (_topic, payload, packet) => {
    const kind = on.message(new TextDecoder().decode(payload), packet.retain);
    if (kind === "ignored") return;
    if (kind === "old") {
      on.cutOff(true);
      return;
    }
    clearTimeout(blink);
    blink = null;
    watch();
    on.cutOff(false);
  });
  client.on("close", lost);
  client.on("error", lost);
  watch();
}
