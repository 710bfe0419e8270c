"""Calls Salt's modules and states of VMC by salt-call, and checks what they return."""

import json
import os
import subprocess
import sys
import urllib.request

ready = json.load(open(sys.argv[1]))
salt_call = sys.argv[2:]
# Salt adds https:// itself.
host = "localhost:" + ready["url"].rsplit(":", 1)[1]
# The modules give the certificate only to requests of VMC; the sign-in uses that of the environment.
environment = dict(os.environ, REQUESTS_CA_BUNDLE=ready["ca_file"])


def call(function, *words, **arguments):
    given = {"hostname": host, "refresh_key": ready["api_token"], "org_id": ready["org_id"], "cert": ready["ca_file"]}
    if not function.startswith("vmc_org_users"):
        given["authorization_host"] = host
    given.update(arguments)
    command = [*salt_call, function, *words, *(f"{name}={json.dumps(value)}" for name, value in given.items())]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, f"{function}: {ran.stdout} {ran.stderr}"
    return json.loads(ran.stdout)["local"]


def salt(function, *words, **arguments):
    """Calls a function that succeeds, and returns what it returns."""
    result = call(function, *words, **arguments)
    assert not (isinstance(result, dict) and "error" in result), f"{function}: {result}"
    return result


def failed(function, **arguments):
    """Calls a function that fails, and returns the reason."""
    result = call(function, **arguments)
    assert isinstance(result, dict) and "error" in result, f"{function}: {result}"
    return result["error"]


def state(kind, **arguments):
    """Applies one state, and returns whether it changed something and what it says."""
    (result,) = salt("state.single", kind, **arguments).values()
    assert result["result"] is True, result
    return bool(result["changes"]), result["comment"]


def skip(task):
    """Moves the clock of the world to the end of a task."""
    url = ready["url"] + "/_vmcsim/worlds/default/clock/skip"
    body = json.dumps({"task": task["id"]}).encode()
    urllib.request.urlopen(urllib.request.Request(url, body, {"content-type": "application/json"}), timeout=60).close()
    return task


users = salt("vmc_org_users.list")["results"]
assert any(user["user"]["username"] for user in users), users
assert len(salt("vmc_org_users.search", user_search_term="owner")["results"]) >= 1
names = [sddc["name"] for sddc in salt("vmc_sddc.list")]
assert names == [], names

config = {"sddc_name": "by-salt", "num_hosts": 2, "provider": "ZEROCLOUD", "region": "us-west-2"}
task = skip(salt("vmc_sddc.create", **config))
assert (task["task_type"], task["status"]) == ("SDDC-PROVISION", "STARTED"), task
sddc = salt("vmc_sddc.get_by_id", sddc_id=task["resource_id"])
assert (sddc["name"], sddc["sddc_state"]) == ("by-salt", "READY"), sddc
assert salt("vmc_sddc.update_name", sddc_id=sddc["id"], sddc_new_name="renamed")["name"] == "renamed"

clusters = salt("vmc_sddc_clusters.list", sddc_id=sddc["id"])["clusters"]
assert len(clusters) == 1, clusters
assert salt("vmc_sddc_clusters.get_primary", sddc_id=sddc["id"])["cluster_id"] == clusters[0]["cluster_id"]
cluster = skip(salt("vmc_sddc_clusters.create", sddc_id=sddc["id"], num_hosts=2))["params"]["clusterId"]
assert len(salt("vmc_sddc_clusters.list", sddc_id=sddc["id"])["clusters"]) == 2
skip(salt("vmc_sddc_clusters.delete", sddc_id=sddc["id"], cluster_id=cluster))
skip(salt("vmc_sddc_host.manage", sddc_id=sddc["id"], num_hosts=1, action="add"))
assert len(salt("vmc_sddc_host.list", sddc_id=sddc["id"])["esx_hosts"]) == 3

# The state finds what is there, and makes what is not. It names an SDDC that is to go by its id.
of_state = {"num_hosts": 2, "provider": "ZEROCLOUD", "region": "us-west-2"}
assert state("vmc_sddc.present", name="renamed", **of_state)[0] is False
assert state("vmc_sddc.present", name="by-state", **of_state)[0] is True
assert state("vmc_sddc.present", name="by-state", **of_state)[0] is False
assert state("vmc_sddc.absent", name=sddc["id"])[0] is True
(other,) = [sddc for sddc in salt("vmc_sddc.list") if sddc["name"] == "by-state"]
assert salt("vmc_sddc.delete", sddc_id=other["id"], force_delete=True)["task_type"] == "SDDC-DELETE"
states = {sddc["name"]: sddc["sddc_state"] for sddc in salt("vmc_sddc.list")}
assert states == {"renamed": "DELETING", "by-state": "DELETING"}, states

# The networks of an SDDC on AWS.
of_aws = {"num_hosts": 1, "provider": "AWS", "region": "us-west-2", "sddc_type": "1NODE"}
task = skip(salt("vmc_sddc.create", sddc_name="on-aws", account_link_config={"delay_account_link": True}, **of_aws))
networks = {"sddc_id": task["resource_id"]}

address = salt("vmc_public_ip.create", id="web", **networks)
assert address["ip"] and address["id"] == "web", address
assert salt("vmc_public_ip.update", id="web", display_name="front", **networks)["display_name"] == "front"
assert [ip["id"] for ip in salt("vmc_public_ip.list", **networks)["results"]] == ["web"]

expression = [{"member_type": "VirtualMachine", "key": "OSName", "operator": "EQUALS", "value": "Centos", "resource_type": "Condition"}]
group = {"domain_id": "cgw", "security_group_id": "web", **networks}
assert salt("vmc_security_groups.create", expression=expression, **group)["id"] == "web"
assert "web" in [found["id"] for found in salt("vmc_security_groups.get", domain_id="cgw", **networks)["results"]]
salt("vmc_security_groups.update", description="front ends", **group)
assert salt("vmc_security_groups.get_by_id", **group)["description"] == "front ends"

rule = {"domain_id": "cgw", "rule_id": "web", **networks}
made = salt(
    "vmc_security_rules.create",
    source_groups=["ANY"],
    destination_groups=["/infra/domains/cgw/groups/web"],
    services=["ANY"],
    scope=["/infra/labels/cgw-all"],
    action="ALLOW",
    **rule,
)
assert made["rule_id"] > 1000, made
assert "cannot be deleted" in failed("vmc_security_groups.delete", **group)
salt("vmc_security_rules.delete", **rule)
assert "could not be found" in failed("vmc_security_rules.get_by_id", **rule)
salt("vmc_security_groups.delete", **group)

segment = {"network_id": "web", **networks}
subnets = [{"gateway_address": "192.168.5.1/24", "dhcp_ranges": ["192.168.5.2-192.168.5.100"]}]
assert salt("vmc_networks.create", subnets=subnets, **segment)["subnets"][0]["network"] == "192.168.5.0/24"
salt("vmc_networks.delete", **segment)
nat = {"tier1": "cgw", "nat": "USER", "nat_rule": "web", **networks}
of_nat = {"action": "REFLEXIVE", "source_network": "192.168.1.10", "translated_network": address["ip"]}
assert salt("vmc_nat_rules.create", **of_nat, **nat)["firewall_match"] == "MATCH_INTERNAL_ADDRESS"
salt("vmc_nat_rules.delete", **nat)
zones = [zone["id"] for zone in salt("vmc_dns_forwarder.get_dns_zones", **networks)["results"]]
assert {"mgw-dns-zone", "cgw-dns-zone"} <= set(zones), zones
assert salt("vmc_direct_connect.get_bgp_info", **networks)["local_as_num"] == "7224"
salt("vmc_public_ip.delete", id="web", **networks)
assert "PublicIp Object Not Found" in failed("vmc_public_ip.get", id="web", **networks)
