import pytest

from graph.serve.negotiation import choose

OFFERS = ["text/html", "text/turtle", "application/ld+json"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle; q=1.0", "text/turtle"),
        ("text/turtle;q=0.4, application/ld+json;q=0.5", "application/ld+json"),
        ("application/*;q=0.9, */*;q=0.1", "application/ld+json"),
        ("text/*", "text/html"),
        ("text/html;q=0, */*", "text/turtle"),
        ("text/html;q=0.1, text/*;q=0.9", "text/turtle"),
        ("text/turtle;charset=utf-8;q=0.7, text/html;q=0.6", "text/turtle"),
        ("image/png", None),
        ("text/html;q=0, text/turtle;q=0, application/ld+json;q=0", None),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "text/html"),
        ("nonsense, text/turtle", "text/turtle"),
        ("nonsense", "text/html"),
        ("*/turtle, text/turtle", "text/turtle"),
        ("text/turtle;q=much", None),
        ("text/turtle;q=2", None),
        ("text/turtle;q=nan, text/html;q=0.1", "text/html"),
        (",,;,", "text/html"),
    ],
)
def test_the_best_liked_offer_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERS) == chosen
