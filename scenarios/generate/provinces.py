"""The kinds of province the generator can make up, each for the policy it was written for."""

from dataclasses import dataclass

from scenarios.generate.divisions import Shape
from scenarios.generate.landscapes import CITY, ISLAND, STEPPE, VALLEY, Landscape
from scenarios.generate.words import listed


@dataclass(frozen=True)
class Province:
    """A real province for made-up or real divisions; `county` is what its counties look like.

    Made-up townships are called by one of the `first` words and one of the `second`.
    """

    code: str
    name: str
    county: Landscape
    shape: Shape
    first: tuple[str, ...]
    second: tuple[str, ...]


_PLAIN = (
    listed(
        "白 柏 丙 大 东 高 葛 横 红 黄 金 九 龙 马 南 平 青 三 石 双 松 桃 铁 五 西 新 盐 杨 云 竹"
    ),
    listed("坝 坪 塘 桥 沟 湾 溪 岭 河 山 坡 店 堡 营 田 林 垭 滩 井 口"),
)
_STEPPE = (
    listed(
        "巴彦 查干 额尔德 白音 阿日 乌兰 哈日 呼和 宝日 伊和 那仁 达布 吉日 赛罕 "
        "图木 浩勒 桑根 道特 朝克 敖伦"
    ),
    listed("乌拉 淖尔 宝力格 郭勒 塔拉 敖包 布拉格 希勒 图嘎 花 善达 都呼 诺日 哈达 召 尼图"),
)
_ISLAND = (
    listed(
        "椰 龙 榔 港 瑞 石 南 新 茂 阳 文 潭 会 万 博 琼 海 东 和 兰 冲 昌 公 保 加 什 毛 黎 福 定"
    ),
    listed("滚 湾 门 城 壁 坡 塘 来 江 口 山 泉 路 陵 田 洋 楼 旺 桥 岭 坑 排 英 吉"),
)


def _shape(land: Landscape, prefecture: str, county: str, km: tuple[int, int]) -> Shape:
    return Shape(land.above[0][0], land.lon, land.lat, *km, prefecture, county)


def _province(
    land: Landscape,
    words: tuple[tuple[str, ...], tuple[str, ...]],
    names: tuple[str, str],
    km: tuple[int, int],
) -> Province:
    code, name = land.above[0]
    return Province(code, name, land, _shape(land, *names, km), *words)


PROVINCES = {
    "miyi-2022": _province(VALLEY, _PLAIN, ("市", "县"), (120, 60)),
    "hainan-2021": _province(ISLAND, _ISLAND, ("市", "县"), (60, 40)),
    "neimenggu-2020": _province(STEPPE, _STEPPE, ("盟", "旗"), (260, 120)),
    "shuangjian-2022": _province(STEPPE, _STEPPE, ("盟", "旗"), (260, 120)),
    "mudanjiang-2021": _province(CITY.county, _PLAIN, ("市", "县"), (140, 70)),
}


def province_of(policy: str) -> Province:
    """The province that a policy was written for; a plain one for any other policy."""
    return PROVINCES.get(policy, PROVINCES["miyi-2022"])
