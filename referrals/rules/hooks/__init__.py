"""Rules of web hooks: how they are signed, what an answer means, and how long one waits."""
