"""A server under measurement: started on a free port with an environment of its own, ended with its folder."""
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent


class Server:
    """Runs `command(folder)` until the `with` block ends."""

    def __init__(self, command, scratch, environment=None, folder=None):
        self._owns_folder = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(dir=scratch))
        self.log = self.folder / "stderr.log"
        # Nothing of ours reaches the program: no token, no endpoint, and no kubectl of this machine.
        clean = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder)}
        self._started = time.perf_counter()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command(self.folder), env=clean | (environment or {}), cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=log, text=True)
        line = self._process.stdout.readline().strip()
        if not line.startswith("listening on "):
            self._process.kill()
            raise SystemExit(f"{command(self.folder)[0]} does not start: {line}\n{self.log.read_text()}")
        self.origin = line.removeprefix("listening on ")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # What it has not delivered yet is thrown away with the folder, so it need not be finished.
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        if self._owns_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def read(self, path):
        # What is asked first reads from a disk that may have cooled down.
        with urllib.request.urlopen(self.origin + path, timeout=60) as answer:
            return answer.read().decode()

    def post(self, path, body):
        request = urllib.request.Request(self.origin + path, data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status

    def seconds_to_first_answer(self):
        """From the start of the process; to be asked first."""
        self.read("/healthz")
        return time.perf_counter() - self._started

    def cpu_seconds(self):
        """Of all its threads, in user and system mode, so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mib(self):
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise SystemExit("no VmRSS in /proc: is this Linux?")


def responder(binary, routes):
    return lambda folder: [
        str(binary), "serve", "--listen", "127.0.0.1:0", "--data-dir", str(folder / "data"), "--routes", str(routes),
        "--log-level", "warning",
    ]


def reference(binary):
    return lambda folder: [str(binary), str(folder)]


def routes_without_collectors(scratch, holds_back=True):
    """The shipped tables, but nothing is diagnosed: what is measured is intake and delivery.

    Without `holds_back` each page is sent, however many there are.
    """
    routes = Path(scratch) / ("routes" if holds_back else "routes-each")
    shutil.copytree(REPOSITORY / "routes", routes)
    (routes / "collectors.runbook.yaml").unlink()
    (routes / "collectors.yaml").write_text("page_waits_for_diagnostics: 0s\ncollectors: []\n")
    if not holds_back:
        escalation = routes / "escalation.yaml"
        escalation.write_text(re.sub(r"(?m)^storm:.*$", "", escalation.read_text()))
    return routes
