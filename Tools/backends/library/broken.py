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
    # Access
    _copy(
        "expired-token", "LIB-001", "a session has no end",
        ("library", 'sessions.c.expires_at > bindparam("now")', 'bindparam("now") > 0')),
    _copy(
        "any-token", "LIB-001", "an unknown token is that of some user",
        ("library",
         "    if user_id is None:\n        raise session_invalid()\n",
         "    if user_id is None:\n        user_id = connection.execute(select(users.c.id)).scalars().first()\n")),
    _copy(
        "user-as-token", "LIB-001", "the user's ID is accepted as a token",
        ("library",
         "    if user_id is None:\n        raise session_invalid()\n",
         "    if user_id is None and lists.UUID.fullmatch(token):\n"
         "        user_id = connection.execute(select(users.c.id).where(users.c.id == token)).scalar()\n"
         "    if user_id is None:\n        raise session_invalid()\n")),
    _copy(
        "found-without-owner", "LIB-002", "a user finds another user's video by its key",
        ("library", "select(videos).where(lists.own(user_id), videos.c.s3_key == key)",
         "select(videos).where(videos.c.deleted_at.is_(None), videos.c.s3_key == key)")),
    _copy(
        "listed-without-owner", "LIB-002", "a list has the videos of all users",
        ("lists", "    statement = statement.where(own(user_id))\n", "    statement = statement.where(videos.c.deleted_at.is_(None))\n")),
    _copy(
        "counted-without-owner", "LIB-002", "the total counts the videos of all users",
        ("lists", "select(func.count()).select_from(videos).where(own(user_id))",
         "select(func.count()).select_from(videos).where(videos.c.deleted_at.is_(None))")),
    _copy(
        "recent-without-owner", "LIB-002", "the recent videos are those of all users",
        ("lists", "    return select(videos).where(own(user_id)).order_by(",
         "    return select(videos).where(videos.c.deleted_at.is_(None)).order_by(")),
    _copy(
        "deleted-counted", "LIB-003", "the total counts deleted videos",
        ("lists", "select(func.count()).select_from(videos).where(own(user_id))",
         "select(func.count()).select_from(videos).where(videos.c.user_id == user_id)")),
    _copy(
        "deleted-listed", "LIB-003", "a list has deleted videos",
        ("lists", "    statement = statement.where(own(user_id))\n", "    statement = statement.where(videos.c.user_id == user_id)\n")),
    _copy(
        "deleted-in-recent", "LIB-003", "deleted videos are recent",
        ("lists", "    return select(videos).where(own(user_id)).order_by(",
         "    return select(videos).where(videos.c.user_id == user_id).order_by(")),
    _copy(
        "deleted-found", "LIB-003", "a deleted video is found by its key",
        ("library", "select(videos).where(lists.own(user_id), videos.c.s3_key == key)",
         "select(videos).where(videos.c.user_id == user_id, videos.c.s3_key == key)")),
    _copy(
        "public-cache", "LIB-004", "shared caches may keep responses",
        ("app", '"Cache-Control": "private, no-cache"', '"Cache-Control": "public, max-age=300"')),
    _copy(
        "no-scheme", "LIB-005", "a 401 does not name the scheme",
        ("common.problems", 'headers={"WWW-Authenticate": "Bearer"}, ', "")),
    # Lists
    _copy(
        "page-size-unlimited", "LIB-010", "a page may have any number of videos",
        ("app", "page_size: integer(1, 50) = 10", "page_size: integer(1) = 10")),
    _copy(
        "page-size-of-20", "LIB-010", "a page has 20 videos by default",
        ("app", "page_size: integer(1, 50) = 10", "page_size: integer(1, 50) = 20")),
    _copy(
        "pages-from-zero", "LIB-010", "the first page has the number 0",
        ("lists", "(request.page - 1) * request.page_size", "request.page * request.page_size")),
    _copy(
        "total-pages-rounded-down", "LIB-011", "the number of pages is rounded down",
        ("library", "math.ceil(total / request.page_size)", "total // request.page_size")),
    _copy(
        "more-after-a-full-page", "LIB-011", "has_more is true if the last page is full",
        ("lists", "len(found) > request.page_size", "len(found) >= request.page_size")),
    _copy(
        "total-of-the-page", "LIB-011", "total_count is the number of videos on the page",
        ("library", '"total_count": total,', '"total_count": len(rows),')),
    _copy(
        "ties-in-any-order", "LIB-012", "videos with the same value of the sort field are in any order",
        ("lists", "(column.desc(), videos.c.id.desc()) if request.sort_order", "(column.desc(), func.random()) if request.sort_order"),
        ("lists", "else (column.asc(), videos.c.id.asc())", "else (column.asc(), func.random())")),
    _copy(
        "page-after-last-unknown", "LIB-013", "a page after the last one is not found",
        ("library",
         '        return {\n            "videos": [self._item(row) for row in rows],\n            "total_count"',
         '        if not rows and request.page != 1:\n            raise Problem("NotFound")\n'
         '        return {\n            "videos": [self._item(row) for row in rows],\n            "total_count"')),
    _copy(
        "oldest-first", "LIB-014", "the order is asc by default",
        ("app", 'sort_order: Literal["asc", "desc"] = "desc"', 'sort_order: Literal["asc", "desc"] = "asc"')),
    _copy(
        "order-ignored", "LIB-014", "sort_order is ignored",
        ("lists", 'videos.c.id.desc()) if request.sort_order == "desc" else', "videos.c.id.desc()) if True else")),
    _copy(
        "unknown-field-ignored", "LIB-015", "an unknown sort_by is silently ignored",
        ("app", 'sort_by: Literal["created_at", "filename", "original_filename", "file_size", "duration"] = "created_at"',
         'sort_by: str = "created_at"'),
        ("lists", "    column = _SORTED_BY[request.sort_by]\n", "    column = _SORTED_BY.get(request.sort_by, videos.c.created_at)\n"),
        ("lists", "    value = getattr(row, request.sort_by)\n", "    value = getattr(row, request.sort_by, 0)\n")),
    _copy(
        "sizes-sorted-as-texts", "LIB-016", "sizes are sorted as texts",
        ("lists", "from sqlalchemy import func, literal,", "from sqlalchemy import String, cast, func, literal,"),
        ("lists", '"file_size": videos.c.file_size,', '"file_size": cast(videos.c.file_size, String),')),
    _copy(
        "sorted-by-time-alone", "LIB-016", "sort_by is accepted, and lists are sorted by time",
        ("lists", "    column = _SORTED_BY[request.sort_by]\n", "    column = videos.c.created_at\n")),
    _copy(
        "cursor-as-offset", "LIB-017", "a cursor counts videos, so that new ones shift the list",
        ("lists", "found = found.where(_after(request, column))", "found = found.offset(_read(request)[0])"),
        ("lists", "return _value(request.sort_by, value), video_id", "return int(value), video_id"),
        ("lists",
         "    value = getattr(row, request.sort_by)\n"
         '    if request.sort_by == "created_at":\n        value = value.isoformat()\n'
         '    elif request.sort_by == "duration" and value is None:\n        value = _NO_DURATION\n',
         "    value = request.page_size + (_read(request)[0] if request.cursor else (request.page - 1) * request.page_size)\n")),
    _copy(
        "cursor-of-any-list", "LIB-017", "a cursor is accepted for another search or order",
        ("lists", "if mark != _mark(request) or not UUID", "if not UUID"),
        ("lists", "        return _value(request.sort_by, value), video_id\n",
         "        with contextlib.suppress(ValueError, TypeError):\n            return _value(request.sort_by, value), video_id\n"
         "        return _value(request.sort_by, \"2000-01-01T00:00:00Z\" if request.sort_by == \"created_at\" else 0), video_id\n"),
        ("lists", "import base64\n", "import base64\nimport contextlib\n")),
    _copy(
        "numbers-corrected", "LIB-018", "a number that is malformed or out of range is changed into one within it",
        ("common.requests",
         "Annotated[int, Field(ge=low, le=high), BeforeValidator(_whole), Query()]",
         "Annotated[int, BeforeValidator(lambda text: min(max(low, int(text) if text.isdecimal() else low), high or 10**9)), Query()]")),
    _copy(
        "sizes-as-texts", "LIB-019", "sizes are texts",
        ("library", '"file_size": row.file_size,', '"file_size": str(row.file_size),')),
    _copy(
        "sizes-of-32-bits", "LIB-019", "sizes have 32 bits",
        ("library", '"file_size": row.file_size,', '"file_size": row.file_size % 2**32,')),
    _copy(
        "durations-as-texts", "LIB-019", "durations are texts",
        ("library", '"duration": row.duration,', '"duration": row.duration if row.duration is None else f"{row.duration:.2f}",')),
    _copy(
        "times-without-offset", "LIB-019", "times have no offset",
        ("common.database", "%Y-%m-%dT%H:%M:%SZ}", "%Y-%m-%dT%H:%M:%S}")),
    # Search
    _copy(
        "search-in-one-name", "LIB-020", "a search does not look into the original name",
        ("names", "    return folded(filename) + _UNIT_SEPARATOR + folded(original_filename)\n", "    return folded(filename)\n")),
    _copy(
        "search-by-beginning", "LIB-020", "a search finds only the beginnings of names",
        ("lists", "videos.c.search_text.contains(", "videos.c.search_text.startswith(")),
    _copy(
        "search-not-counted", "LIB-020", "the total of a search counts all videos",
        ("lists", "    if not search:\n", "    if True:\n")),
    _copy(
        "search-with-wildcards", "LIB-021", "% and _ are wildcards",
        ("lists", "autoescape=True", "autoescape=False")),
    _copy(
        "search-folds-ascii", "LIB-022", "only the case of ASCII letters is ignored",
        ("names", 'normalize("NFC", text).casefold()', 'normalize("NFC", text).translate(_ASCII_LOWER)')),
    _copy(
        "empty-search-rejected", "LIB-023", "an empty search is rejected",
        ("app", "Query(max_length=LONGEST_SEARCH)", "Query(min_length=1, max_length=LONGEST_SEARCH)")),
    _copy(
        "search-as-sql", "LIB-024", "a search is pasted into the SQL",
        ("lists", "from sqlalchemy import func, literal,", "from sqlalchemy import func, literal, literal_column,"),
        ("lists", "statement.where(videos.c.search_text.contains(folded(search), autoescape=True))",
         "statement.where(literal_column(f\"search_text LIKE '%{folded(search)}%'\"))")),
    _copy(
        "search-compares-code-points", "LIB-025", "a composed letter does not find a decomposed one",
        ("names", 'normalize("NFC", normalize("NFC", text).casefold())', "text.casefold()")),
    # Recent videos
    _copy(
        "recent-oldest-first", "LIB-030", "the recent videos are the oldest ones",
        ("lists", ".order_by(videos.c.created_at.desc(), videos.c.id.desc()).limit(limit)",
         ".order_by(videos.c.created_at, videos.c.id).limit(limit)")),
    _copy(
        "recent-ten", "LIB-030", "there are ten recent videos by default",
        ("app", "limit: integer(1, 20) = 5", "limit: integer(1, 20) = 10")),
    _copy(
        "recent-unlimited", "LIB-031", "there may be any number of recent videos",
        ("app", "limit: integer(1, 20) = 5", "limit: integer(1) = 5")),
    _copy(
        "recent-cached", "LIB-032", "the recent videos are cached for five minutes",
        ("library", 'log = logging.getLogger("library")\n', 'log = logging.getLogger("library")\n_RECENT = {}\n'),
        ("library",
         "            rows = connection.execute(lists.recent(user_id, limit)).all()\n",
         "            known = _RECENT.get((user_id, limit))\n"
         "            if known is None or known[0] < time.time() - 300:\n"
         "                known = _RECENT[user_id, limit] = (time.time(), connection.execute(lists.recent(user_id, limit)).all())\n"
         "            rows = known[1]\n")),
    # Videos by key
    _copy(
        "key-decoded-twice", "LIB-040", "the key is percent-decoded twice",
        ("requests", 'unquote_to_bytes(request.scope["raw_path"])', 'unquote_to_bytes(unquote_to_bytes(request.scope["raw_path"]))')),
    _copy(
        "key-of-one-segment", "LIB-040", "a key may have no slash",
        ("app", '"{s3_key:path}"', '"{s3_key}"')),
    _copy(
        "key-ignores-case", "LIB-041", "the case of a key is ignored",
        ("library", "from sqlalchemy import bindparam, delete, insert,", "from sqlalchemy import bindparam, delete, func, insert,"),
        ("library", "videos.c.s3_key == key)).first()\n        if row",
         "func.lower(videos.c.s3_key) == key.lower())).first()\n        if row")),
    _copy(
        "plus-as-space", "LIB-041", "a plus sign in a key is a space",
        ("requests", "[len(BY_KEY):]", '[len(BY_KEY):].replace(b"+", b" ")')),
    _copy(
        "key-normalized", "LIB-041", "a key is converted to NFC",
        ("requests", "from urllib.parse import", "import unicodedata\nfrom urllib.parse import"),
        ("requests", 'return None if b"\\0" in path else in_utf8(path)',
         'return None if b"\\0" in path else unicodedata.normalize("NFC", in_utf8(path) or "")')),
    # Uploads
    _copy(
        "last-byte-lost", "LIB-050", "an object lacks the file's last byte",
        ("store", "Body=file,", "Body=file.read()[:-1],")),
    _copy(
        "key-of-nothing", "LIB-050", "the response names a key that has no object",
        ("library", "        self.store.put(key, spool, content_type)\n", '        self.store.put(f"{key}.part", spool, content_type)\n')),
    _copy(
        "size-from-client", "LIB-051", "the size is the Content-Length of the request",
        ("forms", "    form = _Form(_boundary(request), largest)\n",
         "    form = _Form(_boundary(request), largest)\n    spool.declared = int(length or 0)\n"),
        ("library", "file_size=spool.seek(0, 2),", "file_size=spool.declared,")),
    _copy(
        "type-from-client", "LIB-051", "the type is the one that the client names for the part",
        ("forms", "        self.in_file = parameters",
         '        self.sent_type = self.headers.get(b"content-type", b"video/mp4").decode("latin-1")\n        self.in_file = parameters'),
        ("forms", "    return form.finished()\n", "    spool.sent_type = form.sent_type\n    return form.finished()\n"),
        ("library", "        filename, now = safe_name",
         "        content_type = spool.sent_type\n        filename, now = safe_name")),
    _copy(
        "name-not-made-safe", "LIB-052", "the file name is used as it is",
        ("library", "filename, now = safe_name(sent_name),", "filename, now = original_name(sent_name),")),
    _copy(
        "original-name-lost", "LIB-052", "the original name is the safe one",
        ("library", "key, filename, original_name(sent_name), now,", "key, filename, filename, now,")),
    _copy(
        "key-by-name-alone", "LIB-053", "the second upload of a name replaces the first one",
        ("library", "/videos/{int(now.timestamp())}_{name}", "/videos/0_{name}"),
        ("library",
         "    try:\n        connection.execute(insert(pending_uploads)",
         "    connection.execute(delete(videos).where(videos.c.s3_key == key))\n"
         "    connection.execute(delete(pending_uploads).where(pending_uploads.c.s3_key == key))\n"
         "    try:\n        connection.execute(insert(pending_uploads)")),
    _copy(
        "key-checked-too-early", "LIB-053", "uploads at the same moment get the same key",
        ("library",
         "    try:\n        connection.execute(insert(pending_uploads).values(s3_key=key, created_at=now))\n"
         "    except IntegrityError:\n        raise _KeyTaken from None\n",
         ""),
        ("library", "            if connection.execute(reserved).rowcount != 1:\n", "            if False:\n"),
        ("library", "        self.store.put(key, spool, content_type)\n",
         "        time.sleep(0.3)\n        self.store.put(key, spool, content_type)\n")),
    _copy(
        "empty-file-accepted", "LIB-054", "an empty file is accepted",
        ("forms", "        if self.size == 0:\n", "        if False:\n"),
        ("library", "video_type(spool.read(SIGNATURE_BYTES))", 'video_type(spool.read(SIGNATURE_BYTES) or b"    ftypmp42")')),
    _copy(
        "file-without-name-accepted", "LIB-054", "a part without a file name is accepted",
        ("forms", '        if not name:\n            raise file_invalid("The part `file` has no file name.")\n',
         '        name = name or b"video.mp4"\n')),
    _copy(
        "no-largest-size", "LIB-055", "a file may have any size",
        ("forms", "        if self.size > self.largest:\n", "        if False:\n"),
        ("forms", "int(length[:20]) > largest + _OTHER_BYTES", "int(length[:20]) > 10 * largest"),
        cases="LIB-055-03"),
    _copy(
        "largest-size-rejected", "LIB-055", "a file of exactly the largest size is rejected",
        ("forms", "        if self.size > self.largest:\n", "        if self.size >= self.largest:\n"),
        cases="LIB-055-01"),
    _copy(
        "recorded-before-stored", "LIB-056", "a video is recorded before the store has it",
        ("library", "        self.store.put(key, spool, content_type)\n", ""),
        ("library", "        return self._item(self._record(video))\n",
         "        row = self._record(video)\n        self.store.put(key, spool, content_type)\n        return self._item(row)\n")),
    _copy(
        "store-failure-ignored", "LIB-056", "a video is recorded although the store failed",
        ("library", "        self.store.put(key, spool, content_type)\n",
         "        with contextlib.suppress(Problem):\n            self.store.put(key, spool, content_type)\n")),
    _copy(
        "half-a-file-accepted", "LIB-057", "what arrived of a file is recorded if the connection or the form ends",
        ("forms", '        raise Problem("BodyInvalid", "The form was cut off.") from None\n',
         "        await anyio.to_thread.run_sync(_write, spool, form.take())\n"),
        ("forms", "        if not self.ended:\n", "        if False:\n")),
    _copy(
        "any-content-accepted", "LIB-058", "a file that is no video is accepted as video/mp4",
        ("library", "video_type(spool.read(SIGNATURE_BYTES))", 'video_type(spool.read(SIGNATURE_BYTES)) or "video/mp4"')),
    # Access to objects
    _copy(
        "playback-without-signature", "LIB-060", "playback_url has no signature",
        ("library", '"playback_url": self.store.playback_url(row.s3_key),', '"playback_url": row.s3_url,')),
    _copy(
        "locator-with-signature", "LIB-060", "s3_url has a signature",
        ("library", '"s3_url": row.s3_url,', '"s3_url": self.store.playback_url(row.s3_key),')),
    _copy(
        "request-key-ignored", "LIB-059", "a repeated request is another video",
        ("library", "        if request_key is None:\n", "        if True:\n")),
    _copy(
        "request-key-of-all-users", "LIB-059", "the key of one user is that of all",
        ("library", "        video_id = str(uuid.uuid5(uuid.UUID(user_id), request_key))\n",
         "        video_id = str(uuid.uuid5(uuid.NAMESPACE_OID, request_key))\n")),
    # Jobs
    _copy(
        "both-sources-accepted", "LIB-070", "of two sources the first one is used",
        ("library", "        if upload_id and video_id:\n", "        if False:\n")),
    _copy(
        "missing-source-unknown", "LIB-070", "a job without a source is one of a video that does not exist",
        ("library", '        if not upload_id and not video_id:\n            raise Problem("VideoSourceMissing")\n', ""),
        ("library", "find_video(connection, user_id, upload_id or video_id)",
         'find_video(connection, user_id, upload_id or video_id or "")')),
    _copy(
        "job-without-owner", "LIB-071", "a job can use another user's video",
        ("library", "select(videos).where(lists.own(user_id), videos.c.id == video_id.lower())",
         "select(videos).where(videos.c.deleted_at.is_(None), videos.c.id == video_id.lower())")),
    _copy(
        "job-of-deleted-video", "LIB-071", "a job can use a deleted video",
        ("library", "select(videos).where(lists.own(user_id), videos.c.id == video_id.lower())",
         "select(videos).where(videos.c.user_id == user_id, videos.c.id == video_id.lower())")),
    _copy(
        "job-named-like-video", "LIB-072", "the ID of a job is that of its video",
        ("library", '            "id": job["id"], "s3_key": video.s3_key,', '            "id": video.id, "s3_key": video.s3_key,')),
    _copy(
        "job-without-key", "LIB-072", "the response to a job has no key",
        ("library", ' "s3_key": video.s3_key, "filename": video.filename,', ' "filename": video.filename,')),
    _copy(
        "job-copies-object", "LIB-073", "a job copies the object",
        ("library", "            connection.execute(insert(jobs).values(job))\n",
         "            connection.execute(insert(jobs).values(job))\n"
         "        with contextlib.suppress(Exception):\n"
         "            bucket, copy = self.settings.bucket, f\"{video.s3_key}.{job['id']}\"\n"
         "            self.store.client.copy_object(Bucket=bucket, Key=copy, CopySource={\"Bucket\": bucket, \"Key\": video.s3_key})\n")),
    _copy(
        "member-of-any-type", "LIB-074", "an ID that is a number is an internal error",
        ("app", "    video_upload_id: str | None = None\n    s3_video_id: str | None = None\n",
         "    video_upload_id: object = None\n    s3_video_id: object = None\n")),
    # Errors
    _copy(
        "errors-without-code", "LIB-080", "errors have FastAPI's form",
        ("common.problems",
         '    return JSONResponse(content, problem.status_code, problem.headers, media_type="application/problem+json")',
         '    return JSONResponse({"detail": problem.detail}, problem.status_code, problem.headers)')),
    _copy(
        "errors-without-field", "LIB-080", "an error does not name the parameter",
        ("common.requests", 'Problem("ParameterInvalid", detail, field=name)', 'Problem("ParameterInvalid", detail)')),
    _copy(
        "exceptions-in-errors", "LIB-081", "errors contain the text of the exception",
        ("common.problems", '        "detail": problem.detail,', '        "detail": f"{problem.detail}: {problem.__cause__}",')),
    _copy(
        "stack-traces-in-errors", "LIB-081", "errors contain the stack trace",
        ("common.problems", "from fastapi import HTTPException\n", "import traceback\n\nfrom fastapi import HTTPException\n"),
        ("common.problems", '        "detail": problem.detail,', '        "detail": "".join(traceback.format_exception(problem)),')),
]  # fmt: skip


def install(name):
    """Breaks the modules of the service that are imported from now on."""
    install_copy(COPIES, name)


if __name__ == "__main__":
    show_copies(COPIES)
