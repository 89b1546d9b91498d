// Writing in pieces: dragging them, and putting a field where the cursor is. Buttons do the same without this file.
(() => {
  const make = (list) => {
    if (!list.dataset.pieces || !window.Sortable || list.dataset.ready) return;
    list.dataset.ready = "yes";
    list.classList.add("is-draggable");
    window.Sortable.create(list, {
      handle: ".grip",
      onEnd: () => {
        const pieces = [...list.querySelectorAll("[data-piece]")];
        const block = pieces.map((piece) => piece.dataset.piece);
        window.htmx.ajax("POST", list.dataset.pieces, {
          source: list, target: "#content", select: "#content", swap: "outerHTML", values: { block },
        });
      },
    });
  };
  const all = () => document.querySelectorAll("[data-pieces]").forEach(make);
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:load", all);
  document.addEventListener("htmx:beforeSwap", () => { // htmx would copy what dragging left, which the policy refuses
    document.querySelectorAll("[data-piece][style]").forEach((piece) => piece.removeAttribute("style"));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    const field = button && document.getElementById(button.dataset.into);
    if (!field) return;
    event.preventDefault();
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
})();
