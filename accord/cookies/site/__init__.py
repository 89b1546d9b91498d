"""For sites made with Django: `accord.cookies.site` in INSTALLED_APPS, its middleware, and `{% load accord_cookies %}`.

It stands alone: it imports nothing else of Accord but the cookie it writes, and speaks to Accord over HTTP.
Settings of the site: ACCORD_COOKIES = {"address": "https://crm.example.org/ac/mysite", "secret": "…" (for accounts),
"path": "/cookies-choice/" (where the banner's form is sent), "account": "mysite.accounts.holder" (a function of the
request that names the signed-in account, or "")}.
"""
