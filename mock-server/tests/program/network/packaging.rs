//! Tests of the action for GitHub workflows. The packages for other languages are tested by `contract-tests/clients/run`.

use crate::network::{program::VMCSIM, tools};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

fn packaged(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging").join(name)
}

/// Runs a command to its end and returns its output.
fn printed(command: &mut Command) -> String {
    let ran = command.output().unwrap_or_else(|err| panic!("{command:?}: {err}"));
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&ran.stderr));
    said
}

/// Runs the script of the action as a workflow runs it.
#[test]
fn the_action_starts_a_server_and_tells_later_steps_where_it_is() {
    let Some(tools) = tools::found() else { return };
    // The script reads the ready file with Python.
    let python = tools.join("python/bin");
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| dir.path().join(name);
    let mut start = Command::new("bash");
    start.arg(packaged("github-action/start.sh")).env("VMCSIM", VMCSIM).env("ARGUMENTS", "--pace instant --log off");
    start.env("RUNNER_TEMP", dir.path()).env("GITHUB_ENV", file("env")).env("GITHUB_OUTPUT", file("output"));
    start.env("PATH", format!("{}:{}", python.display(), std::env::var_os("PATH").unwrap().to_string_lossy()));
    let said = printed(&mut start);
    let told = std::fs::read_to_string(file("env")).unwrap();
    let of = |name: &str| told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{told}"));
    assert!(
        said.contains(&format!("::add-mask::{}\n", of("API_TOKEN="))),
        "the token is masked before anything says it"
    );
    assert_eq!(of("VMC_URL="), of("CSP_URL="));
    let output = std::fs::read_to_string(file("output")).unwrap();
    assert!(
        output.contains(&format!("url={}\n", of("VMC_URL=")))
            && output.contains(&format!("org-id={}\n", of("ORG_ID=")))
    );
    printed(Command::new(VMCSIM).args(["health", "--url", of("VMCSIM_URL=")]));
    let world =
        printed(Command::new(VMCSIM).args(["worlds", "show", "--json", "--ready-file", of("VMCSIM_READY_FILE=")]));
    assert!(world.contains(of("ORG_ID=")), "{world}");
    printed(Command::new("kill").arg(std::fs::read_to_string(file("vmcsim.pid")).unwrap().trim()));
}
