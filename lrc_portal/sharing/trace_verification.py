"""Whether the audit log is as the portal left it: walks each chain of traces and names what was changed."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lrc_portal.database.encrypted import trace_mac
from lrc_portal.database.models import Trace, TraceChain, TraceLink, TraceRegister
from lrc_portal.sharing import trace_chain

_AT_ONCE = 1000


class Kind(StrEnum):
    """What can be wrong, and what is numbered with it."""

    LINE_ALTERED = "line altered"
    LINE_REMOVED = "line removed"
    LINE_ADDED = "line added"
    LINK_ALTERED = "link altered"
    LINK_REMOVED = "link removed"
    LINK_ADDED = "link added"
    HEAD_ALTERED = "head altered"
    CHAIN_ALTERED = "chain altered"
    CHAIN_REMOVED = "chain removed"
    REGISTER_ALTERED = "register altered"
    ROLLED_BACK = "rolled back"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the portal left it: by number and kind, never content."""

    kind: Kind
    chain: int | None = None
    place: int | None = None
    until: int | None = None
    """The last of several places, where it is not about one."""
    line: int | None = None

    def __str__(self) -> str:
        numbers = {"line": self.line, "place": self.place, "to": self.until, "chain": self.chain}
        said = [f"{name} {number}" for name, number in numbers.items() if number is not None]
        return f"{self.kind.value}: {', '.join(said)}" if said else self.kind.value


@dataclass(frozen=True)
class Anchor:
    """How far each chain has come: kept elsewhere, it shows later whether one was rolled back."""

    chains: dict[int, tuple[int, str]]
    """By number of the chain: how many links it ever had, and the seal of the newest."""

    @property
    def seal(self) -> str:
        """One keyed hash for all of them, short enough to be written down."""
        told = (f"{chain}:{links}:{seal}" for chain, (links, seal) in sorted(self.chains.items()))
        return trace_mac("anchor", *told)


class NoAnchor(Exception):
    """That file holds no anchor of this portal. The message is for the operator."""

    def __init__(self) -> None:
        super().__init__(
            "This is no anchor of this portal, or it was changed. It is what verify-traces --json printed "
            "with the same keys file."
        )


@dataclass(frozen=True)
class Verified:
    """What a walk through all chains found."""

    lines: int
    links: int
    emptied: int
    anchor: Anchor
    findings: tuple[Finding, ...]

    def as_json(self) -> str:
        """All of it for a program; kept elsewhere, it is the anchor to compare with later."""
        told = {
            "as_written": not self.findings,
            "lines": self.lines,
            "links": self.links,
            "emptied": self.emptied,
            "findings": [asdict(finding) for finding in self.findings],
            "anchor": self.anchor.seal,
            "chains": self.anchor.chains,
        }
        return json.dumps(told)


def read_anchor(written: str) -> Anchor:
    """The anchor in what `Verified.as_json` gave. Raises `NoAnchor`."""
    try:
        told = json.loads(written)
        anchor = Anchor({int(chain): (int(at), str(seal)) for chain, (at, seal) in told["chains"].items()})
        if told["anchor"] == anchor.seal:
            return anchor
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise NoAnchor


def verify(db: Session, *, against: Anchor | None = None) -> Verified:
    """Walk every chain. `db` shows one moment of the database: what is left meanwhile is not seen."""
    chains = db.scalars(select(TraceChain).order_by(TraceChain.id)).all()
    heads = {head.chain_id: head for head in db.scalars(select(TraceLink).where(TraceLink.place == 0))}
    findings = list(_of_register(db, len(chains)))
    links = emptied = 0
    for chain in chains:
        walked = _Walk(db, chain, heads.get(chain.id))
        findings += walked.findings
        links += walked.links
        emptied += walked.emptied
    unlinked = ~exists().where(TraceLink.trace_id == Trace.id, TraceLink.place > 0)
    findings += [Finding(Kind.LINE_ADDED, line=each) for each in db.scalars(select(Trace.id).where(unlinked))]
    if against:
        findings += _since(db, against, {chain.id: chain for chain in chains}, heads)
    return Verified(
        lines=db.scalar(select(func.count(Trace.id))) or 0,
        links=links,
        emptied=emptied,
        anchor=Anchor({number: (head.reaches or 0, head.leaf) for number, head in heads.items()}),
        findings=tuple(findings),
    )


def _of_register(db: Session, chains: int) -> Iterator[Finding]:
    register = db.scalars(select(TraceRegister)).one_or_none()
    # Its number is the only one that the portal looks for.
    if register is None or register.id != 1 or register.seal != trace_chain.seal_of_register(register.chains):
        yield Finding(Kind.REGISTER_ALTERED)
    elif register.chains != chains:
        yield Finding(Kind.CHAIN_REMOVED if register.chains > chains else Kind.REGISTER_ALTERED)


class _Walk:
    """From the oldest link of one chain that is kept to the newest."""

    def __init__(self, db: Session, chain: TraceChain, head: TraceLink | None) -> None:
        self.findings: list[Finding] = []
        self.links = self.emptied = 0
        self._chain = chain
        self._newest_of: dict[int, TraceLink] = {}
        if chain.seal != trace_chain.seal_of_chain(chain):
            self._found(Kind.CHAIN_ALTERED)
        if head is None:
            self._found(Kind.LINK_REMOVED, place=0)
        self._walk(db, head)
        self._compare_lines(db)

    def _found(
        self, kind: Kind, *, place: int | None = None, until: int | None = None, line: int | None = None
    ) -> None:
        self.findings.append(Finding(kind, self._chain.id, place, until, line))

    def _missing(self, first: int, last: int) -> None:
        self._found(Kind.LINK_REMOVED, place=first, until=last if last > first else None)

    def _walk(self, db: Session, head: TraceLink | None) -> None:
        chain = self._chain
        before: str | None = chain.base
        place = chain.let_go
        links = select(TraceLink).where(TraceLink.chain_id == chain.id, TraceLink.place > 0)
        ordered = links.order_by(TraceLink.place)
        for link in db.scalars(ordered, execution_options={"yield_per": _AT_ONCE}):
            if link.place <= chain.let_go or (head and link.place > (head.reaches or 0)):
                self._found(Kind.LINK_ADDED, place=link.place)
                continue
            if link.place > place + 1:
                self._missing(place + 1, link.place - 1)
                before = None
            if not _stands(link, before):
                self._found(Kind.LINK_ALTERED, place=link.place)
            place, before = link.place, link.seal
            self.links += 1
            if link.emptied is not None:
                self.emptied += 1
            if link.trace_id is not None:
                self._newest_of[link.trace_id] = link
        if head is not None:
            self._end_at(head, place, before)

    def _end_at(self, head: TraceLink, place: int, newest: str | None) -> None:
        reaches = head.reaches or 0
        if reaches > place:
            self._missing(place + 1, reaches)
        fits = head.seal == trace_chain.seal_of_head(head.chain_id, head.reaches, head.leaf)
        plain = (head.trace_id, head.salt, head.emptied) == (None, None, None)
        if not (fits and plain) or (place == reaches and newest != head.leaf):
            self._found(Kind.HEAD_ALTERED)

    def _compare_lines(self, db: Session) -> None:
        numbers = sorted(self._newest_of)
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            lines = {line.id: line for line in db.scalars(select(Trace).where(Trace.id.in_(some)))}
            for number in some:
                link, line = self._newest_of[number], lines.get(number)
                if line is None:
                    self._found(Kind.LINE_REMOVED, place=link.place, line=number)
                elif (
                    line.owner_id != self._chain.owner_id
                    or trace_chain.leaf_of(line, link.salt or "") != link.leaf
                ):
                    self._found(Kind.LINE_ALTERED, place=link.place, line=number)


def _stands(link: TraceLink, before: str | None) -> bool:
    """Whether a link is as it was sealed; after a gap its seal cannot be worked out again."""
    if link.emptied is not None:
        return link.trace_id is None and link.emptied == trace_chain.seal_of_empty(link)
    return before is None or link.seal == trace_chain.seal_of_link(link, before)


def _since(
    db: Session, then: Anchor, chains: dict[int, TraceChain], heads: dict[int, TraceLink]
) -> Iterator[Finding]:
    """Chains that are not what they were when the anchor was written, with more links since."""
    for number, (reached, seal) in sorted(then.chains.items()):
        chain, head = chains.get(number), heads.get(number)
        if chain is None or head is None:
            yield Finding(Kind.CHAIN_REMOVED, chain=number)
            continue
        if reached < chain.let_go:
            continue  # older than what is kept; the chain vouches for it
        if reached == chain.let_go:
            there: str | None = chain.base
        else:
            at = (TraceLink.chain_id == number, TraceLink.place == reached)
            there = db.scalar(select(TraceLink.seal).where(*at))
        if there != seal:
            yield Finding(Kind.ROLLED_BACK, chain=number, place=reached)
