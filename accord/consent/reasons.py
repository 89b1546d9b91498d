"""Every answer of the gate in words: what is said to a colleague, the text it rests on, and what can be done."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accord.ui.components.words import long_date

Text = Promise | str


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer. words may name %(name)s and %(date)s; people completes « so many people … »; remedy: the way out."""

    code: str
    label: Text
    people: Text
    words: Text
    article: Text
    remedy: Text = ""

    def sentence(self, name: str = "", since: datetime | None = None) -> str:
        """The words for one person; without a name they are "this person", without a date "an unknown date"."""
        date = long_date(since) if since else _now("an unknown date")
        return str(self.words) % {"name": name or _now("This person"), "date": date}


_ALL = (
    Reason("", _("yes"), _("will receive it"), _("Yes."), ""),
    Reason(
        "purpose_closed",
        _("purpose closed"),
        _("cannot be reached: this purpose is not in use"),
        _("No: this purpose is not in use."),
        _("GDPR art. 5(1)(b)"),
        _("Open the purpose in the register."),
    ),
    Reason(
        "channel_not_declared",
        _("not this channel"),
        _("cannot be reached: the purpose does not use this channel"),
        _("No: this purpose does not use this channel."),
        _("GDPR art. 5(1)(b)"),
        _("Add the channel to the purpose and inform people, or use another."),
    ),
    Reason(
        "erased",
        _("erased"),
        _("were erased"),
        _("No: this person’s data were erased."),
        _("GDPR art. 17"),
    ),
    Reason(
        "archived",
        _("archived"),
        _("are archived"),
        _("No: %(name)s is archived; the data are kept as proof only."),
        _("GDPR art. 5(1)(e)"),
    ),
    Reason(
        "restricted",
        _("restricted"),
        _("asked that their data not be used"),
        _("No: %(name)s asked that their data be kept and not used."),
        _("GDPR art. 18"),
        _("The data protection officer lifts the restriction once the request is settled."),
    ),
    Reason(
        "no_address",
        _("no address"),
        _("have no address for this channel"),
        _("No: we have no address of %(name)s for this channel."),
        "",
    ),
    Reason(
        "unreachable",
        _("does not answer"),
        _("have an address that no longer answers"),
        _("No: the address of %(name)s no longer answers."),
        _("GDPR art. 5(1)(d)"),
        _("A new address can be confirmed."),
    ),
    Reason(
        "objected",
        _("objected"),
        _("have objected"),
        _("No: %(name)s objected on %(date)s. Only a new sign-up of theirs can change it."),
        _("GDPR art. 21(2)"),
        _("Only the person can change it."),
    ),
    Reason(
        "withdrawn",
        _("withdrawn"),
        _("have withdrawn their agreement"),
        _("No: %(name)s withdrew their agreement on %(date)s. Only a new sign-up of theirs can restore it."),
        _("GDPR art. 7(3)"),
        _("Only a new sign-up of theirs can restore it."),
    ),
    Reason(
        "refused",
        _("refused"),
        _("have refused"),
        _("No: %(name)s refused on %(date)s. Only %(name)s can decide otherwise."),
        _("GDPR art. 4(11)"),
        _("Only the person can change it."),
    ),
    Reason(
        "suppressed",
        _("never again"),
        _("asked never to be written to again"),
        _("No: this address asked never to be written to again."),
        _("GDPR art. 21(3)"),
        _("Only a new sign-up of theirs can restore it."),
    ),
    Reason(
        "refused_by_other",
        _("shared, one no"),
        _("share an address with somebody who said no"),
        _("No: somebody else behind this address said no, and it counts for both."),
        _("GDPR art. 21(3)"),
    ),
    Reason(
        "no_consent",
        _("never agreed"),
        _("have not given their agreement"),
        _("No: %(name)s never agreed. Only %(name)s can."),
        _("GDPR art. 6(1)(a); CPCE art. L.34-5"),
        _("They can sign up from your pages."),
    ),
    Reason(
        "not_confirmed",
        _("not confirmed"),
        _("have not confirmed"),
        _("Not yet: %(name)s asked on %(date)s and has not confirmed."),
        _("GDPR art. 7(1)"),
        _("The link of the confirmation letter does it."),
    ),
    Reason(
        "declared_undecided",
        _("declared by an import"),
        _("agreed according to an import nobody has accepted yet"),
        _("No: an import declares that %(name)s agreed on %(date)s; nobody has decided to rely on it."),
        _("GDPR art. 7(1)"),
        _("The data protection officer decides, on the evidence, per import and purpose."),
    ),
    Reason(
        "address_not_confirmed",
        _("address not confirmed"),
        _("have an address nobody confirmed"),
        _("Not yet: the address of %(name)s was never confirmed."),
        _("GDPR art. 7(1)"),
        _("Send a confirmation letter."),
    ),
    Reason(
        "consent_expired",
        _("expired"),
        _("agreed too long ago"),
        _("No: the agreement of %(name)s of %(date)s has run out."),
        _("GDPR art. 5(1)(e)"),
        _("Only a new sign-up of theirs can restore it."),
    ),
    Reason(
        "notice_changed",
        _("notice changed"),
        _("agreed on a notice whose substance has changed since"),
        _("No: %(name)s agreed on %(date)s on a notice whose substance has changed since."),
        _("GDPR art. 4(11) and 13(3)"),
        _("Only a new sign-up of theirs can restore it."),
    ),
    Reason(
        "under_age",
        _("under 15"),
        _("are under 15, without a parent’s agreement"),
        _("No: %(name)s is under 15 and no parent agreed."),
        _("French Data Protection Act, art. 45"),
        _("A holder of parental authority can agree."),
    ),
    Reason(
        "not_professional",
        _("not professional"),
        _("have no professional address"),
        _("No: this purpose addresses professionals, and this address is personal."),
        _("GDPR art. 5(1)(b)"),
    ),
    Reason(
        "consumer_without_consent",
        _("consumer"),
        _("are consumers, who must agree first"),
        _("No: a consumer is not approached without prior agreement."),
        _("CPCE art. L.34-5; Consumer Code art. L.223-1"),
        _("They can sign up from your pages."),
    ),
    Reason(
        "generic_address",
        _("shared mailbox"),
        _("are behind a shared mailbox such as contact@"),
        _("No: a shared mailbox such as contact@ is not a person."),
        _("CNIL, prospecting between professionals"),
        _("Find the person in charge, and tell them where you found the address."),
    ),
    Reason(
        "not_informed",
        _("to inform"),
        _("wait to be informed"),
        _("Not yet: %(name)s has not been told where we have the data from."),
        _("GDPR art. 14"),
        _("Send the information, or include it in your first letter."),
    ),
    Reason(
        "silent_too_long",
        _("too long ago"),
        _("have given no sign for too long"),
        _("No: %(name)s has given no sign for more than three years."),
        _("GDPR art. 5(1)(e); CNIL, prospects"),
        _("Only a sign from the person starts the time again; an opened letter is none."),
    ),
    Reason(
        "outside_hours",
        _("not now"),
        _("cannot be called at this hour"),
        _(
            "Not now: a consumer is called on weekdays between 10 and 13 h, then 14 and 20 h, where they live."
        ),
        _("Consumer Code, art. D.223-9"),
        _("Call within the hours, or at the time the person asked for."),
    ),
    Reason(
        "called_too_often",
        _("called four times"),
        _("were called four times in thirty days"),
        _("Not now: %(name)s was called four times in thirty days."),
        _("Consumer Code, art. D.223-9"),
        _("Wait until thirty days have passed."),
    ),
    Reason(
        "undetermined",
        _("undetermined"),
        _("could not be decided upon"),
        _("No: the facts do not allow an answer."),
        _("GDPR art. 5(2)"),
        _("Tell your administrator."),
    ),
)

REASONS: dict[str, Reason] = {reason.code: reason for reason in _ALL}


def reason_of(code: str) -> Reason:
    """The reason called `code`; "undetermined" for one that is not known."""
    return REASONS.get(code, REASONS["undetermined"])
