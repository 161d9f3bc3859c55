"""Fills a data folder with incidents that are over, by copying the rows of a real one: faster than by HTTP by far."""
import json
import random
import sqlite3
import time
from pathlib import Path

import bodies

BATCH = 5000
# Of what was open in the template, nothing is due and nothing waits.
OVER = {"status": "resolved", "firing_count": 0, "confirm_by_ms": None, "remind_at_ms": None, "quiet_by_ms": None}
FINDINGS = ["pod {pod} is in CrashLoopBackOff", "restarts of {pod} went up", "the last rollout was {minutes} min ago"]
LOG = "{minutes}:{seconds:02d} ERROR {pod} request {request} failed: availability probe answered {answer}, node {node}"


class Template:
    """The rows of the first incident of a data folder, and the incident's own as a dictionary."""

    TABLES = ["occurrence", "timeline_entry", "escalation", "notification", "delivery_attempt"]

    def __init__(self, database):
        database.row_factory = sqlite3.Row
        self.incident = dict(database.execute("SELECT * FROM incident WHERE id = 1").fetchone())
        self.rows = {}
        for table in self.TABLES:
            column = "notification_id" if table == "delivery_attempt" else "incident_id"
            where = f"{column} IN (SELECT id FROM notification WHERE incident_id = 1)" \
                if table == "delivery_attempt" else f"{column} = 1"
            self.rows[table] = [dict(row) for row in database.execute(f"SELECT * FROM {table} WHERE {where}")]
        database.row_factory = None


def fill(server, count):
    """Lets a server store one incident and tell of it, so that the folder is one of its own; then fills it.

    `server` is closed by then. Returns the seconds it took.
    """
    begun = time.monotonic()
    database = sqlite3.connect(server.folder / "data/responder.sqlite", isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -262144", "foreign_keys = OFF"):
        database.execute(f"PRAGMA {pragma}")
    template = Template(database)
    numbers = {
        table: database.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
        for table in Template.TABLES + ["incident", "diagnosis", "diagnostic_artifact", "finding"]
    }
    chance = random.Random(7)
    # So that the newest was opened just now, one a minute.
    start = int(time.time() * 1000) - count * 60_000
    for first in range(0, count, BATCH):
        database.execute("BEGIN")
        for number in range(first, min(first + BATCH, count)):
            add(database, template, numbers, chance, start + number * 60_000, number)
        database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return time.monotonic() - begun


def add(database, template, numbers, chance, opened, number):
    pod = f"analytics-api-{chance.getrandbits(36):09x}-{chance.getrandbits(24):06x}"
    words = {
        "pod": pod, "minutes": chance.randrange(60), "seconds": chance.randrange(60), "node": f"node-{number % 997}",
        "request": f"{chance.getrandbits(48):012x}", "answer": chance.choice([500, 502, 503, 504]),
    }
    labels = json.loads(template.incident["labels"]) | {"pod": pod, "node": words["node"]}
    incident = next_number(numbers, "incident")
    insert(database, "incident", template.incident | OVER | {
        "id": incident, "title": f"PodCrashLooping: {pod} restarts", "group_key": f"group {incident}",
        "labels": json.dumps(labels), "priority": f"P{1 + number % 4}", "opened_at_ms": opened,
        "resolved_at_ms": opened + 600_000, "lead": f"{incident:016x}",
    })
    for row in template.rows["occurrence"]:
        insert(database, "occurrence", row | {
            "id": next_number(numbers, "occurrence"), "incident_id": incident, "fingerprint": f"{incident:016x}",
            "status": "resolved", "ends_at_ms": opened + 600_000, "ended_seen_at_ms": opened + 600_000,
            "labels": json.dumps(labels), "first_seen_at_ms": opened, "last_seen_at_ms": opened + 600_000,
        })
    for row in template.rows["timeline_entry"]:
        insert(database, "timeline_entry", row | {
            "id": next_number(numbers, "timeline_entry"), "incident_id": incident, "at_ms": opened})
    for row in template.rows["escalation"]:
        insert(database, "escalation", row | {
            "id": next_number(numbers, "escalation"), "incident_id": incident, "status": "ended", "next_due_at_ms": None})
    add_messages(database, template, numbers, incident, opened)
    add_diagnosis(database, numbers, incident, opened, words)


def add_messages(database, template, numbers, incident, opened):
    known = {}
    for row in template.rows["notification"]:
        known[row["id"]] = next_number(numbers, "notification")
        insert(database, "notification", row | {
            "id": known[row["id"]], "incident_id": incident, "state": "sent", "due_at_ms": None, "lease_owner": None,
            "held": 0, "created_at_ms": opened, "share_ends_at_ms": None})
    for row in template.rows["delivery_attempt"]:
        insert(database, "delivery_attempt", row | {
            "id": next_number(numbers, "delivery_attempt"), "notification_id": known[row["notification_id"]]})


def add_diagnosis(database, numbers, incident, opened, words):
    diagnosis = next_number(numbers, "diagnosis")
    insert(database, "diagnosis", {
        "id": diagnosis, "incident_id": incident, "reason": "opened", "requested_at_ms": opened,
        "finished_at_ms": opened + 2000})
    output = "\n".join(LOG.format(**words) for _ in range(4))
    artifact = next_number(numbers, "diagnostic_artifact")
    insert(database, "diagnostic_artifact", {
        "id": artifact, "incident_id": incident, "diagnosis_id": diagnosis, "position": 0, "collector": "logs",
        "procedure": "P1: Service Down", "arguments": '["kubectl","logs"]', "started_at_ms": opened, "duration_ms": 40,
        "exit_status": 0, "outcome": "succeeded", "bytes": len(output), "truncated": 0})
    insert(database, "artifact_output", {"artifact_id": artifact, "output": output})
    for text in FINDINGS:
        insert(database, "finding", {
            "id": next_number(numbers, "finding"), "incident_id": incident, "artifact_id": artifact, "collector": "logs",
            "level": "warning", "text": text.format(**words)})


def next_number(numbers, table):
    numbers[table] += 1
    return numbers[table]


def insert(database, table, row):
    places = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values()))


def post_open(server, count):
    """Some that are open, as a server has them."""
    for number in range(count):
        server.post(bodies.PATH, bodies.new_page().replace(bodies.NUMBER.encode(), f"{number:08d}".encode()))
