"""A build with hostile strings in every field that holds text."""

from dataclasses import replace

from graph.claims import Claim, Evidence, Mention
from graph.entries import Entry, Section
from graph.network import Build, Fact, Thing
from tests import example

PAYLOADS = (
    "<script>globalThis.harmed=1</script>",
    "</script><script>globalThis.harmed=1</script>",
    "<!--<script>globalThis.harmed=1//",
    '"><img src=x onerror="globalThis.harmed=1">',
    "'><svg onload=globalThis.harmed=1>",
    '<a href="javascript:globalThis.harmed=1">href</a>',
    "<iframe srcdoc='<script>parent.harmed=1</script>'>",
    "{{ 7*7 }}{% raw %}<b>x</b>",
    "javascript:globalThis.harmed=1",
    "data:text/html,<script>globalThis.harmed=1</script>",
    '";globalThis.harmed=1;//',
    "\u2028globalThis.harmed=1\u2029",
    "</style><style>*{display:none}</style>",
    "</title><script>globalThis.harmed=1</script>",
    "]]><script>globalThis.harmed=1</script>",
    "&lt;script&gt;globalThis.harmed=1&lt;/script&gt; 𝔸 \u202e \x00 \ud800",
)


def build() -> Build:
    """One thing, entry, claim and fact for each payload, the payload in each field of them."""
    rows = [_row(number, payload) for number, payload in enumerate(PAYLOADS)]
    return Build(
        tuple(row[0] for row in rows),
        (),
        tuple(row[1] for row in rows),
        tuple(row[2] for row in rows),
        tuple(row[3] for row in rows),
    )


def _row(number: int, payload: str) -> tuple[Entry, Claim, Thing, Fact]:
    slug, other = f"{payload}{number}", f"{PAYLOADS[number - 1]}{(number - 1) % len(PAYLOADS)}"
    text = f"{payload}\n\n{payload}\n{payload}\n"
    end = len(text)
    entry = Entry(
        slug,
        payload,
        text,
        (Section(payload, 0, end),),
        (payload,),
        url=payload,
        date=payload,
        author=payload,
        source=payload,
    )
    subject = Mention(slug, 0, len(payload), payload, "Concept", payload, payload, slug)
    proof = Evidence(payload, 0, end, text)
    claim = Claim(
        slug,
        subject,
        "contrastsWith",
        replace(subject, node=other),
        proof,
        (payload,),
        0.9,
        {"asOf": payload, "date": payload},
        slug,
    )
    thing = Thing(slug, payload, "Concept", (payload,), ("Lab",), payload, slug, (slug,), 1, (), (payload,))
    fact = Fact(slug, slug, "contrastsWith", other, 1, 0.9, payload, {"asOf": payload, "date": payload}, (slug,))
    return entry, claim, thing, fact


def example_with_url(url: str) -> Build:
    """The example, its entry at another address."""
    build_ = example.build()
    return replace(build_, entries=(replace(build_.entries[0], url=url),))
