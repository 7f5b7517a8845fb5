"""From mentions to things: which names mean the same, what kind of thing it is, which slug it has, and why.

Names merge only by rules that can be read: same spelling (case, hyphens, plural), a title's alias, an acronym pair of
the same entry, the curated gazetteer. Versions, sizes and homographs stay apart, and merging is never carried on from
one merge to the next: every mention brings one canonical label, and labels are compared, nothing else.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from graph.claims import Claim, Mention, confidence_of
from graph.entries import Entry, slugify
from graph.errors import SettingsError
from graph.lexicon import identity_key, is_name, name_key, split_words
from graph.mentions import TRUST, lower_label
from graph.network import Merge, Retired, Thing
from graph.vocabulary import Vocabulary

__all__ = ["KeptIds", "Resolution", "read_ids", "resolve", "retired_slugs"]

_ENTRY_SOURCES = frozenset(("link", "title", "alias"))
_SAME_THING = _ENTRY_SOURCES | {"acronym"}
_GUESSED = frozenset(("name", "term", "quoted"))
_WEIGHT = {source: float(len(TRUST) - place) for place, source in enumerate(TRUST)}

Key = tuple[str, str]
"""What two mentions share when they name one thing: the name's key, and the group of kinds that it belongs to."""

KeptIds = Mapping[Key, str]
"""Slugs that are kept for ever: (key of the label, group) → slug."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Things, and the mentions and claims with their nodes filled in."""

    things: tuple[Thing, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]


def resolve(
    entries: Iterable[Entry],
    mentions: Iterable[Mention],
    claims: Iterable[Claim],
    vocabulary: Vocabulary,
    kept: KeptIds | None = None,
    *,
    threshold: float = 0.0,
) -> Resolution:
    """Decide which mentions are one thing, which things are worth a node, and name them.

    To stand in a fact is a reason for a node where the fact's claims come to the threshold.
    """
    resolver = _Resolver(vocabulary, sorted(mentions), sorted(claims, key=lambda claim: claim.sort_key), threshold)
    return resolver.run(sorted(entries, key=lambda entry: entry.name), kept or {})


@dataclass(slots=True)
class _Cluster:
    """The mentions that have one key."""

    key: Key
    mentions: list[Mention]
    reasons: set[str]


class _Resolver:
    def __init__(self, vocabulary: Vocabulary, mentions: list[Mention], claims: list[Claim], threshold: float) -> None:
        self.vocabulary, self.threshold = vocabulary, threshold
        self.claims = _nearest_ancestors(claims, {self._key(mention) for mention in mentions}, self._key)
        self.mentions = mentions
        self.groups = self._groups_by_name([*mentions, *_ends(self.claims)])

    def run(self, entries: list[Entry], kept: KeptIds) -> Resolution:
        clusters = self._clusters()
        self._give_reasons(clusters)
        alive = {key: cluster for key, cluster in sorted(clusters.items()) if cluster.reasons}
        things = self._things(alive, entries)
        slugs = _mint({key: (thing.label, thing.kind, self._names(alive[key])) for key, thing in things.items()}, kept)
        node = {key: slugs[key] for key in things}
        mentions = [replace(mention, node=node.get(self.key(mention))) for mention in self.mentions]
        claims = [self._with_nodes(claim, node) for claim in self.claims]
        ordered = sorted((replace(thing, id=slugs[key]) for key, thing in things.items()), key=lambda thing: thing.id)
        return Resolution(
            tuple(ordered), tuple(sorted(mention for mention in mentions if mention.node is not None)), tuple(claims)
        )

    # ── which mentions belong together ──────────────────────────────────────────────────────────────────────────────
    def _key(self, mention: Mention) -> Key:
        return identity_key(mention.label), _group(mention.kind, self.vocabulary)

    def _groups_by_name(self, mentions: Iterable[Mention]) -> dict[str, Counter[str]]:
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for mention in mentions:
            if mention.source not in _GUESSED:
                name, group = self._key(mention)
                groups[name][group] += 1
        return groups

    def key(self, mention: Mention) -> Key:
        """Give a mention's key; a guessed kind gives way to what trusted mentions of the same name say."""
        name, group = self._key(mention)
        known = self.groups.get(name)
        if mention.source in _GUESSED and known and group not in known:
            return name, min(known, key=lambda other: (-known[other], other))
        return name, group

    def _clusters(self) -> dict[Key, _Cluster]:
        clusters: dict[Key, _Cluster] = {}
        for mention in [*self.mentions, *_ends(self.claims)]:
            key = self.key(mention)
            clusters.setdefault(key, _Cluster(key, [], set())).mentions.append(mention)
        for cluster in clusters.values():
            cluster.mentions = sorted(set(cluster.mentions))
        return clusters

    # ── which clusters are worth a node ─────────────────────────────────────────────────────────────────────────────
    def _give_reasons(self, clusters: Mapping[Key, _Cluster]) -> None:
        for cluster in clusters.values():
            cluster.reasons |= set(self._reasons(cluster))
        for alike in self._alike().values():
            if confidence_of(alike) >= self.threshold:
                for mention in _ends(alike):
                    if mention.source != "name-part":
                        clusters[self.key(mention)].reasons.add("stands in a fact")

    def _alike(self) -> dict[tuple[Key | str, str, Key | str], list[Claim]]:
        """Put asserted claims together that say the same."""
        found: dict[tuple[Key | str, str, Key | str], list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.is_asserted:
                ends: list[Key | str] = [self.key(claim.subject)]
                ends.append(self.key(claim.object) if isinstance(claim.object, Mention) else str(claim.object.value))
                if self.vocabulary.predicates[claim.predicate].is_symmetric:
                    ends.sort(key=str)
                found[ends[0], claim.predicate, ends[1]].append(claim)
        return found

    def _reasons(self, cluster: _Cluster) -> Iterable[str]:
        sources = {mention.source for mention in cluster.mentions}
        real = [mention for mention in cluster.mentions if mention.source != "name-part"]
        if sources & _ENTRY_SOURCES:
            yield "subject of an entry"
        if "acronym" in sources:
            yield "has an acronym"
        if (cluster.key[1] != "concept" and real) or (
            {"name", "quoted"} & sources and any(is_name(mention.text) for mention in real)
        ):
            yield "a name"
        if "gazetteer" in sources:
            yield "a term of the field"
        if len({mention.entry for mention in real}) > 1:
            yield "used in several entries"

    # ── what a thing is like ────────────────────────────────────────────────────────────────────────────────────────
    def _things(self, clusters: Mapping[Key, _Cluster], entries: list[Entry]) -> dict[Key, Thing]:
        subjects = self._subjects(entries)
        names = {key[0] for key in clusters}
        return {key: self._thing(cluster, subjects.get(key), names) for key, cluster in clusters.items()}

    def _subjects(self, entries: list[Entry]) -> dict[Key, Entry]:
        titles = {
            mention.entry: mention for mention in self.mentions if mention.start == 0 and mention.source == "title"
        }
        titles.update(
            {end.entry: end for end in _ends(self.claims) if end.start == 0 and end.implied and end.source == "title"}
        )
        subjects: dict[Key, Entry] = {}
        for entry in entries:
            if entry.name in titles:
                subjects.setdefault(self.key(titles[entry.name]), entry)
        return subjects

    def _thing(self, cluster: _Cluster, entry: Entry | None, names: set[str]) -> Thing:
        """Make a thing; words that an editor linked to it are no alias where they are another thing's name."""
        real = [mention for mention in cluster.mentions if not mention.implied and mention.source != "name-part"]
        other = names - {cluster.key[0]}
        real = [mention for mention in real if mention.source != "link" or identity_key(mention.text) not in other]
        label = self._label(cluster, entry)
        surfaces = sorted({*(mention.text for mention in real), *(mention.label for mention in cluster.mentions)})
        aliases = _distinct(label, surfaces)
        return Thing(
            id="",
            label=label,
            kind=self._kind(cluster),
            aliases=tuple(aliases),
            definition=_definition(entry, self.claims) if entry is not None else None,
            entry=entry.name if entry is not None else None,
            entries=tuple(sorted({mention.entry for mention in cluster.mentions if mention.source != "name-part"})),
            mentions=len({(mention.entry, mention.start) for mention in real}),
            merges=tuple(_merges(label, cluster.mentions)),
            reasons=tuple(sorted(cluster.reasons)),
        )

    def _label(self, cluster: _Cluster, entry: Entry | None) -> str:
        if entry is not None:
            return self._title(cluster, entry.title.partition(" (")[0] if entry.title.endswith(")") else entry.title)
        votes: Counter[str] = Counter()
        for mention in cluster.mentions:
            votes[mention.label] += int(_WEIGHT[mention.source] * 100)
        return min(votes, key=lambda label: (-votes[label], label))

    def _title(self, cluster: _Cluster, title: str) -> str:
        """Write a title as it stands within a sentence: small where the texts do so, else as the editor wrote it."""
        texts = {mention.text for mention in cluster.mentions if mention.text[:1].islower()}
        small = sorted(text for text in texts if name_key(text) == name_key(title))
        if small and title.istitle() and all(len(word) > 1 for word, _, _ in split_words(title)):
            return lower_label(small[0])  # "Foundation Model", in the text "foundation models"
        known = {mention.label for mention in cluster.mentions}
        named = cluster.key[1] != "concept" or title in known
        return title if named and not small else lower_label(title)

    def _kind(self, cluster: _Cluster) -> str:
        votes: Counter[str] = Counter()
        for mention in cluster.mentions:
            votes[mention.kind] += int(_WEIGHT[mention.source] * (1 if mention.source in _GUESSED else 10))
        return min(votes, key=lambda kind: (-votes[kind], self.vocabulary.rank(kind)))

    def _names(self, cluster: _Cluster) -> tuple[Key, ...]:
        """Give the keys of all names that its entry or an acronym gives a thing: by these a renamed thing is known."""
        texts = {identity_key(mention.text) for mention in cluster.mentions if mention.source in _SAME_THING}
        return tuple(sorted((text, cluster.key[1]) for text in texts))

    def _with_nodes(self, claim: Claim, node: Mapping[Key, str]) -> Claim:
        subject = replace(claim.subject, node=node.get(self.key(claim.subject)))
        object_ = claim.object
        if isinstance(object_, Mention):
            object_ = replace(object_, node=node.get(self.key(object_)))
        return replace(claim, subject=subject, object=object_)


def _group(kind: str, vocabulary: Vocabulary) -> str:
    """Give the sort of kind that a name is compared within: concepts together, artifacts together, others alone."""
    return next((group for group in ("concept", "artifact") if vocabulary.is_in(kind, group)), kind)


def _ends(claims: Iterable[Claim]) -> Iterable[Mention]:
    for claim in claims:
        yield claim.subject
        if isinstance(claim.object, Mention):
            yield claim.object


def _nearest_ancestors(claims: list[Claim], named: set[Key], key_of: Callable[[Mention], Key]) -> list[Claim]:
    """Keep, of the ancestors that a versioned name spells out, the nearest one that the glossary itself mentions."""
    best: dict[tuple[str, int], Claim] = {}
    kept: list[Claim] = []
    for claim in claims:
        if claim.rules != ("version-name",) or not isinstance(claim.object, Mention):
            kept.append(claim)
        elif key_of(claim.object) in named:
            place = (claim.entry, claim.subject.start)
            if place not in best or claim.object.end > best[place].object.end:
                best[place] = claim
    return sorted([*kept, *best.values()], key=lambda claim: claim.sort_key)


def _distinct(label: str, surfaces: Iterable[str]) -> list[str]:
    """Give the other names worth showing: not those that differ from the label or from each other in case alone."""
    seen = {label.casefold()}
    kept = []
    for surface in surfaces:
        if surface.casefold() not in seen:
            seen.add(surface.casefold())
            kept.append(surface)
    return kept


def _merges(label: str, mentions: Iterable[Mention]) -> Iterable[Merge]:
    """Say of each other name why it stands for this thing."""
    reasons: dict[str, str] = {}
    for mention in mentions:
        if mention.implied or mention.source == "name-part" or mention.text == label:
            continue
        reason = "spelling" if identity_key(mention.text) == identity_key(mention.label) else mention.source
        reasons.setdefault(mention.text, reason)
    return [Merge(name, reasons[name]) for name in sorted(reasons)]


def _definition(entry: Entry, claims: Iterable[Claim]) -> str | None:
    for claim in claims:
        if claim.entry == entry.name and "definition" in claim.rules and claim.subject.source == "title":
            return claim.evidence.text
    for section in entry.sections:
        line = entry.text[section.start : section.end].strip().split("\n")[0]
        if line:
            return line.partition(". ")[0].rstrip(".") + "." if ". " in line else line
    return None


# ── slugs ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def read_ids(path: Path, vocabulary: Vocabulary) -> KeptIds:
    """Read a file of slugs to keep (``slug,kind,label``, as a build writes it into ``ids.csv``).

    Raises
    ------
    SettingsError
        The file cannot be read or a row lacks a column or names an unknown kind.
    """
    kept: dict[Key, str] = {}
    owners: dict[str, Key] = {}
    for number, slug, kind, label in _rows_of_ids(path, vocabulary):
        key = (identity_key(label), _group(kind, vocabulary))
        if owners.setdefault(slug, key) != key:
            raise SettingsError(
                f"{path}, line {number}: {slug!r} is another thing's slug already; give it one of its own"
            )
        kept.setdefault(key, slug)
    return kept


def retired_slugs(path: Path, things: Iterable[Thing], vocabulary: Vocabulary) -> tuple[Retired, ...]:
    """Give the kept slugs that no thing has any more, each with the things that now bear its name.

    A merged thing's name has become an alias of another; a split one's name is a label in other groups of kinds.
    """
    bearers: dict[str, list[Thing]] = defaultdict(list)
    known = list(things)
    for thing in known:
        for name in sorted({identity_key(name) for name in (thing.label, *thing.aliases)}):
            bearers[name].append(thing)
    alive = {thing.id for thing in known}
    retired = {}
    for _, slug, kind, label in _rows_of_ids(path, vocabulary):
        if slug not in alive:
            group, heirs = _group(kind, vocabulary), bearers[identity_key(label)]
            same = [thing for thing in heirs if _group(thing.kind, vocabulary) == group]
            retired[slug] = Retired(slug, label, kind, tuple(sorted(thing.id for thing in same or heirs)))
    return tuple(retired[slug] for slug in sorted(retired))


def _rows_of_ids(path: Path, vocabulary: Vocabulary) -> Iterator[tuple[int, str, str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"{path}: {cause}; name the ids.csv of an earlier build") from None
    for number, row in enumerate(rows, 2):
        kind, label, slug = row.get("kind") or "", _unguarded(row.get("label")), _unguarded(row.get("slug"))
        if not slug or not label or kind not in vocabulary.kinds:
            raise SettingsError(f"{path}, line {number}: needs slug,kind,label with a known kind; mend the line")
        if slug != slugify(slug):
            raise SettingsError(f"{path}, line {number}: {slug!r} is no slug; write it like {slugify(slug)!r}")
        yield number, slug, kind, label


def _unguarded(cell: str | None) -> str:
    """Take away the apostrophe that keeps a spreadsheet from running a cell (see graph.formats.tables)."""
    text = cell or ""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _mint(wanted: Mapping[Key, tuple[str, str, tuple[Key, ...]]], kept: KeptIds) -> dict[Key, str]:
    """Give every thing a slug: the kept one, else its label's; where two want one, with its kind, then a number."""
    slugs: dict[Key, str] = {}
    taken = set(kept.values())
    for key in wanted:
        if key in kept:
            slugs[key] = kept[key]
    for key, (_, _, names) in wanted.items():  # a renamed thing: nothing else bears the name that it had
        old = next((kept[name] for name in names if name in kept and name not in wanted), None)
        if key not in slugs and old is not None and old not in slugs.values():
            slugs[key] = old
    rivals = Counter(slugify(label) for key, (label, _, _) in wanted.items() if key not in slugs)
    for key, (label, kind, _) in sorted(wanted.items(), key=lambda item: (slugify(item[1][0]), item[0])):
        if key in slugs:
            continue
        slug = slugify(label)
        if rivals[slug] > 1 or slug in taken:
            slug = f"{slug}-{slugify(_spaced(kind))}"
        base, number = slug, 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        slugs[key] = slug
    return slugs


def _spaced(kind: str) -> str:
    return "".join(f" {letter}" if letter.isupper() else letter for letter in kind)
