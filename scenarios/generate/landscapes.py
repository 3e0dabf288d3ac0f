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
    of the farthest townships from the seat for a county of `usual_schools` schools. Codes of
    townships are counted from `first_town`.
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
    first_town: int = 100


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


@dataclass(frozen=True)
class Prefecture:
    """A city or league to be made up, of a kind for which the policy `policy` was written.

    `county` is what its counties look like; they lie on a ring of `ring_km` round the seat, the
    first one at the seat itself. `institutions` are off-campus training institutions a county.
    """

    policy: str
    code: str
    name: str
    county: Landscape
    counties: tuple[str, ...]
    seats: tuple[str, ...]
    ring_km: float
    institutions: int = 0


CITY = Prefecture(
    policy="mudanjiang-2021",
    code="2399",
    name="丹林市",
    county=Landscape(
        policy="mudanjiang-2021",
        code="239999",
        county="",
        neighbour="",
        above=(("23", "黑龙江省"), ("2399", "丹林市")),
        lon=129.6,
        lat=44.6,
        spread_km=32,
        usual_schools=14,
        rural_reach_km=7,
        valleys=(40, 150, 260),
        seat="",
        towns=listed(
            "柳泉 铁峰 北泉 兴岭 磨河 下江 马石 道林 绥泉 老松 金桦 柴林 长桦 横江 新石 山桦 "
            "江湾 渤泉 沙岭 镜河 三桦 仁岭 五峰 石桦 朱林 八河 穆泉 福林 共青 兴桦 河湾 大岭"
        ),
        suffix="镇",
    ),
    counties=("东林区", "西林区", "海松市", "宁河市", "穆山市", "绥岭市", "林江县", "东岭市"),
    seats=listed("东兴街道 西江街道 海松镇 宁河镇 穆山镇 绥岭镇 林江镇 东岭镇"),
    ring_km=95,
)
LEAGUE = Prefecture(
    policy="shuangjian-2022",
    code="1597",
    name="呼和乌拉盟",
    county=Landscape(
        policy="shuangjian-2022",
        code="159799",
        county="",
        neighbour="",
        above=(("15", "内蒙古自治区"), ("1597", "呼和乌拉盟")),
        lon=116.0,
        lat=43.9,
        spread_km=70,
        usual_schools=12,
        rural_reach_km=15,
        valleys=(25, 140, 250),
        seat="",
        towns=listed(
            "巴彦宝力格 阿日善 额尔德尼 白音查干 达来 哈登 那仁宝 乌兰图 吉日嘎朗 伊和塔拉 宝日 "
            "赛汗 朝克 桑根 浩勒图 满都 红格 乌日根 道特 阿拉坦 洪格尔 新宝 阿巴嘎 查干敖包"
        ),
        suffix="苏木",
    ),
    counties=("乌拉浩特市", "东乌拉旗", "西乌拉旗", "阿日善旗", "额仁旗", "查干诺尔旗"),
    seats=listed("希日街道 东乌镇 西乌镇 阿日善浩特镇 额仁镇 查干诺尔镇"),
    ring_km=150,
    institutions=4,
)

LANDSCAPES = {"valley": VALLEY, "island": ISLAND, "steppe": STEPPE}
PREFECTURES = {"city": CITY, "league": LEAGUE}
