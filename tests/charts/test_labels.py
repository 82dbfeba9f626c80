"""Every word of the vocabulary is called something, in both languages."""

from enum import StrEnum

import pytest

from lrc_portal import vocabulary
from lrc_portal.series import MarkKind
from lrc_portal.vocabulary import Facet, Language
from lrc_portal.words import labels, labels_finding, labels_letters
from lrc_portal.words.translator import translator

LABELS = {
    vocabulary.Role: labels.role,
    vocabulary.Element: labels.element,
    vocabulary.Facet: labels.facet,
    vocabulary.PursuitKind: labels.pursuit_kind,
    vocabulary.Aim: labels.aim,
    vocabulary.PursuitDay: labels.pursuit_day,
    vocabulary.StrengthPlace: labels.strength_place,
    vocabulary.GoalState: labels.goal_state,
    vocabulary.MomentKind: labels.moment_kind,
    vocabulary.Content: labels.content,
    vocabulary.MeetingKind: labels.meeting_kind,
    vocabulary.ForWhom: labels.for_whom,
    vocabulary.Rhythm: labels.rhythm,
    vocabulary.NoteState: labels.note_state,
    vocabulary.Aid: labels.aid,
    vocabulary.GivingStepKind: labels.giving_step,
    vocabulary.SupervisionKind: labels.supervision_kind,
    vocabulary.TraitKind: labels_finding.kind,
    vocabulary.Telling: labels_finding.telling,
    vocabulary.LooksIn: labels_letters.looks_in,
    vocabulary.Subject: labels.subject,
    vocabulary.UsefulKind: labels.useful_kind,
    vocabulary.MeasureKind: labels.measure_kind,
    vocabulary.Direction: labels.direction,
    MarkKind: labels.mark_kind,
}
# Words that only choose; the screen that offers or groups them says them.
SAID_ELSEWHERE = {
    vocabulary.PasskeyUse,  # nobody reads it
    vocabulary.Act,
    vocabulary.Language,
    vocabulary.MeetingState,
    vocabulary.PairingState,
    vocabulary.ReminderKind,
    vocabulary.StrengthState,
    vocabulary.WayState,
    vocabulary.NotePart,
    vocabulary.Through,
    getattr(vocabulary, "Window", None),
    getattr(vocabulary, "Bucket", None),
}


def test_no_enum_of_the_vocabulary_is_left_without_labels() -> None:
    enums = {
        thing
        for thing in vars(vocabulary).values()
        if isinstance(thing, type) and issubclass(thing, StrEnum) and thing is not StrEnum
    }
    without = enums - set(LABELS) - SAID_ELSEWHERE
    assert not without, f"Give {without} a function in words/labels.py and name it here."


@pytest.mark.parametrize("enum", LABELS, ids=lambda enum: enum.__name__)
@pytest.mark.parametrize("language", Language)
def test_every_word_has_a_label(enum: type[StrEnum], language: Language) -> None:
    t = translator(language)
    said = [LABELS[enum](t, word) for word in enum]
    assert all(said)
    assert len(set(said)) == len(said), f"Two words of {enum.__name__} are called the same in {language}."


@pytest.mark.parametrize("enum", LABELS, ids=lambda enum: enum.__name__)
def test_no_label_stays_english_in_welsh(enum: type[StrEnum]) -> None:
    english, welsh = translator(Language.ENGLISH), translator(Language.CYMRAEG)
    same = [word for word in enum if LABELS[enum](english, word) == LABELS[enum](welsh, word)]
    assert not same


@pytest.mark.parametrize("language", Language)
def test_family_is_asked_in_its_own_words(language: Language) -> None:
    theirs = translator(language, alongside=True)
    for facet in Facet:
        own, family = (labels.facet_question(t, facet) for t in (theirs.of_record(alongside=False), theirs))
        assert own.endswith("?") and family.endswith("?")
        assert own != family


@pytest.mark.parametrize("language", Language)
def test_the_scale_has_two_ends(language: Language) -> None:
    low, high = labels.scale_ends(translator(language))
    assert low and high and low != high


@pytest.mark.parametrize("language", Language)
def test_what_went_up_is_told_as_a_strength_and_not_as_a_measurement(language: Language) -> None:
    t = translator(language)
    said = [labels.better(t, asked) for asked in vocabulary.ASKED]
    assert len(set(said)) == len(said)
    assert not [each for each in said if ":" in each or any(sign.isdigit() for sign in each)]
