"""A page made once with blanks in it, and filled in as often as needed: what does not change is not made again."""

from django.utils.html import escape

_MARK = "\ue000"  # private use: templates neither write it nor escape it


def blank(name: str) -> str:
    """What to give a template in place of a value that comes later."""
    return f"{_MARK}{name}{_MARK}"


class Sheet:
    """A page made by a template that was given blanks."""

    __slots__ = ("_parts",)

    def __init__(self, page: str) -> None:
        self._parts = page.split(_MARK)

    def filled(self, **values: str) -> str:
        """The page with every blank filled, escaped for HTML text and quoted attributes.

        Raises KeyError when a value is missing.
        """
        texts = {name: escape(value) for name, value in values.items()}
        return "".join(texts[part] if place % 2 else part for place, part in enumerate(self._parts))
