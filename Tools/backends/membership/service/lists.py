"""Pages of lists."""

from sqlalchemy import func, select

LARGEST_PAGE = 50
_LARGEST_OFFSET = 2**62


def page_of(connection, statement, seq, page, page_size, item):
    """Returns a page of what a statement selects, in the order of the IDs. `item` describes a row."""
    total = connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    offset = min((page - 1) * page_size, _LARGEST_OFFSET)
    rows = connection.execute(statement.order_by(seq).offset(offset).limit(page_size)).all()
    total_pages = -(-total // page_size)
    return {
        "items": [item(row) for row in rows],
        "total_count": total,
        "page": page,
        "page_size": page_size,
        "total_pages": total_pages,
        "has_more": page < total_pages,
    }
