"""/account: reminders by e-mail, off until somebody chooses them; without a mail server nothing is said."""

from dataclasses import replace
from datetime import time

import pytest

from lrc_portal import settings
from lrc_portal.reminders import choices
from lrc_portal.settings import MailServer, Tls
from lrc_portal.vocabulary import ReminderKind
from tests.reminders.conftest import ADDRESS, SENDER, mailbox, put_reminder  # noqa: F401

from .conftest import field, in_both_languages, press, said, sees


@pytest.fixture
def with_mail(house, mailbox):  # noqa: F811
    server = MailServer("127.0.0.1", mailbox.port, SENDER, Tls.NONE)
    settings.use(replace(settings.current(), mail=server))
    return mailbox


def mine(house, somebody):
    [found] = house.read_all(choices.mine(somebody.viewer))
    return found


def fill_in(app, address: str = ADDRESS, days: tuple[int, ...] = (0, 3), at: str = "18:30"):
    field(app, "text_input", ":address").set_value(address)
    field(app, "button_group", ":weekdays").set_value(list(days))
    field(app, "text_input", ":at").set_value(at)
    field(app, "checkbox", ":kinds.check_in").check()
    return app


def test_without_a_mail_server_the_page_does_not_speak_of_them(member, open_as):
    assert "eminder" not in said(open_as(member, "account"))


def test_what_was_chosen_before_the_mail_server_was_taken_away_can_be_ended(house, member, open_as):
    put_reminder(house, member.viewer, ReminderKind.CHECK_IN)
    app = open_as(member, "account")
    assert ADDRESS in said(app) and "Change the reminders" not in said(app)
    press(app, "End the reminders")
    assert not mine(house, member).is_chosen and "Reminders" not in said(app)


def test_a_coordinator_has_nothing_to_be_reminded_of(with_mail, coordinator, open_as):
    assert "eminder" not in said(open_as(coordinator, "account"))


@in_both_languages
def test_they_are_chosen_confirmed_changed_and_ended(house, with_mail, member, open_as):
    app = open_as(member, "account")
    assert sees(app, "They are off. If you like, a short e-mail comes at a time that you choose.")
    press(fill_in(app), "Save, and send me a mail to confirm")
    assert with_mail.to == [ADDRESS]
    assert sees(
        app,
        "We sent a mail to this address. Open the link in it and press the button there. Nothing else comes "
        "before that.",
    )
    with house.writing() as db:
        token = with_mail.link("/reminders/confirm").split("token=")[1].split("&")[0]
        assert choices.confirm_from_mail(db, token)
    app = open_as(member, "account")
    press(fill_in(app, days=(2,), at="9"), "Save the reminders")
    found = mine(house, member)
    assert (found.weekdays, found.at, found.kinds) == (1 << 2, time(9), {ReminderKind.CHECK_IN})
    assert with_mail.to == [ADDRESS], "another time needs no new mail"
    assert "09:00" in said(app) and not sees(
        app, "Before a meeting: on the day before, at {time}.", time="09:00"
    )
    press(app, "End the reminders")
    assert not mine(house, member).is_chosen
    assert sees(app, "They are off. If you like, a short e-mail comes at a time that you choose.")


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(house, with_mail, member, open_as):
    app = fill_in(open_as(member, "account"), address="gwen@", days=(), at="half six")
    press(app, "Save, and send me a mail to confirm")
    assert "Write a time like 14:30." in said(app)
    field(app, "text_input", ":at").set_value("18:30")
    press(app, "Save, and send me a mail to confirm")
    for sentence in ("Write an e-mail address like name@example.org.", "Choose at least one day."):
        assert sentence in said(app)
    assert field(app, "text_input", ":address").value == "gwen@"
    assert with_mail.mails == [] and not mine(house, member).is_chosen


def test_a_mail_server_that_is_away_loses_nothing_that_was_typed(house, with_mail, member, open_as):
    app = fill_in(open_as(member, "account"))
    settings.use(replace(settings.current(), mail=MailServer("127.0.0.1", 1, SENDER, Tls.NONE)))
    press(app, "Save, and send me a mail to confirm")
    assert "No mail can be sent just now, so nothing is saved. Try again later." in said(app)
    assert field(app, "text_input", ":address").value == ADDRESS


def test_what_another_device_changed_is_shown_and_not_saved_over(house, with_mail, member, open_as):
    put_reminder(house, member.viewer, ReminderKind.CHECK_IN)
    app = fill_in(open_as(member, "account"), at="18:30")
    with house.writing() as db:
        choices.end(db, by=member.viewer)
    press(app, "Save the reminders")
    assert "This was changed somewhere else. There it says now:" in said(app)
    assert not mine(house, member).is_chosen
    assert field(app, "text_input", ":at").value == "18:30"


def test_a_peer_worker_can_be_told_how_much_waits(with_mail, peer_worker, open_as):
    assert "How many things wait for me as a peer worker" in said(open_as(peer_worker, "account"))
