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


def salt(function, *words, **arguments):
    given = {"hostname": host, "refresh_key": ready["api_token"], "org_id": ready["org_id"], "cert": ready["ca_file"]}
    if not function.startswith("vmc_org_users"):
        given["authorization_host"] = host
    given.update(arguments)
    command = [*salt_call, function, *words, *(f"{name}={json.dumps(value)}" for name, value in given.items())]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, f"{function}: {ran.stdout} {ran.stderr}"
    result = json.loads(ran.stdout)["local"]
    assert not (isinstance(result, dict) and "error" in result), f"{function}: {result}"
    return result


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
