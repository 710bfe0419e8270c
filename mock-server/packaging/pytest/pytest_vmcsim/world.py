"""A world of a server, and the control of it."""

from __future__ import annotations

import json
import urllib.parse
from datetime import timedelta
from typing import TYPE_CHECKING, Any, List, Optional, Union, cast

from .control import Clock, Fault, FaultRule, Journal, Skipped, Verdict, Verification, WorldView

if TYPE_CHECKING:
    from .server import Server


class World:
    """A simulation of its own: an organization, its users, a clock and a pace. At the end of a ``with`` block it is deleted."""

    def __init__(self, server: Server, view: WorldView) -> None:
        self.server = server
        #: What the server said of the world when it was made, reset or imported.
        self.view = view

    @property
    def id(self) -> str:
        return self.view["id"]

    @property
    def url(self) -> str:
        """The base address of the service and of the sign-in service."""
        return self.server.url

    @property
    def org_id(self) -> str:
        return self.view["org_id"]

    @property
    def api_token(self) -> str:
        """The API token of the organization's owner."""
        return self.view["api_token"]

    @property
    def client_id(self) -> str:
        """The id of an OAuth app of the organization."""
        return self.view["client_id"]

    @property
    def client_secret(self) -> str:
        return self.view["client_secret"]

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Sends a request to the control of this world, such as ``("POST", "/clock/advance", {"by": "2h"})``."""
        return self.server.control(method, "/worlds/" + self.id + path, body)

    def time(self) -> Clock:
        return cast(Clock, self.control("GET", "/clock"))

    def advance(self, by: Union[str, timedelta]) -> Clock:
        """Moves the clock forward: ``"2h"``, ``"25m 30s"``, or a timedelta."""
        text = by if isinstance(by, str) else "%dus" % (by // timedelta(microseconds=1))
        return cast(Clock, self.control("POST", "/clock/advance", {"by": text}))

    def skip(self, task: Optional[str] = None) -> Skipped:
        """Moves the clock to what happens next, or to the end of a task. Under manual pace it lets the oldest task go on."""
        return cast(Skipped, self.control("POST", "/clock/skip", {} if task is None else {"task": task}))

    def freeze(self) -> Clock:
        """Stops the clock. It can still be moved."""
        return self.set_rate(0)

    def set_rate(self, rate: float) -> Clock:
        """Sets how fast the clock runs, in virtual seconds per second."""
        return cast(Clock, self.control("PATCH", "/clock", {"rate": rate}))

    def add_fault(self, rule: FaultRule) -> Fault:
        return cast(Fault, self.control("POST", "/faults", rule))

    def faults(self) -> List[Fault]:
        """Lists the fault rules, and how often each took effect."""
        return cast(List[Fault], self.control("GET", "/faults"))

    def remove_fault(self, fault: int) -> None:
        self.control("DELETE", "/faults/%d" % fault)

    def clear_faults(self) -> None:
        self.control("DELETE", "/faults")

    def journal(self, **filters: Union[str, int]) -> Journal:
        """Returns requests to the world with their answers: all, or some, as with ``operation="CreateSddc"``."""
        return cast(Journal, self.control("GET", "/journal?" + urllib.parse.urlencode(filters)))

    def verify(self, expected: Verification) -> None:
        """Fails, with the server's explanation, if what was to be requested was not."""
        verdict = cast(Verdict, self.control("POST", "/journal/verifications", expected))
        if not verdict["satisfied"]:
            raise AssertionError(verdict["message"])

    def export(self) -> bytes:
        """Returns the whole world as a document, which has its keys too."""
        return self.server.ask("GET", "/worlds/" + self.id + "/export")

    def import_(self, document: bytes) -> None:
        """Puts the world into the state of a document that `export` made."""
        self.view = json.loads(self.server.ask("PUT", "/worlds/" + self.id + "/import", document))

    def fork(self) -> World:
        """Makes a copy of the world as it is now, with its own id and keys. Whoever made it deletes it."""
        return self.server.world(**{"from": {"fork": self.id}})

    def reset(self) -> None:
        """Puts the world into the state in which it began."""
        self.view = cast(WorldView, self.control("POST", "/reset"))

    def delete(self) -> None:
        self.control("DELETE", "")

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.delete()
