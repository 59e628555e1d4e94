"""A print as bytes, and back: the small picture as WebP, thirteen bytes a point."""

import io
import struct

import numpy as np
from PIL import Image

from triage.rules.pictures.points import Points
from triage.rules.pictures.prints import Print
from triage.rules.pictures.working import Box

FINE, COARSE, FEW_BYTES = 92, 50, 4000
"""Qualities of WebP: fine for a smooth picture, whose faint shades are all it has and which stays small anyhow."""
HEAD = struct.Struct("<6IHI")
POINT = np.dtype([("x", "<u2"), ("y", "<u2"), ("scale", "<u2"), ("signs", "<u8"), ("doubts", "u1", 3)])
PLACE_PARTS, SCALE_PARTS = 32, 64


def pack(print_: Print) -> bytes:
    """Return a print as bytes, about 10 KB."""
    drawn = _draw(print_, FINE)
    drawn = drawn if len(drawn) <= FEW_BYTES else _draw(print_, COARSE)
    points = print_.points
    rows = np.zeros(len(points), dtype=POINT)
    rows["x"], rows["y"] = np.rint(points.x * PLACE_PARTS), np.rint(points.y * PLACE_PARTS)
    rows["scale"], rows["signs"], rows["doubts"] = np.rint(points.scale * SCALE_PARTS), points.signs, points.doubts
    box = print_.box
    size = (print_.height, print_.width, box.left, box.top, box.right, box.bottom)
    return HEAD.pack(*size, len(points), len(drawn)) + rows.tobytes() + drawn


def _draw(print_: Print, quality: int) -> bytes:
    drawn = io.BytesIO()
    Image.fromarray(print_.pixels).save(drawn, "WEBP", quality=quality, method=4)
    return drawn.getvalue()


def unpack(packed: bytes) -> Print:
    """Return what `pack` was given, the small picture as compression left it."""
    height, width, left, top, right, bottom, count, drawn_bytes = HEAD.unpack_from(packed)
    rows = np.frombuffer(packed, dtype=POINT, count=count, offset=HEAD.size)
    start = HEAD.size + count * POINT.itemsize
    drawn = Image.open(io.BytesIO(packed[start : start + drawn_bytes]), formats=["WEBP"]).convert("L")
    points = Points(
        x=(rows["x"] / np.float32(PLACE_PARTS)).astype(np.float32),
        y=(rows["y"] / np.float32(PLACE_PARTS)).astype(np.float32),
        scale=(rows["scale"] / np.float32(SCALE_PARTS)).astype(np.float32),
        signs=rows["signs"].astype(np.uint64),
        doubts=rows["doubts"].copy(),
    )
    box = Box(left=left, top=top, right=right, bottom=bottom)
    return Print(pixels=np.asarray(drawn), points=points, box=box, height=height, width=width)
