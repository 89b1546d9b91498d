"""Professionals who sign in with a service that knows them (Pro Santé Connect): what it signs is verified here, then
the national number leads to the colleague an administrator declared. Nobody is created by signing in.
"""

from collections.abc import Callable
from typing import Any

import jwt
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from accord.health.actions import entering
from accord.lib.access import PUBLIC, access
from accord.project.provider import IDENTIFIER, ProfessionalAdapter

SIGNED = frozenset({"RS256", "PS256", "ES256"})
WORDS = {
    "cancelled": _("The sign-in was given up there. Nothing was changed."),
    "unverified": _("The answer of the service could not be verified. Begin again."),
    "level": _("The service did not identify you strongly enough: use your card or your e-CPS."),
    "unknown": _("Nobody here is declared with your national number (RPPS): ask an administrator."),
    "unreachable": _("The service does not answer. Try again later, or sign in with your password."),
}


class Verified(ProfessionalAdapter):
    """The answer of the service: every signature, the nonce and the level are looked at before anybody is let in."""

    state: dict[str, Any]

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> None:
        """Ends with a page in every case: raises ImmediateHttpResponse."""
        try:
            claims = self._claims(app, kwargs["response"].get("id_token"))
            said = self._fetch_user_info(token.token)
            if said.get("sub") != claims["sub"]:
                raise OAuth2Error("two people")
            number = str(said.get(settings.HEALTH_OIDC_ID) or claims.get(settings.HEALTH_OIDC_ID) or "")
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("malformed") from error
        raise ImmediateHttpResponse(_enter(request, number, str(claims.get("acr", "")), self.state))

    def _claims(self, app: Any, signed: str) -> dict[str, Any]:
        """What the service signed for us, for this very sign-in. Raises OAuth2Error, jwt.PyJWTError."""
        header = jwt.get_unverified_header(signed)
        if header.get("alg") not in SIGNED or not header.get("kid"):
            raise OAuth2Error("algorithm")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=signed,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not self.state.get("nonce") or claims.get("nonce") != self.state["nonce"]:
            raise OAuth2Error("nonce")
        return claims


class _Back(OAuth2CallbackView):
    """Whoever comes back, with the state of their own session."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


class SocialAdapter(DefaultSocialAccountAdapter):
    """What goes wrong on the way is said in a sentence, and noted."""

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        """Always ends with our page."""
        reason = "unreachable" if isinstance(exception, RequestException) else "unverified"
        reason = "cancelled" if error == "cancelled" else reason
        entering.refuse(reason)
        raise ImmediateHttpResponse(_sorry(request, reason))


def _enter(request: HttpRequest, number: str, acr: str, state: dict[str, Any]) -> HttpResponse:
    try:
        user = entering.enter(number=number, acr=acr)
    except entering.NotLetIn as no:
        return _sorry(request, no.reason)
    if request.user.is_authenticated:
        account_adapter(request).logout(request)
    is_strong = entering.is_second_factor(acr)
    record_authentication(request, user, "professional", level=acr, is_second_factor=is_strong)
    answer: HttpResponse = perform_login(request, user, redirect_url=state.get("next"))
    return answer


def _sorry(request: HttpRequest, reason: str) -> HttpResponse:
    context = {"sentence": WORDS[reason], "name": settings.HEALTH_OIDC_NAME}
    return render(request, "account/professional_refused.html", context, status=403)


def is_offered() -> bool:
    """True when this installation has such a service."""
    return bool(settings.ACCORD_HEALTH and settings.HEALTH_OIDC_SERVER)


def _answered(request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse:
    if not is_offered():
        raise Http404
    try:
        return view(request)
    except (RequestException, ValueError, KeyError):  # it does not answer, or not as OpenID Connect says
        return _sorry(request, "unreachable")


@access(PUBLIC)
def start(request: HttpRequest) -> HttpResponse:
    """Off to the service."""
    return _answered(request, OAuth2LoginView.adapter_view(ProfessionalAdapter(request, IDENTIFIER)))


@access(PUBLIC)
def back(request: HttpRequest) -> HttpResponse:
    """Back from the service."""
    return _answered(request, _Back.adapter_view(Verified(request, IDENTIFIER)))
