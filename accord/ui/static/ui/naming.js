// « @ » in a note: the colleagues whose name begins so, chosen with the arrows. Typing the name does the same without this file.
(() => {
  "use strict";
  const TOKEN = /(?:^|[\s(«“"'])@([^@\n]{0,40})$/;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const list = document.createElement("ul");
  Object.assign(list, { id: "names-found", className: "names", hidden: true });
  list.setAttribute("role", "listbox");
  const aloud = document.createElement("p");
  aloud.className = "sr";
  aloud.setAttribute("aria-live", "polite"); // not a status: a page has one of those, for what just happened
  document.body.append(aloud);
  let field = null;
  let found = []; // what is shown
  let at = 0; // which one Enter puts in
  let asked = null; // the house's colleagues, asked for once

  const colleagues = () => {
    asked ??= fetch(document.body.dataset.names, { headers: { Accept: "application/json" } })
      .then((answer) => answer.json())
      .catch(() => ({ names: [] }));
    return asked;
  };
  const token = () => TOKEN.exec(field.value.slice(0, field.selectionStart))?.[1];
  const close = () => {
    list.hidden = true;
    found = [];
    aloud.textContent = "";
    ["aria-controls", "aria-activedescendant"].forEach((name) => field?.removeAttribute(name));
  };
  const point = () => {
    [...list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const line = (one, place) => {
    const item = document.createElement("li");
    item.id = `names-found-${place}`;
    item.setAttribute("role", "option");
    item.textContent = one.name;
    if (one.said !== one.name) item.append(Object.assign(document.createElement("small"), { textContent: `@${one.said}` }));
    item.addEventListener("mousedown", (event) => { // before the field loses the focus
      event.preventDefault();
      at = place;
      put();
    });
    return item;
  };
  const show = ({ label, one, many }) => {
    list.setAttribute("aria-label", label);
    list.replaceChildren(...found.map(line));
    field.after(list);
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    aloud.textContent = found.length === 1 ? one : many.replace("{n}", found.length);
    list.scrollIntoView({ block: "nearest" });
    at = 0;
    point();
  };
  const put = () => {
    const { said } = found[at];
    const end = field.selectionStart;
    const begins = end - token().length;
    field.setRangeText(`${said} `, begins, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const look = async () => {
    if (token() === undefined) return close();
    const known = await colleagues();
    const typed = field === document.activeElement ? token() : undefined;
    if (typed === undefined) return close();
    const wanted = fold(typed);
    const begins = (text) => fold(text).startsWith(wanted) || fold(text).split(/[\s-]+/).some((word) => word.startsWith(wanted));
    const is = (one) => [one.name, one.said].some((name) => fold(name) === wanted.trim());
    found = known.names.filter((one) => begins(one.name) || begins(one.said)).slice(0, 6);
    return found.length && !known.names.some(is) ? show(known) : close();
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-naming]")) return;
    field = event.target;
    look();
  });
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field || list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      at = (at + step + found.length) % found.length;
      point();
    } else if (event.key === "Enter" || event.key === "Tab") put();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
