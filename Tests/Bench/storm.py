#!/usr/bin/env python3
"""Fires 10,000 P3 alerts in 100 groups at once, and a P1 in their middle: how many mails one mailbox gets, how long the P1's page
takes, and whether anything is missing once the storm is over. Takes eight minutes, most of them quiet.
"""
import argparse
import asyncio
import json
import re
import tempfile
import time
from email import message_from_bytes, policy
from pathlib import Path

import bodies
import server as servers
from page_latency import Alertmanager, PageLatency

GROUPS, ALERTS, CONNECTIONS = 100, 100, 4
LIMIT_MS = 100


class Mailbox(asyncio.Protocol):
    """Takes every mail, and keeps it with the time at which its end came."""

    def __init__(self, mails):
        self._mails, self._buffer, self._in_data = mails, b"", False

    def connection_made(self, transport):
        self._transport = transport
        transport.write(b"220 mailbox\r\n")

    def data_received(self, data):
        self._buffer += data
        while True:
            end = b"\r\n.\r\n" if self._in_data else b"\r\n"
            part, found, rest = self._buffer.partition(end)
            if not found:
                return
            self._buffer = rest
            if self._in_data:
                self._mails.append((time.perf_counter(), message_from_bytes(part, policy=policy.default)))
                self._in_data = False
                self._transport.write(b"250 2.0.0 Ok: queued\r\n")
            else:
                self._command(part.upper())

    def _command(self, line):
        self._in_data = line == b"DATA"
        answers = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
        self._transport.write(answers.get(line.split(b" ")[0], b"250 Ok\r\n"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responder", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.responder.resolve().parent) as scratch:
        asyncio.run(run(options, Path(scratch)))


async def run(options, scratch):
    loop, mails, latency = asyncio.get_running_loop(), [], PageLatency()
    mailbox = await loop.create_server(lambda: Mailbox(mails), "127.0.0.1", 0)
    port = mailbox.sockets[0].getsockname()[1]
    environment = await latency.start() | {
        "SMTP_URL": f"smtp://127.0.0.1:{port}", "SMTP_STARTTLS": "never"}
    command = servers.responder(options.responder.resolve(), servers.routes_without_collectors(scratch))
    with servers.Server(command, scratch, environment) as server:
        start = time.perf_counter()
        middle = asyncio.Event()
        page = asyncio.create_task(fire_page(server, latency, middle))
        await asyncio.gather(*(fire(server, range(n, GROUPS, CONNECTIONS), middle) for n in range(CONNECTIONS)))
        written = time.perf_counter() - start
        milliseconds = await page
        print(
            f"{GROUPS * ALERTS} alerts in {GROUPS} groups taken in {written:.2f} s; the P1's page was on the wire after "
            f"{milliseconds:.1f} ms, at most {LIMIT_MS}: {verdict(milliseconds <= LIMIT_MS)}", flush=True)
        while not any("Storm:" in mail["Subject"] for _, mail in mails):
            await asyncio.sleep(1)
            if time.perf_counter() - start > 600:
                raise SystemExit("no summary came within ten minutes")
        show(mails)


async def fire(server, groups, middle):
    _, client = await connection(server)
    for group in groups:
        if group >= GROUPS // 2:
            middle.set()
        client.transport.write(bodies.http_request(body(group)))
        answer = await client.answers.get()
        if b" 200 " not in answer:
            raise SystemExit(f"group {group} was not taken: {answer.decode()}")
    client.transport.close()


async def fire_page(server, latency, middle):
    """Milliseconds from the POST of a P1 to its page, while the others are written."""
    _, client = await connection(server)
    await middle.wait()
    sent = time.perf_counter()
    client.transport.write(bodies.http_request(bodies.new_page().replace(bodies.NUMBER.encode(), b"00000001")))
    return (await latency.next_arrival() - sent) * 1e3


async def connection(server):
    port = int(server.origin.rsplit(":", 1)[1])
    return await asyncio.get_running_loop().create_connection(Alertmanager, "127.0.0.1", port)


def body(group):
    alerts = [
        {
            "status": "firing", "fingerprint": f"{group:08d}{number:08d}",
            "labels": {"alertname": f"Backlog{group}", "severity": "warning", "service": "shop", "pod": f"shop-{number}"},
            "annotations": {"summary": f"pod shop-{number} is slow"}, "startsAt": "2026-11-23T06:12:48.000Z",
            "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
        }
        for number in range(ALERTS)
    ]
    return json.dumps({
        "version": "4", "groupKey": f'{{}}:{{alertname="Backlog{group}"}}', "truncatedAlerts": 0, "status": "firing",
        "receiver": "responder", "groupLabels": {"alertname": f"Backlog{group}"}, "commonLabels": {},
        "commonAnnotations": {}, "externalURL": "http://alertmanager.example.com", "alerts": alerts,
    }).encode()


def show(mails):
    ordinary = [(at, mail) for at, mail in mails if "Storm:" not in mail["Subject"]]
    urgent = [at for at, mail in ordinary if mail["Subject"].startswith("[P1]")]
    others = [at for at, mail in ordinary if not mail["Subject"].startswith("[P1]")]
    # Those that are begun a minute apart may arrive some milliseconds less apart.
    most = max(sum(1 for at in others if start <= at < start + 59) for start in others)
    text = next(mail for _, mail in mails if "Storm:" in mail["Subject"]).get_body(("plain",)).get_content()
    named = {int(number) for number in re.findall(r"Backlog(\d+)", text)}
    # The first group was told by itself.
    alone = {int(re.search(r"Backlog(\d+)", mail["Subject"])[1]) for _, mail in ordinary if "more incident" not in mail["Subject"] and "Backlog" in mail["Subject"]}
    missing = set(range(GROUPS)) - named - alone
    print(
        f"{len(others)} mails about P3 and {len(urgent)} about the P1; at most {most} of P3 a minute (1): {verdict(most <= 1)}; "
        f"the summary names {len(named)} incidents, {len(missing)} missing: {verdict(not missing)}")


def verdict(holds):
    return "ok" if holds else "MISS"


if __name__ == "__main__":
    main()
