"""Links to terms of other vocabularies: what is found, what is left alone, and that the editor's word counts."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.links import Links, find_matches, link_things, read_links
from graph.network import Fact, Match, Source, Thing
from graph.settings import DEFAULT_BASE
from graph.terms import Term, TermFile
from graph.vocabulary import read_vocabulary

GATES = Source("Ontology of gates", "CC BY 4.0", "2", "https://example.com/gates.owl")
WORDS = read_vocabulary()
EX = "https://example.com/terms/"


def term(label: str, *synonyms: str, parents: tuple[str, ...] = ()) -> Term:
    name = "".join(label.title().split())
    return Term(EX + name, label, "", synonyms, tuple(EX + parent for parent in parents), f"ex:{name}")


def thing(label: str, *aliases: str, kind: str = "Technique", slug: str = "") -> Thing:
    return Thing(slug or label.lower().replace(" ", "-"), label, kind, aliases)


def broader(subject: str, object_: str) -> Fact:
    return Fact(f"{subject}-{object_}", subject, "broader", object_, 1, 0.9, "extracted", {}, ())


def found(things: list[Thing], terms: list[Term], *facts: Fact) -> list[tuple[str, str, str]]:
    matches = find_matches(things, facts, TermFile(GATES, tuple(terms)), WORDS)
    return [(match.subject, match.predicate.removeprefix("skos:"), match.label) for match in matches]


GATE = [thing("soft gate"), thing("gate")]
UNDER_GATE = broader("soft-gate", "gate")


# ── what is found ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_label_and_a_parent_that_agree_make_an_exact_match_that_says_why() -> None:
    terms = (term("Soft Gates", parents=("Gate",)), term("Gate"))
    (match,) = find_matches(GATE, [UNDER_GATE], TermFile(GATES, terms), WORDS)
    assert match == Match(
        "soft-gate",
        "skos:exactMatch",
        f"{EX}SoftGates",
        "Soft Gates",
        "ex:SoftGates",
        "semapv:CompositeMatching",
        0.95,
        'label "soft gate"; parent "gate"',
        GATES,
    )


def test_a_label_alone_makes_a_close_match() -> None:
    (match,) = find_matches(GATE, [], TermFile(GATES, (term("Soft Gate"),)), WORDS)
    assert (match.predicate, match.justification, match.confidence, match.reason) == (
        "skos:closeMatch",
        "semapv:LexicalMatching",
        0.8,
        'label "soft gate"',
    )


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (
            thing("soft gate"),
            term("Leaky Gate", "Soft Gate", parents=("Gate",)),
            'name "soft gate" is synonym "Soft Gate"',
        ),
        (thing("leaky gate", "soft gate"), term("Soft Gate", parents=("Gate",)), 'name "soft gate"'),
    ],
)
def test_the_label_of_one_may_be_another_name_of_the_other(one: Thing, other: Term, why: str) -> None:
    (match,) = find_matches([one, GATE[1]], [broader(one.id, "gate")], TermFile(GATES, (other, term("Gate"))), WORDS)
    assert (match.predicate, match.confidence, match.reason) == ("skos:exactMatch", 0.9, f'{why}; parent "gate"')


def test_a_name_that_is_the_label_of_neither_says_nothing() -> None:
    assert found([thing("leaky gate", "soft gate"), GATE[1]], [term("Gated Unit", "Soft Gate")]) == []
    under = broader("leaky-gate", "gate")
    terms = [term("Gated Unit", "Soft Gate", parents=("Gate",)), term("Gate")]
    assert found([thing("leaky gate", "soft gate"), GATE[1]], terms, under) == []


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_a_parent_may_agree_further_up_on_both_sides(steps: int) -> None:
    chain = ["soft gate", *(f"own step {number}" for number in range(steps)), "gate"]
    things = [thing(label) for label in chain]
    facts = [broader(a.id, b.id) for a, b in pairwise(things)]
    above = [f"Their{number}" for number in range(steps)]
    terms = [term("Soft Gate", parents=(above[0],)), term("Gate")]
    terms += [
        replace(term(name), parents=(EX + next_,)) for name, next_ in zip(above, [*above[1:], "Gate"], strict=True)
    ]
    assert found(things, terms, *facts) == [("soft-gate", "exactMatch", "Soft Gate")]


def test_a_parent_that_the_file_does_not_hold_is_read_by_its_identifier() -> None:
    things = [thing("soft gate"), thing("logic gate")]
    assert found(things, [term("Soft Gate", parents=("LogicGate",))], broader("soft-gate", "logic-gate")) == [
        ("soft-gate", "exactMatch", "Soft Gate")
    ]
    assert found(things, [term("Soft Gate", parents=("LG_0001",))], broader("soft-gate", "logic-gate")) == [
        ("soft-gate", "closeMatch", "Soft Gate")
    ]


def test_circles_on_both_sides_end() -> None:
    facts = [broader("soft-gate", "gate"), broader("gate", "soft-gate")]
    terms = [term("Soft Gate", parents=("HardGate",)), term("Hard Gate", parents=("SoftGate",))]
    assert found(GATE, terms, *facts) == [("soft-gate", "closeMatch", "Soft Gate")]
    terms = [term("Soft Gate", parents=("Gate",)), term("Gate", parents=("SoftGate",))]
    assert ("soft-gate", "exactMatch", "Soft Gate") in found(GATE, terms, *facts)


@pytest.mark.parametrize("kind", sorted(name for name in WORDS.kinds if not WORDS.is_in(name, "concept")))
def test_a_named_thing_is_never_linked_by_its_name(kind: str) -> None:
    assert found([thing("soft gate", kind=kind)], [term("Soft Gate")]) == []


# ── what would be wrong ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("label", ["bias", "Kernel", "attention"])
def test_one_plain_word_says_nothing_alone_and_all_with_a_parent(label: str) -> None:
    things = [thing(label, slug="x"), thing("gate")]
    terms = [term(label, parents=("Gate",)), term("Gate")]
    assert found(things, terms) == []
    assert found(things, terms, broader("x", "gate")) == [("x", "exactMatch", label)]


def test_one_word_with_a_digit_is_telling() -> None:
    assert found([thing("gate2vec")], [term("Gate2Vec")]) == [("gate2vec", "closeMatch", "Gate2Vec")]


def test_a_layer_is_not_what_it_applies() -> None:
    assert found([thing("attention"), thing("dropout")], [term("Attention Layer"), term("Dropout Layer")]) == []


def test_an_acronym_is_no_name_of_what_has_a_longer_one() -> None:
    things = [thing("gated attention network", "GAN"), thing("gate")]
    terms = [term("Generous Adding Network", "GAN", parents=("Gate",)), term("Gate")]
    assert found(things, terms) == []
    assert found(things, terms, broader("gated-attention-network", "gate")) == []


def test_an_acronym_without_a_longer_name_is_close_where_a_parent_agrees() -> None:
    things = [thing("SGU", "SGUs"), thing("gate")]
    terms = [term("Soft Gated Unit", "SGU", parents=("Gate",)), term("Gate")]
    assert found(things, terms) == []
    assert found(things, terms, broader("sgu", "gate")) == [("sgu", "closeMatch", "Soft Gated Unit")]


def test_parents_do_not_agree_by_an_acronym() -> None:
    things = [thing("soft gate"), thing("great attention network", "GAN")]
    terms = [term("Soft Gate", parents=("GenerousAddingNetwork",)), term("Generous Adding Network", "GAN")]
    assert found(things, terms, broader("soft-gate", "great-attention-network")) == [
        ("soft-gate", "closeMatch", "Soft Gate")
    ]


def test_a_name_of_two_things_says_nothing() -> None:
    named = thing("Soft Gate", kind="Organization", slug="soft-gate-organization")
    assert found([*GATE, named], [term("Soft Gate", parents=("Gate",)), term("Gate")], UNDER_GATE) == []


def test_a_name_of_two_terms_says_nothing_unless_it_is_the_label_of_one() -> None:
    assert found(GATE, [term("Leaky Gate", "Soft Gate"), term("Wide Gate", "Soft Gate")]) == []
    assert found(GATE, [term("Leaky Gate", "Soft Gate"), term("Soft Gate")]) == [
        ("soft-gate", "closeMatch", "Soft Gate")
    ]
    twins = [term("Soft Gate"), replace(term("Soft Gate"), iri=f"{EX}Other")]
    assert found(GATE, twins) == []


def test_where_two_terms_fit_none_is_taken() -> None:
    both = thing("soft gate", "leaky gate")
    close, exact = term("Soft Gate"), term("Leaky Gate", parents=("Gate",))
    assert found([both, GATE[1]], [close, exact, term("Gate")], UNDER_GATE) == []
    assert found([both], [close, exact]) == [("soft-gate", "closeMatch", "Soft Gate")]


def test_where_two_things_fit_none_is_taken() -> None:
    things = [thing("soft gate"), thing("leaky gate"), thing("gate")]
    one = term("Soft Gate", "Leaky Gate", parents=("Gate",))
    assert found(things, [one, term("Gate")], broader("leaky-gate", "gate")) == []
    assert found(things, [one, term("Gate")], UNDER_GATE) == [("soft-gate", "exactMatch", "Soft Gate")]


LABELS = st.sampled_from(["soft gate", "Soft gates", "leaky gate", "gate", "GAN", "hard gate", "wide soft gate"])


@settings(deadline=None)
@given(
    own=st.lists(st.lists(LABELS, min_size=1, max_size=3, unique=True), max_size=5),
    theirs=st.lists(st.tuples(st.lists(LABELS, min_size=1, max_size=3), st.integers(0, 4)), max_size=5),
    above=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=5),
    turn=st.randoms(use_true_random=False),
)
def test_links_are_one_to_one_and_no_order_shows(
    own: list[list[str]],
    theirs: list[tuple[list[str], int]],
    above: list[tuple[int, int]],
    turn: Random,
) -> None:
    things = [Thing(f"t{number}", names[0], "Technique", tuple(names[1:])) for number, names in enumerate(own)]
    terms = [
        Term(f"{EX}{number}", names[0], "", tuple(names[1:]), (f"{EX}{up}",))
        for number, (names, up) in enumerate(theirs)
    ]
    facts = [broader(f"t{a}", f"t{b}") for a, b in above if max(a, b) < len(things)]
    first = find_matches(things, facts, TermFile(GATES, tuple(terms)), WORDS)
    assert len({match.subject for match in first}) == len(first) == len({match.target for match in first})
    for rows in (things, terms, facts):
        turn.shuffle(rows)
    assert find_matches(things, facts, TermFile(GATES, tuple(terms)), WORDS) == first


# ── the editor ─────────────────────────────────────────────────────────────────────────────────────────────────────

HEADER = (
    "#curie_map:\n#  ex: https://example.com/terms/\n#  g: https://example.org/glossary/\n#mapping_set_title: Ours\n"
)
COLUMNS = ("subject_id", "predicate_id", "predicate_modifier", "object_id", "object_label", "confidence", "comment")
THINGS = [*GATE, thing("OpenGate", kind="Organization"), thing("größe?")]
TERMS = TermFile(GATES, (term("Soft Gate", parents=("Gate",)), term("Gate"), term("Leaky Gate")))


def say(tmp_path: Path, *rows: str, terms: TermFile | None = None) -> tuple[list[Match], list[str]]:
    path = tmp_path / "ours.sssom.tsv"
    path.write_text(HEADER + "\n".join(("\t".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    read = read_links([path])
    links = Links((terms,) if terms else (), read.mappings, read.problems)
    matches, problems = link_things(THINGS, [UNDER_GATE], links, WORDS, DEFAULT_BASE)
    return list(matches), [str(problem).replace(path.as_posix(), path.name) for problem in problems]


@pytest.mark.parametrize(
    ("subject", "slug"),
    [
        ("soft-gate", "soft-gate"),
        ("g:soft-gate", "soft-gate"),
        ("https://example.org/glossary/soft-gate", "soft-gate"),
        ("https://example.org/glossary/größe%3F", "größe?"),
    ],
)
def test_the_subject_is_a_slug_a_curie_or_an_iri(subject: str, slug: str, tmp_path: Path) -> None:
    matches, problems = say(tmp_path, f"{subject}\tskos:broadMatch\t\tex:Door\tDoor\t0.9\tby hand")
    manual = "semapv:ManualMappingCuration"
    ours = Source("Ours", is_mapping_set=True)
    assert matches == [Match(slug, "skos:broadMatch", f"{EX}Door", "Door", "ex:Door", manual, 0.9, "by hand", ours)]
    assert problems == []


@pytest.mark.parametrize("name", ["exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"])
def test_a_concept_takes_every_skos_match(name: str, tmp_path: Path) -> None:
    for written in (f"skos:{name}", f"http://www.w3.org/2004/02/skos/core#{name}"):
        matches, _ = say(tmp_path, f"gate\t{written}\t\thttps://example.com/x")
        assert [(match.predicate, match.target) for match in matches] == [(f"skos:{name}", "https://example.com/x")]


@pytest.mark.parametrize("written", ["schema:sameAs", "owl:sameAs", "http://schema.org/sameAs", "skos:exactMatch"])
def test_a_named_thing_is_the_same_as_by_schema(written: str, tmp_path: Path) -> None:
    matches, _ = say(tmp_path, f"opengate\t{written}\t\thttps://example.com/opengate")
    assert [match.predicate for match in matches] == ["schema:sameAs"]


def test_what_the_editor_says_of_a_pair_wins(tmp_path: Path) -> None:
    matches, _ = say(tmp_path, "soft-gate\tskos:relatedMatch\t\tex:SoftGate", terms=TERMS)
    assert [(match.subject, match.predicate, match.target) for match in matches] == [
        ("soft-gate", "skos:relatedMatch", f"{EX}SoftGate")
    ]


def test_a_thing_that_the_editor_linked_gets_no_other_term_of_that_file(tmp_path: Path) -> None:
    matches, _ = say(tmp_path, "soft-gate\tskos:exactMatch\t\tex:LeakyGate", terms=TERMS)
    assert [match.target for match in matches] == [f"{EX}LeakyGate"]
    matches, _ = say(tmp_path, "soft-gate\tskos:exactMatch\t\thttps://other.example/x", terms=TERMS)
    assert [match.target for match in matches] == [f"{EX}SoftGate", "https://other.example/x"]


def test_a_term_that_the_editor_gave_away_is_found_for_no_other_thing(tmp_path: Path) -> None:
    matches, _ = say(tmp_path, "gate\tskos:exactMatch\t\tex:SoftGate", terms=TERMS)
    assert [match.subject for match in matches] == ["gate"]


def test_a_rejected_link_is_not_found_again(tmp_path: Path) -> None:
    matches, problems = say(tmp_path, "soft-gate\tskos:exactMatch\tNot\tex:SoftGate", terms=TERMS)
    assert (matches, problems) == ([], [])


def test_a_rejected_term_leaves_the_way_free_for_another() -> None:
    things, file = [thing("soft gate", "leaky gate")], TermFile(GATES, (term("Soft Gate"), term("Leaky Gate")))
    assert [match.label for match in find_matches(things, [], file, WORDS)] == ["Soft Gate"]
    rejected = frozenset({("soft-gate", f"{EX}SoftGate")})
    assert [match.label for match in find_matches(things, [], file, WORDS, rejected)] == ["Leaky Gate"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("door\tskos:exactMatch\t\tex:Door", "no thing 'door' in this glossary; see ids.csv of the build"),
        ("\tskos:exactMatch\t\tex:Door", "no subject; name a thing by its IRI or slug (see ids.csv)"),
        (
            "gate\tskos:exactMatch\t\tzz:Door",
            "the object 'zz:Door' is no web address, nor has it a prefix of curie_map;",
        ),
        ("gate\tskos:exactMatch\t\tjavascript:alert(1)", "the object 'javascript:alert(1)' is no web address"),
        ("gate\tskos:exactMatch\t\thttps://a b", "the object 'https://a b' is no web address"),
        ("gate\tskos:exactMatch\t\tg:soft-gate", "the object lies in this glossary too; link to a term of another one"),
        ("gate\trdfs:seeAlso\t\tex:Door", "'rdfs:seeAlso' is no predicate of a link; use one of skos:exactMatch, "),
        ("gate\tskos:exactMatch\tno\tex:Door", "'no' is no predicate_modifier; write Not, or nothing"),
        ("gate\tskos:exactMatch\t\tex:Door\t\t1.5", "'1.5' is no confidence; write a number from 0 to 1, or nothing"),
        ("gate\tskos:exactMatch\t\tex:Door\t\tnan", "'nan' is no confidence"),
        ("gate\tschema:sameAs\t\tex:Door", "gate is of the kind technique, and schema:sameAs is for named things;"),
        (
            "opengate\tskos:closeMatch\t\tex:Door",
            "opengate is of the kind organization, and skos:closeMatch is for con",
        ),
        ('"gate\tskos:exactMatch\t\tex:Door', "no row of a table (unexpected end of data); mend the quotation marks"),
        ("gate\tskos:exactMatch\t\tex:Door\t\t\t\t\t", "9 cells in a row, 7 in the header; remove a tab"),
    ],
)
def test_a_bad_row_is_one_line_and_the_good_ones_go_through(row: str, message: str, tmp_path: Path) -> None:
    matches, problems = say(tmp_path, row, "soft-gate\tskos:exactMatch\t\tex:Good")
    assert [match.target for match in matches] == [f"{EX}Good"]
    assert len(problems) == 1
    assert problems[0].startswith(f"ours.sssom.tsv:6: {message}")


def test_two_rows_that_disagree_are_named(tmp_path: Path) -> None:
    matches, problems = say(tmp_path, "gate\tskos:exactMatch\t\tex:Door", "gate\tskos:broadMatch\t\tex:Door")
    assert [match.predicate for match in matches] == ["skos:exactMatch"]
    assert problems == ["ours.sssom.tsv:7: ours.sssom.tsv:6 says skos:exactMatch of the two; keep one row"]
    matches, problems = say(tmp_path, "gate\tskos:exactMatch\t\tex:Door", "gate\tskos:exactMatch\tNot\tex:Door")
    assert (matches, problems) == ([], ["ours.sssom.tsv:6: another row rejects this link; keep one row"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "ours.sssom.tsv: no table; give the columns subject_id, predicate_id, object_id, parted by tabs"),
        ("#a: 1\n", "ours.sssom.tsv: no table"),
        ("subject_id,object_id\n", "ours.sssom.tsv:1: no column subject_id"),
        ("#a: 1\nsubject_id\tobject_id\n", "ours.sssom.tsv:2: no column predicate_id"),
        ("#a: [\nsubject_id\n", "ours.sssom.tsv:1: the header is no YAML"),
        (f"#{'[' * 100_000}\nsubject_id\n", "ours.sssom.tsv: the header is no YAML (nested too deeply)"),
    ],
)
def test_a_file_that_is_no_table_is_one_line(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "ours.sssom.tsv").write_text(text, encoding="utf-8")
    links = read_links([tmp_path / "ours.sssom.tsv"])
    assert links.mappings == ()
    assert [str(problem).removeprefix(f"{tmp_path.as_posix()}/")[: len(message)] for problem in links.problems] == [
        message
    ]


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_that_cannot_be_used_are_named_and_the_others_read(tmp_path: Path) -> None:
    (tmp_path / "good.obo").write_text("[Term]\nid: ex:A\nname: Soft gate\n", encoding="utf-8")
    (tmp_path / "empty.obo").write_text("", encoding="utf-8")
    names = ("missing.obo", "terms.owl", "empty.obo", "good.obo", "good.obo")
    links = read_links([tmp_path / name for name in names])
    assert [file.terms[0].label for file in links.terms if file.terms] == ["Soft gate"]
    assert [str(problem).removeprefix(f"{tmp_path.as_posix()}/") for problem in links.problems] == [
        "missing.obo: no such file; check what --links or the settings name",
        "terms.owl: no reader for it; give one of .jsonl, .obo, .sssom.tsv, .ttl",
        "empty.obo: no term in this file; give a file of terms",
    ]


def test_two_files_of_terms_each_link_a_thing() -> None:
    other = TermFile(Source("Other"), (Term("https://other.example/1", "Soft Gate"),))
    matches, _ = link_things(GATE, [], Links((TERMS, other)), WORDS, DEFAULT_BASE)
    assert [(match.target, match.source.title) for match in matches] == [
        (f"{EX}SoftGate", "Ontology of gates"),
        ("https://other.example/1", "Other"),
    ]
