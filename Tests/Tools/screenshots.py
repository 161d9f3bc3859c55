#!/usr/bin/env python3
"""Takes README's pictures: the runbook's P1 in the Kubernetes world, with a real mail server behind it.

  screenshots.py --responder .build-release/responder --out deploy/screenshots

Needs chromium, chromedriver, kubectl, PostgreSQL and Redis, as the tests do. The pictures are: the incident, light and
dark; the incident on a phone; the list; the mail on a phone.
"""
import argparse
import base64
import email
import email.policy
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
REPOSITORY = TOOLS.parent.parent
sys.path.insert(0, str(REPOSITORY / "Tests" / "Bench"))
from server import Server  # noqa: E402

WIDE, PHONE = (1200, 900), (360, 740)
ALERTS = [
    ("AnalyticsApiDown", {"severity": "critical", "service": "analytics-api", "app": "analytics-api"},
     "Service analytics-api is down"),
    ("HighMemoryUsage", {"severity": "warning", "service": "timescaledb", "pod": "timescaledb-0"},
     "Memory of timescaledb-0 is above 85 %"),
]


def body(name, labels, summary):
    """As Alertmanager sends one alert that fires."""
    started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 120))
    labels = {"alertname": name, "namespace": "llm-analytics-hub", "cluster": "llm-analytics-hub-prod"} | labels
    alert = {"status": "firing", "labels": labels, "annotations": {"summary": summary}, "startsAt": started,
             "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus.example:9090/graph?g0.expr=up"}
    return json.dumps({
        "version": "4", "groupKey": "{}:{alertname=\"%s\"}" % name, "truncatedAlerts": 0, "status": "firing",
        "receiver": "responder", "groupLabels": {"alertname": name}, "commonLabels": labels,
        "commonAnnotations": {"summary": summary}, "externalURL": "http://alertmanager.example:9093",
        "alerts": [alert]}).encode()


class Program:
    """A stand-in, which runs until the `with` block ends; it prints its port first."""

    def __init__(self, arguments):
        self._process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self._process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


class Browser:
    """A headless Chromium, driven by chromedriver."""

    def __init__(self, scratch):
        self._driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = next(line for line in self._driver.stdout if "successfully on port" in line).split()[-1].rstrip(".")
        self._url = f"http://127.0.0.1:{port}/session"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     f"--user-data-dir={scratch}/profile"]
        session = self._call({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}})
        self._url += "/" + session["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        urllib.request.urlopen(urllib.request.Request(self._url, method="DELETE"), timeout=60).close()
        self._driver.terminate()
        self._driver.wait()
        self._driver.stdout.close()

    def picture(self, address, size, is_dark, path):
        self._devtools("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1,
                       mobile=size == PHONE)
        self._devtools("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}])
        self._call({"url": address}, "/url")
        shot = self._devtools("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))
        print(path)

    def _devtools(self, command, **parameters):
        return self._call({"cmd": command, "params": parameters}, "/goog/cdp/execute")

    def _call(self, content, path=""):
        request = urllib.request.Request(
            self._url + path, data=json.dumps(content).encode(), headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]


def until(words, look, seconds=60):
    """Asks until there is an answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise SystemExit(f"not within {seconds} s: {words}")


def world(folder):
    """The Kubernetes world's variables, and where kubectl and the others are."""
    tool = [sys.executable, str(TOOLS / "kubectl_world" / "world.py")]
    subprocess.run(tool + ["start", folder, "--scenario", "service-down"], check=True, stdout=subprocess.DEVNULL)
    lines = subprocess.run(tool + ["env", folder], check=True, capture_output=True, text=True).stdout
    shell = subprocess.run(["bash", "-c", f"{lines}\nenv -0"], check=True, capture_output=True, text=True).stdout
    variables = dict(pair.split("=", 1) for pair in shell.split("\0") if pair)
    return {name: value for name, value in variables.items() if os.environ.get(name) != value or name == "PATH"}


def first_mail(folder):
    """The HTML part of the first page that was mailed."""
    for path in sorted(Path(folder).glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        part = message.get_body(preferencelist=("html",))
        if part and "[P1]" in message["Subject"]:
            return part.get_content()
    return None


def take(binary, out, scratch):
    mails = scratch / "mails"
    mails.mkdir()
    smtp_stub = [sys.executable, str(TOOLS / "smtp_stub.py"), "--out-dir", str(mails)]
    pagerduty_stub = [sys.executable, str(TOOLS / "pagerduty_stub.py"), "--out", str(scratch / "pages.jsonl")]
    slack_stub = [sys.executable, str(TOOLS / "slack_stub.py"), "--out", str(scratch / "slack.jsonl")]
    with Program(smtp_stub) as smtp, Program(pagerduty_stub) as pagerduty, Program(slack_stub) as slack:
        environment = world(str(scratch / "world")) | {
            "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}", "SMTP_STARTTLS": "never",
            "PAGERDUTY_EVENTS_URL": f"http://127.0.0.1:{pagerduty.port}/v2/enqueue",
            "PAGERDUTY_ROUTING_KEY": "0123456789abcdef0123456789abcdef",
            "SLACK_DATABASE_WEBHOOK": f"http://127.0.0.1:{slack.port}/services/T1/B1/x",
        }
        command = lambda folder: [  # noqa: E731
            str(binary), "serve", "--listen", "127.0.0.1:0", "--data-dir", str(folder / "data"), "--routes",
            str(REPOSITORY / "routes"), "--public-url", "http://responder.example"]
        with Server(command, scratch, environment=environment) as server:
            for alert in ALERTS:
                server.post("/webhooks/alertmanager", body(*alert))
            until("the diagnostics end", lambda: diagnosed(server))
            html = until("the page is mailed", lambda: first_mail(mails))
            (scratch / "mail.html").write_text(html)
            with Browser(scratch) as browser:
                for name, size, is_dark in [("incident", WIDE, False), ("incident-dark", WIDE, True),
                                            ("incident-phone", PHONE, False), ("incident-phone-dark", PHONE, True)]:
                    browser.picture(f"{server.origin}/incidents/1", size, is_dark, out / f"{name}.png")
                browser.picture(f"{server.origin}/", WIDE, False, out / "list.png")
                browser.picture(f"file://{scratch}/mail.html", PHONE, False, out / "mail-phone.png")


def diagnosed(server):
    """Whether the P1 has the artifacts of its procedure, and its page went out."""
    incident = json.loads(server.read("/api/incidents/1"))
    sent = any(notification["state"] == "sent" for notification in incident["notifications"])
    return sent and len(incident["artifacts"]) >= 10


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--responder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="screenshots-") as scratch:
        os.chmod(scratch, 0o755)  # PostgreSQL does not run as root.
        try:
            take(arguments.responder.resolve(), arguments.out, Path(scratch))
        finally:
            stop = [sys.executable, str(TOOLS / "kubectl_world" / "world.py"), "stop", f"{scratch}/world", "--purge"]
            subprocess.run(stop, check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
