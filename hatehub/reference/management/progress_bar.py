"""A progress bar on standard error; lines, now and then, where that is not a terminal."""

import time
from typing import Any

CELLS = 30
SECONDS_BETWEEN = 0.2
LINES_AT = 10  # a stage's line for each tenth, where there is no terminal


class ProgressBar:
    """Says which stage a long command is at, the share of it, the rows so far and the seconds since it began."""

    def __init__(self, stream: Any) -> None:
        """Write to the stream, which is asked whether it is a terminal."""
        self._stream, self._is_terminal = stream, bool(getattr(stream, "isatty", lambda: False)())
        self._started, self._written_at, self._last = time.monotonic(), 0.0, ("", -1)

    def tell(self, *, stage: str, share: float, rows: int) -> None:
        """Show how far the stage has come, not more often than a person can read."""
        now, step = time.monotonic(), (stage, int(share * LINES_AT))
        is_new = step[0] != self._last[0] if self._is_terminal else step != self._last
        if is_new or (self._is_terminal and now - self._written_at > SECONDS_BETWEEN):
            self._write(f"{_bar(share)} {share:4.0%}  {stage:<11}  {rows:>9,} rows  {now - self._started:4.0f} s")
            self._written_at, self._last = now, step

    def end(self) -> None:
        """Leave the bar's line, so that what is said next begins one of its own."""
        if self._is_terminal and self._written_at:
            self._stream.write("\n")

    def _write(self, text: str) -> None:
        self._stream.write(f"\r{text}\x1b[K" if self._is_terminal else f"{text}\n")
        self._stream.flush()


def _bar(share: float) -> str:
    full = round(share * CELLS)
    return f"[{'#' * full}{'.' * (CELLS - full)}]"
