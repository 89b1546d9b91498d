"""Searching and sorting names whatever their accents and case."""

import re
import unicodedata


def fold(text: str) -> str:
    """`text` without accents or case, spaces squeezed: "Élodie  Lefèvre" gives "elodie lefevre"."""
    plain = text.replace("\0", " ")  # which no text of the database may hold
    decomposed = unicodedata.normalize("NFKD", plain.replace("’", "'").replace("œ", "oe").replace("Œ", "oe"))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


def composed(text: str) -> str:
    """`text` in Unicode NFC, the spaces around it taken away: the same name typed on two machines is the same text."""
    return unicodedata.normalize("NFC", text).strip()


def search_words(*texts: str) -> list[str]:
    """The distinct folded words of `texts`, and the pieces of compound ones, to find by the beginning of any."""
    words: dict[str, None] = {}
    for text in texts:
        for word in fold(text).split():
            words.setdefault(word.strip('«»"(),;:'), None)
            for piece in re.split(r"[@.+\-'’/]", word):
                words.setdefault(piece, None)
    return [word for word in words if word]


def plain_words(*texts: str) -> list[str]:
    """The folded words of `texts`, cut at all but letters and digits: « l'Atelier n° 3 » gives l, atelier, n, 3."""
    return re.findall(r"[^\W_]+", fold(" ".join(texts)))
