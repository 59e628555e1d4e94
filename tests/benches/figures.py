"""Reading the clocks of processes, and putting figures into words."""

from collections.abc import Sequence
from pathlib import Path

import psutil

NANOSECONDS = 1e-9


def cpu_seconds(pid: int) -> float:
    """Return the CPU time, user and system, that a process has had.

    Linux's scheduler counts it in nanoseconds; psutil, elsewhere, in hundredths of a second: good for sums.
    """
    counted = Path(f"/proc/{pid}/schedstat")
    if counted.exists():
        return int(counted.read_text().split()[0]) * NANOSECONDS
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def tree_cpu_seconds(root: psutil.Process) -> float:
    """Return the CPU time of a process and all below it, those included that it has outlived."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        times = process.cpu_times()
        total += times.user + times.system
    outlived = root.cpu_times()
    return total + outlived.children_user + outlived.children_system


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share, from 0 to 1, of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def milliseconds(values: Sequence[float]) -> str:
    """Return median, 95th percentile and sum of seconds, in words."""
    median, high = percentile(values, 0.5) * 1000, percentile(values, 0.95) * 1000
    return f"median {median:7.2f} ms   p95 {high:7.2f} ms   sum {sum(values):7.3f} s"
