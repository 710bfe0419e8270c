//! Prints results for people: JSON as it was received, or a table.

use anyhow::Context;
use serde_json::Value;
use std::{
    io::{IsTerminal, Write},
    path::Path,
};

/// Prints a text. A reader that closes the pipe early is no error. If the text cannot be written, the program ends with exit code 1.
pub(super) fn print(text: &str) {
    put(&format!("{text}\n"));
}

fn put(text: &str) {
    let mut out = std::io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(err) if err.kind() != std::io::ErrorKind::BrokenPipe => {
            complain(&format!("nothing can be written to standard output: {err}"));
            std::process::exit(1);
        }
        _ => {}
    }
}

/// Writes a message to standard error and ignores errors.
pub(super) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "vmcsim: {text}");
}

/// Prints an answer as JSON.
pub(super) fn print_json(value: &Value) {
    print(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Prints rows under their headings. Each column is as wide as its longest cell. Without rows it prints only `none`.
pub(super) fn print_table<const N: usize>(heads: [&str; N], rows: &[[String; N]], none: &str) {
    if rows.is_empty() {
        return print(none);
    }
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([heads[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<_> = (0..N).map(width).collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    print(&line(&heads.map(str::to_owned)));
    rows.iter().for_each(|row| print(&line(row)));
}

/// Returns a value as the text of a cell: strings without quotes, and nothing for a missing value.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Writes a document unchanged to a file that only its owner can read, or to standard output.
pub(super) fn write_document(file: Option<&Path>, document: &str) -> anyhow::Result<()> {
    let Some(file) = file else {
        put(document);
        if std::io::stdout().is_terminal() {
            print("");
        }
        return Ok(());
    };
    write_whole(file, document.as_bytes()).with_context(|| format!("cannot write {}", file.display()))
}

/// Writes a file so that no reader sees a part of it, and only its owner can read it, because it holds credentials. A path that is not a
/// regular file, such as `/dev/stdout`, is written to directly.
pub(super) fn write_whole(file: &Path, content: &[u8]) -> std::io::Result<()> {
    if std::fs::metadata(file).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return std::fs::OpenOptions::new().write(true).open(file)?.write_all(content);
    }
    let mut half = file.as_os_str().to_owned();
    half.push(".part");
    // A file that a killed program left may be readable by other users.
    let _ = std::fs::remove_file(&half);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&half)?.write_all(content)?;
    std::fs::rename(&half, file).inspect_err(|_| drop(std::fs::remove_file(&half)))
}
