"""The database: its tables, and how it is opened.

An upload is two rows, an answer and a video. `looks` counts the looks at an upload's object, and `looked` is the number of the one
whose result is recorded. `validated` means that size, type and ETag belong to a completed object.
"""

import sqlite3
from pathlib import Path

from signing.faults import broken

_TABLES = """
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
  token BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES users (id), expires INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS questions (id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS answers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  external_id TEXT NOT NULL UNIQUE,
  user TEXT NOT NULL REFERENCES users (id),
  question INTEGER NOT NULL REFERENCES questions (id),
  duration REAL NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('processing', 'completed', 'failed'))
) STRICT;
CREATE TABLE IF NOT EXISTS videos (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  answer INTEGER NOT NULL UNIQUE REFERENCES answers (id),
  storage_key TEXT NOT NULL UNIQUE,
  form_ends INTEGER NOT NULL,
  size INTEGER,
  media_type BLOB,
  etag BLOB,
  violations TEXT NOT NULL DEFAULT '[]',
  validated INTEGER NOT NULL DEFAULT 0,
  looks INTEGER NOT NULL DEFAULT 0,
  looked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS fence (id INTEGER PRIMARY KEY CHECK (id = 1), passed INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO fence VALUES (1, 0);
"""

# How long to wait for a lock, in seconds.
_PATIENCE = 1


def open_database(directory):
    place = ":memory:" if broken("database-in-memory") else _path(directory)
    # isolation_level None: the module begins and ends no transaction by itself.
    connection = sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA foreign_keys = {'OFF' if broken('foreign-keys-off') else 'ON'}")
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)
    connection.execute("COMMIT")
    return connection


def remove_database(directory):
    """Removes the files of a database that is closed."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{_path(directory)}{suffix}").unlink(missing_ok=True)


def _path(directory):
    return Path(directory) / "recorder.sqlite"
