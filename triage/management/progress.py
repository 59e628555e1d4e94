"""A progress bar on standard error."""

import time

from django.core.management.base import OutputWrapper

WIDTH = 30
CALM_SECONDS = 0.2
LINE_SECONDS = 10.0


class Progress:
    """Shows how much of a known amount is done: one line that is written over, or a line now and then in a log."""

    def __init__(self, out: OutputWrapper, *, title: str, total: int, unit: str) -> None:
        self._out, self._title, self._total, self._unit = out, title, total, unit
        self._done, self._started, self._shown = 0, time.monotonic(), 0.0
        self._is_terminal = out.isatty()

    def add(self, count: int) -> None:
        """Count what was done, and show it if the last time is a while ago."""
        self._done += count
        now = time.monotonic()
        if now - self._shown >= (CALM_SECONDS if self._is_terminal else LINE_SECONDS):
            self._shown = now
            self._show()

    def end(self) -> None:
        """Show where it ended."""
        self._show()
        if self._is_terminal:
            self._write("\n")

    def _show(self) -> None:
        share = min(1.0, self._done / self._total) if self._total else 1.0
        bar = "#" * int(share * WIDTH)
        speed = self._done / max(0.001, time.monotonic() - self._started)
        counted = f"{self._done:,} of {self._total:,} {self._unit}, {speed:,.0f}/s"
        text = f"{self._title} [{bar:.<{WIDTH}}] {share:4.0%}  {counted}"
        self._write(f"\r{text}" if self._is_terminal else f"{text}\n")

    def _write(self, text: str) -> None:
        self._out.write(text, style_func=str, ending="")
        self._out.flush()
