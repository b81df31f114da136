"""Passwords: which are good enough, and how they are kept (argon2id)."""

from __future__ import annotations

import functools
import unicodedata

from pwdlib import PasswordHash

from gridmap.errors import Text
from gridmap_api.errors import ParameterError

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 200
LEAST_DIFFERENT = 5
WORST = (
    "password",
    "passw0rd",
    "qwertyuiop",
    "1234567890",
    "0123456789",
    "9876543210",
    "0987654321",
    "abcdefghij",
    "asdfghjkl",
    "1q2w3e4r5t",
    "iloveyou",
    "5201314",
    "woaini",
    "letmein",
    "welcome",
    "administrator",
    "admin123",
    "gridmap",
    "wangge",
    "网格",
)
"""What heads the public lists of stolen passwords, with the words that lie near here."""


def hash_password(password: str) -> str:
    """Return what is kept of a password.

    Parameters
    ----------
    password : str
        One that `require_good` let pass.

    Returns
    -------
    str
        An argon2id hash with its salt and its cost.
    """
    return _hasher().hash(_one_form(password))


def is_password(password: str, kept: str | None) -> bool:
    """Return whether a password is the one that is kept.

    Where none is kept, a hash that fits nothing is compared, so that the time says nothing of
    whether the account exists.

    Parameters
    ----------
    password : str
        What somebody typed.
    kept : str or None
        The hash of the account; None where there is no such account, or it has no password.

    Returns
    -------
    bool
        Whether.
    """
    fits = _hasher().verify(_one_form(password[:MOST_CHARACTERS]), kept or _of_nobody())
    return fits and kept is not None


def require_good(password: str, *, name: str) -> None:
    """Refuse a password that is easily guessed.

    Parameters
    ----------
    password : str
        The password that somebody chose.
    name : str
        Name of the account.

    Raises
    ------
    ParameterError
        If it is too short, too long, one of the worst, or holds little but the name.
    """
    form = unicodedata.normalize("NFKC", password)
    if not LEAST_CHARACTERS <= len(form) <= MOST_CHARACTERS:
        raise _poor(
            Text(
                f"密码须为 {LEAST_CHARACTERS} 至 {MOST_CHARACTERS} 个字符。",
                f"A password has {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters.",
            )
        )
    rest = form.casefold()
    for known in (*WORST, name.casefold()):
        rest = rest.replace(known, "") if known else rest
    if len(set(form)) < LEAST_DIFFERENT or len(rest) < LEAST_DIFFERENT:
        raise _poor(Text("这个密码太容易猜到。", "The password is too easily guessed."))


def _one_form(password: str) -> bytes:
    # The same characters may be typed as different code points on different keyboards.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@functools.cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@functools.cache
def _of_nobody() -> str:
    return _hasher().hash("the password of nobody")


def _poor(what: Text) -> ParameterError:
    return ParameterError(
        what,
        Text(
            "请用几个不相干的词，或由密码管理器生成。",
            "Use several words that have nothing to do with each other, or a password manager.",
        ),
    )
