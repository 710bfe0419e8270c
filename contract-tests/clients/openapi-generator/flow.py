"""Signs in, creates an SDDC, polls its task and deletes it, with the generated client in the current folder."""

import json
import sys

sys.path.insert(0, ".")
import openapi_client

ready = json.load(open(sys.argv[1]))


def client(**more):
    # The address is the first server of the document: the one from which it was read.
    configuration = openapi_client.Configuration(**more)
    assert configuration.host == ready["url"], configuration.host
    return openapi_client.ApiClient(configuration)


token = openapi_client.SignInApi(client()).authorize_api_token(refresh_token=ready["api_token"]).access_token
signed_in = client(access_token=token)
sddcs, tasks = openapi_client.SddcsApi(signed_in), openapi_client.TasksApi(signed_in)
org = openapi_client.OrganizationsApi(signed_in).list_orgs()[0].id
assert str(org) == ready["org_id"]


def ended(task):
    for _ in range(1000):
        if task.status != "STARTED":
            break
        task = tasks.get_task(org, task.id)
    assert task.status == "FINISHED", task
    return task


config = openapi_client.AwsSddcConfig(name="generated", num_hosts=2, provider="ZEROCLOUD", region="US_WEST_2")
task = ended(sddcs.create_sddc(org, config))
sddc = sddcs.get_sddc(org, task.resource_id)
assert (sddc.name, sddc.sddc_state) == ("generated", "READY"), sddc
ended(sddcs.delete_sddc(org, sddc.id))
try:
    sddcs.get_sddc(sddc.id, sddc.id)
    raise AssertionError("an organization that does not exist")
except openapi_client.ApiException as refused:
    assert refused.data.error_messages, refused
