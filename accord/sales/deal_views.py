"""Deals: the board, the list, the page of one, opening and correcting one."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.contacts.actions import organisation_named
from accord.contacts.models import Organisation, Person
from accord.contacts.queries import organisation_names, views_for
from accord.lib.access import access, may
from accord.lib.actor import Actor
from accord.sales import actions
from accord.sales.actions import NewDeal
from accord.sales.board import board as drawn
from accord.sales.cards import described, main_name, next_step, quiet
from accord.sales.concerning import About
from accord.sales.deal_filters import DealFilter, narrowing
from accord.sales.deal_forms import DealForm, NewDealForm, initial, stages
from accord.sales.deal_history import history
from accord.sales.models import Deal, DealPerson
from accord.sales.reaching import reach
from accord.sales.todo import to_do
from accord.sales.together import TogetherForm
from accord.staff.who import user_of
from accord.ui.asking import kept
from accord.ui.pages import Column, DetailPage, EditPage, ListPage, SavedView

NEVER = date(9999, 12, 31)


def deal_of(request: HttpRequest, pk: int) -> Deal:
    """The deal, when this colleague may see it; 404 otherwise."""
    found = Deal.objects.visible_to(user_of(request)).select_related("stage", "pipeline", "owner")
    return get_object_or_404(found, pk=pk)


def ways(request: HttpRequest, current: str) -> list[tuple[str, str, str, bool]]:
    """Board, list, forecast: (words, address, icon, is it this one), with the filters they share."""
    kept = QueryDict(mutable=True)
    for name, value in narrowing(request.GET):
        kept[name] = value
    asked = kept.urlencode()
    listed = f"state=open&{asked}".rstrip("&")
    known = (
        (_("Board"), reverse("sales:deals"), asked, "columns", "board"),
        (_("List"), reverse("sales:deal_list"), listed, "list", "list"),
        (_("Forecast"), reverse("sales:forecast"), asked, "chart", "forecast"),
    )
    return [(label, f"{href}?{query}", icon, code == current) for label, href, query, icon, code in known]


# The board


@access("sales.read")
def deals(request: HttpRequest) -> HttpResponse:
    """The board of one pipeline."""
    return draw_board(request)


def draw_board(request: HttpRequest, said: str = "") -> HttpResponse:
    """The board, or only its columns when htmx asks; `said`: what has just happened, read aloud."""
    user = user_of(request)
    shown = drawn(request.GET, Deal.objects.visible_to(user), request)
    query = request.GET.urlencode()
    context = {
        "board": shown,
        "said": said,
        "move": f"{reverse('sales:move_deal')}?{query}" if may(user, "deals.work") else "",
        "ways": ways(request, "board"),
        "proposed": Deal.objects.visible_to(user).filter(state=Deal.State.PROPOSED, owner=user).count(),
        "may_work": may(user, "deals.work"),
        "may_manage": may(user, "sales.manage"),
    }
    template = "sales/board.html#board" if request.headers.get("HX-Request") else "sales/board.html"
    answer = render(request, template, context)
    answer.headers["Vary"] = "HX-Request"
    return answer


# The list


class DealList(ListPage):
    """Every deal, with filters, saved views, order and columns of one's choice."""

    access = "sales.read"
    title = gettext_lazy("Deals")
    filterset_class = DealFilter
    columns: ClassVar[Sequence[Column]] = (
        Column("name", gettext_lazy("Deal"), sort="name"),
        Column("person", gettext_lazy("Main contact"), is_shown=False),
        Column("stage", gettext_lazy("Stage"), sort="stage__position"),
        Column("amount", gettext_lazy("Amount"), sort="amount", kind="num"),
        Column("weighted", gettext_lazy("Probable"), kind="num", is_shown=False),
        Column("closes", gettext_lazy("Expected on"), sort="closes"),
        Column("owner", gettext_lazy("Followed by"), kind="wide"),
        Column("step", gettext_lazy("Next step"), is_shown=False),
        Column("news", gettext_lazy("Last news"), sort="news_at"),
        Column("state", gettext_lazy("State"), is_shown=False),
        Column("competitor", gettext_lazy("Competitor"), is_shown=False),
        Column("created", gettext_lazy("Opened on"), sort="created_at", is_shown=False),
        Column("closed", gettext_lazy("Won or lost on"), sort="closed", is_shown=False),
    )
    row_template = "sales/deal_row.html"
    actions_template = "sales/deal_list_actions.html"
    empty_title = gettext_lazy("No deal answers to these filters.")
    empty_template = "sales/no_deal.html"
    order = ("-news_at",)
    bulk_template = "sales/deal_bulk.html"
    bulk_url = reverse_lazy("sales:deals_together")

    def bulk_for(self, request: HttpRequest) -> str:
        """Whoever works on deals may act on several."""
        return self.bulk_template if may(user_of(request), "deals.work") else ""

    def rows_for(self, request: HttpRequest) -> QuerySet[Deal]:
        """What this colleague may see; a deal without a day stands after all others."""
        seen = Deal.objects.visible_to(user_of(request))
        closed = Coalesce("closed_at", "created_at")
        return described(seen).annotate(closes=Coalesce("close_on", Value(NEVER)), closed=closed)

    def views(self) -> Sequence[SavedView]:
        """Mine and the shared ones."""
        mine = views_for(str(self.request.user.pk), "deals")
        return [SavedView(view.name, view.query) for view in mine]

    def context(self, row: Any = None) -> dict[str, Any]:
        """What the header offers."""
        user = user_of(self.request)
        query = kept(self.request)
        mine = views_for(str(user.pk), "deals").filter(query=query, owner_id=str(user.pk))
        return {
            "ways": ways(self.request, "list"),
            "query": query,
            "my_view": mine.first() if query else None,
            "together": TogetherForm(),
            "may_work": may(user, "deals.work"),
            "may_export": may(user, "people.export"),
        }


# One deal


class DealPage(DetailPage):
    """One deal: where it stands, who is in it, what comes next, what happened."""

    access = "sales.read"
    content_template = "sales/deal.html"
    actions_template = "sales/deal_actions.html"

    def rows_for(self, request: HttpRequest) -> QuerySet[Deal]:
        """What this colleague may see."""
        return described(Deal.objects.visible_to(user_of(request))).select_related("reason", "lead")

    def crumbs(self, row: Any = None) -> Sequence[tuple[Any, str]]:
        """Under the board."""
        return [(_("Deals"), reverse("sales:deals"))]

    def about(self, row: Any = None) -> dict[str, Any]:
        """The sentence says company, stage and owner."""
        parts = (row.organisation, row.stage, row.owner or _("followed by nobody"))
        return {**super().about(row), "sentence": " · ".join(str(one) for one in parts if one)}

    def context(self, row: Any = None) -> dict[str, Any]:
        """People, what is to do, what happened."""
        user = user_of(self.request)
        people = list(row.roles.select_related("person__organisation").order_by("-is_main", "pk"))
        main = next((one.person for one in people if one.is_main), None)
        return {
            "people": people,
            "main": main,
            "reach": reach(main, deal=row) if main else None,
            "to_do": to_do(user, About(main, row.organisation, row.lead, row)),
            "days": history(row),
            "step": next_step(row),
            "quiet": quiet(row),
            "main_name": main_name(row),
            "steps": _steps(row),
            "stages": [(stage.pk, stage) for stage in row.pipeline.stages.all()],
            "may_work": may(user, "deals.work"),
        }


def _steps(deal: Deal) -> list[tuple[Any, str]]:
    """The stages of the pipeline as a road: (stage, done | current | todo)."""
    road = list(deal.pipeline.stages.all())
    at = road.index(deal.stage) if deal.stage in road else 0
    state = {True: "done", False: "todo"}
    is_won = deal.state == Deal.State.WON
    return [
        (stage, "current" if place == at and not is_won else state[place < at or is_won])
        for place, stage in enumerate(road)
    ]


class _Writing(EditPage):
    """What opening and correcting share."""

    access = "deals.work"
    fields_template = "sales/deal_fields.html"

    def rows_for(self, request: HttpRequest) -> QuerySet[Deal]:
        """What this colleague may see."""
        return Deal.objects.visible_to(user_of(request)).select_related("organisation")

    def context(self, row: Any = None) -> dict[str, Any]:
        """Names offered while typing."""
        return {"organisations": organisation_names()}

    def after(self, row: Any) -> str:
        """The page of the deal."""
        return reverse("sales:deal", args=[row.pk])


class NewDealPage(_Writing):
    """Open a deal; ?person= and ?organisation= say about whom."""

    title = gettext_lazy("New deal")
    form_class = NewDealForm
    button = gettext_lazy("Open the deal")
    saved = gettext_lazy("Deal opened.")

    def crumbs(self, row: Any = None) -> Sequence[tuple[Any, str]]:
        """Under the board."""
        return [(_("Deals"), reverse("sales:deals"))]

    def context(self, row: Any = None) -> dict[str, Any]:
        """Who it is about, and stages to begin in."""
        return {**super().context(row), "person": self._person()}

    def initial(self, row: Any) -> dict[str, Any]:
        """Mine, in the first stage, with the company of whom it is about."""
        person, first = self._person(), stages().first()
        firm = Organisation.objects.filter(pk=_number(self.request.GET.get("organisation"))).first()
        company = firm or (person.organisation if person else None)
        user = self.request.user.pk
        return {"owner": user, "stage": first and first.pk, "organisation_name": str(company or "")}

    def _person(self) -> Person | None:
        asked = self.request.GET.get("person")
        return Person.objects.select_related("organisation").filter(pk=_number(asked)).first()

    def save(self, row: Any, cleaned: dict[str, Any]) -> Deal:
        """Open it."""
        actor, person = user_of(self.request).actor, self._person()
        stage = cleaned.pop("stage")
        details = _details(actor, cleaned)
        people = ((person.pk, DealPerson.Role.DECIDES.value),) if person else ()
        return actions.open_deal(actor=actor, new=NewDeal(**details, stage_id=stage.pk, people=people))


class EditDealPage(_Writing):
    """Correct a deal."""

    title = gettext_lazy("Edit")
    form_class = DealForm

    def crumbs(self, row: Any = None) -> Sequence[tuple[Any, str]]:
        """Under the deal."""
        return [(_("Deals"), reverse("sales:deals")), (row.name, reverse("sales:deal", args=[row.pk]))]

    def initial(self, row: Any) -> dict[str, Any]:
        """What is known."""
        return initial(row)

    def save(self, row: Any, cleaned: dict[str, Any]) -> Deal:
        """Keep what changed."""
        actor = user_of(self.request).actor
        return actions.edit_deal(actor=actor, deal=row, **_details(actor, cleaned))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _details(actor: Actor, cleaned: dict[str, Any]) -> Any:
    """What the form says, in the words of the action; an organisation is found or created by its name."""
    name, owner = cleaned["organisation_name"].strip(), cleaned["owner"]
    company = organisation_named(actor=actor, name=name) if name else None
    said = {field: cleaned[field] for field in ("name", "amount", "close_on", "competitor")}
    return {**said, "organisation_id": company and company.pk, "owner_id": owner and owner.pk}
