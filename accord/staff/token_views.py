"""The page on which a colleague makes, reads and revokes the tokens of their own programs."""

from allauth.idp.oidc.models import Token
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.lib.access import SIGNED_IN, access
from accord.staff import tokens
from accord.staff.forms import TokenForm
from accord.staff.who import user_of

UNPROCESSABLE = 422


@access(SIGNED_IN)
def own_tokens(request: HttpRequest) -> HttpResponse:
    """My tokens: what each may do, until when, when it was last used."""
    return render(request, "staff/tokens.html", {"tokens": tokens.tokens_of(user_of(request))})


@access(SIGNED_IN)
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token; it is shown in the answer to this very request, and never again."""
    user = user_of(request)
    form = TokenForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        token, text = tokens.create(actor=user.actor, user=user, **form.cleaned_data)
        context = {"text": text, "name": (token.data or {})["name"]}
        return render(request, "staff/token_shown.html", context)
    return render(
        request, "staff/token_new.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200
    )


@require_POST
@access(SIGNED_IN)
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of my tokens: from this moment it opens nothing."""
    user = user_of(request)
    token = get_object_or_404(Token, pk=pk, user=user, type=Token.Type.ACCESS_TOKEN)
    tokens.revoke(actor=user.actor, token=token)
    messages.success(request, _("The token is revoked: it opens nothing any more."))
    return redirect("staff:tokens")
