// Tells the page of the site that opened or frames this one what was chosen here. It is recorded already.
(() => {
  const said = document.currentScript.dataset;
  const page = window.opener || (window.parent !== window ? window.parent : null);
  if (page) page.postMessage(JSON.parse(said.told), said.origin);
})();
