"""What our banner costs a page, against six consent banners on the same page, in turn, in one run; medians.

    python bench/banner.py [--rounds 15] [--peers FOLDER]

The peers are installed from npm into a folder to throw away (or kept in FOLDER), each in French with the same purposes and
vendors, its own shipped files, packed as ours are. The phone: 390 × 844, a processor four times slower, 150 ms there and
back, 1.6 Mbit/s. shown: from navigation to the first frame in which the banner can be seen; nothing is asked of the page
meanwhile. script: what the browser spends in scripts until three seconds after loading, in rounds of their own (it does not
count what a promise lets run; ours lets nothing but a task begin, and tasks are counted). nodes: above those of the page without a banner.
"""

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from banners import ours
from banners.peers import C15T, PACKAGES, PEERS, Page
from playwright.sync_api import Browser, CDPSession, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PHONE = {"width": 390, "height": 844}
SLOWER, LATENCY, DOWN, UP = 4, 150, 1.6e6 / 8, 750e3 / 8
UNWATCHED = 1500  # ms after loading
SETTLED = 3000  # ms after loading: every banner is there
MOST_BYTES, MOST_NODES = 6000, 40
SIZE, SHOWN, SCRIPT = 0.40, 0.75, 0.5  # of the best peer
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
TEXT = f"<p>{'Un texte ordinaire de page, sans rien de particulier. ' * 6}</p>" * 40
HTML = """<!doctype html><html lang="fr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Page</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/site.css">{head}</head><body><header><a href="/">Exemple SARL</a></header>
<main><h1>Page de mesure</h1>{text}{body}</main><footer><a href="#m">Mentions légales</a></footer></body></html>"""
STYLE = "body{font:1rem/1.6 system-ui;max-width:60rem;margin:auto;padding:1rem}"
PROBE = """(selector) => {
  const seen = window.__seen = { cls: 0 };
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.cls += e.value; })
    .observe({ type: "layout-shift", buffered: true });
  const [outer, inner] = selector.startsWith("#ac ") ? selector.split(" ") : [selector, ""];
  const find = () => { const at = document.querySelector(outer); return inner ? at?.shadowRoot?.querySelector(inner) : at; };
  const look = () => {
    const at = document.body && find(), box = at?.getBoundingClientRect();
    let opacity = 1;
    for (let up = at; up; up = up.parentElement || up.getRootNode().host) opacity *= +getComputedStyle(up).opacity;
    const isThere = box && box.width && box.height && box.top < innerHeight - 20 && box.bottom > 20 && at.checkVisibility({
      visibilityProperty: true });
    if (isThere && opacity > 0.05) seen.shown = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def install(folder: Path) -> None:
    """The peers, from npm; c15t bundled with React."""
    if (folder / "node_modules" / "built").is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    (folder / "c15t.jsx").write_text(C15T)
    flags = [
        "--bundle",
        "--minify",
        "--format=iife",
        "--target=es2020",
        "--jsx=automatic",
        "--log-level=error",
    ]
    define = '--define:process.env.NODE_ENV="production"'
    bundle = ["node_modules/.bin/esbuild", "c15t.jsx", *flags, define, "--outfile=node_modules/built/c15t.js"]
    subprocess.run(bundle, cwd=folder, check=True)


class Server:
    """Pages and files, packed; `loaded` says what a page asked for of its banner: {path: bytes packed}."""

    def __init__(self, folder: Path, pages: list[Page]) -> None:
        self.folder, self.pages = folder, {str(number): page for number, page in enumerate(pages)}
        self.files: dict[str, bytes] = {"/ours.js": gzip.compress(ours.served(), 9, mtime=0)}
        self.loaded: dict[str, int] = {}

    def content(self, path: str) -> tuple[bytes, str]:
        """What is at an address, packed, and its type."""
        kind = TYPES.get(Path(path).suffix, "text/html")
        if path.startswith("/p/"):
            page = self.pages[path[3:]]
            return gzip.compress(HTML.format(head=page.head, body=page.body, text=TEXT).encode()), kind
        if path == "/site.css" or path.startswith("/stub/"):
            return gzip.compress(STYLE.encode() if path == "/site.css" else b""), kind
        if path not in self.files:
            file = self.folder / "node_modules" / path.removeprefix("/nm/")
            self.files[path] = gzip.compress(file.read_bytes(), 9, mtime=0)
        self.loaded[path] = len(self.files[path])
        return self.files[path], kind

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """What answers."""
        content = self.content

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args: object) -> None:
                pass

            def do_GET(self) -> None:
                try:
                    body, kind = content(self.path.split("?")[0])
                except (OSError, KeyError):
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler


@contextmanager
def served(server: Server) -> Iterator[str]:
    """The address of the server, for the length of a block."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), server.handler())
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}"
    finally:
        http.shutdown()


@contextmanager
def phone(browser: Browser) -> Iterator[tuple]:
    """A fresh page of a telephone and its line to the browser's tools."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    page = context.new_page()
    tools: CDPSession = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    speed = {"latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP}
    tools.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    try:
        yield page, tools
    finally:
        context.close()


def shown(browser: Browser, url: str, of: Page) -> dict[str, float]:
    """When the banner is seen, and how much it moves the page."""
    with phone(browser) as (page, _tools):
        page.add_init_script(f"({PROBE})({json.dumps(of.banner)})")
        page.goto(url)
        page.wait_for_timeout(UNWATCHED)  # a question takes the page's time as well
        page.wait_for_function("window.__seen?.shown", timeout=20_000)
        page.wait_for_timeout(400)
        return page.evaluate("({shown: __seen.shown, cls: __seen.cls})")


def cost(browser: Browser, url: str, _of: Page) -> dict[str, float]:
    """Time in scripts, and nodes, when the page has long been there; nothing of ours looks meanwhile."""
    with phone(browser) as (page, tools):
        tools.send("Performance.enable")
        page.goto(url)
        page.wait_for_timeout(SETTLED)
        said = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
        return {"script": said["ScriptDuration"] * 1000, "nodes": said["Nodes"]}


def measure(server: Server, address: str, rounds: int) -> dict[str, dict[str, float]]:
    """{page: {what: median}}: every page in turn, `rounds` times, after one that does not count."""
    taken: dict[str, dict[str, list[float]]] = {page.name: {} for page in server.pages.values()}
    with sync_playwright() as engine:
        path = os.environ.get("ACCORD_BROWSER") or shutil.which("chromium")
        quiet = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ]
        hidden = ["--disable-blink-features=AutomationControlled"]  # some banners hide from robots
        browser = engine.chromium.launch(executable_path=path, args=[*quiet, *hidden])
        for turn in range(rounds + 1):
            for number, page in server.pages.items():
                one_turn(browser, server, (f"{address}/p/{number}", page), taken[page.name], is_kept=turn > 0)
            print(f"  round {turn} of {rounds}", file=sys.stderr, flush=True)
        browser.close()
    return {name: told(of) for name, of in taken.items()}


def told(taken: dict[str, list[float]]) -> dict[str, float]:
    """Medians, and the least of what a busy machine can only add to."""
    least = {f"least {what}": min(taken[what]) for what in ("shown", "script") if what in taken}
    return {what: statistics.median(values) for what, values in taken.items()} | least


def one_turn(
    browser: Browser, server: Server, at: tuple[str, Page], taken: dict[str, list], *, is_kept: bool
) -> None:
    """Both measures of one page."""
    url, page = at
    server.loaded.clear()
    steps: list[Callable] = [shown, cost] if page.banner else [cost]
    said = {what: value for step in steps for what, value in step(browser, url, page).items()}
    said |= {"bytes": sum(server.loaded.values()), "requests": len(server.loaded)}
    for what, value in said.items() if is_kept else []:
        taken.setdefault(what, []).append(value)


def report(found: dict[str, dict[str, float]]) -> bool:
    """Print the table and the goals; true when all are reached."""
    bare = found.pop("no banner")["nodes"]
    print(
        f"{'':24}{'bytes':>9}{'requests':>10}{'shown, least':>17}{'script, least':>16}{'CLS':>8}{'nodes':>7}"
    )
    for name, of in found.items():
        of["nodes"] -= bare
        print(
            f"{name:24}{of['bytes']:9,.0f}{of['requests']:10.0f}{of['shown']:8.0f}{of['least shown']:6.0f} ms"
            f"{of['script']:7.1f}{of['least script']:6.1f} ms"
            f"{of['cls']:8.3f}{of['nodes']:7.0f}"
        )
    own, peers = found.pop("Accord"), found
    detailed = [found[page.name] for page in PEERS if page.has_details]
    best = {what: min(one[what] for one in peers.values()) for what in ("shown", "script")}
    smallest = min(one["bytes"] for one in detailed)
    goals = {
        f"bytes, at most {MOST_BYTES}": own["bytes"] <= MOST_BYTES,
        f"bytes, {own['bytes'] / smallest:.2f} × the smallest with details (≤ {SIZE})": own["bytes"]
        <= SIZE * smallest,
        "one request at most": own["requests"] <= 1,
        f"shown, {own['shown'] / best['shown']:.2f} × the first peer (≤ {SHOWN})": own["shown"]
        <= SHOWN * best["shown"],
        f"script, {own['script'] / best['script']:.2f} × the quickest peer (≤ {SCRIPT})": own["script"]
        <= SCRIPT * best["script"],
        "nothing moves": own["cls"] == 0,
        f"nodes, at most {MOST_NODES}": own["nodes"] <= MOST_NODES,
    }
    for words, is_reached in goals.items():
        print(f"{'reached' if is_reached else 'MISSED ':8} {words}")
    return all(goals.values())


def main() -> int:
    """Measure and report; the exit status is 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peers", type=Path, help="folder in which the peers are, or are installed and kept")
    said = parser.parse_args()
    folder = said.peers or Path(tempfile.mkdtemp(prefix="accord-bench-banner-"))
    try:
        install(folder)
        server = Server(folder, [Page("no banner", ""), ours.page(), *PEERS])
        with served(server) as address:
            found = measure(server, address, said.rounds)
    finally:
        if not said.peers:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if report(found) else 1


if __name__ == "__main__":
    sys.exit(main())
