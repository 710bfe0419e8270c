//! Prints results for people: JSON as it was received, or a table.

use serde_json::Value;
use std::{borrow::Cow, fmt::Write as _, io::Write};

/// Prints a text of whole lines. Control characters other than line breaks, which names in answers may contain, are shown as `\u{1b}`. A
/// reader that closes the pipe early is no error. If the text cannot be written, the program ends with exit code 1.
pub(super) fn print(text: &str) {
    print_exactly(&lines(text));
}

/// Prints a text unchanged, and a line break after it.
pub(super) fn print_exactly(text: &str) {
    put(&format!("{text}\n"));
}

/// Prints a text unchanged.
pub(super) fn put(text: &str) {
    let mut out = std::io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(err) if err.kind() != std::io::ErrorKind::BrokenPipe => {
            complain(&format!("nothing can be written to standard output: {err}"));
            std::process::exit(1);
        }
        _ => {}
    }
}

/// Writes a message to standard error, with control characters as [`print`] shows them, and ignores errors.
pub(super) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "vmcsim: {}", lines(text));
}

/// Writes JSON to standard error as one line, and ignores errors.
pub(super) fn complain_json(value: &Value) {
    let _ = writeln!(std::io::stderr(), "{}", escaped_json(&value.to_string()));
}

/// Prints an answer as JSON.
pub(super) fn print_json(value: &Value) {
    print_exactly(&escaped_json(&serde_json::to_string_pretty(value).unwrap_or_default()));
}

/// Prints rows under their headings. Each column is as wide as its longest cell. Without rows it prints only `none`.
pub(super) fn print_table<const N: usize>(heads: [&str; N], rows: &[[String; N]], none: &str) {
    if rows.is_empty() {
        return print(none);
    }
    let rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(|cell| plain(cell).into_owned())).collect();
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

/// Returns a value as the text of a cell: strings without quotes, and nothing for a missing value. Control characters are shown as
/// `\u{1b}`.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => plain(text).into_owned(),
        other => plain(&other.to_string()).into_owned(),
    }
}

/// Returns a text on one line without characters that move the cursor, change colours, or change the direction of writing: each is
/// replaced by its number, as `\u{1b}`.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    shown(text, |letter| is_control(letter).then(|| letter.escape_unicode().to_string()))
}

/// As [`plain`], but keeps line breaks and tabs.
fn lines(text: &str) -> Cow<'_, str> {
    let moves = |letter: char| is_control(letter) && !['\n', '\t'].contains(&letter);
    shown(text, |letter| moves(letter).then(|| letter.escape_unicode().to_string()))
}

/// Escapes the control characters that JSON allows unescaped. In JSON text they occur only inside strings.
pub(super) fn escaped_json(text: &str) -> Cow<'_, str> {
    let moves = |letter: char| is_control(letter) && !['\n', '\r', '\t'].contains(&letter);
    shown(text, |letter| {
        moves(letter).then(|| {
            let mut escaped = String::new();
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
            escaped
        })
    })
}

/// Whether a terminal may act on a character instead of showing it: control characters, and those that change the direction of writing
/// or cannot be seen.
fn is_control(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn shown(text: &str, replaced: impl Fn(char) -> Option<String>) -> Cow<'_, str> {
    if !text.chars().any(|letter| replaced(letter).is_some()) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|letter| replaced(letter).unwrap_or_else(|| letter.to_string())).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_acts_on_no_character_of_a_name() {
        for (name, seen) in [
            ("plain – übung 東京", "plain – übung 東京"),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("a\nb\tc\r", "a\\u{a}b\\u{9}c\\u{d}"),
            ("a\u{9b}31mb\u{7f}", "a\\u{9b}31mb\\u{7f}"),
            ("a\u{202e}b\u{2066}c", "a\\u{202e}b\\u{2066}c"),
        ] {
            assert_eq!(plain(name), seen);
            assert_eq!(cell(&Value::from(name)), seen);
            let json = serde_json::to_string(&[name]).unwrap();
            let escaped = escaped_json(&json);
            assert!(!escaped.chars().any(is_control), "{escaped}");
            assert_eq!(serde_json::from_str::<[String; 1]>(&escaped).unwrap(), [name]);
        }
        assert_eq!(lines("a\nb\u{1b}"), "a\nb\\u{1b}");
    }
}
