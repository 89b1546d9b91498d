"""PDF from a Typst file of ours and the facts it is given: archivable (PDF/A-2a) and readable aloud (PDF/UA-1)."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


def printed(template: Path, said: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF that `template` draws of `said` (JSON-able, read by it as `sys.inputs.said`), dated `at`.

    Texts are given as data: nothing in them is taken for markup.
    """
    pdf = typst.compile(
        str(template),
        root=str(template.parent),
        format="pdf",
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        ignore_system_fonts=True,  # the same paper on every machine
        timestamp=int(at.timestamp()),
    )
    return bytes(pdf)
