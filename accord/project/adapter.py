"""Signing in with django-allauth, on our terms: nobody signs up alone, and every mail goes through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Colleagues are created by an administrator (accord.staff)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody creates their own account."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address the middleware has settled, for the limits on attempts."""
        return str(request.META["REMOTE_ADDR"])


class MFAAdapter(DefaultMFAAdapter):
    """Names shown by authenticator applications and passkey dialogs."""

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        """The name people see when they create a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Accord"}
