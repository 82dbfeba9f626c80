"""The trend of a line: the middle of the buckets around each point, where there are enough of them."""

from collections.abc import Sequence

from lrc_portal.series import Point
from lrc_portal.vocabulary import Bucket, Element, Facet
from lrc_portal.words.translator import Translator

AROUND = {Bucket.DAY: 3, Bucket.WEEK: 2, Bucket.MONTH: 2}
"""How many buckets before a point, and after it, its trend takes in: 7 days, 5 weeks or 5 months in all."""
BREAKS_FROM = {Bucket.DAY: 7, Bucket.WEEK: 2, Bucket.MONTH: 1}
"""How many empty buckets in a row a trend never crosses: those that the record calls quiet."""
ENOUGH = 12  # buckets with answers in a line; a shorter one has no trend
AT_ONCE = 3  # buckets with answers around a point


def bucket_of(point: Point) -> Bucket:
    """Whether a point stands for a day, a week or a month."""
    days = (point.until - point.at).days
    return Bucket.DAY if days == 1 else Bucket.WEEK if days == 7 else Bucket.MONTH


def lines(points: Sequence[Point]) -> dict[Element | Facet, list[tuple[Point, float | None]]]:
    """Each line that has a trend: its points, oldest first, each with its trend."""
    by_line: dict[Element | Facet, list[Point]] = {}
    for point in sorted(points, key=lambda point: point.at):
        by_line.setdefault(point.series, []).append(point)
    found = {series: list(zip(line, of(line), strict=True)) for series, line in by_line.items()}
    return {
        series: line for series, line in found.items() if any(value is not None for _point, value in line)
    }


def words(t: Translator, points: Sequence[Point]) -> str:
    """What the trend is, for those who look at it; nothing where no line has one."""
    if not lines(points):
        return ""
    match bucket_of(points[0]):
        case Bucket.DAY:
            said = t("The bold line is the average of 7 days, so it is easier to see how it went.")
        case Bucket.WEEK:
            said = t("The bold line is the average of 5 weeks, so it is easier to see how it went.")
        case _:
            said = t("The bold line is the average of 5 months, so it is easier to see how it went.")
    return f"{said} {t('The thin line shows the answers.')}"


def of(line: Sequence[Point]) -> list[float | None]:
    """The trend at each point of one line, oldest first; None where there is none.

    Each bucket counts as many times as it has days; in somebody else's record, where no days are
    counted, once. A line with few answers has no trend at all.
    """
    if sum(point.value is not None for point in line) < ENOUGH:
        return [None] * len(line)
    found: list[float | None] = []
    for stretch in _stretches(line):
        found += [None] * len(stretch) if stretch[0].value is None else _of_stretch(stretch)
    return found


def _stretches(line: Sequence[Point]) -> list[list[Point]]:
    """The line cut where it is quiet: a stretch begins and ends with an answer, or holds none at all."""
    limit = BREAKS_FROM[bucket_of(line[0])]
    answered = [place for place, point in enumerate(line) if point.value is not None]
    cuts = [0, answered[0]]
    for before, place in zip(answered, answered[1:], strict=False):
        if place - before > limit:
            cuts += [before + 1, place]
    cuts += [answered[-1] + 1, len(line)]
    return [list(line[a:b]) for a, b in zip(cuts, cuts[1:], strict=False) if a < b]


def _of_stretch(stretch: list[Point]) -> list[float | None]:
    around = AROUND[bucket_of(stretch[0])]
    found: list[float | None] = []
    for place in range(len(stretch)):
        span = stretch[max(0, place - around) : place + around + 1]
        counted = [(point.value, point.n or 1) for point in span if point.value is not None]
        times = sum(n for _value, n in counted)
        enough = len(counted) >= AT_ONCE
        found.append(sum(value * n for value, n in counted) / times if enough else None)
    return found
