#!/usr/bin/env python3
"""A strict stand-in for who receives `webhook` messages (standard library only).

It takes a POST only with a signature that is right and a timestamp that is near, a JSON body of the documented shape,
and an Idempotency-Key that names that body's notification. The first line on stdout is the port.

--fail 503x2,lost     scripted answers: CODE[xN], lost (taken, no answer), close (not taken, no answer), timeout,
                      large (a body of 1 MB), endless (a chunked body), trickle (a byte a second), cut (half a body)

  GET /_stub/requests   what came, with the answer given
  GET /_stub/taken      what was taken, once for each key
"""
import argparse
import collections
import hashlib
import hmac
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEYS = {"version", "id", "event", "incident", "notification", "alerts", "findings", "diagnostics", "next_steps", "links"}
INCIDENT = {"id", "title", "priority", "status", "rule", "labels", "firing", "occurrences", "url", "opened_at"}
TOLERANCE = 300


def faults(headers, body, secret, now):
    """Why a request is not taken: (status, reason), or None."""
    stamp, signature = headers.get("X-Responder-Timestamp", ""), headers.get("X-Responder-Signature", "")
    key = headers.get("Idempotency-Key", "")
    if headers.get("Content-Type") != "application/json":
        return 415, "Content-Type is not application/json"
    if not stamp.isdigit() or now is not None and abs(now - int(stamp)) > TOLERANCE:
        return 401, "the timestamp is missing or too old"
    wanted = "v1=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, signature):
        return 401, "the signature is wrong"
    try:
        document = json.loads(body.decode("utf-8"))
    except ValueError as error:
        return 400, f"not JSON: {error}"
    missing = KEYS - set(document) or INCIDENT - set(document["incident"])
    if missing:
        return 400, f"missing: {sorted(missing)}"
    if document["version"] != 1 or document["event"] not in ("page", "update", "acknowledged", "resolved"):
        return 400, "unknown version or event"
    if not key or len(key) > 255 or key != document["id"]:
        return 400, "the Idempotency-Key is not the message's id"
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        state = self.server.state
        self.answer(200, json.dumps({"/_stub/requests": state.requests, "/_stub/taken": list(state.taken.values())}[self.path]))

    def do_PUT(self):
        self.server.state.plan = parse(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(200, "{}")

    def do_POST(self):
        state = self.server.state
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with state.lock:
            step = state.plan.popleft() if state.plan else "ok"
        now = None if state.args.any_time else time.time()
        fault = faults(self.headers, body, state.args.secret, now)
        key = self.headers.get("Idempotency-Key", "")
        record = {"key": key, "step": step, "fault": fault[1] if fault else "", "headers": {k.lower(): v for k, v in self.headers.items()}}
        with state.lock:
            state.requests.append(record)
        if step.isdigit():
            extra = [("Retry-After", str(state.args.retry_after))] if state.args.retry_after is not None else []
            return self.answer(int(step), f"scripted {step} {state.args.quote}", extra)
        if step in ("close", "timeout"):
            if step == "timeout":
                self.server.stopping.wait(60)
            self.close_connection = True
            return
        if fault:
            return self.answer(fault[0], fault[1])
        with state.lock:
            state.taken.setdefault(key, {"key": key, "message": json.loads(body)})
        if step == "lost":
            self.close_connection = True
            return
        receipt = f"receipt {key}"
        if step in ("endless", "trickle", "cut"):
            self.close_connection = True
            return self.answer_long(step, receipt)
        self.answer(201, receipt + (" " * 1_000_000 if step == "large" else ""))

    def answer_long(self, step, text):
        """Answers with a body that never ends, or not in its length."""
        self.send_response(201)
        if step == "endless":
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(2 * len(text)))
        self.end_headers()
        try:
            if step == "cut":
                self.wfile.write(text.encode())
            for byte in text if step == "trickle" else "":
                self.wfile.write(byte.encode())
                self.server.stopping.wait(1)
            while step == "endless":
                self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text.encode()))
        except OSError:
            pass  # The sender has what it needs.

    def answer(self, status, text, extra=()):
        body = text.encode()
        self.send_response(status)
        for name, value in extra:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def parse(text):
    plan = collections.deque()
    for entry in filter(None, text.split(",")):
        step, _, count = entry.partition("x")
        plan.extend([step] * int(count or 1))
    return plan


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--fail", default="")
    parser.add_argument("--retry-after", type=int)
    parser.add_argument("--quote", default="", help="put into scripted answers, to see whether it leaks")
    parser.add_argument("--any-time", action="store_true", help="take any timestamp: the sender's clock is a test's")
    args = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", args.port), Handler)
    server.daemon_threads = True
    server.stopping = threading.Event()
    server.state = argparse.Namespace(
        args=args, plan=parse(args.fail), lock=threading.Lock(), requests=[], taken=collections.OrderedDict())
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
