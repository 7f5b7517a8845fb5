"""A page in the browser: what it shows, what it asked for, what it complained of."""

from collections.abc import Callable
from typing import Any

PICTURE_OF = "label => glossaryGraph.glossary.things.find(thing => thing.label === label).id"


def wait_for(page: Any, expression: str) -> None:
    """Wait until an expression is true in the page (what playwright has for this is stopped by the page's policy)."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    message = f"never true: {expression}"
    raise AssertionError(message)


class Opened:
    """A page that was opened from a file without a network, and what it did."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url.split("#")[0]))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def drawn(self) -> list[dict[str, Any]]:
        """Say which labels are drawn, in the order of importance."""
        wait_for(self.page, "glossaryGraph.picture.labels.length > 0")
        return list(self.page.evaluate("glossaryGraph.picture.labels"))

    def click_on(self, label: str, *, shift: bool = False) -> None:
        """Click on a thing in the picture."""
        if shift:
            self.page.keyboard.down("Shift")
        self.page.mouse.click(*self._middle(label))
        if shift:
            self.page.keyboard.up("Shift")

    def click_in_bubble(self, bubble: int) -> None:
        """Click in the middle of a group."""
        place = self.page.evaluate(
            "bubble => glossaryGraph.picture.network.canvasToDOM(glossaryGraph.picture.bubblePlace(bubble))", bubble
        )
        box = self.page.locator("#picture").bounding_box()
        self.page.mouse.click(box["x"] + place["x"], box["y"] + place["y"])

    def double_click_on(self, label: str) -> None:
        """Click twice on a thing in the picture."""
        self.page.mouse.dblclick(*self._middle(label))

    def drag(self, label: str, right: float, down: float) -> None:
        """Drag a thing in the picture."""
        x, y = self._middle(label)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right, y + down, steps=6)
        self.page.mouse.up()

    def point_at(self, label: str) -> None:
        """Move the pointer over a thing in the picture."""
        self.page.mouse.move(*self._middle(label))

    def point_at_number(self, number: int) -> None:
        """Move the pointer over a thing in the picture, by its number."""
        self.page.mouse.move(*self._place(number))

    def _middle(self, label: str) -> tuple[float, float]:
        return self._place(self.page.evaluate(PICTURE_OF, label))

    def _place(self, number: int) -> tuple[float, float]:
        place = self.page.evaluate(
            "id => { const n = glossaryGraph.picture.network; return n.canvasToDOM(n.getPosition(id)); }", number
        )
        box = self.page.locator("#picture").bounding_box()
        return box["x"] + place["x"], box["y"] + place["y"]


Opener = Callable[..., Opened]
"""Opens the page of a build, or a page that was written.

``width``, ``height``, ``scheme`` (light or dark) and ``at`` (the address after the file) are its options.
"""
