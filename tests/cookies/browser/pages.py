"""A web site with real cookies, and the third parties it would call: one small server, many names of this machine.

Names below `.localhost` lead to this machine in every browser. The site is www.lumen.localhost (and
boutique.lumen.localhost, of the same family); videotek.localhost, cartolive.localhost, mesurio.localhost and
boreale.localhost are third parties: their scripts, frames and pixels write real cookies, on their own name and, where
they run in the site's pages, on the site's.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

SITE = "www.lumen.localhost"
SHOP = "boutique.lumen.localhost"
FAMILY = "lumen.localhost"
PLAIN = "127.0.0.1"  # the site by its number, for what is no browser

SCRIPTS = {
    # On the site itself, on its whole family, and in what the browser keeps beside cookies
    "mesurio": "document.cookie = 'msr_uid=1; path=/; max-age=34128000; domain=lumen.localhost';"
    "document.cookie = 'msr_page=1; path=' + location.pathname + '; max-age=86400';"
    "localStorage.setItem('msr_queue', '1'); (window.ran = window.ran || []).push('mesurio');",
    "boreale": "document.cookie = 'rb_uid=1; path=/; max-age=15552000';"
    "document.cookie = 'rb_seg1=1; path=/; max-age=7776000'; (window.ran = window.ran || []).push('boreale');",
}

BODY = """
<h1>{title}</h1>
<p>Le carnet de commandes des ateliers qui fabriquent. <a href="/tarifs">Nos tarifs</a> <a href="/">Accueil</a></p>
<script type="text/plain" data-purpose="campagnes" data-third-party="mesurio" data-src="{mesurio}/tag.js"></script>
<script type="text/plain" data-third-party="mesurio" nonce="{nonce}">window.ran.push("after mesurio")</script>
<template data-purpose="publicite"><script src="{boreale}/tag.js"></script></template>
<img data-src="{boreale}/pixel.png" data-third-party="boreale" alt="" width="1" height="1">
<img data-srcset="{boreale}/wide.png 1x" data-third-party="boreale" alt="" width="1" height="1">
<iframe data-src="{videotek}/film.html" data-third-party="videotek" title="Une matinée chez un relieur"
  width="560" height="315"></iframe>
{text}
"""
STAYS = {"/connexion": 3600, "/deconnexion": 0}  # seconds signed in
LAYOUT = """<!doctype html><html lang="{language}" dir="{dir}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>
<link rel="icon" href="data:,">{script}</head><body><main>{body}</main>
<footer><a href="{public}/">Vie privée</a></footer></body></html>"""
TEXT = (
    "<p>Devis, matières, délais : une seule page par commande, lisible à l’établi comme au bureau.</p>" * 12
)
FILM = (
    "<!doctype html><html lang=fr><title>Film</title><body style='background:#cde'><p>Film</p></body></html>"
)
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' {accord} {others}; style-src 'self'; "
    "img-src 'self' data: {others}; frame-src {others}; connect-src 'self' {accord}; base-uri 'none'; object-src 'none'"
)
NONCE = "c2Vjb25kIGxheWVy"


class Site:
    """The server and what it serves. script: markup of the line a webmaster pastes; body: of every page."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.public = self.script = ""
        self.body = BODY
        self.is_strict = False
        self.language, self.dir = "fr", "ltr"
        self.seen: list[str] = []
        self.answer: Callable[[BaseHTTPRequestHandler], bool] | None = None

    def url(self, host: str = SITE, path: str = "/") -> str:
        """The address of a page."""
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str) -> str:
        """One page of the site."""
        title = {"/": "Atelier Lumen", "/tarifs": "Tarifs"}.get(path, "Atelier")
        others = {
            name: self.url(f"{name}.localhost", "")
            for name in ("mesurio", "boreale", "videotek", "cartolive")
        }
        body = self.body.format(title=title, nonce=NONCE, text=TEXT, **others)
        return LAYOUT.format(
            title=title,
            body=body,
            public=self.public,
            script=self.script,
            language=self.language,
            dir=self.dir,
        )

    def again(self) -> None:
        """Browsers fetch the line's file afresh, as they do a few minutes later."""
        self.script = (
            self.script.replace("?", "?again&")
            if "?" in self.script
            else self.script.replace(".js", ".js?again")
        )

    def is_asked_for(self, *addresses: str) -> None:
        """Fails unless each address ("host/path") is asked for, in the time a browser takes."""
        for _attempt in range(100):
            if set(addresses) <= set(self.seen):
                break
            time.sleep(0.02)
        assert set(addresses) <= set(self.seen)

    @property
    def strict(self) -> dict[str, str]:
        """Where the site has one, a strict content policy: nothing inline, no evaluation, no markup from scripts."""
        accord = "/".join(self.public.split("/")[:3])
        policy = POLICY.format(nonce=NONCE, accord=accord, others=f"http://*.localhost:{self.port}")
        return {"Content-Security-Policy": policy} if self.is_strict else {}


class SignedIn:
    """What the site answers where people sign in: its pages then carry what its server has signed of them.

    sign: an account → what proves it.
    """

    def __init__(self, site: Site, sign: Callable[[str], str]) -> None:
        self.site, self.sign = site, sign

    def __call__(self, handler: "Handler") -> bool:
        """Answer a visit to the doors, and every page of who is in."""
        path = urlsplit(handler.path).path
        if path in STAYS:
            cookie = f"connexion=camille@example.org; Path=/; Max-Age={STAYS[path]}; HttpOnly"
            handler.send("", "text/plain", status=302, **{"Set-Cookie": cookie, "Location": "/"})
            return True
        if handler.command != "GET" or "connexion=" not in handler.headers.get("Cookie", ""):
            return False
        account = json.dumps(self.sign("camille@example.org"))
        line = f'<script src="{self.site.public}.js?account" data-account={account} defer></script>'
        handler.send(self.site.page(path).replace(self.site.script, line), "text/html", **self.site.strict)
        return True


class Handler(BaseHTTPRequestHandler):
    """What answers for every name; `site` is set by the server."""

    site: Site

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Only what a test lets the site answer."""
        if not (self.site.answer and self.site.answer(self)):
            self.send("", "text/plain", status=404)

    def do_GET(self) -> None:
        """A page of the site, or what a third party serves."""
        host = self.headers["Host"].rsplit(":", 1)[0]
        path = urlsplit(self.path).path
        self.site.seen.append(f"{host}{path}")
        if host not in (SITE, SHOP, PLAIN):
            self.third_party(host.partition(".")[0], path)
        elif not (self.site.answer and self.site.answer(self)):
            self.send(self.site.page(path), "text/html", **self.site.strict)

    def third_party(self, name: str, path: str) -> None:
        """A script, a frame or a pixel, each with a cookie of its own."""
        cookie = {"Set-Cookie": f"{name}_third=1; Path=/; Max-Age=86400; SameSite=None; Secure"}
        if path == "/tag.js":
            self.send(SCRIPTS[name], "text/javascript", **cookie)
        elif path.endswith(".html"):
            self.send(FILM, "text/html", **cookie)
        else:
            self.send("", "image/png", **cookie)

    def send(self, text: str, kind: str, status: int = 200, **headers: str) -> None:
        """One answer, whole."""
        content = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving() -> Iterator[Site]:
    """The server, for the length of a block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = Site(server.server_address[1])
    server.RequestHandlerClass = type("HandlerOfSite", (Handler,), {"site": site})
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
