"""What the checks cost: most of what a careful person read in single sentences would stay, had a model read it."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from docs.examples import ROOT
from graph.annotate import sentence_places
from graph.claims import Claim
from graph.entries import Entry, read_entries
from graph.extract import extract_batch
from graph.gold import Gold, GoldRelation, read_golds
from graph.lexicon import collect_lexicon
from graph.llm.answers import Stated
from graph.llm.checks import Confidence, check
from graph.llm.prompt import pieces_of
from graph.passage import Passage
from graph.settings import Settings
from graph.vocabulary import AI_DOMAIN

Row = tuple[int, Stated]


def stated_by(gold: Gold, entry: Entry) -> Iterator[Row]:
    """Give the relations that one sentence names both ends of (or one, of the entry's subject), as a model would."""
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for mention in gold.mentions:
        places[mention.node].append((mention.start, mention.end))
    (subject,) = {mention.node for mention in gold.mentions if mention.start == 0} or {-1}
    for relation in gold.relations:
        rows = [_row(relation, entry, sentence, places, subject) for sentence in sentence_places(entry)]
        spelt_out = [row for row in rows if row is not None and row[1].subject != entry.title]
        yield from (spelt_out or [row for row in rows if row is not None])[:1]


def _row(
    relation: GoldRelation,
    entry: Entry,
    sentence: tuple[int, int],
    places: dict[int, list[tuple[int, int]]],
    subject: int,
) -> Row | None:
    start, end = sentence
    text = entry.text

    def words(node: int) -> str | None:
        return next((text[first:last] for first, last in places[node] if start <= first and last <= end), None)

    head = words(relation.head) or (entry.title if relation.head == subject else None)
    year = str(relation.value) if str(relation.value) in text[start:end] else None
    tail = words(relation.tail) if relation.tail is not None else year
    if head is None or tail is None:
        return None
    return start, Stated(head, relation.predicate, tail, text[start:end])


def test_of_what_the_gold_says_in_one_sentence_the_checks_keep_four_fifths() -> None:
    entries = read_entries([ROOT / "data" / "entries"]).entries
    known = {entry.name: entry for entry in entries}
    golds = {gold.entry: gold for gold in read_golds(ROOT / "data" / "gold", "dev")}
    confidence = Confidence.read(AI_DOMAIN)
    outcomes: Counter[str] = Counter()

    def extract(passage: Passage) -> Iterator[Claim]:
        entry = passage.made.entry
        for start, stated in stated_by(golds[entry.name], entry):
            piece = next(piece for piece in pieces_of(entry) if piece.start <= start < piece.end)
            found = check(passage, piece, stated, 1, confidence)
            outcomes[found if isinstance(found, str) else "kept"] += 1
            yield from [found] if isinstance(found, Claim) else []

    extract_batch([known[name] for name in golds], collect_lexicon(entries), Settings(), None, [extract])
    assert sum(outcomes.values()) > 500
    assert outcomes["kept"] / sum(outcomes.values()) > 0.8, outcomes
