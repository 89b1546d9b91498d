"""Catalogues without GNU gettext: find the sentences, keep the French, say what is missing, compile.

python -m tools.messages update    writes accord/locale/fr/LC_MESSAGES/django.po (parts/*.po are taken in first)
python -m tools.messages compile   writes the .mo next to it and to those of the other languages (git ignores them)
python -m tools.messages missing   lists what is not translated; status 1 when anything is
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "accord"
FRENCH = SOURCES / "locale" / "fr" / "LC_MESSAGES" / "django.po"
PARTS = SOURCES / "locale" / "parts"
TEMPLATES = {".html", ".txt", ".mjml", ".xml"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# French catalogue of Accord, complete at every commit. `make messages` keeps it.
msgid ""
msgstr ""
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def sentences() -> Catalog:
    """Every sentence of the code and of the templates, with the files it stands in."""
    catalogue = Catalog(locale="fr", fuzzy=False)
    for file in sorted(SOURCES.rglob("*")):
        for found, context in sentences_of(file):
            catalogue.add(found, locations=[(str(file.relative_to(ROOT)), 0)], context=context)
    return catalogue


def sentences_of(file: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The sentences of one file, each with its context; none where it is neither code nor a template."""
    if file.suffix == ".py" and "migrations" not in file.parts:
        source = file.read_bytes()
    elif file.suffix in TEMPLATES and "templates" in file.parts:
        code = templatize(file.read_text(), origin=str(file))
        source = "\n".join(line.strip() for line in code.splitlines()).encode()
    else:
        return
    for _line, found, _comments, context in extract("python", BytesIO(source), KEYWORDS):
        if found:
            yield found, context


def _read(file: Path) -> Catalog:
    if not file.is_file():
        return Catalog(locale="fr")
    with file.open("rb") as handle:
        return read_po(handle, locale="fr", ignore_obsolete=True, abort_invalid=True)


def translated() -> Catalog:
    """All sentences with their French: from the parts first, then from the catalogue; the rest stays empty."""
    known = [*map(_read, sorted(PARTS.glob("*.po"))), _read(FRENCH)]
    catalogue = sentences()
    for message in catalogue:
        if message.id:
            message.string = next(filter(None, (_french(message, of) for of in known)), "")
    return catalogue


def _french(message: Message, catalogue: Catalog) -> str | tuple[str, ...] | None:
    key = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    found = catalogue.get(key, message.context)
    if found is None or found.fuzzy or isinstance(found.id, str) != isinstance(message.id, str):
        return None
    return found.string if all(_forms(found)) else None


def _forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string or "",)


def missing() -> list[str]:
    """The sentences without French, each with the first file it stands in; and the fuzzy ones of the catalogue."""
    lines = [
        f"{message.locations[0][0]}: {message.id}"
        for message in translated()
        if message.id and not all(_forms(message))
    ]
    return lines + [f"fuzzy: {message.id}" for message in _read(FRENCH) if message.id and message.fuzzy]


def update() -> None:
    """Rewrite the French catalogue, sorted, without line numbers and dates."""
    catalogue = BytesIO()
    write_po(catalogue, translated(), width=110, sort_output=True, include_lineno=False, omit_header=True)
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    FRENCH.write_bytes(HEADER.encode() + catalogue.getvalue())


def compile_catalogue() -> None:
    """Write the binary catalogues, French with its parts; whoever reads one meanwhile sees the old or the new one."""
    _compile(translated(), FRENCH)
    for file in others():
        _compile(read_po(file.read_text().splitlines(), locale=file.parent.parent.name), file)


def others() -> list[Path]:
    """The catalogues kept by hand: the page of third parties in other languages, English where it is not the code’s."""
    return sorted(
        file for file in FRENCH.parent.parent.parent.glob("*/LC_MESSAGES/django.po") if file != FRENCH
    )


def _compile(catalogue: Catalog, source: Path) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    half = source.with_suffix(".mo.new")
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(compiled.getvalue())
    half.rename(source.with_suffix(".mo"))


def main(verb: str) -> int:
    """Run one verb; returns the exit status."""
    if verb == "missing":
        lines = missing()
        for line in lines:
            print(line)
        return bool(lines)
    {"update": update, "compile": compile_catalogue}[verb]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
