/* A shared screen goes back to its beginning when nobody touches it any more. */
"use strict";
(() => {
  const { after, to } = document.currentScript.dataset;
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(() => location.replace(to), Number(after) * 1000); };
  for (const sign of ["input", "keydown", "pointerdown", "scroll"]) addEventListener(sign, wait, { passive: true });
  wait();
})();
