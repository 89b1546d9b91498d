"""What components promise whoever writes a page."""

import datetime as dt
import re
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from accord.ui.components.calendar import Day
from accord.ui.components.charts import drawn, stacked
from accord.ui.components.people import Answer, Link, PurposeAnswers
from accord.ui.widgets import DateInput


def drawn_page(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context, RequestFactory().get("/"))


class Contact(forms.Form):
    email = forms.EmailField(help_text="To write to you.")
    name = forms.CharField(required=False)
    wanted = forms.MultipleChoiceField(
        choices=[("a", "The letter"), ("b", "The news")], widget=forms.CheckboxSelectMultiple
    )
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_what_a_person_typed_is_escaped_everywhere() -> None:
    nasty = '<script>alert("x")</script>'
    page = drawn_page(
        "{% page_header x x %}{% endpage_header %}{% person x sentence=x %}{% badge x %}{% verdict 'no' x %}"
        "{% panel x note=x %}{% fact x %}{{ x }}{% endfact %}{% endpanel %}{% button x name=x %}"
        "{% item x x %}{% enditem %}"
        "{% event at=now sentence=x %}{{ x }}{% endevent %}{% bars rows x %}{% empty x x %}{% endempty %}"
        "{% hidden x x %}",
        x=nasty,
        now=timezone.now(),
        rows=[(nasty, 3)],
    )
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") > 10


def test_a_wrong_field_says_so_beside_itself_and_at_the_top_and_keeps_what_was_typed() -> None:
    form = Contact({"email": "camille@", "name": "Camille"})
    page = drawn_page("{% form form %}{% fields form %}{% endform %}", form=form)
    assert 'href="#id_email"' in page
    assert 'id="id_email-error"' in page
    assert 'aria-describedby="id_email-error id_email-help"' in page
    assert 'value="camille@"' in page
    assert 'href="#id_wanted-group"' in page
    assert 'name="secret"' in page
    assert "csrfmiddlewaretoken" in page


def test_the_first_day_of_a_month_names_its_month_once() -> None:
    days = [Day(dt.date(2026, 12, 1)), Day(dt.date(2026, 12, 2))]
    with override("fr"):
        page = re.sub("<[^>]+>", "", drawn_page("{% calendar weeks 'x' %}", weeks=[days]))
    assert "mardi 1er déc." in page and "déc. décembre" not in page
    assert "mercredi 2 décembre" in page


class Meeting(forms.Form):
    who = forms.CharField()
    address = forms.EmailField()
    day = forms.DateField(widget=DateInput())
    how = forms.ChoiceField(choices=[("a", "Here")], widget=forms.RadioSelect)
    about = forms.MultipleChoiceField(choices=[("a", "One")], widget=forms.CheckboxSelectMultiple)
    heard = forms.BooleanField()
    why = forms.CharField(error_messages={"required": "Say why you meet."})


def test_where_nothing_was_given_one_reads_what_to_give() -> None:
    with override("fr"):
        page = drawn_page("{% form form %}{% fields form %}{% endform %}", form=Meeting({}))
    for sentence in (
        "À remplir\u00a0: ce champ ne peut rester vide.",
        "Écrivez une adresse e-mail.",
        "Indiquez un jour.",
        "Choisissez une réponse.",
        "Choisissez au moins une réponse.",
        "Cochez la case.",
        "Say why you meet.",
    ):
        assert page.count(sentence) == 2, sentence  # beside the field, and at the top
    assert "obligatoire" not in page


def test_what_is_wrong_is_listed_in_the_order_in_which_the_page_asks() -> None:
    form = Contact({"email": "camille@", "name": "Camille"})
    for asked in (["wanted", "email"], ["email", "wanted"]):
        fields = "".join(f"{{% field form.{name} %}}" for name in asked)
        page = drawn_page("{% form form %}" + fields + "{% endform %}", form=form)
        listed = sorted(("email", "wanted"), key=lambda name: page.index(f'href="#id_{name}'))
        assert listed == asked


def test_only_what_is_not_required_is_said_to_be_optional() -> None:
    page = drawn_page("{% field form.email %}|{% field form.name %}", form=Contact())
    required, optional = page.split("|")
    assert "<i>" not in required
    assert "<i>" in optional


def test_a_refusal_is_never_red() -> None:
    assert "late" not in drawn_page('{% verdict "no" "refused" %}{% badge "closed" "no" %}')


def test_a_tone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown kind"):
        drawn_page('{% badge "x" "red" %}')


@pytest.mark.parametrize(("days", "tone"), [(-1, "late"), (0, "soon"), (3, "soon"), (30, "neutral")])
def test_a_clock_turns_amber_then_red(days: int, tone: str) -> None:
    page = drawn_page("{% deadline on %}", on=timezone.localdate() + dt.timedelta(days=days))
    assert f'class="tag {tone}"' in page


def test_the_permissions_panel_says_why_once_and_shows_the_proof() -> None:
    never = "No: she never agreed."
    rows = [
        PurposeAnswers(
            "Letter",
            [
                Answer(
                    "e-mail",
                    "yes",
                    "yes",
                    "Yes, since March.",
                    "I agree.",
                    [Link("See the proof", "/proof/1")],
                )
            ],
        ),
        PurposeAnswers("News", [Answer("e-mail", "no", "no", never), Answer("post", "no", "no", never)]),
    ]
    page = drawn_page("{% permissions rows channels %}", rows=rows, channels=["e-mail"])
    assert page.count(never) == 1
    assert "I agree." in page
    assert 'href="/proof/1"' in page
    assert page.count('class="on"') == 1


def test_nothing_drawn_needs_an_inline_style() -> None:
    rows = [("a", 3), ("b", 2, "no"), ("c", 1, "no", "one")]
    page = drawn_page(
        "{% bars r 'x' %}{% funnel r 'x' %}{% split r 'x' %}{% over_time r 'x' %}{% progress 1 3 'x' %}",
        r=rows,
    )
    assert "style=" not in page
    assert page.count("<table") == 2


def test_bars_are_measured_against_the_longest_and_shares_fill_the_whole() -> None:
    assert [bar.length for bar in drawn([("a", 50), ("b", 25)])] == [100, 50]
    shares = stacked([("a", 3, "no"), ("b", 1, "no")])
    assert sum(bar.length for bar in shares) == 100
    assert [bar.tone for bar in shares] == [0, 1]
    assert drawn([]) == []
    assert [bar.length for bar in drawn([("a", 0)])] == [0]


def test_the_pattern_page_is_for_development_only(client, db) -> None:
    assert client.get("/ui/").status_code == 404
