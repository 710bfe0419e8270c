//! Tests of the packages for use outside Rust: the plugin for pytest, and the action for GitHub workflows.

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

/// A virtual environment in which a user has installed the plugin with pip, and pytest-xdist beside it.
struct Environment {
    dir: tempfile::TempDir,
}

impl Environment {
    fn new(python: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        printed(Command::new(python).args(["-m", "venv"]).arg(dir.path().join("venv")));
        // The plugin is built in a copy, because building writes into its folder.
        let source = dir.path().join("source");
        std::fs::create_dir(&source).unwrap();
        for file in ["pyproject.toml", "pytest_vmcsim.py"] {
            std::fs::copy(packaged("pytest").join(file), source.join(file)).unwrap();
        }
        let tests = dir.path().join("tests");
        std::fs::create_dir(&tests).unwrap();
        std::fs::copy(packaged("pytest").join("test_example.py"), tests.join("test_example.py")).unwrap();
        let environment = Self { dir };
        let mut pip = environment.program("pip");
        pip.args(["install", "-q", "--disable-pip-version-check", ".", XDIST]).current_dir(source);
        printed(&mut pip);
        environment
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.dir.path().join("venv/bin").join(name));
        command.env_remove("PYTHONPATH").current_dir(self.dir.path().join("tests"));
        command
    }
}

const XDIST: &str = "pytest-xdist==3.8.0";

#[test]
fn the_plugin_for_pytest_gives_each_test_a_world() {
    let Some(tools) = tools::found() else { return };
    let environment = Environment::new(&tools.join("python/bin/python"));
    let folder = Path::new(VMCSIM).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var_os("PATH").unwrap().to_string_lossy());
    for arguments in [
        &["--vmcsim", VMCSIM][..],
        &["--vmcsim", VMCSIM, "-p", "pytest_vmcsim"],
        &["--vmcsim", VMCSIM, "-n", "3"],
        // The program on the path.
        &["--vmcsim"],
        &[],
    ] {
        let mut pytest = environment.program("pytest");
        pytest.arg("-q").args(arguments).env("PATH", &path);
        // What is set for another server does not affect those of the tests.
        for (name, value) in [
            ("VMCSIM_STATE", environment.dir.path().join("state").to_str().unwrap()),
            ("VMCSIM_SERVE_READY_FILE", "elsewhere.json"),
            ("VMCSIM_READY_FILE", "elsewhere.json"),
            ("VMCSIM_PACE", "realistic"),
            ("VMCSIM_LISTEN", "127.0.0.1:1"),
        ] {
            pytest.env(name, value);
        }
        let said = printed(&mut pytest);
        assert!(said.contains("9 passed"), "{arguments:?}: {said}");
    }
    assert!(!environment.dir.path().join("state").exists());
    let missing = environment.program("pytest").args(["-q", "--vmcsim", "no-such-program"]).output().unwrap();
    let said = String::from_utf8_lossy(&missing.stdout);
    assert!(!missing.status.success() && said.contains("no-such-program is no program: pass --vmcsim FILE"), "{said}");
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
