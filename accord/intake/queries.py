"""What is read about forms and requests."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from accord.intake.counting import STEPS
from accord.intake.models import Form, FormPurpose, FunnelDay, PendingRequest
from accord.register.models import Channel, LegalBasis, Notice, Purpose


def form_for(purpose_code: str) -> str:
    """The slug of the oldest open form that offers a purpose; "" when there is none."""
    boxes = FormPurpose.objects.filter(purpose__code=purpose_code, form__is_open=True)
    return boxes.order_by("form_id").values_list("form__slug", flat=True).first() or ""


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
