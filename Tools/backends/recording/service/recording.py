"""The domain: an upload begins, completes, is resolved, or is given up by the sweep."""

import hashlib
import json
import logging
import math
import re
import secrets
import time
import uuid
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from common.settings import SESSION_SECONDS

from .database import answers, idempotency_keys, questions, sessions, users, videos
from .problems import Problem
from .settings import MAXIMUM_DURATION, SWEEP_AFTER_SECONDS

LARGEST_ID = 2**63 - 1
# A client may repeat a request with an idempotency key for a day.
_KEY_SECONDS = 24 * 3600
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOKEN_CHARACTER = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_ESSENCE = re.compile(rf"({_TOKEN_CHARACTER}/{_TOKEN_CHARACTER})[ \t\r\n]*(?:;.*)?", re.DOTALL)

log = logging.getLogger("recording")

# The statements of begin and complete. They are built once, because building one costs as much as running it.
_SESSION = select(sessions.c.user_id).where(
    sessions.c.token_hash == bindparam("token_hash"), sessions.c.expires_at > bindparam("now"))
_QUESTION = select(questions.c.id).where(questions.c.id == bindparam("question_id"))
_ANSWER = insert(answers).returning(answers.c.id)
_VIDEO = insert(videos)
_OWN_ANSWER = select(answers.c.id).where(
    answers.c.external_id == bindparam("external_id"), answers.c.user_id == bindparam("user_id")).scalar_subquery()
_LOOK = update(videos).values(looks=videos.c.looks + 1).returning(videos.c.id, videos.c.storage_key, videos.c.looks)
_LOOK_AT_OWN = _LOOK.where(videos.c.answer_id == _OWN_ANSWER)
_LOOK_AT = _LOOK.where(videos.c.id == bindparam("video_id"))
_LOOKED_AT = select(videos).where(videos.c.id == bindparam("video_id")).with_for_update()
_STATUS = select(answers.c.status).where(answers.c.id == bindparam("answer_id"))
_RECORD_VIDEO = update(videos).where(videos.c.id == bindparam("video_id")).values(
    {name: bindparam(name) for name in ("size", "mime_type", "etag", "errors", "validated", "looked")})
_RECORD_STATUS = update(answers).where(answers.c.id == bindparam("answer_id")).values(status=bindparam("status"))
_UPLOAD = select(answers.c.status, videos).join(videos, videos.c.answer_id == answers.c.id).where(
    answers.c.external_id == bindparam("external_id"), answers.c.user_id == bindparam("user_id"))


class Recorder:
    """Records uploads. Each method is one operation, for the session's user."""

    def __init__(self, settings, database, store):
        self.settings, self.database, self.store = settings, database, store

    # Sessions

    def log_in_guest(self):
        """Creates a user and a session. Returns the user, the token, and when the session ends."""
        user, token = f"guest-{uuid.uuid4().hex[:12]}", secrets.token_urlsafe(32)
        ends_at = int(time.time()) + SESSION_SECONDS
        with self.database.transaction() as connection:
            connection.execute(insert(users).values(id=user))
            connection.execute(insert(sessions).values(token_hash=hashed(token), user_id=user, expires_at=ends_at))
        return user, token, ends_at

    def log_out(self, token):
        with self.database.transaction() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == hashed(token)))

    # Beginning

    def begin(self, token, question_id, duration, idempotency_key=None):
        """Records an answer and its video, and returns the form for uploading it."""
        now = int(time.time())
        with self.database.reading() as connection:
            user_id = session_user(connection, token, now)
            check_duration(duration)
            check_question(connection, question_id)
        request = json.dumps([question_id, float(duration)])
        external_id, key = str(uuid.uuid4()), storage_key(now, self.settings.extension)
        form = self.store.upload_form(key)
        begun = {"external_id": external_id, "url": form.url, "fields": form.fields, "expires_at": timestamp(form.expires_at)}
        try:
            with self.database.transaction(external_id) as connection:
                if idempotency_key is not None:
                    record_key(connection, user_id, idempotency_key, request, begun, now)
                self.database.lock_commit(connection, external_id)
                answer = {
                    "external_id": external_id, "user_id": user_id, "question_id": question_id, "duration": duration,
                    "status": "processing",
                }
                answer_id = connection.execute(_ANSWER, answer).scalar_one()
                connection.execute(_VIDEO, {"answer_id": answer_id, "storage_key": key, "form_expires_at": form.expires_at})
        except _KeyKnown as known:
            return self._begun_before(*known.args, request)
        return begun

    def _begun_before(self, user_id, key, request):
        with self.database.reading() as connection:
            row = connection.execute(
                select(idempotency_keys.c.request, idempotency_keys.c.response)
                .where(idempotency_keys.c.user_id == user_id, idempotency_keys.c.key == key)).first()
        if row is None:
            # It was removed at this very moment, because it is a day old.
            raise Problem("Busy")
        if row.request != request:
            raise Problem("IdempotencyKeyReused")
        return json.loads(row.response)

    # Completing

    def complete(self, token, external_id):
        """Asks the store about the object, and records what it says.

        Looks are numbered before the store is asked. Of two looks the one with the higher number is kept, whichever is recorded first.
        """
        with self.database.reading() as connection:
            user_id = session_user(connection, token, int(time.time()))
        check_external_id(external_id)
        with self.database.transaction(external_id) as connection:
            video = connection.execute(_LOOK_AT_OWN, {"external_id": external_id, "user_id": user_id}).first()
        if video is None:
            raise Problem("UploadUnknown")
        seen = self.store.look(video.storage_key)
        return {"external_id": external_id, **self._record(video.id, video.looks, seen, external_id)}

    def _record(self, video_id, number, seen, external_id=None):
        """Records the result of a look, unless that of a later one is recorded. Returns what is recorded then."""
        with self.database.transaction(external_id) as connection:
            video = connection.execute(_LOOKED_AT, {"video_id": video_id}).one()
            if number > video.looked:
                result = decide(seen, video, self.settings)
                record_result(connection, video, number, result)
            else:
                status = connection.execute(_STATUS, {"answer_id": video.answer_id}).scalar_one()
                result = {"status": status, **recorded(video)}
        return output(result)

    # Resolving

    def resolve(self, token, external_id):
        """Returns what is recorded about an upload. If it returns that there is none, the upload never appears later."""
        with self.database.reading() as connection:
            user_id = session_user(connection, token, int(time.time()))
            check_external_id(external_id)
            upload = find_upload(connection, external_id, user_id)
        if upload is None:
            self.database.settle(external_id)
            with self.database.reading() as connection:
                upload = find_upload(connection, external_id, user_id)
        if upload is None:
            raise Problem("UploadUnknown")
        is_completed = upload.status == "completed"
        playback_url = self.store.playback_url(upload.storage_key) if is_completed else None
        return {
            "external_id": external_id, **output({"status": upload.status, **recorded(upload)}), "playback_url": playback_url,
        }

    # Sweeping

    def clean_up(self, now):
        """Does what has to be done from time to time."""
        self.sweep(now)
        self.remove_expired(now)

    def sweep(self, now):
        """Looks at uploads whose form expired long ago and that are still processing: a closed browser completes nothing."""
        last = 0
        while due := self._due(now, last):
            for video_id in due:
                last = video_id
                try:
                    with self.database.transaction() as connection:
                        video = connection.execute(_LOOK_AT, {"video_id": video_id}).one()
                    seen = self.store.look(video.storage_key)
                except Problem as problem:
                    # The object may exist or not. The next sweep looks again.
                    log.warning("sweep: video %s: %s", video_id, problem.code)
                    continue
                self._record(video.id, video.looks, seen)

    def _due(self, now, after):
        due = (
            select(videos.c.id).join(answers, answers.c.id == videos.c.answer_id)
            .where(
                answers.c.status == "processing", videos.c.form_expires_at <= now - SWEEP_AFTER_SECONDS, videos.c.id > after)
            .order_by(videos.c.id).limit(100))
        with self.database.reading() as connection:
            return connection.execute(due).scalars().all()

    def remove_expired(self, now):
        """Removes sessions and idempotency keys that nobody can use any more."""
        with self.database.transaction() as connection:
            connection.execute(delete(idempotency_keys).where(idempotency_keys.c.created_at < now - _KEY_SECONDS))
            connection.execute(delete(sessions).where(sessions.c.expires_at < now))


class _KeyKnown(Exception):
    """The user has used this idempotency key before."""


def hashed(token):
    """Returns what the database holds of a session's token, so that nobody who reads the database can log in."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def session_user(connection, token, now):
    """Returns the user of a session."""
    if not token:
        raise Problem("SessionInvalid")
    user_id = connection.execute(_SESSION, {"token_hash": hashed(token), "now": now}).scalar()
    if user_id is None:
        raise Problem("SessionInvalid")
    return user_id


def check_duration(duration):
    if not (math.isfinite(duration) and 0 <= duration <= MAXIMUM_DURATION):
        raise Problem("DurationInvalid", f"The duration should be a number of seconds from 0 to {MAXIMUM_DURATION}.")


def check_question(connection, question_id):
    if not 0 <= question_id <= LARGEST_ID:
        raise Problem("QuestionUnknown")
    if connection.execute(_QUESTION, {"question_id": question_id}).first() is None:
        raise Problem("QuestionUnknown")


def check_external_id(external_id):
    if not _UUID.fullmatch(external_id):
        raise Problem("UploadUnknown")


def storage_key(now, extension):
    return f"videos/{datetime.fromtimestamp(now, UTC):%Y/%m}/{uuid.uuid4()}.{extension}"


def timestamp(seconds):
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def record_key(connection, user_id, key, request, response, now):
    """Records an idempotency key. Of several requests at once, one does; the others wait for it."""
    known = select(idempotency_keys.c.key).where(idempotency_keys.c.user_id == user_id, idempotency_keys.c.key == key)
    if connection.execute(known).first() is not None:
        raise _KeyKnown(user_id, key)
    row = insert(idempotency_keys).values(
        user_id=user_id, key=key, request=request, response=json.dumps(response), created_at=now)
    try:
        connection.execute(row)
    except IntegrityError:
        raise _KeyKnown(user_id, key) from None


def find_upload(connection, external_id, user_id):
    """Returns a user's upload. Another user's upload does not exist."""
    return connection.execute(_UPLOAD, {"external_id": external_id, "user_id": user_id}).first()


def decide(seen, video, settings):
    """Decides whether an object is acceptable (`validate_video`).

    A validated object's size, type and ETag are kept: an object that replaced it was never assessed.
    """
    etag = video.etag if video.validated else None
    errors = []
    if seen is None:
        size, mime_type, errors = None, None, ["ObjectMissing"]
    else:
        size, mime_type = seen.size, essence(seen.content_type)
        if size == 0:
            errors.append("ObjectEmpty")
        if size > settings.maximum_size:
            errors.append("ObjectTooLarge")
        if mime_type != settings.mime_type:
            errors.append("MediaTypeNotAllowed")
        if etag is not None and seen.etag != etag:
            errors.append("ObjectReplaced")
    status = "failed" if errors else "completed"
    if video.validated:
        return {"status": status, **recorded(video), "errors": errors, "validated": True}
    return {
        "status": status, "size": size, "mime_type": mime_type, "etag": seen.etag if seen else None, "errors": errors,
        "validated": not errors,
    }


def essence(content_type):
    """Returns the type and subtype of a media type, in lower case, or None if there is none."""
    match = _ESSENCE.fullmatch((content_type or "").strip(" \t\r\n"))
    return match[1].lower() if match else None


def recorded(video):
    return {
        "size": video.size, "mime_type": video.mime_type, "etag": video.etag, "errors": video.errors.split(),
        "validated": video.validated,
    }


def record_result(connection, video, number, result):
    """Records the result and the status together."""
    connection.execute(_RECORD_VIDEO, {
        "video_id": video.id, "size": result["size"], "mime_type": result["mime_type"], "etag": result["etag"],
        "errors": " ".join(result["errors"]), "validated": result["validated"], "looked": number,
    })
    connection.execute(_RECORD_STATUS, {"answer_id": video.answer_id, "status": result["status"]})


_MESSAGES = {
    "ObjectMissing": "The video does not exist.",
    "ObjectEmpty": "The video is empty.",
    "ObjectTooLarge": "The video is too large.",
    "MediaTypeNotAllowed": "The video's media type is not allowed.",
    "ObjectReplaced": "The video was replaced after it had been validated.",
}


def output(result):
    return {
        "status": result["status"], "size": result["size"], "mime_type": result["mime_type"],
        "errors": [{"code": code, "message": _MESSAGES[code]} for code in result["errors"]],
    }
