"""Resolving an external ID, and dumping the records."""

from signing.faults import Rejected, broken
from signing.text import written_text

from .caller import user_of
from .times import seconds_of
from .transaction import Transaction


def resolve(recorder, step, clock):
    session = step.get("session")
    if broken("resolved-without-a-session") and session is None:
        row = recorder.upload(step["externalId"])
        user = row["user"] if row is not None else None
    else:
        user = user_of(recorder.connection, session, seconds_of(clock))
    # A COMMIT that failed may still take effect until something is written after it. Once this one has succeeded, what is read
    # stays true.
    with Transaction(recorder.connection) as connection:
        connection.execute("UPDATE fence SET passed = passed + 1")
    if broken("resolved-from-memory") and step["externalId"] not in recorder.acknowledged:
        raise Rejected("UploadUnknown", "the upload does not exist", 404)
    try:
        row = recorder.own_upload(step["externalId"], user)
    except Rejected:
        if broken("unknown-upload-as-failed"):
            return {"status": "failed"}
        raise
    return {"status": "processing" if broken("resolved-as-processing") else row["status"]}


_MEMBERS = [
    ("externalId", "external_id", None), ("user", "user", None), ("question", "question", None), ("duration", "duration", str),
    ("status", "status", None), ("key", "storage_key", None), ("size", "size", str), ("mediaType", "media_type", written_text),
    ("etag", "etag", written_text),
]  # fmt: skip


def dump(recorder):
    """Returns all uploads in the order in which they began, including incomplete records if there are any."""
    joined = "SELECT *, answers.id FROM answers LEFT JOIN videos ON videos.answer = answers.id ORDER BY answers.id"
    alone = "SELECT * FROM videos WHERE answer NOT IN (SELECT id FROM answers) ORDER BY id"
    rows = [dict(row) for query in (joined, alone) for row in recorder.connection.execute(query)]
    return {"uploads": [_upload(row) for row in rows]}


def _upload(row):
    present = [(name, row[column], written) for name, column, written in _MEMBERS if row.get(column) is not None]
    return {name: written(value) if written else value for name, value, written in present}
