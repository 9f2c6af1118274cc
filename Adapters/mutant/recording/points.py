"""The points of a step at which it can be made to fail, and what happens there."""

import sqlite3


class InjectedBusy(sqlite3.OperationalError):
    """As when another connection holds the lock for longer than one waits."""

    sqlite_errorcode = sqlite3.SQLITE_BUSY


class Points:
    """Counts how often a step comes to a point, and lets the fault happen when it is due."""

    def __init__(self, fault, halt):
        self._fault, self._halt, self._count = fault, halt, 0

    def call(self, name, action):
        """The call, and what is to happen before or after it."""
        self.reach(name + ".before")
        result = action()
        self.reach(name + ".after")
        return result

    def reach(self, point):
        if not self._fault or self._fault["point"] != point:
            return
        self._count += 1
        if self._count != self._fault["occurrence"]:
            return
        kind = self._fault["kind"]
        if kind == "kill":
            self._halt(point)
        if kind == "busy":
            raise InjectedBusy("database is locked")
        if kind == "constraint":
            raise sqlite3.IntegrityError("UNIQUE constraint failed")
        raise sqlite3.OperationalError("disk I/O error")


def is_busy(trouble):
    """Whether the lock could not be had; the extended codes have the plain one in their last byte."""
    return getattr(trouble, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
