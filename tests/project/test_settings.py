"""Settings: one table, secrets in files, and plain words where something cannot be."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import checks

from accord.project import environment
from accord.project.environment import SettingError
from tests.project.conftest import House


def test_a_secret_is_read_from_the_file_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    (tmp_path / "secret").write_text("hush\n")
    monkeypatch.setenv("SMTP_PASSWORD_FILE", str(tmp_path / "secret"))
    assert environment.text("SMTP_PASSWORD") == "hush"
    monkeypatch.setenv("SMTP_PASSWORD", "other")
    with pytest.raises(SettingError, match="keep one"):
        environment.text("SMTP_PASSWORD")


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingError, match="absent"):
        environment.text("SECRET_KEY")


@pytest.mark.parametrize("value", ["zero", "0", "99999", "-1"])
def test_a_port_is_a_number_that_exists(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(SettingError, match="PORT"):
        environment.number("PORT")


def test_yes_and_no_are_said_in_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_DEBUG", "perhaps")
    with pytest.raises(SettingError, match="yes or no"):
        environment.flag("ACCORD_DEBUG")


def test_a_secret_is_made_once_and_kept_private(monkeypatch: pytest.MonkeyPatch, folder) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(folder))
    made = environment.kept_secret("SECRET_KEY")
    assert environment.kept_secret("SECRET_KEY") == made
    assert len(made) > 40
    assert (folder / "secret_key").stat().st_mode & 0o077 == 0


def test_processes_that_start_together_keep_the_same_secret(monkeypatch: pytest.MonkeyPatch, folder) -> None:
    for turn in range(40):
        monkeypatch.setenv("ACCORD_HOME", str(folder / str(turn)))
        together = Barrier(4)

        def ask(_number: int, together: Barrier = together) -> str:
            together.wait()
            return environment.kept_secret("SECRET_KEY")

        with ThreadPoolExecutor(4) as processes:
            (kept,) = set(processes.map(ask, range(4)))
        assert [file.name for file in (folder / str(turn)).iterdir()] == ["secret_key"]
        assert environment.kept_secret("SECRET_KEY") == kept


def test_every_setting_is_listed_with_its_meaning(house: House) -> None:
    listed = house.accord("settings").stdout
    assert all(setting.name in listed and setting.meaning in listed for setting in environment.TABLE)


def test_another_mail_backend_is_refused(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    found = [message for message in checks.run_checks() if message.id == "accord.C001"]
    assert found
    assert found[0].is_serious(checks.CRITICAL)


CONTRADICTIONS = (
    {
        "ACCORD_DEBUG": ("yes", "ACCORD_DEBUG is only for"),
        "ACCORD_SITE_URL": ("https://crm.example.org", ""),
        "ACCORD_DEMO": ("yes", "people who do not exist"),
        "MAIL_TRANSPORT": ("smtp", ""),
        "SMTP_USER": ("ada", "would travel in clear"),
        "SMTP_HOST": ("mx.example.org", ""),
        "MAIL_DKIM_SELECTOR": ("s1", "go together"),
        "HEALTH_MLLP_CLIENTS": ("/nowhere.pem", "HEALTH_MLLP_CERTIFICATE"),
        "HEALTH_OIDC_SERVER": ("http://auth.example.org", "must begin with https"),
    },
    {
        "MAIL_TRANSPORT": ("pigeon", "MAIL_TRANSPORT is “pigeon”"),
        "MAIL_FROM": ("Atelier Lumen", "MAIL_FROM is “Atelier Lumen”"),
        "HEALTH_OIDC_SERVER": ("https://auth.example.org", "HEALTH_OIDC_CLIENT"),
    },
)


@pytest.mark.parametrize("settings", CONTRADICTIONS)
def test_what_contradicts_itself_is_refused_in_plain_words_all_at_once(
    house: House, settings: dict[str, tuple[str, str]]
) -> None:
    answer = house.accord("check", **{name: given for name, (given, _words) in settings.items()})
    assert answer.returncode != 0
    assert [words for _given, words in settings.values() if words not in answer.stderr] == []
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("SMTP_SECURITY", "maybe", "SMTP_SECURITY is “maybe”"),
        ("ACCORD_LOG_FORMAT", "xml", "ACCORD_LOG_FORMAT is “xml”"),
        ("MAIL_PROVIDER_SETTINGS", "{", "MAIL_PROVIDER_SETTINGS"),
        ("ACCORD_PROXIES", "10.0.0.0/8, nonsense", "ACCORD_PROXIES"),
        ("ACCORD_SITE_URL", "crm.example.org", "ACCORD_SITE_URL"),
        ("ACCORD_TIME_ZONE", "Paris/France", "ACCORD_TIME_ZONE"),
        ("DATABASE_URL", "mysql://root@localhost/x", "DATABASE_URL must look like"),
        ("HEALTH_MLLP", "everywhere", "HEALTH_MLLP is “everywhere”"),
        ("HEALTH_OIDC_ACR", "low", "HEALTH_OIDC_ACR is “low”"),
        ("DATABASE_OWNER_URL", "postgresql://o@localhost/x", "DATABASE_OWNER_URL has no effect"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_in_plain_words(
    house: House, name: str, given: str, words: str
) -> None:
    answer = house.accord("check", **{name: given})
    assert answer.returncode != 0
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"MAIL_TRANSPORT": "smtp"}, "accord: MAIL_FROM is empty"),
        ({"ACCORD_BIND": "nonsense"}, "accord: ACCORD_BIND is “nonsense”"),
        ({"ACCORD_PROXIES": "nonsense"}, "accord: ACCORD_PROXIES holds “nonsense”"),
    ],
)
def test_what_contradicts_itself_is_refused_before_anything_is_started(
    house: House, given: dict[str, str], words: str
) -> None:
    answer = house.accord("run", **given)
    assert answer.returncode == 2
    assert words in answer.stderr
    assert (answer.stdout, "Traceback" in answer.stderr) == ("", False)
    assert not (house.folder / "pg18").exists()


def test_the_doctor_of_a_house_without_tables_says_what_to_type(house: House) -> None:
    answer = house.accord("doctor")
    assert answer.returncode == 1
    assert "type “accord migrate”" in answer.stdout
    assert "Traceback" not in answer.stderr
