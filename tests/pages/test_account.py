"""/account: my language, name, passphrase, where I am signed in, what I said yes to; nobody else's."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lrc_portal import clock, settings
from lrc_portal.database.models import Person
from lrc_portal.erasing import asking
from lrc_portal.identity import accounts, my_account, passphrases, providers, sessions, throttle
from lrc_portal.identity.providers import Identity
from lrc_portal.identity.signing_in import Browser, with_passphrase
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.settings import Provider
from lrc_portal.sharing.circle import CONSENT_TO_SHARE, Grant
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import WordsSubmission
from lrc_portal.ui.kit import frame
from lrc_portal.vocabulary import Content, Language, Role
from lrc_portal.words.translator import translator
from tests.people import into_circle

from .conftest import PASSPHRASE, field, press, said, unfold
from .sharing import everything


def sign_in_elsewhere(house, person, device: str = "Chrome, Windows") -> str:
    with house.writing() as db:
        return sessions.begin(db, by=person.viewer, device=device, second_step=True)


@pytest.mark.parametrize("who", ["member", "family", "peer_worker", "coordinator"])
def test_everybody_who_is_signed_in_has_one(who, request, open_as):
    assert open_as(request.getfixturevalue(who), "account").title[0].value == "My account"


def test_the_language_is_changed_here_and_remembered(house, member, open_as):
    app = open_as(member, "account")
    app.main.get("button_group")[0].set_value(Language.CYMRAEG).run()
    assert app.title[0].value == "Fy nghyfrif"
    assert viewer_of(house, member.token).language is Language.CYMRAEG


def test_what_others_call_me_is_mine_to_change(house, member, open_as):
    app = open_as(member, "account")
    field(app, "text_input", ":display_name").set_value("Gwenllian")
    press(app, "Save the name")
    assert viewer_of(house, member.token).display_name == "Gwenllian"


def test_an_empty_name_is_refused_beside_its_field(house, member, open_as):
    app = open_as(member, "account")
    field(app, "text_input", ":display_name").set_value("  ")
    press(app, "Save the name")
    assert "Write what others here may call you." in said(app)
    assert viewer_of(house, member.token).display_name == "Gwen"


def test_a_new_passphrase_needs_the_old_one_and_ends_other_sessions(house, member, open_as):
    elsewhere = sign_in_elsewhere(house, member)
    app = unfold(open_as(member, "account"))
    field(app, "text_input", ":old").set_value("not this one")
    field(app, "text_input", ":new").set_value("kettle cloud seven")
    press(app, "Change my passphrase")
    assert "This is not your passphrase now." in said(app)
    field(app, "text_input", ":old").set_value(PASSPHRASE)
    press(app, "Change my passphrase")
    with house.reading() as db:
        kept = db.get_one(Person, member.viewer.person_id).passphrase_hash
    assert passphrases.fits("kettle cloud seven", kept)
    assert viewer_of(house, elsewhere) is None
    assert viewer_of(house, member.token) is not None
    assert "kettle cloud seven" not in [each.value for each in app.main.get("text_input")]


def test_one_other_browser_is_signed_out_from_here(house, member, open_as):
    elsewhere = sign_in_elsewhere(house, member)
    app = unfold(open_as(member, "account"))
    assert "Chrome, Windows" in said(app)
    press(app, "Sign out there")
    assert viewer_of(house, elsewhere) is None
    assert viewer_of(house, member.token) is not None


def test_all_other_browsers_are_signed_out_from_here(house, member, open_as):
    others = [sign_in_elsewhere(house, member) for _ in range(2)]
    press(unfold(open_as(member, "account")), "Sign out everywhere else")
    assert [viewer_of(house, token) for token in others] == [None, None]
    assert viewer_of(house, member.token) is not None


def test_signing_out_everywhere_ends_this_one_too_and_the_page_says_so(house, member, open_as):
    app = press(unfold(open_as(member, "account")), "Sign out everywhere, here too")
    assert viewer_of(house, member.token) is None
    assert "Sign in first" in said(app)


def test_nobody_elses_browsers_are_seen(house, member, family, open_as):
    sign_in_elsewhere(house, family, "Safari, iPad")
    assert "iPad" not in said(open_as(member, "account"))


def test_the_consent_stands_as_it_was_given(house, member, open_as):
    with house.reading() as db:
        (consent,) = my_account.consents(member.viewer).run(db)
    assert consent.wording in said(unfold(open_as(member, "account")))


def test_what_was_said_yes_to_begins_with_whom_it_is_for(house, member, family, open_as):
    with house.writing() as db:
        into_circle(db, member.viewer, family.viewer, Grant(Content.STRENGTHS))
    told = said(unfold(open_as(member, "account")))
    assert 0 < told.index("**Rhys**") < told.index(CONSENT_TO_SHARE)
    assert "Rhys · Given on" not in told, "the name stands once"


def test_the_same_words_stand_once_with_every_day_on_which_i_said_yes(house, member, make, open_as):
    for day, name in ((3, "Rhys"), (10, "Nest")):
        family = make(name, Role.FAMILY)
        with clock.standing_at(datetime(2026, 3, day, 12, tzinfo=UTC)), house.writing() as db:
            into_circle(db, member.viewer, family.viewer, Grant(Content.STRENGTHS))
    app = unfold(open_as(member, "account"))
    assert said(app).count(CONSENT_TO_SHARE) == 1
    assert "Nest · Given on 10 March 2026" in said(app)
    assert "Rhys · Given on 3 March 2026" in said(app)


def test_two_who_are_called_the_same_are_told_apart_where_i_said_yes(house, member, make, open_as):
    for day, name in ((3, "Siân Jones"), (10, "SIAN  JONES")):
        family = make(name, Role.FAMILY)
        with clock.standing_at(datetime(2026, 3, day, 12, tzinfo=UTC)), house.writing() as db:
            into_circle(db, member.viewer, family.viewer, Grant(Content.STRENGTHS))
    text = said(unfold(open_as(member, "account")))
    assert "Siân Jones (first in this list on 3 March 2026)" in text
    assert "SIAN JONES (first in this list on 10 March 2026)" in text


def test_what_i_read_in_another_language_is_said_to_be_in_it(house, make, open_as):
    eleri = make("Eleri", Role.MEMBER, language=Language.CYMRAEG)
    with house.reading() as db:
        (consent,) = my_account.consents(eleri.viewer).run(db)
    assert "\n" in consent.wording, "each part stands on a line of its own"
    for language in Language:
        text = said(unfold(open_as(eleri, "account", language=language)))
        assert ("You read it in Welsh." in text) is (language is Language.ENGLISH)


def test_a_provider_is_joined_by_a_link_and_taken_away_after_being_asked_once(house, member, open_as):
    provider = Provider("cloud", "id", "secret", "https://cloud.example/.well-known", "Cloud")
    settings.use(replace(settings.current(), providers=(provider,)))
    app = open_as(member, "account")
    assert 'href="/sign-in/with/cloud?join=1"' in said(app)
    with house.writing() as db:
        providers.join(db, by=member.viewer, identity=Identity("cloud", "https://cloud.example", "7"))
    app = open_as(member, "account")
    press(app, "Take away")
    press(app, "Take it away")
    with house.reading() as db:
        assert providers.mine(member.viewer).run(db) == []


def test_my_data_goes_with_everybody_and_comes_back_where_a_record_is_kept(member, coordinator, open_as):
    theirs = said(unfold(open_as(member, "account")))
    assert 'href="/export"' in theirs and 'href="/import"' in theirs
    works_here = said(unfold(open_as(coordinator, "account")))
    assert 'href="/export"' in works_here and 'href="/import"' not in works_here
    assert 'href="/erase-account"' in theirs and 'href="/erase-account"' in works_here


def test_whoever_is_to_be_erased_reads_the_day_on_every_page_and_keeps_it_with_one_button(
    house, member, open_as
):
    with house.writing() as db:
        asking.ask(db, by=viewer_of(house, member.token))
    day = clock.local(clock.now() + asking.TO_THINK).date()
    sentence = f"Your account is erased on {translator(Language.ENGLISH).day(day)}."
    for page in ("today", "progress", "account"):
        app = open_as(member, page)
        assert sentence in said(app), page
    assert "You can erase your whole account" not in said(app)
    press(app, "Keep it")
    assert "You keep your account. All is as it was." in said(app)
    assert sentence not in said(app)
    assert sentence not in said(open_as(member, "today"))


def test_signed_out_there_is_only_the_way_in(open_as):
    assert "Sign in first" in said(open_as(None, "account"))


def test_a_name_made_of_markdown_is_shown_as_it_is(house, make, open_as):
    person = make("plain")
    with house.writing() as db:
        accounts.change_called(db, by=person.viewer, display_name="*Gwen*")
    app = open_as(person, "account")
    assert field(app, "text_input", ":display_name").value == "*Gwen*"


def test_how_many_browsers_know_me_is_mine_to_see_and_to_end(house, member, open_as):
    for number in range(2):
        browser = Browser(f"192.0.2.{number}", "Chrome, Windows")
        with_passphrase(house, name="Gwen at home", passphrase=PASSPHRASE, browser=browser)
    app = unfold(open_as(member, "account"))
    assert "You signed in on 2 browsers in the last 180 days." in said(app)
    press(app, "Sign out everywhere else")
    assert "in the last 180 days" not in said(app)


def test_guessing_at_the_passphrase_on_an_open_page_is_slowed(house, member, open_as):
    app = unfold(open_as(member, "account"))
    with house.writing() as db:
        for _ in range(throttle.FREE_TRIES_FOR_A_NAME):
            throttle.try_own_secret(db, person_id=member.viewer.person_id)
    field(app, "text_input", ":old").set_value(PASSPHRASE)
    field(app, "text_input", ":new").set_value("kettle cloud seven")
    press(app, "Change my passphrase")
    assert "There were many tries. Wait 1 minute before the next one." in said(app)


def test_whoever_signs_in_next_in_this_tab_finds_nothing_in_the_fields_of_an_open_form(
    house, make, open_as, monkeypatch
):
    gwen, mair = make("Gwen", Role.MEMBER), make("Mair", Role.MEMBER)
    for somebody, words in ((gwen, "I keep bees"), (mair, "I keep hens")):
        with house.writing() as db:
            about_me.say(db, by=somebody.viewer, submission=WordsSubmission(words, False))
    app = unfold(open_as(gwen, "account"))
    press(app, "Change")
    assert "I keep bees" in everything(app)
    monkeypatch.setattr(frame, "session_token", lambda: mair.token)
    app.run()
    assert "I keep hens" in everything(app)
    assert "I keep bees" not in everything(app)
