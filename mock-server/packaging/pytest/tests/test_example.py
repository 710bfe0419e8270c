"""What tests with these fixtures look like; they need nothing but pytest and vmcsim.

    pip install mock-server/packaging/pytest
    pytest --vmcsim target/release/vmcsim mock-server/packaging/pytest/tests/test_example.py
"""

import json
import urllib.error
import urllib.parse
import urllib.request

import pytest

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Owner:
    """The owner of a world's organization, signed in."""

    def __init__(self, world):
        self.url = world.url
        self.org = world.org_id
        form = urllib.parse.urlencode({"refresh_token": world.api_token}).encode()
        answer = OPENER.open(world.url + "/csp/gateway/am/api/auth/api-tokens/authorize", form)
        self.token = json.load(answer)["access_token"]

    def ask(self, method, path, body=None):
        headers = {"csp-auth-token": self.token, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        address = self.url + "/vmc/api/orgs/" + self.org + path
        return json.load(OPENER.open(urllib.request.Request(address, data, headers, method=method)))

    def create_sddc(self, name):
        return self.ask("POST", "/sddcs", {"name": name, "num_hosts": 1, "provider": "ZEROCLOUD"})


def test_an_sddc_becomes_ready(vmcsim_world):
    owner = Owner(vmcsim_world)
    task = owner.create_sddc("a")
    assert task["status"] == "STARTED"
    vmcsim_world.skip(task["id"])
    assert owner.ask("GET", "/tasks/" + task["id"])["status"] == "FINISHED"
    assert owner.ask("GET", "/sddcs/" + task["resource_id"])["sddc_state"] == "READY"


@pytest.mark.parametrize("name", ["b", "c"])
def test_worlds_do_not_meet(vmcsim_world, name):
    owner = Owner(vmcsim_world)
    owner.create_sddc(name)
    assert [sddc["name"] for sddc in owner.ask("GET", "/sddcs")] == [name]


def test_time_is_the_worlds_own(vmcsim_server):
    world = vmcsim_server.world(rate=0, at="2026-01-05T08:00:00Z")
    assert world.advance("2h")["now"] == "2026-01-05T10:00:00Z"


def test_a_world_is_gone_when_it_is_deleted(vmcsim_server):
    world = vmcsim_server.world()
    vmcsim_server.control("DELETE", "/worlds/" + world.id)
    with pytest.raises(urllib.error.HTTPError) as refused:
        Owner(world)
    assert refused.value.code == 400


ORG = "058f47c4-92aa-417f-8747-87f3ed61cb45"


class TestOfADescribedOrganization:
    """All of these tests find the same organization, each in a world of its own."""

    @pytest.fixture(params=["dict", "file"])
    def vmcsim_description(self, request, tmp_path):
        if request.param == "dict":
            user = {"username": "ci@vmcsim.example", "roles": ["org_owner", "vmc-user:full"], "api_tokens": ["the-token-of-the-pipeline"]}
            return {"organization": {"id": ORG}, "users": [user], "sddcs": [{"name": "prod", "provider": "ZEROCLOUD", "num_hosts": 2}]}
        file = tmp_path / "org.yaml"
        file.write_text("organization: { id: %s }\nsddcs:\n  - { name: prod, provider: ZEROCLOUD, num_hosts: 2 }\n" % ORG)
        return file

    @pytest.mark.parametrize("name", ["d", "e"])
    def test_the_organization_is_there(self, vmcsim_world, name):
        owner = Owner(vmcsim_world)
        assert owner.org == ORG
        owner.create_sddc(name)
        assert [sddc["name"] for sddc in owner.ask("GET", "/sddcs")] == ["prod", name]
