// Keeps a list, or says of an incident that there is something new, as it happens. Every page works without it.
"use strict";

(() => {
  const list = () => document.querySelector("[data-live=list]");
  const incident = document.querySelector("[data-live=incident]");
  // By the clock that the page is told by.
  const zone = document.documentElement.dataset.zone || "UTC";
  const openedAt = Date.now();
  const clock = (at = Date.now()) => new Date(at).toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }) + " " + zone;

  // ---- What is new

  const news = document.querySelector(".live-news");
  let lost = false;
  let newCount = 0;

  function say(words, link) {
    if (!news) return;
    const parts = [document.createTextNode(words)];
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = location.pathname + location.search;
      anchor.textContent = link;
      parts.push(" ", anchor);
    }
    news.replaceChildren(...parts);
  }

  // ---- What one has done oneself, which is no news

  // So long it brings what it brings: messages to those who were told, and the like.
  const echo = 10000;
  const echoes = new Set(["notification_sent", "notification_cancelled", "not_told", "held_for_digest"]);
  const ownDeed = "responder-own-deed";

  // Also from a page that asks once more.
  addEventListener("submit", event => {
    const action = event.submitter?.getAttribute("formaction") || event.target.getAttribute("action") || "";
    const own = { incident: action.match(/^\/incidents\/(\d+)\//)?.[1], at: Date.now() };
    try { sessionStorage.setItem(ownDeed, JSON.stringify(own)); } catch { /* It is told as news then. */ }
  });

  function isOwn(event) {
    try {
      const own = JSON.parse(sessionStorage.getItem(ownDeed));
      return own !== null && own.incident === incident.dataset.incident && Date.now() - own.at < echo
        && echoes.has(JSON.parse(event.data).kind);
    } catch { return false; }
  }

  let isOld = false;

  function changed(event) {
    age();
    // What machines do changes nothing of what people may do.
    try { if (!echoes.has(JSON.parse(event.data).kind)) planBar(); } catch { planBar(); }
  }

  function age() {
    isOld = true;
    document.querySelector(".incident-head").classList.add("incident-head-old");
    say("There is something new, this is as of " + clock(openedAt) + ":", "show it");
  }

  // ---- The bar of an incident's page: its button is to say what pressing it does now

  const pause = 1000;
  let barPlanned = 0;
  let barAsked = 0;
  let barShown = 0;

  function planBar() {
    if (!barPlanned) barPlanned = setTimeout(refreshBar, pause / 4);
  }

  async function refreshBar() {
    // What happens while it is fetched has it fetched once more.
    barPlanned = 0;
    const turn = ++barAsked;
    const id = incident.dataset.incident;
    try {
      const answer = await fetch("/incidents/" + id, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.ok) showBar(new DOMParser().parseFromString(await answer.text(), "text/html"), turn);
    } catch { /* The stream says so where the server is lost. */ }
  }

  function showBar(fresh, turn) {
    // What comes behind a newer answer is older than what stands there.
    if (turn < barShown) return;
    barShown = turn;
    const bar = document.querySelector(".action-bar");
    const other = fresh.querySelector(".action-bar");
    if (!bar || !other || bar.innerHTML === other.innerHTML) return;
    const active = bar.contains(document.activeElement) ? document.activeElement : null;
    bar.replaceChildren(...other.childNodes);
    if (!active) return;
    // Enter that was meant for one deed is not to do another one: where its button is gone, a link has the focus.
    const links = [...bar.querySelectorAll("a")];
    const same = active.id ? document.getElementById(active.id)
      : links.find(link => link.getAttribute("href") === active.getAttribute("href"));
    (same || links[0])?.focus({ preventScroll: true });
  }

  // ---- The list, which is fetched anew at most once a second

  // Words such as "3m ago" grow old without anything new.
  const freshness = 30000;
  // So long after an event, or after it was opened, a list of incidents is fetched again and again: that an attempt has no
  // answer shows by the time alone, and is no event.
  const unrest = 6000;
  let restlessUntil = Date.now() + unrest;
  let fetchedAt = 0;
  let planned = 0;
  let isFetching = false;

  function plan(delay) {
    const wanted = Math.max(delay, fetchedAt + pause - Date.now(), 0);
    clearTimeout(planned);
    planned = setTimeout(refresh, wanted);
  }

  function planNext() {
    const isRestless = Date.now() < restlessUntil && list().querySelector(".incident-row");
    plan(isRestless ? pause : freshness);
  }

  const numbers = root => new Set([...root.querySelectorAll("[data-incident]")].map(row => row.dataset.incident));

  // What was focused is found again by where it is: the same link of the same incident, or the same place by its id.
  function focusPath() {
    const active = document.activeElement;
    const row = active && active.closest("[data-live-part] [data-incident]");
    if (row) return { row: row.dataset.incident, href: active.getAttribute("href") };
    const part = active && active.closest("[data-live-part]");
    if (!part) return null;
    return { selector: active.id ? "#" + CSS.escape(active.id)
      : active.tagName === "SUMMARY" ? "details#" + CSS.escape(active.parentElement.id) + " > summary" : null };
  }

  function restoreFocus(path) {
    if (!path) return;
    let target = null;
    if (path.row) {
      const row = document.querySelector(`[data-incident="${CSS.escape(path.row)}"]`);
      target = row && ([...row.querySelectorAll("a")].find(a => a.getAttribute("href") === path.href) || row.querySelector("a"));
    } else if (path.selector) {
      target = document.querySelector(path.selector);
    }
    if (target) target.focus({ preventScroll: true });
  }

  // Somebody who fills in a form of the list keeps it.
  const isBeingFilledIn = part => part.contains(document.activeElement) && isTyping(document.activeElement);

  async function refresh() {
    if (isFetching || document.hidden || !list()) return;
    isFetching = true;
    fetchedAt = Date.now();
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!fresh.querySelector("[data-live=list]")) throw new Error("another page");
      show(fresh);
      // The stream may never have been lost: then nothing else says that the server is there again.
      if (source?.readyState === EventSource.OPEN) find();
    } catch {
      lose();
    } finally {
      isFetching = false;
      planNext();
    }
  }

  function show(fresh) {
    const known = numbers(list());
    const path = focusPath();
    const open = [...document.querySelectorAll("[data-live-part] details[open]")].map(details => details.id);
    for (const part of document.querySelectorAll("[data-live-part]")) {
      const other = fresh.querySelector(`[data-live-part="${CSS.escape(part.dataset.livePart)}"]`);
      if (!other || isBeingFilledIn(part)) continue;
      part.replaceChildren(...other.childNodes);
      if (other.dataset.lastEvent) part.dataset.lastEvent = other.dataset.lastEvent;
    }
    for (const id of open) {
      const details = id && document.getElementById(id);
      if (details) details.open = true;
    }
    restoreFocus(path);
    // An open group shows what is new; a folded one is no news.
    newCount = [...numbers(list())].filter(id => !known.has(id)).length;
    if (newCount && !lost) say(newCount + " new");
  }

  // ---- The stream of what happens

  let source = null;
  let again = 0;
  let lastEvent = Number((list() || incident || { dataset: {} }).dataset.lastEvent) || null;

  function lose() {
    if (lost) return;
    lost = true;
    document.documentElement.classList.add("is-not-live");
    say("Not live since " + clock() + ";", "reload");
  }

  function find() {
    if (!lost) return;
    lost = false;
    document.documentElement.classList.remove("is-not-live");
    // What was new before is so still.
    if (isOld) age();
    else say("Live again since " + clock() + ".");
    if (list()) plan(0);
  }

  function follow() {
    clearTimeout(again);
    if (source || document.hidden) return;
    const query = new URLSearchParams();
    if (incident) query.set("incident", incident.dataset.incident);
    if (lastEvent !== null) query.set("last_event_id", lastEvent);
    source = new EventSource("/api/events?" + query);
    source.addEventListener("open", find);
    source.addEventListener("timeline", event => {
      lastEvent = Number(event.lastEventId);
      if (incident) return isOwn(event) ? undefined : changed(event);
      restlessUntil = Date.now() + unrest;
      plan(0);
    });
    source.addEventListener("error", () => {
      lose();
      // The browser tries again by itself where it lost the stream, and not where it was refused one.
      if (source.readyState !== EventSource.CLOSED) return;
      leave();
      again = setTimeout(follow, 5000);
    });
  }

  function leave() {
    if (source) source.close();
    source = null;
  }

  if (list() || incident) {
    // A browser has few connections to one server, and every stream takes one: hidden pages have none.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        clearTimeout(again);
        leave();
      } else {
        follow();
        if (list()) plan(0);
      }
    });
    addEventListener("pagehide", leave);
    addEventListener("pageshow", event => { if (event.persisted) follow(); });
    follow();
    if (list()) planNext();
  }

  // ---- Keys

  const isTyping = element => element && (element.isContentEditable
    || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  const dialog = document.querySelector("dialog.keys");
  const keysOff = "responder-keys-off";

  function areKeysOff() {
    try { return localStorage.getItem(keysOff) !== null; } catch { return false; }
  }

  function move(step) {
    const links = [...document.querySelectorAll(".incident-row-title")].filter(link => !link.closest("details:not([open])"));
    if (!links.length) return;
    const row = document.activeElement && document.activeElement.closest(".incident-row");
    const at = row ? links.findIndex(link => row.contains(link)) : -1;
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next].focus();
  }

  function go(fragment) {
    const row = document.activeElement && document.activeElement.closest(".incident-row");
    const link = row && row.querySelector(".incident-row-title");
    if (link) location.assign(link.getAttribute("href") + fragment);
  }

  function search() {
    const field = document.querySelector("input[type=search]");
    if (field) field.focus();
  }

  const deeds = {
    j: () => move(1), k: () => move(-1), a: () => go("#acknowledge"), n: () => go("#note"), "/": search,
    "?": () => dialog.showModal(),
  };

  if (list() && dialog) {
    const hint = document.querySelector(".keys-hint");
    const box = dialog.querySelector("input[type=checkbox]");
    hint.hidden = false;
    hint.querySelector("button").addEventListener("click", deeds["?"]);
    box.checked = !areKeysOff();
    box.addEventListener("change", () => {
      try {
        if (box.checked) localStorage.removeItem(keysOff); else localStorage.setItem(keysOff, "1");
      } catch { /* It is forgotten with the page. */ }
    });
    document.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
      const deed = Object.hasOwn(deeds, event.key) && deeds[event.key];
      if (!deed || isTyping(event.target) || !box.checked) return;
      event.preventDefault();
      deed();
    });
  }

  // Where a key of the list has led: a browser scrolls there, and puts the focus only where that is a link.
  const place = location.hash && document.getElementById(location.hash.slice(1));
  if (place && /^(BUTTON|INPUT|TEXTAREA|SUMMARY)$/.test(place.tagName)) place.focus();
})();
