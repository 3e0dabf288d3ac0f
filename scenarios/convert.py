"""Real schools from a list of places (name, code, coordinates), as targets that can be planned.

Such lists hold halls, gates, colleges and closed schools, and say nothing of enrolment or heads.
The names are sifted by what they end in; what is missing is made up, always the same for a school.
"""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from models.policy import Policy
from models.problem import Problem
from models.region import Level, Region
from models.target import Locality, School, Sector, Stage, Target
from scenarios.generate import generate_people, school_calendar
from scenarios.generate.facts import make_facts
from scenarios.generate.geography import distance_km

Row = Mapping[str, str]

CLOSED = re.compile("建设中|在建|筹建|暂停|停办|停用|关闭|旧址|原址|已搬迁|拆除|施工")
BRACKETS = re.compile("[(\uff08][^()\uff08\uff09]*[)\uff09]")
SITE = re.compile(
    "(?<=小学|中学|儿园|学校|初中|高中)[-·]?.{0,8}"
    "(?:校区|校部|分校|分园|园区|总校|小学部|初中部|高中部|[A-D]区|[东西南北]区)$"
)
STAGES: tuple[tuple[Stage, re.Pattern[str]], ...] = (
    (Stage.KINDERGARTEN, re.compile("(?:幼儿园|幼稚园|[一二三四五六七八九十]幼)$")),
    (Stage.SPECIAL, re.compile("(?:特殊教育|聋哑|盲聋哑|盲童|盲|聋|启智|培智)(?:学校|中心|校)$")),
    (
        Stage.SECONDARY_VOCATIONAL,
        re.compile(
            "(?:职业高级中学|职业中学|职业高中|综合高级职业中学|中等专业学校|职业中专|职教中心"
            "|职业教育中心|职业技术学校|职业学校|技工学校)$"
        ),
    ),
    (Stage.PRIMARY, re.compile("(?:小学|高小|完小|附小|小学校|[一二三四五六七八九十]小)$")),
    (Stage.JUNIOR_SECONDARY, re.compile("(?:初级中学|初中)$")),
    (Stage.COMPLETE_SECONDARY, re.compile("(?:完全中学|第一中学|[^十]一中|(?:师大|大学)附中)$")),
    (Stage.SENIOR_SECONDARY, re.compile("(?:高级中学|高中)$")),
    (Stage.JUNIOR_SECONDARY, re.compile("(?:中学|[一二三四五六七八九十]中|附中)$")),
    (
        Stage.NINE_YEAR,
        re.compile(
            "(?:实验|外国语|中心|思源|九年一贯制|希望|民族|蒙古族|子弟|国际|附属|寄宿)学校$|中心校$"
        ),
    ),
)
OTHER_TRADE = re.compile("网校|驾校|党校|培训|进修|成人|老年|函授|自考|业余|夜校|招生|工作站")
SAME_PLACE_KM = 0.5
NOTE = (
    "学校真实，人员、在校生数等为虚构。"
    "The schools are real; people, enrolments, terms and risks are made up."
)


def stage_of(name: str) -> Stage | None:
    """The stage of the school so called; None for everything that is no school in use."""
    if CLOSED.search(name) or OTHER_TRADE.search(name):
        return None
    bare = BRACKETS.sub("", name).strip()
    bare = SITE.sub("", bare)
    return next((stage for stage, pattern in STAGES if pattern.search(bare)), None)


def real_schools(
    path: Path, county_code: str, *, towns: Path | None = None, year: int = 2027
) -> tuple[Target, ...]:
    """The schools and kindergartens whose code starts with `county_code`.

    Parameters
    ----------
    path
        CSV, plain or gzipped, with `source_id`, `name`, `adcode`, `lat_wgs84`, `lon_wgs84` and
        `coord`.
    county_code
        GB/T 2260 code of a county, or the first digits of a prefecture's or province's.
    towns
        Real settlements (`adcode`, `lat_wgs84`, `lon_wgs84`) to spread those schools over of which
        the list knows nothing but the county seat.

    Notes
    -----
    Enrolment, term of the head, risk and sector are made up from the school's id.
    """
    rows = [r for r in rows_of_file(path) if r["adcode"].startswith(county_code)]
    points = settlements(towns, county_code)
    kept: dict[str, list[tuple[float, float]]] = defaultdict(list)
    schools = []
    for row in sorted(rows, key=lambda r: (r["adcode"], r["source"], r["source_id"])):
        stage = stage_of(row["name"])
        if stage is None:
            continue
        place = _position(row, points.get(row["adcode"], ()))
        bare = row["adcode"] + BRACKETS.sub("", row["name"])
        if any(distance_km(place, other) < SAME_PLACE_KM for other in kept[bare]):
            continue
        kept[bare].append(place)
        schools.append(_school(row, stage, place, year))
    return tuple(schools)


def real_problem(
    path: Path,
    county_code: str,
    policy: Policy,
    *,
    towns: Path | None = None,
    year: int = 2027,
    seed: int = 0,
) -> Problem:
    """A problem of real schools and made-up people.

    A code of fewer than six digits makes one office of a whole prefecture or province, with its
    counties in the role of townships.

    Raises
    ------
    ValueError
        When the list has no school in use there.
    """
    targets = real_schools(path, county_code, towns=towns, year=year)
    if not targets:
        raise ValueError(f"{path}: of the places of {county_code} none is a school in use")
    regions = _regions(path, county_code)
    staff = generate_people(targets, regions, policy, office=county_code, year=year, seed=seed)
    office = next(r for r in regions if r.id == county_code)
    return Problem(
        id=f"real-{county_code}",
        name=f"{office.name}{year}年",
        office=county_code,
        fictional=True,
        note=NOTE,
        regions=regions,
        targets=targets,
        inspectors=staff.inspectors,
        interests=staff.interests,
        leave=staff.leave,
        history=staff.history,
        policy=policy,
        programmes=policy.programmes,
        calendar=school_calendar(year, policy.training),
    )


def rows_of_file(path: Path) -> Iterator[Row]:
    """The rows of a CSV file, plain or gzipped."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)


def settlements(towns: Path | None, code: str) -> dict[str, list[tuple[float, float]]]:
    """Real settlements by the code of their county."""
    places: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows_of_file(towns) if towns is not None else ():
        if row["adcode"].startswith(code):
            places[row["adcode"]].append((float(row["lon_wgs84"]), float(row["lat_wgs84"])))
    return places


def _position(row: Row, settlements: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The exact point; else a settlement of the county, the same one every time."""
    if row["coord"] == "point" or not settlements:
        return float(row["lon_wgs84"]), float(row["lat_wgs84"])
    return Random(row["source_id"]).choice(settlements)


def _school(row: Row, stage: Stage, place: tuple[float, float], year: int) -> School:
    name = row["name"]
    locality = Locality.URBAN
    if re.search("村|乡|苏木|嘎查|农场", name):
        locality = Locality.RURAL
    elif "镇" in name:
        locality = Locality.TOWNSHIP
    rng = Random(f"{row['source']} {row['source_id']}")
    known = re.search("第.{1,3}幼儿园|中心|机关|直属|实验|附属|镇|乡|街", name)
    private = stage is Stage.KINDERGARTEN and known is None
    sector = Sector.PRIVATE if private else Sector.PUBLIC
    facts = make_facts(stage, sector, locality, year, rng)
    return School(
        id=f"{row['source'][0].upper()}{row['source_id']}",
        name=name,
        region=row["adcode"],
        lon=place[0],
        lat=place[1],
        stage=stage,
        sector=sector,
        locality=locality,
        enrolment=facts.enrolment,
        term_end=facts.term_end,
        risk=facts.risk,
        reports=facts.reports,
    )


def _regions(path: Path, code: str) -> tuple[Region, ...]:
    """Province, office, and below the office the counties when it is more than one."""
    rows = [r for r in rows_of_file(path) if r["adcode"].startswith(code)]
    if not rows:
        raise ValueError(f"{path}: no school has a code that starts with {code}")
    first = rows[0]
    names = {2: first["province"], 4: first["city"], 6: first["county"] or first["city"]}
    office = Region(id=code, name=names[len(code)], level=Level.COUNTY, parent=code[:2] + "0000")
    province = Region(id=code[:2] + "0000", name=first["province"], level=Level.PROVINCE)
    below = {r["adcode"]: r["county"] or r["city"] for r in rows if r["adcode"] != code}
    return (
        province,
        office,
        *(
            Region(id=adcode, name=name, level=Level.TOWNSHIP, parent=code)
            for adcode, name in sorted(below.items())
        ),
    )
