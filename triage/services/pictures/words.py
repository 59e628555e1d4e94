"""The words in a picture, read by the system's tesseract where there is one; nothing depends on it."""

import contextlib
import functools
import io
import logging
import os
import resource
import shutil
import signal
import subprocess

from PIL import Image

logger = logging.getLogger(__name__)

PROGRAM = "tesseract"
MOST_SECONDS = 20
MOST_MEMORY = 1_500_000_000  # bytes
MOST_OUTPUT = 200_000  # characters
LONGEST_SIDE = 2400
SHORTEST_SIDE = 40
WANTED = ("eng", "cym", "pol", "ron", "fra", "ara", "urd", "pan")


def can_read_words() -> bool:
    """Tell whether words can be read on this machine."""
    return bool(_languages())


def read_words(image: Image.Image) -> str:
    """Return the words in a picture, lines kept; "" where there are none, or no tesseract, or it took too long.

    The program gets the picture on its standard input and runs with limits of time, memory and files, without
    the hub's environment. It is given no address and opens no connection.
    """
    languages = _languages()
    if not languages or min(image.size) < SHORTEST_SIDE:
        return ""
    status, output = _run([PROGRAM, "stdin", "stdout", "-l", "+".join(languages), "--psm", "3"], _as_bitmap(image))
    if status != 0:
        logger.warning("words_not_read", extra={"status": status})
        return ""
    return output.decode("utf-8", "replace")[:MOST_OUTPUT].strip()


def _run(command: list[str], given: bytes) -> tuple[int, bytes]:
    """Return the status and the output of a program; all that it started is ended with it."""
    try:
        program = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            preexec_fn=_bound,
            start_new_session=True,
        )
    except OSError:
        return -1, b""
    try:
        output, _ = program.communicate(given, timeout=MOST_SECONDS)
    except (subprocess.TimeoutExpired, OSError):
        return -1, b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.communicate()
    return program.returncode, output


def _as_bitmap(image: Image.Image) -> bytes:
    grey = image.convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = io.BytesIO()
    grey.save(drawn, "PPM")
    return drawn.getvalue()


@functools.cache
def _languages() -> tuple[str, ...]:
    """Return those of the hub's languages that the installed program knows; none where there is no program."""
    if shutil.which(PROGRAM, path=os.defpath) is None:
        return ()
    known = set(_run([PROGRAM, "--list-langs"], b"")[1].decode("utf-8", "replace").split())
    return tuple(language for language in WANTED if language in known)


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
