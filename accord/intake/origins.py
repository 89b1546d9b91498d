"""Which campaign brought a visitor: kept only where the form says so, which its notice must tell (`checking`)."""

from collections.abc import Mapping

from accord.intake.showing import SignUpPage

LONGEST = 80


def origin_of(page: SignUpPage, sent: Mapping[str, str]) -> dict[str, str]:
    """The origin sent with a request, in the names the version of the form allows; nothing else."""
    allowed = page.said["origin_fields"]
    return {name: sent[name][:LONGEST] for name in allowed if sent.get(name)}
