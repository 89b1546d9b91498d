"""A colleague's own booking page: its hours, its form, its address."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accord.intake.bookings.forms import PageForm, initial
from accord.intake.models import Form
from accord.lib.access import access
from accord.sales.booking import save_page
from accord.sales.lead_views import UNPROCESSABLE
from accord.sales.models import BookingPage
from accord.staff.models import User
from accord.staff.who import user_of


@access("activities.work")
def mine(request: HttpRequest) -> HttpResponse:
    """Say when one can be met, and copy the address to give."""
    user = user_of(request)
    page = BookingPage.objects.filter(user=user).first() or _new(user)
    form = PageForm(request.POST or None, page=page, initial=initial(page))
    if request.method == "POST" and form.is_valid():
        save_page(actor=user.actor, page=page, **form.cleaned_data)
        messages.success(request, _("Your page is saved."))
        return redirect("intake:my_booking_page")
    href = reverse("intake:booking", args=[page.code]) if page.pk and page.is_open and not form.errors else ""
    context = {"form": form, "href": href, "address": settings.SITE_URL + href, "has_forms": _has_forms()}
    return render(request, "intake/bookings/mine.html", context, status=UNPROCESSABLE if form.errors else 200)


def _new(user: User) -> BookingPage:
    code = slugify(str(user))[:36] or f"c{user.pk}"
    taken = BookingPage.objects.filter(code=code).exists()
    return BookingPage(user=user, code=f"{code}-{user.pk}" if taken else code, form_id=0)


def _has_forms() -> bool:
    return Form.objects.filter(kind=Form.Kind.LEAD, is_open=True).exists()
