"""What must never be read by anybody but the owner of the mailbox."""

from accord.lib.tokens import new_token
from accord.project.logs import without_secrets


def test_the_log_never_holds_the_token_of_a_letter() -> None:
    token, _hashed = new_token()
    for key in ("event", "path"):
        said = without_secrets(None, "", {key: f"Gone: /c/{token}/"})
        assert token not in str(said)
