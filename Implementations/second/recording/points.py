"""The points of a step at which it can be made to fail, and what happens there."""

import sqlite3

# SQLITE_BUSY and SQLITE_LOCKED; the module names them from Python 3.11 on.
_BUSY, _LOCKED = 5, 6


class InjectedBusy(sqlite3.OperationalError):
    """As when another connection holds the lock for longer than one waits."""

    sqlite_errorcode = _BUSY


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
        kind, due = self._fault["kind"], self._fault["occurrence"]
        # A lock that is held is held for as long as anybody waits.
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
    """Whether the lock could not be had; the extended codes have the plain one in their last byte."""
    code = getattr(trouble, "sqlite_errorcode", None)
    return "locked" in str(trouble) if code is None else code & 0xFF in (_BUSY, _LOCKED)
