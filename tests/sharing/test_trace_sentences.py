"""What others did is told in whole sentences, a day's together, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from lrc_portal.sharing.trace import TraceLine
from lrc_portal.ui.sharing import traces
from lrc_portal.vocabulary import Act, Language, Subject
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import translator

AT = datetime(2026, 11, 19, 19, tzinfo=UTC)

# What the verbs leave of one person in what belongs to another.
LEFT_BY_OTHERS = [
    *((Act.LOOKED, each) for each in (Subject.GOALS, Subject.REINTEGRATION, Subject.AGENDA)),
    *((act, Subject.NOTES) for act in (Act.OFFERED, Act.ANSWERED)),
    *((act, Subject.MEETING) for act in (Act.PLANNED, Act.CHANGED, Act.ANSWERED)),
    *((act, Subject.STRENGTHS) for act in (Act.OFFERED, Act.TOOK_BACK, Act.LEFT)),
    *((act, Subject.WHAT_HELPS) for act in (Act.OFFERED, Act.TOOK_BACK)),
    *((act, Subject.HOME_AGREEMENT) for act in (Act.OFFERED, Act.ANSWERED, Act.ENDED)),
    (Act.OFFERED, Subject.USEFUL_THING),
    (Act.LOOKED, Subject.PLAN),
    *((act, Subject.CIRCLE) for act in (Act.JOINED, Act.LEFT)),
    *((act, Subject.ACCOUNT) for act in (Act.JOINED, Act.ADDED, Act.ERASED)),
    *((act, Subject.COMPLAINT) for act in (Act.LOOKED, Act.AGREED, Act.ANSWERED)),
    *((act, Subject.GIVING) for act in (Act.ADDED, Act.CHANGED, Act.JOINED)),
    *((act, Subject.TRAINING) for act in (Act.ADDED, Act.ERASED)),
    *(
        (act, Subject.SUPERVISION)
        for act in (Act.LOOKED, Act.AGREED, Act.ENDED, Act.ADDED, Act.CHANGED, Act.ERASED)
    ),
    *(
        (act, Subject.PAIRING)
        for act in (
            *(Act.PROPOSED, Act.AGREED, Act.DECLINED, Act.ENDED, Act.OFFERED, Act.CHANGED, Act.TOOK_BACK),
            *(Act.LEFT, Act.ANSWERED, Act.ERASED, Act.JOINED),
        )
    ),
]


def lines(act: Act, *subjects: Subject) -> list[TraceLine]:
    """Newest first, a minute apart."""
    return [
        TraceLine(AT - n * timedelta(minutes=1), 7, "Gareth", act, subject, 1)
        for n, subject in enumerate(subjects)
    ]


@pytest.mark.parametrize("language", Language, ids=lambda each: each.value)
def test_each_thing_that_others_do_has_a_sentence_of_its_own(language: Language) -> None:
    t = translator(language)
    for act, subject in LEFT_BY_OTHERS:
        said = traces.sentence(t, lines(act, subject))
        nothing_better = t(
            "{name} did something here: {what}", name="**Gareth**", what=labels.subject(t, subject)
        )
        assert nothing_better not in said and said.endswith(t.day(AT.date())), (act, subject)


@pytest.mark.parametrize(
    ("n", "english", "welsh"),
    [
        (1, "**Gareth** planned a meeting with you", "Trefnodd **Gareth** gyfarfod gyda chi"),
        (2, "**Gareth** planned 2 meetings with you", "Trefnodd **Gareth** 2 gyfarfod gyda chi"),
        (3, "**Gareth** planned 3 meetings with you", "Trefnodd **Gareth** 3 chyfarfod gyda chi"),
        (4, "**Gareth** planned 4 meetings with you", "Trefnodd **Gareth** 4 cyfarfod gyda chi"),
        (6, "**Gareth** planned 6 meetings with you", "Trefnodd **Gareth** 6 chyfarfod gyda chi"),
    ],
)
def test_several_of_a_day_are_counted_as_each_language_counts(n: int, english: str, welsh: str) -> None:
    several = lines(Act.PLANNED, *[Subject.MEETING] * n)
    for language, said in ((Language.ENGLISH, english), (Language.CYMRAEG, welsh)):
        t = translator(language)
        assert traces.sentence(t, several) == f"{said}{DOT}{t.day(AT.date())}"


def test_all_that_somebody_looked_at_on_a_day_is_one_sentence_without_a_count() -> None:
    looks = lines(Act.LOOKED, Subject.HEALTH, Subject.GOALS, Subject.HEALTH)
    for language, said in (
        (Language.ENGLISH, "**Gareth** looked at your goals and your health"),
        (Language.CYMRAEG, "Edrychodd **Gareth** ar eich nodau a’ch iechyd"),
    ):
        t = translator(language)
        assert traces.sentence(t, looks) == f"{said}{DOT}{t.day(AT.date())}"
