"""Whatever a person is called, their letter stays whole and says nothing they did not type."""

from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st

from accord.outbox import marks, mime
from accord.outbox.parsing import parse, parts

NAMES = [
    "D’Artagnan",
    "O'Connor",
    "Zoé 🦊",
    "a\r\nBcc: charlie@example.org",
    "<b>&amp;</b>",
    "=?utf-8?q?x?=",
    ".",
    "{{ email }}",
]
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=120))
texts = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=300
)


def message(text: str, html: str, values: dict[str, str], subject: str = "Bonjour") -> bytes:
    body = mime.alternative(mime.body(text, mime.plain_value), mime.body(html, mime.html_value))
    return b"Subject: " + mime.header(subject) + b"\r\n" + mime.filled(body, values)


@given(names)
@example("a\r\nBcc: charlie@example.org\r\n\r\nhello")
def test_any_name_arrives_whole_and_opens_no_new_header(name: str) -> None:
    raw = message(
        "Hello {{ first_name }}, bye", "<p>{{ first_name }}</p>", {"first_name": name}, f"Dear {name}"
    )
    parsed = parse(raw)
    shown = mime.one_line(name)
    assert parts(parsed)["text/plain"].split("\n")[0].rstrip("\r") == f"Hello {shown}, bye"
    assert unescape(parts(parsed)["text/html"]).strip() == f"<p>{shown}</p>"
    assert set(parsed.keys()) == {"Subject", "MIME-Version", "Content-Type"}
    assert str(parsed["Subject"]).split() == f"Dear {shown}".split()


@given(names)
def test_a_name_cannot_write_html(name: str) -> None:
    raw = message("-", '<a title="{{ last_name }}">x</a>', {"last_name": name})
    html = parts(parse(raw))["text/html"]
    assert html.count("<") == html.count(">") == 2
    assert html.count('"') == 2


@given(texts, names)
def test_no_line_is_longer_than_mail_allows(text: str, name: str) -> None:
    raw = message(text + "{{ job }}" + text, text + "{{ job }}" + text, {"job": name}, text + name)
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert all(line.isascii() and b"\n" not in line and b"\r" not in line for line in lines)


@given(texts)
def test_what_the_writer_typed_is_not_changed(text: str) -> None:
    plain = parts(parse(message(text, "<p></p>", {})))["text/plain"]
    assert plain.replace("\r\n", "\n").rstrip("\n").split("\n") == "\n".join(text.splitlines()).rstrip(
        "\n"
    ).split("\n")


@given(names, names)
def test_a_sender_s_name_stays_one_mailbox(first: str, last: str) -> None:
    raw = b"From: " + mime.mailbox(f"{first} {last}", "lettre@lumen.example.org") + b"\r\n\r\n"
    addresses = parse(raw)["From"].addresses
    assert [address.addr_spec for address in addresses] == ["lettre@lumen.example.org"]


def test_an_empty_value_gives_way_to_the_fallback_and_an_unknown_mark_is_told() -> None:
    raw = message(
        "Hello {{ first_name|dear reader }}.", "<p>{{ first_name|dear reader }}</p>", {"first_name": ""}
    )
    assert parts(parse(raw))["text/plain"].strip() == "Hello dear reader."
    assert marks.unknown("{{ password }} {{ email }}") == {"password"}


def test_a_value_that_looks_like_a_mark_is_not_filled_in() -> None:
    raw = message(
        "{{ first_name }}", "<p>{{ first_name }}</p>", {"first_name": "{{ email }}", "email": "a@b.example"}
    )
    assert b"a@b.example" not in raw
