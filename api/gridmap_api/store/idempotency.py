"""Answers to requests with an Idempotency-Key: the same request has one effect and one answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from gridmap.errors import Text
from gridmap_api.errors import KeyReusedError
from gridmap_api.store.models import Answer
from gridmap_api.store.types import canonical, utc_now


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a client gave, and what it was given for.

    Attributes
    ----------
    account : str
        Whose key it is; those of others are other keys.
    key : str
        What the client gave.
    fingerprint : str
        SHA-256 of the request.
    """

    account: str
    key: str
    fingerprint: str

    @classmethod
    def of(cls, account: str, key: str, *request: object) -> Key:
        """Return the key of a request.

        Parameters
        ----------
        account : str
            Who asks.
        key : str
            The header.
        *request : JSON value
            All that makes the request what it is.

        Returns
        -------
        Key
            With the fingerprint.
        """
        return cls(account, key, hashlib.sha256(canonical(list(request)).encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is sent.

    Attributes
    ----------
    status : int
        HTTP status.
    body : str
        JSON.
    headers : dict of str to str
        Its own headers, such as the entity tag.
    """

    status: int
    body: str
    headers: dict[str, str]


def answered(connection: Connection, key: Key | None) -> Reply | None:
    """Return the answer that a request got before.

    Parameters
    ----------
    connection : Connection
        A transaction that others with the same key wait for.
    key : Key or None
        None where the client gave none.

    Returns
    -------
    Reply or None
        None if it is the first time.

    Raises
    ------
    KeyReusedError
        If the key came with another request.
    """
    if key is None:
        return None
    wanted = select(Answer.__table__).where(Answer.account == key.account, Answer.key == key.key)
    found = connection.execute(wanted).mappings().one_or_none()
    if found is None:
        return None
    if found["fingerprint"] != key.fingerprint:
        raise _reused()
    return Reply(found["status"], found["body"], found["headers"])


def keep(connection: Connection, key: Key | None, reply: Reply) -> None:
    """Keep an answer together with what the request did.

    Parameters
    ----------
    connection : Connection
        The transaction of the request.
    key : Key or None
        None where the client gave none.
    reply : Reply
        The answer.

    Raises
    ------
    KeyReusedError
        If another request with the key was answered in the meantime.
    """
    if key is None:
        return
    row = {
        "account": key.account,
        "key": key.key,
        "fingerprint": key.fingerprint,
        "status": reply.status,
        "body": reply.body,
        "headers": reply.headers,
        "time": utc_now(),
    }
    try:
        connection.execute(insert(Answer).values(**row))
    except IntegrityError as error:
        raise _reused() from error


def _reused() -> KeyReusedError:
    return KeyReusedError(
        Text(
            "这个 Idempotency-Key 已用于另一个请求。",
            "This Idempotency-Key was used for another request.",
        ),
        Text("请为每个新请求换一个键。", "Give every new request a key of its own."),
    )
