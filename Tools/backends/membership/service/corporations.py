"""Corporations and their plans."""

from sqlalchemy import delete, exc, insert, select, true, update

from common.database import is_of_foreign_key, timestamp

from .database import corporations, present
from .lists import page_of
from .logins import changing
from .problems import Problem


class Corporations:
    """Each method with a caller is one operation."""

    def __init__(self, database):
        self.database = database

    def list_corporations(self, caller, page, page_size):
        with self.database.reading() as connection:
            return page_of(connection, select(corporations).where(visible(caller)), corporations.c.seq, page, page_size, _item)

    def create(self, caller, members):
        now = present()
        values = {"plan_type": "free", "plan_expired_at": None, **members, "created_at": now, "updated_at": now}
        with changing(self.database, caller) as connection:
            return _item(connection.execute(insert(corporations).values(values).returning(corporations)).one())

    def find(self, caller, corporation_id):
        with self.database.reading() as connection:
            return _item(find_corporation(connection, caller, corporation_id))

    def change(self, caller, corporation_id, changes):
        with changing(self.database, caller) as connection:
            row = find_corporation(connection, caller, corporation_id)
            if changes:
                changed = update(corporations).where(corporations.c.seq == row.seq).values(**changes, updated_at=present())
                row = connection.execute(changed.returning(corporations)).one()
        return _item(row)

    def delete(self, caller, corporation_id):
        with changing(self.database, caller) as connection:
            find_corporation(connection, caller, corporation_id)
            try:
                connection.execute(delete(corporations).where(corporations.c.seq == corporation_id))
            except exc.IntegrityError as error:
                if not is_of_foreign_key(error):
                    raise
                raise Problem("CorporationNotEmpty") from error

    def sweep(self, now):
        """Makes the plans free that have ended."""
        ended = (corporations.c.plan_type == "paid") & (corporations.c.plan_expired_at <= now)
        with self.database.transaction() as connection:
            connection.execute(update(corporations).where(ended).values(plan_type="free", updated_at=present()))


def visible(caller):
    """Returns the condition that a corporation exists for a caller."""
    return true() if caller.role == "operator" else corporations.c.seq == caller.corporation_id


def find_corporation(connection, caller, corporation_id, field=None):
    row = connection.execute(select(corporations).where(corporations.c.seq == corporation_id, visible(caller))).first()
    if row is None:
        raise Problem("CorporationUnknown", **({"field": field} if field else {}))
    return row


def has_paid_plan(connection, corporation_id):
    """Returns whether a corporation has a paid plan that has not ended. The sweep may be late."""
    lasts = corporations.c.plan_expired_at.is_(None) | (corporations.c.plan_expired_at > present())
    paid = select(corporations.c.seq).where(corporations.c.seq == corporation_id, corporations.c.plan_type == "paid", lasts)
    return connection.execute(paid).first() is not None


def _item(row):
    return {
        "seq": row.seq, "name": row.name, "plan_type": row.plan_type,
        "plan_expired_at": timestamp(row.plan_expired_at) if row.plan_expired_at else None,
        "created_at": timestamp(row.created_at), "updated_at": timestamp(row.updated_at),
    }
