/* A choice that follows an account (CNIL 2025-131), in front of the banner, on pages whose line says who has signed in:
 * `data-account` holds what the site's server has signed. The choice of the account is kept in a cookie of its own, for
 * the session: the one made signed out stays where it is, and is there again after signing out.
 * docs/guide/en/cookies-on-a-site.md
 */
((config, doc, win) => {
  "use strict";
  if (!config.o || win.accordCookies) return;
  const own = config.k, account = "accord_account", signed = "accord_signed", terminal = "accord_terminal";
  const YEAR = 395 * 86400, FRESH = 300; // seconds: a choice made elsewhere is known here within five minutes
  const shared = config.h && ("." + location.hostname).endsWith("." + config.h) ? ";domain=" + config.h : "";
  const secure = location.protocol > "https" ? ";secure" : "";
  const read = (name) => doc.cookie.split("; ").find((pair) => pair.startsWith(name + "="))?.slice(name.length + 1) || "";
  const write = (name, value, life) => {
    doc.cookie = `${name}=${value};path=/;samesite=lax${shared}${secure}${life === undefined ? "" : ";max-age=" + life}`;
  };
  const now = () => Math.floor(Date.now() / 1000);
  // Tells two accounts of one browser apart
  const short = (mark) => {
    const { holder } = JSON.parse(atob(mark.split(".")[0].replace(/-/g, "+").replace(/_/g, "/")));
    return [...holder].reduce((sum, one) => (sum * 31 + one.codePointAt()) >>> 0, 7).toString(36);
  };

  let mark;
  const ask = async (more) => {
    const visitor = read(terminal) || URL.createObjectURL(new Blob()).slice(-36);
    const body = JSON.stringify({ account: mark, terminal: visitor, ...more });
    const answer = await fetch(config.u + "/account", { method: "POST", body, signal: AbortSignal.timeout(4000) });
    const said = await answer.json();
    if (!answer.ok) throw Error(said.error);
    if (!read(terminal)) write(terminal, visitor, YEAR);
    write(signed, `${short(mark)}~${now()}`);
    hold(said);
  };
  const hold = ({ visitor, choice, apart, tell }) => {
    config.k = apart ? own : account;
    const [of, , at] = read(account).split("~");
    if (!apart && choice && of === visitor && at > choice.at) return; // made here, and under way
    const { ask: asked = "", at: made = 0, purposes = [], thirdParties = [] } = choice || {};
    write(account, apart ? "apart" : [visitor, asked, made, purposes.join("."), thirdParties.join(".")].join("~"));
    if (tell) notice();
  };
  const leave = () => {
    write(account, "", 0);
    write(signed, "", 0);
    config.k = own;
  };
  const again = () => {
    dispatchEvent(new Event("focus")); // as when another tab has changed it
    win.accordCookies.reset();
  };
  // What holds for whoever is signed in: at once where it is known here, else once Accord has said it
  const follow = async (said) => {
    mark = said || "";
    try {
      const [who, at] = read(signed).split("~");
      if (who !== (mark && short(mark))) leave();
      const kept = mark && read(account);
      if (mark && !kept) await ask();
      else if (mark) {
        config.k = kept === "apart" ? own : account;
        if (at < now() - FRESH) ask().then(again).catch(() => {});
      }
    } catch (trouble) {
      console.warn("Accord: " + trouble.message);
      config.k = own;
    }
  };
  // Said once on a terminal, when the banner has given place to the way back to it
  const root = () => doc.getElementById(config.x)?.shadowRoot;
  const notice = async () => {
    while (!root()?.querySelector("aside button")) await new Promise((next) => setTimeout(next, 10));
    const words = doc.createElement("p");
    words.setAttribute("role", "status");
    words.textContent = config.l[root().host.lang].applied;
    const aside = root().querySelector("aside");
    aside.hidden = false;
    aside.prepend(words);
  };

  const line = doc.currentScript;
  const said = line?.dataset.account;
  line?.removeAttribute("data-account"); // nothing else in the page need know
  if (root()?.querySelector("[role=status]")) notice(); // drawn by a server, which the banner takes over from
  config.w = follow(said);
  doc.addEventListener("accord:choice", () => {
    if (config.k === account) write(account, read(account)); // for the session
  });
  doc.addEventListener("accord:ready", () => {
    win.accordCookies.account = (said) => follow(said).then(again);
    win.accordCookies.apart = (wish) => ask({ apart: wish }).then(again);
  });
})(window.__accordCookies, document, window);
