"""What is read about forms and requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from accord.intake.counting import STEPS
from accord.intake.models import Form, FormPurpose, FunnelDay, PendingRequest
from accord.register.models import Channel, Controller, LegalBasis, Notice, NoticeVersion, Purpose
from accord.register.queries import current_notice_version


@dataclass(slots=True)
class Box:
    """One box of a form: the purpose and the exact words beside it. is_ticked: as the visitor sent it, never before."""

    purpose: Purpose
    words: str
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """Everything the public page of an open form says, in one language."""

    form: Form
    version: NoticeVersion
    boxes: tuple[Box, ...]

    @property
    def controller(self) -> Controller:
        """Who answers for the data."""
        return self.form.notice.controller

    @property
    def box_ids(self) -> list[int]:
        """The purposes offered, in their order."""
        return [box.purpose.pk for box in self.boxes]

    def chosen(self, purpose_ids: Sequence[int]) -> list[Box]:
        """The boxes ticked, in the order of the form; what the form does not offer is ignored."""
        return [box for box in self.boxes if box.purpose.pk in purpose_ids]


def form_for(purpose_code: str) -> str:
    """The slug of the oldest open form that offers a purpose; "" when there is none."""
    boxes = FormPurpose.objects.filter(purpose__code=purpose_code, form__is_open=True)
    return boxes.order_by("form_id").values_list("form__slug", flat=True).first() or ""


def page(slug: str, language: str) -> SignUpPage | None:
    """The page of an open form: two queries. None when there is none, or when it is closed."""
    rows = FormPurpose.objects.filter(form__slug=slug, form__is_open=True)
    boxes = list(rows.select_related("form__notice__controller", "purpose").order_by("position", "pk"))
    if not boxes:
        return None
    form = boxes[0].form
    version = current_notice_version(form.notice, language)
    if version is None:
        return None
    open_ = [box.purpose for box in boxes if box.purpose.state == Purpose.State.OPEN]
    written = [Box(purpose, version.statements.get(purpose.code, "")) for purpose in open_]
    shown = tuple(box for box in written if box.words)
    return SignUpPage(form, version, shown) if shown else None


def forms() -> QuerySet[Form]:
    """Every form, open ones first, with its live requests (`waiting`)."""
    waiting = Count("pending", filter=Q(pending__superseded_at__isnull=True), distinct=True)
    return (
        Form.objects.select_related("notice").annotate(waiting=waiting).order_by("-is_open", "title_fr", "pk")
    )


def purposes_for_boxes() -> QuerySet[Purpose]:
    """What a box can ask for: purposes in use, resting on consent, that write by e-mail."""
    return Purpose.objects.filter(
        state=Purpose.State.OPEN, legal_basis=LegalBasis.CONSENT, channels__contains=[Channel.EMAIL]
    )


def notices() -> QuerySet[Notice]:
    """The notices a form may show: those for data collected from the person."""
    return Notice.objects.filter(article=Notice.Article.ART13).order_by("name")


def funnel(form_ids: Sequence[int], *, days: int = 90) -> dict[str, int]:
    """How many requests of the last `days` days reached each step, whole forms together."""
    since: date = timezone.localdate() - timedelta(days=days)
    rows = FunnelDay.objects.filter(form__in=form_ids, day__gte=since)
    sums = rows.aggregate(**{step: Sum(step) for step in STEPS})
    return {step: sums[step] or 0 for step in STEPS}


def funnels(*, days: int = 90) -> dict[int, dict[str, int]]:
    """`funnel` of every form at once, by form."""
    since = timezone.localdate() - timedelta(days=days)
    rows = FunnelDay.objects.filter(day__gte=since).values("form").order_by()
    summed = rows.annotate(**{step: Sum(step) for step in STEPS}).values_list("form", *STEPS)
    return {form: dict(zip(STEPS, sums, strict=True)) for form, *sums in summed}


def pending() -> QuerySet[PendingRequest]:
    """Requests that wait for their answer, newest first; neither the token nor its hash is read."""
    live = PendingRequest.objects.filter(superseded_at__isnull=True, expires_at__gt=timezone.now())
    return live.select_related("form").defer("token_hash", "address_hash", "network")


def masked(address: str) -> str:
    """An address a colleague may recognise and not copy: "c•••@example.org"."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"
