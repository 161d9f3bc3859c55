#!/usr/bin/env python3
"""A strict stand-in for Grafana's annotations API (standard library only), as its documentation has it.

POST /api/annotations takes an organization's annotation: a bearer token, a JSON object of the documented fields, times as whole
milliseconds, a region that does not end before it begins. GET /api/annotations has those of a time (from, to) with all of
the tags. The first line on stdout is the port.

--token TOKEN         the only one that is taken
--fail 503x2,lost     scripted answers: CODE[xN], lost (taken, no answer), close (not taken, no answer)

  GET /_stub/annotations    what was taken, oldest first
  PUT /_stub/plan           replaces the scripted answers
"""
import argparse
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

FIELDS = {"dashboardUID": str, "dashboardId": int, "panelId": int, "time": int, "timeEnd": int, "tags": list, "text": str}


def fault(body):
    """Why a body is not taken, or None."""
    try:
        document = json.loads(body.decode("utf-8"))
    except ValueError:
        return "bad request data"
    if not isinstance(document, dict):
        return "bad request data"
    for name, value in document.items():
        if name not in FIELDS or type(value) is not FIELDS[name]:
            return f"bad request data: {name}"
    if not document.get("text"):
        return "text field should not be empty"
    if any(type(tag) is not str or not tag or len(tag) > 100 for tag in document.get("tags", [])):
        return "bad request data: tags"
    begin, end = document.get("time", 0), document.get("timeEnd")
    if begin < 10**12 or end is not None and end < begin:
        return "bad request data: time"
    return None


def expand(plan):
    steps = []
    for part in filter(None, plan.split(",")):
        name, _, count = part.partition("x")
        steps += [name] * int(count or 1)
    return steps


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_GET(self):
        place = urlsplit(self.path)
        with self.server.lock:
            if place.path == "/_stub/annotations":
                return self.answer(200, self.server.taken)
            if place.path != "/api/annotations":
                return self.answer(404, {"message": "Not found"})
            if self.headers.get("Authorization") != f"Bearer {self.server.token}":
                return self.answer(401, {"message": "Invalid API key"})
            asked = parse_qs(place.query)
            begin, end = int(asked["from"][0]), int(asked["to"][0])
            # A mark ends when it begins.
            all = [{**one, "timeEnd": one.get("timeEnd", one["time"])} for one in self.server.taken]
            self.answer(200, [
                one for one in all
                if one["time"] <= end and one["timeEnd"] >= begin and set(asked.get("tags", [])) <= set(one["tags"])])

    def do_PUT(self):
        with self.server.lock:
            self.server.plan = expand(self.body().decode())
        self.answer(200, {})

    def do_POST(self):
        body = self.body()
        with self.server.lock:
            step = self.server.plan.pop(0) if self.server.plan else ""
            if step == "close":
                self.close_connection = True
                return
            if step.isdigit():
                return self.answer(int(step), {"message": "scripted"})
            if self.path != "/api/annotations":
                return self.answer(404, {"message": "Not found"})
            if self.headers.get("Authorization") != f"Bearer {self.server.token}":
                return self.answer(401, {"message": "Invalid API key"})
            if self.headers.get("Content-Type", "").split(";")[0] != "application/json":
                return self.answer(415, {"message": "Unsupported Media Type"})
            reason = fault(body)
            if reason:
                return self.answer(400, {"message": reason})
            self.server.taken.append({"id": len(self.server.taken) + 1, **json.loads(body)})
            if step == "lost":
                self.close_connection = True
                return
            self.answer(200, {"message": "Annotation added", "id": len(self.server.taken)})


parser = argparse.ArgumentParser()
parser.add_argument("--token", required=True)
parser.add_argument("--fail", default="")
arguments = parser.parse_args()
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
server.token, server.plan, server.taken, server.lock = arguments.token, expand(arguments.fail), [], threading.Lock()
print(server.server_port, flush=True)
server.serve_forever()
