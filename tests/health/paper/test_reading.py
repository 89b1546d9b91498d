"""What the desk scans: every mark read as it was made, or shown to a person. Never a mark made up, never one lost."""

import io
import struct
import zlib
from random import Random

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from accord.health.paper import crops, finding, judging, reading, scans
from accord.health.paper.codes import Mark
from accord.health.paper.content import delivered
from accord.health.paper.judging import Doubt
from accord.health.paper.layout import Printed, press
from accord.health.paper.reading import Seen, State
from accord.health.paper.scans import Grey, Unreadable
from tests.health.paper.corpus import MARKS, TICKS, Filled, Scanner, fill, marked, scanned, sheets
from tests.health.paper.printing import FORM, KEY, order

PERSON = {State.DOUBTFUL, State.BLACKENED}
# What each mark may be read as; anything to be seen by a person is right.
RIGHT = {
    **dict.fromkeys(TICKS, frozenset({State.TICKED, *PERSON})),
    "empty": {State.EMPTY, State.DOUBTFUL},
    "blackened": PERSON,
    "beside": {State.DOUBTFUL},
}
SCANNERS = (
    Scanner(150, angle=1.5),
    Scanner(150, angle=-8, blur=0.8, shade=0.3, noise=8, jpeg=40),
    Scanner(150, angle=8, upside_down=True, blur=0.5, noise=9, jpeg=50, lean=0.05, bed=60),
    Scanner(200, angle=-3, shade=0.35, noise=5, jpeg=35),
    Scanner(200, upside_down=True, blur=1.0, shade=0.2, lean=0.06, bed=40),
)


@pytest.fixture(scope="module")
def usual() -> Printed:
    return press(order())


@pytest.fixture(scope="module")
def paper(usual: Printed) -> list[Image.Image]:
    return sheets(usual)


def seen(grey: Grey, printed: Printed, key: bytes = KEY) -> tuple[finding.Sheet, dict[str, Seen]]:
    sheet = finding.found(grey, key)
    return sheet, {
        one.id: one
        for one in (
            *reading.boxes_seen(grey, sheet, printed.layout),
            *reading.zones_seen(grey, sheet, printed.layout),
        )
    }


def check(filled: Filled, printed: Printed) -> dict[str, Seen]:
    sheet, found = seen(filled.grey, printed)
    assert sheet.mark == Mark(FORM, 3, filled.page)
    wrong = {
        box: (mark, found[box]) for box, mark in filled.marks.items() if found[box].state not in RIGHT[mark]
    }
    assert not wrong
    return found


@pytest.mark.parametrize("number", range(len(SCANNERS)))
def test_no_mark_is_lost_or_made_up_from_150_dpi_upwards(
    number: int, usual: Printed, paper: list[Image.Image]
) -> None:
    random = Random(number)
    page = 1 + number % 2
    filled = scanned(fill(paper[page - 1], usual, page, random), SCANNERS[number], random)
    found = check(filled, usual)
    if page == 2:
        assert found["s.signer"].state == State.WRITTEN
    plain = [box for box, mark in filled.marks.items() if mark in {"cross", "tick", "slash", "pencil"}]
    assert sum(found[box].state == State.TICKED for box in plain) >= 0.8 * len(plain)


def test_a_large_print_is_read_as_well() -> None:
    printed, random = press(order(is_large=True)), Random(8)
    picture = sheets(printed)[5]
    filled = scanned(fill(picture, printed, 6, random, share=0.5), SCANNERS[1], random)
    check(filled, printed)


def test_an_untouched_sheet_says_nothing(usual: Printed, paper: list[Image.Image]) -> None:
    for page in (1, 2):
        filled = marked(paper[page - 1], usual, page, {}, Random(1), sign=False)
        found = check(scanned(filled, SCANNERS[1], Random(page)), usual)
        assert {one.state for one in found.values()} == {State.EMPTY}


def test_each_kind_of_mark_is_told_apart(usual: Printed, paper: list[Image.Image]) -> None:
    boxes = [box.id for box in usual.layout.boxes if box.id.startswith("p1.")]
    marks = dict(zip(boxes, MARKS, strict=False))
    filled = marked(paper[0], usual, 1, marks, Random(4))
    found = check(scanned(filled, Scanner(200, angle=2, noise=4, jpeg=60), Random(4)), usual)
    told = {mark: found[box].state for box, mark in marks.items()}
    assert told["cross"] == told["tick"] == told["slash"] == told["pencil"] == State.TICKED
    assert (told["empty"], told["blackened"], told["beside"]) == (
        State.EMPTY,
        State.BLACKENED,
        State.DOUBTFUL,
    )


# What is refused, and why


def refused(grey: Grey, key: bytes = KEY) -> Unreadable:
    with pytest.raises(Unreadable) as why:
        finding.found(grey, key)
    return why.value


def test_a_scan_too_coarse_to_be_sure_is_refused_with_its_resolution(
    usual: Printed, paper: list[Image.Image]
) -> None:
    filled = marked(paper[0], usual, 1, {}, Random(1))
    why = refused(scanned(filled, Scanner(100), Random(1)).grey)
    assert why.code == "too_coarse" and 95 <= why.figures["dpi"] <= 105


def test_a_page_sealed_by_another_house_is_refused(paper: list[Image.Image]) -> None:
    assert refused(np.asarray(paper[0].reduce(2)), b"the key of another house, 32 now").code == "foreign_code"


def test_a_page_with_the_code_of_a_shop_is_refused() -> None:
    code = zxingcpp.create_barcode("https://example.org/promo", zxingcpp.QRCode).to_image(scale=8)
    picture = Image.new("L", (1240, 1754), "white")
    picture.paste(Image.fromarray(np.asarray(code)), (100, 100))
    assert refused(np.asarray(picture)).code == "foreign_code"


def test_a_page_without_a_code_is_refused() -> None:
    assert refused(np.full((1754, 1240), 255, np.uint8)).code == "no_code"


def test_a_sheet_with_one_torn_corner_is_read_and_with_two_refused(
    usual: Printed, paper: list[Image.Image]
) -> None:
    grey = np.array(marked(paper[1], usual, 2, {"b.research.object": "cross"}, Random(2)).grey)[
        ::2, ::2
    ].copy()
    grey[-150:, :150] = 255
    sheet, found = seen(grey, usual)
    assert sheet.corners == 3
    assert [box for box, one in found.items() if one.state == State.TICKED] == ["b.research.object"]
    grey[-150:, -150:] = 255
    assert refused(grey).code == "corners"


# Files


def as_pdf(pages: list[Grey], dpi: float) -> bytes:
    out = io.BytesIO()
    images = [Image.fromarray(page) for page in pages]
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=dpi)
    return out.getvalue()


def test_pages_of_a_pdf_are_recognised_in_any_order_and_upside_down(
    usual: Printed, paper: list[Image.Image]
) -> None:
    second, first = (np.asarray(paper[n].reduce(2)) for n in (1, 0))
    pages = list(scans.pictures(as_pdf([np.rot90(second, 2), np.rot90(first)], 150)))
    assert [seen(one.grey, usual)[0].mark.page for one in pages] == [2, 1]
    assert [one.number for one in pages] == [1, 2]


def test_a_coarse_picture_in_a_pdf_does_not_pass_for_a_fine_one(paper: list[Image.Image]) -> None:
    coarse = np.asarray(paper[0].reduce(3))
    (page,) = scans.pictures(as_pdf([coarse], 100))
    assert refused(page.grey).code == "too_coarse"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_pictures_are_read_whatever_their_format(kind: str, usual: Printed, paper: list[Image.Image]) -> None:
    out, small = io.BytesIO(), paper[0].reduce(2)
    if kind == "TIFF":
        small.save(out, kind, save_all=True, append_images=[paper[1].reduce(2)])
    else:
        small.convert("RGBA" if kind == "PNG" else "RGB").save(out, kind)
    found = [finding.found(one.grey, KEY).mark.page for one in scans.pictures(out.getvalue())]
    assert found == ([1, 2] if kind == "TIFF" else [1])


def test_a_photograph_is_turned_as_the_telephone_says(paper: list[Image.Image]) -> None:
    out, tags = io.BytesIO(), Image.Exif()
    tags[0x0112] = 6
    paper[0].reduce(2).rotate(90, expand=True).save(out, "JPEG", exif=tags)
    (page,) = scans.pictures(out.getvalue())
    assert page.grey.shape[0] > page.grey.shape[1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "format"),
        (b"Bonjour", "format"),
        (b"GIF89a" + bytes(40), "format"),
        (b"%PDF-1.7 broken", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "format"),
        (b"\xff\xd8\xff\xe0" + bytes(60), "format"),
    ],
)
def test_a_file_that_is_no_scan_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as why:
        list(scans.pictures(data))
    assert why.value.code in {code, "damaged"}


def test_a_cut_file_is_refused(paper: list[Image.Image]) -> None:
    out = io.BytesIO()
    paper[0].reduce(4).save(out, "PNG")
    with pytest.raises(Unreadable) as why:
        list(scans.pictures(out.getvalue()[:-800]))
    assert why.value.code == "damaged"


def test_a_picture_of_absurd_size_is_refused() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    with pytest.raises(Unreadable):
        list(scans.pictures(data + struct.pack(">I", 0) + b"IDAT"))


# What the answers mean, and why a person must look


def judge(
    marks: dict[str, str], usual: Printed, signed: bool = True, pages: tuple[int, ...] = (1, 2)
) -> dict[str, judging.Question]:
    """The questions of a form with these states of boxes and lines; what is not named is empty."""
    ids = (*(box.id for box in usual.layout.boxes), *(zone.id for zone in usual.layout.zones))
    states = dict.fromkeys(ids, State.EMPTY)
    states["q.patient"] = State.TICKED
    states |= {key: State(state) for key, state in marks.items()}
    states["s.signer"] = State.WRITTEN if signed else State.EMPTY
    found = [Seen(key, state, 0.0) for key, state in states.items()]
    return {one.id: one for one in judging.judged(delivered(), usual.layout, found, pages)}


def test_a_signed_sheet_with_plain_answers_needs_no_arbiter(usual: Printed) -> None:
    questions = judge({"all": "ticked", "p1.a": "ticked", "b.research.informed": "ticked"}, usual)
    assert not [one.id for one in questions.values() if one.doubts]
    assert questions["documents"].ticked == ("all", "p1.a")
    assert questions["research"].ticked == ("b.research.informed",)
    assert questions["care_team"].ticked == ()


@pytest.mark.parametrize(
    ("marks", "question", "doubt"),
    [
        (
            {"b.recipient.1.accept": "ticked", "b.recipient.1.decline": "ticked"},
            "recipient.1",
            Doubt.CONTRADICTORY,
        ),
        ({"b.recipient.2.accept": "ticked"}, "recipient.2", Doubt.UNNAMED),
        ({"b.mon_espace_sante.object": "ticked"}, "mon_espace_sante", Doubt.NO_REASON),
        (
            {"b.trusted_person.designate": "ticked", "l.trusted_person.1": "written"},
            "trusted_person",
            Doubt.UNNAMED,
        ),
        ({"b.care_team.object": "blackened"}, "care_team", Doubt.BLACKENED),
        ({"p1.c": "doubtful"}, "documents", Doubt.DOUBTFUL),
        ({"q.heir": "ticked"}, "requester", Doubt.CONTRADICTORY),
        ({"m.cause": "ticked", "m.rights": "ticked"}, "motive", Doubt.CONTRADICTORY),
        ({"c.handed": "ticked", "c.refused": "ticked"}, "outcome", Doubt.CONTRADICTORY),
    ],
)
def test_what_is_not_plain_goes_to_a_person(
    marks: dict[str, str], question: str, doubt: Doubt, usual: Printed
) -> None:
    questions = judge(marks, usual)
    assert doubt in questions[question].doubts
    assert [one.id for one in questions.values() if one.doubts] == [question]


def test_a_form_that_does_not_say_who_fills_it_in_goes_to_a_person(usual: Printed) -> None:
    assert judge({"q.patient": "empty"}, usual)["requester"].doubts == (Doubt.BLANK,)


def test_an_objection_beside_the_information_is_an_objection(usual: Printed) -> None:
    questions = judge({"b.research.informed": "ticked", "b.research.object": "ticked"}, usual)
    assert questions["research"].doubts == ()


def test_a_named_recipient_and_a_cosigned_designation_are_plain(usual: Printed) -> None:
    lines = dict.fromkeys(("l.recipient.1", "l.trusted_person.1", "s.trusted_person.2"), "written")
    questions = judge(
        {"b.recipient.1.accept": "ticked", "b.trusted_person.designate": "ticked", **lines}, usual
    )
    assert not [one.id for one in questions.values() if one.doubts]


def test_a_sheet_without_signature_or_without_its_other_side_goes_to_a_person(usual: Printed) -> None:
    assert judge({}, usual, signed=False)["s.signer"].doubts == (Doubt.UNSIGNED,)
    alone = judge({}, usual, pages=(1,))
    assert {one.id for one in alone.values() if Doubt.MISSING in one.doubts} >= {
        "research",
        "s.signer",
        "outcome",
    }
    assert alone["documents"].doubts == ()


# What the person is shown


def test_the_person_sees_the_question_as_it_was_answered(usual: Printed, paper: list[Image.Image]) -> None:
    filled = marked(paper[1], usual, 2, {"b.research.object": "scribble"}, Random(3))
    turned = scanned(filled, Scanner(150, angle=5, upside_down=True), Random(3))
    sheet = finding.Sheet.of(finding.found(turned.grey, KEY).stored())
    (piece,) = crops.pieces(usual.layout, ["b.research.informed", "b.research.object"])
    (other,) = crops.pieces(usual.layout, ["b.care_team.informed", "b.care_team.object"])
    assert piece.page == 2
    pictures = [
        np.asarray(Image.open(io.BytesIO(crops.shown(turned.grey, sheet, one)))) for one in (piece, other)
    ]
    boxes = [one[:, 640:720] for one in pictures]  # the column of the boxes, 6 samples to the millimetre
    assert boxes[0].mean() < boxes[1].mean() - 5
