"""A thing and what it is related to, drawn without a browser: SVG, and PNG where resvg is installed.

The picture reads from its middle outwards: thing, words, thing. What is said in the same words hangs together, so that
nothing can cover anything else; what does not fit is counted, never squeezed in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from graph.errors import FolderError
from graph.explore import Step, describe
from graph.formats.interchange import in_xml
from graph.formats.looks import FAMILY, Theme, look_of, palette, symbol_path, text_width
from graph.formats.target import write_whole
from graph.network import Build, Thing
from graph.settings import Settings
from graph.vocabulary import Kind, Vocabulary, read_vocabulary

__all__ = ["HEIGHT", "WIDTH", "draw_picture", "to_png", "write_picture"]

WIDTH, HEIGHT = 1200, 630
"""The size that sites show when a link is shared."""

_EDGE = 56.0
_FOOT = 596.0
_ROW = 27.0
_GAP = 15.0


@dataclass(frozen=True, slots=True)
class _Group:
    """What is said of the thing in the same words; ``left_out`` more have no room."""

    says: str
    steps: tuple[Step, ...]
    left_out: int = 0

    @property
    def height(self) -> float:
        return _ROW * (len(self.steps) + (self.left_out > 0)) + _GAP


@dataclass(frozen=True, slots=True)
class _Side:
    """Where a side's words, symbols and names stand; ``to`` is 1 to the right and -1 to the left."""

    to: int
    words: float
    symbols: float

    @property
    def names(self) -> float:
        return self.symbols + 17 * self.to

    @property
    def room(self) -> float:
        return (WIDTH - _EDGE - self.names) if self.to > 0 else self.names - _EDGE


_ALONE = (280.0, _Side(1, 470.0, 620.0))
_BOTH = (600.0, _Side(1, 742.0, 856.0), _Side(-1, 458.0, 344.0))


def write_picture(build: Build, thing: Thing, target: Path, settings: Settings, *, theme: Theme = "light") -> None:
    """Write the picture of a thing, as PNG where the target ends so, else as SVG.

    Raises
    ------
    FolderError
        The target cannot be written, or nothing here can draw PNG.
    """
    drawn = draw_picture(build, thing, settings, theme=theme)
    try:
        write_whole(target, to_png(drawn) if target.suffix.lower() == ".png" else drawn.encode())
    except OSError as error:
        raise FolderError(f"{target}: {error.strerror}; choose a place that you may write to") from None


def draw_picture(build: Build, thing: Thing, settings: Settings, *, theme: Theme = "light") -> str:
    """Draw a thing and what it is related to as SVG, 1200 by 630: the same text for the same build.

    Examples
    --------
    >>> from tests.example import build
    >>> made = build()
    >>> drawn = draw_picture(made, made.things[3], Settings())
    >>> "is developed by" in drawn, "OpenAI" in drawn
    (True, True)
    """
    vocabulary = read_vocabulary(settings.domain)
    steps = describe(build, thing, vocabulary)
    pen = _Pen(theme, vocabulary)
    pen.rectangle(0, 0, WIDTH, HEIGHT, pen.colours["paper"])
    pen.rectangle(0, 0, 10, HEIGHT, pen.colours[look_of(vocabulary.kinds[thing.kind]).hue])
    lines = _wrap(thing.definition or "", 18, WIDTH - 2 * _EDGE - 46, most=2)
    top = 142.0 + 25 * len(lines)
    gathered = _gather(steps)
    groups = _fit(gathered, _FOOT - 42 - top)
    shown, all_ = (sum(len(group.steps) for group in each) for each in (groups, gathered))
    _draw_head(pen, thing, lines, (len(steps), all_ - shown))
    _draw_body(pen, thing, groups, (top + _FOOT - 42) / 2)
    _draw_foot(pen, [thing, *_ends(groups)], groups, settings.title)
    sentences = ". ".join(map(str, steps))
    return pen.finish(thing.label, f"{sentences}." if sentences else "No fact relates it to anything yet.")


def to_png(svg: str, *, scale: int = 1) -> bytes:
    """Turn an SVG into PNG by resvg, in the fonts of this machine.

    Raises
    ------
    FolderError
        resvg is not installed, or this machine has no font.
    """
    try:
        import resvg_py
    except ImportError:
        raise FolderError(
            "PNG needs resvg: pip install 'glossary-graph[picture]', or name a target that ends in .svg"
        ) from None
    empty = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>'
    letter = empty.replace("/>", f'><text y="18" font-family="{FAMILY}">x</text></svg>')
    if resvg_py.svg_to_bytes(svg_string=letter) == resvg_py.svg_to_bytes(svg_string=empty):
        raise FolderError("PNG needs a font: install one (fonts-dejavu-core on Debian), or name a target in .svg")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale))


# ── what has room ──────────────────────────────────────────────────────────────────────────────────────────────────


def _gather(steps: Iterable[Step]) -> list[_Group]:
    """Put together what is said in the same words, in the vocabulary's order, the surest first."""
    groups: dict[str, dict[str, Step]] = {}
    for step in steps:
        end = step.end.id if isinstance(step.end, Thing) else str(step.end)
        groups.setdefault(step.says, {}).setdefault(end, step)
    return [_Group(says, tuple(found.values())) for says, found in groups.items()]


def _fit(groups: Sequence[_Group], height: float) -> list[_Group]:
    """Keep of each group as many as there is room for, one more of each in turn; the last groups go if they must."""
    kept = list(groups)
    while kept and not _is_room([_cut(group, 1) for group in kept], height):
        kept.pop()
    counts = [1] * len(kept)
    is_growing = True
    while is_growing:
        is_growing = False
        for number, group in enumerate(kept):
            wished = [count + (place == number) for place, count in enumerate(counts)]
            cut = [_cut(*pair) for pair in zip(kept, wished, strict=True)]
            if counts[number] < len(group.steps) and _is_room(cut, height):
                counts, is_growing = wished, True
    return [_cut(*pair) for pair in zip(kept, counts, strict=True)]


def _cut(group: _Group, count: int) -> _Group:
    """Leave out what is beyond the count; a single one left over takes no more room than the words for it."""
    left_out = len(group.steps) - count
    return group if left_out <= 1 else replace(group, steps=group.steps[:count], left_out=left_out)


def _is_room(groups: Sequence[_Group], height: float) -> bool:
    return all(sum(group.height for group in side) <= height + _GAP for side in _share(groups))


def _share(groups: Sequence[_Group]) -> tuple[list[_Group], list[_Group]]:
    """Share the groups out to the right and the left so that both are about as high; the order stays."""
    heights = [0.0, 0.0]
    home = {}
    for number in sorted(range(len(groups)), key=lambda number: (-groups[number].height, number)):
        side = int(heights[1] < heights[0])
        home[number] = side
        heights[side] += groups[number].height
    right = [group for number, group in enumerate(groups) if home[number] == 0]
    return right, [group for number, group in enumerate(groups) if home[number] == 1]


def _ends(groups: Iterable[_Group]) -> Iterator[Thing]:
    for group in groups:
        yield from (step.end for step in group.steps if isinstance(step.end, Thing))


# ── the parts of the picture ───────────────────────────────────────────────────────────────────────────────────────


def _draw_head(pen: "_Pen", thing: Thing, lines: Sequence[str], facts: tuple[int, int]) -> None:
    """Write title, kind and definition; ``facts`` says how many there are, and how many of them are not shown."""
    kind = pen.vocabulary.kinds[thing.kind]
    pen.symbol(kind, _EDGE + 15, 67, 15)
    room = WIDTH - 2 * _EDGE - 46
    size = next((size for size in (40, 34, 28) if text_width(thing.label, size, bold=True) <= room), 26)
    pen.text(_shorten(thing.label, size, room, bold=True), _EDGE + 46, 67 + size * 0.35, size, weight=700)
    count, hidden = facts
    said = [kind.label, _counted(count, "fact", "facts") + (f", {count - hidden:,} of them here" if hidden else "")]
    said += [f"named in {_counted(len(thing.entries), 'entry', 'entries')}"] if thing.entries else []
    pen.text(" · ".join(said), _EDGE + 46, 112, 18, colour="softInk")
    for number, line in enumerate(lines):
        pen.text(line, _EDGE + 46, 144 + 25 * number, 18)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _draw_body(pen: "_Pen", thing: Thing, groups: Sequence[_Group], middle: float) -> None:
    right, left = _share(groups)
    across = _BOTH[0] if left else _ALONE[0]
    for side, group in ((_BOTH[1] if left else _ALONE[1], right), (_BOTH[2], left)):
        _draw_side(pen, group, side, (across, middle))
    pen.symbol(pen.vocabulary.kinds[thing.kind], across, middle, 27, halo=8)
    if not groups:
        pen.text("No entry relates this to anything else yet.", across + 60, middle + 6, 18, colour="softInk")


def _draw_side(pen: "_Pen", groups: Sequence[_Group], side: _Side, centre: tuple[float, float]) -> None:
    top = centre[1] - (sum(group.height for group in groups) - _GAP) / 2
    for group in groups:
        middle = top + (group.height - _GAP) / 2
        width = text_width(group.says, 14.5) + 22
        inner, outer = side.words - side.to * width / 2, side.words + side.to * width / 2
        is_inferred = all(step.fact.status == "inferred" for step in group.steps)
        pen.curve(centre, (inner, middle), 1.8, dashed=is_inferred)
        for number, step in enumerate(group.steps):
            level = top + _ROW * (number + 0.5)
            dashed = step.fact.status == "inferred"
            pen.curve((outer, middle), (side.symbols - side.to * 11, level), 1.3, dashed=dashed)
            _draw_end(pen, step, side, level)
        if group.left_out:
            level = top + _ROW * (len(group.steps) + 0.5)
            pen.text(f"and {group.left_out:,} more", side.names, level + 5, 14.5, colour="softInk", to=side.to)
        pen.rectangle(side.words - width / 2, middle - 13, width, 26, pen.colours["ground"], radius=13)
        pen.text(group.says, side.words, middle + 5, 14.5, colour="softInk", to=0)
        top += group.height


def _draw_end(pen: "_Pen", step: Step, side: _Side, level: float) -> None:
    if not isinstance(step.end, Thing):
        pen.text(str(step.end), side.symbols - 6 * side.to, level + 5.5, 16.5, to=side.to)
        return
    pen.symbol(pen.vocabulary.kinds[step.end.kind], side.symbols, level, 7.5)
    pen.text(_shorten(step.end.label, 16.5, side.room), side.names, level + 5.5, 16.5, to=side.to)


def _draw_foot(pen: "_Pen", things: Iterable[Thing], groups: Sequence[_Group], title: str) -> None:
    """Say what the shapes mean, and where the picture is from."""
    pen.line((_EDGE, _FOOT - 28), (WIDTH - _EDGE, _FOOT - 28))
    held = {thing.kind for thing in things}
    kinds = [kind for kind in pen.vocabulary.kinds.values() if kind.name in held]
    title = _shorten(title, 15, 300, bold=True)
    limit = WIDTH - _EDGE - text_width(title, 15, bold=True) - 30
    left = _EDGE
    for kind in kinds:
        width = text_width(kind.label, 14.5) + 40
        if left + width > limit:
            break
        pen.symbol(kind, left + 8, _FOOT - 5, 7)
        pen.text(kind.label, left + 22, _FOOT, 14.5, colour="softInk")
        left += width
    mark = "follows from other facts"
    is_dashed = any(step.fact.status == "inferred" for group in groups for step in group.steps)
    if is_dashed and left + text_width(mark, 14.5) + 40 < limit:
        pen.line((left, _FOOT - 5), (left + 28, _FOOT - 5), dashed=True)
        pen.text(mark, left + 36, _FOOT, 14.5, colour="softInk")
    pen.text(title, WIDTH - _EDGE, _FOOT, 15, weight=700, to=-1)


# ── words that fit ─────────────────────────────────────────────────────────────────────────────────────────────────


def _shorten(text: str, size: float, room: float, *, bold: bool = False) -> str:
    text = " ".join(text.split())
    if text_width(text, size, bold=bold) <= room:
        return text
    while text and text_width(f"{text}…", size, bold=bold) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def _wrap(text: str, size: float, room: float, *, most: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [_shorten(line, size, room) for line in lines]


# ── SVG ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Pen:
    """Draws in one theme; all text becomes text, whatever it holds."""

    def __init__(self, theme: Theme, vocabulary: Vocabulary) -> None:
        self.colours, self.vocabulary = palette(theme), vocabulary
        self.drawing = ElementTree.Element("g")

    def _add(self, tag: str, text: str | None = None, **attributes: str | float) -> None:
        named = {name.replace("_", "-"): _say(value) for name, value in attributes.items()}
        ElementTree.SubElement(self.drawing, tag, named).text = None if text is None else in_xml(text)

    def rectangle(
        self, left: float, top: float, width: float, height: float, colour: str, *, radius: float = 0
    ) -> None:
        self._add("rect", x=left, y=top, width=width, height=height, rx=radius, fill=colour)

    def line(self, start: tuple[float, float], end: tuple[float, float], *, dashed: bool = False) -> None:
        path = f"M{_say(start[0])} {_say(start[1])}L{_say(end[0])} {_say(end[1])}"
        self._stroke(path, 1.5 if dashed else 1, dashed=dashed)

    def curve(self, start: tuple[float, float], end: tuple[float, float], width: float, *, dashed: bool) -> None:
        (x, y), (to_x, to_y) = start, end
        half = _say((x + to_x) / 2)
        path = f"M{_say(x)} {_say(y)}C{half} {_say(y)} {half} {_say(to_y)} {_say(to_x)} {_say(to_y)}"
        self._stroke(path, width, dashed=dashed)

    def _stroke(self, path: str, width: float, *, dashed: bool) -> None:
        dashes = {"stroke_dasharray": "5 4"} if dashed else {}
        self._add(
            "path",
            d=path,
            fill="none",
            stroke=self.colours["litLine"],
            stroke_width=width,
            stroke_opacity=0.45,
            **dashes,
        )

    def symbol(self, kind: Kind, x: float, y: float, radius: float, *, halo: float = 0) -> None:
        look = look_of(kind)
        scale = radius / 7.5
        path, place = symbol_path(look.shape), f"translate({_say(x)} {_say(y)}) scale({_say(scale)})"
        colour, paper = self.colours[look.hue], self.colours["paper"]
        edge = max(2.0, radius / 6)
        if halo:
            self._add("circle", cx=x, cy=y, r=radius + halo, fill=paper)
        self._add(
            "path",
            d=path,
            transform=place,
            fill=paper if look.hollow else colour,
            stroke=colour,
            stroke_width=(edge if look.hollow else 0.8) / scale,
            stroke_linejoin="round",
        )

    def text(
        self, text: str, x: float, y: float, size: float, *, weight: int = 400, colour: str = "ink", to: int = 1
    ) -> None:
        """Write a text that begins at x (``to`` 1), ends there (-1) or has its middle there (0)."""
        anchor = {1: "start", 0: "middle", -1: "end"}[to]
        fill = self.colours[colour]
        self._add("text", text, x=x, y=y, font_size=size, font_weight=weight, fill=fill, text_anchor=anchor)

    def finish(self, title: str, description: str) -> str:
        head = {"xmlns": "http://www.w3.org/2000/svg", "width": str(WIDTH), "height": str(HEIGHT)}
        head |= {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "font-family": FAMILY}
        root = ElementTree.Element("svg", head)
        for tag, text in (("title", title), ("desc", description)):
            ElementTree.SubElement(root, tag).text = in_xml(text)
        root.extend(self.drawing)
        ElementTree.indent(root, "")
        return ElementTree.tostring(root, encoding="unicode") + "\n"


def _say(value: str | float) -> str:
    """Write a number with two places at most, the same on every machine."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
