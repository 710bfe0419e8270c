//! Rules for the source tree that the compiler does not check. Each rule has examples that violate it, which show
//! that it works.

use std::path::Path;

/// A text file of the project.
struct Source {
    /// From the top folder, with `/`.
    path: String,
    text: String,
}

/// What is wrong in a file: a line number from 1, or 0 for the file as a whole, and a word on it.
type Faults = Vec<(usize, String)>;

struct Rule {
    name: &'static str,
    check: fn(&Source) -> Faults,
    /// Path and text of files of which each breaks the rule.
    broken: &'static [(&'static str, &'static str)],
    /// Path and text of files that look like it and do not.
    fine: &'static [(&'static str, &'static str)],
}

/// The most lines that a file of code may have.
const LINES_MAX: usize = 500;

const RULES: &[Rule] = &[
    Rule {
        name: "a world knows no clock, chance, environment, file, network, waiting or log",
        check: impure,
        broken: &[
            ("mock-server/world/src/a.rs", "let now = Timestamp::now();"),
            ("mock-server/world/src/a/b.rs", "use std::time::Instant;"),
            ("mock-server/world/src/a.rs", "let id = Uuid::new_v4();"),
            ("mock-server/world/src/a.rs", "std::env::var(\"X\")"),
            ("mock-server/world/src/a.rs", "use std::fs;"),
            ("mock-server/world/src/a.rs", "use std::net::TcpStream;"),
            ("mock-server/world/src/a.rs", "async fn f() {}"),
            ("mock-server/world/src/a.rs", "tracing::info!(\"x\");"),
            ("mock-server/world/src/a.rs", "println!(\"x\");"),
            ("mock-server/world/src/a.rs", "std::thread::spawn(f)"),
        ],
        fine: &[
            ("mock-server/world/src/a.rs", "use std::net::Ipv4Addr; // std::time"),
            ("mock-server/world/src/a.rs", "Preset::Instant"),
            ("mock-server/src/clock.rs", "Timestamp::now()"),
        ],
    },
    Rule {
        name: "only the HTTP shell, the console, the listener and the commands know the web framework",
        check: |source| {
            let folders = ["http/", "console/", "net/", "cli/"].map(|folder| ["mock-server/src/", folder].concat());
            let shell = folders.iter().any(|folder| source.path.starts_with(folder.as_str()));
            if shell { Vec::new() } else { in_server_code(source, &["axum::", "hyper::", "hyper_util::", "matchit::"]) }
        },
        broken: &[
            ("mock-server/src/worlds.rs", "use axum::body::Body;"),
            ("mock-server/src/worlds.rs", "matchit::Router::new()"),
            ("mock-server/world/src/a.rs", "hyper::body::Body"),
        ],
        fine: &[
            ("mock-server/src/http/operations.rs", "matchit::Router<usize>"),
            ("mock-server/src/net/connection.rs", "use axum::body::Body;"),
            ("mock-server/world/src/a.rs", "hyper_threading: false"),
        ],
    },
    Rule {
        name: "the server opens no connection but to targets of notifications; only subcommands that ask a running server do",
        check: |source| {
            if source.path.starts_with("mock-server/src/cli/") || source.path == NOTIFYING {
                Vec::new()
            } else {
                in_server_code(source, CONNECTING)
            }
        },
        broken: &[
            ("mock-server/src/net/proxy.rs", "TcpStream::connect(address).await"),
            ("mock-server/src/http/mod.rs", "use reqwest::Client;"),
            ("mock-server/src/server.rs", "hyper_util::client::legacy::Client"),
            ("mock-server/src/notifications.rs", "TcpStream::connect(target).await"),
            ("mock-server/src/net/notify/more.rs", "TcpStream::connect(target).await"),
        ],
        fine: &[
            ("mock-server/src/net/listen.rs", "async fn receive(stream: TcpStream) {}"),
            ("mock-server/src/cli/wait.rs", "reqwest::Client::new()"),
            ("mock-server/src/net/notify.rs", "TcpStream::connect(target).await"),
            ("mock-server/src/http/mod.rs", "account_link::connect_account"),
        ],
    },
    Rule {
        name: "in the shell, only refusals.rs and http/error.rs know the statuses of refusals",
        check: error_statuses,
        broken: &[
            ("mock-server/src/http/routes.rs", "StatusCode::NOT_FOUND"),
            ("mock-server/world/src/a.rs", "StatusCode::OK"),
            ("mock-server/src/http/control/clock.rs", "(StatusCode::OK, StatusCode::BAD_REQUEST)"),
            ("mock-server/src/http/control/clock.rs", "StatusCode::from_u16(404)"),
        ],
        fine: &[
            ("mock-server/src/http/error.rs", "StatusCode::NOT_FOUND"),
            ("mock-server/src/worlds/refusals.rs", "StatusCode::NOT_FOUND"),
            ("mock-server/src/http/error/csp.rs", "StatusCode::NOT_FOUND"),
            ("mock-server/src/http/mod.rs", "error::json(StatusCode::OK, body) // not StatusCode::NOT_FOUND"),
        ],
    },
    Rule {
        name: "files are short",
        check: |source| {
            let lines = source.text.lines().count();
            let long = is_rust(source) && lines > LINES_MAX;
            long.then(|| (0, format!("{lines} lines; split it by theme"))).into_iter().collect()
        },
        broken: &[("client/src/long.rs", LONG)],
        fine: &[("fixtures/long.json", LONG)],
    },
    Rule {
        name: "names say what a file is about",
        check: |source| {
            let empty =
                |word: &&&str| source.path.to_lowercase().split(['/', '_', '-', '.']).any(|part| part == **word);
            EMPTY_WORDS.iter().filter(empty).map(|word| (0, format!("\"{word}\" says nothing"))).collect()
        },
        broken: &[
            ("client/src/util.rs", ""),
            ("client/src/test_helpers/mod.rs", ""),
            ("client/src/TaskManager.md", ""),
        ],
        fine: &[("client/src/handling.rs", "")],
    },
    Rule {
        name: "nothing is left undone or out",
        check: |source| if is_rust(source) { in_code(source, "", UNDONE) } else { Vec::new() },
        broken: &[
            ("client/src/a.rs", concat!("#[ign", "ore]")),
            ("client/src/a.rs", concat!("#[ign", "ore = \"slow\"]")),
            ("client/src/a.rs", concat!("to", "do!()")),
            ("client/src/a.rs", concat!("unimpl", "emented!()")),
            ("client/src/a.rs", concat!("#[should_", "panic]")),
        ],
        fine: &[("client/src/a.rs", "let ignored = 1; // ignore")],
    },
    Rule {
        name: "no tabs, no blanks at the end of a line, one line end at the end of a file",
        check: blanks,
        broken: &[
            ("a.md", "a \n"),
            ("a.rs", "\tlet a = 1;\n"),
            ("a.toml", "a = 1"),
            ("a.rs", "let a = 1;\n\n"),
            ("a.rs", "let a = 1;\r\n"),
        ],
        fine: &[("a.rs", "let a = \"\\t\";\n"), ("a.md", "")],
    },
    Rule {
        name: "every module says what it is for",
        check: |source| {
            let silent = is_rust(source) && !source.text.starts_with("//! ");
            silent.then(|| (1, "it does not begin with //!".to_owned())).into_iter().collect()
        },
        broken: &[("client/src/a.rs", "use a;\n"), ("client/tests/a.rs", "// A note.\n"), ("client/src/a.rs", "")],
        fine: &[("client/src/a.rs", "//! A module.\n"), ("README.md", "# A project\n")],
    },
    Rule {
        name: "fixtures are JSON",
        check: |source| {
            let json = source.path.starts_with("fixtures/") && source.path.ends_with(".json");
            let read = if json { serde_json::from_str::<serde::de::IgnoredAny>(&source.text).err() } else { None };
            read.map(|err| (err.line(), err.to_string())).into_iter().collect()
        },
        broken: &[("fixtures/a.json", "{\"a\": 1,}"), ("fixtures/a/b.json", "")],
        fine: &[("fixtures/a.json", "{\"a\": 1}"), ("fixtures/README.md", "{")],
    },
    Rule {
        name: "nothing points into somebody's machine",
        check: |source| found(source.text.lines(), PLACES),
        broken: &[
            ("a.md", concat!("see /wo", "rk/main\n")),
            ("a.rs", concat!("\"/ho", "me/me\"\n")),
            ("a.toml", concat!("path = \"/tm", "p/w-x\"\n")),
            ("a.md", concat!("C:\\Us", "ers\\me\n")),
        ],
        fine: &[("a.md", "a way of work/life, /vmc/api\n")],
    },
];

const IMPURE: &[&str] = &[
    "::now()",
    "std::time",
    "SystemTime",
    "machine_now",
    "new_v4",
    "now_v7",
    "rand::",
    "getrandom",
    "env::",
    "env!",
    "std::fs",
    "File::",
    "std::io",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "reqwest",
    "tokio",
    "async ",
    ".await",
    "tracing",
    "print!",
    "println!",
    "eprintln!",
    "std::thread",
    "static mut",
    "thread_local!",
];

/// The one module of the server that opens connections.
const NOTIFYING: &str = "mock-server/src/net/notify.rs";

const CONNECTING: &[&str] = &[
    "Stream::connect(",
    "connect_timeout",
    "reqwest",
    "hyper::client",
    "hyper_util::client",
    "UdpSocket",
    "lookup_host",
    "to_socket_addrs",
];

const EMPTY_WORDS: &[&str] = &[
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "manager",
    "taskmanager",
    "service",
    "services",
    "handler",
    "handlers",
    "misc",
];

const UNDONE: &[&str] =
    &[concat!("#[ign", "ore"), concat!("to", "do!"), concat!("unimpl", "emented!"), concat!("should_", "panic")];

const PLACES: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/tm", "p/w-"),
    concat!(":\\Us", "ers\\"),
];

/// One line more than is allowed.
const LONG: &str = match std::str::from_utf8(&[b'\n'; LINES_MAX + 1]) {
    Ok(text) => text,
    Err(_) => "",
};

fn is_rust(source: &Source) -> bool {
    source.path.ends_with(".rs")
}

/// Which of these words stand in which of these lines.
fn found<'t>(lines: impl Iterator<Item = &'t str>, words: &[&str]) -> Faults {
    let mut faults = Faults::new();
    for (number, line) in (1..).zip(lines) {
        faults.extend(words.iter().filter(|word| line.contains(**word)).map(|word| (number, format!("`{word}`"))));
    }
    faults
}

/// The code of a line: what stands before a comment. Two slashes in a text end it as well, which only makes the rules milder.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

fn in_code(source: &Source, below: &str, words: &[&str]) -> Faults {
    if source.path.starts_with(below) { found(source.text.lines().map(code), words) } else { Faults::new() }
}

/// The code of the server and of the crate of its world.
fn in_server_code(source: &Source, words: &[&str]) -> Faults {
    if is_server(source) { in_code(source, "", words) } else { Faults::new() }
}

fn is_server(source: &Source) -> bool {
    ["mock-server/src/", "mock-server/world/src/"].iter().any(|folder| source.path.starts_with(folder))
}

/// What a world must not know. The version of the package is known when it is compiled.
fn impure(source: &Source) -> Faults {
    let mut faults = in_code(source, "mock-server/world/src/", IMPURE);
    let is_version = |number: usize| {
        source.text.lines().nth(number - 1).is_some_and(|line| line.contains("env!(\"CARGO_PKG_VERSION\")"))
    };
    faults.retain(|(number, _)| !is_version(*number));
    faults
}

fn error_statuses(source: &Source) -> Faults {
    const SUCCESS: &[&str] = &["OK", "CREATED", "ACCEPTED", "NO_CONTENT"];
    let refusals = source.path.strip_prefix("mock-server/src/http/error");
    if !is_server(source)
        || source.path.ends_with("/refusals.rs")
        // The value itself, what a client is told, and the documents that list statuses.
        || source.path == "mock-server/world/src/kernel/refusal.rs"
        || source.path.starts_with("mock-server/src/cli/")
        || source.path == "mock-server/src/http/openapi.rs"
        || refusals.is_some_and(|rest| rest.starts_with(['.', '/']))
    {
        return Faults::new();
    }
    let mut faults = Faults::new();
    for (number, line) in (1..).zip(source.text.lines().map(code)) {
        for name in line.split("StatusCode::").skip(1) {
            let name: String = name.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            if !SUCCESS.contains(&name.as_str()) || !source.path.starts_with("mock-server/src/http/") {
                faults.push((number, format!("`StatusCode::{name}`")));
            }
        }
    }
    faults
}

fn blanks(source: &Source) -> Faults {
    let mut faults = found(source.text.lines(), &["\t"]);
    for (number, line) in (1..).zip(source.text.split('\n')) {
        if line.ends_with([' ', '\r']) {
            faults.push((number, "a blank at the end".to_owned()));
        }
    }
    if !source.text.is_empty() && (!source.text.ends_with('\n') || source.text.ends_with("\n\n")) {
        faults.push((source.text.lines().count(), "the end of the file".to_owned()));
    }
    faults
}

/// The text files of the project.
fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the top folder");
    let mut sources = Vec::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                // What tools leave behind: `target`, and folders that begin with a dot.
                if name != "target" && name != "node_modules" && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if [".rs", ".toml", ".md", ".json", ".yml", ".yaml", ".sh", ".py"]
                .iter()
                .any(|end| name.ends_with(end))
            {
                sources.push(read(top, &path));
            }
        }
    }
    sources
}

fn read(top: &Path, path: &Path) -> Source {
    let text = std::fs::read_to_string(path).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
    let parts = path.strip_prefix(top).expect("below the top").iter().map(|part| part.to_string_lossy());
    Source { path: parts.collect::<Vec<_>>().join("/"), text }
}

#[test]
fn the_tree_keeps_the_rules() {
    let sources = sources();
    let mut faults = Vec::new();
    for Rule { name, check, .. } in RULES {
        for source in &sources {
            faults.extend(
                check(source).into_iter().map(|(line, what)| format!("{}:{line}: {name}: {what}", source.path)),
            );
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    for expected in [
        "mock-server/world/src/tasks/mod.rs",
        "contract-tests/tests/judge/tidy.rs",
        "fixtures/published/types.json",
        "Cargo.toml",
    ] {
        assert!(sources.iter().any(|source| source.path == expected), "{expected} was not looked at");
    }
}

#[test]
fn the_rules_bite() {
    for Rule { name, check, broken, fine } in RULES {
        let faults =
            |(path, text): &(&str, &str)| check(&Source { path: (*path).to_owned(), text: (*text).to_owned() });
        assert!(!broken.is_empty(), "{name}");
        for example in *broken {
            assert!(!faults(example).is_empty(), "{name}: not noticed: {} {:.60}", example.0, example.1);
        }
        for example in *fine {
            assert_eq!(faults(example), [], "{name}: {}", example.0);
        }
    }
}
