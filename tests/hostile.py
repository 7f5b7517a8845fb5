"""A build with hostile strings in every field that holds text."""

from dataclasses import replace

from graph.claims import Claim, Evidence, Mention
from graph.entries import Entry, Section
from graph.network import Build, Fact, Merge, Thing
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
