//! The ready file: which variable names it to whom, how long it stays, and what it never replaces.

use super::{Server, ran, vmcsim};
use serde_json::Value;
use std::{
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    time::Duration,
};

/// How long a server may take to end before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts a server that writes its ready file there, and waits until it has printed its last line.
fn serve(ready: &Path) -> Child {
    let mut command = vmcsim();
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--ready-file"]).arg(ready);
    started(command)
}

fn started(mut command: Command) -> Child {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    while std::io::BufRead::read_line(&mut out, &mut printed).unwrap() > 0 && !printed.contains("Ctrl-C") {}
    child
}

fn until(child: &mut Child, is: impl Fn() -> bool) {
    while !is() {
        assert!(child.try_wait().unwrap().is_none(), "the server ended");
        std::thread::yield_now();
    }
}

/// Waits until a server that should end has ended. One that does not is stopped, and the test fails.
fn ended(mut child: Child) -> ExitStatus {
    let pid = child.id().to_string();
    let (sender, status) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait().unwrap()));
    status.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-9", &pid]).status();
        panic!("the server did not end")
    })
}

/// A second server that is started by mistake does not disturb the first.
#[test]
fn the_ready_file_of_a_server_that_runs_is_let_be() {
    let server = Server::start(&[]);
    let before = std::fs::read(server.ready_file()).unwrap();
    // In a shell with the variables of `vmcsim env`, the file is for commands alone.
    let mut second = vmcsim();
    second.env("VMCSIM_READY_FILE", server.ready_file()).env("VMCSIM_URL", server.ready()["url"].as_str().unwrap());
    second.args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
    let mut second = started(second);
    assert_eq!(std::fs::read(server.ready_file()).unwrap(), before);
    second.kill().unwrap();
    second.wait().unwrap();
    server.run(&["health"]).expect(0);
    if cfg!(target_os = "linux") {
        let third = ran(vmcsim().args(["serve", "--listen", "127.0.0.1:0", "--ready-file"]).arg(server.ready_file()));
        let third = third.expect(1).err;
        assert!(third.contains("which still runs") && third.contains("name another file"), "{third}");
        assert_eq!(std::fs::read(server.ready_file()).unwrap(), before);
    }
}

#[test]
fn the_variable_of_serve_names_the_file_that_it_writes() {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let mut command = vmcsim();
    command.env("VMCSIM_SERVE_READY_FILE", &ready).args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
    let mut child = started(command);
    until(&mut child, || ready.exists());
    ran(vmcsim().env("VMCSIM_READY_FILE", &ready).arg("health")).expect(0);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// A program that dies closes its end of the pipe, so the server that it started is not left over.
#[test]
fn a_server_that_reads_standard_input_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let mut command = vmcsim();
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--until-stdin-ends", "--ready-file"])
        .arg(&ready);
    command.stdin(Stdio::piped());
    let mut child = started(command);
    until(&mut child, || ready.exists());
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, b"What is written has no effect.\n").unwrap();
    ran(vmcsim().env("VMCSIM_READY_FILE", &ready).arg("health")).expect(0);
    drop(stdin);
    assert!(ended(child).success());
    assert!(!ready.exists());
}

/// A server that is asked to stop takes its file away. One that is killed cannot, and its file is recognized.
#[cfg(target_os = "linux")]
#[test]
fn a_ready_file_ends_with_its_server() {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let mut child = serve(&ready);
    until(&mut child, || ready.exists());
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert!(ended(child).success());
    assert!(!ready.exists());
    let gone = ran(vmcsim().args(["clock", "--ready-file"]).arg(&ready)).expect(3).err;
    assert!(gone.contains("there is no ready file") && gone.contains("vmcsim serve --ready-file"), "{gone}");

    let mut child = serve(&ready);
    until(&mut child, || ready.exists());
    let pid = child.id();
    child.kill().unwrap();
    child.wait().unwrap();
    let content = std::fs::read(&ready).unwrap();
    for command in [&["clock"][..], &["worlds"], &["health"], &["env"], &["token"], &["env", "--", "true"]] {
        let mut stale = vmcsim();
        let stale = ran(stale.args([command[0], "--ready-file"]).arg(&ready).args(&command[1..])).expect(3);
        let said = format!("the server that wrote {} has ended (process {pid}); start it again with", ready.display());
        assert!(stale.err.contains(&said) && stale.out.is_empty(), "{}", stale.err);
    }
    // An address that is named explicitly needs no ready file.
    let server = Server::start(&[]);
    let url = server.ready()["url"].as_str().unwrap().to_owned();
    ran(vmcsim().env("VMCSIM_READY_FILE", &ready).env("VMCSIM_URL", &url).arg("health")).expect(0);
    assert_eq!(std::fs::read(&ready).unwrap(), content);
    // A server that starts takes it away at once, even if it does not become ready.
    let mut broken = vmcsim();
    broken.args(["serve", "--listen", "127.0.0.1:0", "--import", "no-such-file.json", "--ready-file"]).arg(&ready);
    ran(&mut broken).expect(1);
    assert!(!ready.exists());
}

/// The file of another server that came later is not taken away.
#[cfg(target_os = "linux")]
#[test]
fn only_the_own_file_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let mut child = serve(&ready);
    until(&mut child, || ready.exists());
    std::fs::write(&ready, r#"{"url": "http://127.0.0.1:1", "pid": 1, "started": "x"}"#).unwrap();
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert!(ended(child).success());
    assert!(ready.exists());
}

/// Credentials of one server are not sent to another.
#[test]
fn the_token_in_a_ready_file_is_for_its_own_server() {
    let server = Server::start(&["--listen", "0.0.0.0:0"]);
    let url = server.ready()["url"].as_str().unwrap().to_owned();
    assert!(server.ready()["admin_token"].is_string());
    server.run(&["worlds"]).expect(0);
    let with_url = |url: &str| {
        let mut command = vmcsim();
        ran(command.env("VMCSIM_READY_FILE", server.ready_file()).env("VMCSIM_URL", url).arg("worlds"))
    };
    with_url(&url).expect(0);
    with_url(&url.replace("127.0.0.1", "localhost")).expect(7);
}

/// Devices, pipes and links are written to and followed; they are not replaced by a file.
#[cfg(target_os = "linux")]
#[test]
fn what_is_no_regular_file_stays_what_it_is() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    assert!(Command::new("mkfifo").arg(file("pipe")).status().unwrap().success());
    symlink("/dev/stdout", file("to-stdout")).unwrap();
    symlink("/dev/full", file("to-full")).unwrap();
    symlink("target.json", file("link")).unwrap();
    symlink("loop", file("loop")).unwrap();
    std::fs::write(file("target.json"), "mine").unwrap();
    std::fs::create_dir(file("folder")).unwrap();
    let kind = |name: &str| std::fs::symlink_metadata(file(name)).unwrap().file_type();
    let is_ready = |text: &[u8]| serde_json::from_slice::<Value>(text).is_ok_and(|ready| ready["url"].is_string());

    // A named pipe: the server answers, and writes when somebody reads.
    let mut child = serve(&file("pipe"));
    assert!(is_ready(&std::fs::read(file("pipe")).unwrap()));
    assert!(kind("pipe").is_fifo());
    child.kill().unwrap();
    child.wait().unwrap();
    // While nobody reads, it can be stopped.
    let child = serve(&file("pipe"));
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert!(ended(child).success());

    // A link of the user's own to a file of the user's own.
    let mut child = serve(&file("link"));
    until(&mut child, || is_ready(&std::fs::read(file("target.json")).unwrap()));
    assert!(kind("link").is_symlink());
    child.kill().unwrap();
    child.wait().unwrap();

    // Standard output, by its name and through a link, even if it is a regular file: what was printed before stays.
    for name in ["/dev/stdout", "to-stdout", "/proc/self/fd/1"] {
        let printed = file("printed");
        let out = std::fs::File::options().append(true).create(true).open(&printed).unwrap();
        let mut command = vmcsim();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--ready-file", name]);
        let mut child = command.current_dir(folder.path()).stdout(out).spawn().unwrap();
        until(&mut child, || std::fs::read_to_string(&printed).unwrap().ends_with('}'));
        child.kill().unwrap();
        child.wait().unwrap();
        let text = std::fs::read_to_string(&printed).unwrap();
        let (said, ready) = text.split_once("Stop with Ctrl-C.\n").unwrap();
        assert!(said.contains("API token") && is_ready(ready.as_bytes()), "{name}: {text}");
        std::fs::remove_file(printed).unwrap();
    }
    assert!(std::fs::symlink_metadata("/dev/stdout").unwrap().is_symlink() && kind("to-stdout").is_symlink());

    // What cannot be written is said at once or when it is tried, and stays as it is.
    for (name, said) in [
        ("folder", "it is a folder"),
        ("loop", "too many links"),
        ("no-such-folder/ready.json", "there is no folder"),
        ("to-full", "cannot write"),
        ("/dev/full", "cannot write"),
    ] {
        let mut command = vmcsim();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--ready-file"]).arg(file(name));
        let refused = ran(command.current_dir(folder.path())).expect(1).err;
        assert!(refused.contains(said), "{name}: {refused}");
    }
    assert!(std::fs::metadata("/dev/full").unwrap().file_type().is_char_device() && kind("to-full").is_symlink());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains(".part")), "{left:?}");
}

/// The same holds for documents that other subcommands write.
#[cfg(target_os = "linux")]
#[test]
fn an_export_leaves_the_files_of_others_alone() {
    let server = Server::start(&["--rate", "0"]);
    let file = |name: &str| server.folder.path().join(name);
    std::fs::write(file("world.json.part"), "mine").unwrap();
    server.run(&["export", "--output", file("world.json").to_str().unwrap()]).expect(0);
    assert_eq!(std::fs::read_to_string(file("world.json.part")).unwrap(), "mine");
    let out = std::fs::File::create(file("printed")).unwrap();
    let mut export = vmcsim();
    export.args(["export", "--output", "/dev/stdout"]).env("VMCSIM_READY_FILE", server.ready_file()).stdout(out);
    assert!(export.status().unwrap().success());
    assert_eq!(std::fs::read_to_string(file("printed")).unwrap(), std::fs::read_to_string(file("world.json")).unwrap());
}
