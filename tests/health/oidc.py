"""A small real OpenID Connect provider on loopback: discovery, authorization, token with PKCE, keys, user info."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "accord", "a secret of the test"


class Provider:
    """What it says can be bent: `claims` and `said` go over the honest answer, `key` signs instead of the true one."""

    def __init__(self) -> None:
        self.true_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key: Any = self.true_key
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.said: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: dict[str, str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to, signed in."""
        assert query["client_id"] == CLIENT and query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.asked, self.codes[code] = query, query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        query = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if query is None or query["code_challenge"] != challenge or form.get("client_secret") != SECRET:
            return None
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "f:42", "iat": now, "exp": now + 60, "nonce": query["nonce"],
            "acr": query["acr_values"], **self.claims,
        }  # fmt: skip
        signed = jwt.encode(
            {name: value for name, value in claims.items() if value is not None},
            self.key,
            algorithm=self.algorithm,
            headers={"kid": "one"},
        )
        return {"access_token": "opens", "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def keys(self) -> dict[str, Any]:
        return {
            "keys": [
                {**json.loads(RSAAlgorithm.to_jwk(self.true_key.public_key())), "kid": "one", "alg": "RS256"}
            ]
        }

    def userinfo(self) -> dict[str, Any]:
        return {"sub": "f:42", "SubjectNameID": "810009999999", **self.said}

    def _handler(provider) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has its own self
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                if address.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(query))
                    self.end_headers()
                    return
                is_closed = self.headers["Authorization"] != "Bearer opens"
                found = {"/keys": provider.keys, "/userinfo": provider.userinfo}.get(
                    address.path, provider.discovery
                )
                self.say(found(), 401 if address.path == "/userinfo" and is_closed else 200)

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                answer = provider.token({name: values[0] for name, values in form.items()})
                self.say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

            def say(self, answer: dict[str, Any], status: int = 200) -> None:
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: Any) -> None:
                """Says nothing."""

        return Handler
