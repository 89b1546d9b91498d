"""PDF from a Typst file of ours and the facts it is given: archivable (PDF/A-2a) and readable aloud (PDF/UA-1)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


class Untidy(ValueError):
    """Typst warned or refused: an unknown font, a letter no font has. Nothing is printed."""


def printed(template: Path, said: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF that `template` draws of `said` (JSON-able, read by it as `sys.inputs.said`), dated `at`.

    Texts are given as data: nothing in them is taken for markup. The same facts give the same bytes. Raises Untidy.
    """
    return drawn(template, said, at)[0]


def drawn(
    template: Path, said: Mapping[str, Any], at: datetime, labels: Sequence[str] = ()
) -> tuple[bytes, dict[str, list[Any]]]:
    """The same PDF, and the values of the metadata the template leaves under each of `labels` (« <box> »).

    Raises Untidy.
    """
    compiler = typst.Compiler(
        str(template),
        root=str(template.parent),
        ignore_system_fonts=True,  # the same paper on every machine
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
    )
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(at.timestamp())
        )
    except typst.TypstError as error:  # a letter no font has: such a paper could not be archived
        raise Untidy(str(error)) from error
    if warnings:
        raise Untidy("; ".join(str(warning) for warning in warnings))
    return _bytes(pdf), {label: json.loads(compiler.query(label, field="value")) for label in labels}


def _bytes(pdf: bytes | list[bytes] | None) -> bytes:
    """One file, whatever its pages."""
    if not isinstance(pdf, bytes):
        raise TypeError("A PDF is one file.")
    return pdf
