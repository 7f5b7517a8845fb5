"""What each extraction rule states, and what it must not."""

import pytest

from graph.claims import Claim, number_claims
from graph.passage import Passage
from graph.rules import EXTRACTORS
from graph.settings import Settings
from tests.entries_made import annotation_of, entry_of, matcher_of
from tests.glossary import as_fact, asserted, claims_of

# (rule, title, heading, text, facts stated, facts that must not be)
SENTENCES: list[tuple[str, str, str, str, set[str], set[str]]] = [
    (
        "adaptations",
        "Foundation model",
        "",
        "Adaptation is the second phase. A foundation model can be adapted through fine-tuning or prompt engineering.",
        {"fine-tuning | broader | adaptation", "prompt engineering | broader | adaptation"},
        {"adaptation | broader | fine-tuning"},
    ),
    (
        "adaptations",
        "Foundation model",
        "",
        "Adaptation is hard. A foundation model cannot be adapted through fine-tuning.",
        set(),
        {"fine-tuning | broader | adaptation", "foundation model | adaptedBy | fine-tuning"},
    ),
    (
        "adaptations",
        "Foundation model",
        "",
        "Adaptation is hard. A foundation model would be adapted through fine-tuning.",
        set(),
        {"fine-tuning | broader | adaptation", "foundation model | adaptedBy | fine-tuning"},
    ),
    (
        "affiliations",
        "LoRA",
        "",
        "Tim Dettmers of the University of Washington proposed QLoRA.",
        {"Tim Dettmers | affiliatedWith | University of Washington"},
        set(),
    ),
    (
        "affiliations",
        "Backpropagation",
        "",
        "David Rumelhart and Ronald Williams (University of California, San Diego) published it.",
        {
            "David Rumelhart | affiliatedWith | University of California, San Diego",
            "Ronald Williams | affiliatedWith | University of California, San Diego",
        },
        set(),
    ),
    (
        "affiliations",
        "OpenAI",
        "",
        "Paul Christiano no longer works at OpenAI.",
        set(),
        {"Paul Christiano | affiliatedWith | OpenAI"},
    ),
    (
        "appositions",
        "GPU",
        "",
        "CUDA, NVIDIA's platform, runs on GPUs.",
        {"CUDA | developedBy | NVIDIA"},
        {"graphics processing unit | developedBy | NVIDIA"},
    ),
    (
        "appositions",
        "SDXL",
        "",
        "SDXL Turbo, a distilled version of SDXL, is fast.",
        {"SDXL Turbo | derivedFrom | SDXL"},
        {"SDXL | derivedFrom | SDXL Turbo"},
    ),
    (
        "appositions",
        "ChatGPT",
        "",
        "ChatGPT, Anthropic's Claude and Gemini are chatbots.",
        {"Claude | developedBy | Anthropic"},
        {"ChatGPT | developedBy | Anthropic"},
    ),
    (
        "bare-definition",
        "Dropout",
        "Definition",
        "A regularization technique, introduced in 2012, that reduces overfitting.",
        {"dropout | broader | regularization", "dropout | mitigates | overfitting", "dropout | introducedIn | 2012"},
        {"regularization | broader | dropout"},
    ),
    (
        "bare-definition",
        "Haste effect",
        "",
        "A systemic bias characterized by haste.",
        {"haste effect | broader | systemic bias"},
        {"haste effect | broader | bias"},
    ),
    (
        "bare-definition",
        "Quasi clustering",
        "",
        "A clustering focused on methods that group labeled objects.",
        {"quasi clustering | broader | clustering"},
        set(),
    ),
    (
        "bare-definition",
        "Lower-casing layer",
        "",
        "A text preprocessing layer that maps words to small letters.",
        {"lower-casing layer | broader | text preprocessing layer"},
        {"lower-casing layer | broader | layer"},
    ),
    (
        "bare-definition",
        "GPT-4",
        "",
        "A language model trained on text is large.",
        set(),
        {"GPT-4 | instanceOf | language model"},
    ),
    (
        "bare-definition",
        "GPT-4",
        "",
        "A startup that works on language models built GPT-4.",
        set(),
        {"GPT-4 | instanceOf | startup"},
    ),
    (
        "bare-definition",
        "Dropout",
        "Definition",
        "Not a regularization technique.",
        set(),
        {"dropout | broader | regularization"},
    ),
    (
        "brackets",
        "Evaluation",
        "",
        "GPT-4 and GPT-4o (OpenAI) are language models.",
        {"GPT-4 | developedBy | OpenAI", "GPT-4o | developedBy | OpenAI"},
        {"OpenAI | developedBy | GPT-4", "GPT-4o | variantOf | GPT-4"},
    ),
    (
        "brackets",
        "AWQ",
        "",
        "AWQ (MIT, 2023) is a quantization technique.",
        {"AWQ | introducedBy | Massachusetts Institute of Technology", "AWQ | introducedIn | 2023"},
        {"AWQ | developedBy | Massachusetts Institute of Technology"},
    ),
    (
        "brackets",
        "VGG",
        "",
        "VGG from the University of Oxford (2014) is deep.",
        {"VGG | introducedIn | 2014"},
        {"University of Oxford | introducedIn | 2014"},
    ),
    (
        "brackets",
        "Large language model",
        "",
        "Large language models come from many AI labs (OpenAI, Meta).",
        set(),
        {"large language model | developedBy | OpenAI", "large language model | introducedBy | OpenAI"},
    ),
    (
        "class-nouns",
        "GPU",
        "",
        "The H100 GPU trains models.",
        {"NVIDIA H100 | instanceOf | graphics processing unit"},
        set(),
    ),
    (
        "clauses",
        "GPT-4",
        "",
        "GPT-4 is a large language model that OpenAI released in March 2023.",
        {"GPT-4 | developedBy | OpenAI", "GPT-4 | introducedIn | 2023", "GPT-4 | instanceOf | large language model"},
        {"large language model | developedBy | OpenAI", "large language model | introducedIn | 2023"},
    ),
    ("class-nouns", "Bot", "", "The chatbot ChatGPT is popular.", {"ChatGPT | instanceOf | chatbot"}, set()),
    ("class-nouns", "Bot", "", "A chatbot, ChatGPT, Claude: all talk.", set(), {"Claude | instanceOf | ChatGPT"}),
    (
        "clauses",
        "Hallucination",
        "",
        "RAG reduces hallucination.",
        {"retrieval-augmented generation | mitigates | hallucination"},
        {"hallucination | mitigates | retrieval-augmented generation"},
    ),
    (
        "contrasts",
        "Transformer",
        "",
        "Unlike recurrent neural networks, transformers process all tokens at once.",
        {"transformer | contrastsWith | recurrent neural network"},
        {"transformer | broader | recurrent neural network"},
    ),
    (
        "contrasts",
        "RAG",
        "",
        "RAG is an alternative to fine-tuning.",
        {"retrieval-augmented generation | contrastsWith | fine-tuning"},
        set(),
    ),
    (
        "contrasts",
        "RAG",
        "",
        "RAG is not an alternative to fine-tuning.",
        set(),
        {"retrieval-augmented generation | contrastsWith | fine-tuning"},
    ),
    (
        "contrasts",
        "CPU",
        "",
        "A GPU, by contrast, has many cores.",
        {"central processing unit | contrastsWith | graphics processing unit"},
        set(),
    ),
    (
        "definitions",
        "Transformer",
        "Definition",
        "A transformer is a neural network that uses the attention mechanism.",
        {"transformer | broader | neural network", "transformer | uses | attention mechanism"},
        {"neural network | broader | transformer", "neural network | uses | attention mechanism"},
    ),
    (
        "definitions",
        "GPT-4",
        "Definition",
        "GPT-4 is a language model.",
        {"GPT-4 | instanceOf | language model"},
        {"GPT-4 | broader | language model"},
    ),
    (
        "definitions",
        "Transformer",
        "Definition",
        "A transformer is not a recurrent neural network.",
        set(),
        {"transformer | broader | recurrent neural network"},
    ),
    (
        "examples",
        "Vector database",
        "",
        "Vector databases such as Pinecone, Milvus, and Weaviate are fast.",
        {f"{name} | instanceOf | vector database" for name in ("Pinecone", "Milvus", "Weaviate")},
        set(),
    ),
    (
        "examples",
        "Chatbot",
        "",
        "Chatbots, including ChatGPT and Claude, answer questions.",
        {"ChatGPT | instanceOf | chatbot", "Claude | instanceOf | chatbot"},
        set(),
    ),
    (
        "examples",
        "Foundation model",
        "",
        "Examples of foundation models do not include AlexNet.",
        set(),
        {"AlexNet | instanceOf | foundation model"},
    ),
    ("examples", "Chatbot", "", "Chatbots are like ChatGPT.", set(), {"ChatGPT | instanceOf | chatbot"}),
    (
        "glosses",
        "Adaptation",
        "",
        "Models are adapted by fine-tuning. RAG (connecting it to a vector database) is another way.",
        {"retrieval-augmented generation | uses | vector database"},
        {"fine-tuning | uses | vector database"},
    ),
    (
        "narrower-terms",
        "Attention",
        "",
        "Multi-head attention runs several heads. Attention is costly.",
        {"multi-head attention | broader | attention mechanism"},
        {"attention mechanism | broader | multi-head attention"},
    ),
    (
        "narrower-terms",
        "GPU",
        "",
        "Open-weight foundation models are cheap. Foundation models are large.",
        {"open-weight foundation model | broader | foundation model"},
        set(),
    ),
    (
        "origins",
        "Open model",
        "",
        "Llama 2, released by Meta in July 2023, is open.",
        {"Llama 2 | developedBy | Meta", "Llama 2 | introducedIn | 2023"},
        {"Llama | developedBy | Meta"},
    ),
    (
        "origins",
        "Open model",
        "",
        "Llama 2, not released by Google, is open.",
        set(),
        {"Llama 2 | developedBy | Google"},
    ),
    (
        "phases",
        "RLHF",
        "How It Works",
        "Reward modeling is the second phase.",
        {"reward modeling | partOf | reinforcement learning from human feedback"},
        {"reinforcement learning from human feedback | partOf | reward modeling"},
    ),
    (
        "phases",
        "RLHF",
        "How It Works",
        "Reward modeling is not the second phase.",
        set(),
        {"reward modeling | partOf | reinforcement learning from human feedback"},
    ),
    (
        "phases",
        "RLHF",
        "How It Works",
        "RLHF is done in three phases. Supervised fine-tuning comes first.",
        {"supervised fine-tuning | partOf | reinforcement learning from human feedback"},
        set(),
    ),
    (
        "possessives",
        "Open model",
        "",
        "Meta's Llama 3 is open.",
        {"Llama 3 | developedBy | Meta"},
        {"Meta | developedBy | Llama 3"},
    ),
    (
        "possessives",
        "Foundation model",
        "",
        "Stanford's Center for Research on Foundation Models coined the term.",
        {"Center for Research on Foundation Models | unitOf | Stanford University"},
        {"foundation model | introducedBy | Stanford University"},
    ),
    (
        "possessives",
        "Attention",
        "",
        'Ashish Vaswani\'s paper "Attention Is All You Need" is famous.',
        {"Attention Is All You Need | introducedBy | Ashish Vaswani"},
        {"Ashish Vaswani | introducedBy | Attention Is All You Need"},
    ),
    (
        "versions",
        "Open model",
        "",
        "Llama 3 70B is large.",
        {"Llama 3 70B | variantOf | Llama 3", "Llama 3 70B | variantOf | Llama"},
        {"Llama 3 | variantOf | Llama 3 70B"},
    ),
    (
        "versions",
        "Evaluation",
        "",
        "GPT-4o is faster than GPT-4 and GPT-4 Turbo.",
        {"GPT-4o | variantOf | GPT", "GPT-4 Turbo | variantOf | GPT-4"},
        {"GPT-4o | variantOf | GPT-4", "GPT-4 | variantOf | GPT-4o"},
    ),
]


@pytest.mark.parametrize(
    ("title", "heading", "text", "facts", "wrong"),
    [pytest.param(*row[1:], id=f"{row[0]}-{number}") for number, row in enumerate(SENTENCES, 1)],
)
def test_a_sentence_states_its_facts_and_no_wrong_one(
    title: str, heading: str, text: str, facts: set[str], wrong: set[str]
) -> None:
    found = asserted(claims_of(title, text, heading))
    assert facts <= found
    assert found.isdisjoint(wrong)


@pytest.mark.parametrize("rule", sorted(EXTRACTORS.keys() - {"model"}))  # test_rules_model.py
def test_every_rule_states_a_fact_of_its_sentences(rule: str) -> None:
    stated = []
    for name, title, heading, text, facts, _ in SENTENCES:
        if name == rule and facts:
            entry = entry_of(title, {heading: text})
            passage = Passage(annotation_of(entry), matcher_of(entry), Settings())
            own = asserted(number_claims(EXTRACTORS[rule](passage)))
            stated.append(facts & own)
    assert any(stated), "none of the facts of this rule's sentences comes from the rule itself"


@pytest.mark.parametrize(
    "text",
    [
        "RAG does not reduce hallucination.",
        "RAG doesn't reduce hallucination.",
        "RAG never prevents hallucination.",
        "RAG cannot prevent hallucination.",
        "RAG would reduce hallucination.",
        "If RAG reduces hallucination, users are happy.",
        "It is not true that RAG reduces hallucination.",
        "RAG no longer reduces hallucination.",
    ],
)
def test_what_is_denied_or_only_imagined_is_kept_so_marked_and_not_asserted(text: str) -> None:
    claims = claims_of("RAG", text)
    fact = "retrieval-augmented generation | mitigates | hallucination"
    assert fact in {as_fact(claim) for claim in claims}
    assert fact not in asserted(claims)


@pytest.mark.parametrize("words", ["may reduce", "might reduce", "could reduce", "often reduces", "usually reduces"])
def test_what_is_hedged_is_asserted_so_marked(words: str) -> None:
    text = f"RAG {words} hallucination."
    (claim,) = [claim for claim in claims_of("RAG", text) if claim.predicate == "mitigates"]
    assert (claim.is_asserted, claim.qualifiers) == (True, {"hedged": True})


def qualifiers_of(claims: tuple[Claim, ...], fact: str) -> dict[str, str | int | bool]:
    (claim,) = [claim for claim in claims if as_fact(claim) == fact]
    return dict(claim.qualifiers)


def test_the_month_and_the_day_stay_beside_the_year() -> None:
    for text, date in [
        ("OpenAI released GPT-4 in March 2023.", "2023-03"),
        ("OpenAI released GPT-4 on March 14, 2023.", "2023-03-14"),
        ("OpenAI released GPT-4 on 14 March 2023.", "2023-03-14"),
    ]:
        assert qualifiers_of(claims_of("GPT-4", text), "GPT-4 | introducedIn | 2023") == {"date": date}


def test_the_position_of_a_step_is_kept() -> None:
    claims = claims_of("RLHF", "Reward modeling is the second phase.", "How It Works")
    fact = "reward modeling | partOf | reinforcement learning from human feedback"
    assert qualifiers_of(claims, fact) == {"position": 2}


def test_the_place_of_a_person_in_a_group_is_inferred() -> None:
    claims = claims_of("LoRA", "Edward Hu and colleagues at Microsoft proposed LoRA in 2021.")
    assert qualifiers_of(claims, "Edward Hu | affiliatedWith | Microsoft") == {"inferred": True}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Overfitting is reduced by dropout.", "dropout | mitigates | overfitting"),
        ("Dropout reduces overfitting.", "dropout | mitigates | overfitting"),
        ("AlexNet uses dropout.", "AlexNet | uses | dropout"),
        ("Dropout is used by AlexNet.", "AlexNet | uses | dropout"),
    ],
)
def test_active_and_passive_say_the_same_in_the_same_direction(text: str, fact: str) -> None:
    subject, predicate, object_ = fact.split(" | ")
    found = asserted(claims_of("Overfitting", text))
    assert fact in found
    assert f"{object_} | {predicate} | {subject}" not in found
