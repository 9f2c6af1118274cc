"""Sweeping: looking at overdue uploads, each in a transaction of its own."""

import json

from signing.faults import broken

from .complete import StoreTrouble, look_at, record
from .recorder import UPLOADS
from .times import seconds_of


def sweep(recorder, step, clock, points):
    for row in _due(recorder, seconds_of(clock)):
        if broken("sweep-crosses-out-first"):
            recorder.connection.execute("UPDATE videos SET form_ends = form_ends + 100000000 WHERE id = ?", (row["video_id"],))
        try:
            seen = look_at(recorder, row, row["storage_key"], step.get("store"))
        except StoreTrouble:
            # The object may exist or not; the next sweep checks again.
            if broken("sweep-stops-at-trouble"):
                raise
            if not broken("sweep-gives-up-in-trouble"):
                continue
            seen = look_at(recorder, row, row["storage_key"], [])
        if broken("sweep-gives-all-up"):
            seen = json.dumps({**json.loads(seen), "head": {"status": 404}})
        if broken("sweep-writes-the-status-first"):
            status = "completed" if json.loads(seen)["head"]["status"] == 200 else "failed"
            recorder.connection.execute("UPDATE answers SET status = ? WHERE id = ?", (status, row["answer_id"]))
        record(recorder, seen, points)
        if broken("sweep-deletes"):
            recorder.connection.execute("DELETE FROM videos WHERE id = ?", (row["video_id"],))
            recorder.connection.execute("DELETE FROM answers WHERE id = ?", (row["answer_id"],))
    return {}


def _due(recorder, now):
    """Returns the uploads that are still processing and whose form expired at least the configured time ago."""
    setup = recorder.setup
    last = now - setup.sweep_seconds
    if broken("swept-when-the-form-ends"):
        last = now
    if broken("swept-by-the-beginning"):
        last += setup.form_seconds
    if broken("swept-a-second-late"):
        last -= 1
    statuses = ["processing"] if not broken("sweep-does-nothing") else []
    statuses += ["completed"] * broken("completed-ones-swept") + ["failed"] * broken("failed-ones-swept")
    rows = recorder.connection.execute(UPLOADS + " WHERE form_ends <= ? ORDER BY answers.id", (last,)).fetchall()
    return [row for row in rows if row["status"] in statuses]
