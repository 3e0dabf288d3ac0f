"""The table of columns agrees with the domain, the catalogue, the docs and the template."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from models.closure import Closure
from models.engagement import Engagement
from models.exchange import PastCheck, Strangers
from models.indicator import Indicator
from models.inspector import Inspector, Interest, Leave
from models.pin import Pin
from models.plan import Milestone, TrainingDay, Visit
from models.problem import PastVisit
from models.programme import TargetDemand
from models.region import Region
from models.target import Government, School, TrainingInstitution
from models.text import LANGUAGES, catalogue
from models.travel import Distance, Node, Road
from scenarios.columns import Column, Sheet
from scenarios.dataset import read_dataset
from scenarios.formatpage import PAGE, format_page
from scenarios.planbook import read_plan
from scenarios.settings import COSTS, TRAVEL
from scenarios.sheets import SETTINGS, SHEET_BY_KEY, SHEETS
from scenarios.template import write_template
from scenarios.words import ENUMERATIONS, folded, label, meanings

MODELS = {
    "regions": (Region,),
    "targets": (School, Government, TrainingInstitution),
    "inspectors": (Inspector,),
    "interests": (Interest,),
    "leave": (Leave,),
    "closures": (Closure,),
    "history": (PastVisit,),
    "engagements": (Engagement,),
    "pins": (Pin,),
    "past_checks": (PastCheck,),
    "strangers": (Strangers,),
    "demands": (TargetDemand,),
    "indicators": (Indicator,),
    "nodes": (Node,),
    "roads": (Road,),
    "distances": (Distance,),
}
UNREAD = {
    Visit: {"kind", "end", "travel_km", "cost_yuan"},
    Milestone: {"carried_over"},
    TrainingDay: set(),
}
COLUMNS = [(sheet, column) for sheet in SHEETS for column in sheet.columns]


@pytest.mark.parametrize("key", MODELS)
def test_every_field_has_a_column(key: str) -> None:
    fields = {name for model in MODELS[key] for name in model.model_fields}
    assert fields == {column.field for column in SHEET_BY_KEY[key].columns}


@pytest.mark.parametrize(
    ("key", "model"), [("visits", Visit), ("milestones", Milestone), ("training", TrainingDay)]
)
def test_every_field_of_a_plan_has_a_column(key: str, model: type) -> None:
    fields = {*model.model_fields} - UNREAD[model]
    assert fields <= {column.field for column in SHEET_BY_KEY[key].columns}


def test_settings_that_are_grouped_exist() -> None:
    assert {*TRAVEL, *COSTS} <= {column.field for column in SETTINGS.columns}


@pytest.mark.parametrize("key", MODELS)
def test_required_and_defaults_are_the_models(key: str) -> None:
    for column in SHEET_BY_KEY[key].columns:
        fields = [
            m.model_fields[column.field] for m in MODELS[key] if column.field in m.model_fields
        ]
        if column.default is not None and column.field != "kind":
            assert {f.default for f in fields if not f.is_required()} == {column.default}
        if column.required:
            assert all(field.is_required() for field in fields)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_differ_within_a_sheet(language: str) -> None:
    for sheet in SHEETS:
        headers = [folded(column.header(language)) for column in sheet.columns]
        assert len(set(headers)) == len(headers)


def test_a_header_means_one_column_in_any_language() -> None:
    for sheet in SHEETS:
        words: dict[str, str] = {}
        for column in sheet.columns:
            for word in {folded(w) for w in (column.field, column.zh, column.en, *column.aliases)}:
                assert words.setdefault(word, column.field) == column.field


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_every_value_has_words_of_its_own(enumeration: type) -> None:
    for language in LANGUAGES:
        words = [folded(label(value, language)) for value in enumeration]  # type: ignore[attr-defined]
        assert len(set(words)) == len(words)
        for value, word in zip(enumeration, words, strict=True):  # type: ignore[call-overload]
            assert meanings(enumeration)[word] is value


def test_notes_are_about_columns_and_in_both_languages() -> None:
    notes = [{k for k in catalogue(lang) if k.startswith("note.")} for lang in LANGUAGES]
    assert notes[0] == notes[1]
    assert notes[0] <= {f"note.{sheet.key}.{column.field}" for sheet, column in COLUMNS}
    data = [{k for k in catalogue(lang) if k.startswith("data.")} for lang in LANGUAGES]
    assert data[0] == data[1]


def test_the_page_is_true() -> None:
    page = PAGE.read_text("utf-8")
    assert format_page(page) == page, "run: python -m scenarios.formatpage"


@pytest.fixture(scope="module", params=LANGUAGES)
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    file = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(file, request.param)
    return file, request.param


def test_template_is_a_small_data_set_with_a_plan(template: tuple[Path, str]) -> None:
    problem = read_dataset(template[0])
    assert problem.id == SETTINGS.column("id").example
    plan = read_plan(template[0], problem)
    assert plan.visits
    assert plan.zones
    assert plan.training
    assert plan.milestones


def test_template_helps(template: tuple[Path, str]) -> None:
    file, language = template
    book = openpyxl.load_workbook(file)
    for sheet in SHEETS:
        page = book[sheet.name(language)]
        assert page.freeze_panes == "A2"
        offered = _offered(page)
        for n, column in enumerate(sheet.columns, start=1):
            if sheet is SETTINGS:
                continue
            cell = page.cell(1, n)
            assert cell.value == column.header(language)
            assert (page.column_dimensions[cell.column_letter].width or 0) >= 9
            assert bool(cell.comment) >= column.required
            if column.choices is not None and not column.many:
                assert label(next(iter(column.choices)), language) in offered[n]
            if column.refers == ("regions",) and not column.many:
                assert SHEET_BY_KEY["regions"].name(language) in offered[n]


def _offered(page: Worksheet) -> dict[int, str]:
    return {
        area.min_col: str(rule.formula1)
        for rule in page.data_validations.dataValidation
        for area in rule.sqref.ranges
    }


def test_references_lead_to_sheets() -> None:
    def ok(sheet: Sheet, column: Column) -> bool:
        return all(key in SHEET_BY_KEY or key == "programmes" for key in column.refers)

    assert all(ok(sheet, column) for sheet, column in COLUMNS)
