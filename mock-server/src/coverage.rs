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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whether its parameters, body, statuses and answer are held against the published ones.
    pub schema_checked: bool,
    /// Numbers of the recordings of it.
    pub recordings: Vec<u32>,
    /// Test files that are about it.
    pub tests: Vec<String>,
    /// Refusals that are tested of every operation alike, as far as it can have them.
    pub usual_refusals: Vec<String>,
    /// Test files in which it is refused for reasons of its own.
    pub own_refusals: Vec<String>,
    /// How many requests for it are made by varying one that is good.
    pub variants: usize,
    /// Tests that ask a model for it beside the server.
    pub models: Vec<String>,
    /// Methods of the typed client that lead to it.
    pub client_methods: Vec<String>,
}

/// A part of the service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// The service itself.
    #[default]
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
                    Some(reason) => format!("no: {reason} | | | | | | |"),
                    None => row.shown(),
                };
                let _ = writeln!(text, "| {} | {} `{}` | {shown} |", row.operation, row.method, row.path);
            }
        }
        text
    }
}

impl Row {
    /// What shows it, for the columns of the document.
    fn shown(&self) -> String {
        let recordings: Vec<_> = self.recordings.iter().map(u32::to_string).collect();
        let refusals = [&self.usual_refusals[..], &self.own_refusals].concat();
        let columns = [
            "yes".to_owned(),
            if self.schema_checked { "yes" } else { "" }.to_owned(),
            recordings.join(", "),
            self.tests.join(", "),
            refusals.join(", "),
            if self.variants > 0 { self.variants.to_string() } else { String::new() },
            self.models.join(", "),
            self.client_methods.join(", "),
        ];
        columns.join(" | ")
    }
}

const MARKDOWN_HEAD: &str = "\
# What is simulated

Generated; `UPDATE_COVERAGE=1 cargo test -p vmc-contract --test coverage` writes it anew. `vmcsim coverage` prints the same.

What shows an operation stands in eight columns that are not to be added up: each says something else. What a column says is measured,
except where it says *declared*: that is written by hand at the head of a test file.

- **Simulated**: measured; what is in the endpoint table is routed, and the other way round.
- **Schema**: measured; parameters, body, statuses and answer are held against the published ones, field by field, and every difference is
  reviewed in `contract-tests/published-differences.json`.
- **Recorded**: measured; numbers of `fixtures/recordings`.
- **Flow**: declared; files in `contract-tests/tests` that are about the operation, on raw JSON.
- **Refusals**: the first are measured, those that `flows/every_operation` tries on every operation that can have them: without a valid token (`token`),
  from a user who may only look (`role`), in another organization (`org`), of ids that nothing has (`id`), with bodies that are broken,
  empty or of the wrong types (`body`). Then come, declared, the test files with refusals of the operation's own.
- **Variants**: measured; how many requests `variants` makes from good ones, each varied in one place.
- **Model**: measured; tests that ask a model for it beside the server, in random sequences (`properties/holdings`) or by sixteen clients at
  once (`properties/linear`).
- **Client method**: measured; methods of the typed client, each of which `client_methods` calls, and compares what it returns with what was
  answered.
";

const MARKDOWN_COLUMNS: &str = "\
| operation | method and path | simulated | schema | recorded | flow (declared) | refusals (partly declared) | variants | model | client method |
|---|---|---|---|---|---|---|---|---|---|
";

/// Columns of the table for a terminal.
const COLUMNS: &str = "schema  recorded   flow  refusals  variants  model  client method";

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
        writeln!(
            f,
            "Flows and some of the refusals are declared, all else is measured. The columns are not to be added up.\n"
        )?;
        for part in Part::ALL {
            let (rows, simulated) = self.part(part);
            let name_width = rows.iter().map(|row| row.operation.len()).max().unwrap_or(0);
            let path_width = rows.iter().map(|row| row.path.len()).max().unwrap_or(0);
            writeln!(f, "{part}: {simulated} of {} simulated\n", rows.len())?;
            writeln!(f, "{:name_width$}  {:6} {:path_width$}  {COLUMNS}", "operation", "method", "path")?;
            for row in rows {
                write!(f, "{:name_width$}  {:6} {:path_width$}  ", row.operation, row.method, row.path)?;
                match &row.not_simulated {
                    Some(reason) => writeln!(f, "not simulated: {reason}")?,
                    None => writeln!(
                        f,
                        "{:6}  {:8}  {:5}  {:8}  {:8}  {:5}  {:13}",
                        if row.schema_checked { "yes" } else { "-" },
                        row.recordings.len(),
                        row.tests.len(),
                        row.usual_refusals.len() + row.own_refusals.len(),
                        row.variants,
                        row.models.len(),
                        row.client_methods.len(),
                    )?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
