"""Completing an upload: a look, which checks the caller and asks the store, and recording its result.

Looks are numbered before the store is asked. Of two looks the one with the higher number wins, whichever is recorded first, in this
process or in another.
"""

import json

from signing.faults import Rejected, broken
from signing.text import read_text
from validation.decision import decide
from validation.head import read_head

from .outcome import Outcome
from .transaction import Transaction


def complete(recorder, step, clock, points):
    return record(recorder, look(recorder, step, clock)["look"], points)


def look(recorder, step, clock):
    row = recorder.own_upload(step["externalId"], recorder.user(step, clock))
    key = row["storage_key"]
    if "clientKey" in step and broken("clients-key-believed"):
        key = read_text(step["clientKey"]).decode()
    return {"look": look_at(recorder, row, key, step.get("store"))}


def look_at(recorder, row, key, store):
    """Returns a look as a text: the upload, the look's number and the store's response. Rejects a response that decides nothing."""
    with Transaction(recorder.connection) as connection:
        connection.execute("UPDATE videos SET looks = looks + 1 WHERE id = ?", (row["video_id"],))
        number = connection.execute("SELECT looks FROM videos WHERE id = ?", (row["video_id"],)).fetchone()["looks"]
    head = next((each["head"] for each in store or [] if read_text(each["key"]) == key.encode()), {"status": 404})
    try:
        read_head(head)
    except Rejected as trouble:
        is_forbidden = trouble.code == "StoreForbidden"
        if not broken("forbidden-recorded-as-missing" if is_forbidden else "trouble-recorded-as-missing"):
            raise _without_answer(trouble) from trouble
        head = {"status": 404}
    return json.dumps({"externalId": row["external_id"], "number": number, "head": head})


def _without_answer(trouble):
    status = 502 if broken("trouble-as-bad-gateway") else 503
    return StoreTrouble(trouble.code, trouble.message, status)


class StoreTrouble(Rejected):
    """The store's response says nothing about the object. The caller can ask again."""


def record(recorder, text, points):
    seen = json.loads(text)
    external_id, description = seen["externalId"], read_head(seen["head"])
    with Transaction(recorder.connection, "result", points, external_id) as connection:
        row = recorder.upload(external_id)
        if row is None:
            raise Rejected("UploadUnknown", "the upload does not exist", 404)
        recorded = Outcome.recorded(row)
        if not _counts(row, seen["number"]):
            return _instead(recorded, decide(recorder.setup.limits, description))
        etag = recorded.etag if recorded.is_validated else None
        now = recorded.after(decide(recorder.setup.limits, description, etag))
        _write(connection, row, now, seen["number"], points)
    return now.output()


def _counts(row, number):
    """Whether a look is later than the recorded one."""
    if broken("last-recorded-stays"):
        return True
    if broken("first-recorded-stays"):
        return row["status"] == "processing"
    if broken("completing-twice-rejected") and row["status"] == "completed":
        raise Rejected("Taken", "the upload is completed already", 409)
    return number > row["looked"]


def _instead(recorded, decision):
    """Returns what is recorded, for an earlier look."""
    if broken("earlier-look-rejected"):
        raise Rejected("Taken", "a later look is recorded already", 409)
    return (Outcome.decided(decision) if broken("earlier-look-answered-with-itself") else recorded).output()


def _write(connection, row, now, number, points):
    def write_video():
        connection.execute(
            "UPDATE videos SET size = ?, media_type = ?, etag = ?, violations = ?, validated = ?, looked = ? WHERE id = ?",
            (now.size, now.media_type, now.etag, json.dumps(now.violations), int(now.is_validated), number, row["video_id"]),
        )

    def write_answer():
        connection.execute("UPDATE answers SET status = ? WHERE id = ?", (now.status, row["answer_id"]))

    first, second = write_video, write_answer
    if broken("status-committed-first"):
        first, second = second, first
    points.reach("record.checked")
    first()
    if broken("status-committed-first") or broken("size-committed-first"):
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
    second()
    points.reach("record.written")
