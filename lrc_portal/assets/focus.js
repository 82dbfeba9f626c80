// Where the keyboard is: never lost when a page is drawn again, and at the field that is to be mended.
// The word for an error comes with each page, from ui/kit/focus.py.
(() => {
  // A key is a class of its widget: "problem:<key of a field>" stands beside the field with that key, or the
  // fields of its parts. Half a second: later than all that moves the focus on purpose.
  const LATER = 500, SEEN = 'h1, h2, h3, h4';
  const CONTROLS = 'button, a[href], input, textarea, summary';
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const main = () => find('[data-testid="stMain"]');
  const shown = (each) => each.isConnected && each.getClientRects().length > 0;
  const classes = (each) => [...each.classList].filter((name) => name.startsWith('st-key-'));
  // With a thumb the page stays where it is; with keys what has the focus comes into view.
  let byKeys = false;
  for (const kind of ['keydown', 'pointerdown'])
    document.addEventListener(kind, () => { byKeys = kind === 'keydown'; }, true);
  const words = (place) => {
    const copy = place.cloneNode(true);
    all('script, [role="img"], [data-icon], [data-testid*="Icon"]', copy).forEach((each) => each.remove());
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const land = (place, { scroll = byKeys } = {}) => {
    if (!place) return;
    if (!place.matches(CONTROLS + ', [role="radio"]')) {
      place.tabIndex = -1;
      if (!place.matches(SEEN)) {
        // A place without a name is focused in silence.
        const name = place.matches('[class*="st-key-said"], .st-key-problem') ? place
          : find(SEEN + ', p', place) ?? place;
        place.setAttribute('role', 'group');
        place.ariaLabel = words(name);
      }
    }
    place.focus({ preventScroll: !scroll });
  };

  let last = null, path = location.pathname, leftFrom = null, timer = null;
  document.addEventListener('focusin', ({ target }) => {
    if (target === main()) { last = null; return; }
    // Whoever has gone into the page that was opened is not called back to its title.
    if (main()?.contains(target)) leftFrom = null;
    const keyed = target.closest('[class*="st-key-"]');
    last = {
      element: target, key: keyed && classes(keyed)[0],
      // What hangs over the page, as More does, stands after all of it: its way on is the title.
      before: !main()?.contains(target) ? []
        : all(SEEN, main()).filter((each) => each.compareDocumentPosition(target) & 4).reverse(),
    };
  });
  const isLost = () => document.activeElement === document.body && last && !shown(last.element);
  const isBusy = () => find('[data-testid="stApp"]')?.dataset.testScriptState !== 'notRunning';
  const place = () => {
    timer = null;
    const now = document.activeElement, lost = isLost();
    if (!lost && !leftFrom) return;
    if (isBusy()) { wait(); return; }
    const moved = leftFrom && (lost || now === document.body || now === leftFrom) &&
      (now === document.body || now.closest('[data-testid="stSidebar"], .st-key-bar'));
    leftFrom = null;
    if (moved) land(find('h1', main()), { scroll: false });
    else if (lost) {
      const again = last.key && find('.' + CSS.escape(last.key));
      land((again && all(CONTROLS, again).find(shown)) ?? last.before.find(shown)
        ?? find('h1', main()) ?? main());
    }
  };
  const wait = () => { clearTimeout(timer); timer = setTimeout(place, LATER); };

  const tied = new Set();
  const tie = () => {
    for (const field of tied) {
      if (field.isConnected && document.getElementById(field.getAttribute('aria-describedby'))) continue;
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
      tied.delete(field);
    }
    all('[class*="st-key-problem"] [role="alert"], .st-key-said [role="alert"]')
      .forEach((each) => each.removeAttribute('role'));
    for (const problem of all('[class*="st-key-problem-"]')) {
      const name = classes(problem)[0].slice('st-key-problem-'.length);
      problem.id ||= `problem-${name}`;
      const at = `.st-key-${CSS.escape(name)}`;
      all(`:is(${at}, [class*="${at.slice(1)}-"]) :is(input, textarea, [role="radiogroup"])`)
        .filter((field) => field.getAttribute('aria-describedby') !== problem.id)
        .forEach((field) => {
          field.setAttribute('aria-invalid', 'true');
          field.setAttribute('aria-describedby', problem.id);
          tied.add(field);
        });
    }
    const begins = `${window.wordForError}: `;
    const bare = document.title.replace(window.saidBefore ?? begins, '');
    const title = find('[class*="st-key-problem"]') ? begins + bare : bare;
    window.saidBefore = begins;
    if (bare && document.title !== title) document.title = title;
  };
  const look = () => {
    tie();
    if (location.pathname !== path) {
      path = location.pathname;
      leftFrom = document.activeElement;
    }
    if (leftFrom || isLost()) wait();
  };
  window.keepsFocus = new MutationObserver(look);
  window.keepsFocus.observe(document.documentElement, {
    subtree: true, childList: true, characterData: true,
  });
  window.tieProblems = tie;

  // Bring a place into view, and the focus with it.
  window.landOn = (selector) => {
    const there = find(selector);
    if (!there) return;
    there.scrollIntoView({ block: 'center' });
    land(there, { scroll: false });
  };
  // What follows a mark: the heading or the first control of what was opened, or the button that came back.
  // What asks once has the focus as a whole, so that no second press says yes.
  window.landAfter = (selector, tries = 20) => {
    const mark = find(selector);
    if (!mark) return;
    // The first field of its kind is drawn once its script has come.
    if (tries && (isBusy() || find('[data-testid="stSkeleton"]', main()))) {
      setTimeout(() => window.landAfter(selector, tries - 1), 100);
      return;
    }
    const next = mark.closest('[class*="st-key-area-asking-"]') ??
      all(`${SEEN}, ${CONTROLS}, [role="radio"][tabindex="0"]`, main())
        .find((each) => shown(each) && each.tabIndex >= (each.matches(SEEN) ? -1 : 0) &&
          mark.compareDocumentPosition(each) & 4);
    land(next);
  };
  // The summary of what is wrong, or else the first field that is, unfolded; its problem is read with it.
  window.landOnProblem = () => {
    tie();
    const problem = find('.st-key-problem') ?? find('[class*="st-key-problem-"]');
    if (!problem) return;
    const fold = problem.closest('details:not([open])');
    if (fold) { find('summary', fold).click(); setTimeout(window.landOnProblem, 300); return; }
    problem.scrollIntoView({ block: 'center' });
    const field = all('[aria-invalid="true"]').find((each) => shown(each) &&
      each.getAttribute('aria-describedby') === (problem.id || null));
    const radio = field?.matches('[role="radiogroup"]') && find('[role="radio"][tabindex="0"]', field);
    land(radio || field || problem, { scroll: false });
  };
})();
