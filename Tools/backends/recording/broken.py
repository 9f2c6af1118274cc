#!/usr/bin/env python3
"""Broken copies of the service, for showing that the gate sees each fault.

    BROKEN=NAME serve.py …       serves a broken copy
    broken.py                    lists the broken copies: name, rule, what is wrong
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

from common.broken import broken_copy as _copy  # noqa: E402
from common.broken import install_copy, show_copies  # noqa: E402

COPIES = [
    # Beginning
    _copy(
        "commit-before-insert", "REC-001", "the answer is committed before the video is inserted, and the video never is",
        ("recording",
         '                connection.execute(_VIDEO, {"answer_id": answer_id, "storage_key": key, "form_expires_at": form.expires_at})',
         "            with self.database.engine.connect() as another:\n"
         '                another.execute(_VIDEO, {"answer_id": answer_id, "storage_key": key, "form_expires_at": form.expires_at})')),
    _copy(
        "unknown-question-accepted", "REC-003", "nobody checks the question, and foreign keys are off",
        ("recording", "            check_question(connection, question_id)\n", ""),
        ("common.database", '"foreign_keys = ON"', '"foreign_keys = OFF"')),
    _copy(
        "duration-clamped", "REC-004", "a duration out of range is changed into one within it, and NaN becomes 0",
        ("recording", "            check_duration(duration)\n", "            duration = min(max(0, duration), MAXIMUM_DURATION)\n"),
        ("common.bodies", "parse_constant=_reject_constant, ", "")),
    _copy(
        "negative-duration-accepted", "REC-004", "the duration has no lower limit",
        ("recording", "0 <= duration <= MAXIMUM_DURATION", "duration <= MAXIMUM_DURATION")),
    _copy(
        "no-lower-limit", "REC-006", "the form allows an empty file",
        ("store", '["content-length-range", 1, settings.maximum_size]', '["content-length-range", 0, settings.maximum_size]'),
        cases="REC-006-12"),
    _copy(
        "no-upper-limit", "REC-006", "the form allows a file of any size",
        ("store", '["content-length-range", 1, settings.maximum_size]', '["content-length-range", 1, 5 * 1024**3]'),
        cases="REC-006-11"),
    _copy(
        "any-type-in-form", "REC-006", "the form allows every content type",
        ("store", '["starts-with", "$Content-Type", settings.mime_type]', '["starts-with", "$Content-Type", ""]'),
        cases="REC-006-15"),
    _copy(
        "any-key-in-form", "REC-006", "the form allows every key that begins with videos/",
        ("store", "            Key=key,\n", '            Key="videos/${filename}",\n'),
        ("store", "        expiration = json.loads", '        signed["fields"]["key"] = key\n        expiration = json.loads'),
        cases="REC-006-21"),
    _copy(
        "same-uuid", "REC-007", "the external ID is the UUID in the key",
        ("recording", "storage_key(now, self.settings.extension)", 'f"videos/{datetime.now(UTC):%Y/%m}/{external_id}.webm"')),
    _copy(
        "key-without-month", "REC-007", "the key has no month",
        ("recording", ":%Y/%m}", ":%Y}")),
    _copy(
        "limit-of-a-minute", "REC-107", "a recording may last a minute only",
        ("recording", "0 <= duration <= MAXIMUM_DURATION", "0 <= duration <= 60")),
    # Callers
    _copy(
        "no-session-needed", "REC-002", "a request without a session is that of the first user",
        ("recording",
         '    if not token:\n        raise Problem("SessionInvalid")\n',
         "    if not token:\n        return connection.execute(select(users.c.id).order_by(users.c.id)).scalars().first()\n")),
    _copy(
        "expired-session", "REC-002", "a session has no end",
        ("recording", 'sessions.c.expires_at > bindparam("now")', 'bindparam("now") > 0')),
    _copy(
        "user-as-session", "REC-002", "the user's name is accepted as a session",
        ("recording",
         "    if user_id is None:\n",
         "    if user_id is None:\n        user_id = connection.execute(select(users.c.id).where(users.c.id == token)).scalar()\n"
         "    if user_id is None:\n")),
    _copy(
        "session-by-search", "REC-110", "the session is searched in the whole Cookie header",
        ("app",
         "        return JSONResponse(recorder.begin(session, body",
         '        found = re.search("session=([^;]*)", request.headers.get("cookie", ""))\n'
         "        return JSONResponse(recorder.begin(found and found[1], body"),
        ("app", "from typing import Annotated\n", "import re\nfrom typing import Annotated\n")),
    _copy(
        "cookie-without-httponly", "REC-111", "scripts can read the session's cookie",
        ("app", 'token, max_age=SESSION_SECONDS, path="/", secure=True, httponly=True,',
         'token, max_age=SESSION_SECONDS, path="/", secure=True, httponly=False,')),
    _copy(
        "cookie-without-secure", "REC-111", "the session's cookie is sent without TLS",
        ("app", 'token, max_age=SESSION_SECONDS, path="/", secure=True,', 'token, max_age=SESSION_SECONDS, path="/", secure=False,')),
    _copy(
        "no-origin-check", "REC-008", "the origin is not checked",
        ("app", "            if changes:\n", "            if False:\n")),
    _copy(
        "origin-by-prefix", "REC-008", "an origin that begins with a configured one is accepted",
        ("app",
         "sent[0] not in request.app.state.settings.origins",
         "not any(sent[0].startswith(origin) for origin in request.app.state.settings.origins)")),
    _copy(
        "origin-by-name", "REC-008", "the scheme and the port of an origin are not compared",
        ("app",
         "sent[0] not in request.app.state.settings.origins",
         'sent[0].split("/")[-1].split(":")[0] != "localhost"')),
    # Completing
    _copy(
        "size-from-client", "REC-020", "the size that the client sends is recorded",
        ("app", "class FeedbackBody(StrictBody):\n", "class FeedbackBody(StrictBody):\n    size: int | None = None\n"),
        ("app", "recorder.complete(session, body.external_id)", "recorder.complete(session, body.external_id, body.size)"),
        ("recording", "    def complete(self, token, external_id):", "    def complete(self, token, external_id, size=None):"),
        ("recording",
         '        return {"external_id": external_id, **self._record',
         "        if seen is not None and size is not None:\n"
         "            seen = type(seen)(size, seen.content_type, seen.etag)\n"
         '        return {"external_id": external_id, **self._record')),
    _copy(
        "type-from-client", "REC-020", "the media type that the client sends is recorded",
        ("app", "class FeedbackBody(StrictBody):\n", "class FeedbackBody(StrictBody):\n    mime_type: str | None = None\n"),
        ("app", "recorder.complete(session, body.external_id)", "recorder.complete(session, body.external_id, body.mime_type)"),
        ("recording", "    def complete(self, token, external_id):", "    def complete(self, token, external_id, mime_type=None):"),
        ("recording",
         '        return {"external_id": external_id, **self._record',
         "        if seen is not None and mime_type is not None:\n"
         "            seen = type(seen)(seen.size, mime_type, seen.etag)\n"
         '        return {"external_id": external_id, **self._record')),
    _copy(
        "type-by-prefix", "REC-020", "a media type that begins like the allowed one is accepted",
        ("recording", "if mime_type != settings.mime_type:", "if not (mime_type or '').startswith(settings.mime_type):")),
    _copy(
        "completed-without-object", "REC-020", "an upload is completed although its object does not exist",
        ("recording", 'size, mime_type, errors = None, None, ["ObjectMissing"]', "size, mime_type, errors = None, None, []")),
    _copy(
        "clients-key-trusted", "REC-021", "the store is asked about the key that the client sends",
        ("app", "class FeedbackBody(StrictBody):\n", "class FeedbackBody(StrictBody):\n    key: str | None = None\n"),
        ("app", "recorder.complete(session, body.external_id)", "recorder.complete(session, body.external_id, body.key)"),
        ("recording", "    def complete(self, token, external_id):", "    def complete(self, token, external_id, key=None):"),
        ("recording",
         '        seen = self.store.look(video.storage_key)\n        return {"external_id"',
         '        seen = self.store.look(key or video.storage_key)\n        return {"external_id"')),
    _copy(
        "completed-once", "REC-022", "completing a completed upload is refused",
        ("recording", "            if number > video.looked:\n",
         '            if video.validated:\n                raise Problem("Taken")\n            if number > video.looked:\n')),
    _copy(
        "first-result-kept", "REC-023", "the first result is kept, although a later look found something else",
        ("recording", "            if number > video.looked:\n", "            if not video.looked:\n")),
    _copy(
        "feedback-without-owner", "REC-024", "a user can complete another user's upload",
        ("recording",
         '    answers.c.external_id == bindparam("external_id"), answers.c.user_id == bindparam("user_id")).scalar_subquery()',
         '    answers.c.external_id == bindparam("external_id"), bindparam("user_id") != "").scalar_subquery()')),
    _copy(
        "resolve-without-owner", "REC-024", "a user can ask for the state of another user's upload",
        ("recording",
         '    answers.c.external_id == bindparam("external_id"), answers.c.user_id == bindparam("user_id"))\n',
         '    answers.c.external_id == bindparam("external_id"), bindparam("user_id") != "")\n')),
    _copy(
        "replaced-object-accepted", "REC-026", "an object that replaced the validated one is accepted",
        ("recording", "    etag = video.etag if video.validated else None\n", "    etag = None\n")),
    _copy(
        "first-error-only", "REC-143", "only the first of several violations is returned",
        ("recording", '    status = "failed" if errors else "completed"\n', '    errors = errors[:1]\n    status = "failed" if errors else "completed"\n')),
    # The store
    _copy(
        "forbidden-is-missing", "REC-025", "a 403 of the store is taken for a missing object",
        ("store", "if status_of(error) == 404:", "if status_of(error) in (403, 404):")),
    _copy(
        "store-failure-recorded", "REC-025", "an upload becomes failed if the store fails",
        ("store", "if status_of(error) == 404:", "if status_of(error) >= 404:"),
        ("store", "from botocore.exceptions import ClientError\n", "from botocore.exceptions import BotoCoreError, ClientError\n"),
        ("store", "                raise\n", "                raise\n            except BotoCoreError:\n                return None\n")),
    _copy(
        "redirect-is-missing", "REC-025", "a redirect of the store is taken for a missing object",
        ("store", "if status_of(error) == 404:", "if status_of(error) in (301, 302, 307, 308, 404):")),
    # Sweeping
    _copy(
        "sweep-valid-forms", "REC-126", "the sweep fails uploads whose form can still be used",
        ("recording", "videos.c.form_expires_at <= now - SWEEP_AFTER_SECONDS, ", "")),
    _copy(
        "sweep-stops-at-trouble", "REC-126", "the sweep ends at the first upload that it cannot check",
        ("recording", "                    continue\n", "                    return\n")),
    _copy(
        "sweep-gives-up-in-trouble", "REC-126", "the sweep fails uploads about which the store says nothing",
        ("recording", "                    continue\n", "                    seen = None\n")),
    _copy(
        "sweep-does-nothing", "REC-126", "the sweep does nothing",
        ("recording", "        while due := self._due(now, last):\n", "        while due := []:\n")),
    # Retries
    _copy(
        "idempotency-key-ignored", "REC-120", "Idempotency-Key is ignored",
        ("app", "body.duration, idempotency_key), 201)", "body.duration), 201)")),
    _copy(
        "idempotency-key-of-any-body", "REC-121", "a used Idempotency-Key returns the first upload, whatever the body is",
        ("recording", "        if row.request != request:\n", "        if False:\n")),
    _copy(
        "idempotency-key-unchecked", "REC-122", "every Idempotency-Key is accepted",
        ("app", "Header(pattern=_KEY)", "Header()")),
    _copy(
        "idempotency-key-shared", "REC-123", "users share their Idempotency-Keys",
        ("recording", "idempotency_keys.c.user_id == user_id, idempotency_keys.c.key == key)\n    if", "idempotency_keys.c.key == key)\n    if"),
        ("recording", ".where(idempotency_keys.c.user_id == user_id, idempotency_keys.c.key == key)).first()",
         ".where(idempotency_keys.c.key == key)).first()")),
    _copy(
        "id-from-the-clock", "REC-124", "uploads that begin in the same second have the same external ID",
        ("recording", "external_id, key = str(uuid.uuid4()),", "external_id, key = str(uuid.uuid5(uuid.NAMESPACE_OID, str(int(now)))),")),
    # Requests and responses
    _copy(
        "duplicate-members-accepted", "REC-100", "of a member that occurs twice, the last one counts",
        ("common.bodies", "    if len(members) != len(pairs):", "    if False:")),
    _copy(
        "parameters-of-json-refused", "REC-101", "the content type may have no parameters",
        ("common.bodies",
         '    if types != ["application/json"] and (len(types) != 1 or not _JSON_TYPE.fullmatch(types[0])):',
         '    if types != ["application/json"]:')),
    _copy(
        "ended-by-a-large-body", "REC-105", "after a body that is too large, every request fails",
        ("common.bodies",
         "            if length.isdecimal() and int(length[:20]) > self.largest_body:\n",
         "            if length.isdecimal() and int(length[:20]) > self.largest_body:\n                LARGE.append(length)\n"),
        ("common.bodies", "LARGEST_BODY = 16 * 1024\n", "LARGEST_BODY = 16 * 1024\nLARGE = []\n"),
        ("common.bodies",
         '    """Rejects a request whose content type is not JSON."""\n',
         '    """Rejects a request whose content type is not JSON."""\n    if LARGE:\n        raise RuntimeError(LARGE)\n')),
    _copy(
        "strings-as-numbers", "REC-102", "strings are converted to numbers",
        ("common.api", "ConfigDict(strict=True)", "ConfigDict(strict=False)")),
    _copy(
        "any-content-type", "REC-103", "a body of any content type is read as JSON",
        ("app", "                require_json(request)\n            return await handle(StrictRequest",
         "                pass\n            return await handle(StrictRequest"),
        ("common.bodies",
         '    """A request whose body is read with bounds."""\n',
         '    """A request whose body is read with bounds."""\n\n    def __init__(self, scope, receive):\n'
         '        others = [each for each in scope["headers"] if each[0] != b"content-type"]\n'
         '        super().__init__({**scope, "headers": [*others, (b"content-type", b"application/json")]}, receive)\n')),
    _copy(
        "body-without-limit", "REC-104", "a body has no limit",
        ("common.bodies", "LARGEST_BODY = 16 * 1024\n", "LARGEST_BODY = 1024**3\n")),
    _copy(
        "huge-question-fails", "REC-106", "a question with more than 64 bits is an internal error",
        ("recording", "    if not 0 <= question_id <= LARGEST_ID:\n", "    if False:\n")),
    _copy(
        "internals-in-errors", "REC-140", "errors contain the text of the exception",
        ("common.problems", '        "detail": problem.detail,', '        "detail": f"{problem.detail}: {problem.__cause__}",')),
    _copy(
        "errors-without-code", "REC-141", "errors have FastAPI's form and not that of RFC 9457",
        ("common.problems", "    return JSONResponse(content, problem.status_code, problem.headers, media_type=\"application/problem+json\")",
         '    return JSONResponse({"detail": problem.detail}, problem.status_code, problem.headers)')),
    _copy(
        "no-session-as-forbidden", "REC-142", "a request without a session gets 403",
        ("common.problems", '"SessionInvalid": (401,', '"SessionInvalid": (403,')),
    _copy(
        "responses-stored", "REC-144", "responses may be stored",
        ("common.api", '                    headers.append((b"cache-control", b"no-store"))\n', "                    pass\n")),
    _copy(
        "no-request-id", "REC-145", "responses have no request ID",
        ("common.api", ', (b"x-request-id", request_id.encode())]', "]")),
    _copy(
        "begin-by-get", "REC-147", "GET begins an upload",
        ("app",
         '    async def not_an_upload():\n        raise Problem("MethodNotAllowed", headers={"Allow": "POST"})\n',
         "    def begin_by_get(question_id: int = 1, duration: float = 1, session: SessionToken = None):\n"
         "        return JSONResponse(recorder.begin(session, question_id, duration), 201)\n")),
]  # fmt: skip


def install(name):
    """Breaks the modules of the service that are imported from now on."""
    install_copy(COPIES, name)


if __name__ == "__main__":
    show_copies(COPIES)
