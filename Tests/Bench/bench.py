#!/usr/bin/env python3
"""Measures intake, paging, memory and start, beside a reference on the same machine in the same minutes.

Standard library only; the load comes from wrk (Debian package wrk). It always ends with 0: what is measured depends on
the machine, so it informs and does not judge a change.
"""
import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import bodies
import server as servers
from page_latency import PageLatency

CONNECTIONS = 32
REPEATS, NEW = "repeats", "new incidents"
# The load of new incidents costs wrk itself more, so each is compared with the reference under the same load.
REFERENCES = {REPEATS: "reference, repeats", NEW: "reference, new"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responder", type=Path, required=True, help="the release binary")
    parser.add_argument("--reference", type=Path, required=True, help="intake-reference")
    parser.add_argument("--rounds", type=int, default=5, help="how often each load runs; medians are shown")
    parser.add_argument("--seconds", type=int, default=4, help="how long each load runs")
    parser.add_argument("--pages", type=int, default=300)
    options = parser.parse_args()
    # Beside the binary and not in /tmp, which may be in memory, where a sync costs nothing.
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.responder.resolve().parent) as scratch:
        run(options, Path(scratch))


def run(options, scratch):
    routes = servers.routes_without_collectors(scratch)
    product = servers.responder(options.responder.resolve(), routes)
    shipped = servers.responder(options.responder.resolve(), servers.REPOSITORY / "routes")
    print(
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}; {CONNECTIONS} connections, "
        f"{options.seconds} s a run, medians of {options.rounds}; bodies of 3 alerts, "
        f"{len(bodies.repeats()) / 1000:.1f} kB; no collectors\n", flush=True)
    show_intake(intake(options, scratch, product))
    each = servers.responder(
        options.responder.resolve(), servers.routes_without_collectors(scratch, holds_back=False))
    show_pages(asyncio.run(page_seconds(options, scratch, each)))
    show_footprint(options, scratch, shipped)


# Intake


def intake(options, scratch, product):
    """The measurements of each load, in rounds, so that a slow minute of the machine meets all of them."""
    reference = servers.reference(options.reference.resolve())
    results = {REFERENCES[REPEATS]: [], REPEATS: [], REFERENCES[NEW]: [], NEW: []}
    for _ in range(options.rounds):
        results[REFERENCES[REPEATS]].append(load(options, scratch, reference, bodies.repeats()))
        results[REPEATS].append(load(options, scratch, product, bodies.repeats(), prepare=post_once))
        results[REFERENCES[NEW]].append(load(options, scratch, reference, bodies.new_incidents()))
        results[NEW].append(load(options, scratch, product, bodies.new_incidents()))
    return results


def post_once(server):
    """Opens the incident, and waits until everybody has been told, so that the rest are mere repeats."""
    server.post(bodies.PATH, bodies.repeats())
    deadline = time.monotonic() + 10
    while "\nresponder_notifications_owed{notifier=\"email\"} 0\n" not in server.read("/metrics"):
        if time.monotonic() > deadline:
            raise SystemExit(f"the first notification was not sent within 10 s\n{server.log.read_text()}")
        time.sleep(0.05)


def load(options, scratch, command, body, prepare=None):
    request = scratch / "request"
    request.write_bytes(bodies.http_request(body))
    with servers.Server(command, scratch) as server:
        if prepare:
            prepare(server)
        cpu = server.cpu_seconds()
        script = Path(__file__).resolve().parent / "alerts.lua"
        wrk = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{options.seconds}s", "-s", script, server.origin + bodies.PATH, "--",
             request],
            check=True, capture_output=True, text=True)
        cpu = server.cpu_seconds() - cpu
    line = next(line for line in wrk.stdout.splitlines() if line.startswith("RESULT "))
    result = json.loads(line.removeprefix("RESULT "))
    result["per_second"] = result["requests"] / result["seconds"]
    result["cpu_us"] = cpu / result["requests"] * 1e6
    return result


def show_intake(results):
    print(f"{'durable intake':<26}{'req/s':>9}{'p50':>10}{'p99':>10}{'CPU a request':>15}{'of reference':>14}")
    for name, least, slowest in [
        (REFERENCES[REPEATS], None, None), (REPEATS, 0.75, 25), (REFERENCES[NEW], None, None), (NEW, 0.40, 50)
    ]:
        # Of each round its own reference, a moment before: a machine that slows down slows both.
        references = results[REFERENCES.get(name, name)]
        share = statistics.median(
            mine["per_second"] / its["per_second"] for mine, its in zip(results[name], references))
        rate, p99 = median(results[name], "per_second"), median(results[name], "p99_ms")
        line = (
            f"{name:<26}{rate:>9,.0f}{median(results[name], 'p50_ms'):>7.2f} ms{p99:>7.2f} ms"
            f"{median(results[name], 'cpu_us'):>12.0f} us{share:>14.2f}")
        if least is not None:
            line += f"   at least {least}: {verdict(share >= least)}; p99 under {slowest} ms: {verdict(p99 < slowest)}"
        errors = sum(result["errors"] for result in results[name])
        print(line + (f"   {errors} REQUESTS FAILED" if errors else ""))
    print("rates of each round: " + "; ".join(
        f"{name} " + ", ".join(f"{result['per_second']:,.0f}" for result in rows) for name, rows in results.items()) + "\n",
        flush=True)


# Pages


async def page_seconds(options, scratch, product):
    latency = PageLatency()
    environment = await latency.start()
    with servers.Server(product, scratch, environment) as server:
        return await latency.measure(server, options.pages)


def show_pages(seconds):
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    show(
        "POST to page on the wire", f"p50 {cuts[49] * 1e3:.2f} ms, p99 {cuts[98] * 1e3:.2f} ms",
        f"{len(seconds)} P1 pages, one at a time; p99 under 25 ms: {verdict(cuts[98] < 0.025)}")


# Footprint


def show_footprint(options, scratch, shipped):
    folder = Path(tempfile.mkdtemp(dir=scratch))
    starts = []
    for _ in range(options.rounds + 1):
        with servers.Server(shipped, scratch, folder=folder) as server:
            starts.append(server.seconds_to_first_answer())
    with servers.Server(shipped, scratch) as server:
        time.sleep(5)
        resident = server.resident_mib()
    show("idle memory (RSS)", f"{resident:.1f} MiB", f"5 s after the start; under 64 MiB: {verdict(resident < 64)}")
    # The first start makes the database.
    show(
        "start to first answer", f"{statistics.median(starts[1:]) * 1e3:.0f} ms",
        f"{starts[0] * 1e3:.0f} ms when it makes its database")
    show("release binary", f"{options.responder.stat().st_size / 2**20:.1f} MiB", "static Swift runtime, stripped")


def show(what, figure, note):
    print(f"{what:<26}{figure:<32}{note}", flush=True)


def median(results, key):
    return statistics.median(result[key] for result in results)


def verdict(is_reached):
    return "ok" if is_reached else "MISS"


if __name__ == "__main__":
    main()
