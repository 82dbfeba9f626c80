"""What each word of the vocabulary is called on the screen, and the questions of a check-in."""

from collections.abc import Iterable, Mapping
from datetime import date

from lrc_portal.series import MarkKind
from lrc_portal.vocabulary import (
    STEPS,
    Act,
    Aid,
    Aim,
    Asked,
    Content,
    Direction,
    Element,
    Facet,
    ForWhom,
    GivingStepKind,
    GoalState,
    MeasureKind,
    MeetingKind,
    MomentKind,
    NoteState,
    PursuitDay,
    PursuitKind,
    Rhythm,
    Role,
    StrengthPlace,
    Subject,
    SupervisionKind,
    UsefulKind,
    step_of,
)
from lrc_portal.words.marks import DOT, NO_BREAK, mark
from lrc_portal.words.translator import Translator

ROLES = {
    Role.MEMBER: mark("Member"),
    Role.FAMILY: mark("Family member or friend"),
    Role.PEER_WORKER: mark("Peer worker"),
    Role.COORDINATOR: mark("Coordinator"),
}
ELEMENTS = {
    Element.SOBRIETY: mark("Sobriety"),
    Element.HEALTH: mark("Health"),
    Element.REINTEGRATION: mark("Life around me"),
}
FACETS = {
    Facet.SOBRIETY: mark("Sobriety"),
    Facet.PHYSICAL: mark("Physical health"),
    Facet.EMOTIONAL: mark("Emotional wellbeing"),
    Facet.RELATIONAL: mark("Relationships"),
    Facet.COMMUNITY: mark("Community life"),
    Facet.PARTICIPATION: mark("Taking part"),
}
QUESTIONS = {
    Facet.SOBRIETY: mark("How steady does your sobriety feel?"),
    Facet.PHYSICAL: mark("How does your body feel?"),
    Facet.EMOTIONAL: mark("How do you feel in yourself?"),
    Facet.RELATIONAL: mark("How are things with the people close to you?"),
    Facet.COMMUNITY: mark("How well do you feel part of your community?"),
    Facet.PARTICIPATION: mark("How well can you take part in what matters to you?"),
}
FAMILY_QUESTIONS = {
    Facet.SOBRIETY: mark("How steady do you feel, living alongside recovery?"),
    Facet.PHYSICAL: mark("How does your own body feel?"),
    Facet.EMOTIONAL: mark("How do you feel in yourself, whatever the day is like for those close to you?"),
    Facet.RELATIONAL: mark("How are things between you and the people close to you?"),
    Facet.COMMUNITY: mark("How is it going with support from the people around you?"),
    Facet.PARTICIPATION: mark("How well can you take part in things that are your own?"),
}
ELEMENT_QUESTIONS = {
    Element.SOBRIETY: mark("How is it going with your sobriety?"),
    Element.HEALTH: mark("How are you, in body, in mind and with others?"),
    Element.REINTEGRATION: mark("How is life around you?"),
}
FAMILY_ELEMENT_QUESTIONS = {
    Element.SOBRIETY: mark("How is it for you, living alongside recovery?"),
    Element.HEALTH: mark("How are you yourself, in body, in mind and with others?"),
    Element.REINTEGRATION: mark("How is your own life around you?"),
}
WHICH_PART = mark("Which part of recovery does it belong to?")
STEP_WORDS = (mark("Very hard"), mark("Hard"), mark("In between"), mark("Good"), mark("Very good"))
"""The steps of an answer, the lowest first."""
PURSUIT_KINDS = {
    PursuitKind.SUBSTANCE: mark("Alcohol, tobacco or the like"),
    PursuitKind.DRUG: mark("Drugs, tablets or the like"),
    PursuitKind.BEHAVIOUR: mark("A behaviour, such as gambling"),
}
AIMS = {
    Aim.ABSTINENCE: mark("Abstinence"),
    Aim.WORKING_TOWARDS: mark("Working towards it"),
}
FOR_WHOM = {
    ForWhom.EVERYBODY: mark("For everybody here"),
    ForWhom.MEMBERS: mark("For members"),
    ForWhom.FAMILY: mark("For family and friends"),
}
RHYTHMS = {
    Rhythm.ONCE: mark("Once"),
    Rhythm.WEEKLY: mark("Each week, or every few weeks"),
    Rhythm.MONTHLY: mark("Each month, for example on the second Tuesday"),
    Rhythm.MONTHLY_LAST: mark("Each month, for example on the last Tuesday"),
}
PURSUIT_DAYS = {
    PursuitDay.FREE: mark("Free of it"),
    PursuitDay.USED: mark("It was part of the day"),
}
MEASURE_KINDS = {
    MeasureKind.NUMBER: mark("A number"),
    MeasureKind.YES_NO: mark("Yes or no"),
    MeasureKind.SCALE: mark("0 to 10"),
    MeasureKind.CHOICE: mark("Words of my own"),
}
DIRECTIONS = {
    Direction.MORE: mark("More is good"),
    Direction.LESS: mark("Less is good"),
    Direction.NEITHER: mark("Neither"),
}
STRENGTH_PLACES = {
    StrengthPlace.SELF: mark("In myself"),
    StrengthPlace.PEOPLE: mark("In my people"),
    StrengthPlace.COMMUNITY: mark("In my community"),
}
GOAL_STATES = {
    GoalState.OPEN: mark("Under way"),
    GoalState.REACHED: mark("Reached"),
    GoalState.CHANGED: mark("Changed"),
    GoalState.LET_GO: mark("Let go"),
}
MOMENT_KINDS = {
    MomentKind.MILESTONE: mark("Milestone"),
    MomentKind.CONTRIBUTION: mark("Contribution"),
    MomentKind.HARD_DAY: mark("Hard day"),
}
USEFUL_KINDS = {
    UsefulKind.PLACE: mark("A place"),
    UsefulKind.PERSON: mark("A person"),
    UsefulKind.PAGE: mark("A page on the web"),
    UsefulKind.PHONE: mark("A number to call"),
    UsefulKind.TEXT: mark("Something to read"),
}
CONTENTS = {
    Content.STRENGTHS: mark("Strengths"),
    Content.GOALS: mark("Goals"),
    Content.SOBRIETY: mark("Sobriety"),
    Content.HEALTH: mark("Health"),
    Content.REINTEGRATION: mark("Life around me"),
    Content.PLAN: mark("What helps, and hard-day plan"),
    Content.NOTES: mark("Notes"),
}
OPENS = {
    Content.STRENGTHS: mark("what is good in me, my people and my community"),
    Content.GOALS: mark("what I want and the steps to it; with my words also why, and what I did"),
    Content.SOBRIETY: mark("its line on the chart, what I am in recovery from, what I follow, and moments"),
    Content.HEALTH: mark("its line on the chart, what I follow, and moments"),
    Content.REINTEGRATION: mark("its line on the chart, what I follow, moments, and groups I was at"),
    Content.PLAN: mark("what helps me, and my plan for a hard day: also the names and numbers in it"),
    Content.NOTES: mark("notes of meetings that I agreed to"),
}
MEETING_KINDS = {
    MeetingKind.ONE_TO_ONE: mark("One to one"),
    MeetingKind.GROUP: mark("Group"),
    MeetingKind.FAMILY: mark("With family"),
    MeetingKind.PHONE: mark("By phone"),
    MeetingKind.PROFESSIONAL_LED: mark("Led by a professional"),
}
SUPERVISION_KINDS = {
    SupervisionKind.ONE_TO_ONE: mark("One to one"),
    SupervisionKind.GROUP: mark("Group"),
    SupervisionKind.PHONE: mark("By phone"),
}
NOTE_STATES = {
    NoteState.DRAFT: mark("Draft"),
    NoteState.OFFERED: mark("Waiting for an answer"),
    NoteState.AGREED: mark("Agreed"),
    NoteState.DIFFERING: mark("Two views"),
}
AIDS = {
    Aid.EMOTIONAL: mark("Emotional"),
    Aid.PSYCHOLOGICAL: mark("Psychological"),
    Aid.SOCIAL: mark("Social"),
    Aid.INFORMATIONAL: mark("Informational"),
}
AIDS_IN_A_NOTE = {
    Aid.EMOTIONAL: mark("listening"),
    Aid.PSYCHOLOGICAL: mark("seeing things in a new way"),
    Aid.SOCIAL: mark("people to be with"),
    Aid.INFORMATIONAL: mark("knowing where to go"),
}
"""The same in plain words, in the middle of a sentence."""
GIVING_STEPS = {
    GivingStepKind.TRAINING: mark("Training for peer workers"),
    GivingStepKind.SUPERVISOR: mark("A supervisor"),
    GivingStepKind.SHADOWED: mark("A first meeting, beside a peer worker"),
}
SUBJECTS = {
    **{Subject(kind.value): said for kind, said in CONTENTS.items()},
    Subject.CHECK_IN: mark("Check-in"),
    Subject.MOMENT: mark("Moment"),
    Subject.PURSUIT: mark("Recovery path"),
    Subject.AGENDA: mark("What to talk about"),
    Subject.MEETING: mark("Meeting"),
    Subject.CIRCLE: mark("Circle"),
    Subject.PAIRING: mark("Walking together"),
    Subject.ABOUT_ME: mark("What you tell of yourself"),
    Subject.GIVING: mark("Giving too"),
    Subject.TRAINING: mark("Training"),
    Subject.SUPERVISION: mark("Supervision"),
    Subject.ACCOUNT: mark("Account"),
    Subject.COMPLAINT: mark("Complaint"),
    Subject.MEASURE: mark("Something you follow"),
    Subject.WHAT_HELPS: mark("What helps you"),
    Subject.PLAN: mark("Plan for a hard day"),
    Subject.LETTER: mark("Letter"),
    Subject.HOME_AGREEMENT: mark("What you agreed at home"),
    Subject.EVENT: mark("What is on"),
    Subject.USEFUL_THING: mark("Good to know"),
}
OF_YOURS = {
    Subject.STRENGTHS: mark("your strengths"),
    Subject.GOALS: mark("your goals"),
    Subject.SOBRIETY: mark("your sobriety"),
    Subject.HEALTH: mark("your health"),
    Subject.REINTEGRATION: mark("your life around you"),
    Subject.NOTES: mark("your notes"),
    Subject.AGENDA: mark("your list of what to talk about"),
    Subject.COMPLAINT: mark("your complaint"),
    Subject.PLAN: mark("what helps you on a hard day"),
}
"""What somebody looked at, said within a sentence to whom it belongs."""
BETTER = {
    Element.HEALTH: mark("Body and mind are doing better than before"),
    Element.REINTEGRATION: mark("Life with others is going better than before"),
    Facet.SOBRIETY: mark("Sobriety is steadier than before"),
    Facet.PHYSICAL: mark("Doing better in body than before"),
    Facet.EMOTIONAL: mark("Feeling better than before"),
    Facet.RELATIONAL: mark("Getting on better with people close by"),
    Facet.COMMUNITY: mark("More a part of the community than before"),
    Facet.PARTICIPATION: mark("Taking part in more than before"),
}
"""What went up, as a strength."""
ALONGSIDE = {
    ELEMENTS[Element.SOBRIETY]: mark("Alongside recovery"),
    WHICH_PART: mark("Which part of your own life does it belong to?"),
    BETTER[Facet.SOBRIETY]: mark("Steadier than before, living alongside recovery"),
    OF_YOURS[Subject.SOBRIETY]: mark("how it is for you, alongside recovery"),
    OPENS[Content.SOBRIETY]: mark(
        "its line on the chart, what I follow, moments; what I am in recovery from, if I am"
    ),
}
"""What a record says in place of what, where family keep it: as in the questions that they are asked."""
MARK_KINDS = {
    MarkKind.MEETING: mark("Meeting"),
    MarkKind.PROFESSIONAL_LED: mark("Led by a professional"),
    MarkKind.NOTE_AGREED: mark("Note agreed"),
    MarkKind.NOTE_DIFFERING: mark("Note with two views"),
    MarkKind.MILESTONE: mark("Milestone"),
    MarkKind.CONTRIBUTION: mark("Contribution"),
    MarkKind.HARD_DAY: mark("Hard day"),
    MarkKind.WAS_THERE: mark("At a group or event"),
    MarkKind.GOAL_SET: mark("Goal set"),
    MarkKind.GOAL_REACHED: mark("Goal reached"),
}


def role(t: Translator, word: Role) -> str:
    return t(ROLES[word])


def _of_record(t: Translator, sentence: str) -> str:
    """What names a part of a record, in the words of whoever keeps it."""
    return t(ALONGSIDE.get(sentence, sentence) if t.alongside else sentence)


def element(t: Translator, word: Element) -> str:
    return _of_record(t, ELEMENTS[word])


def facet(t: Translator, word: Facet) -> str:
    return _of_record(t, FACETS[word])


def facet_question(t: Translator, word: Facet) -> str:
    """The question of a check-in; family is asked about living alongside recovery, in the same facets."""
    return t((FAMILY_QUESTIONS if t.alongside else QUESTIONS)[word])


def element_question(t: Translator, word: Element) -> str:
    """The first question of a check-in about an element, as a whole."""
    return t((FAMILY_ELEMENT_QUESTIONS if t.alongside else ELEMENT_QUESTIONS)[word])


def which_part(t: Translator) -> str:
    """The question which element something belongs to."""
    return _of_record(t, WHICH_PART)


def asked(t: Translator, word: Asked) -> str:
    """What a check-in asks about: a facet, or an element as a whole."""
    return element(t, word) if isinstance(word, Element) else facet(t, word)


def step(t: Translator, value: int) -> str:
    """A number from 0 to 10 in words."""
    return t(STEP_WORDS[STEPS.index(step_of(value))])


def scale_ends(t: Translator) -> tuple[str, str]:
    """What 0 and 10 mean, in words; they fit every question above."""
    return t("Very hard just now"), t("Very well")


def answers_of_day(
    t: Translator,
    answers: Mapping[Asked, int | None],
    pursuits: Iterable[tuple[str, PursuitDay]],
    *,
    numbers: bool,
) -> list[str]:
    """What was answered on one day, a line for each; `pursuits` by name, with what was said of each."""
    said = [
        f"{asked(t, each)}:{NO_BREAK}{answer if numbers else step(t, answer)}"
        for each, answer in answers.items()
        if answer is not None
    ]
    return said + [f"{name}:{NO_BREAK}{pursuit_day(t, word)}" for name, word in pursuits]


def step_done(t: Translator, day: date, words: str) -> str:
    """A step of a goal, given back once a day is kept."""
    return t("On {day} you did this: “{words}”.", day=t.day(day), words=words)


def goal_reached(t: Translator, day: date, title: str) -> str:
    """A goal that was reached, given back once a day is kept."""
    return t("On {day} you reached what you wanted: “{title}”.", day=t.day(day), title=title)


def pursuit_kind(t: Translator, word: PursuitKind) -> str:
    return t(PURSUIT_KINDS[word])


def aim(t: Translator, word: Aim) -> str:
    return t(AIMS[word])


def pursuit_day(t: Translator, word: PursuitDay) -> str:
    return t(PURSUIT_DAYS[word])


def measure_kind(t: Translator, word: MeasureKind) -> str:
    """How something that is followed is answered."""
    return t(MEASURE_KINDS[word])


def direction(t: Translator, word: Direction) -> str:
    return t(DIRECTIONS[word])


def strength_place(t: Translator, word: StrengthPlace) -> str:
    return t(STRENGTH_PLACES[word])


def goal_state(t: Translator, word: GoalState) -> str:
    return t(GOAL_STATES[word])


def moment_kind(t: Translator, word: MomentKind) -> str:
    return t(MOMENT_KINDS[word])


def content(t: Translator, word: Content) -> str:
    return _of_record(t, CONTENTS[word])


def opens(t: Translator, word: Content) -> str:
    """What somebody sees with whom this is shared, in its owner's words."""
    return _of_record(t, OPENS[word])


def meeting_kind(t: Translator, word: MeetingKind) -> str:
    return t(MEETING_KINDS[word])


def for_whom(t: Translator, word: ForWhom) -> str:
    return t(FOR_WHOM[word])


def rhythm(t: Translator, word: Rhythm) -> str:
    return t(RHYTHMS[word])


def supervision_kind(t: Translator, word: SupervisionKind) -> str:
    return t(SUPERVISION_KINDS[word])


def note_state(t: Translator, word: NoteState) -> str:
    return t(NOTE_STATES[word])


def aid(t: Translator, word: Aid) -> str:
    return t(AIDS[word])


def aid_in_a_note(t: Translator, word: Aid) -> str:
    """A kind of help as a note says it, in the middle of a sentence."""
    return t(AIDS_IN_A_NOTE[word])


def useful_kind(t: Translator, word: UsefulKind) -> str:
    """What kind of thing stands on the community's shelf."""
    return t(USEFUL_KINDS[word])


def giving_step(t: Translator, word: GivingStepKind) -> str:
    """A step on the way to become a peer worker."""
    return t(GIVING_STEPS[word])


def subject(t: Translator, word: Subject) -> str:
    """What it was about, for a line of the trace."""
    return _of_record(t, SUBJECTS[word])


def sign_in_news(t: Translator, act: Act, by: str | None, day: date) -> str:
    """What somebody else did to how one signs in; without `by` it was whoever runs the portal."""
    who = by or t("Whoever runs the portal")
    if act is Act.OFFERED:
        said = t("{name} made a code for you to choose a new passphrase", name=who)
    else:
        said = t("{name} took away your second step, so that you set up a new one", name=who)
    return f"{said}{DOT}{t.day(day)}"


def of_yours(t: Translator, word: Subject) -> str:
    """What somebody looked at, said to whom it belongs: your goals."""
    return _of_record(t, OF_YOURS[word]) if word in OF_YOURS else subject(t, word)


def better(t: Translator, word: Asked) -> str:
    """That an answer is higher than it was, as a strength."""
    return _of_record(t, BETTER[word])


def mark_kind(t: Translator, word: MarkKind) -> str:
    """What a mark under the timeline is called."""
    return t(MARK_KINDS[word])
