"""Checks files of mock-server/packaging that only a container engine or a workflow can run: that they are read as YAML or JSON, and that what they
name is there.

    files.py PACKAGING VMCSIM
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import yaml

packaging, vmcsim = Path(sys.argv[1]), sys.argv[2]
faults: list[str] = []


def hold(what: str, so: bool) -> None:
    if not so:
        faults.append(what)


def options_of(arguments: list[str]) -> list[str]:
    return [word for word in arguments if word.startswith("--")]


known = set(re.findall(r"--[a-z-]+", subprocess.run([vmcsim, "serve", "--help"], capture_output=True, text=True, check=True).stdout))

# The action.
folder = packaging / "github-action"
text = (folder / "action.yml").read_text()
action = yaml.safe_load(text)
used = set(re.findall(r"inputs\.([a-z-]+)", text))
hold(f"the action uses the inputs {sorted(used)} and declares {sorted(action['inputs'])}", used == set(action["inputs"]))
steps = {step["id"]: step for step in action["runs"]["steps"] if "id" in step}
for step, output in re.findall(r"steps\.([a-z]+)\.outputs\.([a-z-]+)", text):
    script = re.search(r"\$GITHUB_ACTION_PATH/([a-z.]+)", steps[step]["run"])
    hold(f"no script writes {output} of {step}", script is not None and f"{output}=" in (folder / script[1]).read_text())

# The example for Compose, and the container file.
compose = yaml.safe_load((packaging / "container/compose.yaml").read_text())
service = compose["services"]["vmcsim"]
container = (packaging / "container" / service["build"]["context"] / service["build"]["dockerfile"]).resolve()
hold(f"there is no {container}", container == (packaging / "container/Dockerfile").resolve())
hold(f"the example for Compose has options that the server does not know: {service['command']}", set(options_of(service["command"])) <= known)
for name, one in compose["services"].items():
    for other in one.get("depends_on", {}):
        hold(f"{name} depends on {other}, which is not there", other in compose["services"])

# The feature.
feature = json.loads((packaging / "devcontainer/src/vmcsim/devcontainer-feature.json").read_text())
script = (packaging / "devcontainer/src/vmcsim/install.sh").read_text()
hold("the feature is in a folder of another name", feature["id"] == "vmcsim")
for name, option in feature["options"].items():
    hold(f"the feature does not use its option {name}", "${%s:-" % name.upper() in script or "$%s" % name.upper() in script)
    hold(f"the option {name} has no type, default or description", {"type", "default", "description"} <= option.keys())
hold("the feature has unknown arguments", set(options_of(feature["options"]["arguments"]["default"].split())) <= known)
hold("the feature does not install what it starts", f"/usr/local/bin/{feature['postStartCommand']}" in script)

for fault in faults:
    print(fault, file=sys.stderr)
print("%d faults in the files for containers and workflows" % len(faults))
sys.exit(1 if faults else 0)
