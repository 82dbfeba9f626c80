"""Finding a peer worker: what people have in common lifts, nothing puts down, and chance is fair."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lrc_portal.support.finding.about_me import TraitLine
from lrc_portal.support.finding.matching import Candidate, Ranked, ranked
from lrc_portal.vocabulary import MATTERS_A_LITTLE, MATTERS_MUCH, Telling, TraitKind

SHOWN, MATCHING, NOT_TOLD = Telling.SHOWN, Telling.MATCHING, Telling.NOT_TOLD
WELSH = TraitLine(TraitKind.LANGUAGES, ("welsh",), SHOWN)
PARENT = TraitLine(TraitKind.PARENT, ("yes",), SHOWN)

kinds = some.sampled_from(TraitKind)
values = some.lists(some.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True).map(tuple)


def traits(tellings: Iterable[Telling] = Telling):
    """What somebody could tell: some kinds, each with values and who knows."""
    told = some.tuples(values, some.sampled_from(list(tellings)))
    return some.dictionaries(kinds, told).map(
        lambda found: tuple(TraitLine(kind, *each) for kind, each in found.items())
    )


weights = some.dictionaries(kinds, some.integers(MATTERS_A_LITTLE, MATTERS_MUCH))
crowds = some.lists(some.tuples(traits(), some.integers(0, 2)), min_size=2, max_size=6).map(
    lambda found: [worker(number, *told, walks_with=load) for number, (told, load) in enumerate(found)]
)


def worker(person_id: int, *told: TraitLine, walks_with: int = 0) -> Candidate:
    return Candidate(person_id, told, walks_with)


def order(found: Iterable[Ranked]) -> list[int]:
    return [each.person_id for each in found]


def with_told(whole: list[Candidate], told: TraitLine | None, kind: TraitKind) -> list[Candidate]:
    """The same peer workers, the first of whom tells this, or nothing, of that kind."""
    first = whole[0]
    kept = tuple(each for each in first.traits if each.kind is not kind)
    changed = worker(0, *kept, *((told,) if told else ()), walks_with=first.walks_with)
    return [changed, *whole[1:]]


@given(traits(), weights, crowds, kinds, some.sampled_from([SHOWN, MATCHING]), some.integers())
def test_a_blank_stands_exactly_where_an_answer_that_differs_would(
    mine, how_much, crowd, kind, telling, seed
):
    differing = TraitLine(kind, ("something that nobody else says",), telling)
    blank = ranked(mine, how_much, with_told(crowd, None, kind), str(seed))
    told = ranked(mine, how_much, with_told(crowd, differing, kind), str(seed))
    assert order(blank) == order(told)


@given(traits(), weights, crowds, kinds, values, some.integers())
def test_what_is_told_to_nobody_counts_as_nothing_told(mine, how_much, crowd, kind, value, seed):
    hidden = ranked(mine, how_much, with_told(crowd, TraitLine(kind, value, NOT_TOLD), kind), str(seed))
    blank = ranked(mine, how_much, with_told(crowd, None, kind), str(seed))
    assert order(hidden) == order(blank)
    assert [each.reasons for each in hidden] == [each.reasons for each in blank]


@given(traits(), weights, crowds, kinds, values, some.sampled_from(Telling), some.integers())
def test_telling_never_puts_a_peer_worker_lower(mine, how_much, crowd, kind, value, telling, seed):
    silent = order(ranked(mine, how_much, with_told(crowd, None, kind), str(seed)))
    telling_it = order(
        ranked(mine, how_much, with_told(crowd, TraitLine(kind, value, telling), kind), str(seed))
    )
    assert telling_it.index(0) <= silent.index(0)
    assert [each for each in telling_it if each] == [each for each in silent if each], (
        "others keep their order"
    )


@given(traits(), weights, crowds, kinds, some.integers())
def test_what_the_person_leaves_blank_orders_nobody(mine, how_much, crowd, kind, seed):
    mine = tuple(each for each in mine if each.kind is not kind)
    without = [
        worker(each.person_id, *(t for t in each.traits if t.kind is not kind), walks_with=each.walks_with)
        for each in crowd
    ]
    assert order(ranked(mine, how_much, crowd, str(seed))) == order(
        ranked(mine, how_much, without, str(seed))
    )


@given(traits(), weights, crowds, some.integers())
def test_reasons_are_drawn_from_what_both_show_and_from_nothing_else(mine, how_much, crowd, seed):
    shown_by_me = {(each.kind, value) for each in mine if each.telling is SHOWN for value in each.values}
    shown = {
        each.person_id: {(t.kind, value) for t in each.traits if t.telling is SHOWN for value in t.values}
        for each in crowd
    }
    for found in ranked(mine, how_much, crowd, str(seed)):
        said = {(reason.kind, value) for reason in found.reasons for value in reason.values}
        assert said == shown_by_me & shown[found.person_id]


@given(traits([MATCHING, SHOWN]), weights, crowds, some.integers())
def test_whether_something_is_shown_or_for_matching_only_changes_no_place(mine, how_much, crowd, seed):
    shown = tuple(TraitLine(each.kind, each.values, SHOWN) for each in mine)
    assert order(ranked(mine, how_much, crowd, str(seed))) == order(ranked(shown, how_much, crowd, str(seed)))


# What somebody can find out who varies their own answers and looks at the order each time.

HIDDEN = (TraitKind.FAITH, TraitKind.ETHNICITY, TraitKind.AREA, TraitKind.GENDER)
WHAT_IS_TRUE = list(product("ab", repeat=3))


def seen(asked: dict[TraitKind, str], true: dict[TraitKind, str], heavy: int) -> tuple[int, ...]:
    """The order that an asker with these answers sees; the first told `true` for matching only."""
    mine = tuple(TraitLine(kind, (value,), SHOWN) for kind, value in asked.items())
    telling = worker(1, *(TraitLine(kind, (value,), MATCHING) for kind, value in true.items()))
    others = [worker(2), worker(3, WELSH), worker(4, WELSH, PARENT), worker(5, walks_with=1)]
    ours = (*mine, WELSH, PARENT)
    return tuple(order(ranked(ours, dict.fromkeys(asked, heavy), [telling, *others], "a day:7")))


def all_answers(kinds: Iterable[TraitKind]) -> list[dict[TraitKind, str]]:
    """Every set of answers that somebody can give to these kinds, blanks too."""
    kinds = list(kinds)
    return [
        {kind: value for kind, value in zip(kinds, values, strict=True) if value}
        for values in product(["a", "b", ""], repeat=len(kinds))
    ]


@pytest.mark.parametrize("heavy", [MATTERS_A_LITTLE, MATTERS_MUCH])
def test_of_one_or_two_things_told_for_matching_only_nobody_learns_anything(heavy):
    for asked in all_answers(HIDDEN):
        for kinds in (*combinations(HIDDEN, 1), *combinations(HIDDEN, 2)):
            orders = {
                seen(asked, dict(zip(kinds, values, strict=True)), heavy)
                for values in product("ab", repeat=len(kinds))
            }
            assert len(orders) == 1, (asked, kinds)


@pytest.mark.parametrize("heavy", [MATTERS_A_LITTLE, MATTERS_MUCH])
def test_of_three_somebody_learns_only_whether_all_three_agree_at_once(heavy):
    kinds = HIDDEN[:3]
    for asked in all_answers(kinds):
        found = {values: seen(asked, dict(zip(kinds, values, strict=True)), heavy) for values in WHAT_IS_TRUE}
        if len(asked) < 3:
            assert len(set(found.values())) == 1, "two answers that are right tell as much as two wrong ones"
            continue
        [right] = [values for values in WHAT_IS_TRUE if values == tuple(asked.values())]
        others = {order for values, order in found.items() if values != right}
        assert len(others) == 1 and found[right] not in others


def test_which_of_four_agree_is_not_told_by_what_matters_to_whoever_looks():
    true = dict.fromkeys(HIDDEN, "a")
    for heavy in range(MATTERS_A_LITTLE, MATTERS_MUCH + 1):
        orders = {seen({**true, **({wrong: "b"} if wrong else {})}, true, heavy) for wrong in (None, *HIDDEN)}
        assert len(orders) == 1, "three of four, whichever they are, lift as all four do"


def test_the_order_follows_what_matters_to_the_person():
    speaks, has_children = worker(1, WELSH), worker(2, PARENT)
    both, neither = worker(3, WELSH, PARENT), worker(4)
    crowd = [neither, has_children, speaks, both]
    for language, child in ((3, 1), (3, 2), (2, 1)):
        heavy = {TraitKind.LANGUAGES: language, TraitKind.PARENT: child}
        assert order(ranked((WELSH, PARENT), heavy, crowd, "s")) == [3, 1, 2, 4]
        light = {TraitKind.LANGUAGES: child, TraitKind.PARENT: language}
        assert order(ranked((WELSH, PARENT), light, crowd, "s")) == [3, 2, 1, 4]


def test_what_was_not_weighed_matters_a_little():
    speaks, has_children = worker(1, WELSH), worker(2, PARENT)
    for seed in map(str, range(20)):
        found = ranked((WELSH, PARENT), {TraitKind.PARENT: 2}, [speaks, has_children], seed)
        assert order(found) == [2, 1]
        alone = ranked((WELSH,), {}, [has_children, speaks], seed)
        assert order(alone) == [1, 2]


@given(crowds, some.integers(), some.randoms())
def test_neither_name_nor_number_nor_the_order_of_asking_decides(crowd, seed, shuffle):
    turned = list(crowd)
    shuffle.shuffle(turned)
    assert order(ranked((), {}, crowd, str(seed))) == order(ranked((), {}, turned, str(seed)))


def test_among_equals_each_comes_first_about_as_often():
    crowd = [worker(number) for number in range(1, 6)]
    first = Counter(order(ranked((WELSH,), {}, crowd, f"{day}:7"))[0] for day in range(1000))
    assert set(first) == {1, 2, 3, 4, 5}
    assert min(first.values()) > 140, "a fifth of a thousand days, and chance"


def test_chance_falls_anew_for_each_day_and_each_person():
    crowd = [worker(number) for number in range(1, 9)]
    orders = {
        tuple(order(ranked((), {}, crowd, f"{day}:{person}"))) for day in range(4) for person in range(4)
    }
    assert len(orders) == 16
    assert order(ranked((), {}, crowd, "1:1")) == order(ranked((), {}, crowd, "1:1"))


def test_among_equals_whoever_walks_with_fewer_people_comes_first():
    busy, free = worker(1, WELSH, walks_with=3), worker(2, WELSH, walks_with=1)
    for seed in map(str, range(20)):
        assert order(ranked((WELSH,), {}, [busy, free], seed)) == [2, 1]
        assert order(ranked((WELSH, PARENT), {}, [worker(1, WELSH, PARENT, walks_with=3), free], seed)) == [
            1,
            2,
        ]


def test_capitals_accents_and_spaces_do_not_part_people():
    for mine, theirs in (
        ("Pontcanna", " pontcanna"),
        ("Tŷ-coch", "Ty-coch"),
        ("Crynwr", "CRYNWR"),
        ("Y  Rhath", "y rhath"),
    ):
        [found] = ranked(
            (TraitLine(TraitKind.AREA, (mine,), SHOWN),),
            {},
            [worker(1, TraitLine(TraitKind.AREA, (theirs,), SHOWN))],
            "s",
        )
        assert [reason.values for reason in found.reasons] == [(theirs,)]


def test_somebody_who_writes_and_somebody_who_taps_find_each_other():
    for mine, theirs in (("Cymraeg", "welsh"), ("welsh", "Cymraeg"), ("British Sign Language", "bsl")):
        told = TraitLine(TraitKind.LANGUAGES, (mine, "Kurdish"), SHOWN)
        [found] = ranked(
            (told,), {}, [worker(1, TraitLine(TraitKind.LANGUAGES, (theirs, "french"), SHOWN))], "s"
        )
        assert [reason.values for reason in found.reasons] == [(theirs,)]


def test_what_matters_most_is_said_first():
    how_much = {TraitKind.PARENT: 3, TraitKind.LANGUAGES: 1}
    [found] = ranked((WELSH, PARENT), how_much, [worker(1, WELSH, PARENT)], "s")
    assert [reason.kind for reason in found.reasons] == [TraitKind.PARENT, TraitKind.LANGUAGES]
