"""A day as a file, from a running server and from the command line: the same bytes."""

import json
import subprocess
from pathlib import Path
from uuid import uuid4

import httpx

from protocol.topics import Topics
from tests.sites import SAMPLE_SITE
from tests.system.parts import BIN, Listener, mosquitto, queue_server

TOPICS = Topics.of("aizu")
PASSWORD = "a-sample-password"


def test_the_servers_file_is_that_of_the_command_line_and_reading_it_is_kept(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    account = ("account", "add", "m-0900", f"--data={data}", "--role=auditor")
    subprocess.run(
        [BIN / "queue-server", *account, "--password", PASSWORD],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with (
        mosquitto(tmp_path) as broker,
        queue_server(data, broker, site=SAMPLE_SITE) as (_, url),
        httpx.Client(base_url=url) as auditor,
    ):
        kiosk = Listener(broker.mqtt, "k1", TOPICS.reply("kiosk-1"))
        ask = {"id": str(uuid4()), "kind": "take_ticket", "services": ["ido", "shomei"]}
        kiosk.link.publish(TOPICS.request("kiosk-1"), json.dumps(ask).encode())
        number = json.loads(kiosk.next().payload)["number"]
        kiosk.close()

        signed_in = auditor.post("/staff/sign-in", data={"name": "m-0900", "password": PASSWORD})
        assert signed_in.status_code == 303
        (day,) = auditor.get("/api/staff/reports/days").json()["reports"]
        served = auditor.get("/api/staff/reports/visits.csv", params={"day": day})
        assert served.status_code == 200
        report = ("report", "visits", f"--data={data}", f"--site={SAMPLE_SITE}", f"--day={day}")
        printed = subprocess.run(
            [BIN / "queue-server", *report], check=True, capture_output=True
        ).stdout
        assert printed == served.content
        assert printed.decode("utf-8-sig").count(f",{number},") == 2

        trail = auditor.get("/api/staff/audit", params={"day": day}).json()["entries"]
        assert [(entry["by"], entry["event"]) for entry in trail] == [
            ("staff:m-0900", "recorded"),
            ("staff:m-0900", "recorded"),
            ("staff:m-0900", "recorded"),
            ("kiosk-1", "visit_opened"),
            ("kiosk-1", "day_opened"),
        ]
        assert [entry["action"]["en"] for entry in trail[:3]] == [
            "Audit trail read",
            "Report read",
            "Signed in",
        ]
