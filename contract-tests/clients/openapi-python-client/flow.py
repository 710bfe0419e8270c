"""Signs in, creates an SDDC, polls its task and deletes it, with the generated clients in the current folder."""

import importlib
import json
import sys

sys.path.insert(0, ".")
ready = json.load(open(sys.argv[1]))
url = ready["url"]


def use(package):
    service = importlib.import_module(package)
    models = importlib.import_module(f"{package}.models")

    def call(group, operation, client, **parameters):
        module = importlib.import_module(f"{package}.api.{group}.{operation}")
        answer = module.sync_detailed(client=client, **parameters)
        assert answer.status_code < 300, f"{operation}: {answer.status_code} {answer.content}"
        return answer.parsed

    anyone = service.Client(base_url=url)
    form = models.ApiTokenForm(refresh_token=ready["api_token"])
    token = call("sign_in", "authorize_api_token", anyone, body=form).access_token
    client = service.AuthenticatedClient(base_url=url, token=token)
    org = call("organizations", "list_orgs", client)[0]
    assert str(org.id) == ready["org_id"]
    config = models.AwsSddcConfig(name="generated", num_hosts=2, provider="ZEROCLOUD", region="US_WEST_2")
    task = call("sddcs", "create_sddc", client, org=org.id, body=config)
    task = ended(call, client, org, task)
    sddc = call("sddcs", "get_sddc", client, org=org.id, sddc=task.resource_id)
    assert (sddc.name, sddc.sddc_state) == ("generated", "READY"), sddc
    assert [one.id for one in call("sddcs", "list_sddcs", client, org=org.id) if one.name == "generated"] == [sddc.id]
    ended(call, client, org, call("sddcs", "delete_sddc", client, org=org.id, sddc=sddc.id))
    # A refusal is read as the type that the document declares.
    module = importlib.import_module(f"{package}.api.sddcs.get_sddc")
    refused = module.sync_detailed(client=client, org=sddc.id, sddc=sddc.id)
    assert refused.status_code in (403, 404) and refused.parsed.error_messages, refused


def ended(call, client, org, task):
    for _ in range(1000):
        if task.status != "STARTED":
            break
        control("clock", "skip_clock", world="default", body=Skip(task=task.id))
        task = call("tasks", "get_task", client, org=org.id, task=task.id)
    assert task.status == "FINISHED", task
    return task


def control(group, operation, **parameters):
    module = importlib.import_module(f"{CONTROL}.api.{group}.{operation}")
    answer = module.sync_detailed(client=importlib.import_module(CONTROL).Client(base_url=url), **parameters)
    assert answer.status_code < 300, f"{operation}: {answer.status_code} {answer.content}"
    return answer.parsed


for CONTROL, package in [("_vmcsim_openapi_json", "openapi_json"), ("_vmcsim_openapi_3_0_json", "openapi_3_0_json")]:
    Skip = importlib.import_module(f"{CONTROL}.models").ClockSkip
    use(package)
