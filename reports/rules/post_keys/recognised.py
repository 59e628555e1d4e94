"""What a link was recognised as."""

import hashlib
from dataclasses import dataclass

LONGEST_KEY = 300


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A post, comment or account on a platform; each part is empty where the link does not tell it."""

    platform: str = ""
    kind: str = ""
    post_id: str = ""
    account: str = ""

    @property
    def key(self) -> str | None:
        """Return the key, equal for links to the same post; None where no post can be told."""
        if not self.post_id:
            return None
        key = f"{self.platform}:{self.kind}:{self.post_id}"
        if len(key) <= LONGEST_KEY:
            return key
        return f"{self.platform}:{self.kind}:sha256:{hashlib.sha256(self.post_id.encode()).hexdigest()}"
