#!/usr/bin/env python3
"""Measures searches, the list and incident pages with a million incidents beside ten thousand, in the same minutes.

Standard library only. Ends with 1 when a target is missed: a search within 100 ms (99 of 100), pages within 1.5 times what
they take with the few.
"""
import argparse
import http.client
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import many_incidents
import server as servers

SEARCH_MILLISECONDS = 100
PAGE_RATIO = 1.5
OPEN = 60
ALL = "status=triggered,acknowledged,resolved"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responder", type=Path, required=True, help="the release binary")
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=200, help="of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.responder.resolve().parent) as scratch:
        sys.exit(run(options, Path(scratch)))


def run(options, scratch):
    routes = servers.routes_without_collectors(scratch)
    folders = [prepare(options, scratch, routes, count) for count in (options.few, options.incidents)]
    start = lambda folder: servers.Server(
        servers.responder(options.responder.resolve(), routes), scratch, folder=folder)
    with start(folders[0]) as few, start(folders[1]) as many:
        for one in (few, many):
            many_incidents.post_open(one, OPEN)
        wait_for_index(few, many)
        return show(measure(options, few, many), options)


def prepare(options, scratch, routes, count):
    """A data folder with that many incidents and their index."""
    command = servers.responder(options.responder.resolve(), routes)
    folder = Path(tempfile.mkdtemp(dir=scratch))
    with servers.Server(command, scratch, folder=folder) as one:
        many_incidents.post_open(one, 1)
        deadline = time.monotonic() + 20
        while '"state":"sent"' not in one.read("/api/incidents/1") and time.monotonic() < deadline:
            time.sleep(0.1)
    seconds = many_incidents.fill(one, count)
    begun = time.monotonic()
    subprocess.run(
        [options.responder.resolve(), "search", "rebuild", "--data-dir", folder / "data", "--routes", routes],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sizes = [(folder / "data" / name).stat().st_size / 1e6 for name in ("responder.sqlite", "search.sqlite")]
    print(
        f"{count:,} incidents: stored in {seconds:.0f} s, {sizes[0]:,.0f} MB; index made in "
        f"{time.monotonic() - begun:.0f} s, {sizes[1]:,.0f} MB", flush=True)
    return folder


def wait_for_index(*running):
    deadline = time.monotonic() + 60
    for one in running:
        while "\nresponder_search_behind_incidents 0\n" not in one.read("/metrics"):
            if time.monotonic() > deadline:
                raise SystemExit("the index does not catch up within a minute")
            time.sleep(0.2)


def searches():
    """What is searched for: by name, text, and what else the list is."""
    return {
        "a rare word": ("{rare}", ALL), "a common word": ("CrashLoopBackOff", ALL),
        "a common beginning": ("crash*", ALL), "a short beginning": ("ana*", ALL),
        "a phrase": ('"availability probe"', ALL), "a phrase that is nowhere": ('"probe availability"', ALL),
        "common and rare": ("CrashLoopBackOff {rare}", ALL), "three words": ("rollout node-17 503", ALL),
        "a word of what is open": ("analytics", "status=open"), "a word of P2": ("restarts", f"{ALL}&priority=P2"),
        "a word of a week": ("restarts", f"{ALL}&since=7d&until=1d"), "nothing": ("zzzqqq", ALL),
    }


def measure(options, few, many):
    """By kind of request the seconds of each, with the few and with the many."""
    chance = random.Random(3)
    connections = {one: http.client.HTTPConnection(one.origin.removeprefix("http://")) for one in (few, many)}
    counts = {few: options.few, many: options.incidents}
    results = {}
    for _ in range(options.requests):
        for one in (few, many):
            for name, path in paths(chance, counts[one], connections[one]).items():
                begun = time.perf_counter()
                read(connections[one], path)
                results.setdefault(name, {few: [], many: []})[one].append(time.perf_counter() - begun)
    return {name: (seconds[few], seconds[many]) for name, seconds in results.items()}


def paths(chance, count, connection):
    number = chance.randrange(2, count)
    # The pod's name stands in the title of just one incident.
    title = read(connection, f"/incidents/{number}").split("<h1>", 1)[1].split("</h1>", 1)[0]
    rare = title.split(" ")[1]
    found = {
        f"search: {name}": f"/?{filter}&q={urllib.parse.quote(text.format(rare=rare))}"
        for name, (text, filter) in searches().items()
    }
    return found | {
        "page: the list": "/", "page: the list of all": f"/?{ALL}", "page: of P3, resolved": "/?status=resolved&priority=P3",
        "page: an incident": f"/incidents/{chance.randrange(2, count)}",
    }


def read(connection, path):
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {text[:300]}")
    return text


def show(results, options):
    print(f"\n{'':34}{options.few:>16,}{options.incidents:>19,}\n{'ms':34}{'p50':>8}{'p99':>8}{'p50':>11}{'p99':>8}{'ratio':>8}")
    missed = []
    for name, seconds in results.items():
        (few, few_99), (many, many_99) = [percentiles(part) for part in seconds]
        print(f"{name:34}{few:8.1f}{few_99:8.1f}{many:11.1f}{many_99:8.1f}{many / few:8.2f}", flush=True)
        if name.startswith("search") and many_99 >= SEARCH_MILLISECONDS:
            missed.append(f"{name}: p99 {many_99:.0f} ms, the target is {SEARCH_MILLISECONDS} ms")
        if name.startswith("page") and many / few > PAGE_RATIO:
            missed.append(f"{name}: {many / few:.2f} times as long, the target is {PAGE_RATIO}")
    print("\n" + ("\n".join(missed) if missed else "all targets are met"))
    return 1 if missed else 0


def percentiles(seconds):
    return statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=100)[98] * 1000


if __name__ == "__main__":
    main()
