/* Puts a form of Accord where this script stands, in a frame as high as its page. No cookie, nothing read, nobody else. */
"use strict";
(() => {
  const script = document.currentScript;
  const frame = document.createElement("iframe");
  frame.src = script.dataset.form;
  frame.title = script.dataset.title || "";
  frame.width = "100%";
  frame.height = "900";
  frame.style.border = "0";
  frame.referrerPolicy = "no-referrer";
  script.after(frame);
  const home = new URL(script.dataset.form).origin;
  window.addEventListener("message", (event) => {
    if (event.origin === home && event.source === frame.contentWindow && Number(event.data.accordHeight) > 0) {
      frame.height = String(Math.ceil(event.data.accordHeight));
    }
  });
})();
