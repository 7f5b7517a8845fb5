"""Label Studio: its JSON and JSON-MIN exports, and tasks with predictions to import into it.

Both of the templates "Named Entity Recognition" and "Relation Extraction" are read. JSON-MIN has no relations: Label
Studio leaves them out. Of several annotations of a task the last counts; skipped ones never do. Tasks as they were
written for the import, with predictions alone, are read as they are.
"""

import colorsys
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.annotations.record import ONE_THING, Document, Relation, Span, sort_marks
from graph.formats.target import write_whole
from graph.published import Problem
from graph.vocabulary import YEAR, Vocabulary

__all__ = ["generate_labeling_config", "read_label_studio", "write_label_studio"]

_FORM = "export it from Label Studio as JSON"
_ENDS = {"right": (("from_id", "to_id"),), "left": (("to_id", "from_id"),)}
_BOTH = (("from_id", "to_id"), ("to_id", "from_id"))

Task = Mapping[str, Any]


def read_label_studio(path: Path) -> Iterator[Document | Problem]:
    """Read the tasks of an export."""
    place = path.as_posix()
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        yield Problem(place, f"no JSON ({str(error)[:80]})", _FORM)
        return
    if not isinstance(tasks, list):
        yield Problem(place, "no list of tasks", _FORM)
        return
    for number, task in enumerate(tasks, 1):
        named = task.get("id", number) if isinstance(task, dict) else number
        yield from _read_task(task, f"{path.stem}-{named}", f"{place}, task {named}")


def _read_task(task: Any, name: str, place: str) -> Iterator[Document | Problem]:
    if not isinstance(task, dict):
        yield Problem(place, f"a {type(task).__name__} and no task", _FORM)
        return
    data = task.get("data")
    is_whole = isinstance(data, dict)
    fields: Task = data if isinstance(data, dict) else task
    rows = _results(task) if is_whole else _marks(task)
    if rows is None:
        yield Problem(place, "nobody has annotated it", "submit it in Label Studio, or leave it out of the export")
        return
    text = _text(fields, rows)
    if text is None:
        yield Problem(place, "has no text", "import tasks that hold their text in the field text")
        return
    spans, relations, problems = sort_marks(
        item for number, row in enumerate(rows, 1) for item in _read_row(row, f"{place}, mark {number}", str(number))
    )
    yield from problems
    entry, title = (str(fields[key]) if isinstance(fields.get(key), str) else "" for key in ("entry", "title"))
    yield Document(entry or name, text, spans, relations, title, place)


def _results(task: Task) -> list[Any] | None:
    """Give the marks of the annotation that counts; None where there is none."""
    key = next((key for key in ("annotations", "completions", "predictions") if key in task), "annotations")
    listed = task.get(key)
    kept = [
        each
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and not each.get("was_cancelled") and isinstance(each.get("result"), list)
    ]
    kept.reverse()  # of those with one date the last
    return max(kept, key=lambda each: str(each.get("updated_at") or ""))["result"] if kept else None


def _marks(task: Task) -> list[Any]:
    """Give the marks of a task of JSON-MIN, in the form of the other."""
    return [
        {"value": mark}
        for value in task.values()
        for mark in (value if isinstance(value, list) else [value])
        if isinstance(mark, dict) and "start" in mark and "end" in mark
    ]


def _text(fields: Task, rows: Iterable[Any]) -> str | None:
    """Find the text: the field that is named so, or that the marks name, or the longest."""
    named = [str(row["to_name"]) for row in rows if isinstance(row, dict) and "to_name" in row]
    for key in ("text", *named):
        if isinstance(fields.get(key), str):
            return str(fields[key])
    return max((text for text in fields.values() if isinstance(text, str)), key=len, default=None)


def _read_row(row: Any, place: str, number: str) -> Iterator[Span | Relation | Problem]:
    if not isinstance(row, dict):
        yield Problem(place, "is no mark", _FORM)
    elif row.get("type") == "relation":
        yield from _read_relation(row, place)
    elif isinstance(value := row.get("value"), dict) and "start" in value:
        start, end = value.get("start"), value.get("end")
        labels = value.get("labels")
        if type(start) is not int or type(end) is not int:
            yield Problem(
                place, f"its place {start!r} to {end!r} is no offset", "label plain text (the tag Text), no HTML"
            )
        elif not isinstance(labels, list) or not labels:
            yield Problem(place, "has no label", "give it one, or remove it")
        else:
            quote = value.get("text")
            yield Span(
                str(row.get("id", number)), start, end, str(labels[0]), quote if isinstance(quote, str) else "", place
            )


def _read_relation(row: Task, place: str) -> Iterator[Relation | Problem]:
    labels = row.get("labels")
    if not isinstance(labels, list) or not labels:
        yield Problem(place, "the relation has no label", "give it one, or remove it")
        return
    for head, tail in _ENDS.get(str(row.get("direction", "right")), _BOTH):
        yield from (Relation(str(row.get(head)), str(label), str(row.get(tail)), place) for label in labels)


def write_label_studio(documents: Iterable[Document], target: Path, vocabulary: Vocabulary) -> Path:
    """Write tasks with predictions, and beside them the labelling configuration; give the path of that."""
    tasks = [_task(document) for document in documents]
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode())
    beside = target.with_suffix(".xml")
    write_whole(beside, generate_labeling_config(vocabulary).encode())
    return beside


def _task(document: Document) -> dict[str, Any]:
    marks: list[dict[str, Any]] = [
        {
            "id": span.id,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": span.start, "end": span.end, "text": span.quote, "labels": [span.label]},
        }
        for span in document.spans
    ]
    arrows = [
        {"type": "relation", "from_id": arrow.head, "to_id": arrow.tail, "direction": "right", "labels": [arrow.label]}
        for arrow in document.relations
    ]
    data = {"entry": document.name, "title": document.title, "text": document.text}
    return {"data": data, "predictions": [{"model_version": "glossary-graph", "result": [*marks, *arrows]}]}


def generate_labeling_config(vocabulary: Vocabulary) -> str:
    """Write the labelling configuration that a project needs: the kinds as labels, the predicates as relations."""
    from lxml import etree  # type: ignore[import-untyped] # lxml publishes no hints

    view = etree.Element("View")
    style = etree.SubElement(view, "Style")
    style.text = ".htx-text { white-space: pre-wrap; }"
    relations = etree.SubElement(view, "Relations")
    for name in (*vocabulary.predicates, ONE_THING):
        etree.SubElement(relations, "Relation", value=name)
    labels = etree.SubElement(view, "Labels", name="label", toName="text")
    kinds = [*(kind.name for kind in vocabulary.kinds.values() if kind.inferred is None), YEAR]
    for number, name in enumerate(kinds):
        etree.SubElement(labels, "Label", value=name, background=_colour(number / len(kinds)))
    etree.SubElement(view, "Text", name="text", value="$text")
    return str(etree.tostring(view, pretty_print=True, encoding="unicode"))


def _colour(hue: float) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, 0.45, 0.65))
