//! Reads the files that users give, and standard input. A byte order mark at the beginning of a text is ignored.

use anyhow::Context;
use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};
use std::{
    io::{self, Read},
    path::Path,
};
use vmc_client::endpoint::without_byte_order_mark;

/// Reads the bytes of a text file, or of standard input if the file is called `-`.
fn read_bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    let text = if file.as_os_str() == "-" {
        let mut text = Vec::new();
        io::stdin().read_to_end(&mut text).map(|_| text)
    } else {
        std::fs::read(file)
    };
    let mut text = text.with_context(|| format!("cannot read {}", file.display()))?;
    let mark = text.len() - without_byte_order_mark(&text).len();
    text.drain(..mark);
    Ok(text)
}

/// Reads a text file.
pub(super) fn read_text(file: &Path) -> anyhow::Result<String> {
    String::from_utf8(read_bytes(file)?).with_context(|| format!("{} is no text in UTF-8", file.display()))
}

/// Reads a JSON file. `what` says what the file should be.
pub(super) fn read_json_as<T: DeserializeOwned>(file: &Path, what: &str) -> anyhow::Result<T> {
    serde_json::from_slice(&read_bytes(file)?).with_context(|| format!("{} is no {what}", file.display()))
}

/// Reads a JSON document from a file, or from standard input if the file is called `-`.
pub(super) fn read_json(file: &Path) -> anyhow::Result<Value> {
    Ok(serde_json::from_str(&read_document(file)?)?)
}

/// Reads a document and returns its text unchanged.
pub(super) fn read_document(file: &Path) -> anyhow::Result<String> {
    let document: Box<RawValue> = read_json_as(file, "JSON")?;
    Ok(document.get().to_owned())
}

/// Returns a future that is ready when standard input ends or cannot be read. What comes before the end is not used.
///
/// # Errors
/// The system starts no thread for it.
pub(super) fn end_of_stdin() -> io::Result<impl Future<Output = ()>> {
    let (reading, end) = tokio::sync::oneshot::channel::<()>();
    // A thread reads, because a task of the runtime that waits for input would keep the program from ending.
    std::thread::Builder::new().name("stdin".to_owned()).spawn(move || {
        drop(io::copy(&mut io::stdin(), &mut io::sink()));
        drop(reading);
    })?;
    Ok(async { drop(end.await) })
}
