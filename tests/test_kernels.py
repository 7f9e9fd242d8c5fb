from __future__ import annotations

import os
import subprocess
import sys
import time

import nbformat
import pytest

from overseas110 import kernels

forked = pytest.mark.skipif(not kernels.can_fork(), reason="kernels are forked on Linux only")

SHOWN = """
import os, sys, pandas as pd
frame = pd.DataFrame({f"column number {n}": range(3) for n in range(12)})
print(len(sys.modules) > 100)
frame
"""


def written(folder, source: str = SHOWN):
    book = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        }
    )
    book.cells = [nbformat.v4.new_code_cell(source.strip(), id="work")]
    path = folder / "09_tiny.ipynb"
    nbformat.write(book, path)
    return path


@forked
def test_a_forked_kernel_shows_what_a_started_one_shows(tmp_path, monkeypatch):
    path = written(tmp_path)
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME", raising=False)
    script = (
        "import sys; from pathlib import Path; from overseas110 import kernels, notebooks; "
        "forked = sys.argv[2] == 'forked'; kernels.use_forked_kernels() if forked else None; "
        "print(notebooks.execute(Path(sys.argv[1]), {}, Path(sys.argv[1]).parent))"
    )
    shown = [
        subprocess.run([sys.executable, "-c", script, path, how], capture_output=True, text=True, check=True)
        for how in ("forked", "started")
    ]  # fmt: skip
    assert "column number 11" in shown[0].stdout
    assert shown[0].stdout == shown[1].stdout


@forked
def test_a_kernel_talks_through_sockets_in_the_file_system_and_leaves_none(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    manager = kernels.IpcKernelManager()
    assert manager.transport == "ipc"
    assert os.path.isabs(manager.ip)
    folder = os.path.dirname(manager.ip)
    assert os.path.isdir(folder)
    import asyncio

    asyncio.run(manager._async_cleanup_resources())
    assert not os.path.exists(folder)


@forked
def test_the_nursery_and_its_kernels_end_with_the_process_that_began_it(tmp_path):
    script = (
        "import os, sys; from overseas110 import kernels; kernels.warm(); "
        "print(kernels._nurseries[-1].process.pid, flush=True); os._exit(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    nursery = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(nursery, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail(f"nursery {nursery} still runs")


def test_the_provisioner_is_registered_under_the_name_that_is_asked_for():
    from importlib.metadata import entry_points

    found = entry_points(group="jupyter_client.kernel_provisioners", name=kernels.PROVISIONER)
    assert [point.load() for point in found] == [kernels.ForkedProvisioner]


def test_a_stage_is_run_with_forked_kernels_where_that_can_be_done(monkeypatch):
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME", raising=False)
    kernels.use_forked_kernels()
    expected = kernels.PROVISIONER if kernels.can_fork() else None
    assert os.environ.get("JUPYTER_DEFAULT_PROVISIONER_NAME") == expected
