"""Who is on call in each hour of eight weeks, by the three calendars of this folder: the recorded table `table.csv`.

Computed by other libraries than the program's (python3 -m venv V; V/bin/pip install icalendar recurring-ical-events;
V/bin/python table.py > table.csv), so that one does not repeat the other's mistakes. A calendar has no say in what
overlapping events mean, nor in how a title names a person: both are written down in docs/rotas.md, and again here.
"""

import datetime
import pathlib
import re
import zoneinfo

import icalendar
import recurring_ical_events

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
BEGIN = datetime.datetime(2026, 10, 5, tzinfo=datetime.timezone.utc)
HOURS = 8 * 7 * 24
PEOPLE = {
    "Alice": ["Alice Example", "alice@example.com"],
    "Bob": ["Bob Example", "bob@example.com"],
    "Carol": ["Example, Carol", "Carol Example", "carol@example.com"],
}
FOLDER = pathlib.Path(__file__).parent


def instant(value):
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day, tzinfo=BERLIN)
    return value.astimezone(datetime.timezone.utc)


def known(text):
    text = text.strip().lower()
    for name, others in PEOPLE.items():
        if text in [other.lower() for other in [name, *others]]:
            return name
    return None


def person(event):
    attendees = event.get("ATTENDEE", [])
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        for text in (re.sub("^mailto:", "", str(attendee), flags=re.I), attendee.params.get("CN", "")):
            if known(text):
                return known(text)
    summary = str(event["SUMMARY"])
    for text in [summary, *re.split(r" [-–—|/] |[:(),]", summary)]:
        if known(text):
            return known(text)
    return "?" + summary


def shifts(name):
    calendar = icalendar.Calendar.from_ical((FOLDER / f"{name}.ics").read_bytes())
    end = BEGIN + datetime.timedelta(hours=HOURS)
    found = recurring_ical_events.of(calendar).between(BEGIN - datetime.timedelta(days=14), end)
    return [
        (instant(event.start), instant(event.end), person(event))
        for event in found
        if event.get("STATUS") != "CANCELLED"
    ]


def main():
    names = ["google", "pagerduty", "outlook"]
    tables = [shifts(name) for name in names]
    print("hour," + ",".join(names))
    for number in range(HOURS):
        hour = BEGIN + datetime.timedelta(hours=number)
        row = []
        for table in tables:
            covering = [shift for shift in table if shift[0] <= hour < shift[1]]
            row.append(max(covering)[2] if covering else "")
        print(hour.strftime("%Y-%m-%dT%H:%M:%SZ") + "," + ",".join(row))


main()
