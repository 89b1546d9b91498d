"""What a marketer writes, and what reaches a mail reader."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.campaigns import blocks as b
from accord.campaigns import formatting, rendering
from accord.campaigns.models import Campaign
from accord.outbox import fields
from accord.register.models import Controller, LegalBasis, Purpose

TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=80)


def letter(*blocks: b.Block, subject: str = "Bonjour", language: str = "fr") -> Campaign:
    controller = Controller(name="Atelier Lumen", legal_form="SAS", address="1 rue des Lilas\n75011 Paris")
    purpose = Purpose(label_fr="Lettre mensuelle", legal_basis=LegalBasis.CONSENT, controller=controller)
    return Campaign(subject=subject, purpose=purpose, language=language, blocks=b.dump(blocks))


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Pictures are looked up in the library."""


def test_blocks_survive_being_stored() -> None:
    blocks = [b.Title(text="Novembre"), b.Text(text="Bonjour"), b.Columns(left_text="a", right_image=3)]
    assert b.parse(b.dump(blocks)) == blocks


@pytest.mark.parametrize(
    "stored",
    [
        "a text",
        [{"kind": "script"}],
        [{"kind": "title", "text": 3}],
        [{"kind": "title", "html": "<b>"}],
        [{"kind": "image", "image": "1"}],
        [{"kind": "title", "id": "a"}, {"kind": "title", "id": "a"}],
        [{"kind": "title", "text": "x" * 301}],
    ],
)
def test_nothing_but_blocks_is_read_back(stored: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        b.parse(stored)


def test_a_script_pasted_in_a_text_is_dropped() -> None:
    html = formatting.to_html('Bonjour<script>alert(1)</script> <a href="javascript:x" onclick="y">là</a>')
    assert "script" not in html and "onclick" not in html and "Bonjour" in html


def test_simple_formatting_becomes_html_and_plain_text() -> None:
    html = formatting.to_html("Le **bois** *dure*\n\n- [lire](https://lumen.example/?a=1&b=2)\n- voir")
    assert html == (
        '<p>Le <strong>bois</strong> <em>dure</em></p><ul><li><a href="https://lumen.example/?a=1&amp;b=2">lire</a></li>'
        "<li>voir</li></ul>"
    )
    assert formatting.to_text(html) == "Le bois dure\n\n- lire (https://lumen.example/?a=1&b=2)\n- voir"


def test_the_footer_with_identity_and_ways_out_is_always_there() -> None:
    made = rendering.render(letter())
    for part in (made.html, made.text):
        assert "Atelier Lumen SAS, 1 rue des Lilas, 75011 Paris" in part
        assert "{{ unsubscribe_url }}" in part and "{{ preferences_url }}" in part


def test_the_sender_is_named_above_the_letter() -> None:
    campaign = letter(b.Title(text="Novembre"))
    campaign.purpose.controller.sender_name = "Lumen & <Filles>"
    made = rendering.render(campaign)
    assert made.html.index("Lumen &amp; &lt;Filles&gt;") < made.html.index("Novembre")


def test_a_letter_is_read_in_the_dark_and_on_a_phone_too() -> None:
    """Its plain colours stand on each element; what refines them survives the inlining."""
    made = rendering.render(letter(b.Title(text="Novembre"), b.Columns(left_text="a", right_text="b")))
    assert "prefers-color-scheme:dark" in made.html and "max-width:479px" in made.html
    assert 'content="light dark"' in made.html
    assert re.search(r'<h1[^>]*style="[^"]*font-size', made.html)


def test_a_letter_calls_nobody_else() -> None:
    """No web font, no pixel, no picture that is not ours."""
    made = rendering.render(letter(b.Title(text="a"), b.Button(words="b", url="https://lumen.example/")))
    called = set(re.findall(r"(?:src|href)=\"(https?://[^\"]+)", made.html))
    assert called == {"https://lumen.example/"}
    assert "@import" not in made.html and "<link" not in made.html and "<img" not in made.html


def test_a_name_with_an_apostrophe_or_html_is_text_in_html_and_itself_in_plain_text() -> None:
    made = rendering.render(letter(b.Text(text="Bonjour {{ first_name|à vous & aux vôtres }},")))
    seen = rendering.fill_in(made, {"first_name": "D’Arc <b>O'Neil</b>"})
    assert "Bonjour D’Arc &lt;b&gt;O&#x27;Neil&lt;/b&gt;," in seen.html
    assert "Bonjour D’Arc <b>O'Neil</b>," in seen.text


def test_whoever_has_no_name_is_greeted_with_the_fallback() -> None:
    made = rendering.render(letter(b.Text(text="Bonjour {{ first_name|à vous & aux vôtres }},")))
    seen = rendering.fill_in(made, {})
    assert "Bonjour à vous &amp; aux vôtres," in seen.html
    assert "Bonjour à vous & aux vôtres," in seen.text


@pytest.mark.parametrize(
    "typed", ["{{ prenom }}", "{first_name}", "{{ first_name", "{{ unsubscribe_url }}", "}}"]
)
def test_a_field_we_cannot_fill_in_is_refused_by_name(typed: str) -> None:
    assert typed.strip("{} ") in fields.problems(f"Bonjour {typed}")[0]


def test_a_known_field_with_a_fallback_is_accepted() -> None:
    assert fields.problems(f"Bonjour {fields.mark('first_name')}, {{{{organisation}}}}") == []


@pytest.mark.parametrize(
    "url", ["lumen", "http://", "javascript:alert(1)", "https://a b.example", "https://x/{{ job }}"]
)
def test_half_an_address_is_refused(url: str) -> None:
    assert fields.address_problem(url)


@given(TEXT, TEXT, TEXT)
def test_nothing_typed_becomes_markup_or_breaks_the_letter(title: str, words: str, text: str) -> None:
    made = rendering.render(
        letter(b.Title(text=title), b.Button(words=words, url="https://a.example/"), b.Text(text=text))
    )
    assert made.html.count("<body") == made.html.count("</body>") == 1
    assert made.html.rstrip().endswith("</html>")
    assert not re.search(r"<script|<iframe|<img|onerror=\"", made.html, re.IGNORECASE)
    assert "slot-" not in made.html.replace(title, "").replace(words, "")


def test_counted_links_replace_typed_ones_in_both_parts() -> None:
    campaign = letter(
        b.Text(text="[lire](https://lumen.example/?a=1&b=2)"), b.Button(words="x", url="https://b.example/")
    )
    made = rendering.render(
        campaign,
        addresses={
            "https://lumen.example/?a=1&b=2": "https://s/l/1/",
            "https://b.example/": "https://s/l/2/",
        },
    )
    for part in (made.html, made.text):
        assert "https://s/l/1/" in part and "https://s/l/2/" in part and "lumen.example" not in part
