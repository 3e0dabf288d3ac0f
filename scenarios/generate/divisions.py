"""Prefectures and counties of a province: real ones by code, name and rough place, or made-up ones.

Source: GB/T 2260 (codes and names are public; the seats are rounded to a tenth of a degree).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from scenarios.generate.geography import offset
from scenarios.generate.words import listed

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
FIRST_CODE = 61
"""GB/T 2260 assigns no prefecture a number this high."""
MOST = 99 - FIRST_CODE + 1
MOST_COUNTIES = 99


@dataclass(frozen=True)
class Seat:
    """A region by its code, and where its government sits.

    `weight` is how many schools it has beside others; None: by its kind.
    """

    code: str
    name: str
    lon: float
    lat: float
    weight: float | None = None


@dataclass(frozen=True)
class Division:
    """A prefecture with its counties; without a prefecture those directly under the province."""

    prefecture: Seat | None
    counties: tuple[Seat, ...]


def real_divisions(table: str) -> tuple[Division, ...]:
    """The divisions of a table: codes of four digits are prefectures, those of six counties.

    A county belongs to the prefecture whose code its own starts with, if that is there. A city
    without counties stands as a county: it does a county's work.
    """
    seats = [_seat(*line.split()) for line in table.split("\n") if line]
    prefectures = [s for s in seats if len(s.code) == 4]
    counties = [s for s in seats if len(s.code) == 6]
    held = {p.code for p in prefectures}
    direct = tuple(c for c in counties if c.code[:4] not in held)
    divisions = [
        Division(p, tuple(c for c in counties if c.code.startswith(p.code))) for p in prefectures
    ]
    return (*divisions, *([Division(None, direct)] if direct else []))


def _seat(code: str, name: str, lon: str, lat: str, weight: str = "") -> Seat:
    return Seat(code, name, float(lon), float(lat), float(weight) if weight else None)


@dataclass(frozen=True)
class Shape:
    """How made-up divisions of a province lie: its middle, and the room each of them takes."""

    code: str
    lon: float
    lat: float
    prefecture_km: float
    county_km: float
    prefecture: str
    county: str


def made_up_divisions(
    shape: Shape, prefectures: int, counties: int, rng: Random
) -> tuple[Division, ...]:
    """So many prefectures round the middle, the counties dealt out to them in turn.

    Raises
    ------
    ValueError
        When there are more than codes for them.
    """
    if not (1 <= prefectures <= MOST and prefectures <= counties <= MOST_COUNTIES * prefectures):
        raise ValueError(f"{counties} counties of {prefectures} prefectures: more or fewer needed")
    names = _names(rng)
    made = []
    for n in range(prefectures):
        code = f"{shape.code}{FIRST_CODE + n}"
        lon, lat = _placed(shape.lon, shape.lat, n, shape.prefecture_km)
        seat = Seat(code, next(names) + shape.prefecture, lon, lat)
        number = len(range(n, counties, prefectures))
        below = tuple(
            Seat(
                f"{code}{k + 1:02d}",
                next(names) + shape.county,
                *_placed(lon, lat, k, shape.county_km),
            )
            for k in range(number)
        )
        made.append(Division(seat, below))
    return tuple(made)


def _placed(lon: float, lat: float, number: int, km: float) -> tuple[float, float]:
    """Places on a spiral that leaves each the same room."""
    far, angle = km * math.sqrt(number), number * GOLDEN_ANGLE
    return offset(lon, lat, far * math.sin(angle), far * math.cos(angle))


def _names(rng: Random) -> Iterator[str]:
    """Two characters, each pair once; then with a direction before them."""
    pairs = [a + b for a in _FIRST for b in _SECOND]
    rng.shuffle(pairs)
    for before in ("", *_BEFORE):
        yield from (before + pair for pair in pairs)


_FIRST = listed("安 丰 广 和 华 嘉 临 宁 平 清 瑞 泰 望 新 兴 永 玉 长 昌 德")
_SECOND = listed("川 关 河 湖 林 岭 陵 门 南 泉 山 水 台 溪 阳 原 源 州 丘 坪")
_BEFORE = listed("东 西 南 北 上 下 大 小")

NEIMENGGU = real_divisions(
    """
1501 呼和浩特市 111.7 40.8
150102 新城区 111.7 40.8
150103 回民区 111.7 40.8
150104 玉泉区 111.7 40.8
150105 赛罕区 111.7 40.8
150121 土默特左旗 111.1 40.7
150122 托克托县 111.2 40.3
150123 和林格尔县 111.8 40.4
150124 清水河县 111.7 39.9
150125 武川县 111.5 41.1
1502 包头市 109.8 40.7
150202 东河区 110.0 40.6
150203 昆都仑区 109.8 40.7
150204 青山区 109.9 40.7
150205 石拐区 110.3 40.7
150206 白云鄂博矿区 110.0 41.8
150207 九原区 110.0 40.6
150221 土默特右旗 110.5 40.6
150222 固阳县 110.1 41.0
150223 达尔罕茂明安联合旗 110.4 41.7
1503 乌海市 106.8 39.7
150302 海勃湾区 106.8 39.7
150303 海南区 106.9 39.4
150304 乌达区 106.7 39.5
1504 赤峰市 119.0 42.3
150402 红山区 119.0 42.3
150403 元宝山区 119.3 42.0
150404 松山区 118.9 42.3
150421 阿鲁科尔沁旗 120.1 43.9
150422 巴林左旗 119.4 44.0
150423 巴林右旗 118.7 43.5
150424 林西县 118.1 43.6
150425 克什克腾旗 117.5 43.3
150426 翁牛特旗 119.0 42.9
150428 喀喇沁旗 118.7 41.9
150429 宁城县 119.3 41.6
150430 敖汉旗 119.9 42.3
1505 通辽市 122.3 43.6
150502 科尔沁区 122.3 43.6
150521 科尔沁左翼中旗 123.3 44.1
150522 科尔沁左翼后旗 122.4 43.0
150523 开鲁县 121.3 43.6
150524 库伦旗 121.8 42.7
150525 奈曼旗 120.7 42.8
150526 扎鲁特旗 120.9 44.6
150581 霍林郭勒市 119.7 45.5
1506 鄂尔多斯市 110.0 39.8
150602 东胜区 110.0 39.8
150603 康巴什区 109.8 39.6
150621 达拉特旗 110.0 40.4
150622 准格尔旗 111.2 39.9
150623 鄂托克前旗 107.5 38.2
150624 鄂托克旗 108.0 39.1
150625 杭锦旗 108.7 39.8
150626 乌审旗 108.8 38.6
150627 伊金霍洛旗 109.8 39.6
1507 呼伦贝尔市 119.8 49.2
150702 海拉尔区 119.8 49.2
150703 扎赉诺尔区 117.7 49.5
150721 阿荣旗 123.5 48.1
150722 莫力达瓦达斡尔族自治旗 124.5 48.5
150723 鄂伦春自治旗 123.7 50.6
150724 鄂温克族自治旗 119.8 49.1
150725 陈巴尔虎旗 119.4 49.3
150726 新巴尔虎左旗 118.3 48.2
150727 新巴尔虎右旗 116.8 48.7
150781 满洲里市 117.5 49.6
150782 牙克石市 120.7 49.3
150783 扎兰屯市 122.7 48.0
150784 额尔古纳市 120.2 50.2
150785 根河市 121.5 50.8
1508 巴彦淖尔市 107.4 40.8
150802 临河区 107.4 40.8
150821 五原县 108.3 41.1
150822 磴口县 107.0 40.3
150823 乌拉特前旗 108.7 40.7
150824 乌拉特中旗 108.5 41.6
150825 乌拉特后旗 107.1 41.1
150826 杭锦后旗 107.1 40.9
1509 乌兰察布市 113.1 41.0
150902 集宁区 113.1 41.0
150921 卓资县 112.6 40.9
150922 化德县 114.0 41.9
150923 商都县 113.6 41.6
150924 兴和县 113.8 40.9
150925 凉城县 112.5 40.5
150926 察哈尔右翼前旗 113.2 40.8
150927 察哈尔右翼中旗 112.6 41.3
150928 察哈尔右翼后旗 113.2 41.4
150929 四子王旗 111.7 41.5
150981 丰镇市 113.2 40.4
1522 兴安盟 122.1 46.1
152201 乌兰浩特市 122.1 46.1
152202 阿尔山市 119.9 47.2
152221 科尔沁右翼前旗 122.0 46.1
152222 科尔沁右翼中旗 121.5 45.1
152223 扎赉特旗 122.9 46.7
152224 突泉县 121.6 45.4
1525 锡林郭勒盟 116.1 43.9
152501 二连浩特市 112.0 43.7
152502 锡林浩特市 116.1 43.9
152522 阿巴嘎旗 115.0 44.0
152523 苏尼特左旗 113.7 43.9
152524 苏尼特右旗 112.7 42.7
152525 东乌珠穆沁旗 117.0 45.5
152526 西乌珠穆沁旗 117.6 44.6
152527 太仆寺旗 115.3 41.9
152528 镶黄旗 113.8 42.2
152529 正镶白旗 115.0 42.3
152530 正蓝旗 116.0 42.2
152531 多伦县 116.5 42.2
1529 阿拉善盟 105.7 38.8
152921 阿拉善左旗 105.7 38.8
152922 阿拉善右旗 101.7 39.2
152923 额济纳旗 101.1 42.0
"""
)
HAINAN = real_divisions(
    """
4601 海口市 110.3 20.0
460105 秀英区 110.3 20.0
460106 龙华区 110.3 20.0
460107 琼山区 110.4 20.0
460108 美兰区 110.4 20.0
4602 三亚市 109.5 18.2
460202 海棠区 109.8 18.4
460203 吉阳区 109.5 18.2
460204 天涯区 109.5 18.2
460205 崖州区 109.2 18.4
460300 三沙市 112.3 16.8 0.02
460400 儋州市 109.6 19.5
469001 五指山市 109.5 18.8
469002 琼海市 110.5 19.2
469005 文昌市 110.8 19.6
469006 万宁市 110.4 18.8
469007 东方市 108.7 19.1
469021 定安县 110.3 19.7
469022 屯昌县 110.1 19.4
469023 澄迈县 110.0 19.7
469024 临高县 109.7 19.9
469025 白沙黎族自治县 109.5 19.2
469026 昌江黎族自治县 109.1 19.3
469027 乐东黎族自治县 109.2 18.7
469028 陵水黎族自治县 110.0 18.5
469029 保亭黎族苗族自治县 109.7 18.6
469030 琼中黎族苗族自治县 109.8 19.0
"""
)
