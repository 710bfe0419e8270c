"""The control of a world."""

from datetime import timedelta
from typing import List

import pytest
from pytest_vmcsim import Refusal, Server, World
from test_example import ORG, Owner


def names(world: World) -> List[str]:
    return [sddc["name"] for sddc in Owner(world).ask("GET", "/sddcs")]


def test_time_can_be_moved_and_stopped(vmcsim_server: Server) -> None:
    with vmcsim_server.world(at="2026-01-05T08:00:00Z", rate=0, pacing={"preset": "realistic"}) as world:
        assert world.advance("2h")["now"] == "2026-01-05T10:00:00Z"
        assert world.advance(timedelta(seconds=1.5))["now"] == "2026-01-05T10:00:01.5Z"
        assert world.set_rate(60)["rate"] == 60
        frozen = world.freeze()
        assert world.time()["now"] == frozen["now"]
        Owner(world).create_sddc("a")
        due = world.time()["next_due"]
        assert due is not None
        assert world.skip()["now"] == due


def test_a_fault_makes_a_task_fail(vmcsim_world: World) -> None:
    owner = Owner(vmcsim_world)
    rule = vmcsim_world.add_fault(
        {
            "when": {"task_kind": "SDDC-PROVISION"},
            "times": 1,
            "then": {"task_fails": {"at": 30, "message": "no hosts are left"}},
        }
    )
    task = owner.create_sddc("a")
    vmcsim_world.skip(task["id"])
    failed = owner.ask("GET", "/tasks/" + task["id"])
    assert (failed["status"], failed["error_message"]) == ("FAILED", "no hosts are left")
    assert [(fault["id"], fault["hits"]) for fault in vmcsim_world.faults()] == [(rule["id"], 1)]
    vmcsim_world.remove_fault(rule["id"])
    vmcsim_world.add_fault({"then": "token_expired"})
    vmcsim_world.clear_faults()
    assert vmcsim_world.faults() == []


def test_the_journal_has_the_requests(vmcsim_world: World) -> None:
    Owner(vmcsim_world).create_sddc("a")
    assert [entry["status"] for entry in vmcsim_world.journal(operation="CreateSddc")["entries"]] == [202]
    assert any(entry["operation"] != "CreateSddc" for entry in vmcsim_world.journal()["entries"])
    vmcsim_world.verify({"operation": "CreateSddc", "body": {"num_hosts": 1}})
    with pytest.raises(AssertionError, match="num_hosts"):
        vmcsim_world.verify({"operation": "CreateSddc", "body": {"num_hosts": 3}})


def test_a_world_can_be_exported_forked_and_reset(vmcsim_world: World) -> None:
    Owner(vmcsim_world).create_sddc("a")
    document = vmcsim_world.export()
    with vmcsim_world.fork() as copy:
        Owner(copy).create_sddc("b")
        assert names(vmcsim_world) == ["a"]
        vmcsim_world.reset()
        assert names(vmcsim_world) == []
        vmcsim_world.import_(document)
        assert names(vmcsim_world) == ["a"]
        assert names(copy) == ["a", "b"]
    with pytest.raises(Refusal) as refused:
        copy.time()
    assert refused.value.status == 404


def test_one_description_serves_many_worlds_at_once(vmcsim_server: Server) -> None:
    user = {"username": "ci@vmcsim.example", "roles": ["org_owner", "vmc-user:full"], "api_tokens": ["the-token-of-the-pipeline"]}
    sddc = {"name": "prod", "provider": "ZEROCLOUD", "num_hosts": 2}
    description = {"organization": {"id": ORG}, "users": [user], "sddcs": [sddc]}
    with vmcsim_server.described(description) as one, vmcsim_server.described(description) as another:
        Owner(one).create_sddc("a")
        assert one.org_id == another.org_id == ORG
        assert (names(one), names(another)) == (["prod", "a"], ["prod"])
