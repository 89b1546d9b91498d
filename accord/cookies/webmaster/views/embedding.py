"""Putting the banner on a site: one line to paste; and a page of ours where it can be seen at work."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accord.cookies import accounts, serving
from accord.cookies.configuration import PREFIX
from accord.cookies.models import Site
from accord.cookies.views import paging
from accord.cookies.webmaster.views.sharing import MANAGE, READ, around, found
from accord.lib.access import PUBLIC, access, may


@access(READ)
def embedding(request: HttpRequest, pk: int) -> HttpResponse:
    """The line, the tags that are held back, the way back, Django, a path of the site's own."""
    site = found(pk)
    script = f"{settings.SITE_URL}/{PREFIX}/{site.code}.js"
    party = site.third_parties.select_related("recipient").first()
    purpose = site.purposes.select_related("purpose").first()
    code, what = party.code if party else "…", purpose.code if purpose else "…"
    example, cookies = _("A video"), _("Cookies")
    context = {
        **around(request, site),
        "line": f'<script src="{script}" defer></script>',
        "held": f'<script type="text/plain" data-third-party="{code}" data-src="https://…"></script>\n'
        f'<iframe data-third-party="{code}" data-src="https://…" title="{example}"></iframe>\n'
        f'<template data-purpose="{what}">…</template>',
        **_django(site, code),
        **_accounts(request, site),
        "back": f'<a href="{settings.SITE_URL}/{PREFIX}/{site.code}/" data-accord-open>{cookies}</a>',
        "proxy": f"location /{PREFIX}/ {{\n    proxy_pass {settings.SITE_URL}/{PREFIX}/;\n}}",
        "policy": f"script-src {settings.SITE_URL}; connect-src {settings.SITE_URL}",
        "api": 'accordCookies.open();\naccordCookies.allows("' + what + '");\n'
        'accordCookies.on("choice", ({ purposes, thirdParties }) => { … });',
    }
    return render(request, "cookies/webmaster/embedding.html", context)


def _django(site: Site, code: str) -> dict[str, str]:
    """For sites made with Django: what stands in the settings and in the pages."""
    address = f"{settings.SITE_URL}/{PREFIX}/{site.code}"
    lines = [
        'INSTALLED_APPS += ["accord.cookies.site"]',
        'MIDDLEWARE += ["accord.cookies.site.middleware.choices"]',
        f'ACCORD_COOKIES = {{"address": "{address}"}}',
    ]
    return {
        "django_settings": "\n".join(lines),
        "django_page": f'{{% load accord_cookies %}}\n{{% consented "{code}" %}}…{{% endconsented %}}\n'
        "{% cookie_banner %}</body>",
    }


PHP = """$said = strtr(base64_encode(json_encode(["holder" => $email, "at" => time()])), "+/", "-_");
$account = $said . "." . hash_hmac("sha256", $said, "SECRET");"""
SIGNED = 'lambda request: request.user.email if request.user.is_authenticated else ""'


def _accounts(request: HttpRequest, site: Site) -> dict[str, str]:
    """Where choices follow accounts: the line of who has signed in; the secret, for who manages sites."""
    if not site.follows_accounts:
        return {}
    script = f"{settings.SITE_URL}/{PREFIX}/{site.code}.js"
    known = {"signed_line": f'<script src="{script}?account" data-account="…" defer></script>'}
    known["never_signed"] = "" if site.accounts.exists() else "yes"
    if not may(request.user, MANAGE):
        return known
    secret = accounts.secret(site.code)
    return known | {
        "php": PHP.replace("SECRET", secret),
        "accounts": f'ACCORD_COOKIES |= {{\n    "secret": "{secret}",\n    "account": {SIGNED},\n}}',
    }


@require_safe
@access(PUBLIC)
def demonstration(request: HttpRequest, code: str) -> HttpResponse:
    """A page of ours that carries the banner of a site as any page would: what is refused stays out of it."""
    served = serving.newest(code)
    if served is None:
        raise Http404
    language = paging.language_of(request, served)
    titles = {one["code"]: one["texts"][language]["title"] for one in served.said["purposes"]}
    parties = [
        {
            "code": one["code"],
            "name": one["name"],
            "purposes": ", ".join(titles[of] for of in one["purposes"]),
        }
        for one in served.said["third_parties"]
    ]
    context = {
        "script": f"/{PREFIX}/{code}.js",
        "second": f"/{PREFIX}/{code}/?lang={language}",
        "parties": parties,
    }
    template = "cookies/webmaster/demonstration.html"
    return paging.answered(served, paging.drawn(request, served, template, language, context))
