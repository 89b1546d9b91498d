"""A board: columns of cards that move from one to the other, by dragging, with the keys or with a button."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.template import Library
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.ui.components.markup import drawing, part, trim

register = Library()


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One card, in words. quiet: how long nothing has happened; is_asleep: longer than it should."""

    id: int
    title: str
    href: str
    name: str = ""
    person: str = ""
    amount: str = ""
    icon: str = ""
    step: str = ""
    quiet: str = ""
    is_asleep: bool = False


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One column: its first cards, how many there are, two sums in words, the way to the others.

    is_end: a card dropped there is not moved but led to its own page (data-end of the card).
    """

    id: str
    title: str
    count: int
    amount: str
    weighted: str
    cards: Sequence[BoardCard]
    more: str = ""
    more_href: str = ""
    is_end: bool = False


@register.simple_tag(takes_context=True)
def board(
    context: Context, columns: Sequence[BoardColumn], label: str, *, move: str = "", said: str = ""
) -> SafeString:
    """`columns` side by side. `move`: where a moved card is posted (fields deal, stage, before, after), "" when fixed.

    said: what has just happened, read aloud. The page adds vendor/Sortable.min.js and ui/board.js.
    """
    targets = [column for column in columns if not column.is_end]
    drawn = format_html_join("", "{}", ((_column(column, targets if move else ()),) for column in columns))
    token = context.get("csrf_token", "")
    return part("board", columns=drawn, label=label, move=move, said=said, token=token)


def _column(column: BoardColumn, targets: Sequence[BoardColumn]) -> SafeString:
    movable = () if column.is_end else targets
    options = format_html_join(
        "", '<option value="{}"{}>{}</option>', ((t.id, _here(t, column), t.title) for t in movable)
    )
    cards = SafeString("".join(_card(one, column, options) for one in column.cards))
    return part("board_column", column=column, cards=cards)


def _here(target: BoardColumn, column: BoardColumn) -> SafeString:
    return SafeString(" selected" if target.id == column.id else "")


# The pieces of a card; what fills them is escaped once, all together: a board draws many
_HEAD = (
    '<li class="card" id="card-{id}" data-card="{id}:{column}">'
    '<h3><a href="{href}" aria-describedby="board-keys">{title}</a></h3>'
)
_NAME, _WHO = '<p class="card-name">{name}</p>', '<p class="card-who">{person}</p>'
_SUM, _QUIET = '<p class="card-sum">{amount}</p>', '<p class="card-quiet">{quiet}</p>'
_STEP = '<p class="card-step">{icon}<span>{step}</span></p>'
_ASLEEP = '<p><span class="tag soon">{clock}<span class="sr">{asleep} </span>{quiet}</span></p>'
_MOVE = (
    '<details class="menu menu-end card-move">'
    '<summary class="btn btn-quiet btn-small btn-ico" aria-label="{said}">{more}</summary>'
    '<div class="menu-list"><label>{to}<select class="pick" name="to-{id}">{options}</select></label>'
    '<button class="btn btn-small" name="deal" value="{id}:{column}">{move}</button></div></details>'
)


def _card(card: BoardCard, column: BoardColumn, options: SafeString) -> SafeString:
    """One card; with `options`, also a choice and a button that do the same as dragging."""
    quiet = _ASLEEP if card.is_asleep else _QUIET
    pieces = (
        (_NAME, card.name),
        (_WHO, card.person),
        (_SUM, card.amount),
        (_STEP, card.step),
        (quiet, card.quiet),
        (_MOVE, options),
    )
    return format_html(
        f"{_HEAD}{''.join(piece for piece, words in pieces if words)}</li>",
        id=card.id,
        column=column.id,
        href=card.href,
        title=card.title,
        name=card.name,
        person=card.person,
        amount=card.amount,
        icon=_drawing(card.icon),
        step=card.step,
        clock=_drawing("clock"),
        asleep=_("Asleep:"),
        quiet=card.quiet,
        said=_("Move %(card)s") % {"card": card.title},
        more=_drawing("more"),
        to=_("To the stage"),
        options=options,
        move=_("Move"),
    )


@cache
def _drawing(name: str) -> SafeString:
    return drawing(name, small=True)


@register.simple_block_tag
def board_sums(content: str) -> SafeString:
    """What stands above a board, small: its sums, how cards move."""
    return format_html('<div class="board-said">{}</div>', trim(content))


@register.simple_tag
def board_words() -> SafeString:
    """Where what has just happened on the board is said, for eyes and screen readers; outside of what is replaced."""
    return SafeString('<p class="board-words" role="status" id="board-said"></p>')


@register.simple_tag
def choose_one(name: str, label: str, choices: Sequence[tuple[object, object]], chosen: object) -> SafeString:
    """A choice outside a Django form: (value, words) after (value, words)."""
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected" if value == chosen else ""), words) for value, words in choices),
    )
    return format_html('<select class="pick" name="{}" aria-label="{}">{}</select>', name, label, options)
