/* Accord: the banner of cookies. One file, no dependency; the configuration stands in front of it.
 *
 * What it holds to: nothing is loaded or stored before an answer; both answers weigh the same; a refusal is remembered
 * as long as an acceptance; Escape, scrolling and silence never accept; nothing is written into the page as markup, so
 * that the strictest content policy lets it work. docs/guide/en/cookies-on-a-site.md says how a site uses it.
 */
((config, doc, win) => {
  if (!config || win.accordCookies) return;
  const { u: base, p: purposes, t: parties, s: design } = config;
  const codes = (list) => list.map(([code]) => code);

  // The language of the page, else the first of the visitor's that the site speaks, else the site's first
  const languages = [doc.documentElement.lang, ...navigator.languages].map((tag) => tag.split("-")[0].toLowerCase());
  const language = languages.find((tag) => config.l[tag]) || Object.keys(config.l)[0];
  const other = config.y[language];
  const variant = other && Math.random() < 0.5 ? "b" : "";
  const words = { ...config.l[language], ...(variant && other) };

  // The choice: a first-party cookie "visitor~ask~seconds~purposes~third parties", for the site and its sub-domains
  // (accounts.js names another one while somebody is signed in)
  const jar = () => doc.cookie.split("; ").map((pair) => pair.split("=")).map(([name, value]) => ({ name, value }));
  const raw = (all = jar()) => all.find(({ name }) => name === config.k)?.value || "";
  const read = (said) => {
    const [visitor, ask, at, allowed, third] = (stored = said).split("~");
    const known = ask === config.a && +at + config.d * 86400 > Date.now() / 1000;
    const listed = (list) => (known && list ? list.split(".") : []);
    return { visitor, known, purposes: listed(allowed), thirdParties: listed(third) };
  };
  const bake = (cookie) => { doc.cookie = cookie + (location.protocol > "https" ? ";secure" : ""); };
  let stored;
  // Read when somebody asks; nobody has a choice while Google's tags are told, or an account is asked about
  let choice = (config.w || config.q[0]) && read("");
  const mine = () => choice ||= read(raw());
  // A random UUID, also where the page is not secure: the address of an object ends with one
  const random = () => URL.createObjectURL(new Blob()).slice(-36);
  const keep = (allowed, third) => {
    choice = { visitor: choice.visitor || random(), known: true, purposes: allowed, thirdParties: third };
    const value = [choice.visitor, config.a, Math.floor(Date.now() / 1000), allowed.join("."), third.join(".")].join("~");
    const domain = config.h && ("." + location.hostname).endsWith("." + config.h) ? ";domain=" + config.h : "";
    bake(`${config.k}=${value};path=/;max-age=${config.d * 86400};samesite=lax${domain}`);
    stored = raw();
  };
  const granted = (of) => [...of.purposes, ...of.thirdParties];
  const allows = (code) => granted(mine()).includes(code);

  // What is sent to Accord: choices at once, displays when the page is left; neither an address nor a browser's name
  const signal = !!navigator.globalPrivacyControl;
  const about = (more) => JSON.stringify({
    version: config.v, language, variant, page: location.pathname, gpc: signal,
    device: innerWidth < 640 ? "phone" : matchMedia("(pointer:coarse)").matches ? "tablet" : "desktop", ...more,
  });
  const send = (body, left) => fetch(base + "/choice", { method: "POST", body, keepalive: true })
    .catch(() => left && setTimeout(send, 4000, body, left - 1));
  // Two choices made at once may arrive in any order: `turn` grows from one to the next
  let turns = 0;
  const record = (layer, allowed, third, act) => send(about({
    nonce: random(), turn: Date.now() + turns++, visitor: choice.visitor || random(), act, layer, purposes: allowed, thirdParties: third,
  }), 3);
  const tell = (event) => doc.dispatchEvent(new CustomEvent("accord:" + event, { detail: choice, cancelable: true, bubbles: true }));

  // Google Consent Mode v2, where a purpose says which signals it grants: denied, then updated
  const google = (verb) => {
    const signals = {};
    for (const [code, one] of config.q) if (signals[one] !== "granted") signals[one] = allows(code) ? "granted" : "denied";
    (function () { if (config.q[0]) (win.dataLayer ||= []).push(arguments); })("consent", verb, signals);
  };

  // What is held back. The third party decides, where one is known; else the purpose.
  const released = new WeakSet();
  const partyOf = (url) => {
    try {
      const { hostname } = new URL(url, location);
      return parties.find(([, , hosts]) => hosts.some((one) => one === hostname || (one[0] === "." && ("." + hostname).endsWith(one))))?.[0];
    } catch { /* not an address */ }
  };
  const partiesOf = (element) => {
    const all = [element, ...(element.content?.querySelectorAll("[src]") || [])];
    return [element.dataset.thirdParty, ...all.map((one) => partyOf(one.dataset.src || one.getAttribute("src")))].filter(Boolean);
  };
  const allowed = (element) => {
    const third = granted(mine())[0] ? partiesOf(element) : [];
    return third[0] ? third.every(allows) : allows(element.dataset.purpose);
  };
  // Of several addresses (srcset) the first one tells
  const hold = (element, url, key = "src") => {
    const thirdParty = !released.has(element) && partyOf(url);
    return thirdParty && !allows(thirdParty) && Object.assign(element.dataset, { [key]: url, thirdParty });
  };
  const set = Element.prototype.setAttribute;
  for (const { prototype } of [HTMLScriptElement, HTMLIFrameElement, HTMLImageElement]) {
    for (const key of ["src", "srcset"]) {
      const own = Object.getOwnPropertyDescriptor(prototype, key);
      if (own) Object.defineProperty(prototype, key, { ...own, set(url) { hold(this, url, key) || own.set.call(this, url); } });
    }
    prototype.setAttribute = function (name, value) {
      const key = name.toLowerCase();
      (key.match(/^src(set)?$/) && hold(this, value, key)) || set.call(this, name, value);
    };
  }

  // What is let go: scripts one after the other in the order of the page, everything else at once
  let queue = Promise.resolve();
  const run = (old) => new Promise((next) => {
    const fresh = make("script", { nonce: old.nonce, text: old.text, onload: next, onerror: next });
    for (const { name: key, value } of old.attributes) {
      if (key !== "type" && key !== "nonce") set.call(fresh, key.replace(/^data-(src|type)$/, "$1"), value);
    }
    old.replaceWith(fresh);
    if (!fresh.src || fresh.hasAttribute("async")) next();
  });
  const release = (element) => {
    if (released.has(element)) return;
    released.add(element);
    stands.get(element)?.remove();
    if (element.type === "text/plain") queue = queue.then(() => run(element));
    else if (element.content) {
      for (const one of element.content.querySelectorAll("[src]")) {
        released.add(one);
        if ("text" in one) one.async = one.hasAttribute("async");
      }
      element.replaceWith(element.content);
    } else {
      for (const key of ["src", "srcset", "href"]) if (element.dataset[key]) set.call(element, key, element.dataset[key]);
      element.hidden = false;
    }
  };

  // What stands in place of a frame, as large as it
  const stands = new WeakMap();
  const replace = (element, frame) => {
    const code = partiesOf(element)[0];
    const party = parties.find(([one]) => one === code)?.[3] || location.hostname;
    const once = () => {
      record("once", [], [code]);
      release(element);
      element.focus();
    };
    const always = () => decide(choice.purposes, [...choice.thirdParties, code], "placeholder");
    const host = place(make("div"), make("figure", {},
      make("b", {}, words.hidden.replace("{title}", element.title || frame.title || party)),
      make("p", {}, words.sender.replace("{party}", party)),
      make("p", { className: "links" },
        make("button", { onclick: once }, words.once),
        make("button", { onclick: always }, words.always.replace("{party}", party)),
        list())));
    host.style = `position:static;display:grid;width:min(100%,${frame.width || 300}px);min-height:${frame.height || 150}px`;
    stands.set(element, host);
    element.hidden = true;
    element.before(host);
  };
  const held = "[data-purpose],[data-third-party]";
  const loads = "script[src],iframe[src],img[src]";
  const look = (element) => {
    if (allowed(element)) return release(element);
    const frame = element.content?.querySelector("iframe") || (element.matches("iframe") && element);
    if (frame && !stands.has(element)) replace(element, frame);
  };
  const scan = () => doc.querySelectorAll(held).forEach(look);

  // What is forgotten: declared cookies and items of whoever is not allowed, on this host and on those above it
  const forget = (name) => {
    const hosts = ["", ...location.hostname.split(".").map((_, at, all) => ";domain=" + all.slice(at).join("."))];
    const paths = location.pathname.split("/").map((_, at, all) => all.slice(0, at + 1).join("/")).flatMap((path) => [path, path + "/"]);
    hosts.forEach((host) => paths.forEach((path) => bake(`${name}=;max-age=0;path=${path}${host}`)));
  };
  const sweep = (all = jar()) => {
    const names = all.map(({ name }) => name);
    for (const [pattern, party, purpose, kind] of config.c) {
      if ((party < 0 || allows(parties[party][0])) && allows(purposes[purpose])) continue;
      try {
        const items = win[kind + "Storage"];
        for (const one of items ? Object.keys(items) : names) {
          if (!one || !RegExp(`^${pattern.replace(/\W/g, "\\$&").replaceAll("\\*", ".*")}$`).test(one) || one === config.k) continue;
          items ? items.removeItem(one) : forget(one);
        }
      } catch { /* a browser that keeps nothing */ }
    }
  };

  const tidy = (all) => {
    sweep(all);
    scan();
  };

  // An answer
  const apply = (before) => {
    google("update");
    tidy();
    rest();
    tell("choice");
    if (!granted(before).every(allows) && tell("withdrawn")) location.reload();
  };
  const decide = (allowed, third, layer) => {
    const before = mine();
    keep(allowed, third);
    // Accord tells what was done from what was granted, except what was before
    record(layer, allowed, third, granted(before)[0] && !granted(choice)[0] ? "withdrawn" : "");
    apply(before);
  };
  const accept = (layer) => decide(purposes, codes(parties), layer);
  const refuse = (layer) => decide([], [], layer);
  // Whoever answers by purpose allows the third parties all of whose purposes are allowed
  const some = (allowed, third, layer) =>
    decide(allowed, third || codes(parties.filter(([, of]) => of.every((at) => allowed.includes(purposes[at])))), layer);

  // Drawing, without a line of markup: `make("p", {className: "quiet"}, "words", make(…))`
  const make = (tag, properties, ...children) => {
    const element = Object.assign(doc.createElement(tag), properties);
    element.append(...children.filter(Boolean));
    return element;
  };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`__STYLE__${design.css}`);
  const place = (host, child) => {
    if (!host) return;
    const root = host.shadowRoot || host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(child);
    host.lang = language;
    host.dir = "ar he".includes(language) ? "rtl" : "ltr";
    return host;
  };
  const list = () => {
    const page = () => `${base}/?lang=${language}&origin=${origin}&visitor=${mine().visitor}`;
    return make("a", { href: page(), target: "_blank", rel: "opener", onclick() { this.href = page(); } }, words.list);
  };

  // The question, and the way back to it
  let host, panel, from, seen;
  const button = (value) => make("button", { value }, words[value]);
  const question = () => show(
    words.title,
    words.intro,
    make("ul", {}, ...words.p.map(([title, line]) => make("li", {}, make("label", {}, title), line))),
    make("p", { className: "quiet" }, words.after),
    make("div", { className: "answers" }, ...[design.first, design.first === "accept" ? "refuse" : "accept"].map(button)),
    make("p", { className: "links" }, button("choose"), list(), design.close && button("close")),
  );
  const notice = () => show(
    "Global Privacy Control",
    words.signal,
    make("p", { className: "links" }, button("done"), button("choose")),
  );
  const show = (title, text, ...children) => {
    from ||= doc.activeElement;
    panel = make("section", {
      tabIndex: -1,
      autofocus: true,
      role: "dialog",
      ariaLabel: title,
      onclick({ target: { value } }) { answers[value]?.("first"); },
      onkeydown({ key }) { if (key === "Escape" && choice.known) rest(); },
    }, make("h2", {}, title), make("p", { id: "d" }, text), ...children);
    set.call(panel, "aria-describedby", "d");
    place(host, panel);
    // The browser moves the focus in unless somebody is busy in the page; also if they came for a part of it, it does not
    if (doc.querySelector(":target") && doc.activeElement === doc.body) panel.focus({ preventScroll: true });
  };
  const rest = () => {
    panel = null;
    const control = make("button", { onclick: open }, words.control);
    place(host, make("aside", { className: design.control, hidden: design.control === "link", ariaLabel: words.control }, control));
    (from === host ? control : from)?.focus({ preventScroll: true });
    from = null;
  };
  const answers = {
    accept,
    refuse,
    close: () => refuse("close"),
    done: rest,
    choose() {
      question();
      panel.querySelectorAll("label").forEach((label, at) =>
        label.prepend(make("input", { type: "checkbox", checked: allows(purposes[at]) })));
      panel.querySelector("[value=choose]").replaceWith(button("save"));
      panel.querySelector("input").focus();
    },
    save: () => some(purposes.filter((_, at) => panel.querySelectorAll("input")[at].checked), null, "second"),
  };
  const open = () => {
    question();
    panel.focus({ preventScroll: true });
  };
  const ask = () => {
    if (mine().known) return rest();
    if (signal && config.g) {
      keep([], []);
      record("gpc", [], []);
      notice();
    } else question();
    seen ??= Math.random() * config.r < 1;
    tell("shown");
  };

  // Events: the site's own links, the second page (it has recorded what it tells), other tabs, pages that change without being loaded again
  const on = addEventListener;
  on("click", (event) => {
    if (!event.target.closest?.("[data-accord-open]")) return;
    event.preventDefault();
    open();
  });
  const again = () => {
    if (!host || raw() === stored) return;
    const before = choice;
    choice = read(raw());
    apply(before);
  };
  on("focus", again);
  on("pageshow", ({ persisted }) => persisted && again());
  on("message", ({ origin, data }) => {
    if (origin !== new URL(base).origin || data.accord !== "choice" || data.ask !== config.a) return;
    const before = mine();
    choice.visitor = data.visitor;
    keep(data.purposes, data.thirdParties);
    apply(before);
  });
  on("pagehide", () => {
    if (host) sweep();
    seen &&= !navigator.sendBeacon(base + "/seen", about());
  });
  // Where the banner stands, there before changes of the page are listened to: it is none of them
  const spot = () => doc.getElementById(config.x) || doc.body?.appendChild(make("div", { id: config.x }));
  spot();
  new MutationObserver((changes) => {
    if (host && !host.isConnected) doc.body.append(host);
    for (const { addedNodes } of changes) for (const added of addedNodes) {
      if (added.dataset) [added, ...added.querySelectorAll(loads + "," + held)].forEach((element) => {
        if (element.matches(loads) && hold(element, element.getAttribute("src"))) {
          element.removeAttribute("src");
          if (element.text) element.type = "text/plain";
        }
        if (element.matches(held)) look(element);
      });
    }
  }).observe(doc, { childList: true, subtree: true });

  win.accordCookies = {
    open,
    allows,
    reset() {
      if (!panel) ask();
      scan();
    },
    acceptAll: () => accept("api"),
    refuseAll: () => refuse("api"),
    withdraw: () => refuse("api"),
    set: ({ purposes: allowed = [], thirdParties }) => some(allowed, thirdParties, "api"),
    on: (event, act) => on("accord:" + event, ({ detail }) => act(detail)),
  };
  const start = (all) => {
    choice = (all && choice) || read(raw(all));
    if (choice.known) google("update");
    tell("ready");
    const begin = () => {
      host = spot();
      ask();
      tidy(all);
    };
    if (doc.body) begin();
    else on("DOMContentLoaded", begin);
  };
  google("default");
  // Whoever has signed in is asked about first (accounts.js): until then nothing is let go. Where nothing has to be known
  // at once, cookies are asked for without holding up the page, if the browser can; what follows is a task of its own
  if (config.w) config.w.then(start);
  else if (doc.body && !config.q[0]) setTimeout(async () => setTimeout(start, 0, await win.cookieStore?.getAll().catch(() => {})));
  else start();
})(window.__accordCookies, document, window);
