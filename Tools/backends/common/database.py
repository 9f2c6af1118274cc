"""The database: transactions that are committed, rolled back, or of unknown outcome, and leases. SQLite or PostgreSQL."""

import contextlib
import logging
import threading
import time
from datetime import UTC

from sqlalchemy import (
    BigInteger, Column, DateTime, MetaData, Table, Text, TypeDecorator, create_engine, event, exc, func, insert, select, update,
)

from .problems import Problem
from .settings import SettingInvalid

# How long a transaction waits for the lock of another one, in seconds.
LOCK_SECONDS = 10
_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_FOREIGN_KEY = 5, 6, 787
# Serialization failure, deadlock, lock not available, query cancelled (by a timeout).
_POSTGRES_BUSY = {"40001", "40P01", "55P03", "57014"}
_POSTGRES_FOREIGN_KEY = "23503"

log = logging.getLogger("service")
# The tables of the service that runs. It adds its own.
metadata = MetaData()
leases = Table(
    "leases", metadata,
    Column("name", Text, primary_key=True), Column("holder", Text, nullable=False), Column("ends_at", BigInteger, nullable=False))


class Time(TypeDecorator):
    """A time in UTC. SQLite has no type for it, and stores it without an offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def timestamp(moment):
    """Returns a time as clients see it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


class CommonDatabase:
    """A service's connections to its database."""

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
                self.add_rows(connection)
        except Problem as problem:
            raise SettingInvalid("DATABASE_URL: the database cannot be opened, or its tables cannot be created") from problem

    def add_rows(self, connection):
        """Adds the rows that have to exist."""

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
    def transaction(self, **members):
        """A transaction: it commits everything, or it leaves nothing.

        An error before COMMIT rolls back. An error of COMMIT itself leaves the outcome unknown, unless the database says that it did
        not commit. The client is then told `members`, to find out.
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
                raise Problem("OutcomeUnknown", **members) from error

    def take_lease(self, name, holder, seconds):
        """Takes or renews a lease. Returns whether this holder has it now."""
        now = int(time.time())
        with self.transaction() as connection:
            taken = (
                update(leases).where(leases.c.name == name, (leases.c.ends_at <= now) | (leases.c.holder == holder))
                .values(holder=holder, ends_at=now + seconds))
            if connection.execute(taken).rowcount == 1:
                return True
            if connection.execute(select(leases.c.name).where(leases.c.name == name)).first() is not None:
                return False
            connection.execute(insert(leases).values(name=name, holder=holder, ends_at=now + seconds))
            return True

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


def is_of_foreign_key(error):
    """Returns whether a constraint was violated that says that a row of another table exists, or is not used."""
    return getattr(error.orig, "sqlite_errorcode", None) == _SQLITE_FOREIGN_KEY or getattr(error.orig, "sqlstate", None) == _POSTGRES_FOREIGN_KEY


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
