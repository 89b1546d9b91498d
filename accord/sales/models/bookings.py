"""The page on which people book a meeting with a colleague, and what they booked."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BookingPage(models.Model):
    """One per colleague. hours: [[weekday from Monday 0, "09:00", "12:00"], …] in `time_zone`.

    form_id: the intake.Form that says what is asked and under which notice; lead_hours: not sooner than that.
    """

    class Minutes(models.IntegerChoices):
        M15 = 15, _("15 minutes")
        M30 = 30, _("30 minutes")
        M45 = 45, _("45 minutes")
        M60 = 60, _("one hour")

    user = models.OneToOneField("staff.User", models.CASCADE, related_name="booking_page")
    code = models.SlugField(_("end of the address"), max_length=40, unique=True)
    form_id = models.BigIntegerField()
    hours = models.JSONField(default=list)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    minutes = models.PositiveSmallIntegerField(
        _("length of a meeting"), choices=Minutes.choices, default=Minutes.M30
    )
    lead_hours = models.PositiveSmallIntegerField(_("not sooner than (hours)"), default=24)
    days_ahead = models.PositiveSmallIntegerField(_("not later than (days)"), default=30)
    place = models.CharField(_("where"), max_length=200, blank=True)
    is_open = models.BooleanField(_("open to the public"), default=True)

    def __str__(self) -> str:
        return str(self.user)


class Booking(models.Model):
    """A meeting somebody asked for and confirmed. activity: None until there is a time, and once it is cancelled.

    time_zone: the one in which they read it; sequence: how often it changed, for calendars (RFC 5545).
    """

    page = models.ForeignKey(BookingPage, models.CASCADE, related_name="bookings")
    person = models.ForeignKey("contacts.Person", models.CASCADE, related_name="bookings")
    lead = models.ForeignKey("sales.Lead", models.SET_NULL, null=True, related_name="+")
    deal = models.ForeignKey("sales.Deal", models.SET_NULL, null=True, related_name="+")
    activity = models.OneToOneField("sales.Activity", models.SET_NULL, null=True, related_name="booking")
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    language = models.CharField(max_length=5, default="fr")
    sequence = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.page}: {self.person_id}"
