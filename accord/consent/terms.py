"""The words of the ledger: what an event says and how strong its evidence is. Free to import from above."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """What an event says. In the order of the fold when two carry the same instant: the later in the list wins."""

    INFORMED = "informed", _("informed")
    REQUESTED = "requested", _("asked for")
    GIVEN = "given", _("given")
    CONFIRMED = "confirmed", _("given and confirmed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OBJECTED = "objected", _("objected")


NO_STATES = (State.REFUSED, State.WITHDRAWN, State.OBJECTED)
YES_STATES = (State.GIVEN, State.CONFIRMED)


class Level(models.IntegerChoices):
    """How strong the evidence is (E0 to E4)."""

    NONE = 0, _("no evidence")
    DECLARED = 1, _("declared by an import")
    FORM = 2, _("form")
    DOUBLE_OPT_IN = 3, _("form, confirmed by e-mail")
    SIGNED = 4, _("signed on paper")


class Method(models.TextChoices):
    """How it was expressed."""

    FORM = "form", _("form")
    LINK = "link", _("link in an e-mail, then a button")
    ONE_CLICK = "one-click", _("unsubscribe button of the mail reader")
    PREFERENCES = "preferences", _("preferences page")
    TELEPHONE = "telephone", _("by telephone")
    POST = "post", _("by post")
    COUNTER = "counter", _("at the counter")
    PAPER = "paper", _("signed on paper")
    IMPORT = "import", _("declared by an import")
    COMPLAINT = "complaint", _("reported as unwanted")
    REPLY = "reply", _("reply to a letter")
    NOTICE = "notice", _("notice served")
