#!/usr/bin/env python3
"""Fills a data folder with one built responder, and writes it down as SQL text for the tests of later releases.

    python3 fill.py --responder PATH --out 0.1.0.sql

The program runs with endpoints, programs and tables of this script's own, is killed three times, and leaves what a
server in the middle of its work leaves: each status of an incident and of an escalation, each state of a notification,
a claim whose owner is gone, a heartbeat that is heard and one that is silent, artifacts with findings, and so on; `WANTED`
lists it. Takes six minutes, most of it for an escalation to be exhausted.
"""
import argparse
import contextlib
import json
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = HERE.parents[1] / "Tools"
ROOT = HERE.parents[2]
PODS = "NAME READY STATUS RESTARTS AGE\ncheckout-5d9 0/1 CrashLoopBackOff 7 3h\n"

# Each must find something before the folder is written down.
WANTED = {
    **{f"an incident is {s}": f"FROM incident WHERE status = '{s}'" for s in ("triggered", "acknowledged", "resolved")},
    **{f"a notification is {s}": f"FROM notification WHERE state = '{s}'"
       for s in ("pending", "sending", "sent", "failed", "unknown", "cancelled")},
    **{f"an escalation is {s}": f"FROM escalation WHERE status = '{s}'"
       for s in ("running", "paused", "exhausted", "ended")},
    "a claim whose owner is gone": "FROM notification WHERE lease_owner IS NOT NULL",
    "later methods are left": "FROM notification WHERE remaining <> '[]' AND due_at_ms IS NOT NULL",
    "a retry": "FROM notification WHERE attempts > 1 AND due_at_ms IS NOT NULL",
    "a heartbeat is heard": "FROM heartbeat WHERE due_at_ms IS NOT NULL",
    "a heartbeat is silent": "FROM heartbeat WHERE due_at_ms IS NULL",
    "an artifact": "FROM diagnostic_artifact WHERE outcome = 'succeeded'",
    "a finding": "FROM finding",
    "an end without a beginning": "FROM missed_end",
    "a rejected alert": "FROM rejected_alert WHERE incident_id IS NOT NULL",
    "a rejected alert of no incident": "FROM rejected_alert WHERE incident_id IS NULL",
    "hidden alerts": "FROM alert_group WHERE truncated_alerts > 0",
    "an incident that opened again": "FROM timeline_entry WHERE kind = 'reopened'",
    "a diagnosis is not finished": "FROM diagnosis WHERE due_at_ms IS NOT NULL",
}


def stub(stack, script, *arguments):
    process = stack.enter_context(subprocess.Popen(
        [sys.executable, TOOLS / script, *arguments], stdout=subprocess.PIPE, text=True))
    stack.callback(process.kill)
    return int(process.stdout.readline())


def alert(name, severity, ended=False, at="2026-11-25T18:00:00Z", **labels):
    return {
        "status": "resolved" if ended else "firing", "startsAt": at, "fingerprint": name.lower()[:16],
        "endsAt": "2026-11-25T18:05:00Z" if ended else "0001-01-01T00:00:00Z",
        "labels": {"alertname": name, "severity": severity, "namespace": "shop"} | labels,
        "annotations": {"summary": f"{name} in the shop"}, "generatorURL": "http://prometheus.example.com:9090/graph"}


def body(group, *alerts, hidden=0):
    return {"version": "4", "groupKey": group, "truncatedAlerts": hidden, "receiver": "responder",
            "externalURL": "http://alertmanager.example.com:9093", "alerts": list(alerts)}


class Server:
    """One life of the program."""

    def __init__(self, stack, responder, folder, environment):
        self.log = open(folder / "log", "ab")
        self.process = subprocess.Popen(
            [responder, "serve", "--listen", "127.0.0.1:0", "--data-dir", folder / "data", "--routes",
             folder / "routes"],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
            env={"PATH": str(folder / "bin") + ":/usr/bin:/bin", "HOME": str(folder)} | environment)
        stack.callback(self.process.kill)
        self.origin = self.process.stdout.readline().split()[-1]

    def send(self, path, value=None):
        request = urllib.request.Request(
            self.origin + path, None if value is None else json.dumps(value).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def post(self, *arguments, **named):
        self.send("/webhooks/alertmanager", body(*arguments, **named))

    def incident(self, title):
        listed = json.loads(self.send("/api/incidents?limit=100"))["incidents"]
        return next(i["id"] for i in listed if i["title"].startswith(title))

    def take(self, title, verb, **fields):
        self.send(f"/api/incidents/{self.incident(title)}/{verb}", {"by": "alice"} | fields)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def wait_for(folder, *queries, seconds=30):
    end = time.monotonic() + seconds
    while True:
        with contextlib.closing(sqlite3.connect(f"file:{folder}/data/responder.sqlite?mode=ro", uri=True)) as db:
            missing = [q for q in queries if db.execute(f"SELECT count(*) {q}").fetchone()[0] == 0]
        if not missing:
            return
        if time.monotonic() > end:
            sys.exit(f"nothing was found {missing}")
        time.sleep(0.2)


def tables(folder):
    shutil.copytree((ROOT / "routes").resolve(), folder / "routes")
    path = folder / "routes/classification.yaml"
    path.write_text(path.read_text().replace("heartbeats:\n", """heartbeats:
  - name: backup
    match: ['alertname="BackupDone"']
    silent_after: 10s
    priority: P3
"""))
    path = folder / "routes/escalation.yaml"
    path.write_text(path.read_text().replace("policies:\n", """policies:
  - name: short
    match: ['team="short"']
    steps: [{ after: 0s, notify: [On-Call Engineer], methods: email }]
    otherwise: DevOps Lead
"""))
    (folder / "bin").mkdir()
    (folder / "bin/kubectl").write_text(
        f"#!/bin/sh\n[ \"$ALERT_LABEL_SLOW\" ] && exec sleep 9\ncat <<'END'\n{PODS}END\n")
    (folder / "bin/kubectl").chmod(0o755)


def fill(stack, responder, folder):
    tables(folder)
    pagerduty = stub(stack, "pagerduty_stub.py", "--hang-seconds", "600", "--all-out", folder / "pd.jsonl")
    mail = stub(stack, "smtp_stub.py", "--out", folder / "mail.jsonl")
    lost_mail = stub(stack, "smtp_stub.py", "--fail", "lostx100")
    no_slack = stub(stack, "slack_stub.py", "--fail", "404:no_servicex100")
    busy_slack = stub(stack, "slack_stub.py", "--fail", "429x100", "--retry-after", "3600")

    def environment(mail, slack):
        return {
            "SMTP_URL": f"smtp://127.0.0.1:{mail}", "SMTP_STARTTLS": "never",
            "PAGERDUTY_EVENTS_URL": f"http://127.0.0.1:{pagerduty}/v2/enqueue",
            "PAGERDUTY_ROUTING_KEY": "0123456789abcdef0123456789abcdef",
            "SLACK_DATABASE_WEBHOOK": f"http://127.0.0.1:{slack}/services/T0/B0/secret"}

    def plan(text):
        urllib.request.urlopen(urllib.request.Request(
            f"http://127.0.0.1:{pagerduty}/_stub/plan", text.encode(), method="PUT")).close()

    # Everything answers but Slack, which knows the channel no longer.
    server = Server(stack, responder, folder, environment(mail, no_slack))
    server.post("group-exhausted", alert("QueueStuck", "warning", team="short"))
    server.post("group-watchdog", alert("Watchdog", "none"))
    server.post("group-backup", alert("BackupDone", "none"))
    server.post("group-database", alert("PostgresDown", "critical", component="postgres"))
    server.post("group-latency", alert("SearchLatencyHigh", "warning"))
    server.post("group-memory", alert("MemoryHigh", "info", pod="cart-1"),
                alert("MemoryHighToo", "info", pod="cart-2"), {"status": "firing", "labels": 7}, hidden=2)
    server.post("group-late", alert("NeverSeen", "warning", ended=True), {"status": "firing", "labels": []})
    server.post("group-info", alert("VersionSkew", "info"))
    wait_for(folder, "FROM notification WHERE state = 'failed'", "FROM notification WHERE state = 'sent'",
             "FROM finding", "FROM heartbeat WHERE due_at_ms IS NULL",
             "FROM notification JOIN incident ON incident.id = incident_id WHERE title LIKE 'Search%' AND state = 'sent'")
    server.take("PostgresDown", "acknowledge", text="looking at it")
    server.take("MemoryHigh", "resolve", text="known, see the capacity plan", still_firing=True)
    server.post("group-latency", alert("SearchLatencyHigh", "warning", ended=True))
    server.post("group-latency", alert("SearchLatencyHigh", "warning", at="2026-11-25T18:06:00Z"))
    wait_for(folder, "FROM timeline_entry WHERE kind = 'reopened'")
    server.take("SearchLatencyHigh", "notes", text="the index was rebuilt at noon")
    wait_for(folder, "FROM escalation WHERE status = 'exhausted'", seconds=400)
    server.kill()

    # Nothing takes a message, and one of them is cancelled while it waits.
    closed = environment(1, no_slack) | {"PAGERDUTY_EVENTS_URL": "http://127.0.0.1:1/v2/enqueue"}
    server = Server(stack, responder, folder, closed)
    server.post("group-cart", alert("CartDown", "critical"))
    wait_for(folder, "FROM notification WHERE state = 'pending' AND attempts > 1")
    server.take("CartDown", "acknowledge")
    server.post("group-checkout", alert("CheckoutDown", "critical"))
    wait_for(folder, "FROM notification JOIN incident ON incident.id = incident_id "
             "WHERE title LIKE 'Checkout%' AND state = 'pending' AND attempts > 1")
    server.kill()

    # PagerDuty hangs, mails are taken and not answered for, Slack wants no more for an hour.
    plan("timeoutx100")
    server = Server(stack, responder, folder, environment(lost_mail, busy_slack))
    server.post("group-redis", alert("RedisLatencyHigh", "warning", component="redis"))
    server.post("group-search", alert("ApiLatencyHigh", "warning", slow="yes"))
    wait_for(folder, *WANTED.values())
    server.kill()


def dump(folder, out, version):
    with contextlib.closing(sqlite3.connect(folder / "data/responder.sqlite")) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        lines = list(db.iterdump())
    text = "\n".join(lines).replace(str(folder), "/var/lib/responder")
    out.write_text(f"-- A data folder of responder {version}, filled by fill.py; loaded by tests, never edited.\n{text}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--responder", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    version = subprocess.run([arguments.responder, "--version"], capture_output=True, text=True).stdout.strip()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fill(stack, arguments.responder.resolve(), folder)
        dump(folder, arguments.out, version)
        counts = {what: None for what in WANTED}
        with contextlib.closing(sqlite3.connect(folder / "data/responder.sqlite")) as db:
            for what, query in WANTED.items():
                counts[what] = db.execute(f"SELECT count(*) {query}").fetchone()[0]
    for what, count in counts.items():
        print(f"{count:4} {what}")
    if missing := [what for what, count in counts.items() if not count]:
        sys.exit(f"not in it: {missing}")


if __name__ == "__main__":
    main()
