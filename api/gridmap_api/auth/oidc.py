"""Login by an OpenID provider: the code flow with PKCE, state and nonce, through Authlib."""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from gridmap.errors import Text
from gridmap_api.auth.login import NAME
from gridmap_api.errors import BusyError, UnauthenticatedError
from gridmap_api.settings import Provider
from gridmap_api.store.accounts import AccountFacts, account_where, add_account
from gridmap_api.store.audit import record
from gridmap_api.store.engine import Store
from gridmap_api.store.models import Account

TIMEOUT_S = 10
LEEWAY_S = 60
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
"""Signatures by a public key alone: not ``none``, and none that our secret could forge."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What a browser carries while it is at the provider, in a cookie of its own.

    Attributes
    ----------
    state, nonce, verifier : str
        What the provider's answer has to fit.
    back : str
        Where to go afterwards.
    """

    state: str
    nonce: str
    verifier: str
    back: str

    @classmethod
    def begun(cls, back: str) -> Flow:
        """Return a new one.

        Parameters
        ----------
        back : str
            Where to go afterwards.

        Returns
        -------
        Flow
            With fresh secrets.
        """
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        return cls(state, nonce, verifier, back)

    @classmethod
    def from_cookie(cls, cookie: str | None) -> Flow:
        """Return what a cookie holds.

        Parameters
        ----------
        cookie : str or None
            What `to_cookie` gave.

        Returns
        -------
        Flow
            The flow.

        Raises
        ------
        UnauthenticatedError
            If it holds none.
        """
        try:
            return cls(**orjson.loads(bytes.fromhex(cookie or "")))
        except (ValueError, TypeError) as error:
            raise _failed() from error

    def to_cookie(self) -> str:
        """Return it as the value of a cookie.

        Returns
        -------
        str
            Letters and digits alone.
        """
        return orjson.dumps(asdict(self)).hex()


class OpenId:
    """A client of one provider, for many threads.

    Parameters
    ----------
    provider : Provider
        Its address, and what it knows the service by.
    """

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._lock = threading.Lock()
        self._described: dict[str, Any] | None = None

    def address(self, flow: Flow, *, callback: str) -> str:
        """Return where a browser is sent to log in.

        Parameters
        ----------
        flow : Flow
            What it carries.
        callback : str
            Where the provider sends it back.

        Returns
        -------
        str
            An address of the provider.
        """
        with self._session(callback) as session:
            found, _ = session.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=flow.state,
                code_verifier=flow.verifier,
                nonce=flow.nonce,
            )
            return str(found)

    def claims(self, flow: Flow, *, code: str, state: str, callback: str) -> dict[str, Any]:
        """Return what the provider says of whoever came back.

        Parameters
        ----------
        flow : Flow
            What the browser carried.
        code, state : str
            What came back with it.
        callback : str
            Where it came back.

        Returns
        -------
        dict
            The claims of the identity token, checked.

        Raises
        ------
        UnauthenticatedError
            If anything of it does not fit.
        """
        if not hmac.compare_digest(state.encode(), flow.state.encode()):
            raise _failed()
        try:
            with self._session(callback) as session:
                token = session.fetch_token(
                    self._metadata()["token_endpoint"], code=code, code_verifier=flow.verifier
                )
            return self._checked(token, flow)
        except (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError) as error:
            raise _failed() from error

    def _checked(self, token: dict[str, Any], flow: Flow) -> dict[str, Any]:
        keys = KeySet.import_key_set({"keys": self._get(self._metadata()["jwks_uri"])["keys"]})
        signed = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": self.provider.issuer},
                "aud": {"essential": True, "value": self.provider.client_id},
            },
            params={
                "nonce": flow.nonce,
                "client_id": self.provider.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY_S)
        return dict(claims)

    def _session(self, callback: str) -> OAuth2Session:
        return OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret,
            scope="openid profile email",
            redirect_uri=callback,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_S,
        )

    def _metadata(self) -> dict[str, Any]:
        with self._lock:
            if self._described is None:
                issuer = self.provider.issuer
                found = self._get(issuer.rstrip("/") + "/.well-known/openid-configuration")
                if found.get("issuer") != issuer:
                    raise _failed()
                self._described = found
            return self._described

    def _get(self, address: str) -> dict[str, Any]:
        try:
            with OAuth2Session(default_timeout=TIMEOUT_S) as session:
                answer = session.get(address, withhold_token=True)
                answer.raise_for_status()
                found: dict[str, Any] = answer.json()
                return found
        except (RequestException, ValueError) as error:
            raise BusyError(
                Text("统一登录服务没有应答。", "The OpenID provider does not answer."),
                Text("请稍后重试，或用密码登录。", "Try again later, or log in by password."),
                retry_after_s=TIMEOUT_S,
            ) from error


@functools.cache
def client_of(provider: Provider) -> OpenId:
    """Return the client of a provider.

    Parameters
    ----------
    provider : Provider
        The provider.

    Returns
    -------
    OpenId
        The same one each time: it keeps how the provider describes itself.
    """
    return OpenId(provider)


def account_of_claims(store: Store, claims: dict[str, Any]) -> AccountFacts:
    """Return the account of somebody whom a provider vouches for.

    Only issuer and subject say who it is: whoever may choose a name at the provider must not
    become another by it. Whoever comes for the first time becomes a viewer.

    Parameters
    ----------
    store : Store
        Where accounts are.
    claims : dict
        The claims of the identity token.

    Returns
    -------
    AccountFacts
        The account.

    Raises
    ------
    UnauthenticatedError
        If the account may not come in any more.
    """
    subject = f"{claims['iss']}|{claims['sub']}"
    with store.write() as connection:
        account = account_where(connection, Account.subject == subject)
        if account is None:
            name = _new_name(claims, subject)
            account = add_account(connection, name, role="viewer", subject=subject)
            record(connection, actor=name, action="account", object=name, result="done")
    if not account.active:
        raise _failed()
    return account


def _new_name(claims: dict[str, Any], subject: str) -> str:
    """Return a name that no other account can have, and that can be typed."""
    wanted = str(claims.get("preferred_username") or claims.get("email") or "user")
    host = urlsplit(claims["iss"]).hostname or "openid"
    name = re.sub(r"[^\w.+-]", "-", wanted)[:24]
    digest = hashlib.sha256(subject.encode("utf-8", "replace")).hexdigest()[:8]
    made = f"{name}.{digest}@{host}"[:64]
    return made if re.match(NAME, made) else f"user.{digest}"


def _failed() -> UnauthenticatedError:
    return UnauthenticatedError(
        Text("统一登录没有成功。", "The login by the OpenID provider did not succeed."),
        Text("请从登录页重新开始。", "Begin anew from the page of login."),
    )
