// Keeps an open page up to date while its site is being written: reloads it, swaps style sheets, shows what is wrong.
// Served by `casebook serve` only. Text of documents becomes text nodes, never markup.
(() => {
  "use strict";
  const script = document.currentScript;
  const shown = script.dataset.page.split(".");
  const showsErrors = "errors" in script.dataset;
  const events = new URL("events", script.src);
  events.searchParams.set("page", location.pathname);
  const FOCUS = "casebook:focus";

  let source = null;
  let styles = shown[1];
  let reloading = false;
  let dismissed = "";

  // Pages out of sight let go of their connection: a browser opens only six to one host. Coming back, or waking up
  // after sleep, they ask for their state anew, and it carries the fingerprint that tells whether anything was missed.
  const connect = () => {
    if (source || reloading || document.hidden) return;
    source = new EventSource(events);
    source.onmessage = (event) => apply(JSON.parse(event.data));
    source.onerror = () => {
      if (source && source.readyState === EventSource.CLOSED) {
        disconnect();
        setTimeout(connect, 1000);
      }
    };
  };
  const disconnect = () => {
    if (source) source.close();
    source = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);

  const apply = (state) => {
    const [body, sheets] = state.page.split(".");
    if (body !== shown[0]) return reload();
    if (sheets !== styles) {
      styles = sheets;
      swapStyles().catch(reload);
    }
    show(state);
  };

  const reload = () => {
    if (reloading) return;
    reloading = true;
    disconnect();
    const focused = document.activeElement;
    if (focused && focused.id) sessionStorage.setItem(FOCUS, focused.id);
    location.reload(); // the browser keeps the scroll position
  };

  const focusAgain = () => {
    const id = sessionStorage.getItem(FOCUS);
    if (id === null) return;
    sessionStorage.removeItem(FOCUS);
    const element = document.getElementById(id);
    if (element) element.focus({ preventScroll: true });
  };

  // The page's own new version says which style sheets it has: their names change with their content.
  const swapStyles = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const selector = 'link[rel~="stylesheet"]';
    const old = [...document.querySelectorAll(selector)];
    for (const link of fresh.querySelectorAll(selector)) {
      const next = document.createElement("link");
      for (const { name, value } of link.attributes) next.setAttribute(name, value);
      const href = new URL(link.getAttribute("href"), location.href);
      if (href.origin === location.origin) href.searchParams.set("v", styles);
      next.href = href;
      await new Promise((done) => {
        next.onload = next.onerror = done;
        const before = old[0] && old[0].parentNode ? old[0] : null;
        if (before) before.before(next);
        else document.head.append(next);
      });
    }
    for (const link of old) link.remove();
  };

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    .over, .notes { position: fixed; z-index: 2147483647; font: 15px/1.5 system-ui, sans-serif; color: #f2f2f2;
      background: #1d1f23; overflow: auto; overscroll-behavior: contain; }
    .over { inset: auto 0 0 0; max-height: 70vh; border-top: 4px solid #ff5c72; padding: 16px 24px 24px;
      box-shadow: 0 -8px 32px rgb(0 0 0 / .4); }
    .notes { right: 16px; bottom: 16px; border-radius: 8px; max-width: min(44rem, calc(100vw - 32px)); max-height: 60vh;
      border: 1px solid #55585f; }
    .over > *, .notes ul { max-width: 60rem; margin-inline: auto; }
    .head { display: flex; gap: 16px; align-items: baseline; justify-content: space-between; }
    h2 { font: 600 16px/1.4 system-ui, sans-serif; margin: 0 0 8px; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { margin: 0 0 16px; border-left: 3px solid #ff5c72; padding-left: 12px; }
    li.warning { border-color: #f5b642; } li.hint { border-color: #6fb1ff; }
    p { margin: 0 0 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
    .place, .rule, pre { font: 13px/1.5 ui-monospace, monospace; color: #b9bdc6; }
    pre { background: #0f1013; color: #f2f2f2; border-radius: 4px; margin: 6px 0; padding: 6px 10px; overflow-x: auto; }
    pre span { color: #868b95; user-select: none; }
    mark { background: none; color: #ff8d9c; text-decoration: underline wavy; }
    .help { color: #a5e3b0; }
    button { font: inherit; color: inherit; background: none; border: 0; padding: 8px 14px; cursor: pointer; }
    button:focus-visible { outline: 2px solid #6fb1ff; outline-offset: -2px; border-radius: 8px; }
    .notes ul { padding: 4px 16px 0; }
    @media print { .over, .notes { display: none; } }
  `);

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  const item = (found) => {
    const li = make("li", found.level);
    li.append(make("p", "message", found.message));
    if (found.place) li.append(make("p", "place", found.place));
    if (found.frame) {
      const [before, marked, after] = found.frame;
      li.append(make("pre", "", make("span", "", `${found.line} | `), before, make("mark", "", marked), after));
    }
    for (const line of found.also || []) li.append(make("p", "place", line));
    if (found.help) li.append(make("p", "help", found.help));
    if (found.rule) li.append(make("p", "rule", found.rule));
    return li;
  };

  let host = null;
  let notesOpen = false;
  let last = null;

  const show = (state) => {
    last = state;
    const wanted = (state.over.length && !showsErrors) || state.notes.length || state.elsewhere_count;
    if (!wanted) {
      if (host) host.remove();
      host = null;
      return;
    }
    if (!host) {
      host = document.createElement("casebook-overlay");
      const shadow = host.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [sheet];
      document.documentElement.append(host);
    }
    const key = JSON.stringify(state.over);
    // A page that consists of its errors need not be covered by them.
    const covers = state.over.length > 0 && key !== dismissed && !showsErrors;
    host.shadowRoot.replaceChildren(covers ? over(state, key) : notes(state));
  };

  const over = (state, key) => {
    const close = make("button", "close", "Dismiss (Esc)");
    close.type = "button";
    close.onclick = () => dismiss(key);
    const count = state.over.length;
    const head = make("div", "head", make("h2", "", count === 1 ? "1 error" : `${count} errors`), close);
    const box = make("section", "over", head, make("ul", "", ...state.over.map(item)));
    box.setAttribute("role", "alert");
    return box;
  };

  const notes = (state) => {
    const found = showsErrors ? state.notes : [...state.over, ...state.notes];
    const parts = [];
    if (found.length) parts.push(found.length === 1 ? "1 finding" : `${found.length} findings`);
    if (state.elsewhere_count) {
      parts.push(state.elsewhere_count === 1 ? "1 error elsewhere" : `${state.elsewhere_count} errors elsewhere`);
    }
    const toggle = make("button", "toggle", parts.join(", "));
    toggle.type = "button";
    toggle.setAttribute("aria-expanded", String(notesOpen));
    toggle.onclick = () => {
      notesOpen = !notesOpen;
      show(last);
      host.shadowRoot.querySelector(".toggle")?.focus();
    };
    const list = notesOpen ? make("ul", "", ...[...found, ...state.elsewhere].map(item)) : null;
    const box = make("section", "notes", toggle, list);
    box.setAttribute("aria-label", "Findings");
    return box;
  };

  const dismiss = (key) => {
    dismissed = key;
    show(last);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && last && last.over.length) dismiss(JSON.stringify(last.over));
  });

  focusAgain();
  connect();
})();
