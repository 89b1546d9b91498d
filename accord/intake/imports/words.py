"""What becomes of a line, in words."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "": "",
    "no_address": _("no address"),
    "not_an_address": _("this is not an e-mail address"),
    "twice": _("the same address stands twice in the file"),
    "no_time": _("no time of agreement: it proves nothing"),
    "future_time": _("a time in the future"),
    "unsubscribed": _("had unsubscribed"),
    "cleaned": _("the address no longer answered"),
    "left_in_other_file": _("stands among those who left"),
    "said_no_before": _("had already said no to us"),
    "not_a_phone": _("a telephone number that is none: the person comes in without it"),
}
