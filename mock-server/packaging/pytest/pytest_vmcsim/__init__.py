"""Fixtures for pytest: a simulated VMware Cloud on AWS for a session, and a world of its own for each test.

    def test_an_sddc_becomes_ready(vmcsim_world: World) -> None:
        client = my_client(url=vmcsim_world.url, token=vmcsim_world.api_token, org=vmcsim_world.org_id)
        task = client.create_sddc("a")
        vmcsim_world.skip(task["id"])

``pytest --vmcsim FILE`` names the program. Without the option it is the one that the environment variable ``VMCSIM_BIN`` names, or ``vmcsim``
on the path. The fixtures are in ``pytest_vmcsim.plugin``.
"""

from .control import Clock, Entry, Fault, FaultRule, Journal, Refusal, Skipped, Verdict, Verification, WorldRequest, WorldView
from .server import NotStarted, Server, start
from .world import World

__all__ = [
    "Clock",
    "Entry",
    "Fault",
    "FaultRule",
    "Journal",
    "NotStarted",
    "Refusal",
    "Server",
    "Skipped",
    "Verdict",
    "Verification",
    "World",
    "WorldRequest",
    "WorldView",
    "start",
]
