"""The program: found, started and ended. The types are those of the control's document."""

import os
import signal
import subprocess
import sys
import time
import typing
from pathlib import Path

import pytest
import pytest_vmcsim.control as control
from pytest_vmcsim import NotStarted, Server, start
from test_example import OPENER


def test_a_missing_program_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VMCSIM_BIN", raising=False)
    monkeypatch.setenv("PATH", "")
    for program in [None, "no-such-program"]:
        with pytest.raises(NotStarted, match="--vmcsim FILE, set VMCSIM_BIN, or put vmcsim on the path"):
            start(program)


def test_an_early_end_shows_what_the_server_wrote(vmcsim_server: Server, tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="breakneck"):
        start(vmcsim_server.program, ["--pace", "breakneck"], tmp_path)


def test_settings_for_other_servers_have_no_effect(
    vmcsim_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VMCSIM_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("VMCSIM_LISTEN", "127.0.0.1:1")
    server = start(vmcsim_server.program, folder=tmp_path)
    assert server.control("GET", "/worlds")
    server.stop()
    assert not (tmp_path / "state").exists()
    with pytest.raises(ConnectionError, match="vmcsim has ended"):
        server.control("GET", "/worlds")


def answers(url: str) -> bool:
    try:
        OPENER.open(url + "/healthz", timeout=5).close()
    except OSError:
        return False
    return True


def test_the_server_ends_with_a_killed_session(vmcsim_server: Server, tmp_path: Path) -> None:
    code = """if True:
        import pathlib, pytest_vmcsim, sys, time
        print(pytest_vmcsim.start(sys.argv[1], folder=pathlib.Path(sys.argv[2])).url, flush=True)
        time.sleep(1000)"""
    session = subprocess.Popen([sys.executable, "-c", code, vmcsim_server.program, str(tmp_path)], stdout=subprocess.PIPE)
    assert session.stdout is not None
    url = session.stdout.readline().decode().strip()
    assert answers(url)
    os.kill(session.pid, signal.SIGKILL)
    session.wait()
    session.stdout.close()
    for _ in range(1000):
        if not answers(url):
            return
        time.sleep(0.01)
    pytest.fail("the server outlives the session")


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("WorldRequest", control.WorldRequest),
        ("WorldView", control.WorldView),
        ("UserView", control.User),
        ("ConnectedAccountView", control.ConnectedAccount),
        ("ClockView", control.Clock),
        ("SkippedView", control.Skipped),
        ("HeldView", control.Held),
        ("PacingView", control.Pacing),
        ("FaultRule", control.FaultRule),
        ("When", control.When),
        ("FaultView", control.Fault),
        ("JournalView", control.Journal),
        ("Entry", control.Entry),
        ("EntryFault", control.EntryFault),
        ("Verification", control.Verification),
        ("Times", control.Times),
        ("Verdict", control.Verdict),
        ("NearMiss", control.NearMiss),
        ("Difference", control.Difference),
    ],
)
def test_the_types_are_those_of_the_document(vmcsim_server: Server, name: str, ours: typing.Any) -> None:
    document = vmcsim_server.control("GET", "/openapi.json")
    declared = document["components"]["schemas"][name]["properties"]
    assert sorted(typing.get_type_hints(ours)) == sorted(declared)
