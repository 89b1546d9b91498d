"""The pages of reusable texts: the list, writing one, putting one away."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accord.lib.access import access
from accord.outbox import fields
from accord.sales.models import ReusableText
from accord.sales.texts import archive as put_away
from accord.sales.texts import found, may_change, restore, save
from accord.sales.writing_forms import TextForm
from accord.staff.who import user_of
from accord.ui.pages import EditPage

ARCHIVED = "archived"


@access("letters.ask")
def texts(request: HttpRequest) -> HttpResponse:
    """The texts one may use; those put away stand apart."""
    user, q = user_of(request), request.GET.get("q", "")
    is_archived = request.GET.get("show") == ARCHIVED
    lines = [(one, may_change(user, one)) for one in found(user, q, archived=is_archived)]
    context = {"lines": lines, "q": q, "is_archived": is_archived, "me": user}
    return render(request, "sales/texts.html", context)


class TextPage(EditPage):
    """Write a text, or correct one."""

    access = "letters.ask"
    title = gettext_lazy("New text")
    form_class: ClassVar[type[Form]] = TextForm
    fields_template = "sales/text_fields.html"
    aside_template = "sales/text_aside.html"

    def rows_for(self, request: HttpRequest) -> QuerySet[ReusableText]:
        """Those this colleague may change."""
        return _changeable(request)

    def heading(self, row: Any = None) -> str:
        """Its title."""
        return str(row or self.title)

    def crumbs(self, row: Any = None) -> Sequence[tuple[Any, str]]:
        """Under the list."""
        return [(_("Reusable texts"), reverse("sales:texts"))]

    def context(self, row: Any = None) -> dict[str, Any]:
        """What may be filled in."""
        return {"marks": [(label, fields.mark(name)) for name, label in fields.choices()]}

    def save(self, row: Any, cleaned: dict[str, Any]) -> ReusableText:
        """Keep it."""
        user = user_of(self.request)
        return save(actor=user.actor, text=row, owner=user, **cleaned)

    def after(self, row: Any) -> str:
        """The list."""
        return reverse("sales:texts")


def _changeable(request: HttpRequest) -> QuerySet[ReusableText]:
    user = user_of(request)
    seen = ReusableText.objects.visible_to(user)
    return seen if user.may("sales.manage") else seen.filter(owner=user)


@require_POST
@access("letters.ask")
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a text away, or take it up again."""
    text = get_object_or_404(_changeable(request), pk=pk)
    act = restore if text.archived_at else put_away
    act(actor=user_of(request).actor, text=text)
    return redirect("sales:texts")
