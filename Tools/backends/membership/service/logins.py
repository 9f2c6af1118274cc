"""Logins: who calls, and the tokens with which users log in, stay logged in, and log out."""

import contextlib
from dataclasses import dataclass

from sqlalchemy import delete, exists, insert, select, update

from common.database import timestamp

from . import passwords
from .database import logins, present, refresh_tokens, users
from .lists import page_of
from .problems import Problem, session_invalid, unauthorized
from .tokens import ACCESS_SECONDS, REFRESH_TIME, access_token, new_refresh_token, read_access_token, refresh_token_hash

_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Caller:
    """The user who sends a request, as the database has it."""

    user_id: int
    login_id: int
    role: str
    corporation_id: int | None


class Logins:
    """Each method is one operation."""

    def __init__(self, settings, database):
        self.settings, self.database = settings, database

    def caller(self, token):
        """Returns the user whom an access token names."""
        user_id, login_id = read_access_token(self.settings.jwt_secret, token)
        with self.database.reading() as connection:
            return _caller(connection, user_id, login_id)

    def log_in(self, email, password):
        with self.database.reading() as connection:
            found = select(users.c.seq, users.c.password_hash).where(users.c.email_key == email_key(email))
            user = connection.execute(found).first()
        if not passwords.matches(password, user.password_hash if user else None):
            raise unauthorized("CredentialsInvalid")
        now = present()
        with self.database.transaction() as connection:
            # The password may have changed while its hash was computed.
            unchanged = select(users.c.seq).where(users.c.seq == user.seq, users.c.password_hash == user.password_hash)
            if connection.execute(unchanged.with_for_update()).first() is None:
                raise unauthorized("CredentialsInvalid")
            login_id, refresh_token = begin_login(connection, user.seq, now)
        return self._tokens(user.seq, login_id, refresh_token, now)

    def refresh(self, token):
        """Exchanges a refresh token for new tokens. A token that is used already ends the login: somebody else has it, too."""
        token_hash, now = refresh_token_hash(token), present()
        with self.database.transaction() as connection:
            login = _use(connection, token_hash, now)
            if login is None:
                _revoke(connection, logins.c.seq.in_(_login_of(token_hash).where(refresh_tokens.c.used)))
            else:
                refresh_token = _issue(connection, login.seq, now)
        if login is None:
            raise unauthorized("RefreshTokenInvalid")
        return self._tokens(login.user_id, login.seq, refresh_token, now)

    def log_out(self, token):
        with self.database.transaction() as connection:
            _revoke(connection, logins.c.seq.in_(_login_of(refresh_token_hash(token))))

    def list_logins(self, caller, page, page_size):
        with self.database.reading() as connection:
            found = select(logins).where(logins.c.user_id == caller.user_id, _is_live(present()))
            return page_of(connection, found, logins.c.seq, page, page_size, _item)

    def end_login(self, caller, login_id):
        own = (logins.c.seq == login_id) & (logins.c.user_id == caller.user_id) & _is_live(present())
        with changing(self.database, caller) as connection:
            if not _revoke(connection, own):
                raise Problem("TokenUnknown")

    def forget(self, now):
        """Removes what is left of logins and of tokens that have expired."""
        with self.database.transaction() as connection:
            connection.execute(delete(refresh_tokens).where(refresh_tokens.c.expires_at <= now))
            connection.execute(delete(logins).where(logins.c.expires_at <= now))

    def _tokens(self, user_id, login_id, refresh_token, now):
        return {
            "access_token": access_token(self.settings.jwt_secret, user_id, login_id, now),
            "refresh_token": refresh_token,
            "token_type": "bearer",
            "expires_in": ACCESS_SECONDS,
        }


def email_key(email):
    """Returns an email address as addresses are compared."""
    return email.translate(_ASCII_LOWER)


def begin_login(connection, user_id, now):
    """Records a login. Returns its ID and its refresh token."""
    login = {"user_id": user_id, "created_at": now, "expires_at": now + REFRESH_TIME}
    login_id = connection.execute(insert(logins).values(login).returning(logins.c.seq)).scalar_one()
    return login_id, _issue(connection, login_id, now)


def end_logins(connection, user_id):
    """Ends all logins of a user."""
    _revoke(connection, logins.c.user_id == user_id)


@contextlib.contextmanager
def changing(database, caller):
    """A transaction of a caller, who has to be the same as when the request arrived."""
    with database.transaction() as connection:
        if _caller(connection, caller.user_id, caller.login_id) != caller:
            raise session_invalid()
        yield connection


def _caller(connection, user_id, login_id):
    found = (
        select(users.c.role, users.c.corporation_id).join(logins, logins.c.user_id == users.c.seq)
        .where(users.c.seq == user_id, logins.c.seq == login_id, logins.c.revoked.is_(False)))
    user = connection.execute(found).first()
    if user is None:
        raise session_invalid()
    return Caller(user_id, login_id, user.role, user.corporation_id)


def _is_live(now):
    return logins.c.revoked.is_(False) & (logins.c.expires_at > now)


def _login_of(token_hash):
    return select(refresh_tokens.c.login_id).where(refresh_tokens.c.token_hash == token_hash)


def _use(connection, token_hash, now):
    """Marks a refresh token as used. Returns its login, or None if the token is not valid. Of requests at once, one gets it."""
    use = (
        update(refresh_tokens)
        .where(
            refresh_tokens.c.token_hash == token_hash, refresh_tokens.c.used.is_(False), refresh_tokens.c.expires_at > now,
            exists().where(logins.c.seq == refresh_tokens.c.login_id, logins.c.revoked.is_(False)))
        .values(used=True).returning(refresh_tokens.c.login_id))
    login_id = connection.execute(use).scalar()
    return None if login_id is None else connection.execute(select(logins).where(logins.c.seq == login_id)).one()


def _issue(connection, login_id, now):
    """Records a new refresh token of a login, which lasts as long as the token does."""
    token, expires_at = new_refresh_token(), now + REFRESH_TIME
    connection.execute(
        insert(refresh_tokens).values(token_hash=refresh_token_hash(token), login_id=login_id, expires_at=expires_at))
    connection.execute(update(logins).where(logins.c.seq == login_id).values(expires_at=expires_at))
    return token


def _revoke(connection, condition):
    return connection.execute(update(logins).where(condition).values(revoked=True)).rowcount > 0


def _item(row):
    return {
        "seq": row.seq, "user_id": row.user_id, "created_at": timestamp(row.created_at), "expired_at": timestamp(row.expires_at),
    }
