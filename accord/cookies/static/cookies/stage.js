// On the page a banner is looked at: nothing is kept, nothing is sent, no link leads away, no field loses the cursor.
(() => {
  const jar = new Map();
  Object.defineProperty(document, "cookie", {
    get: () => [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
    set: (text) => {
      const [, name, value, rest] = /^([^=]*)=([^;]*)(.*)$/.exec(text) || [];
      if (/max-age=0/.test(rest)) jar.delete(name);
      else if (name) jar.set(name, value);
    },
  });
  Object.defineProperty(window, "cookieStore", { value: undefined });
  Object.defineProperty(navigator, "globalPrivacyControl", { value: false });
  window.fetch = () => Promise.resolve(new Response("{}"));
  navigator.sendBeacon = () => true;
  HTMLElement.prototype.focus = () => {};
  document.addEventListener("click", (event) => {
    if (event.composedPath().some((one) => one.tagName === "A")) event.preventDefault();
  }, true);
  document.addEventListener("accord:withdrawn", (event) => event.preventDefault());
})();
