"""A small OpenID provider on a socket: discovery, authorization, tokens, keys."""

import base64
import functools
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "gridmap", "a secret of the provider and the service"


@functools.cache
def _key():
    return RSAKey.generate_key(2048, parameters={"kid": "one"})


class Provider:
    """Vouches for one person; a test may let it lie."""

    def __init__(self):
        self.key = _key()
        self.person = {"sub": "7", "preferred_username": "张三"}
        self.lies = {}
        self.algorithm = "RS256"
        self.asked = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.read(self)

            def do_POST(self):
                provider.token(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def read(self, handler):
        parts = urlsplit(handler.path)
        if parts.path == "/.well-known/openid-configuration":
            addresses = {
                "authorization_endpoint": "/authorize",
                "token_endpoint": "/token",
                "jwks_uri": "/keys",
            }
            found = {name: self.issuer + path for name, path in addresses.items()}
            _answer(handler, {"issuer": self.issuer, **found})
        elif parts.path == "/keys":
            _answer(handler, {"keys": [self.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            self.asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            assert self.asked["response_type"] == "code"
            assert self.asked["code_challenge_method"] == "S256"
            back = urlencode({"code": "code-of-once", "state": self.asked["state"]})
            handler.send_response(302)
            handler.send_header("Location", f"{self.asked['redirect_uri']}?{back}")
            handler.end_headers()

    def token(self, handler):
        sent = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(sent).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            handler.headers["Authorization"] != f"Basic {basic}"
            or given["code"] != "code-of-once"
            or given["redirect_uri"] != self.asked["redirect_uri"]
            or challenge != self.asked["code_challenge"]
        ):
            _answer(handler, {"error": "invalid_grant"}, status=400)
            return
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
            **self.person,
            **self.lies,
        }
        _answer(
            handler, {"access_token": "x", "token_type": "Bearer", "id_token": self._sign(claims)}
        )

    def _sign(self, claims):
        header = {"alg": self.algorithm, "kid": "one"}
        key = self.key if self.algorithm == "RS256" else OctKey.import_key(SECRET)
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])


def _answer(handler, value, status=200):
    body = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
