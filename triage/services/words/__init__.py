"""Near-identical words: their prints are written, looked up and removed through here."""

from triage.services.words.finding import Candidate, WordsFound, candidates, find
from triage.services.words.writing import forget, forget_some, write, write_read

__all__ = ["Candidate", "WordsFound", "candidates", "find", "forget", "forget_some", "write", "write_read"]
