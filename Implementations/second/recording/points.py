"""The points at which a step can be made to fail, and the faults that happen there."""

import sqlite3

# SQLITE_BUSY and SQLITE_LOCKED; the module names them from Python 3.11 on.
_BUSY, _LOCKED = 5, 6


class InjectedBusy(sqlite3.OperationalError):
    """The error that SQLite raises when another connection holds the lock past the busy timeout."""

    sqlite_errorcode = _BUSY


class Points:
    """Counts how often a step reaches a point, and makes the fault happen when it is due."""

    def __init__(self, fault, halt):
        self._fault, self._halt, self._count = fault, halt, 0

    def reach(self, point):
        if not self._fault or self._fault["point"] != point:
            return
        self._count += 1
        kind, due = self._fault["kind"], self._fault["occurrence"]
        # A database that is busy stays busy for the rest of the step.
        if self._count < due or (self._count > due and kind != "busy"):
            return
        if kind == "kill":
            self._halt(point)
        if kind == "busy":
            raise InjectedBusy("database is locked")
        if kind == "constraint":
            raise sqlite3.IntegrityError("UNIQUE constraint failed")
        raise sqlite3.OperationalError("disk I/O error")


def is_busy(trouble):
    """Whether the database was locked. The last byte of an extended code is the plain code."""
    code = getattr(trouble, "sqlite_errorcode", None)
    return "locked" in str(trouble) if code is None else code & 0xFF in (_BUSY, _LOCKED)
