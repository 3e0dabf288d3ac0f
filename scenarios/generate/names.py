"""Made-up names of schools, each given once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from models.target import Locality, Sector, Stage
from scenarios.generate import words


@dataclass
class Names:
    """Names that have not been given yet."""

    rng: Random
    used: set[str] = field(default_factory=set)

    def new(self, form: str, choices: tuple[str, ...]) -> str:
        """The form with a word that makes a new name; numbered when all are taken."""
        for _ in range(2 * len(choices)):
            name = form.format(self.rng.choice(choices))
            if name not in self.used:
                break
        else:
            name = next(self._numbered(form, self.rng.choice(choices)))
        self.used.add(name)
        return name

    def _numbered(self, form: str, word: str) -> Iterator[str]:
        number = 2
        while True:
            name = form.format(f"{word}第{number}")
            if name not in self.used:
                yield name
            number += 1

    def series(self, form: str) -> str:
        """The first free of …第一…, …第二…."""
        number = 1
        while (name := form.format(_numeral(number))) in self.used:
            number += 1
        self.used.add(name)
        return name


def _numeral(number: int) -> str:
    if number > 99:
        return str(number)
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"


def name_school(stage: Stage, sector: Sector, locality: Locality, place: str, names: Names) -> str:
    """A name as such schools bear; the first school of a township is its central one."""
    private = sector is Sector.PRIVATE
    if stage is Stage.KINDERGARTEN:
        if private:
            return names.new(f"{place}{{}}幼儿园", words.PRIVATE_KINDERGARTENS)
        if locality is Locality.RURAL:
            return names.new(f"{place}{{}}村幼儿园", words.VILLAGES)
        return _first_or_series(names, f"{place}中心幼儿园", f"{place}第{{}}幼儿园")
    if private:
        kind = {Stage.PRIMARY: "小学", Stage.NINE_YEAR: "学校"}.get(stage, "中学")
        return names.new(f"{place}{{}}{kind}", words.PRIVATE_SCHOOLS)
    if stage is Stage.PRIMARY:
        if locality is Locality.RURAL:
            return names.new(f"{place}{{}}小学", words.VILLAGES)
        return _first_or_series(names, f"{place}中心小学", f"{place}第{{}}小学")
    if stage is Stage.NINE_YEAR:
        return names.new(f"{place}{{}}九年一贯制学校", words.VILLAGES)
    if stage is Stage.JUNIOR_SECONDARY:
        return _first_or_series(names, f"{place}初级中学", f"{place}第{{}}初级中学")
    if stage is Stage.SECONDARY_VOCATIONAL:
        return _first_or_series(names, f"{place}职业技术学校", f"{place}第{{}}职业技术学校")
    if stage is Stage.SPECIAL:
        return _first_or_series(names, f"{place}特殊教育学校", f"{place}第{{}}特殊教育学校")
    return names.series(f"{place}第{{}}中学")


def _first_or_series(names: Names, first: str, form: str) -> str:
    if first not in names.used:
        names.used.add(first)
        return first
    return names.series(form)
