"""How long after its POST an alert's page is on the wire: measured at a stand-in for PagerDuty on loopback.

One alert at a time against an idle server, from before its request is sent until the stand-in has read the whole event.
"""
import asyncio
import gc
import time

import bodies

WARM_UP = 20
PAUSE_SECONDS = 0.02
LIMIT_SECONDS = 10


class PagerDuty(asyncio.Protocol):
    """Accepts every event, and tells when its last byte has come."""

    def __init__(self, arrived):
        self._arrived = arrived
        self._bytes = b""

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._bytes += data
        head, separator, body = self._bytes.partition(b"\r\n\r\n")
        if not separator or len(body) < content_length(head):
            return
        now = time.perf_counter()
        self._bytes = b""
        answer = b'{"status":"success","message":"Event processed","dedup_key":"bench"}'
        self._transport.write(
            b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (len(answer), answer))
        self._arrived.put_nowait(now)


class Alertmanager(asyncio.Protocol):
    """Posts over one connection that stays open, as Alertmanager does."""

    def __init__(self):
        self.answers = asyncio.Queue()

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.answers.put_nowait(data.split(b"\r\n", 1)[0])


def content_length(head):
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


class PageLatency:
    """The stand-in has its port before the server that is to page it starts."""

    async def start(self):
        self._arrived = asyncio.Queue()
        self._stand_in = await asyncio.get_running_loop().create_server(
            lambda: PagerDuty(self._arrived), "127.0.0.1", 0)
        port = self._stand_in.sockets[0].getsockname()[1]
        return {
            "PAGERDUTY_EVENTS_URL": f"http://127.0.0.1:{port}/v2/enqueue",
            "PAGERDUTY_ROUTING_KEY": "0123456789abcdef0123456789abcdef",
        }

    async def next_arrival(self):
        """When the next event was read, by `time.perf_counter`."""
        return await asyncio.wait_for(self._arrived.get(), LIMIT_SECONDS)

    async def measure(self, server, pages, pause=PAUSE_SECONDS):
        """Seconds of each of `pages` pages, with so many between them."""
        port = int(server.origin.rsplit(":", 1)[1])
        _, client = await asyncio.get_running_loop().create_connection(Alertmanager, "127.0.0.1", port)
        request = bodies.http_request(bodies.new_page())
        seconds = []
        # A collection in our own process would be counted as theirs.
        gc.disable()
        for number in range(WARM_UP + pages):
            text = request.replace(bodies.NUMBER.encode(), b"%08d" % number)
            sent = time.perf_counter()
            client.transport.write(text)
            arrived = await self.next_arrival()
            answer = await asyncio.wait_for(client.answers.get(), LIMIT_SECONDS)
            if b" 200 " not in answer:
                raise SystemExit(f"the alert was not taken: {answer.decode()}")
            if number >= WARM_UP:
                seconds.append(arrived - sent)
            await asyncio.sleep(pause)
        gc.enable()
        client.transport.close()
        self._stand_in.close()
        return seconds
