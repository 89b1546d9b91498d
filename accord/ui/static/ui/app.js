// Accord: what a page gains with a script. Every page works without it.
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  // Menus close when one clicks elsewhere or presses Escape
  const closeMenus = (except) => all("details.menu[open]").forEach((menu) => menu !== except && menu.removeAttribute("open"));

  // Drawer: the side menu on a phone
  const drawer = (open) => {
    const button = one("[data-drawer]");
    if (!button) return;
    const panel = document.getElementById(button.dataset.drawer);
    panel.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
    if (open) one("a", panel)?.focus();
  };

  // Tabs wider than the screen: the current one is in sight
  const showTab = (bar) => {
    const tab = one("[aria-current]", bar);
    if (tab) bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
  };
  all(".tabs").forEach(showTab);

  // Palette: find a person, a page, an action
  const palette = (words) => {
    const box = one("#palette");
    if (!box) return;
    const field = one("input", box);
    if (words !== undefined) field.value = words;
    if (!box.open) box.showModal();
    field.select();
    field.dispatchEvent(new Event("accord:open"));
  };
  // Enter in the field opens the first line, as soon as the lines answer to what is typed
  let entered = false;
  const first = () => {
    const field = one("#palette input");
    if (!entered || one("[data-found]")?.dataset.found !== field.value) return;
    entered = false;
    const line = one("#palette-found a");
    if (line) location.assign(line.href);
  };
  const walk = (step) => {
    const found = all("#palette-found a");
    const at = found.indexOf(document.activeElement);
    const next = found[at + step];
    (next || (step < 0 ? one("#palette input") : found[0]))?.focus();
  };

  // Lists: a cursor on the rows that lead somewhere
  const lines = () => all("tr[data-href]");
  const cursor = () => one("tr.is-cursor");
  const move = (step) => {
    const rows = lines();
    if (!rows.length) return;
    const now = cursor();
    const at = Math.min(rows.length - 1, Math.max(0, now ? rows.indexOf(now) + step : 0));
    now?.classList.remove("is-cursor");
    rows[at].classList.add("is-cursor");
    rows[at].scrollIntoView({ block: "nearest" });
    one("a, input", one("[role=rowheader]", rows[at]) || rows[at])?.focus({ preventScroll: true });
  };

  // Keys of one letter, unless this colleague turned them off (WCAG 2.1.4)
  let going = 0; // until when a letter after g leads somewhere
  const go = (letter) => {
    const line = Date.now() < going && one(`[data-go="${CSS.escape(letter)}"]`);
    going = 0;
    if (line) location.assign(line.href);
    return Boolean(line);
  };
  const create = () => {
    const link = one("[data-new]");
    if (link) location.assign(link.href);
    else palette(one("#palette")?.dataset.newWords);
  };
  const find = () => {
    const field = one("[data-search]");
    if (field) field.focus(); else palette();
  };

  // Choosing rows
  const chosen = () => {
    const boxes = all("[data-select]");
    const count = boxes.filter((box) => box.checked).length;
    all("[data-select-all]").forEach((box) => {
      box.checked = count > 0 && count === boxes.length;
      box.indeterminate = count > 0 && count < boxes.length;
    });
    all("[data-chosen]").forEach((words) => {
      const said = count === 0 ? words.dataset.none : count === 1 ? words.dataset.one : words.dataset.many;
      words.textContent = said.replace("{n}", count);
      words.closest(".bulk").classList.toggle("is-idle", count === 0);
    });
  };

  // Fields that matter only for one choice
  const show = () => all("[data-only]").forEach((part) => {
    const choice = one(`[name="${part.dataset.only}"]:checked`, part.closest("form"));
    part.hidden = choice?.value !== part.dataset.value;
  });

  // Forms: what was typed is not lost, nothing is sent twice
  let typed = false;
  const release = (form) => all("[data-sending]", form).forEach((button) => {
    delete button.dataset.sending;
    button.removeAttribute("aria-busy");
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    closeMenus(target.closest("details.menu"));
    const opener = target.closest("[data-drawer]");
    if (opener) {
      event.preventDefault();
      return drawer(opener.getAttribute("aria-expanded") !== "true");
    }
    if (!target.closest(".side")) drawer(false);
    if (target.closest("[data-palette]")) {
      event.preventDefault();
      return palette();
    }
    const asker = target.closest("[data-dialog]");
    const box = asker && document.getElementById(asker.dataset.dialog);
    if (box) {
      event.preventDefault();
      return box.showModal();
    }
    if (target.matches("dialog")) target.close();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) {
      all("[data-select]").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-select-all], [data-select]")) chosen();
    if (event.target.matches("[type=radio]")) show();
  });

  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) typed = true;
  });
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
    const button = event.submitter;
    if (button?.dataset.sending) return event.preventDefault();
    typed = false;
    if (button && form.method === "post") {
      button.dataset.sending = "yes";
      button.setAttribute("aria-busy", "true");
      setTimeout(() => release(form), 8000);
    }
  });
  addEventListener("pageshow", () => release(document));

  document.addEventListener("keydown", (event) => {
    const key = event.key;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "k") {
      event.preventDefault();
      return palette();
    }
    if (event.target.matches("#palette input")) entered = key === "Enter";
    if (entered) {
      event.preventDefault();
      return first();
    }
    if (one("#palette")?.open && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      return walk(key === "ArrowDown" ? 1 : -1);
    }
    if (key === "Escape") {
      const menu = one("details.menu[open]");
      closeMenus();
      one("summary", menu || document.createElement("i"))?.focus();
      if (one(".side.is-open")) { drawer(false); one("[data-drawer]").focus(); }
      return;
    }
    if (typing(event.target) && !event.target.matches("[type=checkbox]")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    const keys = {
      j: () => move(1),
      k: () => move(-1),
      x: () => one("[data-select]", cursor() || document.createElement("i"))?.click(),
      g: () => { going = Date.now() + 2000; },
      n: create,
      "/": find,
      "?": () => one("#keys")?.showModal(),
    };
    const off = document.body.dataset.keys === "off";
    if (!off && go(key)) {
      event.preventDefault();
    } else if (!off && keys[key]) {
      event.preventDefault();
      keys[key]();
    } else if (key === "Enter" && cursor() && !event.target.closest("a, button, summary, input")) {
      location.assign(cursor().dataset.href);
    }
  });

  // After a swap by htmx, and once at the start
  document.addEventListener("htmx:afterSettle", () => { chosen(); first(); });
  one(".errors")?.focus();
  show();
  chosen();
})();
