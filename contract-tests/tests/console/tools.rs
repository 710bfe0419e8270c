//! The programs that these tests need: chromium, chromedriver and axe-core. `install.sh` looks for them.
//!
//! A test whose tools are missing is left out, and says so. With `VMCSIM_TOOLS=required`, as `.ci/run` sets it, missing programs are
//! installed, and a test that is still without its tools fails.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

/// The folder with axe-core, or the reason why there is none.
static INSTALLED: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("console");
    let mut install = Command::new("bash");
    install.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/console/install.sh")).arg(&dir);
    if is_required() {
        install.arg("--with-programs");
    }
    let ran = install.output().map_err(|err| format!("bash: {err}"))?;
    if ran.status.success() { Ok(dir) } else { Err(String::from_utf8_lossy(&ran.stderr).trim().to_owned()) }
});

#[expect(clippy::disallowed_methods, reason = "it is set for a whole run of the tests, which take no arguments")]
fn is_required() -> bool {
    match std::env::var("VMCSIM_TOOLS").as_deref() {
        Ok("required") => true,
        Ok("") | Err(_) => false,
        Ok(other) => panic!("VMCSIM_TOOLS is `{other}`; it can only be `required`"),
    }
}

/// Returns the folder with axe-core and for pictures. Returns `None`, and says it, if the tools are missing and the test is to be left out.
///
/// # Panics
/// If the tools are missing and required.
pub(crate) fn found() -> Option<&'static Path> {
    match &*INSTALLED {
        Ok(dir) => Some(dir),
        Err(missing) if is_required() => panic!("{missing}"),
        Err(missing) => {
            // The test harness names the thread after the test. It keeps back what `eprintln!` prints in a test that passes.
            let thread = std::thread::current();
            let note = format!("LEFT OUT: {}: {missing}\n", thread.name().unwrap_or("a test"));
            std::io::stderr().write_all(note.as_bytes()).unwrap();
            None
        }
    }
}
