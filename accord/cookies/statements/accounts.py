"""Several terminals: statements 25 to 30 (2025-131)."""

from accord.cookies.statements.after import remains
from accord.cookies.statements.banner import folded
from accord.cookies.statements.before import quiet
from accord.cookies.statements.results import Finding, Uncheckable, statement, wrong
from accord.cookies.statements.suite import Suite
from accord.cookies.statements.visitor import Visitor

# Where the site's pages run the script of accounts, as its own button would (accounts.js).
SET_APART = """async () => {
  if (!window.accordCookies?.apart) return "";
  await accordCookies.apart(true);
  return "apart";
}"""


def must_follow(suite: Suite) -> None:
    """Raises Uncheckable on a site whose choices do not follow accounts."""
    if not suite.site.follows_accounts:
        raise Uncheckable("Choices do not follow accounts on this site.")


@statement(25)
def only_signed_in(suite: Suite) -> Finding:
    """Whoever has not signed in leaves nothing but the choice."""
    must_follow(suite)
    with suite.visitor() as visitor:
        visitor.refuse()
        found = [f"stored: {name}" for name in visitor.stored()]
        return wrong(visitor.where, found, "signed out, a browser keeps its own choice and nothing else")


@statement(27)
def announced(suite: Suite) -> Finding:
    """The first layer says that the choice follows the account."""
    must_follow(suite)
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        words = suite.site.account_words
        found = [] if words and folded(words) in folded(visitor.text()) else ["not said on the first layer"]
        return wrong(visitor.where, found, words)


def must_sign_in(suite: Suite) -> None:
    """Raises Uncheckable where nobody can sign in for the checks."""
    must_follow(suite)
    if not (suite.site.sign_in and suite.site.sign_out):
        raise Uncheckable(
            "Nobody signs in during a control visit. With an account kept for this: accord statements ADDRESS "
            "--sign-in ADDRESS --sign-out ADDRESS. By hand: answer signed in on one device, then sign in on another."
        )


@statement(26)
def as_far(suite: Suite) -> Finding:
    """A yes reaches the account's next terminal, and so does the no that takes it back there."""
    must_sign_in(suite)
    with suite.visitor() as first:
        first.open(suite.site.sign_in)
        _answer(first, "accept")
    with suite.visitor() as second:
        _arrive(second)
        found = ["a yes is asked for again on the next terminal"] if second.asks() else []
        found += [] if second.foreign() else ["a yes does not reach the next terminal"]
        _answer(second, "refuse")
    with suite.visitor() as third:
        _arrive(third)
        found += ["a no is asked for again on the next terminal"] if third.asks() else []
        found += [f"a no does not reach the next terminal: {one}" for one in quiet(third)]
        return wrong(third.where, found, "accepting and withdrawing both reach the next terminal")


@statement(28)
def noticed(suite: Suite) -> Finding:
    """A new terminal says that the account's choice applies there."""
    must_sign_in(suite)
    with suite.visitor() as first:
        first.open(suite.site.sign_in)
        _answer(first, "refuse")
    with suite.visitor() as second:
        words, said = suite.site.applied_words, ""
        for address in (suite.site.sign_in, suite.site.home):
            second.open(address)
            said += folded(" ".join(second.page.locator("[role=status]").all_inner_texts()))
        is_told = bool(words) and folded(words) in said
        return wrong(
            second.where, [] if is_told else ["a new terminal is not told of the account's choice"], words
        )


@statement(29)
def left_alone(suite: Suite) -> Finding:
    """On a shared terminal, the choice made signed out comes back as it was."""
    must_sign_in(suite)
    with suite.visitor() as visitor:
        visitor.refuse()
        own = visitor.choice()
        visitor.open(suite.site.sign_in)
        _answer(visitor, "accept")
        visitor.open(suite.site.sign_out)
        visitor.open()
        visitor.requests.clear()
        visitor.walk()
        found = [*(["it is asked again"] if visitor.asks() else []), *remains(visitor)]
        now = visitor.choice()
        if own and (now is None or own["value"] != now["value"]):
            found.append("the choice made signed out is another one now")
        return wrong(visitor.where, found, "signed out, the browser finds its own choice again")


def _arrive(visitor: Visitor) -> None:
    """Sign in on a new terminal, and come to the first page."""
    visitor.open(visitor.site.sign_in)
    visitor.requests.clear()
    visitor.open()


def _answer(visitor: Visitor, key: str) -> None:
    """Answer the question, by the way back to it where the account has answered already."""
    if not visitor.asks():
        visitor.press("control")
    visitor.press(key)


@statement(30)
def own_choice(suite: Suite) -> Finding:
    """A terminal set apart accepts alone: the account's other ones go on refusing."""
    must_sign_in(suite)
    with suite.visitor() as first:
        first.open(suite.site.sign_in)
        _answer(first, "refuse")
        if first.page.evaluate(SET_APART) != "apart":
            raise Uncheckable(
                "Only the pages of the account show it: look there for a choice of this terminal alone."
            )
        first.rest()
        _answer(first, "accept")
        first.requests.clear()
        first.open()
        found = [] if first.foreign() else ["this terminal does not keep its own yes"]
    with suite.visitor() as second:
        _arrive(second)
        found += [f"the yes of one terminal reaches another: {one}" for one in quiet(second)]
        return wrong(second.where, found, "one terminal accepts alone, the account goes on refusing")
