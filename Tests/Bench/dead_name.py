#!/usr/bin/env python3
"""Measures how long P1 pages take to PagerDuty while a Slack webhook's name never resolves, beside the same without it.

Each round runs both on the same machine in the same minute, with two name servers that take every question and answer
none. Needs root.
"""
import argparse
import asyncio
import os
import random
import socket
import statistics
import tempfile
import time
from pathlib import Path

import bodies
import server as servers
from page_latency import Alertmanager, PageLatency

# So that the look-ups of the first pages pass their limit of 5 s, and their 20 s, while the others go out.
PAUSE_SECONDS = 0.5
SLACK = {"SLACK_DATABASE_WEBHOOK": "https://hooks.slack.com/services/T0/B0/secret"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responder", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.responder.resolve().parent) as scratch:
        run(options, Path(scratch))


def run(options, scratch):
    routes = servers.routes_without_collectors(scratch, holds_back=False)
    escalation = routes / "escalation.yaml"
    table, step = escalation.read_text(), "notify: [On-Call Engineer], methods: all"
    if step not in table:
        raise SystemExit(f"{escalation} has no step with {step}")
    # Every page is for Slack as well.
    escalation.write_text(table.replace(step, "notify: [On-Call Engineer, Database Admin], methods: all"))
    sockets = silent_name_servers()
    command = asking(sockets, scratch, servers.responder(options.responder.resolve(), routes))
    without, beside = {"one at a time": [], "all at once": []}, {"one at a time": [], "all at once": []}
    for _ in range(options.rounds):
        for result, environment in [(without, {}), (beside, SLACK)]:
            result["one at a time"] += asyncio.run(one_at_a_time(command, scratch, environment, options.pages))
            result["all at once"] += asyncio.run(all_at_once(command, scratch, environment, options.pages))
    print(f"{os.cpu_count()} cores; {options.rounds} rounds of {options.pages} P1 pages; POST to PagerDuty on the wire")
    for load in without:
        show(load, without[load], beside[load])


async def one_at_a_time(command, scratch, slack, pages):
    latency = PageLatency()
    environment = await latency.start()
    with servers.Server(command, scratch, environment | slack) as server:
        return await latency.measure(server, pages, PAUSE_SECONDS)


async def all_at_once(command, scratch, slack, pages):
    """Seconds from the first POST to each page."""
    latency = PageLatency()
    environment = await latency.start()
    with servers.Server(command, scratch, environment | slack) as server:
        port = int(server.origin.rsplit(":", 1)[1])
        _, client = await asyncio.get_running_loop().create_connection(Alertmanager, "127.0.0.1", port)
        request = bodies.http_request(bodies.new_page())
        start = time.perf_counter()
        for number in range(pages):
            client.transport.write(request.replace(bodies.NUMBER.encode(), b"%08d" % number))
            await client.answers.get()
        seconds = [await latency.next_arrival() - start for _ in range(pages)]
        client.transport.close()
        return seconds


def show(load, without, beside):
    (p50, p99), (p50_beside, p99_beside) = cuts(without), cuts(beside)
    print(
        f"{load:<16}without p50 {p50 * 1e3:6.2f} ms, p99 {p99 * 1e3:6.2f} ms; beside the dead name p50 "
        f"{p50_beside * 1e3:6.2f} ms, p99 {p99_beside * 1e3:6.2f} ms; p99 {p99_beside / p99:.2f} times, at most 1.5: "
        f"{'ok' if p99_beside <= 1.5 * p99 else 'MISS'}", flush=True)


def cuts(seconds):
    quantiles = statistics.quantiles(seconds, n=100, method="inclusive")
    return quantiles[49], quantiles[98]


def silent_name_servers():
    sockets = []
    while len(sockets) < 2:
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind(("127." + ".".join(str(random.randint(1, 254)) for _ in range(3)), 53))
        sockets.append(one)
    return sockets


def asking(sockets, scratch, command):
    """The command in a mount namespace where only these name servers are asked."""
    names, order = scratch / "resolv.conf", scratch / "nsswitch.conf"
    names.write_text("".join(f"nameserver {one.getsockname()[0]}\n" for one in sockets))
    order.write_text("hosts: files dns\n")
    script = 'mount --bind "$0" /etc/resolv.conf && mount --bind "$1" /etc/nsswitch.conf && shift && exec "$@"'
    return lambda folder: ["unshare", "--mount", "/bin/sh", "-c", script, str(names), str(order)] + command(folder)


if __name__ == "__main__":
    main()
