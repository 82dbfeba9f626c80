"""/shared: exactly what somebody chose to share, nothing more, gone at the next rerun."""
from datetime import timedelta
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import Content
from .conftest import said
from .sharing import *

def test_debug(house, member, family, open_as):
    fill(house, member)
    bring_into_circle(house, member, family, *(Grant(c, True) for c in Content))
    app = open_as(family, "shared")
    print(app.exception)
    print(said(app))
    for b in __import__("tests.pages.sharing", fromlist=["x"])._blocks(app.main):
        print(type(b), b.proto.id if hasattr(b.proto,'id') else None)
    app = open_as(member, "circle"); print(app.exception); print(said(app))
    app = open_as(member, "today"); print(app.exception); print(said(app))
    assert 0
