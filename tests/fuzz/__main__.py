"""`make fuzz [TARGET=name] [SECONDS=600]`: drive each reader with bytes that reach new branches."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 600
SLOWEST = 10
"""Seconds that one input may take: more is a way to make the hub wait."""
MEMORY_MB = 1500
TRACED = ("reports", "referrals", "triage", "hatehub")


def main() -> None:
    """Run all targets one after the other, each in a process of its own, or one of them in this one."""
    from tests.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        _drive(given.target, seconds=given.seconds)
        return
    failed = [name for name in ([given.target] if given.target else TARGETS) if not _holds(name, given.seconds)]
    print(f"Failed: {', '.join(failed)}" if failed else "Nothing found.")
    sys.exit(1 if failed else 0)


def _holds(name: str, seconds: int) -> bool:
    """Run one target for so long; keep the input that made it fail, and tell whether there was none."""
    from tests.fuzz.kept import keep

    with tempfile.TemporaryDirectory(prefix="hub-fuzz-") as folder:
        command = [sys.executable, "-m", "tests.fuzz", "--here", "--target", name, "--seconds", str(seconds)]
        done = subprocess.run(
            command,
            env={**os.environ, "HATEHUB_VAR": folder, "HATEHUB_FUZZ": folder, "LOG_LEVEL": "ERROR"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        found = [path for way in ("crash", "timeout", "oom") for path in Path(folder).glob(f"{way}-*")]
        ran = [line for line in done.stderr.splitlines() if line.startswith(("Done ", "#"))]
        print(f"{name:<12} {ran[-1][:100] if ran else 'did not run'}", flush=True)
        for path in found:
            print(f"    kept: {keep(name, path.read_bytes()).name}\n{_end_of(done.stderr)}", flush=True)
        if done.returncode and not found:
            print(_end_of(done.stderr), flush=True)
        return done.returncode == 0 and not found


def _end_of(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith(("#", "INFO:", "WARNING:", "MS:"))]
    return "\n".join(f"    {line[:160]}" for line in lines[-25:])


def _drive(name: str, *, seconds: int) -> None:
    """Hand this process to libFuzzer."""
    import atheris  # type: ignore[import-not-found]

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hatehub.settings.dev")
    folder = Path(os.environ["HATEHUB_FUZZ"])
    with atheris.instrument_imports(include=list(TRACED)):
        import django

        django.setup()
        from tests.fuzz.kept import kept_cases
        from tests.fuzz.targets import TARGETS

        target = TARGETS[name]
        for seed in target.seeds:
            target.run(seed)
    corpus = folder / "corpus"
    corpus.mkdir()
    kept = [path.read_bytes() for path in kept_cases(name)]
    for number, content in enumerate((*target.seeds, *kept)):
        (corpus / str(number)).write_bytes(content)
    words = [f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY_MB}", "-max_len=20000"]
    atheris.Setup(["fuzz", *words, f"-artifact_prefix={folder}/", str(corpus)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
