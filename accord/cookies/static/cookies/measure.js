/* Audience measurement exempt from consent: for this site alone. The browser keeps two instants, its first and its last
 * visit, and no number; nothing else leaves it but the page and what these two say. Not prolonged by visits; whoever
 * objects, here or by Global Privacy Control, is not counted. docs/guide/en/cookies-on-a-site.md
 */
((config, doc) => {
  "use strict";
  const base = new URL(config.u);
  if (!config.m || base.host === location.host) return;
  const name = "accord_visits", now = Math.floor(Date.now() / 1000), life = config.m * 86400;
  const keep = (value, seconds) => {
    doc.cookie = `${name}=${value};path=/;max-age=${seconds};samesite=lax${location.protocol > "https" ? ";secure" : ""}`;
  };
  const object = (wish) => keep(wish ? "no" : "", wish ? life : 0);
  addEventListener("message", ({ origin, data }) => {
    if (origin === base.origin && data.accord === "measure") object(data.objects);
  });
  if (location.hash === "#accord-visits-no") object(true);
  const kept = doc.cookie.split("; ").find((pair) => pair.startsWith(name + "="))?.slice(name.length + 1) || "";
  if (kept === "no" || (config.g && navigator.globalPrivacyControl)) return;
  const [first = 0, last = 0] = kept.split(".").map(Number);
  const known = first > now - life && first <= now;
  keep(`${known ? first : now}.${now}`, known ? first + life - now : life);
  fetch(config.u + "/visit", {
    method: "POST",
    keepalive: true,
    body: JSON.stringify({
      page: location.pathname,
      language: doc.documentElement.lang.slice(0, 2),
      device: innerWidth < 640 ? "phone" : matchMedia("(pointer:coarse)").matches ? "tablet" : "desktop",
      visit: last < now - 1800,
      visitor: new Date(last * 1000).toDateString() !== new Date().toDateString(),
      newcomer: !known,
    }),
  }).catch(() => {});
})(window.__accordCookies, document);
