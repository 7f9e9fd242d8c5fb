"""Kernels that start fast and never clash.

They talk through sockets in the file system: no TCP port, so none can clash or be listened to. And
they are forked from one process that has imported what notebooks need (`overseas110.nursery`),
through Jupyter's own extension point for that, a kernel provisioner.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import default

from overseas110 import nursery

#: The name under which ``pyproject.toml`` registers `ForkedProvisioner`.
PROVISIONER = "overseas110-forked"


def can_fork() -> bool:
    """Return whether kernels can be forked here; Windows cannot, and macOS not safely."""
    return sys.platform.startswith("linux") and hasattr(os, "fork")


def use_forked_kernels() -> None:
    """Let every kernel that this process starts be a fork, where that can be done."""
    if can_fork():
        os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = PROVISIONER


class IpcKernelManager(AsyncKernelManager):
    """A kernel manager whose transport is IPC; Windows, which has none, keeps TCP on loopback."""

    @default("transport")
    def _transport_default(self) -> str:
        return "ipc" if os.name == "posix" else "tcp"

    @default("ip")
    def _ip_default(self) -> str:
        if os.name != "posix":
            return "127.0.0.1"
        # Jupyter's own default is a relative path, which kernel and client see from their folders.
        self._sockets = tempfile.mkdtemp(prefix="overseas110-kernel-")
        return f"{self._sockets}/socket"

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart and getattr(self, "_sockets", ""):
            shutil.rmtree(self._sockets, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


class ForkedProvisioner(LocalProvisioner):
    """Provides kernels that are forks of the nursery of this process."""

    async def launch_kernel(self, cmd: list[str], **kwargs) -> dict:
        """Have the nursery fork a kernel for the connection file that `cmd` names."""
        argv = cmd[cmd.index("ipykernel_launcher") + 1 :]
        env = {k: str(v) for k, v in (kwargs.get("env") or os.environ).items()}
        cwd = str(kwargs.get("cwd") or Path.cwd())
        self.process = _Fork(_fork(argv, env, cwd))
        self.pid = self.process.pid
        self.pgid = self.pid
        self.cwd = cwd
        return self.connection_info


class _Fork:
    """A kernel that is not our own child, with what a provisioner asks of a process."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return nothing while it runs; how it ended is known to nobody but the nursery."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> int:
        """Return at once: it is asked for only when the kernel is gone."""
        return 0

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel."""
        os.kill(self.pid, signum)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class _Nursery:
    """The other end of `overseas110.nursery`."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        env = {
            **os.environ,
            # One thread for the arithmetic libraries: kernels side by side would fight for the cores.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            # The debugger, which every kernel loads, would warn on the way.
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "overseas110.nursery", *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )
        atexit.register(self.close)

    def alive(self) -> bool:
        """Return whether this process's nursery still runs."""
        return self.owner == os.getpid() and self.process.poll() is None

    def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> int:
        """Return the process number of a new kernel."""
        self.process.stdin.write(json.dumps({"argv": argv, "env": env, "cwd": cwd}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that kernels are forked from has ended")
        return int(answer)

    def close(self) -> None:
        """End the nursery."""
        if self.alive():
            self.process.stdin.close()
            self.process.wait(timeout=10)


_lock = threading.Lock()
_nurseries: list[_Nursery] = []


def warm(*modules: str) -> None:
    """Begin the nursery now, so that it imports while something else is done.

    Parameters
    ----------
    *modules : str
        What it imports besides what every kernel needs.
    """
    if can_fork():
        with _lock:
            _nursery(modules)


def _fork(argv: list[str], env: dict[str, str], cwd: str) -> int:
    """Return the process number of a new kernel of this process's nursery."""
    with _lock:
        return _nursery().fork(argv, env, cwd)


def _nursery(modules: tuple[str, ...] = ()) -> _Nursery:
    if not (_nurseries and _nurseries[-1].alive()):
        _nurseries.append(_Nursery((*nursery.KERNEL, *modules)))
    return _nurseries[-1]
