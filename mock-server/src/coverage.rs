//! Which operations of the service are simulated, and what shows it: the table that `vmcsim coverage` prints.
//!
//! The data is `coverage.json`. A test of the contract generates it, and fails when it is stale.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A row for each operation that the service is known to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Coverage(pub Vec<Row>);

/// What is known of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The part of the service that it belongs to.
    pub part: Part,
    /// Name in the endpoint table; of what is not in it, the published name.
    pub operation: String,
    /// Method, upper case.
    pub method: String,
    /// Path template.
    pub path: String,
    /// Why it is not simulated; `None` where it is.
    pub not_simulated: Option<String>,
    /// Numbers of the recordings of it.
    pub recordings: Vec<u32>,
    /// Test files that are about it.
    pub tests: Vec<String>,
    /// Refusals that are tested of every operation alike, as far as it can have them.
    pub usual_refusals: Vec<String>,
    /// Test files in which it is refused for reasons of its own.
    pub own_refusals: Vec<String>,
}

/// A part of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// The service itself.
    #[serde(rename = "VMC")]
    Vmc,
    /// Its preview networking, a contract of its own.
    #[serde(rename = "VMC preview networking")]
    PreviewNetworking,
    /// Sign-in and identity.
    #[serde(rename = "CSP")]
    Csp,
}

impl Part {
    /// All, in reading order.
    pub const ALL: [Self; 3] = [Self::Vmc, Self::PreviewNetworking, Self::Csp];
}

impl Coverage {
    /// The table of this build.
    ///
    /// # Errors
    /// The file that was built in is broken.
    pub fn built_in() -> serde_json::Result<Self> {
        serde_json::from_str(include_str!("../coverage.json"))
    }

    /// The rows of a part, and how many of them are simulated.
    fn part(&self, part: Part) -> (Vec<&Row>, usize) {
        let rows: Vec<_> = self.0.iter().filter(|row| row.part == part).collect();
        let simulated = rows.iter().filter(|row| row.not_simulated.is_none()).count();
        (rows, simulated)
    }

    /// The table as a Markdown document.
    pub fn to_markdown(&self) -> String {
        use fmt::Write;
        let mut text = String::from(MARKDOWN_HEAD);
        for part in Part::ALL {
            let (rows, simulated) = self.part(part);
            // Writing to a string cannot fail.
            let _ = write!(text, "\n## {part}: {simulated} of {} simulated\n\n{MARKDOWN_COLUMNS}", rows.len());
            for row in rows {
                let shown = match &row.not_simulated {
                    Some(reason) => format!("no: {reason} | | |"),
                    None => {
                        let recordings: Vec<_> = row.recordings.iter().map(u32::to_string).collect();
                        let refusals = [&row.usual_refusals[..], &row.own_refusals].concat();
                        format!("yes | {} | {} | {}", recordings.join(", "), row.tests.join(", "), refusals.join(", "))
                    }
                };
                let _ = writeln!(text, "| {} | {} `{}` | {shown} |", row.operation, row.method, row.path);
            }
        }
        text
    }
}

const MARKDOWN_HEAD: &str = "\
# What is simulated

Generated; `UPDATE_COVERAGE=1 cargo test -p vmc-contract --test coverage` writes it anew. `vmcsim coverage` prints the same.

- **Recordings** are numbers of `fixtures/recordings`.
- **Tests** are files in `contract-tests/tests` that are about the operation, on raw JSON or through the typed client.
- **Refusals** are first those that `flows/every_operation` tries on every operation that can have them: without a valid token (`token`),
  from a user who may only look (`role`), in another organization (`org`), of ids that nothing has (`id`), with bodies that are broken,
  empty or of the wrong types (`body`). Then come the test files with refusals of the operation's own.
";

const MARKDOWN_COLUMNS: &str = "\
| operation | method and path | simulated | recordings | tests | refusals |
|---|---|---|---|---|---|
";

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vmc => "VMC",
            Self::PreviewNetworking => "VMC preview networking",
            Self::Csp => "CSP (sign-in and identity)",
        })
    }
}

impl fmt::Display for Coverage {
    /// A table for a terminal: numbers in place of names, and reasons in place of numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in Part::ALL {
            let (rows, simulated) = self.part(part);
            let name_width = rows.iter().map(|row| row.operation.len()).max().unwrap_or(0);
            let path_width = rows.iter().map(|row| row.path.len()).max().unwrap_or(0);
            writeln!(f, "{part}: {simulated} of {} simulated\n", rows.len())?;
            writeln!(
                f,
                "{:name_width$}  {:6} {:path_width$}  recorded  tests  refusals",
                "operation", "method", "path"
            )?;
            for Row {
                operation, method, path, not_simulated, recordings, tests, usual_refusals, own_refusals, ..
            } in rows
            {
                write!(f, "{operation:name_width$}  {method:6} {path:path_width$}  ")?;
                match not_simulated {
                    Some(reason) => writeln!(f, "not simulated: {reason}")?,
                    None => {
                        let refusals = usual_refusals.len() + own_refusals.len();
                        writeln!(f, "{:8}  {:5}  {refusals:8}", recordings.len(), tests.len())?;
                    }
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
