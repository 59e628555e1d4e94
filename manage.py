#!/usr/bin/env python
"""Runs one management command, with the embedded servers up around it where the command needs them."""

import os
import signal
import sys

SERVERLESS = {
    "",
    "help",
    "--help",
    "--version",
    "version",
    "check",
    "collectstatic",
    "compilemessages",
    "makemessages",
    "spectacular",
}


def _needs_servers(name: str) -> bool:
    if name in SERVERLESS or "--help" in sys.argv or "-h" in sys.argv:
        return False
    import django  # noqa: PLC0415 - after the settings are known good
    from django.core.management import ManagementUtility  # noqa: PLC0415

    django.setup()
    command = ManagementUtility().fetch_command(name)
    return bool(getattr(command, "needs_servers", True))


def main() -> None:
    """Translate the command line into one command; a wrong setting is one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hatehub.settings.dev")
    from django.conf import settings  # noqa: PLC0415 - reading the settings may fail, and must fail plainly
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415

    from hatehub import embedded  # noqa: PLC0415
    from hatehub.settings.environment import SettingError  # noqa: PLC0415

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        wanted = _needs_servers(sys.argv[1] if len(sys.argv) > 1 else "")
        postgres, redis = settings.EMBEDDED_POSTGRES and wanted, settings.EMBEDDED_REDIS and wanted
        with embedded.servers(settings.VAR_DIR, postgres=postgres, redis=redis):
            execute_from_command_line(sys.argv)
    except (SettingError, embedded.ServerFailed) as error:
        sys.exit(str(error))
    except (OperationalError, ProgrammingError) as error:
        if getattr(error.__cause__, "pgcode", None) is not None:
            raise
        sys.exit(f"The database that DATABASE_URL names cannot be reached: {str(error).splitlines()[0]}")


if __name__ == "__main__":
    main()
