#!/usr/bin/env python3
"""Any server that collectors ask by HTTP (standard library only). The first line on stdout is the port.

--self-signed FOLDER    TLS for localhost; the authority is the second line on stdout

  GET, HEAD /status/503     that status, with the request's fields as its body
  GET /long, /picture       a body of 2 MiB of lines; one that is no text
  GET /moved                a redirect to /status/200
  GET /silent               no answer
  GET /_stub/requests       what came, apart from these
"""
import argparse
import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from smtp_stub import self_signed


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, kind, body, **fields):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        with self.server.lock:
            if self.path == "/_stub/requests":
                return self.answer(200, "application/json", json.dumps(self.server.requests).encode())
            self.server.requests.append({"method": self.command, "path": self.path})
        if self.path.startswith("/status/"):
            fields = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
            return self.answer(int(self.path.split("/")[2].split("?")[0]), "text/plain", fields.encode())
        if self.path == "/long":
            return self.answer(200, "text/plain", b"all is well\n" * 180_000)
        if self.path == "/picture":
            return self.answer(200, "image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        if self.path == "/moved":
            return self.answer(302, "text/plain", b"", Location="/status/200")
        time.sleep(600)

    do_HEAD = do_GET


parser = argparse.ArgumentParser()
parser.add_argument("--self-signed", metavar="FOLDER")
arguments = parser.parse_args()
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
server.requests, server.lock = [], threading.Lock()
print(server.server_port, flush=True)
if arguments.self_signed:
    import os

    os.makedirs(arguments.self_signed, exist_ok=True)
    authority, certificate, key = self_signed(arguments.self_signed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(authority, flush=True)
server.serve_forever()
