"""What a platform is told: the fields of a notice, and nothing else that the hub knows.

The fields are those of Art. 16(2) of the EU's Digital Services Act: why it is illegal, where exactly it is, who
notifies, and that they do so in good faith.
"""

from dataclasses import dataclass
from uuid import UUID

GOOD_FAITH = (
    "The notifier believes in good faith that the information and allegations in this notice are accurate and complete."
)


@dataclass(frozen=True, kw_only=True)
class Post:
    """One post, exactly: its link, and what the hub recognised in it. `kind`, `post_id`, `account` may be empty."""

    url: str
    post_key: str = ""
    kind: str = ""
    post_id: str = ""
    account: str = ""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """All that a channel gets of a request. The notifier is the hub, never a person.

    `id` is the request's own and stays the same when a notice is sent again. `action` is one of `steps.Asked`;
    `answer_address` is empty where no link for answers was made.
    """

    id: UUID
    case_reference: str
    action: str
    platform_code: str
    posts: tuple[Post, ...]
    legal_basis: str
    explanation: str
    notifier_name: str
    notifier_email: str
    answer_address: str = ""
    good_faith: str = GOOD_FAITH
