"""What the patient is handed: one sheet that says the law as it is, and that Accord can read back."""

import io
import re
from dataclasses import replace
from datetime import datetime

import pypdfium2
import pytest
import zxingcpp

from accord.health.codes import ANSWERS, Item, Regime
from accord.health.paper import codes, content, layout, sheet
from accord.health.paper.content import Row, delivered
from accord.health.paper.layout import Layout, Printed, press
from accord.lib.paper import Untidy, drawn
from tests.health.paper.printing import AT, ELODIE, FORM, KEY, order


@pytest.fixture(scope="module")
def usual() -> Printed:
    return press(order())


@pytest.fixture(scope="module")
def large() -> Printed:
    return press(order(is_large=True))


def words(printed: Printed) -> str:
    """What the PDF says, on one line."""
    with pypdfium2.PdfDocument(printed.pdf) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    return re.sub(r"\s+", " ", " ".join(texts))


def test_the_patient_may_tick_each_item_of_the_two_parts_that_are_communicable(
    usual: Printed, large: Printed
) -> None:
    for printed in (usual, large):
        boxes = {box.id for box in printed.layout.boxes}
        assert set(Item.values) <= boxes
        assert len([one for one in boxes if one.startswith(("p1.", "p2."))]) == 17 + 4


def test_part_3_is_a_notice_and_never_a_box(usual: Printed, large: Printed) -> None:
    for printed in (usual, large):
        assert not [box.id for box in printed.layout.boxes if box.id.startswith("p3")]
        assert "n’est pas communicable" in words(printed)


def test_the_three_moments_are_three_headings_in_order_and_recipients_stand_under_the_third(
    usual: Printed,
) -> None:
    said = words(usual)
    order_of = [
        said.index(one)
        for one in ("1° Pendant", "2° À la fin", "3° Les tiers", "organisme que je nomme", "B Mes")
    ]
    assert order_of == sorted(order_of)


def test_each_row_has_the_boxes_of_its_own_regime_only(usual: Printed) -> None:
    for row in delivered().rows:
        for question in row.questions:
            start = f"{sheet.CHOICE}{question}."
            found = [box.id.removeprefix(start) for box in usual.layout.boxes if box.id.startswith(start)]
            assert found == list(ANSWERS[Regime(row.regime)])


def test_a_row_of_information_offers_neither_yes_nor_no() -> None:
    row = Row("news", "research", "information", "Une étude", "Vous êtes informé de cette étude.")
    assert [box["id"] for box in sheet._choice(delivered(), row)["boxes"]] == ["b.news.informed"]


def test_mon_espace_sante_asks_for_the_legitimate_reason_of_an_objection(usual: Printed) -> None:
    assert "Je m’oppose, pour ce motif légitime :" in words(usual)
    assert "l.mon_espace_sante.1" in {zone.id for zone in usual.layout.zones}


def test_there_is_room_to_write_sign_and_say_who_handed_the_sheet_over(
    usual: Printed, large: Printed
) -> None:
    asked = {
        "f.birth_name",
        "f.details",
        "d.on",
        "f.at",
        "s.signer",
        "s.trusted_person.2",
        "f.agent",
        "s.agent",
    }
    for printed in (usual, large):
        assert asked <= {zone.id for zone in printed.layout.zones}
        assert {"c.handed", "c.refused", "c.unable", "i.document"} <= {box.id for box in printed.layout.boxes}


def test_the_usual_print_is_one_sheet_of_two_sides(usual: Printed, large: Printed) -> None:
    assert usual.layout.pages == 2
    assert large.layout.pages > 2
    assert {box.side for box in usual.layout.boxes} == {5.0}
    assert {box.side for box in large.layout.boxes} == {8.0}


def test_boxes_and_zones_stand_inside_the_page_and_apart(usual: Printed, large: Printed) -> None:
    for printed in (usual, large):
        for box in printed.layout.boxes:
            assert 15 < box.x < 195 - box.side and 30 < box.y < 285 - box.side
        for one in printed.layout.boxes:
            for other in printed.layout.boxes:
                if one is not other and one.page == other.page:
                    assert max(abs(one.x - other.x), abs(one.y - other.y)) > one.side + 1


def test_the_place_of_a_box_is_where_its_outline_is_printed(usual: Printed) -> None:
    with pypdfium2.PdfDocument(usual.pdf) as pdf:
        page = pdf[0].render(scale=300 / 72, grayscale=True).to_numpy()
    page = page.reshape(page.shape[:2])
    for box in (one for one in usual.layout.boxes if one.page == 1):
        x, y, side = (round(value * 300 / 25.4) for value in (box.x, box.y, box.side))
        middle = page[y + side // 2, x - 6 : x + side + 6]
        assert middle[:12].min() < 90 and middle[-12:].min() < 90, box.id
        assert middle[16:-16].min() > 200, box.id


def test_printed_again_the_sheet_is_the_same_to_the_byte(usual: Printed) -> None:
    assert press(order()).pdf == usual.pdf
    assert press(order(at=datetime(2027, 1, 1, tzinfo=AT.tzinfo))).sha256 != usual.sha256


def test_the_file_says_it_is_archivable_and_readable_aloud(usual: Printed) -> None:
    assert (
        b"<pdfaid:part>2</pdfaid:part>" in usual.pdf
        and b"<pdfaid:conformance>A</pdfaid:conformance>" in usual.pdf
    )
    assert b"<pdfuaid:part>1</pdfuaid:part>" in usual.pdf
    assert b"/Lang" in usual.pdf


def test_the_layout_survives_being_kept(usual: Printed) -> None:
    assert Layout.of(usual.layout.stored()) == usual.layout


# What is known of the patient


def test_what_is_known_is_printed_for_the_patient_and_moves_no_box(usual: Printed) -> None:
    printed = press(order(known=ELODIE))
    assert "Lefèvre" in words(printed) and "Élodie, Marie" in words(printed)
    assert printed.layout == usual.layout


def test_a_very_long_name_stays_in_its_frame(usual: Printed) -> None:
    printed = press(order(known=replace(ELODIE, birth_name="de la Tour " * 20)))
    assert printed.layout == usual.layout


def test_a_name_our_letters_cannot_write_is_left_to_the_hand(usual: Printed) -> None:
    assert press(order(known=replace(ELODIE, birth_name="李"))).sha256 == usual.sha256


def test_stars_and_signs_in_a_name_are_taken_as_they_are() -> None:
    printed = press(order(known=replace(ELODIE, used_name="#pagebreak() $x$ *é*")))
    assert "#pagebreak() $x$ *é*" in words(printed)


# The code


def read(printed: Printed, page: int) -> str:
    with pypdfium2.PdfDocument(printed.pdf) as pdf:
        picture = pdf[page].render(scale=150 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.QRCode)
    return str(code.text)


def test_the_code_says_an_opaque_id_a_version_and_a_page_and_nothing_of_the_person() -> None:
    printed = press(order(known=ELODIE))
    for page in (0, 1):
        text = read(printed, page)
        assert codes.opened(text, KEY) == codes.Mark(FORM, 3, page + 1)
        assert re.fullmatch(rf"AC1\.3\.{page + 1}\.{FORM}\.[0-9A-Z]{{10}}", text)


@pytest.mark.parametrize(
    "text",
    ["", "https://example.org/", "AC1.3.1.7Q4K2M9TXB81", "AC1.3.1.7Q4K2M9TXB81.0000000000", "AC1.3.1.É.É"],
)
def test_a_code_we_did_not_print_is_refused(text: str) -> None:
    with pytest.raises(codes.ForeignCode):
        codes.opened(text, KEY)


def test_a_code_changed_by_one_letter_is_refused() -> None:
    text = codes.sealed(codes.Mark(FORM, 3, 1), KEY)
    for place in range(4, len(text)):
        other = "8" if text[place] != "8" else "9"
        with pytest.raises(codes.ForeignCode):
            codes.opened(text[:place] + other + text[place + 1 :], KEY)
    with pytest.raises(codes.ForeignCode):
        codes.opened(text, b"the key of another house, 32 now")


def test_ids_do_not_follow_one_another() -> None:
    assert len({codes.new_id() for _ in range(500)}) == 500


# Texts and rows of an institution


def test_an_institution_may_write_its_own_words_and_rows() -> None:
    row = Row(
        "registry",
        "research",
        "consent",
        "Registre des prothèses",
        "Vos données, pour vingt ans.",
        is_mandatory=True,
    )
    own = content.edited(
        delivered(),
        {"title": "Demander son dossier", "signing": "Autre"},
        {"p1.a": "La lettre"},
        (*delivered().rows, row),
    )
    assert content.faults(own) == []
    printed = press(order(content=own))
    said = words(printed)
    assert all(one in said for one in ("Demander son dossier", "Registre des prothèses", "a) La lettre b)"))
    assert own.words["signing"] == delivered().words["signing"]
    assert {"b.registry.accept", "b.registry.decline"} <= {box.id for box in printed.layout.boxes}
    assert content.Content.of(own.stored()) == own


def test_a_form_with_many_rows_takes_more_sheets_each_with_its_code() -> None:
    more = tuple(
        Row(f"study_{n}", "research", "opposition", f"Étude {n}", "Une étude. " * 8) for n in range(12)
    )
    printed = press(order(content=replace(delivered(), rows=(*delivered().rows, *more))))
    assert printed.layout.pages == 3
    assert codes.opened(read(printed, 2), KEY).page == 3


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row("team", "care_team", "consent", "Mon équipe", "Texte"), "regime"),
        (Row("mes", "mon_espace_sante", "information", "Mon espace santé", "Texte", ("Motif",)), "regime"),
        (Row("sale", "marketing", "consent", "Publicité", "Texte"), "regime"),
        (Row("p3.a", "research", "opposition", "Tiers", "Texte"), "link_id"),
        (Row("research", "research", "opposition", "Encore", "Texte"), "twice"),
        (Row("study", "research", "opposition", " ", "Texte"), "empty"),
        (Row("study", "research", "opposition", "Titre", "x" * 601), "too_long"),
        (Row("to", "recipient", "consent", "À qui", "Texte"), "no_line"),
        (Row("trust", "trusted_person", "designation", "Confiance", "Texte", ("Nom",)), "cosigned"),
        (Row("study", "research", "opposition", "Titre", "Texte", places=7), "places"),
    ],
)
def test_a_row_the_law_does_not_leave_is_refused(row: Row, fault: str) -> None:
    found = content.faults(replace(delivered(), rows=(*delivered().rows, row)))
    assert fault in {one.code for one in found}


def test_no_item_can_be_taken_away_or_added() -> None:
    fewer = {key: text for key, text in delivered().items.items() if key != "p1.q"}
    assert [one.where for one in content.faults(replace(delivered(), items=fewer))] == ["p1.q"]
    assert (
        content.faults(replace(delivered(), items={**delivered().items, "p3.a": "Tiers"}))[0].code == "items"
    )


def test_words_no_font_can_write_are_refused_before_anything_is_printed() -> None:
    with pytest.raises(Untidy):
        press(order(organisation="病院"))


def test_a_warning_of_the_press_stops_the_press(tmp_path: layout.Path) -> None:
    template = tmp_path / "warns.typ"
    template.write_text('#set document(title: "x")\n#set text(lang: "fr", font: "No such font")\nBonjour')
    with pytest.raises(Untidy):
        drawn(template, {}, AT)


def test_a_file_can_be_opened_by_any_reader(usual: Printed) -> None:
    with pypdfium2.PdfDocument(io.BytesIO(usual.pdf)) as pdf:
        assert len(pdf) == 2


def test_what_was_printed_for_the_patient_can_be_kept_and_printed_again() -> None:
    assert type(ELODIE).of(ELODIE.stored()) == ELODIE
