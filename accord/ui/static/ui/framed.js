/* Tells the page around how high this one is. A number, to whoever framed it; nothing else. */
"use strict";
if (window.parent !== window) {
  const tell = () => window.parent.postMessage({ accordHeight: document.documentElement.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
}
