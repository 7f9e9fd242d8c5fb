"""Kernels that talk through sockets in the file system: no TCP port, so none can clash or be listened to."""

from __future__ import annotations

from jupyter_client.manager import AsyncKernelManager
from traitlets import default


class IpcKernelManager(AsyncKernelManager):
    """A kernel manager whose transport is IPC; Windows, which has none, keeps TCP on loopback."""

    @default("transport")
    def _transport_default(self) -> str:
        import os

        return "ipc" if os.name == "posix" else "tcp"
