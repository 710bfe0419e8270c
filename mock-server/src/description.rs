//! Reads the description of a world from a file, and writes it.
//!
//! What a description means is in `vmcsim_world::description`. Here are its two notations, YAML and JSON, the places of values in the file, and
//! the variables that stand for secrets.

mod variables;
mod writing;
mod yaml;

use crate::{
    clock::machine_now,
    schemas::{PLACE, Schemas, keep_used},
    world::{
        self, World,
        description::{Credentials, Made, node::Node},
        kernel::pacing::{Pacing, Preset},
    },
};
use serde_json::{Value, json};
use std::{fmt, path::Path};
use uuid::Uuid;

pub use self::writing::to_yaml;
pub use crate::world::description::{Described, Description, LeftOut, Problem, Secrets, describe};

/// The largest file that is read, in bytes.
pub const FILE_MAX: usize = 4 << 20;

/// A description that cannot be used, with all its problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faulty {
    /// The name of the file; empty if the description did not come from one.
    pub file: String,
    pub problems: Vec<Problem>,
}

/// Reads a description in YAML or JSON. `variable` returns the value of a variable of the environment.
///
/// # Errors
/// Returns all problems that are found without making the world.
pub fn read(file: &Path, text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Description, Faulty> {
    let name = file.display().to_string();
    let faulty = |problems| Faulty { file: name.clone(), problems };
    let mut node = nodes(text).map_err(|problem| faulty(vec![problem]))?;
    let mut problems = variables::replace(&mut node, variable);
    match Description::read(&node) {
        Ok(description) if problems.is_empty() => Ok(description),
        read => {
            problems.extend(read.err().unwrap_or_default());
            problems.sort_by_key(|problem| problem.at);
            Err(faulty(problems))
        }
    }
}

/// Reads a description from a file. Variables of the environment stand for secrets.
///
/// # Errors
/// The file cannot be read, or the description has problems.
#[expect(clippy::disallowed_methods, reason = "a file that the user names may refer to variables for its secrets")]
pub fn read_file(file: &Path) -> Result<Description, Faulty> {
    let text = std::fs::read(file)
        .map_err(|err| err.to_string())
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
    match text {
        Ok(text) => read(file, &text, &|name| std::env::var(name).ok()),
        Err(reason) => {
            let message = format!("The file cannot be read: {reason}.");
            let problem = Problem { path: String::new(), at: None, message };
            Err(Faulty { file: file.display().to_string(), problems: vec![problem] })
        }
    }
}

/// Makes a world from a description that was read from a file, without a server, and returns it in its first moment.
///
/// # Errors
/// The service would refuse something, or something does not fit together.
pub fn make(file: &Path, description: &Description) -> Result<World, Faulty> {
    let pacing = Pacing::preset(Preset::default());
    let made = Made { id: Uuid::nil(), seed: 1, pacing, machine: machine_now(), credentials: Credentials::Given };
    world::description::make(description, &made)
        .map_err(|problems| Faulty { file: file.display().to_string(), problems })
}

/// Returns the JSON Schema of descriptions, with which editors complete and check them.
pub fn schema() -> Value {
    const NAME: &str = "Description";
    let mut definitions = Schemas::of_control().definitions;
    keep_used(&mut definitions, [&json!({"$ref": format!("{PLACE}{NAME}")})].into_iter());
    let own = definitions.remove(NAME).unwrap_or_default();
    let mut schema = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A world of vmcsim"});
    if let (Some(schema), Value::Object(own)) = (schema.as_object_mut(), own) {
        schema.extend(own);
        schema.insert("$defs".to_owned(), definitions.into());
    }
    refer_to_definitions(&mut schema);
    schema
}

/// Makes the references of a schema point to its own definitions.
fn refer_to_definitions(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(refer_to_definitions),
        Value::Object(members) => {
            if let Some(Value::String(place)) = members.get_mut("$ref")
                && let Some(name) = place.strip_prefix(PLACE)
            {
                *place = format!("#/$defs/{name}");
            }
            members.values_mut().for_each(refer_to_definitions);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn nodes(text: &str) -> Result<Node, Problem> {
    if text.len() > FILE_MAX {
        let message = format!("The file has {} bytes; at most {FILE_MAX} are read.", text.len());
        return Err(Problem { path: String::new(), at: None, message });
    }
    // JSON is YAML too, so one reader is enough.
    yaml::read(text)
}

impl fmt::Display for Faulty {
    /// Writes a line for each problem: `org.yaml:12:5: sddcs[0].num_hosts: …`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            match (self.file.is_empty(), problem.at) {
                (true, _) => {}
                (false, Some(_)) => write!(f, "{}:", self.file)?,
                (false, None) => write!(f, "{}: ", self.file)?,
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faulty {}
