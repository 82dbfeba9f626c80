"""What a screen reader calls a field: the words that are drawn beside it, not their Markdown.

Streamlit writes the source of a label into `aria-label` of check boxes, toggles, text fields, choices and
groups of buttons, so that "**My goals**" is read out with its stars and own words with backslashes. Here
each of these gets the text of its drawn label, without icons, and keeps it when the page changes.
"""

import streamlit as st

_SCRIPT = """<script>
  if (!window.namesAsDrawn) {
    const drawn = (label) => {
      const copy = label.cloneNode(true);
      copy.querySelectorAll('[role="img"], [data-testid="stTooltipIcon"]').forEach((icon) => icon.remove());
      return copy.textContent.replace(/\\s+/g, ' ').trim();
    };
    const name = () => document.querySelectorAll('[data-testid="stWidgetLabel"]').forEach((label) => {
      const widget = label.parentElement.closest('[data-testid]');
      const field = [...widget.querySelectorAll('input, textarea, [role="radiogroup"], [role="group"], ' +
        '[role="toolbar"]')].find((each) => each.hasAttribute('aria-label'));
      const words = drawn(label);
      if (field && words && field.ariaLabel !== words) field.ariaLabel = words;
    });
    window.namesAsDrawn = new MutationObserver(name);
    window.namesAsDrawn.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-label'],
    });
    name();
  }
</script>"""


def as_drawn() -> None:
    """From now on the fields of this browser tab are called by what is drawn."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
