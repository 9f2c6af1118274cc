#!/usr/bin/env python3
"""Sets up states in the service's database for the gate: JSON lines on standard input and output. Takes the service's environment."""

import os
import pathlib
import secrets
import sys
from datetime import timedelta

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

if os.environ.get("BROKEN"):
    import broken

    broken.install(os.environ["BROKEN"])

from sqlalchemy import insert, select  # noqa: E402

from common.hooks import CommonHook, Unsupported, serve_lines  # noqa: E402
from service import passwords  # noqa: E402
from service.corporations import Corporations  # noqa: E402
from service.database import Database, corporations, present, users, videos  # noqa: E402
from service.logins import begin_login  # noqa: E402
from service.settings import Settings  # noqa: E402
from service.tokens import ACCESS_SECONDS, access_token  # noqa: E402
from service.users import new_user  # noqa: E402


class Hook(CommonHook):
    name, states, actions = "fastapi-membership", ("corporation", "operator", "user", "video"), ("sweep",)

    def __init__(self):
        self.settings = Settings.from_environment()
        self.database = Database(self.settings.database_url, 1)
        self.database.create_tables()
        self.corporations = Corporations(self.database)
        self.operator_password = None

    def hello(self):
        # The gate asks for an origin. The service accepts requests from all of them, because a bearer token is no cookie.
        return {**super().hello(), "origin": "http://localhost:8000"}

    def corporation(self, parameters):
        plan, now = _choice(parameters, "plan", ("free", "paid")), present()
        ends_at = now + timedelta(seconds=int(parameters.get("ends", 86400))) if plan == "paid" else None
        name = f"c-{secrets.token_hex(8)}"
        corporation = {"name": name, "plan_type": plan, "plan_expired_at": ends_at, "created_at": now, "updated_at": now}
        with self.database.transaction() as connection:
            seq = connection.execute(insert(corporations).values(corporation).returning(corporations.c.seq)).scalar_one()
        return {"name": name, "id": seq}

    def operator(self, _):
        if self.operator_password is None:
            # A hash takes half a second, so all operators have the same password.
            password = secrets.token_urlsafe(12)
            self.operator_password = password, passwords.hashed(password)
        password, password_hash = self.operator_password
        return self.new_user("operator", None, password, password_hash, "valid")

    def user(self, parameters):
        role, session = _choice(parameters, "role", ("guest", "admin")), _choice(parameters, "session", ("valid", "expired"))
        password = secrets.token_urlsafe(12)
        password_hash = passwords.hashed(password) if _choice(parameters, "login", ("no", "yes")) == "yes" else passwords.UNUSABLE
        return self.new_user(role, parameters["of"], password, password_hash, session)

    def video(self, parameters):
        is_deleted, now = _choice(parameters, "deleted", ("no", "yes")) == "yes", present()
        with self.database.transaction() as connection:
            corporation_id = corporation_called(connection, parameters["of"])
            key = f"corporations/{corporation_id}/{secrets.token_hex(8)}.mp4"
            video = {
                "corporation_id": corporation_id, "name": parameters.get("title", "A video"),
                "file_path": f"s3://{self.settings.bucket}/{key}", "deleted": is_deleted, "created_at": now, "updated_at": now,
            }
            seq = connection.execute(insert(videos).values(video).returning(videos.c.seq)).scalar_one()
        return {"id": seq, "key": key}

    def sweep(self, parameters):
        self.corporations.sweep(present() + timedelta(seconds=int(parameters.get("offset", 0))))
        return {}

    def new_user(self, role, corporation, password, password_hash, session):
        now = present()
        began_at = now if session == "valid" else now - timedelta(seconds=ACCESS_SECONDS + 60)
        email = f"{role}-{secrets.token_hex(8)}@example.com"
        with self.database.transaction() as connection:
            corporation_id = corporation_called(connection, corporation) if corporation is not None else None
            user = new_user(email, password_hash, role, corporation_id, now)
            seq = connection.execute(insert(users).values(user).returning(users.c.seq)).scalar_one()
            login_id, _ = begin_login(connection, seq, now)
        token = access_token(self.settings.jwt_secret, seq, login_id, began_at)
        return {"name": email, "id": seq, "email": email, "password": password, "token": token}


def corporation_called(connection, name):
    return connection.execute(select(corporations.c.seq).where(corporations.c.name == name)).scalar_one()


def _choice(parameters, name, values):
    """Returns a parameter that is one of some values. The first one is the default."""
    value = parameters.get(name, values[0])
    if value not in values:
        raise Unsupported(f"{name} {value!r}")
    return value


if __name__ == "__main__":
    serve_lines(Hook)
