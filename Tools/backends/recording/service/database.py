"""The database: its tables, and transactions that are committed, rolled back, or of unknown outcome. SQLite or PostgreSQL."""

import contextlib
import logging
import threading

from sqlalchemy import (
    BigInteger, Boolean, CheckConstraint, Column, Float, ForeignKey, Integer, LargeBinary, MetaData, Table, Text, bindparam,
    create_engine, event, exc, func, insert, select, text, update,
)

from .problems import Problem
from .settings import SettingInvalid

# How long a transaction waits for the lock of another one, in seconds.
LOCK_SECONDS = 10
_SQLITE_BUSY, _SQLITE_LOCKED = 5, 6
# Serialization failure, deadlock, lock not available, query cancelled (by a timeout).
_POSTGRES_BUSY = {"40001", "40P01", "55P03", "57014"}

log = logging.getLogger("recording")
metadata = MetaData()

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
leases = Table(
    "leases", metadata,
    Column("name", Text, primary_key=True), Column("holder", Text, nullable=False), Column("ends_at", BigInteger, nullable=False))
fence = Table("fence", metadata, Column("id", Integer, primary_key=True), Column("passed", BigInteger, nullable=False))


_LOCK_ID = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("external_id"), 0)))


class Database:
    """The service's connections to its database."""

    def __init__(self, url, threads):
        self.is_sqlite = url.startswith("sqlite")
        # In one process, threads wait for this lock and not for SQLite's, whose waiting is polling.
        self._writer = threading.Lock()
        if self.is_sqlite:
            self.engine = create_engine(url, pool_size=threads, max_overflow=2, connect_args={"timeout": LOCK_SECONDS})
            self._reader = self.engine.execution_options(reads=True)
            event.listen(self.engine, "connect", _set_up_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            options = f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout=15s"
            self.engine = create_engine(
                url, pool_size=threads, max_overflow=2, connect_args={"options": options, "connect_timeout": 5})
            self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def create_tables(self):
        """Creates the tables that do not exist. Called at startup, so an error names the variable."""
        try:
            with self.transaction() as connection:
                if not self.is_sqlite:
                    # Several processes may start at once.
                    connection.execute(select(func.pg_advisory_xact_lock(7261)))
                metadata.create_all(connection)
                if connection.execute(select(fence.c.id)).first() is None:
                    connection.execute(insert(fence).values(id=1, passed=0))
        except Problem as problem:
            raise SettingInvalid("DATABASE_URL: the database cannot be opened, or its tables cannot be created") from problem

    def close(self):
        self.engine.dispose()

    def is_ready(self):
        try:
            with self.reading() as connection:
                connection.execute(select(1))
        except Problem:
            return False
        return True

    @contextlib.contextmanager
    def reading(self):
        """A connection that reads. It takes no lock that a writer waits for, and sees what is committed at each statement."""
        with _as_problems(), self._reader.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def transaction(self, external_id=None):
        """A transaction: it commits everything, or it leaves nothing.

        An error before COMMIT rolls back. An error of COMMIT itself leaves the outcome unknown, unless the database says that it did
        not commit. The client is then told the external ID, to find out.
        """
        with _as_problems(), self._locked(), self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            try:
                transaction.commit()
            except exc.DBAPIError as error:
                if _is_busy(error):
                    raise
                connection.invalidate()
                log.error("COMMIT failed: %s", error.orig)
                raise Problem("OutcomeUnknown", **({"external_id": external_id} if external_id else {})) from error

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

    @contextlib.contextmanager
    def _locked(self):
        if not self.is_sqlite:
            yield
            return
        if not self._writer.acquire(timeout=LOCK_SECONDS):
            raise Problem("Busy")
        try:
            yield
        finally:
            self._writer.release()


def _set_up_sqlite(connection, _):
    # The driver begins no transaction by itself.
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection):
    # A writer takes its lock at once: a lock that is taken later can fail without waiting. A reader needs no transaction.
    if not connection.get_execution_options().get("reads"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextlib.contextmanager
def _as_problems():
    """Turns the database's errors into problems. Their details go to the log, not to the client."""
    try:
        yield
    except exc.IntegrityError as error:
        log.warning("constraint violated: %s", error.orig)
        raise Problem("Taken") from error
    except exc.TimeoutError as error:
        raise Problem("Busy") from error
    except exc.DBAPIError as error:
        log.error("database: %s", error.orig)
        raise Problem("Busy" if _is_busy(error) or _is_disconnected(error) else "RecordingFailed") from error


def _is_busy(error):
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in (_SQLITE_BUSY, _SQLITE_LOCKED)
    return getattr(error.orig, "sqlstate", None) in _POSTGRES_BUSY


def _is_disconnected(error):
    return error.connection_invalidated or (isinstance(error, exc.OperationalError) and not getattr(error.orig, "sqlite_errorcode", None))
