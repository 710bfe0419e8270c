//! Files that subcommands write.

use super::{Server, ran, vmcsim};
use std::process::Stdio;

/// A document holds credentials, so other users must not be able to read it, whatever the file was before. If it cannot be written, the
/// program reports that.
#[cfg(target_os = "linux")]
#[test]
fn an_export_is_its_owners_alone_or_fails() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start(&[]);
    let file = server.folder.path().join("world.json");
    std::fs::write(&file, "old").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    server.run(&["export", "--output", file.to_str().unwrap()]).expect(0);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let nowhere = server.folder.path().join("no-such-folder/world.json");
    server.run(&["export", "--output", nowhere.to_str().unwrap()]).expect(1);
    for command in ["export", "openapi", "clock"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command_line = vmcsim();
        command_line.arg(command).env("VMCSIM_READY_FILE", server.ready_file()).stdout(full).stderr(Stdio::piped());
        let output = command_line.spawn().unwrap().wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("nothing can be written"), "{command}");
    }
    // A server keeps running when nobody reads its output and when its messages cannot be written.
    let (full, errors) = (|| std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap(), Stdio::null());
    let ready = server.folder.path().join("other.json");
    let mut serve = vmcsim();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--ready-file"]).arg(&ready).stdout(full());
    let mut child = serve.stderr(errors).spawn().unwrap();
    while !ready.exists() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    ran(vmcsim().args(["health", "--ready-file"]).arg(&ready)).expect(0);
    child.kill().unwrap();
    child.wait().unwrap();
}
