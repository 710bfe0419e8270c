//! Suggests operation names that are similar to an unknown name.

use vmc_client::endpoint::OperationInfo;

/// The largest number of suggestions.
const NAMED_MAX: usize = 5;

/// The similarity that a name must have at least, from 0 (nothing in common) to 1 (equal).
const LIKE: f64 = 0.6;

/// Returns the operations whose names contain the text or differ little from it, the most similar first.
pub fn near(name: &str, lines: impl Iterator<Item = &'static OperationInfo>) -> Vec<&'static str> {
    let asked = name.to_ascii_lowercase();
    let likeness = |known: &str| {
        let known = known.to_ascii_lowercase();
        let within = known.contains(&asked) || asked.contains(&known);
        strsim::normalized_damerau_levenshtein(&asked, &known) + f64::from(u8::from(within))
    };
    let mut all: Vec<_> = lines.map(|line| (likeness(line.name), line.name)).collect();
    all.retain(|(like, _)| *like > LIKE);
    all.sort_by(|one, other| other.0.total_cmp(&one.0));
    all.into_iter().take(NAMED_MAX).map(|(_, name)| name).collect()
}
