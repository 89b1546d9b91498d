"""A board: columns of cards that move from one to the other, by dragging, with the keys or with a button."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    cards = format_html_join("", "{}", ((_card(one, column, options),) for one in column.cards))
    return part("board_column", column=column, cards=cards)


def _here(target: BoardColumn, column: BoardColumn) -> SafeString:
    return SafeString(" selected" if target.id == column.id else "")


def _card(card: BoardCard, column: BoardColumn, options: SafeString) -> SafeString:
    lines = format_html_join(
        "", '<p class="{}">{}</p>', ((kind, words) for kind, words in _lines(card) if words)
    )
    step = format_html(
        '<p class="card-step">{}<span>{}</span></p>', drawing(card.icon, small=True), card.step
    )
    quiet = _quiet(card)
    return format_html(
        '<li class="card" id="card-{0}" data-card="{0}:{1}">'
        '<h3><a href="{2}" aria-describedby="board-keys">{3}</a></h3>{4}{5}{6}{7}</li>',
        card.id,
        column.id,
        card.href,
        card.title,
        lines,
        step if card.step else "",
        quiet,
        _move(card, column, options) if options else "",
    )


def _lines(card: BoardCard) -> tuple[tuple[str, str], ...]:
    return ("card-name", card.name), ("card-who", card.person), ("card-sum", card.amount)


def _quiet(card: BoardCard) -> SafeString:
    if not card.quiet:
        return SafeString("")
    if card.is_asleep:
        said = format_html('{}<span class="sr">{} </span>{}', drawing("clock"), _("Asleep:"), card.quiet)
        return format_html('<p><span class="tag soon">{}</span></p>', said)
    return format_html('<p class="card-quiet">{}</p>', card.quiet)


def _move(card: BoardCard, column: BoardColumn, options: SafeString) -> SafeString:
    """The same as dragging, with a choice and a button."""
    said = _("Move %(card)s") % {"card": card.title}
    head = format_html(
        '<summary class="btn btn-quiet btn-small btn-ico" aria-label="{}">{}</summary>', said, drawing("more")
    )
    choice = format_html(
        '<label>{}<select class="pick" name="to-{}">{}</select></label>', _("To the stage"), card.id, options
    )
    button = format_html(
        '<button class="btn btn-small" name="deal" value="{}:{}">{}</button>', card.id, column.id, _("Move")
    )
    return format_html(
        '<details class="menu menu-end card-move">{}<div class="menu-list">{}{}</div></details>',
        head,
        choice,
        button,
    )


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
