"""A transaction that is committed, rolled back, or of unknown outcome."""

import sqlite3

from signing.faults import Rejected, broken

from .points import Points, is_busy

NO_POINTS = Points(None, None)


class Transaction:
    """`with Transaction(connection):` takes the lock at once, and commits everything or leaves nothing.

    An error before COMMIT rolls back. An error of COMMIT itself leaves the outcome unknown: the caller is told so, with the external
    ID to find out. `name` names what is recorded, for the mutants of this kind of transaction. A look and a fence have none.
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
        """Whether a mutant commits what was written before the error."""
        is_constraint = issubclass(kind, sqlite3.IntegrityError)
        return self._is_broken("kept-after-error") or (is_constraint and self._is_broken("kept-after-constraint"))

    def _is_left_open(self):
        return self._is_broken("rollback-forgotten") or self._is_broken("commit-put-off")


def _unknown(external_id):
    if broken("unknown-outcome-as-failure"):
        return Rejected("DatabaseFailed", "the database failed", 500)
    details = None if external_id is None or broken("unknown-outcome-without-id") else [["externalId", external_id]]
    status = 503 if broken("unknown-outcome-to-be-tried-again") else 500
    return Rejected("OutcomeUnknown", "the outcome is unknown; resolve the external ID to find out", status, details=details)


def rejection(trouble, is_begin):
    """Returns what the caller is told of an error of the database."""
    if is_busy(trouble) and not broken("busy-as-failure"):
        return Rejected("Busy", "the database is busy", 409 if broken("busy-as-conflict") else 503)
    if isinstance(trouble, sqlite3.IntegrityError) and is_begin and not broken("conflict-as-failure"):
        return Rejected("Taken", "the key or the external ID exists already", 409)
    return Rejected("DatabaseFailed", "the database failed", 500)
