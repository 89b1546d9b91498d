"""Whoever changes how a colleague signs in, the journal says so and the colleague hears of it."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils.translation import override

from accord.audit.models import Detail, Entry
from accord.desk.verbs import in_words
from accord.outbox.models import Letter
from accord.staff import signing
from accord.staff.models import User
from accord.ui.components.words import long_date

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"  # what tests/conftest.py gives everybody
SignIn = Callable[[User], Client]


def written(user: User) -> list[tuple[str, str]]:
    """(verb, who did it) of what the journal says about a colleague, in order."""
    found = Entry.objects.filter(about_type="staff.User", about_id=str(user.pk)).order_by("pk")
    return [(one.verb, one.actor_id) for one in found]


def protect(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


def sign_in(user: User) -> Client:
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("page", ["/account/login/", "/account/password/reset/"])
def test_an_address_left_empty_is_told_by_the_name_of_its_field(page: str) -> None:
    refused = Client(headers={"accept-language": "fr"}).post(page, {}).content.decode()
    assert refused.count("Adresse e-mail") == 2 and "Courriel" not in refused


def test_bob_changes_his_password_and_the_journal_says_so(bob: User) -> None:
    new = "another horse battery"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert sign_in(bob).post("/account/password/change/", typed).status_code == 302
    bob.refresh_from_db()
    assert bob.check_password(new)
    assert written(bob) == [("staff.password.changed", str(bob.pk))]


def test_bob_protects_his_account_then_gives_up_and_both_are_written(bob: User) -> None:
    client = sign_in(bob)
    protect(bob)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302
    assert [verb for verb, _who in written(bob)] == [
        "staff.application.added",
        "staff.recovery_codes.added",
        "staff.application.removed",
        "staff.recovery_codes.removed",
    ]


def test_whoever_renames_a_passkey_is_written_down_and_signing_in_with_it_is_not(bob: User) -> None:
    client = sign_in(bob)
    key = Authenticator(
        user=bob, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé bleue", "credential": {}}
    )
    key.save()
    key.record_usage()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post(f"/account/2fa/webauthn/keys/{key.pk}/edit/", {"name": "Clé rouge"}).status_code == 302
    assert [verb for verb, _who in written(bob)] == ["staff.passkey.added", "staff.passkey.renamed"]
    said = Detail.objects.get(key="name", about_id=str(bob.pk), about_type="staff.User")
    assert (said.before, said.after) == ("Clé bleue", "Clé rouge")


@pytest.mark.parametrize(
    ("language", "name", "remove", "never_used"),
    [
        ("fr", "Nom", "Retirer la clé d’accès", "Dernier usage"),
        ("en", "Name", "Remove the passkey", "Last used"),
    ],
)
def test_bob_reads_about_his_passkeys_in_his_language(
    bob: User, language: str, name: str, remove: str, never_used: str
) -> None:
    User.objects.filter(pk=bob.pk).update(language=language)
    client = sign_in(bob)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert f">{name} <i>" in client.get("/account/2fa/webauthn/add/").content.decode()
    key = Authenticator.objects.create(
        user=bob, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé bleue", "credential": {}}
    )
    with override(language):
        added = long_date(key.created_at)
    words = {
        "": (added, never_used),
        f"keys/{key.pk}/edit/": (f">{name}<",),
        f"keys/{key.pk}/remove/": (remove, "Clé bleue"),
    }
    for page, said in words.items():
        shown = client.get(f"/account/2fa/webauthn/{page}").content.decode()
        assert [one for one in said if one not in shown] == [], page


def test_bob_renews_his_recovery_codes_and_the_journal_says_so(bob: User) -> None:
    client = sign_in(bob)
    protect(bob)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post("/account/2fa/recovery-codes/generate/").status_code == 302
    assert [verb for verb, _who in written(bob)][2:] == [
        "staff.recovery_codes.removed",
        "staff.recovery_codes.added",
    ]


def test_alice_helps_bob_who_lost_his_telephone_and_he_is_told_by_letter(
    alice: User, bob: User, signed_in: SignIn
) -> None:
    of_bob = sign_in(bob)
    of_bob.get("/")
    protect(bob)
    page = signed_in(alice).get(f"/colleagues/{bob.pk}/").content.decode()
    assert "Oublier ces preuves" in page
    answer = signed_in(alice).post(f"/colleagues/{bob.pk}/second-proof/")
    assert answer.status_code == 302 and not Authenticator.objects.filter(user=bob).exists()
    assert written(bob)[2:] == [
        ("staff.application.removed", str(alice.pk)),
        ("staff.recovery_codes.removed", str(alice.pk)),
        ("staff.user.second_proofs_forgotten", str(alice.pk)),
    ]
    letter = Letter.objects.get(service="account-security")
    assert "Alice" in letter.content["facts"]["message"] and "seul" in letter.content["facts"]["message"]
    assert of_bob.get("/").status_code == 302, "whoever found the telephone is signed out"
    assert sign_in(bob).get("/").status_code == 200


def test_who_has_only_a_password_has_nothing_to_forget(alice: User, bob: User, signed_in: SignIn) -> None:
    assert "Oublier ces preuves" not in signed_in(alice).get(f"/colleagues/{bob.pk}/").content.decode()


def test_every_way_of_signing_in_has_its_words_in_the_journal() -> None:
    for verb in (*signing.ADDED.values(), *signing.REMOVED.values()):
        assert in_words(verb)[1] != verb


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sous Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1",
            "Safari sous iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
            "Edge sous Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/142.0 Safari/537.36",
            "Chrome sous Android",
        ),
        ("curl/8", "Navigateur inconnu"),
    ],
)
def test_bob_recognises_the_browser_he_is_signed_in_with(bob: User, said: str, read: str) -> None:
    client = Client(headers={"user-agent": said})
    client.post("/account/login/", {"login": bob.email, "password": PASSWORD})
    page = client.get("/account/sessions/").content.decode()
    assert read in page and said not in page


def test_bob_whose_session_ended_while_he_pressed_a_button_comes_back_to_the_page_of_the_button() -> None:
    pressed = Client().post(
        "/people/1/notes/", {"text": "…"}, headers={"referer": "http://testserver/people/1/"}
    )
    assert pressed["Location"] == "/account/login/?next=/people/1/"
    elsewhere = Client().post("/people/1/notes/", headers={"referer": "https://elsewhere.example/people/1/"})
    assert elsewhere["Location"] == "/account/login/?next=/"
