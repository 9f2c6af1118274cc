"""The service's tables, and how it finds out whether a transaction of unknown outcome was committed. SQLite or PostgreSQL."""

from sqlalchemy import (
    BigInteger, Boolean, CheckConstraint, Column, Float, ForeignKey, Integer, LargeBinary, Table, Text, bindparam, func, insert, select,
    text, update,
)

from common.database import CommonDatabase, metadata

users = Table("users", metadata, Column("id", Text, primary_key=True))
sessions = Table(
    "sessions", metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", Text, ForeignKey("users.id"), nullable=False),
    Column("expires_at", BigInteger, nullable=False))
questions = Table(
    "questions", metadata, Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True), sqlite_autoincrement=True)
answers = Table(
    "answers", metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("external_id", Text, nullable=False, unique=True),
    Column("user_id", Text, ForeignKey("users.id"), nullable=False),
    Column("question_id", ForeignKey("questions.id"), nullable=False),
    Column("duration", Float, nullable=False),
    Column("status", Text, CheckConstraint("status IN ('processing', 'completed', 'failed')"), nullable=False),
    sqlite_autoincrement=True)
# `looks` counts how often the store was asked, and `looked` is the number of the look whose result is recorded. `validated` means that
# size, type and ETag belong to a completed object.
videos = Table(
    "videos", metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("answer_id", ForeignKey("answers.id"), nullable=False, unique=True),
    Column("storage_key", Text, nullable=False, unique=True),
    Column("form_expires_at", BigInteger, nullable=False, index=True),
    Column("size", BigInteger),
    Column("mime_type", Text),
    Column("etag", Text),
    Column("errors", Text, nullable=False, server_default=""),
    Column("validated", Boolean, nullable=False, server_default=text("false")),
    Column("looks", Integer, nullable=False, server_default=text("0")),
    Column("looked", Integer, nullable=False, server_default=text("0")),
    sqlite_autoincrement=True)
idempotency_keys = Table(
    "idempotency_keys", metadata,
    Column("user_id", Text, ForeignKey("users.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request", Text, nullable=False),
    Column("response", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True))
fence = Table("fence", metadata, Column("id", Integer, primary_key=True), Column("passed", BigInteger, nullable=False))

_LOCK_ID = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("external_id"), 0)))


class Database(CommonDatabase):
    """The service's connections to its database."""

    def add_rows(self, connection):
        if connection.execute(select(fence.c.id)).first() is None:
            connection.execute(insert(fence).values(id=1, passed=0))

    def transaction(self, external_id=None):
        """A transaction. If its outcome is unknown, the client is told the external ID."""
        return super().transaction(**({"external_id": external_id} if external_id else {}))

    def settle(self, external_id):
        """Waits until a COMMIT whose outcome is unknown has taken effect, or cannot take effect any more."""
        with self.transaction() as connection:
            if self.is_sqlite:
                # A failed COMMIT may still be in the log until something is written after it.
                connection.execute(update(fence).values(passed=fence.c.passed + 1))
            self.lock_commit(connection, external_id)

    def lock_commit(self, connection, external_id):
        """Locks an external ID until its transaction ends. SQLite has one writer at a time anyway."""
        if not self.is_sqlite:
            connection.execute(_LOCK_ID, {"external_id": external_id})
