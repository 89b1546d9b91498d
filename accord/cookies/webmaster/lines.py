"""Several values typed in one field, one a line; names of hosts, whatever is pasted around them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HOST = re.compile(
    r"^\.?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(:\d{1,5})?$"
)
ADDRESS = re.compile(r"^https?://[^\s/@]+(/[^\s]*)?$")
GROUP = re.compile(r"^/[^\s?#]*$")


class Lines(forms.CharField):
    """A list of short texts, one a line; doubles are taken once."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "spellcheck": "false"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Lines as a list."""
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        return list(dict.fromkeys(self.read(line) for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """True when the lists differ."""
        return bool(super().has_changed(self.prepare_value(initial), data))

    def read(self, line: str) -> str:
        """One line as it is kept; override to check it."""
        return line


class Hosts(Lines):
    """Names of hosts: a whole address that was pasted is cut down to its host."""

    def read(self, line: str) -> str:
        """The host. Raises ValidationError for anything else."""
        host = re.sub(r"^[a-z]+://", "", line.lower()).split("/")[0].split("?")[0]
        if not HOST.match(host):
            raise ValidationError(_("This is not the name of a host: %(line)s.") % {"line": line[:60]})
        return host


class Addresses(Lines):
    """Whole addresses: “https://www.example.org/contact”."""

    def read(self, line: str) -> str:
        """The address. Raises ValidationError for anything else."""
        if not ADDRESS.match(line):
            raise ValidationError(_("This is not a whole address: %(line)s.") % {"line": line[:60]})
        return line


class Groups(Lines):
    """Beginnings of paths: “/blog”."""

    def read(self, line: str) -> str:
        """The beginning of a path. Raises ValidationError for anything else."""
        if not GROUP.match(line):
            raise ValidationError(_("A group of pages begins with a slash: %(line)s.") % {"line": line[:60]})
        return line
