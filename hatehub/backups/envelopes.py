"""The outside of a copy: a line that names its key, then everything else sealed in pieces.

A fresh key seals each copy and is itself sealed under the backup key. The pieces are those of the vault's files, the
STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015): the nonce of each holds its number and whether it is the
last, so a piece that is changed, moved, taken from another copy or missing at the end is refused.
"""

import base64
import json
from collections.abc import Callable, Iterator
from typing import BinaryIO

from hatehub.backups.frames import BadCopy
from hatehub.backups.keys import active_key, key_of
from hatehub.vault.rules.ciphers import PIECE_BYTES, PieceSealer, Unreadable, new_key, open_pieces, open_sealed, seal

MAGIC = b"hatehub-copy-1 "
WRAPPING = b"hatehub copy: key of one copy"
CONTENT = b"hatehub copy: content\0"
LONGEST_LINE = 1024


def begin(write: Callable[[bytes], object]) -> PieceSealer:
    """Write the first line of a copy and return what seals the rest. Raises NoBackupKey."""
    key_id, backup_key = active_key()
    key = new_key()
    wrapped = seal(backup_key, key, context=WRAPPING + key_id.encode())
    line = MAGIC + json.dumps({"key": key_id, "wrapped": base64.b64encode(wrapped).decode()}).encode() + b"\n"
    write(line)
    return PieceSealer(key, context=CONTENT + line, write=write)


def opened(source: BinaryIO) -> Iterator[bytes]:
    """Return what was sealed, piece by piece. Raises NoBackupKey and BadCopy."""
    line = source.readline(LONGEST_LINE)
    try:
        named = json.loads(line.removeprefix(MAGIC)) if line.startswith(MAGIC) and line.endswith(b"\n") else {}
        key_id, wrapped = str(named["key"]), base64.b64decode(named["wrapped"], validate=True)
    except (ValueError, KeyError, TypeError):
        raise BadCopy("This is not a copy of a hub.") from None
    try:
        key = open_sealed(key_of(key_id), wrapped, context=WRAPPING + key_id.encode())
        yield from open_pieces(key, iter(lambda: source.read(PIECE_BYTES), b""), context=CONTENT + line)
    except Unreadable:
        raise BadCopy("The copy was changed or cut, or BACKUP_KEY holds another key under this name.") from None
