"""`dudao generate`: a made-up data set."""

from pathlib import Path
from typing import Annotated

import typer

from api.failures import fail, told
from api.language import current, tr
from api.options import Force, Lang, Seed


def run(
    *,
    schools: Annotated[int, typer.Option(min=1, max=20000, help=tr("cli.help.schools"))],
    out: Annotated[Path, typer.Option(metavar="DIR|FILE.xlsx", help=tr("cli.help.out_dataset"))],
    seed: Seed = 0,
    policy: Annotated[str, typer.Option(help=tr("cli.help.policy"))] = "miyi-2022",
    inspectors: Annotated[
        int | None, typer.Option(min=1, max=20000, help=tr("cli.help.inspectors"))
    ] = None,
    counties: Annotated[int | None, typer.Option(min=1, help=tr("cli.help.counties"))] = None,
    prefectures: Annotated[int, typer.Option(min=1, help=tr("cli.help.prefectures"))] = 1,
    year: Annotated[int, typer.Option(min=2000, max=2100, help=tr("cli.help.year"))] = 2027,
    force: Force = False,
    lang: Lang = "",
) -> None:
    """Exit 0 with the data set written, 2 when it exists or the arguments are wrong."""
    with told():
        from api.screen import console, plain
        from scenarios.dataset import write_dataset, write_workbook
        from scenarios.export import deliver_file, delivery
        from scenarios.generate import generate
        from scenarios.generate.province import generate_province, possible_numbers
        from scenarios.policies import shipped_policies

        if policy not in shipped_policies():
            known = ", ".join(shipped_policies())
            raise typer.BadParameter(tr("cli.one_of", known=known), param_hint="--policy")
        if _taken(out) and not force:
            fail(tr("cli.exists", path=str(out)))
        if counties is None:
            problem = generate(
                schools=schools, seed=seed, policy=policy, inspectors=inspectors, year=year
            )
        else:
            if not possible_numbers(schools, prefectures, counties):
                raise typer.BadParameter(tr("cli.counties_range"), param_hint="--counties")
            problem = generate_province(
                schools=schools,
                seed=seed,
                policy=policy,
                prefectures=prefectures,
                counties=counties,
                schools_per_inspector=None if inspectors is None else schools / inspectors,
                year=year,
            )
        if out.suffix.lower() == ".xlsx":
            with deliver_file(out) as fresh:
                write_workbook(problem, fresh, language=current())
        else:
            with delivery(out) as fresh:
                write_dataset(problem, fresh)
        console().print(plain(tr("cli.written", path=str(out))))


def _taken(out: Path) -> bool:
    """Whether writing there would overwrite something; an empty folder is free."""
    return out.exists() and not (out.is_dir() and not any(out.iterdir()))
