"""A build with hostile strings in every field that holds text."""

import re
from dataclasses import replace

from hypothesis import strategies as st

from graph.claims import Claim, Evidence, Literal, Mention
from graph.entries import Entry, Link, Section
from graph.network import Build, Fact, Merge, Thing
from graph.settings import Settings
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
    "<body onload=globalThis.harmed=1>",
    "<details open ontoggle=globalThis.harmed=1>x</details>",
    "<input autofocus onfocus=globalThis.harmed=1>",
    "<video><source onerror=globalThis.harmed=1></video>",
    "<audio src=x onerror=globalThis.harmed=1>",
    "<math><mi//xlink:href='javascript:globalThis.harmed=1'>x</mi></math>",
    "<svg><script>globalThis.harmed=1</script></svg>",
    "<svg><animate onbegin=globalThis.harmed=1 attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg onload=globalThis.harmed=1>'/></svg>",
    "<object data='javascript:globalThis.harmed=1'></object>",
    "<embed src='javascript:globalThis.harmed=1'>",
    "<form action='javascript:globalThis.harmed=1'><button>href</button></form>",
    "<button formaction=javascript:globalThis.harmed=1>x</button>",
    "<meta http-equiv=refresh content='0;url=javascript:globalThis.harmed=1'>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<div style='background:url(https://evil.example/x.png)'>x</div>",
    "<template><script>globalThis.harmed=1</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=globalThis.harmed=1>'>",
    "<textarea></textarea><script>globalThis.harmed=1</script>",
    "<select><option></select><img src=x onerror=globalThis.harmed=1>",
    "<marquee onstart=globalThis.harmed=1>x</marquee>",
    '<a href="jav&#x09;ascript:globalThis.harmed=1">href</a>',
    "<a href='vbscript:globalThis.harmed=1'>href</a>",
    "<p onmouseover=globalThis.harmed=1 style='position:fixed;inset:0'>href</p>",
    "<custom-element onclick=globalThis.harmed=1 tabindex=1>x</custom-element>",
    '\\";globalThis.harmed=1;//',
    "\\u003cscript\\u003eglobalThis.harmed=1\\u003c/script\\u003e",
    "${globalThis.harmed=1}",
    "{{constructor.constructor('globalThis.harmed=1')()}}",
    "#{globalThis.harmed=1} <%= globalThis.harmed=1 %>",
    "__proto__",
    "constructor",
    "toString",
    "%3Cscript%3EglobalThis.harmed=1%3C/script%3E",
    "?node=x&view=table#hide=<img src=x onerror=globalThis.harmed=1>",
    "<script src=https://evil.example/x.js></script>",
    "<scr<script>ipt>globalThis.harmed=1</scr</script>ipt>",
    '<img src="x` `<script>globalThis.harmed=1</script>"` `>',
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "<?xml version='1.0'?><x onload='globalThis.harmed=1'/>",
    "<![CDATA[<script>globalThis.harmed=1</script>]]>",
    "a\u0000b\u0008c\u001b[31md",
    "\u202egnp.exe\u202c \u200b\u200d\ufeff",
    "𓀀" * 40 + " <b>x</b>",
    "x" * 3_000 + "<script>globalThis.harmed=1</script>",
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
    thing = Thing(
        slug,
        payload,
        "Concept",
        (payload,),
        ("Lab",),
        payload,
        slug,
        (slug,),
        1,
        (Merge(payload, payload),),
        (payload,),
    )
    fact = Fact(slug, slug, "contrastsWith", other, 1, 0.9, payload, {"asOf": payload, "date": payload}, (slug,))
    return entry, claim, thing, fact


def example_with_url(url: str) -> Build:
    """The example, its entry at another address."""
    build_ = example.build()
    return replace(build_, entries=(replace(build_.entries[0], url=url),))


# ── any text at all, for round trips ───────────────────────────────────────────────────────────────────────────────

PIECES = (
    '"', '"""', "'", "\\", "\\u0041", "\\n", "\n", "\r", "\r\n", "\t", "\x00", "\x0b", "\x0c", "\x1f", "\x7f",
    "\x85", "\u2028", " ", " .\n@prefix : <x> .\n", "@en", "^^xsd:integer", "<", ">", "<<(", "&amp;", "]]>",
    "<!--", "{", "}", "|", "^", "`", "_:b0", "@id", "@value", "@context", ":", "a:b", "https:", "//x", "/",
    "..", ".", "./", "%", "%2E", "%zz", "?q", "#f", ";", ",", "+", "-", "_", "~", "é", "e\u0301", "模型", "ﷺ",
    "İ", "ß", "\u202e", "\u200b", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\ufdd0", "\ue000", "🤖", "\U000e0001",
    "\U000f0000", "\U0010ffff", "true", "1e5", "2026-01-05", "javascript:x",
)  # fmt: skip
"""What some format, IRI or parser could take for its own."""

TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
)
WRITABLE_TEXTS = TEXTS.map(lambda text: re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", text) or "?")
"""The same without what XML cannot say."""

BASES = (
    "https://example.org/glossary/",
    "https://example.org/",
    "http://example.org/terms#",
    "https://example.org/a/../b//c/./",
    "https://example.org/?q=/",
    "https://example.org#",
    "https://wörter.example/ä/",
    "https://example.org:8080/~me/v1.0/",
    "https://w3id.org/glossary-graph/ns#",
)


def places() -> st.SearchStrategy[Settings]:
    """Settings at several bases, the title any text."""
    return st.builds(Settings, base=st.sampled_from(BASES), title=st.one_of(WRITABLE_TEXTS, WRITABLE_TEXTS, TEXTS))


@st.composite
def builds(draw: st.DrawFn) -> Build:
    """A build of two things and an entry, any text in every field that holds one."""
    texts = draw(st.sampled_from([WRITABLE_TEXTS, WRITABLE_TEXTS, TEXTS]))
    one, other = draw(st.lists(texts, min_size=2, max_size=2, unique=True))
    entry = _any_entry(draw, texts)
    claim = _any_claim(draw, texts, entry, (one, other))
    things = tuple(
        _any_thing(draw, texts, slug, (kind, entry.name)) for slug, kind in ((one, "Concept"), (other, "Task"))
    )
    share = draw(st.integers(0, 100)) / 100
    facts = tuple(
        Fact(draw(texts), one, predicate, object_, 1, share, draw(texts), draw(_qualifiers(texts)), (claim.id,))
        for predicate, object_ in (("usedFor", other), ("introducedIn", draw(st.integers(-9999, 10**20))))
    )
    return Build((entry,), (), (claim,), things, facts)


def _qualifiers(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str | int | bool]]:
    names = st.sampled_from(["asOf", "date", "position", "hedged"])
    return st.dictionaries(names, st.one_of(texts, st.integers(), st.booleans()), max_size=2)


def _any_entry(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Entry:
    text = draw(texts)
    return Entry(
        draw(texts),
        draw(texts),
        text,
        (Section(draw(texts), 0, len(text)),),
        (draw(texts),),
        (Link(0, len(text), draw(texts)),),
        url=draw(texts),
        date=draw(texts),
        author=draw(texts),
        licence=draw(texts),
        source=draw(texts),
    )


def _any_claim(draw: st.DrawFn, texts: st.SearchStrategy[str], entry: Entry, slugs: tuple[str, str]) -> Claim:
    ends = [Mention(entry.name, 0, 1, draw(texts), "Concept", "title", draw(texts), slug) for slug in slugs]
    proof = Evidence("", 0, len(entry.text), entry.text)
    made = Claim(
        entry.name, ends[0], "usedFor", ends[1], proof, (draw(texts),), 0.5, draw(_qualifiers(texts)), draw(texts)
    )
    year = Literal(draw(st.integers(1, 9999)), "integer", 0, 1)
    return made if draw(st.booleans()) else replace(made, predicate="introducedIn", object=year)


def _any_thing(draw: st.DrawFn, texts: st.SearchStrategy[str], slug: str, of: tuple[str, str]) -> Thing:
    kind, entry = of
    return Thing(
        slug,
        draw(texts),
        kind,
        tuple(draw(st.lists(texts, max_size=2, unique=True))),
        (),
        draw(texts),
        entry,
        (entry,),
        draw(st.integers(0, 10**6)),
        (Merge(draw(texts), draw(texts)),),
        (draw(texts),),
    )
