"""The service professionals sign in with (Pro Santé Connect), as django-allauth looks for it: OpenID Connect with PKCE,
a state and a nonce. What is done with its answer: professionals.py.
"""

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

IDENTIFIER = "professionals"


class ProfessionalAdapter(OpenIDConnectOAuth2Adapter):
    """Where the service sends people back to: the address of the house, as it was declared to the service."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """The same whatever name the page was opened under."""
        return settings.SITE_URL + reverse("professional_back")


class ProfessionalProvider(OpenIDConnectProvider):
    """Asks for what the settings say, never for what an address adds."""

    id = IDENTIFIER
    oauth2_adapter_class = ProfessionalAdapter
    pkce_enabled_default = True

    def redirect_from_request(self, request: HttpRequest) -> HttpResponse:
        """Off to the service; the nonce comes back inside what it signs."""
        nonce = secrets.token_urlsafe(24)
        asked = {"acr_values": settings.HEALTH_OIDC_ACR, "nonce": nonce}
        after = get_next_redirect_url(request)
        away: HttpResponse = self.redirect(request, "login", next_url=after, auth_params=asked, nonce=nonce)
        return away


provider_classes = [ProfessionalProvider]
