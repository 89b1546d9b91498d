"""What the checks saw, in the language of the reader: they write it in English, with names and numbers in it."""

import re
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Every line a check can write; the names stand for what was met.
LINES = (
    _("request: %(address)s"),
    _("stored: %(name)s"),
    _("left: %(name)s"),
    _("no request to a third party, nothing stored"),
    _("the question does not come back"),
    _("silence changes nothing"),
    _("ticked beforehand: %(name)s"),
    _("nothing is ticked"),
    _("not strictly necessary: %(name)s"),
    _("without asking: nothing"),
    _("without asking: %(names)s"),
    _("accept: not on the first screen"),
    _("refuse: not on the first screen"),
    _("accept: one click does not end the question"),
    _("refuse: one click does not end the question"),
    _("one click each, on the same screen"),
    _("%(size)s px, %(ink)s on %(ground)s, both"),
    _("%(what)s: %(yes)s to accept, %(no)s to refuse"),
    _("they do not stand next to each other"),
    _("Which purposes this site has is not known."),
    _("not said before the buttons: %(words)s"),
    _("Which third parties this site has is not known."),
    _("their number (%(count)s) is not said"),
    _("no link to the list"),
    _("not in the list: %(name)s"),
    _("policy not in the list: %(address)s"),
    _("%(count)s third parties, each with its policy"),
    _("What the banner of this site must say is not known."),
    _("not said: who asks"),
    _("not said: what follows, how to withdraw"),
    _("no way to choose purpose by purpose"),
    _("%(count)s boxes for %(needed)s purposes"),
    _("accept: not there"),
    _("refuse: not there"),
    _("%(count)s boxes, both answers beside them"),
    _("no cross, nothing to go on with but the two answers"),
    _("the question stays"),
    _("“%(words)s” refuses"),
    _("after a refusal something covers the page"),
    _("%(fewer)s characters after a refusal, %(more)s after an acceptance"),
    _("the same page after both answers"),
    _("the choice holds for all of %(name)s, which is not said"),
    _("it holds on this site only"),
    _("it is asked again"),
    _("accept: it is asked again on the next page"),
    _("refuse: it is asked again on the next page"),
    _("accept: a visit changes how long it is kept"),
    _("refuse: a visit changes how long it is kept"),
    _("%(yes)s days for a yes, %(no)s for a no"),
    _("accept: %(days)s days"),
    _("refuse: %(days)s days"),
    _("%(days)s days, yes or no"),
    _("The choice is not kept in a cookie."),
    _("no way back to the question on this page"),
    _("the way back offers no refusal at once"),
    _("two clicks; nothing left, no request on the next pages"),
    _("A second version is needed to compare with the first one."),
    _("%(count)s versions, asked again only where something was added"),
    _("version %(number)s adds %(what)s without asking again"),
    _("no proof of the choice just made: %(address)s"),
    _("not in the proof: who asked"),
    _("not in the proof: what followed"),
    _("not in the proof: the refusal"),
    _("not in the proof: purpose %(name)s"),
    _("not in the proof: third party %(name)s"),
    _("text, purposes, third parties, version, time and answer are in the proof"),
    _("an address: %(address)s"),
    _("a browser: %(name)s"),
    _("it does not say until when it is kept"),
    _("neither address nor browser; an end is set"),
    _("Proofs are kept elsewhere: ask whoever keeps them."),
    _("This site measures nothing without consent."),
    _("kept for all of %(domain)s: %(name)s"),
    _("no third party, nothing shared with other hosts"),
    _("Where this site tells of its measurement is not known."),
    _("no way to object"),
    _("%(address)s: counted after an objection"),
    _("a way to object is there, and whoever objected is not counted"),
    _("a visit prolongs %(name)s"),
    _("no tracker at all"),
    _("How long the figures are kept is not known."),
    _("%(count)s months"),
    _("When this was last reviewed is not known."),
    _("reviewed on %(day)s"),
    _("not reviewed since %(day)s"),
    _("Choices do not follow accounts on this site."),
    _("signed out, a browser keeps its own choice and nothing else"),
    _("not said on the first layer"),
    _(
        "Nobody signs in during a control visit. With an account kept for this: accord statements ADDRESS "
        "--sign-in ADDRESS --sign-out ADDRESS. By hand: answer signed in on one device, then sign in on another."
    ),
    _("a yes is asked for again on the next terminal"),
    _("a yes does not reach the next terminal"),
    _("a no is asked for again on the next terminal"),
    _("a no does not reach the next terminal: %(what)s"),
    _("accepting and withdrawing both reach the next terminal"),
    _("a new terminal is not told of the account's choice"),
    _("the choice made signed out is another one now"),
    _("signed out, the browser finds its own choice again"),
    _("Only the pages of the account show it: look there for a choice of this terminal alone."),
    _("this terminal does not keep its own yes"),
    _("the yes of one terminal reaches another: %(what)s"),
    _("one terminal accepts alone, the account goes on refusing"),
    _("No question with two answers was found on %(page)s."),
)


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    blank = re.compile(r"%\\\((\w+)\\\)s|%\((\w+)\)s")
    fixed = [
        (re.compile(blank.sub(lambda one: f"(?P<{one[1] or one[2]}>.+)", re.escape(line)), re.DOTALL), line)
        for line in LINES
    ]
    return tuple(sorted(fixed, key=lambda one: "%(" in one[1]))  # those without a blank first


def in_words(line: str) -> str:
    """One line of evidence in the language of the reader; what is no sentence of ours stays as it was met."""
    for pattern, sentence in _known():
        if met := pattern.fullmatch(line):
            return gettext(sentence) % met.groupdict() if met.groupdict() else gettext(sentence)
    return line
