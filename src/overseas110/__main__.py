"""Entry point: ``python -m overseas110 COMMAND``.

Stages are run from here directly, so that a change to the command line re-runs no stage.
"""

from __future__ import annotations

import os
import sys

from overseas110.problems import StopError


def main(argv: list[str] | None = None) -> int:
    """Run a command and return its exit status; say in one sentence why it could not be done."""
    argv = sys.argv[1:] if argv is None else argv
    try:
        if argv == ["stage", "report"]:
            from overseas110.report.build import run_stage as run_report

            run_report()
            return 0
        if len(argv) == 2 and argv[0] == "stage":
            from overseas110.notebooks import run_stage

            run_stage(argv[1])
            return 0
        from overseas110.cli import run

        return run(argv)
    except StopError as error:
        print(f"overseas110: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain when it flushes the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("overseas110: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
