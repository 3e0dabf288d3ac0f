"""The sheet 费用: costs by programme, level and person."""

from collections import defaultdict

from models.plan import Visit
from scenarios.export.sheets.page import Cell, Column, Page
from scenarios.export.tally import Tally
from scenarios.export.wording import Names


def fill_costs(page: Page, names: Names, tally: Tally) -> None:
    """费用: prices and budget, then three tables whose totals agree."""
    words, problem = names.words, tally.problem
    costs, spent = problem.costs, tally.cost_yuan
    page.title(words("export.sheet.costs"))
    for index, width in enumerate((34, 12, 12, 14, 14, 14, 14, 14, 14)):
        page.sheet.set_column(index, index, width)
    page.line(
        words(
            "export.prices",
            km=costs.per_km_yuan,
            lodging=costs.lodging_per_night_yuan,
            board=costs.board_per_day_yuan,
            part_time=costs.part_time_fee_per_day_yuan,
            expert=costs.expert_fee_per_day_yuan,
        ),
        8,
    )
    if costs.budget_yuan is not None:
        over = spent > costs.budget_yuan
        code = "export.over_budget" if over else "export.in_budget"
        left = abs(costs.budget_yuan - spent)
        page.line(words(code, budget=costs.budget_yuan, spent=spent, left=left), 8, warn=over)
    by_programme: dict[str, list[Visit]] = defaultdict(list)
    by_level: dict[str, list[Visit]] = defaultdict(list)
    for visit in tally.plan.visits:
        programme = problem.programme_by_id.get(visit.programmes[0]) if visit.programmes else None
        by_programme[names.programmes(visit)].append(visit)
        by_level[words.term("level", programme.level.value) if programme else ""].append(visit)
    if tally.plan.trips is not None:
        page.line(words("export.by_trips", spent=spent, km=round(tally.travel_km, 1)), 8)
    for code, groups in (("programme", by_programme), ("level", by_level)):
        page.heading(words(f"export.costs_by.{code}"))
        _table_of_groups(page, names, words(f"export.column.{code}"), groups)
    page.heading(words("export.costs_by.person"))
    _table_of_people(page, names, tally)
    page.line(words("export.rounding"), 8)


def _table_of_groups(page: Page, names: Names, title: str, groups: dict[str, list[Visit]]) -> None:
    words = names.words
    columns = (
        Column(title, 34),
        Column(words("export.column.visits"), 12, "whole"),
        Column(words("export.column.person_days"), 12, "decimal"),
        Column(words("export.column.km"), 14, "decimal"),
        Column(words("export.column.yuan"), 14, "yuan"),
    )
    rows: list[tuple[Cell, ...]] = [_sums(name, visits) for name, visits in groups.items()]
    everything = [visit for visits in groups.values() for visit in visits]
    rows.append(_sums(words("export.column.total"), everything))
    page.table(columns, rows)


def _sums(name: str, visits: list[Visit]) -> tuple[Cell, ...]:
    return (
        name,
        len(visits),
        sum(v.half_days * len(v.team) for v in visits) / 2,
        round(sum(v.travel_km for v in visits), 1),
        sum(v.cost_yuan for v in visits),
    )


def _table_of_people(page: Page, names: Names, tally: Tally) -> None:
    words = names.words
    columns = (
        Column(words("export.column.inspector"), 34),
        Column(words("export.column.visits"), 12, "whole"),
        Column(words("export.column.days"), 12, "decimal"),
        Column(words("export.column.km"), 14, "decimal"),
        Column(words("export.column.travel_yuan"), 14, "yuan"),
        Column(words("export.column.lodging_yuan"), 14, "yuan"),
        Column(words("export.column.board_yuan"), 14, "yuan"),
        Column(words("export.column.fees_yuan"), 14, "yuan"),
        Column(words("export.column.yuan"), 14, "yuan"),
    )
    rows: list[tuple[Cell, ...]] = []
    for person in tally.problem.inspectors:
        load, money = tally.load(person.id), tally.money(person)
        rows.append(
            (
                f"{person.id} {person.name}",
                load.visits,
                load.half_days / 2,
                money.travel_km,
                money.travel_yuan,
                money.lodging_yuan,
                money.board_yuan,
                money.fees_yuan,
                money.total_yuan,
            )
        )
    page.sheet.repeat_rows(page.row)
    page.table(columns, rows)
