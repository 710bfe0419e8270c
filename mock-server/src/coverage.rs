//! The coverage table: which operations of the service are simulated, and how they are tested. `vmcsim coverage` prints it.
//!
//! The data is in `coverage.json`. A contract test generates the file, and fails if the file is out of date.

use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The coverage table. It has a row for each operation that the service is known to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Coverage(pub Vec<Row>);

/// The coverage of one operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The part of the service to which the operation belongs.
    pub part: Part,
    /// Name in the endpoint table. For an operation that is not in the table, the published name.
    pub operation: String,
    /// Method in upper case.
    pub method: String,
    /// Path template.
    pub path: String,
    /// The reason why the operation is not simulated. `None` if it is simulated.
    pub not_simulated: Option<String>,
    /// Whether its parameters, body, statuses and answer are compared with the published ones.
    pub schema_checked: bool,
    /// Numbers of the recordings of this operation.
    pub recordings: Vec<u32>,
    /// Cases of the suite in which the operation succeeded.
    pub cases: Vec<String>,
    /// Statuses with which the operation was refused in cases of the suite.
    pub refusals: BTreeSet<u16>,
    /// The number of requests for this operation that are made by varying a valid request.
    pub variants: usize,
    /// Tests that compare this operation with a model.
    pub models: Vec<String>,
    /// Methods of the typed client that call this operation.
    pub client_methods: Vec<String>,
}

/// A part of the service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// The service itself.
    #[default]
    #[serde(rename = "VMC")]
    Vmc,
    /// Sign-in and identity.
    #[serde(rename = "CSP")]
    Csp,
    /// The policy interface of NSX-T.
    #[serde(rename = "NSX-T policy")]
    NsxtPolicy,
    /// The interface between NSX-T and AWS.
    #[serde(rename = "NSX-T cloud service")]
    NsxtCloud,
    /// NSX-V, the networking preview of 2018.
    #[serde(rename = "NSX-V preview")]
    NsxvPreview,
    /// The autoscaler, which adds and removes hosts.
    #[serde(rename = "Autoscaler")]
    Autoscaler,
    /// Site recovery, which replicates VMs to another SDDC.
    #[serde(rename = "Site recovery")]
    SiteRecovery,
    /// Groups of SDDCs with a network in common.
    #[serde(rename = "SDDC groups")]
    SddcGroups,
}

impl Part {
    /// All parts, in the order of the table.
    pub const ALL: [Self; 8] = [
        Self::Vmc,
        Self::Csp,
        Self::Autoscaler,
        Self::SiteRecovery,
        Self::SddcGroups,
        Self::NsxtPolicy,
        Self::NsxtCloud,
        Self::NsxvPreview,
    ];
}

impl Coverage {
    /// Returns the table of this build.
    ///
    /// # Errors
    /// The built-in file is invalid.
    pub fn built_in() -> serde_json::Result<Self> {
        serde_json::from_str(include_str!("../coverage.json"))
    }

    /// Returns the rows of a part, and how many of them are simulated.
    fn part(&self, part: Part) -> (Vec<&Row>, usize) {
        let rows: Vec<_> = self.0.iter().filter(|row| row.part == part).collect();
        let simulated = rows.iter().filter(|row| row.not_simulated.is_none()).count();
        (rows, simulated)
    }

    /// Formats the table as a Markdown document.
    pub fn to_markdown(&self) -> String {
        use fmt::Write;
        let mut text = String::from(MARKDOWN_HEAD);
        for part in Part::ALL {
            let (rows, simulated) = self.part(part);
            // Writing to a `String` cannot fail.
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
    /// Formats the columns of the document that show how the operation is tested.
    fn shown(&self) -> String {
        let recordings: Vec<_> = self.recordings.iter().map(u32::to_string).collect();
        let refusals: Vec<_> = self.refusals.iter().map(u16::to_string).collect();
        let columns = [
            "yes".to_owned(),
            if self.schema_checked { "yes" } else { "" }.to_owned(),
            recordings.join(", "),
            self.cases_by_folder(),
            refusals.join(", "),
            if self.variants > 0 { self.variants.to_string() } else { String::new() },
            self.models.join(", "),
            self.client_methods.join(", "),
        ];
        columns.join(" | ")
    }
}

impl Row {
    /// Returns the folders of its cases, each with the number of cases: `flows/life 5`.
    fn cases_by_folder(&self) -> String {
        let mut folders = BTreeMap::<&str, usize>::new();
        for case in &self.cases {
            *folders.entry(case.rsplit_once('/').map_or(case.as_str(), |(folder, _)| folder)).or_default() += 1;
        }
        let counted: Vec<_> = folders.iter().map(|(folder, count)| format!("{folder} {count}")).collect();
        counted.join(", ")
    }
}

const MARKDOWN_HEAD: &str = "\
# What is simulated

Generated; `UPDATE_COVERAGE=1 cargo test -p vmc-contract --test judge coverage` writes it anew. `vmcsim coverage` prints the same.

What shows an operation stands in eight columns that are not to be added up: each says something else. All of them are measured.

- **Simulated**: what is in the endpoint table is routed, and the other way round. Operations on networks are routed as they are published.
- **Schema**: parameters, body, statuses and answer are held against the published ones, field by field, and every difference is
  reviewed in `contract-tests/published-differences.json`.
- **Recorded**: numbers of `fixtures/recordings`.
- **Cases**: cases of `vmc-contract check` in which the operation was answered with success while the suite ran, counted by
  folder; `vmc-contract coverage --json` names them.
- **Refused with**: statuses with which cases of the suite saw it refused. The cases `every_operation` try on every operation that can have
  them: no valid token, a user who may only look, another organization, ids that nothing has, and bodies that cannot be read.
- **Variants**: how many requests `variants` makes from good ones, each varied in one place.
- **Model**: tests that ask a model for it beside the server, in random sequences (`properties/holdings`) or by sixteen clients at
  once (`properties/linear`).
- **Client method**: methods of the typed client that called it in `client_methods`, which compares what each returns with what was
  answered.
";

const MARKDOWN_COLUMNS: &str = "\
| operation | method and path | simulated | schema | recorded | cases | refused with | variants | model | client method |
|---|---|---|---|---|---|---|---|---|---|
";

/// Column headings of the table for a terminal.
const COLUMNS: &str = "schema  recorded   cases  refused   variants  model  client method";

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vmc => "VMC",
            Self::Csp => "CSP (sign-in and identity)",
            Self::NsxtPolicy => "NSX-T policy (networking)",
            Self::NsxtCloud => "NSX-T cloud service (networking and AWS)",
            Self::NsxvPreview => "NSX-V preview (networking until 2018)",
            Self::Autoscaler => "Autoscaler (elastic DRS)",
            Self::SiteRecovery => "Site recovery (DRaaS)",
            Self::SddcGroups => "SDDC groups",
        })
    }
}

impl fmt::Display for Coverage {
    /// Formats the table for a terminal. It contains numbers instead of names, and the reason if an operation is not simulated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "All columns are measured. They are not to be added up.\n")?;
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
                        row.cases.len(),
                        row.refusals.len(),
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
