"""Pages of a list: nobody is skipped, nobody is shown twice, whatever the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accord.staff.models import User
from accord.ui.keyset import cut


def walk(order: list[str], size: int) -> tuple[list[int], list[int]]:
    """Everybody's id, page after page to the end, then back to the beginning."""
    people = User.objects.all()
    part = cut(people, order, size=size)
    forth = [row.pk for row in part.rows]
    while part.following:
        part = cut(people, order, after=part.following, size=size)
        forth += [row.pk for row in part.rows]
    back = [row.pk for row in part.rows]
    while part.previous:
        part = cut(people, order, before=part.previous, size=size)
        back = [row.pk for row in part.rows] + back
    return forth, back


class Walking(TestCase):
    @given(
        names=st.lists(st.sampled_from(["Ada", "Blaise", "Élodie"]), min_size=0, max_size=12),
        order=st.sampled_from([["name"], ["-name"], ["name", "-created_at"], ["-created_at"]]),
        size=st.integers(1, 5),
    )
    def test_every_page_forth_and_back_shows_everybody_once(
        self, names: list[str], order: list[str], size: int
    ) -> None:
        for at, name in enumerate(names):
            User.objects.create(email=f"{at}@lumen.example", name=name)
        expected = list(User.objects.order_by(*order, "pk").values_list("pk", flat=True))
        assert walk(order, size) == (expected, expected)


@pytest.mark.parametrize("token", ["nonsense", "W10", "é", "bnVsbA"])
def test_a_token_that_makes_no_sense_shows_the_first_page(alice: User, token: str) -> None:
    assert cut(User.objects.all(), ["name"], after=token).rows == [alice]
