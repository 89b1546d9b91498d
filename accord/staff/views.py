"""Pages about colleagues and about oneself."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.lib.access import PUBLIC, access
from accord.lib.actor import Actor
from accord.staff import actions, naming, queries, signing, teams
from accord.staff.forms import ColleagueForm, WelcomeForm
from accord.staff.models import User
from accord.staff.roles import Role
from accord.staff.who import user_of

UNPROCESSABLE = 422
TURN = {"on": {"do": "on"}, "off": {"do": "off"}}


@access("staff.manage")
def colleagues(request: HttpRequest) -> HttpResponse:
    """Everybody who works here."""
    return render(request, "staff/colleagues.html", {"colleagues": queries.colleagues()})


@access("staff.manage")
def welcome(request: HttpRequest) -> HttpResponse:
    """Add a colleague, and mail them the way to choose a password."""
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.welcome(actor=user_of(request).actor, **form.cleaned_data)
        _mail_password_link(request, user)
        messages.success(
            request, _("%(name)s will receive a link to choose a password.") % {"name": user.name}
        )
        return redirect("staff:colleagues")
    return render(request, "staff/welcome.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@access("staff.manage")
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a colleague's name, roles or right to sign in."""
    user = get_object_or_404(User, pk=pk)
    initial = {name: getattr(user, name) for name in ("name", "roles", "is_active", "team", "reach")}
    form = ColleagueForm(request.POST or None, initial=initial, is_active=user.is_active)
    if request.method == "POST" and form.is_valid():
        try:
            _changed(user_of(request).actor, user, form.cleaned_data)
        except actions.LastAdministrator as error:
            form.add_error("roles", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("staff:colleagues")
    context = {"form": form, "colleague": user, "proofs": signing.second_proofs(user)}
    return render(request, "staff/colleague.html", context, status=UNPROCESSABLE if form.errors else 200)


@transaction.atomic
def _changed(actor: Actor, user: User, said: dict[str, Any]) -> None:
    is_active = said.get("is_active", user.is_active)
    actions.change(actor=actor, user=user, name=said["name"], roles=said["roles"], is_active=is_active)
    teams.place(actor=actor, user=user, team=said["team"], reach=said["reach"])


@require_POST
@access("staff.manage")
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail a colleague the way to choose a password."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    _mail_password_link(request, user)
    messages.success(request, _("%(name)s will receive a link to choose a password.") % {"name": user.name})
    return redirect("staff:colleague", pk=pk)


@require_POST
@access("staff.manage")
def forget_second_proofs(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague lost their telephone or key: they sign in with the password alone, and are told by letter."""
    user = get_object_or_404(User, pk=pk)
    with transaction.atomic():
        signing.forget_second_proofs(actor=user_of(request).actor, user=user)
        letter = {"user": user, "by": user_of(request)}
        get_adapter(request).send_mail("staff/email/second_proofs_forgotten", user.email, letter)
    messages.success(
        request,
        _("%(name)s signs in with the password alone, and is told so by letter.") % {"name": user.name},
    )
    return redirect("staff:colleague", pk=pk)


@access("signed-in")
def account(request: HttpRequest) -> HttpResponse:
    """My name, roles, language and ways of signing in."""
    user = user_of(request)
    roles = [Role(role).label for role in user.roles if role in Role.values]
    return render(request, "staff/account.html", {"colleague": user, "roles": roles, **TURN})


@require_POST
@access("signed-in")
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Have the keys of one letter act (`do=on`), or not."""
    user, is_on = user_of(request), request.POST.get("do") == "on"
    actions.turn_shortcuts(actor=user.actor, user=user, is_on=is_on)
    messages.success(
        request, _("The keys of one letter act.") if is_on else _("The keys of one letter are off.")
    )
    return redirect(reverse("staff:account") + "#keys-of-mine")


@access("people.read")
def names(request: HttpRequest) -> JsonResponse:
    """The colleagues a note may name, and the words in which their list is read aloud."""
    return JsonResponse(
        {
            "names": [{"name": name, "said": said} for name, said in naming.sayings(user_of(request))],
            "label": _("Colleagues"),
            "one": _("One colleague: Enter puts the name in."),
            "many": _("{n} colleagues: arrows to choose, Enter to put the name in."),
        }
    )


@require_POST
@access(PUBLIC)
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages: kept on a colleague's account, in a cookie for a visitor."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        chosen = settings.LANGUAGE_CODE
    answer = redirect(_back(request))
    if request.user.is_authenticated:
        user = user_of(request)
        actions.speak(actor=user.actor, user=user, language=chosen)
    translation.activate(chosen)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        samesite="Lax",
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return answer


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("desk:home")


def _mail_password_link(request: HttpRequest, user: User) -> None:
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)
