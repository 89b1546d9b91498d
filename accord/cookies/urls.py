"""Public addresses, twice: under a name for people, and under one that lists of blocked addresses do not know."""

from django.urls import include, path

from accord.cookies.configuration import PREFIX
from accord.cookies.views import partners, proving, script, second
from accord.cookies.webmaster.urls import urlpatterns as webmaster

app_name = "cookies"

public = [
    path("<slug:code>.js", script.newest, name="script"),
    path("<slug:code>.<slug:mark>.js", script.marked, name="script_of_version"),
    path("<slug:code>.css", script.style, name="style"),
    path("<slug:code>.json", script.described, name="described"),
    path("<slug:code>/", second.page, name="second"),
    path("<slug:code>/version/<slug:mark>/", second.of_version, name="second_of_version"),
    path("<slug:code>/partners", partners.page, name="partners"),
    path("<slug:code>/proof/<uuid:visitor>", proving.page, name="proof"),
    path("<slug:code>/proof/<uuid:visitor>.json", proving.as_json, name="proof_json"),
    path("<slug:code>/proof/<uuid:visitor>.pdf", proving.as_pdf, name="proof_pdf"),
    path("<slug:code>/choice", script.choice, name="choice"),
    path("<slug:code>/account", script.account, name="account"),
    path("<slug:code>/visit", script.visit, name="visit"),
    path("<slug:code>/seen", script.seen, name="seen"),
]
urlpatterns = [
    path("cookies/sites/proofs/<int:pk>.json", proving.choice_as_json, name="choice_json"),
    path("cookies/sites/proofs/<int:pk>.pdf", proving.choice_as_pdf, name="choice_pdf"),
    path(f"{PREFIX}/", include(public)),
    path("cookies/", include(public)),  # the last one is the one we write
    *webmaster,
]
