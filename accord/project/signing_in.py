"""The addresses of django-allauth, each with who may enter; an address that is not listed here does not exist."""

from collections.abc import Iterator

from allauth.urls import urlpatterns
from django.db import transaction
from django.urls import URLPattern, URLResolver, path, re_path
from django.urls.resolvers import RegexPattern

from accord.lib.access import PUBLIC, SIGNED_IN, access

ACCESS = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # says that an administrator creates accounts
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_authenticate": PUBLIC,  # half-way through signing in
    "mfa_login_webauthn": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
}
CHOOSES_A_PASSWORD = "account_reset_password_from_key"  # noqa: S105 - the name of an address


def _leaves(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _leaves(pattern.url_patterns, route)
        else:
            yield route, pattern


def _declared(route: str, pattern: URLPattern) -> URLPattern:
    """The same address behind our own declaration of who may enter.

    A change of how a colleague signs in and its line in the journal (staff/signing.py) are one transaction.
    """
    demand, view = ACCESS[str(pattern.name)], pattern.callback
    if demand == SIGNED_IN or pattern.name == CHOOSES_A_PASSWORD:
        view = transaction.atomic(view)
    view = access(demand)(view)
    make = re_path if isinstance(pattern.pattern, RegexPattern) else path
    return make(route, view, name=pattern.name)


addresses = [_declared(route, pattern) for route, pattern in _leaves(urlpatterns) if pattern.name in ACCESS]
