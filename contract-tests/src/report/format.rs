//! Writes reports in each of their formats.

use super::{Report, html, junit, text};

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for people.
    Text,
    /// The [`Report`] itself.
    Json,
    /// What servers of continuous integration read.
    Junit,
    /// One page that needs nothing else.
    Html,
}

impl Report {
    /// The report as a document of this format.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn write(&self, format: Format) -> serde_json::Result<String> {
        Ok(match format {
            Format::Text => text::write(self),
            Format::Json => format!("{}\n", serde_json::to_string_pretty(self)?),
            Format::Junit => junit::write(self),
            Format::Html => html::write(self)?,
        })
    }
}
