"""The numbers by which pictures are found: what lies round a point, as one number a point."""

import numpy as np
from numpy.typing import NDArray

from triage.rules.pictures.points import DOUBTS, KEY_BITS, Points

MOST_STORED = 120
KEY_MASK = np.uint64((1 << KEY_BITS) - 1)
Keys = NDArray[np.uint64]


def keys_to_store(points: Points) -> Keys:
    """Return the distinct keys of a picture's most telling points, at most 120, in no order."""
    return np.unique(points.signs[:MOST_STORED] & KEY_MASK)


def keys_to_ask(points: Points, *, doubts: int = DOUBTS) -> Keys:
    """Return the distinct keys by which copies are found: each point's, also with doubtful signs turned over."""
    keys = [points.signs & KEY_MASK]
    for turned in range(1, 1 << doubts):
        changed = keys[0]
        for place in range(doubts):
            if turned >> place & 1:
                changed = changed ^ (np.uint64(1) << points.doubts[:, place].astype(np.uint64))
        keys.append(changed)
    return np.unique(np.concatenate(keys))
