"""A real browser that must not leave this machine nor complain."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

OFFICE = (1366, 768)
PHONE = (390, 844)
_QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
expect.set_options(timeout=30_000)  # the machines of tests are busy
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Watch:
    """What went wrong in a browser: requests elsewhere, errors on the console or in scripts."""

    host: str
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Beginnings or pieces of complaints that a test provokes."""

    def ask(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.host:
            self.faults.append(f"request to {request.url}")

    def note(self, fault: str) -> None:
        if not any(piece in fault for piece in self.expected):
            self.faults.append(fault)

    def see(self, page: Page) -> None:
        page.on("console", lambda m: self.note(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: self.note(f"script: {e}"))
        page.on(
            "websocket",
            lambda w: None if urlsplit(w.url).netloc == self.host else self.note(f"socket {w.url}"),
        )


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the system."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


@contextmanager
def watched(
    browser: Browser, address: str, size: tuple[int, int] = OFFICE
) -> Iterator[tuple[BrowserContext, Watch]]:
    """A fresh profile; at its end nothing may have gone wrong."""
    watch = Watch(urlsplit(address).netloc)
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        is_mobile=size == PHONE,
        has_touch=size == PHONE,
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    context.on("request", watch.ask)
    context.on("page", watch.see)
    yield context, watch
    context.close()
    assert not watch.faults, watch.faults


def settle(page: Page) -> None:
    """Until the page is connected and has what it asked for."""
    page.wait_for_load_state("load")
    page.wait_for_function("!document.querySelector('#app') || window.socket?.connected")


_AT_REST = """() => document.getAnimations().every(
  (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""


def accessible(page: Page) -> None:
    """No serious or critical finding of axe (WCAG 2 A and AA among its rules).

    Once nothing fades in or out any more, which axe takes for weak colours.
    """
    page.wait_for_function(_AT_REST)
    found = Axe().run(page).response["violations"]
    grave = [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert not grave, "\n".join(grave)
