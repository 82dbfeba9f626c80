"""Shares and consents in the shape of a Consent of HL7 FHIR R5 (hl7.org/fhir/R5/consent.html).

Of the resource only the elements that say something here are used. The names are those of FHIR.
"""

from dataclasses import dataclass, field
from datetime import date

from lrc_portal.vocabulary import Content, Language

SYSTEM = "https://livingroom-cardiff.example/fhir/content"
"""It names the kinds of content that a share opens; it is a name and no address to open."""

LEFT_OUT_IF_EMPTY = {"left_out_if_empty": True}
"""FHIR has neither null nor an empty list: what is not there is not named."""

ACTIVE, INACTIVE, DRAFT = "active", "inactive", "draft"


@dataclass(frozen=True)
class Reference:
    """Somebody, by what they are called here."""

    display: str


@dataclass(frozen=True)
class Period:
    """From a day on, both included; without `end` it goes on."""

    start: date
    end: date | None = field(default=None, metadata=LEFT_OUT_IF_EMPTY)


@dataclass(frozen=True)
class Coding:
    """One word of a list."""

    system: str
    code: str


@dataclass(frozen=True)
class CodeableConcept:
    """The same in one word of the list, and in words for people."""

    coding: tuple[Coding, ...]
    text: str


@dataclass(frozen=True)
class Provision:
    """What is let to be seen; `without-own-words` says that comments are not."""

    period: Period
    code: tuple[CodeableConcept, ...]


@dataclass(frozen=True)
class Attachment:
    """The sentence that somebody said yes to, as it stood."""

    contentType: str
    language: Language
    title: str


@dataclass(frozen=True)
class FhirConsent:
    """A share, or a yes to a sentence. `draft`: it waits until the other has accepted."""

    resourceType: str
    id: str
    status: str
    category: tuple[CodeableConcept, ...]
    subject: Reference
    date: date
    period: Period
    grantor: tuple[Reference, ...]
    decision: str
    grantee: tuple[Reference, ...] = field(default=(), metadata=LEFT_OUT_IF_EMPTY)
    sourceAttachment: tuple[Attachment, ...] = field(default=(), metadata=LEFT_OUT_IF_EMPTY)
    provision: tuple[Provision, ...] = field(default=(), metadata=LEFT_OUT_IF_EMPTY)


@dataclass(frozen=True)
class Shared:
    """A share as it stands in the database: what, with whom, and from when to when."""

    id: str
    content: Content
    own_words: bool
    with_whom: str
    given: date
    last: date | None
    status: str


@dataclass(frozen=True)
class SaidYes:
    """A sentence that somebody said yes to."""

    id: str
    wording: str
    language: Language
    given: date
    withdrawn: date | None


def of_share(owner: str, share: Shared) -> FhirConsent:
    """A share as a Consent: the owner lets one person see one kind of content."""
    period = Period(share.given, share.last)
    words = "with-own-words" if share.own_words else "without-own-words"
    codes = (_concept(share.content.value), _concept(words))
    return FhirConsent(
        resourceType="Consent",
        id=share.id,
        status=share.status,
        category=(_concept("share"),),
        subject=Reference(owner),
        date=share.given,
        period=period,
        grantor=(Reference(owner),),
        grantee=(Reference(share.with_whom),),
        decision="permit",
        provision=(Provision(period, codes),),
    )


def of_consent(owner: str, said: SaidYes) -> FhirConsent:
    """A yes to a sentence of the portal as a Consent."""
    return FhirConsent(
        resourceType="Consent",
        id=said.id,
        status=INACTIVE if said.withdrawn else ACTIVE,
        category=(_concept("said-yes"),),
        subject=Reference(owner),
        date=said.given,
        period=Period(said.given, said.withdrawn),
        grantor=(Reference(owner),),
        sourceAttachment=(Attachment("text/plain", said.language, said.wording),),
        decision="permit",
    )


def _concept(code: str) -> CodeableConcept:
    return CodeableConcept((Coding(SYSTEM, code),), code)
