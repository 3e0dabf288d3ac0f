"""The kinds of county the generator can make up: where they lie and what places are called there.

The provinces and prefectures are real, the counties and townships are not; their codes lie in a
range of GB/T 2260 that is not assigned.
"""

from dataclasses import dataclass

from scenarios.generate.words import listed


@dataclass(frozen=True)
class Landscape:
    """A county to be made up, of a kind for which the policy `policy` was written.

    `above` are province and prefecture, nearest last, as (code, name). `spread_km` is the distance
    of the farthest townships from the seat for a county of `usual_schools` schools.
    """

    policy: str
    code: str
    county: str
    neighbour: str
    above: tuple[tuple[str, str], ...]
    lon: float
    lat: float
    spread_km: float
    usual_schools: int
    rural_reach_km: float
    valleys: tuple[float, ...]
    seat: str
    towns: tuple[str, ...]
    suffix: str


VALLEY = Landscape(
    policy="miyi-2022",
    code="510499",
    county="禾安县",
    neighbour="白坡县",
    above=(("51", "四川省"), ("5104", "攀枝花市")),
    lon=102.11,
    lat=26.89,
    spread_km=34,
    usual_schools=70,
    rural_reach_km=5,
    valleys=(8, 190, 285),
    seat="攀禾镇",
    towns=listed("丙河 得山 挂榜 撒坪 白马坪 普田 草甸 麻垭 湾滩 新山 龙坝 垭口 安溪 石垭 黄草"),
    suffix="镇",
)
ISLAND = Landscape(
    policy="hainan-2021",
    code="469099",
    county="琼禾县",
    neighbour="南榔县",
    above=(("46", "海南省"),),
    lon=110.0,
    lat=19.0,
    spread_km=38,
    usual_schools=110,
    rural_reach_km=6,
    valleys=(35, 120, 220, 310),
    seat="椰城镇",
    towns=listed("龙滚 榔湾 港门 中瑞 石壁 南坡 新塘 加茂 阳江 文坡 潭口 会山 万泉 大路 博港"),
    suffix="镇",
)
STEPPE = Landscape(
    policy="neimenggu-2020",
    code="152599",
    county="阿日昆都旗",
    neighbour="查干布日旗",
    above=(("15", "内蒙古自治区"), ("1525", "锡林郭勒盟")),
    lon=115.0,
    lat=44.0,
    spread_km=95,
    usual_schools=50,
    rural_reach_km=18,
    valleys=(25, 110, 200, 280),
    seat="昆都镇",
    towns=listed(
        "巴彦乌拉 查干淖尔 额尔登 白音宝力格 达布希 哈日根 那仁 乌日图 吉林郭勒 伊和 宝力根 赛罕"
    ),
    suffix="苏木",
)

LANDSCAPES = {"valley": VALLEY, "island": ISLAND, "steppe": STEPPE}
