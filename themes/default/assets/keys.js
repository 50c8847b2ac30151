/* `/` and Ctrl or Cmd K lead to the search box of the page, which works without this script. */
(() => {
  'use strict';

  const input = document.querySelector('main form[role="search"] input[name="q"]') ?? document.querySelector('form[role="search"] input[name="q"]');
  if (!input) return;

  const editing = (it) => it instanceof HTMLElement && (it.isContentEditable || it.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="submit"])'));

  document.addEventListener('keydown', (event) => {
    const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
    const k = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if ((!slash && !k) || editing(event.target) || event.defaultPrevented) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // Where the box is one that only leads to the search page, Esc gives the page back.
  input.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !event.defaultPrevented && !input.value) input.blur(); });
})();
