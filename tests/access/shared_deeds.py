"""What people do with each other: letters, what they agree at home, and things of the community's shelf."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from lrc_portal import acting, limits
from lrc_portal.acting import Permission
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import AnswerSubmission, OfferSubmission
from lrc_portal.support.good_to_know import keeping, passing_on, shelf
from lrc_portal.support.good_to_know.shelf import Said, ThingSubmission
from lrc_portal.support.letters import keep_from_letter, letter_views, letters
from lrc_portal.support.letters.letters import LetterSubmission
from lrc_portal.support.notes import notes
from lrc_portal.vocabulary import ForWhom, Through, UsefulKind
from tests.access.doing import Doing, anybody, note_of, which
from tests.access.in_force import DRAFTS_LAST, Entry, Note
from tests.access.in_force_between import Bond, Letter, Thing, Version, Walk
from tests.access.looks import OWNERS
from tests.people import token

MOST_THINGS = 5
one_of_them = st.sampled_from((0, 1, 0, 1, 2))
"""Either of two, or seldom somebody else."""


class SharedDeeds(Doing):
    """Rules about what stands between two people. What one may not do is tried as well, and refused."""

    def whom(self, bond: Bond, which: int, other: str) -> str:
        return bond.two[which] if which < 2 else other

    def may(self, name: str, what: Permission) -> bool:
        return acting.may(self.viewer(name), what)

    def touch(self, bond: Bond) -> None:
        self.touched |= {bond.two, bond.two[::-1]}

    # Bonds

    def bond_of_walk(self, walk: Walk) -> None:
        self.force.bonds.append(Bond(f"p{walk.id}", (walk.person, walk.worker), walk))

    def bond_of_circle(self, owner: str, other: str) -> None:
        """The connection that has just come about, by the name that its letters have in an address."""
        if self.force.connection(owner, other) is None:
            self.force.bonds.append(Bond(self.key_of(owner, other), (owner, other)))

    def key_of(self, name: str, other: str) -> str:
        by = self.viewer(name)
        [known] = self.doors.portal.seen_by(by).read_all(letter_views.correspondents(by))
        [key] = [
            each.key
            for each in known
            if each.live and each.person_id == self.ids[other] and each.between.through is Through.CIRCLE
        ]
        return key

    # Letters

    @rule(
        n=which,
        who=one_of_them,
        other=anybody,
        deed=st.sampled_from(
            ("writes", "writes", "writes", "takes back", "closes", "opens", "reads", "keeps")
        ),
        m=which,
    )
    def does_with_letters(self, n: int, who: int, other: str, deed: str, m: int) -> None:
        if not self.force.bonds:
            return
        bond = self.force.bonds[n % len(self.force.bonds)]
        by = self.whom(bond, who, other)
        self.touch(bond)
        if deed in ("writes", "closes", "opens"):
            self.writes_or_closes(bond, by, deed)
        elif bond.letters:
            letter = bond.letters[m % len(bond.letters)]
            {
                "takes back": self.takes_a_letter_back,
                "reads": self.opens_letters,
                "keeps": self.keeps_a_sentence,
            }[deed](bond, by, letter)

    def writes_or_closes(self, bond: Bond, by: str, deed: str) -> None:
        two = letters.Between.read(bond.key)
        member = by in bond.two and bond.live(self.today) and self.may(by, Permission.WRITE_LETTERS)
        if deed == "writes":
            word, today = self.mark(), self.today
            sent = sum(each.writer == by and each.at.date() == today for each in bond.letters)
            letter_id = self.does(by, letters.write, between=two, submission=LetterSubmission(word, token()))
            assert self.done == (member and not bond.closed and sent < limits.LETTERS_A_DAY.most)
            if self.done:
                bond.letters.append(Letter(letter_id, by, word, self.force.now))
        elif deed == "closes":
            self.does(by, letters.close, between=two)
            assert self.done == member
            bond.closed |= {by} if self.done else set()
        else:
            self.does(by, letters.open_again, between=two)
            assert self.done == (member and by in bond.closed)
            bond.closed -= {by} if self.done else set()
        if self.done and bond.exchange_id is None:
            viewer = self.viewer(by)
            [known] = self.doors.portal.seen_by(viewer).read_all(letter_views.correspondents(viewer))
            [bond.exchange_id] = [each.exchange_id for each in known if each.key == bond.key]

    def takes_a_letter_back(self, bond: Bond, by: str, letter: Letter) -> None:
        self.does(by, letters.take_back, letter_id=letter.id)
        assert self.done == (by == letter.writer and bond.read_by(by, self.today))
        if self.done:
            letter.word = None

    def opens_letters(self, bond: Bond, by: str, letter: Letter) -> None:
        self.does(by, letters.mark_opened, letter_id=letter.id)
        assert self.done == bond.read_by(by, self.today)
        if self.done:
            bond.opened[by] = max(letter.at, bond.opened.get(by, letter.at))

    def keeps_a_sentence(self, bond: Bond, by: str, letter: Letter) -> None:
        """As a strength of their own, which stays when the letter is taken back."""
        if by not in OWNERS or letter.word in {each.mark for each in self.force.records[by]}:
            return
        self.does(by, keep_from_letter.keep_strength, letter_id=letter.id, line=0)
        assert self.done == (bond.read_by(by, self.today) and letter.word is not None)
        if self.done:
            self.force.records[by].append(Entry("strength", letter.word, self.today, False))

    # At home

    @rule(
        n=which,
        who=one_of_them,
        other=anybody,
        deed=st.sampled_from(("offers", "offers", "agrees", "agrees", "differs", "ends")),
        m=which,
    )
    def does_at_home(self, n: int, who: int, other: str, deed: str, m: int) -> None:
        homes = [bond for bond in self.force.bonds if not bond.walk]
        if not homes:
            return
        bond = homes[n % len(homes)]
        by = self.whom(bond, who, other)
        self.touch(bond)
        if deed in ("offers", "ends"):
            self.offers_or_ends(by, bond.other(by) if by in bond.two else bond.two[0], deed)
        elif bond.versions:
            version = bond.versions[-1 - m % min(len(bond.versions), 2)]
            self.answers_at_home(bond, version, version.other if who == 0 else by, agree=deed == "agrees")

    def offers_or_ends(self, by: str, other: str, deed: str) -> None:
        home = self.force.connection(by, other)
        if deed == "ends":
            self.does(by, agreements.end, other_id=self.ids[other])
            assert self.done == (home is not None and bool(home.standing))
            for each in home.versions if self.done else ():
                each.ended = True
            return
        does, wishes = self.mark(), self.mark()
        submission = OfferSubmission(self.ids[other], Part(hard_does=does, good_wishes=wishes), token())
        version_id = self.does(by, agreements.offer, submission=submission)
        waits = home is not None and any(
            (each.state, each.author) == ("offered", other) for each in home.standing[:1]
        )
        assert self.done == (home is not None and not waits and self.may(by, Permission.KEEP_A_RECORD))
        if self.done:
            home.versions.append(Version(version_id, by, other, {does, wishes}))

    def answers_at_home(self, bond: Bond, version: Version, by: str, *, agree: bool) -> None:
        does, account = self.mark(), self.mark()
        submission = AnswerSubmission(agree, Part(hard_does=does), "" if agree else account, token())
        self.does(by, agreements.answer, agreement_id=version.id, submission=submission)
        assert self.done == (
            by == version.other
            and not bond.over
            and bond.standing[:1] == [version]
            and version.state == "offered"
        )
        if self.done:
            version.state = "agreed" if agree else "differing"
            version.words |= {does} if agree else {does, account}

    # The shelf

    @rule(
        n=which,
        by=anybody,
        m=which,
        deed=st.sampled_from(
            ("puts", "keeps", "lets go", "passes on", "passes on", "with a note", "takes off")
        ),
        whom=st.sampled_from(ForWhom),
    )
    def does_at_the_shelf(self, n: int, by: str, m: int, deed: str, whom: ForWhom) -> None:
        if deed == "puts" or not self.force.things:
            self.puts_on_the_shelf(by if n % 5 == 4 else "Nia", whom)
            return
        thing = self.force.things[n % len(self.force.things)]
        match deed:
            case "keeps":
                self.does(by, keeping.keep, thing_id=thing.id)
                assert self.done == self.force.is_on_shelf(thing, by, self.roles[by])
                thing.kept_by |= {by} if self.done else set()
            case "lets go":
                self.does(by, keeping.let_go, thing_id=thing.id)
                assert self.done == (by in thing.kept_by)
                thing.kept_by.discard(by)
            case "passes on":
                self.passes_on(thing, by, m)
            case "with a note":
                self.lets_it_go_along(thing, m)
            case "takes off":
                by = "Nia" if m % 2 else by
                self.does(by, shelf.erase, thing_id=thing.id)
                assert self.done == (by == "Nia")
                if self.done:
                    self.takes_off(thing)

    def takes_off(self, thing: Thing) -> None:
        """For everybody. A later thing may get its number."""
        self.force.things.remove(thing)
        for note in self.force.notes:
            note.things.discard(thing.id)

    def puts_on_the_shelf(self, by: str, whom: ForWhom) -> None:
        if len(self.force.things) >= MOST_THINGS:
            return
        word = self.mark()
        submission = ThingSubmission(UsefulKind.TEXT, None, whom, Said(word, ""), token=token())
        thing_id = self.does(by, shelf.add, submission=submission)
        assert self.done == (by == "Nia")
        if self.done:
            self.force.things.append(Thing(thing_id, word, whom))

    def passes_on(self, thing: Thing, by: str, m: int) -> None:
        """By itself, beside letters: as the peer worker of a walk, or as somebody who is not."""
        if not (walk := self.some_walk(m, lambda walk: walk.began)):
            return
        by = by if m % 4 == 0 else walk.worker
        self.does(by, passing_on.pass_on, pairing_id=walk.id, thing_id=thing.id)
        assert self.done == (
            by == walk.worker and walk.live(self.today) and walk.id not in thing.beside_letters
        )
        if self.done:
            thing.passed_on.append(walk)
            thing.beside_letters.add(walk.id)
            self.touched.add((walk.worker, walk.person))

    def lets_it_go_along(self, thing: Thing, m: int) -> None:
        """With a draft of the peer worker's, or no longer; every other time the draft is then offered."""
        drafts = [
            note for note in self.force.notes if note.state == "draft" and note.author == note.walk.worker
        ]
        if not drafts:
            return
        note = drafts[m % len(drafts)]
        there = thing.id in note.things
        verb = passing_on.take_from if there else passing_on.put_with
        self.does(note.author, verb, note_id=note.id, thing_id=thing.id)
        lasts = note.changed_at >= self.force.now - DRAFTS_LAST
        assert self.done == (note.walk.live(self.today) and lasts)
        if not self.done:
            return
        note.things ^= {thing.id}
        if not there:
            note.changed_at = self.force.now
        if m % 2:
            self.offers_a_draft(note)
        self.touched.add((note.walk.worker, note.walk.person))

    def offers_a_draft(self, note: Note) -> None:
        word = self.mark()
        written = note_of(note.walk.id, self.today, word)
        self.does(note.author, notes.offer, note_id=note.id, submission=written)
        assert self.done
        note.words, note.day, note.state, note.changed_at = {word}, self.today, "offered", self.force.now
        self.it_goes_with(note)

    def it_goes_with(self, note: Note) -> None:
        """What goes with a note that is offered is passed on to its person."""
        for thing in self.force.things:
            if thing.id in note.things:
                thing.passed_on.append(note.walk)
