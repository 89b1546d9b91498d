"""The pages on which a colleague says where their e-mails are, and stops it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accord.lib.access import access
from accord.lib.sealing import Unreadable
from accord.outbox.imap import CannotRead, Folder
from accord.sales.mail import collecting, copies, mailboxes
from accord.sales.mail.forms import FoldersForm, MailboxForm
from accord.sales.models import CopyAddress, Mailbox
from accord.staff.who import user_of

UNPROCESSABLE = 422


@access("activities.work")
def my_mail(request: HttpRequest) -> HttpResponse:
    """My secret address for copies, and my mailboxes."""
    user = user_of(request)
    copy = CopyAddress.objects.filter(user=user).first()
    context = {
        "copy": copy,
        "address": _address(copy),
        "is_received": bool(settings.MAIL_COPY_ADDRESS and settings.MAIL_RECEIVE),
        "close": {"do": "close"},
        "mailboxes": Mailbox.objects.filter(user=user).prefetch_related("folders"),
    }
    answer = render(request, "sales/mail/mine.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _address(copy: CopyAddress | None) -> str:
    """The secret address; "" when there is none, or when its key is no longer the one of this house."""
    if copy is None or not settings.MAIL_COPY_ADDRESS:
        return ""
    try:
        return copies.address_of(copy)
    except Unreadable:
        return ""


@require_POST
@access("activities.work")
def my_copies(request: HttpRequest) -> HttpResponse:
    """Open, renew or close my secret address."""
    user = user_of(request)
    if request.POST.get("do") == "close":
        copies.close_copies(actor=user.actor, user=user)
        messages.success(request, _("Closed: the address no longer works."))
    elif settings.MAIL_COPY_ADDRESS:
        copies.open_copies(actor=user.actor, user=user)
        messages.success(request, _("The address works from now on."))
    return redirect("sales:mail")


@access("activities.work")
def connect(request: HttpRequest) -> HttpResponse:
    """Connect a mailbox: the server is asked at once whether it opens."""
    user = user_of(request)
    form = MailboxForm(request.POST or None, initial={"address": user.email, "username": user.email})
    if request.method == "POST" and form.is_valid():
        try:
            mailboxes.folders_of(form.account)
        except CannotRead as failed:
            form.add_error(None, str(failed))
        else:
            address = form.cleaned_data["address"]
            made = mailboxes.connect(actor=user.actor, user=user, address=address, account=form.account)
            messages.success(request, _("Connected. Choose the folders to read."))
            return redirect("sales:mailbox", pk=made.pk)
    return render(request, "sales/mail/connect.html", {"form": form}, status=_status(form))


@access("activities.work")
def mailbox(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One mailbox: its folders, how the last reading went."""
    one, user = _mine(request, pk), user_of(request)
    known, why = _folders(one)
    form = FoldersForm(request.POST or None, known=known, initial={"folders": _chosen(one, known)})
    if request.method == "POST" and form.is_valid():
        mailboxes.choose_folders(actor=user.actor, mailbox=one, names=form.cleaned_data["folders"])
        messages.success(request, _("Saved. What arrives there from now on is looked at."))
        return redirect("sales:mail")
    context = {"mailbox": one, "form": form, "known": known, "why": why}
    return render(request, "sales/mail/mailbox.html", context, status=_status(form))


def _folders(one: Mailbox) -> tuple[list[Folder], str]:
    """The folders of the mailbox, and why they cannot be read when they cannot."""
    try:
        return mailboxes.folders_of(mailboxes.account_of(one)), ""
    except CannotRead as failed:
        mailboxes.note(one, failed.trouble)
        return [], str(failed)
    except Unreadable:
        return [], _("Its password can no longer be read here: connect the mailbox again.")


def _chosen(one: Mailbox, known: list[Folder]) -> list[str]:
    """The folders chosen; before that, the usual ones are proposed."""
    chosen = [folder.name for folder in one.folders.all()]
    return chosen or [folder.name for folder in known if folder.is_usual]


@require_POST
@access("activities.work")
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read it now, and say what came of it."""
    try:
        read = collecting.collect(_mine(request, pk))
    except CannotRead as failed:
        messages.error(request, str(failed))
    else:
        messages.success(request, _sentence(read))
    return redirect("sales:mail")


def _sentence(read: collecting.Read) -> str:
    seen = ngettext("%(number)d new e-mail looked at", "%(number)d new e-mails looked at", read.seen)
    kept = ngettext("%(number)d kept", "%(number)d kept", read.kept)
    found = f"{seen % {'number': read.seen}}, {kept % {'number': read.kept}}."
    return _("The mailbox answers. %(found)s") % {"found": found[:1].upper() + found[1:]}


@require_POST
@access("activities.work")
def disconnect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget the mailbox and its password."""
    mailboxes.disconnect(actor=user_of(request).actor, mailbox=_mine(request, pk))
    messages.success(request, _("Disconnected: its password is deleted, nothing is read any more."))
    return redirect("sales:mail")


def _mine(request: HttpRequest, pk: UUID) -> Mailbox:
    return get_object_or_404(Mailbox.objects.select_related("user"), pk=pk, user=user_of(request))


def _status(form: FoldersForm | MailboxForm) -> int:
    return UNPROCESSABLE if form.errors else 200
