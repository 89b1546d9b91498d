"""The four pages of nouns: list, detail, edit, delete. They declare; what writes is the action of the app.

A page is a class with `access` (a capability) mounted with `People.as_view()`. Templates are rendered themselves,
never extended: an app gives a row or a content template by name. Verbs are plain function views.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import FieldError, ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from accord.lib.access import access
from accord.ui.asking import kept, pairs, plain, query, words
from accord.ui.components.words import named
from accord.ui.keyset import Slice, cut

UNPROCESSABLE = 422
Text = str | Promise


@dataclass(frozen=True)
class Column:
    """A column of a list: `sort` is the database column it is ordered by; `kind` as for the component `cell`."""

    name: str
    label: Text
    sort: str = ""
    kind: str = ""
    is_shown: bool = True


@dataclass(frozen=True)
class SavedView:
    """A list somebody keeps: its words, its query string, how many wait in it."""

    label: Text
    query: str
    count: int | None = None


class Page(View):
    """What the four pages share: who may enter, and the sentence at the top."""

    access: ClassVar[str]
    title: ClassVar[Text] = ""
    sentence: ClassVar[Text] = ""
    queryset: ClassVar["QuerySet[Any] | None"] = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """The view behind its declaration of who may enter."""
        return access(cls.access)(super().as_view(**initkwargs))

    def rows_for(self, request: HttpRequest) -> "QuerySet[Any]":
        """What this colleague may see here; override to narrow it."""
        assert self.queryset is not None, "Declare a queryset."
        return self.queryset.all()

    def one(self) -> Any:
        """The row named by `pk` in the address, or 404."""
        return get_object_or_404(self.rows_for(self.request), pk=self.kwargs["pk"])

    def heading(self, row: Any = None) -> Text:
        """The title of the page."""
        return self.title or str(row)

    def crumbs(self, row: Any = None) -> Sequence[tuple[Text, str]]:
        """(words, address) of the pages above this one."""
        return ()

    def context(self, row: Any = None) -> dict[str, Any]:
        """More for the templates of the app."""
        return {}

    def about(self, row: Any = None) -> dict[str, Any]:
        """What every generic template reads."""
        top = {"title": self.heading(row), "sentence": self.sentence, "crumbs": self.crumbs(row)}
        return {**top, "object": row, **self.context(row)}


class ListPage(Page):
    """A list: filters as a sentence, saved views, sort by header, columns of one's choice, actions on what is chosen.

    `row_template` draws one `{% row %}` from `row` and `shown` (names of the columns); the address holds everything.
    """

    columns: ClassVar[Sequence[Column]]
    row_template: ClassVar[str]
    order: ClassVar[Sequence[str]] = ("pk",)
    size: ClassVar[int] = 50
    filterset_class: ClassVar[Any] = None
    actions_template: ClassVar[str] = ""
    bulk_template: ClassVar[str] = ""
    bulk_url: ClassVar[Text] = ""
    empty_template: ClassVar[str] = ""
    empty_title: ClassVar[Text] = ""

    def views(self) -> Sequence[SavedView]:
        """The saved views shown as tabs above the list."""
        return ()

    def bulk_for(self, request: HttpRequest) -> str:
        """The template of the actions on what is chosen; "" for whoever may do none."""
        return self.bulk_template

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or only its rows when htmx asks."""
        filterset, shown, tabs = self._filterset(request), self._shown(request), self._tabs(request)
        rows = self._slice(request, filterset.qs if filterset else self.rows_for(request))
        context = {
            **self.about(),
            "page": self,
            "rows": rows.rows,
            "shown": [column.name for column in shown],
            "heads": [self._head(request, column) for column in shown],
            "previous": query(request, before=rows.previous, after="") if rows.previous else "",
            "following": query(request, after=rows.following, before="") if rows.following else "",
            "filter_form": filterset.form if filterset else None,
            "chips": self._chips(request, filterset.form) if filterset else [],
            "tabs": tabs,
            "choices": [(column, column in shown) for column in self.columns],
            "kept": pairs(request, only=("sort", "columns")),
            "besides_columns": pairs(request, but=("columns",)),
            "bulk_template": self.bulk_for(request),
            "bulk_action": f"{self.bulk_url}?{kept(request)}",
            "is_filtered": bool(plain(request)),
            "is_all": not plain(request) and not any(is_current for _view, is_current in tabs),
            "everything": request.path,
        }
        template = "ui/list.html#rows" if getattr(request, "htmx", False) else "ui/list.html"
        return render(request, template, context)

    def _tabs(self, request: HttpRequest) -> list[tuple[SavedView, bool]]:
        """(view, is it this one): the one with this very order and these columns, else the one with these filters."""
        views = self.views()
        now = kept(request) if any(view.query == kept(request) for view in views) else plain(request)
        return [(view, view.query == now) for view in views]

    def _filterset(self, request: HttpRequest) -> Any:
        if self.filterset_class is None:
            return None
        return self.filterset_class(request.GET, queryset=self.rows_for(request), request=request)

    def _sorted(self, request: HttpRequest) -> Sequence[str]:
        asked = request.GET.get("sort", "")
        known = {column.sort for column in self.columns if column.sort}
        return (asked,) if asked.lstrip("-") in known else self.order

    def _slice(self, request: HttpRequest, found: "QuerySet[Any]") -> Slice:
        after, before = request.GET.get("after", ""), request.GET.get("before", "")
        order = self._sorted(request)
        try:
            return cut(found, order, after=after, before=before, size=self.size)
        except (ValidationError, ValueError, FieldError):
            return cut(found, order, size=self.size)

    def _shown(self, request: HttpRequest) -> list[Column]:
        asked = request.GET.getlist("columns")
        chosen = [column for column in self.columns if column.name in asked]
        return chosen or [column for column in self.columns if column.is_shown]

    def _head(self, request: HttpRequest, column: Column) -> dict[str, Any]:
        now = self._sorted(request)[0]
        is_first = bool(column.sort) and now.lstrip("-") == column.sort
        order = ("descending" if now.startswith("-") else "ascending") if is_first else ""
        turned = f"-{column.sort}" if order == "ascending" else column.sort
        href = query(request, sort=turned, after="", before="") if column.sort else ""
        return {"label": column.label, "kind": column.kind, "sort": order, "href": href}

    def _chips(self, request: HttpRequest, form: BaseForm) -> list[tuple[str, str]]:
        return [
            (
                named(bound.label, words(bound)) if bound.label else words(bound),
                query(request, **{bound.name: ""}),
            )
            for bound in form
            if request.GET.get(bound.name)
        ]


class DetailPage(Page):
    """One thing: its header, and `content_template` drawn with `object`."""

    content_template: ClassVar[str]
    actions_template: ClassVar[str] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        row = self.one()
        return render(request, "ui/detail.html", {**self.about(row), "page": self})


class EditPage(Page):
    """A form about one thing, new (no `pk` in the address) or not; `save` calls the action of the app."""

    form_class: ClassVar[type[Form]]
    button: ClassVar[Text] = ""
    fields_template: ClassVar[str] = ""
    aside_template: ClassVar[str] = ""
    saved: ClassVar[Text] = ""

    def initial(self, row: Any) -> dict[str, Any]:
        """What the form begins with."""
        return (
            {name: getattr(row, name) for name in self.form_class.base_fields if hasattr(row, name)}
            if row
            else {}
        )

    def save(self, row: Any, cleaned: dict[str, Any]) -> Any:
        """Call the action; a ValidationError it raises is shown in the form. Returns what `after` needs."""
        raise NotImplementedError

    def after(self, row: Any) -> str:
        """Where to go once saved."""
        raise NotImplementedError

    def back(self, row: Any) -> str:
        """Where « Cancel » leads."""
        crumbs = self.crumbs(row)
        return crumbs[-1][1] if crumbs else "/"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form."""
        row = self.one() if "pk" in kwargs else None
        return self._draw(row, self.form_class(initial=self.initial(row)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or say beside each field what is wrong and keep what was typed."""
        row = self.one() if "pk" in kwargs else None
        form = self.form_class(request.POST, request.FILES, initial=self.initial(row))
        if form.is_valid():
            try:
                saved = self.save(row, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, str(self.saved) or _("Saved."))
                return redirect(self.after(saved))
        return self._draw(row, form, status=UNPROCESSABLE)

    def _draw(self, row: Any, form: BaseForm, *, status: int = 200) -> HttpResponse:
        context = {
            **self.about(row),
            "page": self,
            "form": form,
            "back": self.back(row),
            "button": self.button or _("Save"),
        }
        return render(self.request, "ui/edit.html", context, status=status)


class DeletePage(Page):
    """Asks once, says what will disappear and what stays; `delete` calls the action of the app."""

    button: ClassVar[Text] = ""
    deleted: ClassVar[Text] = ""

    def consequences(self, row: Any) -> Sequence[Text]:
        """Sentences about what happens."""
        return ()

    def delete_row(self, row: Any) -> None:
        """Call the action; a ValidationError it raises is shown on the page."""
        raise NotImplementedError

    def after(self, row: Any) -> str:
        """Where to go once it is done."""
        return str(self.crumbs(row)[0][1])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question."""
        return self._draw(self.one())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or say why not."""
        row = self.one()
        try:
            self.delete_row(row)
        except ValidationError as error:
            return self._draw(row, refusals=error.messages, status=UNPROCESSABLE)
        messages.success(request, str(self.deleted) or _("Deleted."))
        return redirect(self.after(row))

    def _draw(self, row: Any, *, refusals: Sequence[str] = (), status: int = 200) -> HttpResponse:
        back = self.crumbs(row)[-1][1] if self.crumbs(row) else "/"
        more = {"page": self, "consequences": self.consequences(row), "refusals": refusals, "back": back}
        context = {**self.about(row), **more, "button": self.button or _("Delete")}
        return render(self.request, "ui/delete.html", context, status=status)
