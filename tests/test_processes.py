"""Tests run side by side, and what is costly is made once."""

from __future__ import annotations

import os

import pytest
from conftest import shares


def test_what_shares_a_file_or_a_costly_fixture_runs_in_one_process(request):
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("the tests run in one process here; `make test` runs them in several")
    # The runner knows a group by the end of a test's name: without it, groups fall apart unseen.
    assert request.node.nodeid.endswith(f"@{shares(request.node)}")
