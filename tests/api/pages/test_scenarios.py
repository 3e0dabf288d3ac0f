"""Scenarios: put together in forms and text, planned, and read beside each other."""

from playwright.sync_api import Page, expect

from api.accounts.roles import Role
from api.desk import comparisons, datasets
from api.pages.scenarios_result import cell_html
from models.comparison import Cell, Comparison, Judgement, Line, Mark
from models.text import LANGUAGES, catalogue
from scenarios.export.comparison.told import Told
from scenarios.export.wording import Words
from scenarios.overlay.forms import FORMS
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Office
from tests.api.service.atonce import AtOnce
from tests.planner.audit.tiny import PROBLEM

NOTHING = Comparison(
    dataset="",
    name="",
    year=2025,
    seed=0,
    time_limit_s=1,
    fictional=True,
    provisional=False,
    scenarios=(),
    levels=(),
    figures=(),
    busy_half_days=0,
    people={},
    targets={},
    titles={},
)


def chosen(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option).first.click()


def test_a_scenario_is_filled_in_mended_planned_and_compared(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    made = datasets.add(ann, PROBLEM)
    page = office.logged_in("ann", f"/scenarios?dataset={made.id}")
    chosen(page, "加一项变更", "学校停课")
    school = PROBLEM.targets[0]
    chosen(page, "学校", school.name)
    page.keyboard.press("Escape")
    page.get_by_label("从哪天起").fill("2025-06-01")
    text = page.get_by_label("情景文件（TOML）")
    expect(text).to_have_value(
        f'name = "情景1"\n\n[[change]]\nclose = ["{school.id}"]\nfrom = 2025-06-01\n'
    )
    expect(page.get_by_text("没有问题。")).to_be_visible()
    text.fill(text.input_value().replace(school.id, "s99"))
    expect(page.locator(".desk-told")).to_contain_text("第4行：")
    accessible(page)
    page.get_by_role("button", name="放弃手工修改，按表单重写").click()
    expect(page.get_by_text("没有问题。")).to_be_visible()
    jobs = office.world.jobs
    assert isinstance(jobs, AtOnce)
    jobs.paused = True
    page.get_by_role("button", name="编制并比较").click()
    expect(page.get_by_role("cell", name="排队中")).to_have_count(2)
    (view,) = comparisons.listed(ann)
    assert [case.name for case in view.cases] == ["基准", "情景1"]
    jobs.paused = False
    for case in view.cases:
        jobs.submit(case.plan)
    expect(page.get_by_role("heading", name="与基准相比的变动")).to_be_visible()
    expect(page.locator(".desk-chart canvas").first).to_be_visible()

    found = comparisons.result(ann, view.id)
    marks = [
        cell.judgement.mark.value
        for line in (*found.figures, *found.levels)
        for cell in line.cells
        if cell and cell.judgement and cell.difference
    ]
    office.account("eve", Role.VIEWER)
    phone = office.logged_in("eve", f"/scenarios?comparison={view.id}", size=PHONE, language="en")
    shown = phone.locator(".desk-lines [data-mark]")
    expect(shown).to_have_count(len(marks))
    assert [one.get_attribute("data-mark") for one in shown.all()] == marks
    expect(phone.get_by_role("link", name="Change and compare again")).to_have_count(0)
    with phone.expect_download() as loaded:
        phone.get_by_text("Download the comparison (xlsx)").click()
    assert loaded.value.path().stat().st_size > 1000
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_difference_smaller_than_the_gap_says_so() -> None:
    told = Told(NOTHING, Words("zh"))
    judgement = Judgement(mark=Mark.WITHIN_GAP)
    cell = Cell(value=3090, least=3000, most=3090, difference=70, judgement=judgement)
    line = Line(code="cost", unit="yuan", cells=(cell,))
    html = cell_html(told, line, cell)
    assert 'data-mark="within_gap"' in html
    assert "+70 差距内" in html


def test_every_form_has_words() -> None:

    for language in LANGUAGES:
        words = catalogue(language)
        for name, form in FORMS.items():
            assert f"pages.scenarios.form.{name}" in words
            for field in form.fields:
                numeric = field.name in {"number", "share"}
                code = f"number.{name}" if numeric else f"field.{field.name}"
                assert f"pages.scenarios.{code}" in words
