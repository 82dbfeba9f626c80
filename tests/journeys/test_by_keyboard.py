"""By keyboard alone: the focus is never lost, and what is wrong is said at its field."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.tools.browsing import axe, comes_true, heard, settled

MOST_TABS = 80
AT = """() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at === document.body ? '' : `${at.tagName} ${at.ariaLabel || at.innerText || at.value || ''}`;
}"""
HEIGHTS_ONCE_OPENED = """async details => {
  const frame = () => new Promise(requestAnimationFrame);
  details.querySelector("summary").click();
  await frame(); await frame();
  const at_once = details.getBoundingClientRect().height;
  await new Promise(then => setTimeout(then, 600));
  return [at_once, details.getBoundingClientRect().height];
}"""
SEEN = """() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  for (let up = 0; up < 4 && at; up++, at = at.parentElement) {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
    if ((outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none") return true;
  }
  return false;
}"""
CARD = "e => e.closest('[class*=\"st-key-area-measure\"]').innerText.split('\\n')[0]"
DESCRIBED = "e => document.getElementById(e.getAttribute('aria-describedby')).innerText"


class Keys:
    """Somebody at a keyboard, who hears what has the focus."""

    def __init__(self, somebody: Somebody) -> None:
        self.somebody, self.page = somebody, somebody.page

    def to(self, name: str, *, back: bool = False) -> "Keys":
        """Go on with Tab until what has the focus is called so, its icon aside; it is seen to have it."""
        for _each in range(MOST_TABS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if re.search(rf"(^|\s){re.escape(name)}$", self.at):
                assert self.page.evaluate(SEEN), f"nothing shows that the focus is on {name!r}"
                return self
        raise AssertionError(f"no way to {name!r} with the Tab key")

    def press(self, name: str, *, back: bool = False) -> "Keys":
        self.to(name, back=back).page.keyboard.press("Enter")
        settled(self.page)
        return self

    @property
    def at(self) -> str:
        said: str = self.page.evaluate(AT)
        return " ".join(said.split())

    def hears(self, what: str) -> "Keys":
        """The focus comes to stand on this."""
        comes_true(self.page, f"what => ({AT})().replace(/\\s+/g, ' ').includes(what)", what)
        return self

    def lands_on(self, what: str) -> "Keys":
        """The focus comes to stand on this, and nothing is wrong with the page in this state."""
        self.hears(what)
        assert [*axe(self.page), *heard(self.page)] == []
        return self


@pytest.fixture
def at_keys(community: Community, new_person_page: Callable[..., Page]) -> Callable[..., Keys]:
    """Somebody of the community at a keyboard, at this address."""

    def sit_down(name: str, at: str = "/") -> Keys:
        somebody = Somebody(new_person_page(width=360), community.portal, name)
        return Keys(somebody.sign_in(community[name], at))

    return sit_down


@pytest.fixture
def mari(at_keys: Callable[..., Keys]) -> Keys:
    return at_keys("Mari")


def test_a_day_a_strength_and_a_goal_by_keyboard(mari: Keys) -> None:
    page = mari.page
    # As tall as what it holds: of what lies below the bar, axe would see a strip.
    page.set_viewport_size({"width": 360, "height": 6000})
    mari.press("Check in now").lands_on("H1 How are you today?")
    assert page.title() == "Check in – Living Room Cardiff"

    # Three stops after the link to the main part, then the content.
    page.keyboard.press("Control+Home")
    page.locator("[data-testid=stSkipToContent]").focus()
    page.keyboard.press("Enter")
    for head in ("Help now", "Cymraeg", "Exit this page"):
        page.keyboard.press("Tab")
        assert mari.at.endswith(head)
    page.keyboard.press("Tab")
    assert mari.at.endswith("Today")

    # Nothing is answered: what is wrong, and the title says it.
    mari.press("Save").lands_on("Answer one thing, or write a few words.")
    assert page.title() == "Error: Check in – Living Room Cardiff"
    assert page.locator("[role=alert]").count() == 0, "said by the focus, and not once more by itself"

    # One stop for each question, and the arrows move within it.
    mari.to("Very hard", back=True)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert mari.at.endswith("Hard")
    mari.press("Save").lands_on("You said how it is. Thank you.")  # a hard day
    assert page.title() == "Check in – Living Room Cardiff"
    mari.press("Change what I said").lands_on("H1 How are you today?")

    # What is wrong with a field is said at the field, and goes with it.
    mari.somebody.open("/strengths")
    mari.to("What is good, in one line?")
    page.keyboard.type("I listen")
    mari.to("Only me: nobody else sees this, whatever I share")
    mari.press("Save this strength")
    mari.lands_on("In myself")
    group = page.locator("[role=radiogroup][aria-invalid=true]")
    assert page.title().startswith("Error: ") and group.evaluate(DESCRIBED).strip()
    page.keyboard.press("Space")
    mari.press("Save this strength").lands_on("Saved.")
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)
    assert page.title() == "My strengths – Living Room Cardiff"

    # A line that opens, is left, and is asked about: the focus is where it goes on.
    mari.somebody.open("/goals")
    mari.press("Add a step").lands_on("What is the next small step?")
    mari.press("Save this step").lands_on("What is the next small step?")
    assert page.locator("input:focus").get_attribute("aria-invalid") == "true"
    page.keyboard.type("Ring Ann")
    mari.press("Save this step").lands_on("The step is added.")
    mari.press("Change").lands_on("What do you want?")
    mari.press("Erase").lands_on("Erase this goal and its steps for good?")
    mari.press("Keep it").lands_on("Erase")
    mari.press("Cymraeg", back=True).lands_on("English")
    assert page.title() == "Fy nodau – Stafell Fyw Caerdydd"
    assert page.locator("[data-testid=stSkipToContent]").inner_text() == "Neidio i'r brif ran"


def test_what_i_follow_what_helps_what_is_on_and_letters_by_keyboard(at_keys: Callable[..., Keys]) -> None:
    mari = at_keys("Mari", "/check-in")
    page = mari.page
    page.set_viewport_size({"width": 360, "height": 6000})

    # A suggestion fills the form with one press. What is moved up takes the focus along.
    mari.press("Things I follow").press("Follow something else").lands_on("Hours I slept")
    page.keyboard.press("Space")
    mari.press("Ask me about it").hears("From now on your check-in asks you about it.")
    mari.to("Move up")
    moved = page.locator(":focus").evaluate(CARD)
    page.keyboard.press("Enter")
    mari.hears("Change")
    assert page.locator(":focus").evaluate(CARD) == moved, "asked first now, it has no way up any more"
    mari.to("Hours I slept (hours)")
    page.keyboard.type("7.5")
    mari.press("Save").hears("Thank you.")  # in other words where she told of a hard day before

    mari.somebody.walk_to("/what-helps")
    mari.press("I used this today").hears("Used today")
    mari.press("Change the plan", back=True).hears("How do I notice that a hard day is coming?")
    mari.press("Leave it as it is").hears("Change the plan")

    # Saying that one will be there opens further choices, and the focus is on the first of them.
    mari.somebody.walk_to("/whats-on")
    mari.press("I will be there").hears("know").press("Not after all").lands_on("I will be there")

    mari.somebody.walk_to("/letters")
    mari.press("Send").hears("A few lines to")
    page.keyboard.type("See you by the weir")
    mari.press("Send").hears("can read it now.")
    mari.press("Take it back").hears("Take this letter back?").press("Keep it").hears("Take it back")
    page.keyboard.press("Enter")
    mari.hears("Take this letter back?").press("Take it back").lands_on("You took the letter back.")
    mari.press("Close these letters").press("Close them").hears("These letters are closed.")
    mari.press("Open them again").hears("These letters are open again from your side.")


def test_groups_and_the_shelf_are_kept_by_keyboard(at_keys: Callable[..., Keys]) -> None:
    nia = at_keys("Nia", "/whats-on")
    page = nia.page
    page.set_viewport_size({"width": 360, "height": 6000})

    # All that is missing is said at once, and the first of it has the focus.
    nia.press("Put on a group or an event").press("Put it on").lands_on("What is it called? (English)")
    assert page.locator("input:focus").get_attribute("aria-invalid") == "true"
    nia.press("Not now").hears("Put on a group or an event")

    # The dates of a group stay open while one after the other is moved or called off.
    nia.press("Its next dates", back=True).hears("Call it off")
    nia.press("Move it").hears("Day").press("Leave it as it is").hears("Move it")
    nia.press("Call it off").press("Call this date off").lands_on("The date is called off.")
    nia.press("As usual after all").hears("The date is as usual.")

    nia.somebody.walk_to("/good-to-know")
    nia.press("Put something on the shelf").hears("A place")
    page.keyboard.press("Space")
    nia.press("Put it on the shelf").hears("What is it called? (English)")
    page.keyboard.type("A bench in the sun")
    nia.press("Put it on the shelf").hears("It stands on the shelf.")

    # One number after the other is checked where it stands.
    page.locator("summary").filter(has_text="Numbers at").focus()
    page.keyboard.press("Enter")
    settled(page)
    nia.press("Checked, still right").hears("Change")
    page.keyboard.press("Enter")
    nia.lands_on("Number to call, or the address of a page").press("Leave it as it is").hears("Change")


def test_own_colours_wide_spacing_and_400_per_cent_keep_everything(mari: Keys) -> None:
    page = mari.page
    mari.somebody.open("/check-in")
    good = page.get_by_role("radio", name="Good", exact=True).first
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    good.click()
    ground = "e => getComputedStyle(e).backgroundColor"
    hard = page.get_by_role("radio", name="Hard", exact=True).first
    assert good.evaluate(ground) != hard.evaluate(ground), "chosen, and not seen"
    page.emulate_media(forced_colors="none")

    # What opens is open at once: the button below it stays where somebody is about to tap.
    say_more = page.locator("details").filter(has_text="Say more").first
    at_once, later = say_more.evaluate(HEIGHTS_ONCE_OPENED)
    assert at_once == later

    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; "
        "word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"
    )
    cut = "e => e.scrollHeight > e.clientHeight + 3 && getComputedStyle(e).overflowY === 'hidden'"
    assert [each.inner_text() for each in page.get_by_role("radio").all() if each.evaluate(cut)] == []

    page.set_viewport_size({"width": 320, "height": 256})
    mari.somebody.open("/check-in")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    page.locator("[data-testid=stMain]").evaluate("e => e.scrollTo(0, 400)")
    expect(page.locator(".st-key-head")).not_to_be_in_viewport()
