#!/usr/bin/env python3
"""Sets up states in the service's database for the gate: JSON lines on standard input and output. Takes the service's environment."""

import json
import os
import secrets
import sys
import time

if os.environ.get("BROKEN"):
    import broken

    broken.install(os.environ["BROKEN"])

from sqlalchemy import insert  # noqa: E402

from service.database import Database, questions, sessions, users  # noqa: E402
from service.recording import Recorder, hashed  # noqa: E402
from service.settings import SettingInvalid, Settings  # noqa: E402
from service.store import Store  # noqa: E402


class Unsupported(Exception):
    """The hook does not know a state or an action."""


class Hook:
    def __init__(self):
        self.settings = Settings.from_environment()
        self.database = Database(self.settings.database_url, 1)
        self.database.create_tables()
        self.recorder = Recorder(self.settings, self.database, Store(self.settings))

    def respond(self, line):
        """Returns the response to a message, whatever happens."""
        try:
            return self.done(json.loads(line))
        except Unsupported as reason:
            return {"unsupported": str(reason)}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}

    def done(self, message):
        if "hello" in message:
            return {
                "name": "fastapi-recording", "version": "1.0.0", "origin": min(self.settings.origins),
                "states": ["user", "question"], "actions": ["sweep"],
            }
        parameters = message.get("with") or {}
        if message.get("setup") == "user":
            return {"values": self.user(parameters.get("session", "valid"))}
        if message.get("setup") == "question":
            return {"values": self.question()}
        if message.get("run") == "sweep":
            self.recorder.sweep(int(time.time()) + int(parameters.get("offset", 0)))
            return {"values": {}}
        raise Unsupported(f"unknown: {message.get('setup') or message.get('run')}")

    def user(self, session):
        if session not in ("valid", "expired"):
            raise Unsupported(f"a user with the session {session!r}")
        name, token = f"u-{secrets.token_hex(8)}", secrets.token_urlsafe(32)
        expires_at = int(time.time()) + (86400 if session == "valid" else -60)
        with self.database.transaction() as connection:
            connection.execute(insert(users).values(id=name))
            connection.execute(insert(sessions).values(token_hash=hashed(token), user_id=name, expires_at=expires_at))
        return {"name": name, "cookie": f"session={token}"}

    def question(self):
        with self.database.transaction() as connection:
            return {"id": connection.execute(insert(questions).returning(questions.c.id)).scalar_one()}


def main():
    try:
        hook = Hook()
    except SettingInvalid as error:
        sys.exit(str(error))
    for line in sys.stdin:
        print(json.dumps(hook.respond(line)), flush=True)


if __name__ == "__main__":
    main()
