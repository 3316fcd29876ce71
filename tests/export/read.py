"""Reads a calendar from standard input with the package icalendar and prints its events as JSON."""

import json
import sys
from datetime import datetime

import icalendar


def text(value):
    """A day or a moment as the calendar writes it."""
    return value.strftime("%Y%m%dT%H%M%S") + ("Z" if str(value.tzinfo) in ("UTC", "Etc/UTC") else "") if isinstance(
        value, datetime) else value.strftime("%Y%m%d")


events = []
for event in icalendar.Calendar.from_ical(sys.stdin.buffer.read()).walk("VEVENT"):
    start = event.decoded("DTSTART")
    end = event.decoded("DTEND") if "DTEND" in event else None
    events.append({
        "uid": str(event["UID"]),
        "start": text(start),
        "days": (end - start).days if end is not None else None,
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "errors": [list(map(str, error)) for error in event.errors],
    })
json.dump(events, sys.stdout)
