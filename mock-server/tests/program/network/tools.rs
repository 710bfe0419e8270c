//! The programs of other people that some tests need: curl, openssl, Python and Node. `clients/install.sh` looks for them and installs what
//! belongs into the target folder.
//!
//! A test whose tools are missing is left out, and says so. With `VMCSIM_TOOLS=required`, as `.ci/run` sets it, missing programs are
//! installed, and a test that is still without its tools fails.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

/// The folder with the tools, or the reason why there is none.
static INSTALLED: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    let mut install = Command::new("bash");
    install.arg(script("install.sh")).arg(&dir);
    if required() {
        install.arg("--with-programs");
    }
    let ran = install.output().map_err(|err| format!("bash: {err}"))?;
    if ran.status.success() { Ok(dir) } else { Err(String::from_utf8_lossy(&ran.stderr).trim().to_owned()) }
});

#[expect(clippy::disallowed_methods, reason = "it is set for a whole run of the tests, which take no arguments")]
fn required() -> bool {
    match std::env::var("VMCSIM_TOOLS").as_deref() {
        Ok("required") => true,
        Ok("") | Err(_) => false,
        Ok(other) => panic!("VMCSIM_TOOLS is `{other}`; it can only be `required`"),
    }
}

/// Returns the folder of the tools, in which `python` is a virtual environment and `node` has the packages of Node. Returns `None`, and
/// says it, if the tools are missing and the test is to be left out.
///
/// # Panics
/// If the tools are missing and required.
pub(crate) fn found() -> Option<&'static Path> {
    match &*INSTALLED {
        Ok(dir) => Some(dir),
        Err(missing) if required() => panic!("{missing}"),
        Err(missing) => {
            // The test harness names the thread after the test. It keeps back what `eprintln!` prints in a test that passes.
            let thread = std::thread::current();
            let note = format!("LEFT OUT: {}: {missing}\n", thread.name().unwrap_or("a test"));
            std::io::stderr().write_all(note.as_bytes()).unwrap();
            None
        }
    }
}

/// Returns the path of a script of the clients.
pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/network/clients").join(name)
}
