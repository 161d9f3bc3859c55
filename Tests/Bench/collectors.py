#!/usr/bin/env python3
"""Runs 200 collectors at once that do not want to end, and asks the server for its list meanwhile: whether each artifact is there within
its limit and two seconds, what is left of their processes, how much memory it took, and how long the list takes.
"""
import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

import bodies
import server as servers

INCIDENTS, OF_EACH_KIND = 8, 5
LIMIT_SECONDS, GRACE_SECONDS = 4, 2
# By it the processes of this run are known.
MARK = f"36{os.getpid():07d}"

KINDS = {
    "forks": f"for i in 1 2 3; do sleep {MARK} & done; wait",
    "goes-away": f"setsid sh -c 'exec sleep {MARK}' >/dev/null 2>&1 & env -i /usr/bin/setsid /bin/sleep {MARK} & sleep {MARK}",
    "ignores-signals": f"trap '' TERM INT HUP; while :; do sleep {MARK}; done",
    "holds-the-pipe": f"sleep {MARK} & exit 0",
    "floods": f": {MARK}; yes flood",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responder", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.responder.resolve().parent, prefix="bench-") as scratch:
        run(options.responder.resolve(), Path(scratch))


def run(binary, scratch):
    routes = servers.routes_without_collectors(scratch)
    rows = [
        f"  - {{ name: {kind}-{number}, timeout: {LIMIT_SECONDS}s, share_for: 0s, trusted: true, "
        f"run: [/bin/sh, -c, {json.dumps(script)}] }}"
        for kind, script in KINDS.items() for number in range(OF_EACH_KIND)
    ]
    (routes / "collectors.yaml").write_text("page_waits_for_diagnostics: 0s\ncollectors:\n" + "\n".join(rows) + "\n")
    with servers.Server(servers.responder(binary, routes), scratch) as server:
        quiet = median_ms(server, 40)
        for number in range(INCIDENTS):
            server.post(bodies.PATH, bodies.new_page().replace(bodies.NUMBER.encode(), b"%08d" % number))
        took, latencies, most, peak = watch(server)
        left = marked_processes()
        durations = [
            artifact["duration_ms"] for number in range(INCIDENTS)
            for artifact in json.loads(server.read(f"/api/incidents/{number + 1}"))["artifacts"]
        ]
    count = INCIDENTS * len(rows)
    limit = (LIMIT_SECONDS + GRACE_SECONDS) * 1000
    longest = max(durations)
    print(f"{count} collectors at once, up to {most} of their processes; all artifacts after {took:.1f} s")
    print(f"longest {longest / 1000:.2f} s, at most {limit / 1000:.0f}: {verdict(longest <= limit)}; left: {left}: {verdict(left == 0)}")
    print(
        f"the list in {quiet:.1f} ms before, median {statistics.median(latencies):.1f} ms and at most {max(latencies):.0f} ms "
        f"meanwhile; peak memory {peak:.0f} MiB")


def watch(server):
    """Until every artifact is there."""
    started, latencies, most, peak = time.monotonic(), [], 0, 0
    wanted = INCIDENTS * len(KINDS) * OF_EACH_KIND
    while True:
        latencies.append(one_ms(server))
        most = max(most, marked_processes())
        peak = max(peak, server.resident_mib())
        done = sum(
            len(json.loads(server.read(f"/api/incidents/{number + 1}"))["artifacts"]) for number in range(INCIDENTS))
        if done >= wanted:
            return time.monotonic() - started, latencies, most, peak
        if time.monotonic() - started > 120:
            raise SystemExit(f"only {done} of {wanted} artifacts after two minutes\n{server.log.read_text()[-2000:]}")
        time.sleep(0.1)


def one_ms(server):
    started = time.perf_counter()
    server.read("/api/incidents")
    return (time.perf_counter() - started) * 1000


def median_ms(server, count):
    return statistics.median(one_ms(server) for _ in range(count))


def marked_processes():
    found = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            found += MARK.encode() in (entry / "cmdline").read_bytes()
        except OSError:
            continue
    return found


def verdict(is_reached):
    return "ok" if is_reached else "MISS"


if __name__ == "__main__":
    main()
