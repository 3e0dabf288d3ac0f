"""The indicators of an evaluation: the first two levels are the text's, the third is made up.

Source: `md.index`. The text names 24 subjects of its 6 heads; the annex with the rest is not at
hand.
"""

from collections.abc import Iterator

from models.indicator import Indicator
from models.policy import IndicatorShape
from scenarios.generate.words import listed

HEADS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("贯彻落实党对教育事业的全面领导", listed("党建机制 宣传和思想政治工作 贯彻党的教育方针")),
    (
        "落实教育法律、法规、规章和政策",
        listed("教育规划 教育法治 国家通用语言文字工作 新时代教育评价改革"),
    ),
    (
        "各级各类教育发展",
        listed("学前教育 义务教育 高中阶段教育 职业教育 特殊教育 民族教育 民办教育"),
    ),
    ("教师队伍建设", listed("队伍管理 教师待遇 教师培训")),
    ("教育保障", listed("学校布局 教育经费 学校安全 教育信息化 督导体制机制")),
    ("规范办学行为和促进教育公平", listed("办学行为和招生行为 助学政策")),
)


def make_indicators(shape: IndicatorShape) -> tuple[Indicator, ...]:
    """The heads, their subjects, and so many made-up points below them that the shape is kept."""
    return tuple(_made(shape.counts[-1]))


def _made(points: int) -> Iterator[Indicator]:
    subjects = sum(len(below) for _, below in HEADS)
    number = 0
    for n, (head, below) in enumerate(HEADS, 1):
        yield Indicator(id=f"{n}", name=head)
        for k, subject in enumerate(below, 1):
            yield Indicator(id=f"{n}.{k}", name=subject, parent=f"{n}")
            own = points * (number + 1) // subjects - points * number // subjects
            number += 1
            for m in range(1, own + 1):
                yield Indicator(id=f"{n}.{k}.{m}", name=f"{subject}观测点{m}", parent=f"{n}.{k}")
