"""Help now: who can be called, for everybody, signed out too."""

import streamlit as st

from lrc_portal.ui import frame
from lrc_portal.ui.links import call, outside
from lrc_portal.vocabulary import Language, Role
from lrc_portal.words import helplines
from lrc_portal.words.helplines import ForWhom, Helpline

visit = frame.open_to_all()
t = visit.t


def show_all() -> None:
    st.title(t("Help now"), anchor=False)
    st.markdown(t("This portal is not watched live. To talk to somebody now, call one of these."))
    for_all = [line for line in helplines.all_lines() if line.whom is not ForWhom.FAMILY]
    for_family = [line for line in helplines.all_lines() if line.whom is ForWhom.FAMILY]
    if is_family():
        show_family(for_family, for_all)
        return
    for line in for_all:
        show_line(line)
    show_heading_for_family()
    for line in for_family:
        show_line(line)


def is_family() -> bool:
    """Whether the viewer is here as family, and not for a recovery of their own."""
    roles = visit.viewer.roles if visit.viewer else frozenset()
    return Role.FAMILY in roles and Role.MEMBER not in roles


def show_family(for_family: list[Helpline], for_all: list[Helpline]) -> None:
    danger, *others = for_all
    show_line(danger)
    show_heading_for_family()
    for line in for_family:
        show_line(line)
    st.header(t("For you, or for them"), anchor=False)
    for line in others:
        show_line(line)


def show_heading_for_family() -> None:
    st.header(t("For family and friends"), anchor=False)


def show_line(line: Helpline) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{line.name[t.language]}**")
        st.markdown(line.about[t.language])
        if line.tel:
            call(t("Call {number}", number=line.number), line.link)
        else:
            outside(t("Go to {address}", address=line.number), line.link)
        if line.text:
            st.markdown(f":material/sms: {line.text[t.language]}")
        said = [line.hours[t.language], languages(line)]
        st.caption(" · ".join(said) + "  \n" + line.checked(t))


def languages(line: Helpline) -> str:
    if set(line.languages) == set(Language):
        return t("in English and Welsh")
    return t("in Welsh") if Language.CYMRAEG in line.languages else t("in English")


show_all()
