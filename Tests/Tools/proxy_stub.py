#!/usr/bin/env python3
"""An HTTP proxy that leads every host to one port of this machine (standard library only).

CONNECT host:port gives a tunnel to --to; a request in absolute form is passed on there. Names are never looked up.
The first line on stdout is the port. SIGTERM and SIGINT end the process with status 0.

  --fail PLAN      what the next requests get: a status (407, 502x2), close, timeout (silent for a minute), or ok
  GET /_stub/requests    what was asked of the proxy: request line and header fields, as a JSON array
"""
import argparse
import collections
import json
import os
import re
import signal
import socket
import socketserver
import threading


def parse_plan(text):
    plan = collections.deque()
    for part in filter(None, text.split(",")):
        step, times = re.fullmatch(r"(\d{3}|close|timeout|ok)(?:x(\d+))?", part).groups()
        plan.extend([step] * int(times or 1))
    return plan


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline().decode("latin-1").strip()
        fields = {}
        while header := self.rfile.readline().decode("latin-1").strip():
            name, _, value = header.partition(":")
            fields[name.strip().lower()] = value.strip()
        if not line:
            return
        method, target, version = line.split(" ")
        if target == "/_stub/requests":
            with self.server.lock:
                return self.answer("200 OK", json.dumps(self.server.requests))
        with self.server.lock:
            self.server.requests.append({"line": line, "headers": fields})
            step = self.server.plan.popleft() if self.server.plan else "ok"
        if step == "timeout":
            self.server.stopping.wait(60)
        elif step.isdigit():
            self.answer(f"{step} Refused", "refused by the proxy", "Proxy-Authenticate: Basic realm=stub\r\n")
        elif step == "ok":
            self.lead(method, target, version, fields)

    def answer(self, status, body, more=""):
        self.wfile.write(
            f"HTTP/1.1 {status}\r\nContent-Length: {len(body.encode())}\r\nConnection: close\r\n{more}\r\n{body}".encode())

    def lead(self, method, target, version, fields):
        with socket.create_connection(("127.0.0.1", self.server.to)) as host:
            if method == "CONNECT":
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\nX-Proxy: stub\r\n\r\n")
            else:
                path = "/" + target.split("/", 3)[3]
                kept = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if not name.startswith("proxy-"))
                host.sendall(f"{method} {path} {version}\r\n{kept}\r\n".encode("latin-1"))
            back = threading.Thread(target=self.copy, args=(host.recv, self.connection), daemon=True)
            back.start()
            self.copy(self.rfile.read1, host)
            back.join()

    @staticmethod
    def copy(read, to):
        try:
            while data := read(65536):
                to.sendall(data)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--to", type=int, default=1, help="the port of 127.0.0.1 to which everything leads")
    parser.add_argument("--fail", default="")
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), Handler)
    server.to, server.plan, server.requests = options.to, parse_plan(options.fail), []
    server.lock, server.stopping = threading.Lock(), threading.Event()

    def stop(*_):
        server.stopping.set()
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(server.server_address[1], flush=True)
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
