"""The domain: uploads are stored and recorded, listed, found, and used by jobs; the sweep removes what was left behind."""

import contextlib
import hashlib
import itertools
import json
import logging
import math
import secrets
import time
import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from common.database import timestamp
from common.settings import PLAYBACK_SECONDS, SESSION_SECONDS

from . import lists
from .database import jobs, pending_uploads, sessions, users, videos
from .media import SIGNATURE_BYTES, probed, video_type
from .names import numbered, original_name, safe_name, search_text
from .problems import Problem, session_invalid
from .settings import SWEEP_AFTER_SECONDS

log = logging.getLogger("library")

_SESSION = select(sessions.c.user_id).where(
    sessions.c.token_hash == bindparam("token_hash"), sessions.c.expires_at > bindparam("now"))


class Library:
    """Each method is one operation. Those with a token are for the session's user."""

    def __init__(self, settings, database, store):
        self.settings, self.database, self.store = settings, database, store

    # Sessions

    def log_in_guest(self):
        """Creates a user and a session. Returns the user, the token, and when the session ends."""
        user, token = f"guest-{uuid.uuid4().hex[:12]}", secrets.token_urlsafe(32)
        ends_at = datetime.now(UTC) + timedelta(seconds=SESSION_SECONDS)
        with self.database.transaction() as connection:
            add_user(connection, user, token, int(ends_at.timestamp()))
        return user, token, ends_at

    def log_out(self, token):
        with self.database.transaction() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == hashed(token)))

    def caller(self, token):
        """Returns the ID of a session's user."""
        with self.database.reading() as connection:
            return session_user(connection, token)

    # Lists

    def list_videos(self, token, request):
        """Returns a page of the user's videos, and the totals."""
        with self.database.reading() as connection:
            user_id = session_user(connection, token)
            total, is_exact = lists.count(connection, user_id, request.search)
            rows, has_more = lists.rows(connection, user_id, request)
        return {
            "videos": [self._item(row) for row in rows],
            "total_count": total,
            "page": request.page,
            "page_size": request.page_size,
            "total_pages": math.ceil(total / request.page_size),
            "has_more": has_more,
            "next_cursor": lists.cursor_after(rows[-1], request) if has_more else None,
            "total_is_exact": is_exact,
        }

    def recent(self, token, limit):
        """Returns the user's newest videos, and their version: it changes with the videos, and before their signed URLs expire."""
        with self.database.reading() as connection:
            user_id = session_user(connection, token)
            rows = connection.execute(lists.recent(user_id, limit)).all()
        parts = [int(time.time()) // (PLAYBACK_SECONDS // 2), *((row.id, row.updated_at.isoformat()) for row in rows)]
        version = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
        return {"videos": [self._item(row) for row in rows]}, version

    def find(self, token, key):
        """Returns the user's video with a key. `key` is None if it cannot be one."""
        with self.database.reading() as connection:
            user_id = session_user(connection, token)
            row = None
            if key is not None:
                row = connection.execute(select(videos).where(lists.own(user_id), videos.c.s3_key == key)).first()
        if row is None:
            raise Problem("VideoUnknown")
        return self._item(row)

    # Uploads

    def upload(self, user_id, spool, sent_name, request_key=None):
        """Stores a file and then records it. If anything fails in between, the sweep removes the object.

        A request with the key of an earlier one gets the video of that one: the video's ID is made from the user and the key.
        """
        spool.seek(0)
        sha256 = hashlib.file_digest(spool, "sha256").hexdigest()
        if request_key is None:
            return self._store(user_id, spool, sent_name, str(uuid.uuid4()), sha256)
        video_id = str(uuid.uuid5(uuid.UUID(user_id), request_key))
        repeated = self._repeated(user_id, video_id, sha256)
        if repeated is not None:
            return repeated
        try:
            return self._store(user_id, spool, sent_name, video_id, sha256)
        except _VideoTaken:
            # The same request was faster on another connection, or the video was deleted.
            repeated = self._repeated(user_id, video_id, sha256)
            if repeated is None:
                raise Problem("IdempotencyKeyReused", field="Idempotency-Key") from None
            return repeated

    def _repeated(self, user_id, video_id, sha256):
        """Returns the video that an earlier request with the same key has stored."""
        with self.database.reading() as connection:
            row = connection.execute(select(videos).where(lists.own(user_id), videos.c.id == video_id)).first()
        if row is not None and row.sha256 != sha256:
            raise Problem("IdempotencyKeyReused", field="Idempotency-Key")
        return None if row is None else self._item(row)

    def _store(self, user_id, spool, sent_name, video_id, sha256):
        spool.seek(0)
        content_type = video_type(spool.read(SIGNATURE_BYTES))
        if content_type not in self.settings.mime_types:
            raise Problem("VideoTypeNotAllowed", field="file")
        duration, metadata = probed(self.settings.ffprobe, spool.name, content_type)
        filename, now = safe_name(sent_name), datetime.now(UTC)
        key = self._reserve(user_id, filename, now)
        self.store.put(key, spool, content_type)
        video = new_video(
            user_id, key, filename, original_name(sent_name), now, id=video_id, sha256=sha256, content_type=content_type, file_size=spool.seek(0, 2),
            duration=duration, metadata=metadata, s3_url=self.store.locator(key), s3_bucket=self.settings.bucket)
        return self._item(self._record(video))

    def _reserve(self, user_id, filename, now):
        """Returns a key that no other upload has or gets."""
        for number in itertools.count(1):
            key = storage_key(user_id, now, numbered(filename, number))
            with contextlib.suppress(_KeyTaken), self.database.transaction() as connection:
                reserve(connection, key, now)
                return key

    def _record(self, video):
        """Records a video in place of its reserved key."""
        reserved = delete(pending_uploads).where(pending_uploads.c.s3_key == video["s3_key"], pending_uploads.c.abandoned.is_(False))
        with self.database.transaction() as connection:
            if connection.execute(select(videos.c.id).where(videos.c.id == video["id"])).first():
                raise _VideoTaken
            row = connection.execute(insert(videos).values(video).returning(videos)).one()
            if connection.execute(reserved).rowcount != 1:
                log.error("the upload of %s took so long that the sweep gave it up", video["s3_key"])
                raise Problem("RecordingFailed")
        return row

    # Jobs

    def create_job(self, token, upload_id, video_id, transcript_text, transcript_upload_id):
        """Records a job for a video, which stays where it is."""
        user_id = self.caller(token)
        if upload_id and video_id:
            raise Problem("VideoSourceAmbiguous")
        if not upload_id and not video_id:
            raise Problem("VideoSourceMissing")
        field = "video_upload_id" if upload_id else "s3_video_id"
        with self.database.transaction() as connection:
            video = find_video(connection, user_id, upload_id or video_id)
            if video is None:
                raise Problem("VideoUnknown", field=field)
            job = {
                "id": str(uuid.uuid4()), "user_id": user_id, "video_id": video.id, "transcript_text": transcript_text,
                "transcript_upload_id": transcript_upload_id, "created_at": datetime.now(UTC),
            }
            connection.execute(insert(jobs).values(job))
        return {
            "id": job["id"], "s3_key": video.s3_key, "filename": video.filename, "video_id": video.id,
            "created_at": timestamp(job["created_at"]),
        }

    # Sweeping

    def clean_up(self, now):
        """Does what has to be done from time to time."""
        self.sweep(now)
        with self.database.transaction() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at < now))

    def sweep(self, now):
        """Removes the objects of uploads that began long ago and were not recorded."""
        before = datetime.fromtimestamp(now, UTC) - timedelta(seconds=SWEEP_AFTER_SECONDS)
        with self.database.transaction() as connection:
            # From here on, such an upload cannot be recorded any more.
            connection.execute(update(pending_uploads).where(pending_uploads.c.created_at <= before).values(abandoned=True))
        with self.database.reading() as connection:
            keys = connection.execute(select(pending_uploads.c.s3_key).where(pending_uploads.c.abandoned)).scalars().all()
        for key in keys:
            try:
                self.store.delete(key)
            except Problem as problem:
                # The object may exist or not. The next sweep tries again.
                log.warning("sweep: %s: %s", key, problem.code)
                continue
            with self.database.transaction() as connection:
                connection.execute(delete(pending_uploads).where(pending_uploads.c.s3_key == key))

    def _item(self, row):
        """Describes a video as the client sees it."""
        return {
            "id": row.id,
            "filename": row.filename,
            "original_filename": row.original_filename,
            "s3_key": row.s3_key,
            "s3_url": row.s3_url,
            "content_type": row.content_type,
            "file_size": row.file_size,
            "duration": row.duration,
            "thumbnail_url": self.store.playback_url(row.thumbnail_s3_key) if row.thumbnail_s3_key else None,
            "uploaded_at": timestamp(row.created_at),
            "metadata": row.metadata,
            "playback_url": self.store.playback_url(row.s3_key),
        }


class _VideoTaken(Exception):
    """There is a video with this ID."""


class _KeyTaken(Exception):
    """A video or another upload has this key."""


def hashed(token):
    """Returns what the database holds of a session's token, so that nobody who reads the database can log in."""
    return hashlib.sha256(token.encode()).digest()


def add_user(connection, name, token, expires_at):
    """Records a user with a session. Returns the user's ID."""
    user_id = str(uuid.uuid4())
    connection.execute(insert(users).values(id=user_id, name=name))
    connection.execute(insert(sessions).values(token_hash=hashed(token), user_id=user_id, expires_at=expires_at))
    return user_id


def session_user(connection, token):
    """Returns the ID of a session's user."""
    user_id = connection.execute(_SESSION, {"token_hash": hashed(token), "now": int(time.time())}).scalar()
    if user_id is None:
        raise session_invalid()
    return user_id


def find_video(connection, user_id, video_id):
    """Returns a user's video. Another user's video does not exist."""
    if not lists.UUID.fullmatch(video_id):
        return None
    return connection.execute(select(videos).where(lists.own(user_id), videos.c.id == video_id.lower())).first()


def reserve(connection, key, now):
    """Reserves a key for an upload, unless another upload or a video has it."""
    try:
        connection.execute(insert(pending_uploads).values(s3_key=key, created_at=now))
    except IntegrityError:
        raise _KeyTaken from None
    # An upload with this key that was recorded meanwhile is visible now: until then, its reserved key was in the way.
    if connection.execute(select(videos.c.id).where(videos.c.s3_key == key)).first() is not None:
        raise _KeyTaken


def new_video(user_id, key, filename, original_filename, created_at, **values):
    """Returns the row of a new video."""
    return {
        "id": str(uuid.uuid4()), "sha256": "", "user_id": user_id, "s3_key": key, "filename": filename,
        "original_filename": original_filename, "search_text": search_text(filename, original_filename), "created_at": created_at, "updated_at": created_at, **values,
    }


def storage_key(user_id, now, name):
    return f"uploads/users/{user_id}/videos/{int(now.timestamp())}_{name}"

