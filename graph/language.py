"""Which language a text is written in, as far as one must know: whether English rules may read it."""

import re
from collections.abc import Mapping

__all__ = ["foreign_language"]

_LEAST = 25
"""Fewer words say too little."""
_DIFFERENT = 4
"""So many of a language's small words must be there."""
_ENGLISH = frozenset(
    """the of and to in is that for it as with are on by be or from this an which at can has have not its was were
    their they these such a but when more than""".split()
)
_OTHERS: Mapping[str, frozenset[str]] = {
    "Dutch": frozenset(
        "de het een van en is dat die op te met voor niet zijn aan door wordt worden ook als om".split()
    ),
    "French": frozenset(
        "le la les des du de et est une un que qui dans pour par sur pas avec sont aux au ce cette il elle plus".split()
    ),
    "German": frozenset(
        """der die das und ist von zu den mit ein eine einer einem einen des dem nicht für auf als auch wird werden
        sich im durch oder sind""".split()
    ),
    "Italian": frozenset(
        "il lo la gli le di del della dei delle che è un una per con non sono da nel nella si come anche al".split()
    ),
    "Portuguese": frozenset(
        "o os as do da dos das de que é um uma para com não são em no na por se como mais ao também".split()
    ),
    "Spanish": frozenset(
        "el los las del de la que es un una para con no por se en y son como más al su lo también".split()
    ),
}
_WORD = re.compile(r"[^\W\d_]+")


def foreign_language(text: str) -> str:
    """Name the language of a text that is not English by its small words; empty where it is or may be English.

    >>> foreign_language("Ein Sprachmodell ist ein Modell, das mit dem Text der Welt lernt. " * 3)
    'German'
    >>> foreign_language("A language model writes texts."), foreign_language("Ein Sprachmodell.")
    ('', '')
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    letters = sum(map(len, words))
    if letters >= 3 * _LEAST and sum(letter.isascii() for word in words for letter in word) < letters / 2:
        return "another language"
    if len(words) < _LEAST:
        return ""
    english = sum(word in _ENGLISH for word in words)
    counts = {name: sum(word in small for word in words) for name, small in _OTHERS.items()}
    best = max(sorted(counts), key=lambda name: counts[name])
    if len(_OTHERS[best].intersection(words)) < _DIFFERENT:
        return ""  # one word many times: the "com" of addresses
    return best if counts[best] > max(2 * english, len(words) / 8) else ""
