"""What a phone sends of a stop, on its way into the store: once, with its photo drawn anew."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import InputError, Text
from gridmap_api.errors import KeyReusedError, ParameterError
from gridmap_api.photos import CleanPhoto, clean_photo
from gridmap_api.schemas.patrols import NewTick
from gridmap_api.store.engine import Store
from gridmap_api.store.patrols import find_route
from gridmap_api.store.photos import add_photos
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.visits import Tick, add_tick, find_tick, require_stop

Place = tuple[str, int, Scope]
"""Id of a patrol, number of a route, what may be seen."""


def keep_tick(
    store: Store,
    place: Callable[[Connection], Place],
    body: NewTick,
    *,
    key: str | None,
    actor: str = "",
) -> tuple[dict[str, Any], bool]:
    """Keep what a team says of a stop.

    Parameters
    ----------
    store : Store
        The store.
    place : callable
        Returns which route it is of, or refuses.
    body : NewTick
        What is said.
    key : str or None
        The header ``Idempotency-Key``.
    actor : str
        Who came by a login; empty for the link of a route.

    Returns
    -------
    tick : dict
        As `gridmap_api.store.visits.ticks_of` returns it.
    new : bool
        False if it had come before.

    Raises
    ------
    ParameterError
        If there is no key, or the route has no such stop.
    InputError
        If the photo is none.
    """
    if not key:
        raise ParameterError(
            Text("缺少 Idempotency-Key。", "The header Idempotency-Key is missing."),
            Text("请为每条记录生成一个键。", "Make a key for every tick."),
        )
    sent = None if body.photo is None else _decoded(body.photo)
    tick = Tick(
        key=key,
        stop=body.stop,
        state=body.state,
        told=body.told,
        reason=body.reason,
        note=body.note.strip(),
        photo_digest="" if sent is None else hashlib.sha256(sent).hexdigest(),
    )
    with store.read() as connection:
        patrol_id, number, scope = place(connection)
        known = find_tick(connection, patrol_id, number, tick)
        patrol, _ = find_route(connection, patrol_id, number, scope)
        code = require_stop(patrol, tick.stop)
    if known is not None:
        return known, False
    photo = None if sent is None else clean_photo(sent)
    try:
        with store.write() as connection:
            place(connection)
            known = find_tick(connection, patrol_id, number, tick)
            if known is not None:
                return known, False
            photo_id = _kept(connection, photo, f"{patrol_id} {key}"[:200], code, actor)
            made = add_tick(connection, patrol, number, tick, actor=actor, photo_id=photo_id)
    except KeyReusedError:
        # Another tab may have sent the same tick in the same moment, which is no fault.
        with store.read() as connection:
            known = find_tick(connection, patrol_id, number, tick)
        if known is None:
            raise
        return known, False
    return made, True


def by_link(link: dict[str, Any]) -> Place:
    """Return the route that a link opens.

    Parameters
    ----------
    link : dict
        As `gridmap_api.store.patrol_links.find_link` returns it.

    Returns
    -------
    tuple
        Patrol and number; what the link opens is in sight whatever community it lies in.
    """
    return link["patrol_id"], link["route"], EVERYTHING


def _kept(
    connection: Connection, photo: CleanPhoto | None, subject_id: str, code: str, actor: str
) -> str | None:
    if photo is None:
        return None
    return add_photos(
        connection,
        [photo],
        subject="visit",
        subject_id=subject_id,
        community_code=code,
        actor=actor,
    )[0]


def _decoded(photo: str) -> bytes:
    try:
        return base64.b64decode(photo, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(
            Text("照片不是 base64。", "The photo is not in base64."),
            Text("请重新选择照片。", "Choose the photo again."),
        ) from error
