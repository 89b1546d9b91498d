"""What sales refuses, in the one shape of the API."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.forms import BaseForm

from accord.contacts.admission import NoAddress, NoSource
from accord.lib.addresses import AddressError
from accord.outbox.first_letters import OneIsEnough
from accord.sales.adding import Untouchable
from accord.sales.dealing import NotPossible
from accord.sales.diary import Busy
from accord.sales.doing import Over
from accord.sales.freezing import Frozen
from accord.sales.qualifying import NotOpen
from accord.sales.writing import NotWritten
from accord.staff.api.problems import Refusal, flaws, wrong


def clean(form: BaseForm, *, places: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `form` cleaned. Raises Refusal (422), each sentence where it stands."""
    if not form.is_valid():
        raise flaws(form, places=places)
    return form.cleaned_data


@contextmanager
def conflicts() -> Iterator[None]:
    """What is not possible as things are becomes a Refusal (409) in the words of the page."""
    try:
        yield
    except (Busy, NotOpen, NotPossible, Frozen, Over, Untouchable) as refused:
        raise Refusal(409, str(refused)) from refused
    except NotWritten as refused:
        said = refused.answer
        raise Refusal(409, said.why, reason=said.code) from refused
    except OneIsEnough as refused:
        raise Refusal(409, str(refused), reason="on_its_way") from refused
    except (NoAddress, NoSource, AddressError) as refused:
        raise wrong("body", str(refused)) from refused
