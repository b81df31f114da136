"""Whether the database itself keeps communities apart."""

from __future__ import annotations

import sqlalchemy as sa

from gridmap_api.store.engine import Store

ROLES = sa.table("pg_roles", sa.column("rolname"), sa.column("rolsuper"), sa.column("rolbypassrls"))


def policies_hold(store: Store) -> bool:
    """Return whether row-level security binds the role by which a store is opened.

    Parameters
    ----------
    store : Store
        An open store.

    Returns
    -------
    bool
        False for a file, which has no such thing, and for a superuser of PostgreSQL, who passes
        by every policy: the queries alone then keep communities apart.
    """
    if store.is_file:
        return False
    mine = ROLES.c.rolname == sa.func.current_user()
    with store.read() as connection:
        passes = connection.scalar(sa.select(ROLES.c.rolsuper | ROLES.c.rolbypassrls).where(mine))
    return not passes
