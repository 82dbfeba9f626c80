"""What a screen reader calls things: the words that are drawn, not their Markdown, nor Streamlit's English.

Streamlit writes the source of a label into `aria-label` of check boxes, toggles, text fields, choices and
groups of buttons, so that "**My goals**" is read out with its stars and own words with backslashes. Here
each of these gets the text of its drawn label, without icons, and keeps it when the page changes.

Its icons in Markdown are pictures called "circle icon"; each stands beside the words for it, so they are
left out. What it calls in English only, such as its link to the main part, is called in the page's
language. Its tables have no name and, where they are wider than their place, no stop for the keyboard: they
get both. Fields that answer one question together, such as the day, month and year of a date, are a group
with its name.
"""

import json

import streamlit as st

from lrc_portal.words.translator import Translator

# A part without a place on the screen is named by its label, a link by what is drawn.
_SCRIPT = """<script>
  window.namesOfOurs = %s;
  if (!window.namesAsDrawn) {
    const drawn = (label) => {
      const copy = label.cloneNode(true);
      copy.querySelectorAll('[role="img"], [data-testid*="Icon"]').forEach((icon) => icon.remove());
      return copy.textContent.replace(/\\s+/g, ' ').trim();
    };
    const call = (selector, name) => document.querySelectorAll(selector).forEach((each) => {
      if (each.ariaLabel !== name) each.ariaLabel = name;
    });
    const name = () => {
      document.querySelectorAll('[data-testid="stWidgetLabel"]').forEach((label) => {
        const widget = label.parentElement.closest('[data-testid]');
        const field = [...widget.querySelectorAll('input, textarea, [role="radiogroup"], [role="group"], ' +
          '[role="toolbar"]')].find((each) => each.hasAttribute('aria-label'));
        const words = drawn(label);
        if (field && words && field.ariaLabel !== words) field.ariaLabel = words;
      });
      document.querySelectorAll('span[role="img"][aria-label$=" icon"]:not([aria-hidden])')
        .forEach((icon) => { icon.ariaHidden = 'true'; });
      const { skip, menu, open, close } = window.namesOfOurs;
      const link = document.querySelector('[data-testid="stSkipToContent"]');
      if (link && link.textContent !== skip) link.textContent = skip;
      call('[data-testid="stSidebar"], [data-testid="stSidebar"] nav', menu);
      call('[data-testid="stExpandSidebarButton"]', open);
      call('[data-testid="stSidebarCollapseButton"] button', close);
      document.querySelectorAll('[data-testid="stTable"]').forEach(table);
      document.querySelectorAll('[class*="st-key-group-"]').forEach((group) => {
        const question = group.querySelector('p');
        if (!question || group.ariaLabel === drawn(question)) return;
        group.role = 'group';
        group.ariaLabel = drawn(question);
      });
    };
    // What folds it away, from outside in, and the heading before it; wider than its place it is a stop.
    const table = (each) => {
      const folds = [];
      for (let at = each.closest('details'); at; at = at.parentElement.closest('details'))
        folds.unshift(at.querySelector('summary'));
      const heading = [...document.querySelectorAll('h1, h2, h3, h4')]
        .findLast((h) => h.compareDocumentPosition(folds[0] ?? each) & 4);
      const called = [heading, ...folds].filter(Boolean).map(drawn).join(': ');
      const inside = each.querySelector('table');
      if (!inside || !called) return;
      if (inside.ariaLabel !== called) inside.ariaLabel = called;
      const frame = inside.parentElement;
      if (frame.scrollWidth <= frame.clientWidth) frame.removeAttribute('tabindex');
      else if (frame.tabIndex !== 0) {
        frame.tabIndex = 0;
        frame.role = 'region';
        frame.ariaLabel = called;
      }
    };
    window.addEventListener('resize', name);
    document.addEventListener('toggle', name, true);
    window.namesAsDrawn = new MutationObserver(name);
    window.namesAsDrawn.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-label'],
    });
    window.nameAsDrawn = name;
  }
  window.nameAsDrawn();
</script>"""


def as_drawn(t: Translator) -> None:
    """From now on the things of this browser tab are called by what is drawn, in this language."""
    ours = {
        "skip": t("Skip to the main part"),
        "menu": t("Menu"),
        "open": t("Open the menu"),
        "close": t("Close the menu"),
    }
    st.html(_SCRIPT % json.dumps(ours), unsafe_allow_javascript=True)
