"""What may be filled in for each reader: `{{ first_name|what stands there when it is empty }}`, and what may not."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.contacts.models import Person
from accord.outbox import marks

OFFERED = ("first_name", "last_name", "organisation", "job")
FALLBACKS: dict[str, Promise] = {
    "first_name": gettext_lazy("dear reader"),
    "last_name": gettext_lazy("dear reader"),
    "organisation": gettext_lazy("your organisation"),
    "job": gettext_lazy("your job"),
}
_WHOLE = re.compile(r"\{\{\s*[a-z_]+\s*(?:\|[^{}]*)?\}\}")
_LEFT_OVER = re.compile(r"\{+[^{}]*\}+|\{\{|\}\}")
_is_url = URLValidator(schemes=["http", "https"])


def mark(name: str) -> str:
    """The mark of a field with its proposed fallback, as it is typed."""
    return f"{{{{ {name}|{FALLBACKS[name]} }}}}"


def choices() -> list[tuple[str, Promise | str]]:
    """The fields offered to a writer: (name, label)."""
    return [(name, marks.LABELS[name]) for name in OFFERED]


def values_of(person: Person) -> dict[str, str]:
    """What the fields stand for, for one person."""
    names = {"first_name": person.first_name, "last_name": person.last_name, "job": person.job}
    return {**names, "organisation": person.organisation.name if person.organisation else ""}


def filled(text: str, person: Person) -> str:
    """`text` as `person` reads it; a field nothing is known for says what was written for that case."""
    values = values_of(person)
    return "".join(piece if isinstance(piece, str) else piece.value(values) for piece in marks.split(text))


def problems(text: str) -> list[str]:
    """What cannot be filled in, as sentences naming it; empty when all is well."""
    allowed = ", ".join(f"{{{{ {name} }}}}" for name in OFFERED)
    odd = [found[0] for found in _LEFT_OVER.finditer(_WHOLE.sub("", text))]
    odd += [f"{{{{ {name} }}}}" for name in sorted(marks.names(text) - set(OFFERED))]
    return [
        _("“%(field)s” is not a field we can fill in. Possible fields: %(allowed)s.")
        % {"field": one, "allowed": allowed}
        for one in odd
    ]


def address_problem(url: str) -> str:
    """Why a link cannot be sent, as a sentence; "" when it can: a web page, an address, a number."""
    if "{" in url:
        return _("“%(url)s”: a link is the same for everybody, no field goes in it.") % {"url": url}
    if url.startswith(("mailto:", "tel:")) and len(url) > len("mailto:"):
        return ""
    try:
        _is_url(url)
    except ValidationError:
        return _("“%(url)s” is not a whole address: it begins with https://.") % {"url": url}
    return ""
