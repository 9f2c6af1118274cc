#!/usr/bin/env python3
"""Sets up states in the service's database for the gate: JSON lines on standard input and output. Takes the service's environment."""

import itertools
import os
import pathlib
import secrets
import sys
import time
from datetime import UTC, datetime, timedelta

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

if os.environ.get("BROKEN"):
    import broken

    broken.install(os.environ["BROKEN"])

from sqlalchemy import insert, select  # noqa: E402

from common.hooks import CommonHook, Unsupported, serve_lines  # noqa: E402
from service.database import Database, users, videos  # noqa: E402
from service.library import Library, add_user, new_video, storage_key  # noqa: E402
from service.names import numbered  # noqa: E402
from service.settings import Settings  # noqa: E402
from service.store import Store  # noqa: E402


class Hook(CommonHook):
    name, states, actions = "fastapi-library", ("user", "video", "videos"), ("sweep",)

    def __init__(self):
        self.settings = Settings.from_environment()
        self.database = Database(self.settings.database_url, 1)
        self.database.create_tables()
        self.library = Library(self.settings, self.database, Store(self.settings))

    def hello(self):
        # The gate asks for an origin. The service accepts requests from all of them, because a bearer token is no cookie.
        return {**super().hello(), "origin": "http://localhost:8000"}

    def user(self, parameters):
        session = parameters.get("session", "valid")
        if session not in ("valid", "expired"):
            raise Unsupported(f"a user with the session {session!r}")
        name, token = f"u-{secrets.token_hex(8)}", secrets.token_urlsafe(32)
        with self.database.transaction() as connection:
            user_id = add_user(connection, name, token, int(time.time()) + (86400 if session == "valid" else -60))
        return {"name": name, "id": user_id, "token": token}

    def video(self, parameters):
        filename, duration = parameters.get("filename", "clip.mp4"), int(parameters.get("duration", 10))
        age, size = int(parameters.get("age", 0)), int(parameters.get("size", 1000))
        with self.database.transaction() as connection:
            video = self.new_video(
                connection, self.user_id(connection, parameters), filename, parameters.get("originalFilename", filename),
                datetime.now(UTC) - timedelta(seconds=age), size, None if duration < 0 else duration)
            deleted_at = datetime.now(UTC) if parameters.get("deleted", "no") == "yes" else None
            connection.execute(insert(videos).values(video | {"deleted_at": deleted_at}))
        return {"id": video["id"], "key": video["s3_key"]}

    def videos(self, parameters):
        count, spacing, now = int(parameters.get("count", 3)), int(parameters.get("spacing", 1)), datetime.now(UTC)
        with self.database.transaction() as connection:
            user_id = self.user_id(connection, parameters)
            rows = []
            for index in range(1, count + 1):
                name, created_at = f"video-{index:03}.mp4", now - timedelta(seconds=(count - index) * spacing)
                rows.append(self.new_video(connection, user_id, name, name, created_at, 1000 * index, 10))
            connection.execute(insert(videos), rows)
        return {"count": count}

    def sweep(self, parameters):
        self.library.sweep(int(time.time()) + int(parameters.get("offset", 0)))
        return {}

    def user_id(self, connection, parameters):
        return connection.execute(select(users.c.id).where(users.c.name == parameters["of"])).scalar_one()

    def new_video(self, connection, user_id, filename, original_filename, created_at, size, duration):
        """Returns the row of a video. Its name is in the key as it is, and there is no object in the store."""
        for number in itertools.count(1):
            key = storage_key(user_id, created_at, numbered(filename, number))
            if connection.execute(select(videos.c.id).where(videos.c.s3_key == key)).first() is None:
                return new_video(
                    user_id, key, filename, original_filename, created_at, content_type="video/mp4", file_size=size, duration=duration,
                    metadata=None, s3_url=self.library.store.locator(key), s3_bucket=self.settings.bucket)


if __name__ == "__main__":
    serve_lines(Hook)
