//! The checksum of a file of a state. The file begins with it:
//!
//! ```text
//! {"sha256":"<64 digits>","format":2,…}
//! ```
//!
//! It is the SHA-256 of all bytes after the comma. A file without one is read too, because earlier versions wrote none, and because whoever
//! changes a file on purpose can remove it. No change of a single bit makes a file with a checksum one without: the field would have
//! another name, which no file has, or the file would not be JSON.

use ring::digest::{SHA256, digest};
use serde::{Deserialize, de::IgnoredAny};
use std::fmt::Write as _;

const BEFORE: &str = r#"{"sha256":""#;
const AFTER: &str = r#"","#;
const DIGITS: usize = 64;
const HEAD: usize = BEFORE.len() + DIGITS + AFTER.len();

/// The checksum of a file is not that of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Changed;

/// The content of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content<'t> {
    /// The document without the checksum.
    pub(super) document: &'t [u8],
    /// Whether it had a checksum, which is right.
    pub(super) is_summed: bool,
}

/// Returns the two parts of a file with this document, a JSON object with at least one field.
pub(super) fn with_checksum(document: &str) -> (String, &str) {
    let rest = document.strip_prefix('{').unwrap_or(document);
    (format!("{BEFORE}{}{AFTER}", sha256(rest.as_bytes())), rest)
}

/// Returns the content of a file, whose bytes are changed by that.
///
/// # Errors
/// The file has a checksum and is not as it was written.
pub(super) fn content(file: &mut [u8]) -> Result<Content<'_>, Changed> {
    if !file.starts_with(BEFORE.as_bytes()) {
        // What has the checksum at another place was written by another program.
        let told: Option<Told> = serde_json::from_slice(file).ok();
        let is_rewritten = told.is_some_and(|told| told.sha256.is_some());
        return if is_rewritten { Err(Changed) } else { Ok(Content { document: file, is_summed: false }) };
    }
    let (head, rest) = file.split_at_checked(HEAD).ok_or(Changed)?;
    if head != format!("{BEFORE}{}{AFTER}", sha256(rest)).as_bytes() {
        return Err(Changed);
    }
    // The document begins where the comma is.
    let document = file.get_mut(HEAD - 1..).ok_or(Changed)?;
    if let Some(first) = document.first_mut() {
        *first = b'{';
    }
    Ok(Content { document, is_summed: true })
}

/// A document of which only the checksum is read.
#[derive(Deserialize)]
struct Told {
    sha256: Option<IgnoredAny>,
}

fn sha256(bytes: &[u8]) -> String {
    let digest = digest(&SHA256, bytes);
    digest.as_ref().iter().fold(String::with_capacity(DIGITS), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_is_noticed() {
        let (head, rest) = with_checksum(r#"{"format":2,"seed":1}"#);
        let written = head + rest;
        assert!(serde_json::from_str::<serde_json::Value>(&written).unwrap()["sha256"].is_string());
        let read = content(&mut written.clone().into_bytes()).map(|read| (read.document.to_vec(), read.is_summed));
        assert_eq!(read, Ok((br#"{"format":2,"seed":1}"#.to_vec(), true)));
        for bit in 0..written.len() * 8 {
            let mut file = written.clone().into_bytes();
            file[bit / 8] ^= 1 << (bit % 8);
            // Without a checksum it must be nothing that a reader takes for a file of a state.
            if let Ok(read) = content(&mut file) {
                assert!(!read.is_summed, "bit {bit}");
                let fields: Result<serde_json::Map<String, serde_json::Value>, _> =
                    serde_json::from_slice(read.document);
                assert!(fields.is_err() || fields.is_ok_and(|fields| fields.len() == 3), "bit {bit}");
            }
        }
    }

    #[test]
    fn a_file_that_another_program_formatted_is_changed() {
        for (text, is) in [
            (r#"{"format":2}"#, Ok(false)),
            ("", Ok(false)),
            (r#"{ "sha256": "00", "format": 2 }"#, Err(Changed)),
            (r#"{"format":2,"sha256":"00"}"#, Err(Changed)),
            (r#"{"sha256":""#, Err(Changed)),
        ] {
            assert_eq!(content(&mut text.as_bytes().to_vec()).map(|read| read.is_summed), is, "{text}");
        }
    }
}
