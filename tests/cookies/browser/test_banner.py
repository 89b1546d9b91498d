"""Camille on the site of Atelier Lumen: what the one pasted line does in her browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accord.cookies import publishing, queries, urls
from accord.cookies.models import Display, Site, VisitDay
from accord.cookies.statements.banner import STYLE, differences
from accord.cookies.webmaster.site_forms import LISTED
from accord.lib.actor import SYSTEM
from tests.browser.conftest import DESKTOP, PHONE
from tests.cookies.browser import pages
from tests.cookies.browser.conftest import Guest, everything_of, recorded
from tests.cookies.conftest import add_party

WRITTEN = {"msr_uid", "msr_page", "msr_queue", "rb_uid", "rb_seg1"}

ZOOMED = {"width": 320, "height": 480}  # a phone at 200 %
LATER = """([tracker, pixel, film]) => {
  const script = document.createElement("script");
  script.src = tracker;
  document.head.append(script);
  new Image().src = pixel;
  new Image().srcset = `${pixel}?wide 2x`;
  new Image().setAttribute("SRC", pixel);
  const frame = document.createElement("iframe");
  frame.setAttribute("src", film);
  frame.title = "Plus tard";
  document.body.append(frame);
}"""
# What would move or fade: nothing does, for those who asked for less motion and for everybody else
MOVING = """[...document.querySelector("#ac").shadowRoot.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== "none" || style.transitionDuration !== "0s" || style.scrollBehavior === "smooth";
}).map((one) => one.outerHTML)"""
# Browsers that cannot be asked for cookies without waiting: none such, one of a page without encryption, one that fails
UNASKED = {
    "no such thing": "delete window.cookieStore",
    "refused": "CookieStore.prototype.getAll = () => Promise.reject(new Error('refused'))",
}
AT_ONCE = """if (window === top) document.addEventListener("DOMContentLoaded", () => {
  window.told = [accordCookies.allows("boreale"), accordCookies.allows("publicite")];
  new Image().src = "%s";
});"""
HOSTILE = """
button { width: 3px !important; color: red !important }
[value=refuse] { display: none !important }
section { opacity: 0 !important }
"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_nothing_is_asked_for_and_nothing_stored_before_she_answers(guest: Guest, web: pages.Site):
    guest.open()
    expect(guest.page.get_by_role("dialog", name="Acceptez-vous ces cookies ?")).to_be_visible()
    guest.page.wait_for_timeout(300)
    assert {one.partition("/")[0] for one in web.seen} == {pages.SITE}
    assert guest.cookies() == set()


def test_yes_lets_everything_run_in_the_order_of_the_page_and_is_recorded(guest: Guest, web: pages.Site):
    page = guest.open()
    press(page, "J’accepte")
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()
    guest.has_run(3)
    assert [one for one in guest.ran() if "mesurio" in one] == ["mesurio", "after mesurio"]
    assert guest.cookies() >= WRITTEN
    expect(page.locator("[data-srcset]")).to_have_attribute(
        "srcset", web.url("boreale.localhost", "/wide.png 1x")
    )
    web.is_asked_for("boreale.localhost/pixel.png", "boreale.localhost/wide.png")
    choice = recorded(1)[0]
    assert (choice.act, choice.layer, choice.language, choice.device) == (
        "accepted",
        "first",
        "fr",
        "desktop",
    )
    assert (choice.refused_purposes, choice.refused_parties) == ([], [])
    assert str(choice.visitor) in guest.context.cookies(guest.web.url())[0]["value"]


def test_two_choices_made_at_once_are_proven_in_the_order_she_made_them(guest: Guest):
    page = guest.open()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/choice", hold, times=1)
    page.evaluate("accordCookies.set({ purposes: [], thirdParties: ['videotek'] })")
    with page.expect_response("**/choice"):
        page.evaluate("accordCookies.acceptAll()")
    (visitor,) = {one.visitor for one in recorded(1)}
    with page.expect_response("**/choice"):
        held[0].continue_()
    received = [one.act for one in recorded(2)]
    site = Site.objects.get()
    assert received == ["accepted", "partial"]
    assert [one.act for one in queries.history(site.pk, visitor)] == ["accepted", "partial"]


def test_no_is_remembered_and_nothing_else(guest: Guest, web: pages.Site):
    page = guest.open()
    press(page, "Je refuse")
    guest.open("/tarifs")
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert guest.cookies() == {"accord_choice"}
    assert {one.partition("/")[0] for one in web.seen} == {pages.SITE}, "no script, no frame, no image"
    choice = recorded(1)[0]
    assert (choice.act, choice.granted_purposes, choice.granted_parties) == ("refused", [], [])
    assert len(choice.refused_parties) == 4


@pytest.mark.parametrize("kind", UNASKED)
def test_her_answer_is_remembered_by_a_browser_that_must_wait_for_its_cookies(
    guest: Guest, web: pages.Site, kind: str
):
    guest.context.add_init_script(UNASKED[kind])
    page = guest.open()
    expect(page.get_by_role("dialog", name="Acceptez-vous ces cookies ?")).to_be_visible()
    assert {one.partition("/")[0] for one in web.seen} == {pages.SITE}
    assert guest.cookies() == set()
    press(page, "Je refuse")
    web.seen.clear()
    guest.open("/tarifs")
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert guest.cookies() == {"accord_choice"}
    assert {one.partition("/")[0] for one in web.seen} == {pages.SITE}
    page.evaluate("accordCookies.acceptAll()")
    guest.has_run(3)
    guest.open()
    guest.has_run(3)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("is_accepted", [True, False], ids=["accepted", "refused"])
def test_what_the_site_s_code_asks_before_the_banner_is_there_is_answered_by_her_choice(
    guest: Guest, web: pages.Site, is_accepted: bool
):
    press(guest.open("/tarifs"), "J’accepte" if is_accepted else "Je refuse")
    pixel = web.url("boreale.localhost", "/early.png")
    guest.context.add_init_script(AT_ONCE % pixel)
    page = guest.open()
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    assert page.evaluate("told") == [is_accepted, is_accepted]
    if is_accepted:
        web.is_asked_for("boreale.localhost/early.png")
    else:
        page.wait_for_timeout(200)
        assert "boreale.localhost/early.png" not in web.seen


def test_she_chooses_by_purpose_and_only_that_is_loaded(guest: Guest):
    page = guest.open()
    press(page, "Choisir par finalité")
    page.get_by_role("checkbox", name="Vidéos et cartes").check()
    press(page, "Enregistrer mes choix")
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()
    assert guest.ran() == []
    choice = recorded(1)[0]
    assert (choice.act, choice.granted_purposes) == ("partial", ["contenus"])
    assert sorted(choice.granted_parties) == ["cartolive", "videotek"]


def test_withdrawn_everything_declared_is_gone_from_the_site_and_its_family(guest: Guest, web: pages.Site):
    page = guest.open("/tarifs")
    press(page, "J’accepte")
    guest.has_run(3)
    guest.open("/")
    guest.has_run(3)
    press(page, "Cookies")
    with page.expect_event("load"):
        press(page, "Je refuse")
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    guest.open("/tarifs")
    assert guest.cookies(pages.FAMILY) == {"accord_choice"}
    web.seen.clear()
    guest.open("/")
    page.wait_for_timeout(300)
    assert {one.partition("/")[0] for one in web.seen} == {pages.SITE}
    assert [one.act for one in recorded(2)] == ["accepted", "withdrawn"]


def test_a_hidden_film_is_loaded_this_time_only(guest: Guest):
    page = guest.open()
    press(page, "Je refuse")
    expect(page.get_by_text("Contenu masqué : Une matinée chez un relieur")).to_be_visible()
    press(page, "Charger cette fois")
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert guest.ran() == []
    guest.open()
    expect(page.get_by_role("button", name="Charger cette fois")).to_be_visible()
    [once] = [one for one in recorded(2) if one.layer == "once"]
    assert (once.act, once.granted_parties) == ("partial", ["videotek"])


def test_a_hidden_film_is_allowed_always(guest: Guest):
    page = guest.open()
    press(page, "Toujours pour Vidéotek")
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()
    guest.open()
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()
    choice = recorded(1)[0]
    assert (choice.layer, choice.granted_parties, choice.granted_purposes) == (
        "placeholder",
        ["videotek"],
        [],
    )


def test_on_the_second_page_she_chooses_one_third_party_and_the_site_follows(
    guest: Guest, accessible: Callable[[Page], None]
):
    page = guest.open()
    with guest.context.expect_page() as opened:
        page.get_by_role("link", name="Liste des tiers (4)").last.click()
    second = opened.value
    accessible(second)
    second.locator("input[name=party][value=videotek]").check()
    second.get_by_role("button", name="Enregistrer mes choix").click()
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()
    choice = recorded(1)[0]
    assert (choice.layer, choice.granted_parties) == ("second", ["videotek"])
    [kept] = [one for one in guest.context.cookies() if one["name"] == "accord_choice"]
    assert kept["value"].startswith(f"{choice.visitor}~")
    with second.expect_download() as proof:
        second.get_by_role("link", name="Télécharger").click()
    assert proof.value.path().read_bytes().startswith(b"%PDF-")
    second.emulate_media(media="print")
    expect(second.get_by_role("table")).to_be_visible()
    expect(second.get_by_role("button", name="Je refuse tout")).to_be_hidden()
    second.emulate_media(media="screen")
    second.get_by_role("button", name="Je refuse tout").click()
    expect(page.get_by_role("button", name="Charger cette fois")).to_be_visible()
    assert recorded(2)[1].visitor == choice.visitor


def test_one_answer_counts_for_the_whole_family(guest: Guest, declared: Site, web: pages.Site):
    declared.cookie_domain = pages.FAMILY
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    page = guest.open()
    expect(page.get_by_role("dialog")).to_contain_text("tous les sites de lumen.localhost")
    press(page, "Je refuse")
    guest.open("/", host=pages.SHOP)
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_browser_that_says_no_is_believed_and_told_so(guest: Guest, declared: Site):
    declared.measures = True
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    guest.context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page = guest.open()
    expect(page.get_by_role("dialog", name="Global Privacy Control")).to_contain_text(
        "nous avons enregistré votre refus"
    )
    choice = recorded(1)[0]
    assert (choice.act, choice.layer, choice.is_gpc) == ("refused", "gpc", True)
    press(page, "Fermer")
    guest.open()
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    assert guest.ran() == []
    assert guest.cookies() == {"accord_choice"}
    assert not VisitDay.objects.exists(), "nor is it counted"


def test_a_site_may_ask_a_browser_that_says_no(guest: Guest, declared: Site):
    declared.gpc_refuses = False
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    guest.context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page = guest.open()
    expect(page.get_by_role("dialog", name="Acceptez-vous ces cookies ?")).to_be_visible()
    assert guest.cookies() == set()
    press(page, "J’accepte")
    choice = recorded(1)[0]
    assert (choice.act, choice.is_gpc) == ("accepted", True), "and the proof says what the browser said"


def test_going_on_without_accepting_is_a_recorded_refusal(guest: Guest, declared: Site):
    declared.design = {"close": True}
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    page = guest.open()
    press(page, "Continuer sans accepter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    choice = recorded(1)[0]
    assert (choice.act, choice.layer) == ("refused", "close")


def test_she_is_asked_again_for_one_more_third_party_and_not_for_a_comma(
    guest: Guest, declared: Site, web: pages.Site
):
    page = guest.open()
    press(page, "Je refuse")
    expect(page.get_by_role("dialog")).to_have_count(0)
    declared.texts = {"fr": {"title": "Acceptez-vous, ou non, ces cookies ?"}}
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    web.again()
    guest.open()
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    add_party(declared, "avis", said=("Avis Partagés", "Avis Partagés Ltd, Cork", "IE", "contenus", {}))
    publishing.publish(actor=SYSTEM, site=declared)
    web.again()
    guest.open()
    asked = page.get_by_role("dialog", name="Acceptez-vous, ou non, ces cookies ?")
    expect(asked).to_contain_text("Liste des tiers (5)")
    before = recorded(1)[0].visitor
    press(page, "J’accepte")
    assert recorded(2)[1].visitor == before


def test_keys_reach_both_answers_first_and_escape_accepts_nothing(guest: Guest):
    page = guest.open()
    focused = "document.querySelector('#ac').shadowRoot.activeElement.innerText"
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "J’accepte"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Je refuse"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert guest.cookies() == set()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Cookies").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(focused) == "Cookies"
    assert recorded(1)[0].act == "refused"


def test_nothing_is_called_by_a_word_that_block_lists_look_for(guest: Guest, declared: Site, web: pages.Site):
    declared.alias = "kx"
    declared.measures = True
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(request.url))
    page = guest.open()
    expect(page.locator("#kx")).to_have_count(1)
    names = page.locator("body > div").evaluate_all("(all) => all.map((one) => one.outerHTML).join()")
    with page.expect_request("**/choice"):
        press(page, "Je refuse")
    ours = [one.partition(f"/ac/{declared.code}")[2] for one in asked if "/ac/" in one]
    assert {one.split("?")[0] for one in ours} == {".js", "/choice", "/visit"}
    addresses = [str(one.pattern) for one in urls.public]  # what is asked for when a page is left, too
    assert not LISTED.search(" ".join([names, *ours, *addresses]))


def test_who_follows_a_link_to_a_part_of_a_page_is_asked_first_all_the_same(guest: Guest, web: pages.Site):
    web.body = pages.BODY + "<h2 id='delais'>Délais</h2>"
    page = guest.open("/#delais")
    expect(page.get_by_role("dialog")).to_be_focused()
    assert page.locator("#delais").evaluate("(one) => one.matches(':target')")


def test_somebody_who_is_typing_is_not_disturbed(guest: Guest, web: pages.Site):
    web.body = "<h1>Recherche</h1><input aria-label='Chercher' autofocus>" + pages.BODY
    page = guest.open()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("relieur")
    expect(page.get_by_label("Chercher")).to_have_value("relieur")


def test_a_strict_content_policy_is_kept(guest: Guest, web: pages.Site):
    web.is_strict = True
    page = guest.open()
    press(page, "Choisir par finalité")
    press(page, "J’accepte")
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()
    guest.has_run(3)
    press(page, "Cookies")
    expect(page.get_by_role("dialog")).to_be_visible()  # and no complaint of the browser: the fixture looks


def test_what_a_page_adds_later_is_held_back_too(guest: Guest, web: pages.Site):
    page = guest.open()
    press(page, "Je refuse")
    tracker, pixel, film = (
        web.url(f"{name}.localhost", path)
        for name, path in (("mesurio", "/tag.js"), ("boreale", "/p.png"), ("videotek", "/f.html"))
    )
    page.evaluate(LATER, [tracker, pixel, film])
    expect(page.get_by_text("Contenu masqué : Plus tard")).to_be_visible()
    page.wait_for_timeout(200)
    assert {one.partition("/")[0] for one in web.seen} == {pages.SITE}
    page.evaluate("accordCookies.acceptAll()")
    assert guest.has_run(4).count("mesurio") == 2


def test_a_page_that_changes_without_being_loaded_keeps_its_control(guest: Guest):
    page = guest.open()
    press(page, "Je refuse")
    page.evaluate("document.body.replaceChildren(document.createElement('main'))")
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()


def test_a_link_of_the_site_s_own_opens_the_question_and_finds_the_keyboard_again(
    guest: Guest, declared: Site, web: pages.Site
):
    declared.design = {"control": "link"}
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    web.body += '<a href="#cookies" data-accord-open>Vos cookies</a>'
    page = guest.open()
    press(page, "Je refuse")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Cookies")).to_have_count(0)
    link = page.get_by_role("link", name="Vos cookies")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_the_site_s_own_code_asks_listens_and_changes(guest: Guest):
    guest.context.add_init_script(
        "window.told = []; for (const one of ['ready', 'shown', 'choice', 'withdrawn'])"
        " document.addEventListener('accord:' + one, () => told.push(one))"
    )
    page = guest.open()
    page.evaluate("accordCookies.on('choice', (choice) => { window.heard = choice })")
    page.evaluate("accordCookies.set({purposes: ['contenus']})")
    heard = page.evaluate("window.heard")
    assert heard["purposes"] == ["contenus"]
    assert sorted(heard["thirdParties"]) == ["cartolive", "videotek"]
    assert page.evaluate("[accordCookies.allows('contenus'), accordCookies.allows('boreale')]") == [
        True,
        False,
    ]
    page.evaluate("document.addEventListener('accord:withdrawn', (event) => event.preventDefault())")
    page.evaluate("window.here = 1; accordCookies.withdraw()")
    page.wait_for_timeout(200)
    assert page.evaluate("window.here") == 1
    assert page.evaluate("told") == ["ready", "shown", "choice", "choice", "withdrawn"]
    page.evaluate("accordCookies.open()")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("accordCookies.acceptAll(); accordCookies.refuseAll()")
    acts = [(one.act, one.layer) for one in sorted(recorded(4), key=lambda one: one.turn)]
    assert acts == [(act, "api") for act in ("partial", "withdrawn", "accepted", "withdrawn")]


def test_google_s_tags_are_told_denied_then_granted(guest: Guest, declared: Site):
    declared.purposes.filter(purpose__code="publicite").update(signals=["ad_storage", "ad_user_data"])
    publishing.publish(actor=SYSTEM, site=declared)
    page = guest.open()
    told = "window.dataLayer.map((one) => [...one])"
    denied = {"ad_storage": "denied", "ad_user_data": "denied"}
    assert page.evaluate(told) == [["consent", "default", denied]]
    press(page, "J’accepte")
    granted = dict.fromkeys(denied, "granted")
    assert page.evaluate(told)[-1] == ["consent", "update", granted]
    guest.open("/tarifs")
    assert page.evaluate(told)[:2] == [["consent", "default", denied], ["consent", "update", granted]]


def test_displays_are_counted_when_the_page_is_left(guest: Guest):
    page = guest.open()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not Display.objects.exists()
    guest.open("/tarifs")
    everything_of(Display, 1)
    assert [one.shown for one in Display.objects.all()] == [1]


def test_the_words_follow_the_page_and_run_from_right_to_left(guest: Guest, declared: Site, web: pages.Site):
    declared.languages = ["fr", "ar", "de"]
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    web.language, web.dir = "ar", "rtl"
    page = guest.open()
    yes, no = (page.get_by_role("button", name=name, exact=True) for name in ("أقبل", "أرفض"))
    first, second = yes.bounding_box(), no.bounding_box()
    assert first and second and first["x"] > second["x"]
    assert (first["width"], first["height"]) == (second["width"], second["height"])
    page.goto(f"{web.public}/?lang=ar")
    yes, no = (
        page.get_by_role("button", name=name, exact=True).bounding_box()
        for name in ("أقبل الكل", "أرفض الكل")
    )
    assert yes and no and yes["x"] > no["x"] and (yes["width"], yes["height"]) == (no["width"], no["height"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    web.language, web.dir = "de-AT", "ltr"
    guest.open()
    expect(page.get_by_role("button", name="Ich lehne ab")).to_be_visible()


def test_of_two_texts_one_visitor_in_two_reads_the_second_with_the_same_buttons(guest: Guest, declared: Site):
    declared.other_texts = {"fr": {"title": "Et si vous choisissiez ?"}}
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    guest.context.add_init_script("Math.random = () => sessionStorage.length ? 0.9 : 0.1")
    page = guest.open()
    expect(page.get_by_role("dialog", name="Et si vous choisissiez ?")).to_be_visible()
    yes, no = (page.get_by_role("button", name=name, exact=True) for name in ("J’accepte", "Je refuse"))
    assert list(differences(yes.evaluate(STYLE), no.evaluate(STYLE))) == []
    press(page, "Je refuse")
    assert recorded(1)[0].variant == "b"
    page.evaluate("sessionStorage.setItem('other', 1)")
    guest.context.clear_cookies()
    guest.open()
    press(page, "Je refuse")
    assert recorded(2)[1].variant == ""


@pytest.mark.parametrize(
    ("look", "width"),
    [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE), ("dark", ZOOMED), ("forced", PHONE)],
    ids=["desk", "desk at night", "phone", "twice as large", "forced colours"],
)
def test_both_buttons_are_equal_in_sight_and_accessible(
    guest: Guest, accessible: Callable[[Page], None], look: str, width: dict
):
    guest.page.set_viewport_size(width)
    if look == "forced":
        guest.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    else:
        guest.page.emulate_media(color_scheme=look)
    page = guest.open()
    yes, no = (page.get_by_role("button", name=name, exact=True) for name in ("J’accepte", "Je refuse"))
    boxes = [yes.bounding_box(), no.bounding_box()]
    for box in boxes:
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= width["height"] and box["height"] >= 44
    styles = [one.evaluate(STYLE) for one in (yes, no)]
    assert list(differences(*styles)) == []
    is_stacked = styles[0]["x"] == styles[1]["x"]
    assert is_stacked is (width == ZOOMED), "side by side, one below the other where there is no room"
    assert float(styles[0]["borderTopWidth"].removesuffix("px")) >= 2, (
        "seen where colours are the reader's own"
    )
    assert page.evaluate(MOVING) == []
    quieter = page.get_by_role("button", name="Choisir par finalité").evaluate(STYLE)
    assert (quieter["borderTopWidth"], quieter["textDecorationLine"]) == ("0px", "underline")
    accessible(page)
    press(page, "Choisir par finalité")
    accessible(page)
    press(page, "Je refuse")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_style_of_the_site_cannot_make_them_differ(guest: Guest, web: pages.Site):
    web.script += f"<style>{HOSTILE}</style>"
    page = guest.open()
    style = "(one) => [getComputedStyle(one).color, one.offsetWidth, one.offsetHeight]"
    yes, no = (
        page.get_by_role("button", name=name, exact=True).evaluate(style)
        for name in ("J’accepte", "Je refuse")
    )
    assert yes == no
    assert yes[0] == "rgb(255, 255, 255)"


def test_an_answer_given_while_accord_is_out_of_reach_is_kept_and_sent_later(guest: Guest, web: pages.Site):
    page = guest.open()
    page.route("**/choice", lambda route: route.abort(), times=1)
    with page.expect_event("requestfailed"):
        press(page, "Je refuse")
    with page.expect_response("**/choice"):
        assert guest.cookies() == {"accord_choice"}, "the answer holds, whether Accord has heard it or not"
    assert [one.act for one in recorded(1)] == ["refused"]
    page.wait_for_timeout(50)
    assert guest.cookies() == {"accord_choice"}
    assert guest.complaints.pop().endswith("net::ERR_FAILED")
