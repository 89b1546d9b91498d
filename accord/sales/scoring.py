"""Who is answered first: points for what a lead says, by rules of the house, each with its reason shown.

The figure orders the inbox and decides nothing: nobody is set aside by it (art. 22 GDPR).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from accord.lib.search import fold
from accord.sales.models import ScoreRule

MOST = 100


class Points(TypedDict):
    """Why a lead got points; words and en: the reason in French and in English."""

    axis: str
    points: int
    words: str
    en: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules look at: said[what] holds the texts known under this heading, answers[code] what was typed."""

    said: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    def text(self, rule: ScoreRule) -> str:
        """The text `rule` looks at; "" when nothing is known."""
        if rule.about == ScoreRule.About.ANSWER:
            return self.answers.get(rule.code, "")
        return self.said.get(rule.about, "")


@dataclass(frozen=True, slots=True)
class Score:
    """fit: is it the kind of customer we serve; interest: how near they are to a decision; both 0 to 100."""

    fit: int
    interest: int
    reasons: list[Points]


def score(known: Known, rules: Iterable[ScoreRule]) -> Score:
    """The points of a lead by the rules given."""
    reasons = [_points(rule) for rule in rules if _holds(rule, known.text(rule))]
    return Score(_total(reasons, ScoreRule.Axis.FIT), _total(reasons, ScoreRule.Axis.INTEREST), reasons)


def rules_in_use() -> Sequence[ScoreRule]:
    """The rules of the house, in order."""
    return list(ScoreRule.objects.filter(is_active=True))


def _holds(rule: ScoreRule, text: str) -> bool:
    if not rule.words:
        return bool(text)
    folded = fold(text)
    return bool(folded) and any(_matches(rule, fold(word), folded) for word in rule.words)


def _matches(rule: ScoreRule, word: str, text: str) -> bool:
    return text == word if rule.about in ScoreRule.EXACT else word in text


def _points(rule: ScoreRule) -> Points:
    return Points(axis=rule.axis, points=rule.points, words=rule.label_fr, en=rule.label_en or rule.label_fr)


def _total(reasons: Iterable[Points], axis: str) -> int:
    return max(0, min(MOST, sum(one["points"] for one in reasons if one["axis"] == axis)))
