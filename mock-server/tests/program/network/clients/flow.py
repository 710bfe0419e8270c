"""Signs in, lists organizations, creates an SDDC and waits for it, at the addresses of the real service.

The way there comes from outside: HTTPS_PROXY and REQUESTS_CA_BUNDLE, or LEAD_TO, a port of this machine at which every host is to be found.
"""

import json
import os
import socket
import sys

import requests

CSP = "https://console.cloud.vmware.com"
VMC = "https://vmc.vmware.com"

if "LEAD_TO" in os.environ:
    # A resolver of this process alone, in the place of a changed hosts file.
    socket.getaddrinfo = lambda *_, **__: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(os.environ["LEAD_TO"])))
    ]

api_token, config = sys.argv[1], json.loads(sys.argv[2])
session = requests.Session()


def answered(method, url, **more):
    answer = session.request(method, url, timeout=60, **more)
    assert answer.ok, f"{method} {url}: {answer.status_code} {answer.text}"
    return answer.json()


authorize = f"{CSP}/csp/gateway/am/api/auth/api-tokens/authorize"
session.headers["csp-auth-token"] = answered("POST", authorize, data={"refresh_token": api_token})["access_token"]
org = answered("GET", f"{VMC}/vmc/api/orgs")[0]["id"]
task = answered("POST", f"{VMC}/vmc/api/orgs/{org}/sddcs", json=config)
looks = 0
while task["status"] == "STARTED":
    looks += 1
    assert looks < 100, task
    task = answered("GET", f"{VMC}/vmc/api/orgs/{org}/tasks/{task['id']}")
session.headers["csp-auth-token"] = answered("POST", authorize, data={"refresh_token": api_token})["access_token"]
sddc = answered("GET", f"{VMC}/vmc/api/orgs/{org}/sddcs/{task['resource_id']}")
print(json.dumps({"org": org, "task": task, "sddc": sddc, "looks": looks}))
