"""Call → number on the glass: from the console's request to the number in the display's page."""

import json
import time
from pathlib import Path
from uuid import uuid4

import httpx
from playwright.sync_api import Page, sync_playwright

from bench.measure import Row, percentile
from protocol.topics import Topics
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from tests.sites import SAMPLE_SITE
from tests.system.parts import BrokerAddress, Listener, chromium, mosquitto, queue_server

CALLS = 60
TOPICS = Topics.of("aizu")
MQTT_JS = Path(__file__).parent.parent / "assets" / "web" / "vendor" / "mqtt.min.js"
NAME, PASSWORD = "bench", "a-bench-runs-once"

WATCH = """selector => {
  window.seen = {};
  const look = () => {
    const text = document.querySelector(selector)?.textContent;
    if (!text || text in window.seen) return;
    window.seen[text] = performance.timeOrigin + performance.now();
  };
  const all = {childList: true, subtree: true, characterData: true};
  new MutationObserver(look).observe(document.body, all);
}"""
"""When each text first stood in the page, in milliseconds since 1970."""

BARE = """address => new Promise(resolve => {
  document.body.innerHTML = '<p id="bare"></p>';
  const client = window.mqtt.connect(address, {protocolVersion: 4});
  client.on('message', (_topic, payload) => {
    const message = JSON.parse(new TextDecoder().decode(payload));
    document.querySelector('#bare').textContent = message.number;
  });
  client.on('connect', () => client.subscribe('bare', {qos: 1}, () => resolve()));
})"""


def measure(folder: Path) -> list[Row]:
    """Calls through the console's API, and bare messages to the same browser, in turn."""
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True)
    Accounts(data / ACCOUNTS_FILE).add(NAME, PASSWORD)
    with (
        mosquitto(folder) as broker,
        queue_server(data, broker, site=SAMPLE_SITE) as (_, url),
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        display, bare = browser.new_page(), browser.new_page()
        display.goto(f"{url}/display/main")
        display.wait_for_selector(".service")
        display.evaluate(WATCH, ".call-number")
        bare.add_script_tag(path=MQTT_JS)
        bare.evaluate(BARE, broker.websocket)
        bare.evaluate(WATCH, "#bare")
        return _measure(broker, url, display, bare)


def _measure(broker: BrokerAddress, url: str, display: Page, bare: Page) -> list[Row]:
    kiosk = Listener(broker.mqtt, "bench", TOPICS.reply("kiosk-1"))
    ours, floor = list[float](), list[float]()
    with httpx.Client(base_url=url, follow_redirects=True) as staff:
        staff.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD}).raise_for_status()
        for turn in range(CALLS + 5):
            ask = {"id": str(uuid4()), "kind": "take_ticket", "services": ["shomei"]}
            kiosk.link.publish(TOPICS.request("kiosk-1"), json.dumps(ask).encode())
            kiosk.next()
            number = f"A{101 + turn}"
            # a call comes seconds after the ticket, not in the same hundredth
            time.sleep(0.05)
            start = time.time() * 1000
            _at_counter(staff, "call-next")
            ours.append(_seen(display, number) - start)
            _at_counter(staff, "finish")
            board = {"number": f"bare {turn}", "as long as a board": "x" * 2400}
            start = time.time() * 1000
            kiosk.link.publish("bare", json.dumps(board).encode())
            floor.append(_seen(bare, f"bare {turn}") - start)
    kiosk.close()
    # the first few load what stays loaded
    ours, floor = ours[5:], floor[5:]
    return [
        Row(
            f"call → number on the glass, {name}",
            percentile(ours, share),
            percentile(floor, share),
            "ms",
            "a bare MQTT-over-WebSocket message to the same browser",
            note=f"{len(ours)} calls, with sign-in, commit and board",
        )
        for name, share in (("p50", 0.5), ("p95", 0.95))
    ]


def _at_counter(staff: httpx.Client, verb: str) -> None:
    answer = staff.post(f"/api/staff/counters/1/{verb}", json={"id": str(uuid4())})
    answer.raise_for_status()


def _seen(page: Page, text: str) -> float:
    handle = page.wait_for_function("text => window.seen[text]", arg=text, polling=20)
    return float(handle.json_value())
