"""Lays out one document as PDF: `typesetter.py < job > document`. Stands alone, so that its process needs no Django.

The job is JSON: `template` (a path), `root`, `fonts` (a folder), `inputs` (strings), `standards`, `seconds` (of the
epoch). Exit status 3: typst refused; the class of the error alone goes to standard error, since documents are about
people.
"""

import json
import sys
from typing import Any

REFUSED = 3


class NotTypeset(Exception):
    """Typst refused a document; the message is the class of its error alone."""


def lay_out(job: dict[str, Any]) -> bytes:
    """Return the PDF; the same bytes for the same job. Raises NotTypeset."""
    import typst  # noqa: PLC0415 - 7 MB that only who lays documents out needs

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[job["fonts"]])
    try:
        made = typst.compile(
            job["template"],
            root=job["root"],
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=job["inputs"],
            format="pdf",
            pdf_standards=job["standards"],
            timestamp=job["seconds"],
        )
    except typst.TypstError as error:
        raise NotTypeset(type(error).__name__) from error
    return bytes(made)


def main() -> int:
    """Lay out the job on standard input, and return the exit status."""
    import typst  # noqa: F401, PLC0415 - meanwhile the job is still being put together

    try:
        made = lay_out(json.load(sys.stdin.buffer))
    except NotTypeset as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
