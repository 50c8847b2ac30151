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
    .over, .panel { position: fixed; z-index: 2147483647; font: 15px/1.5 system-ui, sans-serif; color: #f2f2f2;
      background: #1d1f23; }
    .over { inset: auto 0 0 0; max-height: 70vh; border-top: 4px solid #ff5c72; padding: 16px 24px 24px;
      box-shadow: 0 -8px 32px rgb(0 0 0 / .4); overflow: auto; overscroll-behavior: contain; }
    .panel { right: 12px; bottom: 12px; border-radius: 8px; border: 1px solid #55585f; display: flex;
      flex-direction: column; max-width: min(34rem, calc(100vw - 24px)); max-height: min(60vh, calc(100vh - 24px)); }
    .panel:not(.open) { font-size: 13px; }
    .panel .body { overflow: auto; overscroll-behavior: contain; padding: 4px 16px 0; border-top: 1px solid #3a3d44; }
    .panel li.near, .panel li.two { border-color: #9aa0aa; }
    .over a, .panel a { color: #8fc3ff; }
    .over > * { max-width: 60rem; margin-inline: auto; }
    .head { display: flex; gap: 16px; align-items: baseline; justify-content: space-between; }
    .panel .head { gap: 0; }
    h2 { font: 600 16px/1.4 system-ui, sans-serif; margin: 0 0 8px; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { margin: 0 0 16px; border-left: 3px solid #ff5c72; padding-left: 12px; }
    li.warning { border-color: #f5b642; } li.hint { border-color: #6fb1ff; }
    p { margin: 0 0 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
    .place, .rule, pre { font: 13px/1.5 ui-monospace, monospace; color: #b9bdc6; }
    pre { background: #0f1013; color: #f2f2f2; border-radius: 4px; margin: 6px 0; padding: 6px 10px; white-space: pre-wrap;
      overflow-wrap: anywhere; }
    pre span { color: #868b95; user-select: none; }
    mark { background: none; color: #ff8d9c; text-decoration: underline wavy; }
    .help { color: #a5e3b0; }
    button { font: inherit; color: inherit; background: none; border: 0; padding: 8px 14px; cursor: pointer; }
    button:focus-visible, a:focus-visible, .body:focus-visible { outline: 2px solid #6fb1ff; outline-offset: -2px; border-radius: 8px; }
    .panel button { padding: 5px 12px; text-align: start; } .panel .away { padding: 5px 10px; }
    @media print { .over, .panel { display: none; } }
  `);

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  // What the site tells of a rule; its name alone where the site has no such page.
  const rule = (found) => {
    if (!found.rule_url) return found.rule;
    const link = make("a", "", found.rule);
    link.href = new URL(`../${found.rule_url}`, script.src);
    link.dataset.key = `${found.rule} ${found.place}`;
    return link;
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
    if (found.rule) li.append(make("p", "rule", `${found.level}: `, rule(found)));
    return li;
  };

  let host = null;
  let last = null;

  const show = (state) => {
    last = state;
    const key = JSON.stringify(state.over);
    // A page that consists of its errors need not be covered by them.
    const covers = state.over.length > 0 && key !== dismissed && !showsErrors;
    const box = covers ? over(state, key) : panel(state);
    if (!box) {
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
    const root = host.shadowRoot;
    const held = root.activeElement?.dataset.key;
    const scrolled = root.querySelector(".body")?.scrollTop ?? 0;
    root.replaceChildren(box);
    const body = root.querySelector(".body");
    if (body) body.scrollTop = scrolled;
    if (held) focusOn(held);
  };

  const focusOn = (key) => {
    const all = [...host.shadowRoot.querySelectorAll("[data-key]")];
    (all.find((element) => element.dataset.key === key) ?? all[0])?.focus({ preventScroll: true });
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

  // The panel at the edge of the page: a line that opens, or a dot once it was put away. How it was left, it is found
  // on every page.
  const PANEL = "casebook:panel";
  let left = "closed";
  try {
    left = localStorage.getItem(PANEL) ?? left;
  } catch {} // a browser that keeps nothing

  const leave = (as, focus) => {
    left = as;
    try {
      localStorage.setItem(PANEL, as);
    } catch {}
    show(last);
    focusOn(focus);
  };

  const button = (key, text, does) => {
    const element = make("button", key, text);
    element.type = "button";
    element.dataset.key = key;
    element.onclick = does;
    return element;
  };

  const count = (n, one, more) => (n === 0 ? null : n === 1 ? one : `${n} ${more}`);

  const panel = (state) => {
    const found = showsErrors ? state.notes : [...state.over, ...state.notes];
    const differ = state.lengths && state.lengths[0] !== state.lengths[1];
    const words = [
      count(found.length, "1 finding", "findings"),
      count(differ ? 2 : 0, "", "durations"),
      count(state.near.length, "1 past incident alike", "past incidents alike"),
      count(state.elsewhere_count, "1 error elsewhere", "errors elsewhere"),
    ].filter(Boolean);
    if (words.length === 0) return null;
    const box = make("section", `panel ${left}`);
    box.setAttribute("aria-label", "While writing");
    if (left === "away") {
      const dot = button("toggle", "\u2022", () => leave("closed", "toggle"));
      dot.setAttribute("aria-label", `Show: ${words.join(", ")}`);
      box.append(dot);
      return box;
    }
    const open = left === "open";
    const toggle = button("toggle", words.join(" \u00b7 "), () => leave(open ? "closed" : "open", "toggle"));
    toggle.setAttribute("aria-expanded", String(open));
    const away = button("away", "\u00d7", () => leave("away", "toggle"));
    away.setAttribute("aria-label", "Put away");
    box.append(make("div", "head", toggle, away));
    if (open) box.append(details(state, found));
    return box;
  };

  const details = (state, found) => {
    const part = (title, items) => (items.length ? [make("h2", "", title), make("ul", "", ...items)] : []);
    const body = make(
      "div",
      "body",
      ...part("Findings", found.map(item)),
      ...part("Duration", state.lengths ? [lengths(state.lengths)] : []),
      ...part("This looks like", state.near.map(near)),
      ...part("Errors elsewhere", state.elsewhere.map(item)),
    );
    body.setAttribute("role", "group");
    body.setAttribute("aria-label", "Details");
    body.tabIndex = 0;
    body.dataset.key = "body";
    return body;
  };

  const lengths = ([stated, measured]) =>
    make("li", "two", make("p", "", stated === measured
      ? `stated as ${stated}, and so say start and end`
      : `stated as ${stated}; start and end give ${measured}`));

  const near = (other, n) => {
    const link = make("a", "", other.title);
    link.href = new URL(`../${other.url}`, script.src);
    link.dataset.key = `near-${n}`;
    const facts = other.facts.length ? make("p", "place", other.facts.join(" \u00b7 ")) : null;
    return make("li", "near", make("p", "", link), facts, make("p", "", other.reason));
  };

  const dismiss = (key) => {
    dismissed = key;
    show(last);
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !last || !host) return;
    if (host.shadowRoot.querySelector(".over")) dismiss(JSON.stringify(last.over));
    else if (host.shadowRoot.activeElement && left === "open") leave("closed", "toggle");
  });

  focusAgain();
  connect();
})();
