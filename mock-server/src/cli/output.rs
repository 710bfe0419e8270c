//! What people are shown: JSON as it came, or a table.

use anyhow::Context;
use serde_json::{Value, value::RawValue};
use std::{
    io::{IsTerminal, Read, Write},
    path::Path,
};

/// Prints a text. A reader that closes the pipe early has seen what it wanted; where nothing can be written, the program ends with 1.
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

/// Says something on standard error, if somebody listens there.
pub(super) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "vmcsim: {text}");
}

/// Prints an answer as JSON.
pub(super) fn print_json(value: &Value) {
    print(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Prints rows under their heads, each column as wide as it must be. Without rows nothing but a word is printed.
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

/// A value as a cell: texts without quotes, nothing for what is not there.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Writes a document, just as it is, to a file that only its owner may read, or to standard output.
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

/// Writes a file so that nobody sees half of it, and nobody but its owner anything: it holds keys. What is no file, such as `/dev/stdout`,
/// is written to as it is.
pub(super) fn write_whole(file: &Path, content: &[u8]) -> std::io::Result<()> {
    if std::fs::metadata(file).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return std::fs::OpenOptions::new().write(true).open(file)?.write_all(content);
    }
    let mut half = file.as_os_str().to_owned();
    half.push(".part");
    // One that a killed program left behind may be anybody's to read.
    let _ = std::fs::remove_file(&half);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&half)?.write_all(content)?;
    std::fs::rename(&half, file).inspect_err(|_| drop(std::fs::remove_file(&half)))
}

/// Reads a document from a file, or from standard input where the file is called `-`.
pub(super) fn read_json(file: &Path) -> anyhow::Result<Value> {
    Ok(serde_json::from_str(&read_document(file)?)?)
}

/// Reads a document, and leaves it just as it is.
pub(super) fn read_document(file: &Path) -> anyhow::Result<String> {
    let text = if file.as_os_str() == "-" {
        let mut text = Vec::new();
        std::io::stdin().read_to_end(&mut text).map(|_| text)
    } else {
        std::fs::read(file)
    };
    let text = text.with_context(|| format!("cannot read {}", file.display()))?;
    let document: Box<RawValue> =
        serde_json::from_slice(&text).with_context(|| format!("{} is no JSON", file.display()))?;
    Ok(document.get().to_owned())
}
