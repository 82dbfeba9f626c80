"""/good-to-know: what stands on the shelf is read, kept, passed on; coordinators keep it and Help now."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lrc_portal.support.good_to_know import shelf
from lrc_portal.support.good_to_know.shelf import Said, ThingSubmission
from lrc_portal.vocabulary import Element, MeantFor, UsefulKind
from lrc_portal.words import helplines

from . import sharing
from .conftest import said

CHOIR = ThingSubmission(
    UsefulKind.PLACE,
    Element.REINTEGRATION,
    MeantFor.ALL,
    Said("The Tuesday choir", "Nobody has to sing well."),
    Said("Côr nos Fawrth", "Does dim rhaid canu'n dda."),
    web="https://example.org/choir",
)


@pytest.fixture(autouse=True)
def the_file_stands_alone():
    yield
    helplines.use(())


@pytest.fixture
def put(house, coordinator) -> Callable[..., int]:
    def put_on_the_shelf(thing: ThingSubmission = CHOIR, **changed: object) -> int:
        with house.writing() as db:
            return shelf.add(
                db, by=coordinator.viewer, submission=replace(thing, token=sharing.token(), **changed)
            )

    return put_on_the_shelf


def test_it_opens(put, member, family, peer_worker, coordinator, open_as):
    put()
    for somebody in (member, family, peer_worker, coordinator):
        app = open_as(somebody, "good_to_know")
        assert not app.exception
        assert "The Tuesday choir" in said(app)
