"""The webhook requests that the benchmark sends, made from captured bodies."""
import re
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures/alertmanager"
PATH = "/webhooks/alertmanager"
# As long as the number that stands there in each request: the Content-Length is the same for all.
NUMBER = "@@@@@@@@"


def http_request(body):
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def repeats():
    """Three firing alerts, always the same."""
    return (FIXTURES / "05-group-third-alert-added.json").read_bytes()


def new_incidents():
    """The same three alerts, of a group, pods and occurrences that nobody has seen."""
    text = repeats().decode()
    alerts = iter(range(1, 100))
    text = re.sub(r'"fingerprint":"[0-9a-f]{16}"', lambda _: f'"fingerprint":"{next(alerts):08d}{NUMBER}"', text)
    text = re.sub(r'"startsAt":"([^".]+)\.\d+Z"', rf'"startsAt":"\1.{NUMBER}Z"', text)
    text = text.replace("analytics-api-7d9c6b5f4", f"analytics-api-{NUMBER}")
    return one_group_each(text)


def new_page():
    """One critical alert that is a new incident each time."""
    text = (FIXTURES / "03-p1-service-down-priority-label.json").read_text()
    text = re.sub(r'"fingerprint":"[0-9a-f]{8}', f'"fingerprint":"{NUMBER}', text)
    return one_group_each(text)


def one_group_each(text):
    head, tail = text.rsplit('}","truncatedAlerts"', 1)
    return f'{head}, number=\\"{NUMBER}\\"}}","truncatedAlerts"{tail}'.encode()
