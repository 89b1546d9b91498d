"""What django-allauth says on the pages we let in: named here so that our own catalogue says it in our words."""

from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("The password reset token was invalid."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("Use authenticator app or code"),
    _("Use your password"),
    _("Use a security key"),
    _("Alternative options"),
    _("Sign In"),
    _("Two-Factor Authentication"),
    _("Your account is protected by two-factor authentication. Please enter an authenticator code:"),
    _("Enter an authenticator code:"),
    _("Authenticator app activated."),
    _("Authenticator App Activated"),
    _("Authenticator app deactivated."),
    _("Authenticator App Deactivated"),
    _("Recovery codes"),
    _("A new set of Two-Factor Authentication recovery codes has been generated."),
    _("New Recovery Codes Generated"),
    _("A new set of recovery codes has been generated."),
    _("Security Key Added"),
    _("Security Key Removed"),
    _("Security key added."),
    _("Security key removed."),
    _("A new security key has been added."),
    _("A security key has been removed."),
    _("Security key"),
    _("Master key"),
    _("Backup key"),
    _("Key nr. {number}"),
    _("Signed out of all other sessions."),
    _(
        "If you do not recognize this change then please take proper security precautions "
        "immediately. The change to your account originates from:\n\n- IP address: %(ip)s\n- Browser: "
        "%(user_agent)s\n- Date: %(timestamp)s"
    ),
    _("You are receiving this mail because the following change was made to your account:"),
)
