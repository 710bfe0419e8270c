"""The fixtures, and the option that names the program."""

from __future__ import annotations

from typing import Any, Iterator, List

import pytest

from .server import NotStarted, Server, start
from .world import World


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("vmcsim", "VMware Cloud on AWS, simulated")
    group.addoption("--vmcsim", metavar="FILE", nargs="?", help="the vmcsim program; default: $VMCSIM_BIN, or vmcsim on the path")


@pytest.fixture(scope="session")
def vmcsim_arguments() -> List[str]:
    """Further arguments of `vmcsim serve`. Override it in conftest.py: `return ["--pace", "realistic"]`."""
    return []


@pytest.fixture(scope="session")
def vmcsim_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, vmcsim_arguments: List[str]
) -> Iterator[Server]:
    """A server for all tests of the session."""
    try:
        server = start(request.config.getoption("--vmcsim"), vmcsim_arguments, tmp_path_factory.mktemp("vmcsim"))
    except NotStarted as error:
        pytest.fail(str(error), pytrace=False)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def vmcsim_description() -> Any:
    """The description of the worlds of tests. Override it in conftest.py. `None` stands for the organization that a seed gives."""
    return None


@pytest.fixture
def vmcsim_world(vmcsim_server: Server, vmcsim_description: Any) -> Iterator[World]:
    """A world for one test. It is gone afterwards."""
    try:
        world = vmcsim_server.world() if vmcsim_description is None else vmcsim_server.described(vmcsim_description)
    except ValueError as error:
        pytest.fail(str(error), pytrace=False)
    with world:
        yield world
