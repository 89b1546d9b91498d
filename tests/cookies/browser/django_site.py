"""The same site made with Django: its pages drawn by the template tags, its requests through the middleware.

Accord stands under /ac/ and /cookies/ on the site's own name, as a webmaster routes it there, so that it can end the
cookies of the site.
"""

import http.client
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.test import RequestFactory

from accord.cookies.site.middleware import choices
from tests.cookies.browser import pages
from tests.cookies.browser.pages import STAYS

ROUTED = ("/ac/", "/cookies/", "/static/")
KEPT = ("cookie", "content-type", "accept-language", "origin", "sec-fetch-site", "user-agent")
BODY = """{% load accord_cookies %}<!doctype html><html lang="fr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Atelier Lumen</title>
<link rel="icon" href="data:,"></head><body><main><h1>Atelier Lumen</h1>
<p>Devis, matières, délais. <a href="/tarifs">Nos tarifs</a> <a href="/">Accueil</a></p>
{% consented "mesurio" %}<script src="{{ mesurio }}/tag.js"></script><img src="{{ mesurio }}/pixel.png" alt="">
{% endconsented %}{% consented "videotek" title="Une matinée chez un relieur" %}
<iframe src="{{ videotek }}/film.html" title="Une matinée chez un relieur" width="560" height="315"></iframe>
{% endconsented %}</main>{% cookie_banner %}</body></html>"""


class DjangoSite:
    """What the site answers; `behind`: the address of Accord on its own machine."""

    def __init__(self, web: pages.Site, behind: str) -> None:
        self.web, self.behind = web, urlsplit(behind).netloc
        self.respond = choices(self.page)

    def page(self, request: HttpRequest) -> HttpResponse:
        """Any page; one that was agreed to writes cookies from the server too."""
        others = {name: self.web.url(f"{name}.localhost", "") for name in ("mesurio", "videotek")}
        if request.path in STAYS:
            return self.door(request)
        answer = HttpResponse(engines["site"].from_string(BODY).render(others, request))
        if request.cookie_choice.allows("mesurio"):  # type: ignore[attr-defined]
            answer.set_cookie("msr_page", "1", max_age=86400, httponly=True)
            answer.set_cookie("msr_uid", "1", max_age=86400, httponly=True, path=request.path)
        return answer

    def door(self, request: HttpRequest) -> HttpResponse:
        """Sign Camille in, or out."""
        answer = HttpResponseRedirect("/")
        answer.set_cookie("connexion", "camille@example.org", max_age=STAYS[request.path], httponly=True)
        return answer

    def __call__(self, handler: BaseHTTPRequestHandler) -> bool:
        """Answer one request, here or from Accord."""
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length)
        if handler.path.startswith(ROUTED):
            self.route(handler, body)
            return True
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in handler.headers.items()}
        kind = handler.headers.get("Content-Type", "")
        request = RequestFactory().generic(handler.command, handler.path, body, kind, **headers)
        answer = self.respond(request)
        lines = [
            *answer.headers.items(),
            *(("Set-Cookie", one.OutputString()) for one in answer.cookies.values()),
        ]
        send(handler, answer.status_code, lines, answer.content)
        return True

    def route(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """From Accord, under the site's name."""
        connection = http.client.HTTPConnection(self.behind)
        headers = {name: value for name, value in handler.headers.items() if name.lower() in KEPT}
        connection.request(handler.command, handler.path, body, {**headers, "Host": handler.headers["Host"]})
        answer = connection.getresponse()
        content = answer.read()
        send(handler, answer.status, answer.getheaders(), content)
        connection.close()


def send(handler: BaseHTTPRequestHandler, status: int, lines: list[Any], content: bytes) -> None:
    """Hand an answer on, whole."""
    handler.send_response(status)
    for name, value in lines:
        if name.lower() not in ("content-length", "connection", "server", "date", "transfer-encoding"):
            handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
