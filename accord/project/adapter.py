"""Signing in with django-allauth, on our terms: nobody signs up alone, and every mail goes through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import get_language, override

from accord.outbox import letters
from accord.ui.menu import first_page

PASSWORD_LINK = "account/email/password_reset_key"  # noqa: S105 - the name of a template
NO_ACCOUNT = "account/email/unknown_account"


class AccountAdapter(DefaultAccountAdapter):
    """Colleagues are created by an administrator (accord.staff)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody creates their own account."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The home page, or the first page of those who have another."""
        return first_page(request.user)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address the middleware has settled, for the limits on attempts."""
        return str(request.META["REMOTE_ADDR"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to a colleague through the outbox; an address without an account is not written to at all."""
        if template_prefix == NO_ACCOUNT:
            return
        user = context.get("user")
        language = user.language if user else get_language() or "fr"
        if template_prefix == PASSWORD_LINK:
            name = str(user) if user else ""
            link = context["password_reset_url"]
            letters.account_password(to=email, language=language, link=link, name=name)
            return
        with override(language):
            message = self.render_mail(template_prefix, email, context)
        letters.account_security(
            to=email, language=language, title=message.subject, message=str(message.body)
        )

    def format_email_subject(self, subject: str) -> str:
        """The subject as it is: the sender already says who writes."""
        return str(subject)


class MFAAdapter(DefaultMFAAdapter):
    """Names shown by authenticator applications and passkey dialogs."""

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        """The name people see when they create a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Accord"}
