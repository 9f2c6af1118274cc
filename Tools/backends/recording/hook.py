#!/usr/bin/env python3
"""Sets up states in the service's database for the gate: JSON lines on standard input and output. Takes the service's environment."""

import os
import pathlib
import secrets
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

if os.environ.get("BROKEN"):
    import broken

    broken.install(os.environ["BROKEN"])

from sqlalchemy import insert  # noqa: E402

from common.hooks import CommonHook, Unsupported, serve_lines  # noqa: E402
from service.database import Database, questions, sessions, users  # noqa: E402
from service.recording import Recorder, hashed  # noqa: E402
from service.settings import Settings  # noqa: E402
from service.store import Store  # noqa: E402


class Hook(CommonHook):
    name, states, actions = "fastapi-recording", ("user", "question"), ("sweep",)

    def __init__(self):
        self.settings = Settings.from_environment()
        self.database = Database(self.settings.database_url, 1)
        self.database.create_tables()
        self.recorder = Recorder(self.settings, self.database, Store(self.settings))

    def hello(self):
        return {**super().hello(), "origin": min(self.settings.origins)}

    def user(self, parameters):
        session = parameters.get("session", "valid")
        if session not in ("valid", "expired"):
            raise Unsupported(f"a user with the session {session!r}")
        name, token = f"u-{secrets.token_hex(8)}", secrets.token_urlsafe(32)
        expires_at = int(time.time()) + (86400 if session == "valid" else -60)
        with self.database.transaction() as connection:
            connection.execute(insert(users).values(id=name))
            connection.execute(insert(sessions).values(token_hash=hashed(token), user_id=name, expires_at=expires_at))
        return {"name": name, "cookie": f"session={token}"}

    def question(self, _):
        with self.database.transaction() as connection:
            return {"id": connection.execute(insert(questions).returning(questions.c.id)).scalar_one()}

    def sweep(self, parameters):
        self.recorder.sweep(int(time.time()) + int(parameters.get("offset", 0)))
        return {}


if __name__ == "__main__":
    serve_lines(Hook)
