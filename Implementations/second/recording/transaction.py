"""One transaction, however it ends: committed, rolled back, or nobody knows."""

import sqlite3

from signing.faults import Rejected, broken

from .points import Points, is_busy

NO_POINTS = Points(None, None)


class Transaction:
    """`with Transaction(connection):` has the lock from the beginning on, and commits or leaves nothing.

    Trouble before COMMIT began rolls back. Trouble of COMMIT itself says nothing about whether it came to pass: the caller is
    told so, and given the external id to find out. `name` is that of what is recorded, for the faults of this kind of
    transaction alone: a look's and a fence's have none.
    """

    def __init__(self, connection, name=None, points=NO_POINTS, external_id=None):
        self.connection, self.name, self.points, self.external_id = connection, name, points, external_id

    def __enter__(self):
        if self.connection.in_transaction and (broken("begin-commit-put-off") or broken("result-commit-put-off")):
            self.connection.execute("COMMIT")
        if not self._is_broken("without-transaction"):
            self.connection.execute("BEGIN IMMEDIATE")
        return self.connection

    def __exit__(self, kind, trouble, place):
        try:
            if kind is None or self._is_kept(kind):
                self._commit()
        finally:
            if self.connection.in_transaction and not self._is_left_open():
                self.connection.execute("ROLLBACK")

    def _commit(self):
        self.points.reach("commit.before")
        try:
            if self.connection.in_transaction and not self._is_broken("commit-put-off"):
                self.connection.execute("COMMIT")
            self.points.reach("commit.after")
        except sqlite3.Error as trouble:
            if is_busy(trouble) and self.connection.in_transaction:
                raise
            raise _unknown(self.external_id) from trouble

    def _is_broken(self, fault):
        return self.name is not None and broken(f"{self.name}-{fault}")

    def _is_kept(self, kind):
        """What was written before the error is committed all the same."""
        is_constraint = issubclass(kind, sqlite3.IntegrityError)
        return self._is_broken("kept-after-error") or (is_constraint and self._is_broken("kept-after-constraint"))

    def _is_left_open(self):
        return self._is_broken("rollback-forgotten") or self._is_broken("commit-put-off")


def _unknown(external_id):
    if broken("unknown-outcome-as-failure"):
        return Rejected("DatabaseFailed", "the database failed", 500)
    details = None if external_id is None or broken("unknown-outcome-without-id") else [["externalId", external_id]]
    status = 503 if broken("unknown-outcome-to-be-tried-again") else 500
    return Rejected("OutcomeUnknown", "whether it was recorded is not known: ask by the external id", status, details=details)


def rejection(trouble, is_begin):
    """What a caller is told of the database's trouble."""
    if is_busy(trouble) and not broken("busy-as-failure"):
        return Rejected("Busy", "the database is busy", 409 if broken("busy-as-conflict") else 503)
    if isinstance(trouble, sqlite3.IntegrityError) and is_begin and not broken("conflict-as-failure"):
        return Rejected("Taken", "the key or the external id is there already", 409)
    return Rejected("DatabaseFailed", "the database failed", 500)
