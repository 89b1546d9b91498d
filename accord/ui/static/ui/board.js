// Boards: dragging cards, and moving them with the keys. The button in each card does the same without this file.
(() => {
  const board = () => document.getElementById("board");
  const cards = (list) => [...list.querySelectorAll("[data-card]")];
  const key = (card) => card?.dataset.card.split(":")[0] || "";
  const list = (card) => card.closest("[data-column]");
  const lists = () => [...board().querySelectorAll("[data-column]")];
  let focused = "";

  const send = (card, column, place = {}) => {
    if (board().getAttribute("aria-busy") === "true") return;
    board().setAttribute("aria-busy", "true");
    focused = key(card);
    window.htmx.ajax("POST", board().dataset.board, {
      target: "#board-part", swap: "outerHTML", values: { deal: card.dataset.card, stage: column.dataset.column, ...place },
    });
  };
  const end = (card) => location.assign(`${card.querySelector("h3 a").getAttribute("href")}won/`);

  const dropped = ({ item, from, to, oldIndex, newIndex }) => {
    if (from === to && oldIndex === newIndex) return;
    if ("end" in to.dataset) return end(item);
    send(item, to, { before: key(item.nextElementSibling), after: key(item.previousElementSibling) });
  };
  const make = () => {
    if (!board()?.dataset.board || board().dataset.ready) return;
    board().dataset.ready = "yes";
    board().classList.add("is-draggable");
    if (!window.Sortable) return;
    lists().forEach((column) => window.Sortable.create(column, {
      group: { name: "board", pull: !("end" in column.dataset) }, sort: !("end" in column.dataset), draggable: "[data-card]",
      filter: ".card-move", preventOnFilter: false, delay: 180, delayOnTouchOnly: true, scroll: true, onEnd: dropped,
    }));
  };
  const settle = () => {
    make();
    const said = document.getElementById("board-said");
    if (said) said.textContent = board()?.dataset.said || "";
    if (focused) document.querySelector(`#card-${focused} h3 a`)?.focus();
    focused = "";
  };
  document.addEventListener("DOMContentLoaded", settle);
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("htmx:beforeSwap", () => { // htmx would copy what dragging left, which the policy refuses
    document.querySelectorAll("[data-card][style]").forEach((card) => card.removeAttribute("style"));
  });
  ["htmx:responseError", "htmx:sendError"].forEach((name) => document.addEventListener(name, () => board() && location.reload()));

  // Arrows walk among the cards; with Shift they move the card
  const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const beside = (card, step) => {
    const all = lists();
    for (let at = all.indexOf(list(card)) + step; all[at]; at += step) {
      const found = cards(all[at]);
      if (found.length) return found[Math.min(cards(list(card)).indexOf(card), found.length - 1)];
    }
    return null;
  };
  const shift = (card, across, down) => {
    if (!board().dataset.board || "end" in list(card).dataset) return;
    if (across) {
      const target = lists()[lists().indexOf(list(card)) + across];
      if (target) return "end" in target.dataset ? end(card) : send(card, target);
    } else if (down < 0 && card.previousElementSibling) {
      send(card, list(card), { before: key(card.previousElementSibling) });
    } else if (down > 0 && card.nextElementSibling) {
      send(card, list(card), { after: key(card.nextElementSibling) });
    }
  };
  document.addEventListener("keydown", (event) => {
    const card = event.target.matches?.(".card h3 a") && event.target.closest("[data-card]");
    const step = STEPS[event.key];
    if (!card || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (event.shiftKey) return shift(card, ...step);
    const next = step[0] ? beside(card, step[0]) : cards(list(card))[cards(list(card)).indexOf(card) + step[1]];
    next?.querySelector("h3 a").focus();
  });
})();
