"""Requests to the control of a server, and the types of its OpenAPI document (``GET /_vmcsim/openapi.json``)."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, Dict, List, Optional, TypedDict, Union

SECONDS_MAX = 30

# Without a proxy: the server is on this machine. To make an opener takes long.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Clock(TypedDict):
    now: str
    rate: float
    on_poll: str
    next_due: Optional[str]


class Held(TypedDict):
    """A task under manual pace."""

    org_id: str
    task_id: str
    task_type: str
    resource_id: Optional[str]


class Skipped(Clock):
    """The clock after it was moved, and the task that was let go on, if the pace is manual."""

    released: Optional[Held]


class Pacing(TypedDict, total=False):
    """How long tasks take: a preset (realistic, demo, instant, manual), and exceptions by task type."""

    preset: str
    kinds: Dict[str, str]


class When(TypedDict, total=False):
    """The requests or tasks that a fault rule is about. What is not given selects all."""

    operation: Optional[str]
    resource: Optional[str]
    task_kind: Optional[str]
    caller: Optional[str]


class _Effect(TypedDict):
    #: ``{"task_fails": {"at": 30}}``, ``{"error": {"status": 503}}``, ``"token_expired"``, and so on.
    then: Union[str, Dict[str, Any]]


class FaultRule(_Effect, total=False):
    note: Optional[str]
    enabled: bool
    when: When
    skip: int
    times: Optional[int]
    every: int
    chance: Optional[float]


class Fault(TypedDict):
    """A rule of a world, and how often it matched and took effect."""

    id: int
    matched: int
    hits: int
    rule: FaultRule


#: What a new world is like. What is not given is left to the server.
WorldRequest = TypedDict(
    "WorldRequest",
    {
        "from": Dict[str, Any],
        "seed": Optional[int],
        "at": Optional[str],
        "rate": Optional[float],
        "on_poll": Optional[str],
        "pacing": Optional[Pacing],
        "org_properties": Dict[str, str],
        "faults": Optional[List[FaultRule]],
        "network_api": Optional[str],
        "credentials": Optional[str],
    },
    total=False,
)


class User(TypedDict):
    username: str
    user_id: str
    roles: List[str]
    api_token: Optional[str]


class ConnectedAccount(TypedDict):
    """An AWS account that SDDCs can be linked to, with the ids of the subnets of each region."""

    id: str
    account_number: str
    subnets: Dict[str, List[str]]


class WorldView(TypedDict):
    id: str
    seed: int
    api_token: str
    org_id: str
    #: Where the control of the world is.
    url: str
    users: List[User]
    client_id: str
    client_secret: str
    connected_accounts: List[ConnectedAccount]
    clock: Clock
    pacing: Pacing


class EntryFault(TypedDict):
    """The fault rule that an answer is due to."""

    rule: int
    name: str


class Entry(TypedDict):
    """A request to a world, with its answer."""

    number: int
    at: str
    operation: Optional[str]
    control: bool
    caller: Optional[str]
    method: str
    path: str
    query: Optional[str]
    headers: Dict[str, str]
    request_body: Any
    request_body_cut_from: Optional[int]
    document: Optional[str]
    status: int
    answer_body: Any
    answer_body_cut_from: Optional[int]
    #: Fields of the request that the simulator ignored.
    unread: List[str]
    fault: Optional[EntryFault]
    panicked: bool


class Journal(TypedDict):
    recorded: int
    dropped: int
    entries: List[Entry]
    next: Optional[int]


class Times(TypedDict, total=False):
    exactly: Optional[int]
    at_least: Optional[int]
    at_most: Optional[int]


class Verification(TypedDict, total=False):
    """Which requests were to be made. `body` is what a body must contain."""

    operation: Optional[str]
    method: Optional[str]
    path: Optional[str]
    caller: Optional[str]
    status: Union[str, int, None]
    query: Dict[str, str]
    headers: Dict[str, str]
    body: Any
    times: Times
    # A list of verifications, which TypedDict cannot say of itself on Python 3.8.
    then: List[Any]
    nothing_else: bool


class Difference(TypedDict):
    place: str
    sentence: str


class NearMiss(TypedDict):
    """A request that almost matches."""

    number: int
    line: str
    differences: List[Difference]


class Verdict(TypedDict):
    satisfied: bool
    matched: int
    entries: List[int]
    #: What was found, and what comes closest, in a sentence.
    message: str
    closest: List[NearMiss]
    others: List[int]
    dropped: int


class Refusal(Exception):
    """The server refused a request."""

    def __init__(self, method: str, path: str, status: int, messages: List[str]) -> None:
        super().__init__("vmcsim: %s %s: %s %s" % (method, path, status, " ".join(messages)))
        self.status = status
        self.messages = messages


def ask(url: str, admin_token: Optional[str], method: str, path: str, body: Optional[bytes] = None) -> bytes:
    """Sends a request to the control of the simulation, and returns the body of the answer."""
    headers = {"Content-Type": "application/json"}
    if admin_token is not None:
        headers["Authorization"] = "Bearer " + admin_token
    request = urllib.request.Request(url + "/_vmcsim" + path, body, headers, method=method)
    try:
        with _OPENER.open(request, timeout=SECONDS_MAX) as answer:
            text: bytes = answer.read()
            return text
    except urllib.error.HTTPError as refused:
        with refused:
            raise Refusal(method, path, refused.code, _messages(refused.read())) from None


def _messages(text: bytes) -> List[str]:
    try:
        return list(json.loads(text)["error_messages"])
    except (ValueError, KeyError, TypeError):
        return [text.decode(errors="replace")]
