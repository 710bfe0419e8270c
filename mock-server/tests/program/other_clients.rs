//! Clients that others wrote or that generators make, the packages for other languages, and the how-to pages, run by
//! `contract-tests/clients/run`. What they need is downloaded, so `cargo test` runs them only if it is told to: `VMCSIM_TOOLS=required`.

use std::{io::Write as _, path::Path, process::Command};

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "whoever wants downloads says so, and the test harness takes no arguments"
)]
fn clients_of_others_work() {
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract-tests/clients");
    if std::env::var("VMCSIM_TOOLS").as_deref() != Ok("required") {
        let folders = std::fs::read_dir(&clients).unwrap().map(|entry| entry.unwrap());
        let folders = folders.filter(|entry| entry.file_type().unwrap().is_dir());
        let mut names: Vec<_> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        // The harness shows what is written to the stream itself.
        let line = format!("LEFT OUT without VMCSIM_TOOLS=required: {}\n", names.join(", "));
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        return;
    }
    let ran = Command::new(clients.join("run")).env("VMCSIM_PROGRAM", env!("CARGO_BIN_EXE_vmcsim")).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{out}{err}");
}
