// Accessible names in the person's language: what a screen reader and a translating browser make of a page.
// What Streamlit calls its own parts comes with each page, from ui/kit/accessible_names.py.
(() => {
  const drawn = (label) => {
    const copy = label.cloneNode(true);
    copy.querySelectorAll('[role="img"], [data-icon], [data-testid*="Icon"]')
      .forEach((icon) => icon.remove());
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const asDrawn = (label) => {
    const widget = label.parentElement.closest('[data-testid]');
    const field = [...widget.querySelectorAll('input, textarea, [role="radiogroup"], [role="group"], ' +
      '[role="toolbar"]')].find((each) => each.hasAttribute('aria-label'));
    const words = drawn(label);
    if (field && words && field.ariaLabel !== words) field.ariaLabel = words;
  };
  // Whole, or before what it is about ("Show data: …"), or behind it ("… — start").
  const inLanguage = (english) => {
    const said = window.saidOfStreamlit ?? {};
    if (Object.hasOwn(said, english)) return said[english];
    const [, part, about] = english.match(/^([^:]+)(: .*)$/s) ?? [];
    if (Object.hasOwn(said, part ?? '')) return said[part] + about;
    const [, own, end] = english.match(/^(.* — )(start|end)$/s) ?? [];
    return Object.hasOwn(said, end ?? '') ? own + said[end] : english;
  };
  // What it was in English is remembered, since the language may change while the part stays.
  const remembered = new WeakMap();
  const put = (node, attribute) => {
    const read = () => attribute ? node.getAttribute(attribute) : node.nodeValue;
    const known = remembered.get(node) ?? {};
    const now = read();
    if (!now) return;
    const english = known[attribute]?.ours === now ? known[attribute].english : now;
    const ours = inLanguage(english);
    remembered.set(node, { ...known, [attribute]: { english, ours } });
    if (ours === now) return;
    if (attribute) node.setAttribute(attribute, ours); else node.nodeValue = ours;
  };
  const PARTS = '[data-testid="stSidebar"], [data-testid="stSidebarNav"], ' +
    '[data-testid="stSidebar"] button, [data-testid="stHeader"] button, ' +
    '[data-testid="stTextInputRootElement"] button, [data-testid="stHeaderActionElements"] a, ' +
    '[data-testid="stElementToolbar"] button, [data-testid="stCode"] button, [data-testid="stToast"] button, ' +
    '[data-testid="stDialog"] button, input[type="range"], ' +
    '[data-testid="stSelectbox"] [aria-label]:not(input)';
  const SAID = '[data-testid="stSkipToContent"], [data-testid="stTooltipContent"], ' +
    '[data-testid="stToast"], [data-testid="stDialog"], [data-testid="stSelectbox"] svg title';
  const name = () => {
    document.querySelectorAll('[data-testid="stWidgetLabel"]').forEach(asDrawn);
    document.querySelectorAll(PARTS).forEach((each) => put(each, 'aria-label'));
    document.querySelectorAll('[data-testid="stVegaLiteChart"]')
      .forEach((chart) => [chart, ...chart.querySelectorAll('[aria-roledescription]')]
        .forEach((each) => put(each, 'aria-roledescription')));
    document.querySelectorAll(SAID).forEach((each) => {
      const texts = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) put(texts.currentNode, '');
    });
    document.querySelectorAll('span[role="img"][aria-label$=" icon"]').forEach((icon) => {
      icon.setAttribute('aria-hidden', 'true');
      icon.dataset.icon = '';
      icon.removeAttribute('role');
      icon.removeAttribute('aria-label');
      icon.translate = false;
    });
    // Their own words: as a text, and as the step of a goal that is ticked.
    const OWN = '[data-testid="stText"], [class*="st-key-step-row-"] label';
    document.querySelectorAll(OWN).forEach((own) => {
      if (own.translate) own.translate = false;
    });
    document.querySelectorAll('[class*="st-key-lang-"]').forEach((said) => {
      const [, language] = said.className.match(/st-key-lang-([a-z]{2})-/) ?? [];
      if (language && said.lang !== language) said.lang = language;
    });
    document.querySelectorAll('[data-testid="stTable"]').forEach(table);
    document.querySelectorAll('[class*="st-key-with-line-"]').forEach((row) => {
      const line = row.querySelector('p');
      row.querySelectorAll('button').forEach((button) => {
        const words = line && `${drawn(button)}: ${drawn(line)}`;
        if (words && button.ariaLabel !== words) button.ariaLabel = words;
      });
    });
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
  window.namesAsDrawn.name = name;
  window.namesAsDrawn.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ['aria-label', 'aria-roledescription'],
  });
  name();
})();
