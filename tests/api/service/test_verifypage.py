"""The public page in a real browser says what the verifier says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route, sync_playwright

from planner.draw.verifier import verify
from tests.api.service.test_draws import Office, clock, drawn, office, sqlite_only  # noqa: F401
from tests.needs import lacking
from tests.planner.draw import test_tampering as tampering
from tests.planner.draw.county import plain

CHROMIUM = Path("/usr/bin/chromium")
HOST = "http://127.0.0.1:1"
CHANGES = [
    getattr(tampering, name)
    for name in (
        *("_remove_candidate", "_add_candidate", "_change_numbers"),
        *("_swap_drawn", "_change_chance", "_change_tickets", "_change_bound"),
        *("_change_rule", "_drop_record", "_replay_draw"),
        *("_draw_before_commitment", "_earlier_than_the_one_before", "_choose_replacement"),
        *("_unseal_another_name", "_change_verifier"),
    )
]

pytestmark = sqlite_only


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        lacking("there is no Chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield made
        made.close()


@pytest.fixture
def page(browser: Any, office: Office) -> Iterator[Page]:  # noqa: F811 - a fixture
    """A visitor's browser; whatever it asks for comes from the application, or is told."""
    told: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if not url.startswith(HOST):
            told.append(url)
            route.abort()
            return
        found = office.client.get(url.removeprefix(HOST))
        route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.content)

    context = browser.new_context(viewport={"width": 1000, "height": 1400})
    made = context.new_page()
    made.route("**/*", answer)
    made.on("pageerror", lambda error: told.append(str(error)))
    made.on("console", lambda line: told.append(line.text) if _is_fault(line) else None)
    yield made
    context.close()
    assert not told


def _is_fault(line: ConsoleMessage) -> bool:
    # a verifier that the service does not know is answered with 404, which Chromium logs
    return line.type == "error" and "404" not in line.text


def _opened(page: Page, language: str = "zh") -> None:
    page.goto(f"{HOST}/public/verify?lang={language}")
    page.wait_for_selector("body[data-ready]")


def _drop(page: Page, entries: list[tuple[str, Any]]) -> str:
    files = [
        {"name": name, "mimeType": "application/json", "buffer": json.dumps(entry).encode()}
        for name, entry in entries
    ]
    page.evaluate("document.getElementById('verdict').className = ''")
    page.set_input_files("#files", files)
    page.wait_for_selector("#verdict.good, #verdict.fault")
    return page.locator("#verdict").inner_text()


def test_a_published_record_agrees(
    page: Page,
    office: Office,  # noqa: F811
    drawn: dict[str, Any],  # noqa: F811
    tmp_path: Path,
) -> None:
    _opened(page)
    page.fill("#id", drawn["id"])
    page.click("button")
    page.wait_for_selector("#verdict.good, #verdict.fault")
    assert "承诺" in page.locator("#verdict").inner_text()
    office.post(f"/v1/draws/{drawn['id']}/publish")
    page.click("button")
    page.locator("#checks > li").nth(15).wait_for()
    page.wait_for_selector("#verdict.good")
    assert page.locator("#verdict").inner_text() == "全部相符"
    assert page.locator("#checks > li.fault").count() == 0
    assert drawn["digest"] in page.locator("#digests").inner_text()
    page.screenshot(path=tmp_path / "verify.png", full_page=True)
    page.click("#language")
    page.wait_for_selector("html[lang=en] body[data-ready]")
    assert page.locator("h1").inner_text() == "Verify a draw"


def test_the_page_says_what_the_verifier_says(
    page: Page,
    drawn: dict[str, Any],  # noqa: F811 - so that the service knows the verifier
) -> None:
    _opened(page)
    assert _drop(page, plain(*tampering.register())) == "全部相符"
    for change in CHANGES:
        entries = plain(*tampering.register())
        change(entries)
        expected = {where for where, _, _ in verify(json.loads(json.dumps(entries)))}
        assert expected
        assert "不符" in _drop(page, entries), change
        found = set(page.locator("#checks dt").all_inner_texts())
        shown = {where for where in expected if any(where == f for f in found)}
        assert shown, (change, expected, found)
    assert "不是抽查记录" in _drop(page, [("x.json", 1)])
