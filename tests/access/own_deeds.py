"""What people do with what is theirs: things they follow, what helps them, their plan, groups they go to."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from lrc_portal.record import hard_day_plan, measures, ways
from lrc_portal.record.hard_day_plan import PlanSubmission
from lrc_portal.record.measure_answers import Answered
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.support.whats_on import attendance, programme
from lrc_portal.vocabulary import Direction, Element, MeasureKind
from tests.access.doing import Doing, owners, seldom, which
from tests.access.in_force import Entry, There
from tests.people import token


class OwnDeeds(Doing):
    """Rules about the newer parts of one's own record."""

    @rule(owner=owners, only_me=seldom, element=st.sampled_from(Element), in_words=st.booleans())
    def follows_something(self, owner: str, only_me: bool, element: Element, in_words: bool) -> None:
        name, unit, *choices = (self.mark() for _ in range(4))
        submission = MeasureSubmission(
            MeasureKind.CHOICE if in_words else MeasureKind.NUMBER,
            name,
            element,
            Direction.NEITHER,
            "" if in_words else unit,
            tuple((None, choice) for choice in choices) if in_words else (),
            only_me,
            token(),
        )
        self.does(owner, measures.add, submission=submission)
        if self.done:
            entry = Entry("measure", name, self.today, only_me, element=element)
            entry.words = set(choices) if in_words else {unit}
            entry.choices = tuple(choices) if in_words else ()
            self.force.records[owner].append(entry)

    def answered(self, owner: str, n: int) -> tuple[dict[int, Answered], dict[str, int | str]]:
        """An answer to something that is followed, as a form sends it and as it is in force."""
        if not (measure := self.some_entry(owner, n, "measure")):
            return {}, {}
        line = self.line_of(owner, measure)
        if measure.choices:
            choice = line.choices[n % len(line.choices)]
            return {line.id: Answered(choice_id=choice.id)}, {measure.mark: choice.words}
        return {line.id: Answered(100 * (n % 11))}, {measure.mark: n % 11}

    @rule(owner=owners, n=which)
    def puts_away_or_takes_up(self, owner: str, n: int) -> None:
        entry = self.some_entry(owner, n, "measure", "way")
        if entry is None or entry.state != "kept":
            return
        row_id, verbs = self.line_of(owner, entry).id, measures if entry.kind == "measure" else ways
        named = {"measure_id" if entry.kind == "measure" else "way_id": row_id}
        self.does(owner, verbs.take_up if entry.put_away else verbs.put_away, **named)
        assert self.done
        entry.put_away = not entry.put_away

    @rule(owner=owners, n=which, days=st.integers(0, 5))
    def uses_a_way_or_did_not(self, owner: str, n: int, days: int) -> None:
        entry = self.some_entry(owner, n, "way")
        if entry is None or entry.state == "declined":
            return
        day = self.today - timedelta(days=days)
        verb = ways.take_back_use if day in entry.used_on else ways.use
        self.does(owner, verb, way_id=self.line_of(owner, entry).id, day=day)
        assert self.done
        entry.used_on ^= {day}

    @rule(owner=owners, n=which, erases=seldom)
    def writes_the_plan(self, owner: str, n: int, erases: bool) -> None:
        """With some of their ways in it; or erases it, and the ways stay."""
        record = self.force.records[owner]
        there = self.some_entry(owner, 0, "plan")
        if erases:
            self.does(owner, hard_day_plan.erase)
            assert self.done == (there is not None)
            if not self.done:
                return
            chosen = []
        else:
            kept = [
                each for each in record if each.kind == "way" and each.state == "kept" and not each.put_away
            ]
            chosen = kept[: n % 3]
            notice, myself, called = (self.mark() for _ in range(3))
            ids = frozenset(self.line_of(owner, each).id for each in chosen)
            plan = PlanSubmission(notice, myself, "", ((called, "029 2018 0000"),), ids, token())
            self.does(owner, hard_day_plan.save, submission=plan)
            assert self.done
            record.append(Entry("plan", notice, self.today, False, {myself, called}))
        if there is not None:
            record.remove(there)
        for each in record:
            if each.kind == "way" and (erases or not each.put_away) and each.state == "kept":
                each.in_plan = each in chosen

    @rule(
        owner=owners,
        n=which,
        weeks=st.integers(-3, 3),
        deed=st.sampled_from(("says", "says", "tells", "keeps", "takes back")),
        yes=st.booleans(),
    )
    def goes_to_a_group(self, owner: str, n: int, weeks: int, deed: str, yes: bool) -> None:
        """Says that they will be or were there; tells its leader, keeps it to themselves, takes it back."""
        said = self.force.there[owner]
        if deed == "says" or not said:
            event_id = self.groups[n % len(self.groups)]
            day = self.today - timedelta(days=(self.today - self.first_days[event_id]).days % 7)
            # Now and then of a day on which it cannot be said.
            was = yes if n % 5 == 4 else weeks <= 0
            self.says_there(owner, event_id, day + timedelta(weeks=weeks), was=was)
        else:
            there = said[n % len(said)]
            day = there.day
            [attendance_id] = [
                line.mine.id
                for line in self.dates(owner, day, day)
                if line.mine and line.mine.event_id == there.event_id
            ]
            if deed == "tells":
                which = {"attendance_id": attendance_id, "told": yes}
                self.does(owner, attendance.let_leader_know, **which)
                assert self.done is not (yes and there.only_me)
                there.told = yes if self.done else there.told
            elif deed == "keeps":
                self.does(owner, attendance.keep_to_me, attendance_id=attendance_id, only_me=yes)
                assert self.done
                there.only_me, there.told = yes, there.told and not yes
            else:
                self.does(owner, attendance.take_back, attendance_id=attendance_id)
                assert self.done
                said.remove(there)

    def says_there(self, owner: str, event_id: int, day, *, was: bool) -> None:
        verb = attendance.say_was_there if was else attendance.say_will_be
        self.does(owner, verb, event_id=event_id, day=day)
        # They are on in the morning, and people do things in the afternoon.
        assert self.done == ((day <= self.today) if was else (day > self.today))
        if not self.done:
            return
        stands = [each for each in self.force.there[owner] if (each.event_id, each.day) == (event_id, day)]
        if stands:
            stands[0].was = stands[0].was or was
        else:
            self.force.there[owner].append(There(event_id, day, was))

    def dates(self, name: str, start, end):
        by = self.viewer(name)
        [found] = self.doors.portal.seen_by(by).read_all(programme.read_query(by, start, end))
        return found
