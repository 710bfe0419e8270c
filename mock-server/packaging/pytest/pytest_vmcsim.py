"""Fixtures for pytest: a simulated VMware Cloud on AWS for a session, and a world of its own for each test.

After ``pip install mock-server/packaging/pytest`` pytest finds the plugin by itself:

    pytest --vmcsim target/release/vmcsim

Without the option, the program is the one that the environment variable ``VMCSIM_BIN`` names, or ``vmcsim`` on the path. With pytest-xdist,
each worker has a server of its own.

    def test_an_sddc_becomes_ready(vmcsim_world):
        client = my_client(url=vmcsim_world.url, token=vmcsim_world.api_token, org=vmcsim_world.org_id)
        task = client.create_sddc("a")
        vmcsim_world.advance("2h")
        assert client.sddc_of(task)["sddc_state"] == "READY"

A fixture in conftest.py describes the organization that each test finds, as a dict or as the path of a YAML or JSON file:

    @pytest.fixture(scope="session")
    def vmcsim_description():
        return "tests/org.yaml"

Each world has the ids of the description and credentials of its own, so tests with one description run side by side.
"""

import json
import os
import shutil
import subprocess
import time
import urllib.request

import pytest

START_SECONDS_MAX = 20


def pytest_addoption(parser):
    group = parser.getgroup("vmcsim", "VMware Cloud on AWS, simulated")
    group.addoption("--vmcsim", metavar="FILE", nargs="?", help="the vmcsim program; default: $VMCSIM_BIN, or vmcsim on the path")


class Server:
    """A running vmcsim. `ready` is what its ready file says: addresses and keys of the default world."""

    def __init__(self, process, program, ready_file, ready):
        self.process = process
        self.program = program
        self.ready_file = ready_file
        self.ready = ready
        self.url = ready["url"]

    def control(self, method, path, body=None):
        """Asks the control of the simulation and returns the answer's JSON."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        # Off loopback alone there is one.
        if self.ready.get("admin_token"):
            headers["Authorization"] = "Bearer " + self.ready["admin_token"]
        request = urllib.request.Request(self.url + "/_vmcsim" + path, data, headers, method=method)
        # No proxy: the server is on this machine.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def world(self, **wanted):
        """Makes a world: `seed=7`, `pacing={"preset": "instant"}`, `rate=0`, and so on."""
        return World(self, self.control("POST", "/worlds", wanted))

    def described(self, description):
        """Makes a world from a description, a dict or the path of a YAML or JSON file, with credentials of its own."""
        if isinstance(description, dict):
            return self.world(**{"from": {"description": description}, "credentials": "derived"})
        arguments = ["worlds", "create", "--description", str(description), "--own-credentials", "--json"]
        command = [self.program, *arguments, "--ready-file", str(self.ready_file)]
        made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        if made.returncode != 0:
            pytest.fail(made.stderr)
        return World(self, json.loads(made.stdout))


class World:
    """A world of a server: its own organization, users, clock and pace. Nothing in it meets another world."""

    def __init__(self, server, view):
        self.server = server
        self.view = view
        self.id = view["id"]
        self.url = server.url
        self.org_id = view["org_id"]
        self.api_token = view["api_token"]
        self.client_id = view["client_id"]
        self.client_secret = view["client_secret"]

    def control(self, method, path, body=None):
        """Asks the control of this world."""
        return self.server.control(method, "/worlds/" + self.id + path, body)

    def advance(self, by):
        """Moves the clock on: `"2h"`, `"25m 30s"`."""
        return self.control("POST", "/clock/advance", {"by": by})

    def skip(self, task=None):
        """Moves the clock to the next thing due, or to the end of a task."""
        return self.control("POST", "/clock/skip", {} if task is None else {"task": task})


@pytest.fixture(scope="session")
def vmcsim_arguments():
    """Further arguments of `vmcsim serve`. Override it in conftest.py: `return ["--pace", "realistic"]`."""
    return []


@pytest.fixture(scope="session")
def vmcsim_server(request, tmp_path_factory, vmcsim_arguments):
    """A server for all tests of the session."""
    program = request.config.getoption("--vmcsim") or os.environ.get("VMCSIM_BIN") or shutil.which("vmcsim")
    if not program or not shutil.which(program):
        named = f"{program} is no program" if program else "vmcsim was not found"
        pytest.fail(f"{named}: pass --vmcsim FILE, set VMCSIM_BIN, or put vmcsim on the path")
    folder = tmp_path_factory.mktemp("vmcsim")
    ready_file = folder / "ready.json"
    with open(folder / "log", "wb") as log:
        arguments = [program, "serve", "--listen", "127.0.0.1:0", "--ready-file", str(ready_file), *vmcsim_arguments]
        # Settings for another server, such as VMCSIM_STATE, are not for this one.
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("VMCSIM_")}
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
    try:
        deadline = time.monotonic() + START_SECONDS_MAX
        # The file is written in one piece once the server answers.
        while not ready_file.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail("vmcsim did not start: " + (folder / "log").read_text(errors="replace"))
            time.sleep(0.02)
        yield Server(process, program, ready_file, json.loads(ready_file.read_text()))
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def vmcsim_description():
    """The description of the worlds of tests. Override it in conftest.py. `None` stands for the organization that a seed gives."""
    return None


@pytest.fixture
def vmcsim_world(vmcsim_server, vmcsim_description):
    """A world for one test. It is gone afterwards."""
    world = vmcsim_server.world() if vmcsim_description is None else vmcsim_server.described(vmcsim_description)
    yield world
    vmcsim_server.control("DELETE", "/worlds/" + world.id)
