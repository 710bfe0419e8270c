"""The program: found, started, asked and ended."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Sequence, Union, cast

from .control import WorldView, ask
from .world import World

START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 10


class NotStarted(Exception):
    """The program was not found, or ended before it was ready."""


class Server:
    """A running vmcsim. `ready` is what its ready file says: addresses and keys of the default world."""

    def __init__(self, process: subprocess.Popen[bytes], program: str, folder: Path, temporary: bool) -> None:
        self.process = process
        self.program = program
        self._temporary = folder if temporary else None
        self.ready_file = folder / "ready.json"
        self.log_file = folder / "log"
        self.ready: Dict[str, Any] = {}

    @property
    def url(self) -> str:
        return cast(str, self.ready["url"])

    def log(self) -> str:
        """Returns what the server wrote on standard error."""
        return self.log_file.read_text(errors="replace").strip()

    def wait(self) -> None:
        """Waits until the server answers."""
        deadline = time.monotonic() + START_SECONDS_MAX
        # The file is written in one piece once the server answers.
        while not self.ready_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise NotStarted("vmcsim did not start: " + self.log())
            time.sleep(0.01)
        self.ready = json.loads(self.ready_file.read_text())

    def ask(self, method: str, path: str, body: Optional[bytes] = None) -> bytes:
        """Sends a request to the control of the simulation, and returns the body of the answer as it came."""
        try:
            return ask(self.url, self.ready["admin_token"], method, path, body)
        except OSError as error:
            if self.process.poll() is not None:
                raise ConnectionError("vmcsim has ended: " + (self.log() if self.log_file.exists() else "it was stopped")) from error
            raise

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Sends a request to the control of the simulation, such as ``("GET", "/worlds")``, and returns the answer's JSON."""
        text = self.ask(method, path, None if body is None else json.dumps(body).encode())
        return json.loads(text) if text else None

    def world(self, **request: Any) -> World:
        """Makes a world from the fields of a `WorldRequest`: ``seed=7``, ``pacing={"preset": "instant"}``, ``rate=0``. Whoever made it
        deletes it."""
        return World(self, cast(WorldView, self.control("POST", "/worlds", request)))

    def described(self, description: Union[Mapping[str, Any], str, "os.PathLike[str]"]) -> World:
        """Makes a world from a description, a dict or the path of a YAML or JSON file, with credentials of its own."""
        if isinstance(description, Mapping):
            return self.world(**{"from": {"description": description}, "credentials": "derived"})
        words = ["worlds", "create", "--description", os.fspath(description), "--own-credentials", "--json"]
        command = [self.program, *words, "--ready-file", str(self.ready_file)]
        made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment())
        if made.returncode != 0:
            raise ValueError("vmcsim: %s: %s" % (description, made.stderr.decode(errors="replace").strip()))
        return World(self, json.loads(made.stdout))

    def stop(self) -> None:
        """Ends the server, and waits for its end."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)


def start(program: Optional[str] = None, arguments: Sequence[str] = (), folder: Optional[Path] = None) -> Server:
    """Starts a server, which ends with `stop` or with this process. `folder` is where its log and its ready file are; without it, they are in
    a temporary one."""
    found = _find(program)
    temporary = folder is None
    folder = folder or Path(tempfile.mkdtemp(prefix="vmcsim-"))
    # It ends when its standard input does: when this process closes the pipe, or has ended, however that happened.
    words = [found, "serve", "--listen", "127.0.0.1:0", "--ready-file", str(folder / "ready.json"), "--until-stdin-ends", *arguments]
    with open(folder / "log", "wb") as log:
        # In a session of its own, Ctrl-C ends the tests alone, and the server after them.
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=log, stderr=log, env=_environment(), start_new_session=True
        )
    server = Server(process, found, folder, temporary)
    try:
        server.wait()
    except BaseException:
        server.stop()
        raise
    return server


def _find(wanted: Optional[str]) -> str:
    named = wanted or os.environ.get("VMCSIM_BIN")
    found = shutil.which(named or "vmcsim")
    if found is None:
        what = "%s is no program" % named if named else "vmcsim was not found"
        raise NotStarted(what + ": pass --vmcsim FILE, set VMCSIM_BIN, or put vmcsim on the path")
    return os.path.abspath(found)


def _environment() -> Dict[str, str]:
    """This process's environment, without settings for other servers, such as VMCSIM_STATE."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("VMCSIM_")}
