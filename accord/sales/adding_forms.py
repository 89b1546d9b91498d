"""Cleaning a lead entered by hand: who, and above all where from."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.admitting import normalise
from accord.contacts.forms import WRONG_ADDRESS
from accord.contacts.models import Acquisition, ContactPoint, Organisation
from accord.lib.addresses import AddressError
from accord.register.models import Notice
from accord.register.queries import current_notice_version
from accord.sales.adding import NewLead
from accord.sales.arriving import Arrival
from accord.ui.fields import DayField

Source = Acquisition.Source
CHANNELS = {
    "business_card": (_("business card"), Source.IN_PERSON),
    "fair": (_("trade fair"), Source.IN_PERSON),
    "referral": (_("recommended by somebody"), Source.REFERRAL),
    "purchased": (_("purchased list"), Source.PURCHASED),
    "telephone": (_("by telephone"), Source.TELEPHONE),
    "social": (_("social network"), Source.SOCIAL),
    "web": (_("found on the web"), Source.PUBLIC),
}
MET = frozenset({"business_card", "fair", "telephone"})  # where somebody could be told on the spot
NAMED = frozenset({"business_card", "fair", "web"})  # whose own name says more than the source it stands for
NOON = time(12)


class LeadForm(forms.Form):
    """Somebody met, recommended, bought or found; a professional, unless said otherwise."""

    channel = forms.ChoiceField(
        label=_("where does this lead come from"),
        choices=[(code, label) for code, (label, _source) in CHANNELS.items()],
        widget=forms.RadioSelect,
    )
    detail = forms.CharField(label=_("which one, exactly"), max_length=250)
    acquired_on = DayField(label=_("obtained on"), initial=timezone.localdate)
    first_name = forms.CharField(label=_("first name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("last name"), max_length=100, required=False)
    job = forms.CharField(label=_("job"), max_length=120, required=False)
    organisation_name = forms.CharField(label=_("organisation"), max_length=200, required=False)
    email = forms.CharField(label=_("e-mail"), max_length=320, required=False)
    phone = forms.CharField(label=_("telephone"), max_length=40, required=False)
    sphere = forms.ChoiceField(
        label=_("these addresses are"),
        choices=ContactPoint.Sphere.choices,
        initial=ContactPoint.Sphere.PROFESSIONAL,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("language"), choices=(("fr", "Français"), ("en", "English")), initial="fr"
    )
    headcount = forms.ChoiceField(
        label=_("headcount"), choices=[("", _("unknown")), *Organisation.Headcount.choices], required=False
    )
    postcode = forms.CharField(label=_("post code"), max_length=10, required=False)
    subject = forms.CharField(label=_("what about"), max_length=160, required=False)
    message = forms.CharField(
        label=_("what is known of it"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_told = forms.BooleanField(label=_("told on the spot, with this notice"), required=False)
    notice = forms.ModelChoiceField(
        label=_("which notice"),
        queryset=Notice.objects.filter(versions__published_at__isnull=False).distinct(),
        required=False,
        empty_label=_("none"),
    )

    def clean(self) -> dict[str, Any]:
        """An address or a name; told only where somebody was there to be told."""
        cleaned = super().clean() or {}
        for kind in ("email", "phone"):
            if cleaned.get(kind):
                self._normalise(kind, cleaned)
        if not any(cleaned.get(field) for field in ("first_name", "last_name", "email", "phone")):
            self.add_error("last_name", _("Write a name, or an address."))
        if cleaned.get("is_told"):
            self._check_told(cleaned)
        return cleaned

    def clean_acquired_on(self) -> date:
        """Not a day to come."""
        day: date = self.cleaned_data["acquired_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def _normalise(self, kind: str, cleaned: dict[str, Any]) -> None:
        try:
            cleaned[kind] = normalise(kind, cleaned[kind])
        except AddressError:
            self.add_error(kind, WRONG_ADDRESS[kind])

    def _check_told(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("channel") not in MET:
            self.add_error("is_told", _("Nobody was there to be told: send the information instead."))
        if not cleaned.get("notice"):
            self.add_error("notice", _("Say which notice they were given."))

    def new_lead(self) -> NewLead:
        """What the action takes."""
        said = self.cleaned_data
        points = [NewPoint(kind, said[kind], said["sphere"]) for kind in ("email", "phone") if said[kind]]
        return NewLead(
            identity=Identity(said["first_name"], said["last_name"], said["job"], said["language"]),
            points=tuple(points),
            acquisition=self._acquisition(),
            arrival=Arrival(
                source=CHANNELS[said["channel"]][1],
                organisation_name=said["organisation_name"],
                headcount=said["headcount"],
                postcode=said["postcode"],
                subject=said["subject"],
                message=said["message"],
            ),
        )

    def _acquisition(self) -> NewAcquisition:
        said = self.cleaned_data
        label, source = CHANNELS[said["channel"]]
        at = min(timezone.now(), timezone.make_aware(datetime.combine(said["acquired_on"], NOON)))
        version = current_notice_version(said["notice"], said["language"]) if said["notice"] else None
        return NewAcquisition(
            source=source,
            detail=f"{label}, {said['detail']}" if said["channel"] in NAMED else said["detail"],
            acquired_at=at,
            notice_version_id=version.pk if version else None,
            informed_at=at if said["is_told"] else None,
        )
