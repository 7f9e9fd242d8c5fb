"""A process that has imported what notebooks need, and forks a kernel whenever it is asked for one.

Starting Python and importing pandas and matplotlib costs seconds; a fork of a process that has
done both costs milliseconds. Requests are lines of JSON on the standard input; the answer to each
is a line with the process number of the new kernel. When the input ends, so does the nursery, and
its kernels notice that their parent is gone.

It has one thread and no socket, so that a fork takes over nothing that is half done.
"""

from __future__ import annotations

import json
import os
import signal
import sys

#: What every kernel imports, before it runs a line.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.oinspect",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "comm",
    "pandas",
)
#: What the country notebook imports besides. It pays where many kernels are forked.
COUNTRY = (
    "tabulate",
    "overseas110.country",
    "overseas110.findings",
    "overseas110.records",
    "overseas110.strips",
)


def main() -> None:
    """Import the modules that the command line names, and serve until the input ends."""
    import importlib

    for name in sys.argv[1:]:
        importlib.import_module(name)
    _as_in_a_kernel()
    # Kernels that end leave nothing to be collected.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become_kernel(request)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _as_in_a_kernel() -> None:
    """Undo what pandas concludes when it is imported outside a kernel: that it writes to a terminal."""
    import pandas as pd

    pd.set_option("display.max_columns", 20)


def _become_kernel(request: dict) -> None:
    """Turn this fork into the kernel that was asked for; never returns."""
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        # The nursery's own output is its answers: what a kernel prints goes where errors go.
        os.dup2(2, 1)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        # A kernel watches its parent, and ends when that is gone.
        argv = [*request["argv"], f"--IPKernelApp.parent_handle={os.getppid()}"]
        # Being interrupted when it is told to end is no error worth a line.
        argv.append("--IPKernelApp.log_level=50")
        sys.argv = ["ipykernel_launcher", *argv]
        from ipykernel import kernelapp

        kernelapp.launch_new_instance(argv=argv)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
