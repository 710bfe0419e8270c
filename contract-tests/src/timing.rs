//! Learns from recordings how long tasks take, and says it in the form in which a simulation can be told.
//!
//! A task that was seen FINISHED tells its duration: `end_time` less `start_time`, or less `created` where it does not say when it started.
//! A task that was seen under way tells how far it was after which time; that is shown beside, and does not make a duration.

use crate::recording::Recordings;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// What recordings tell of the tasks of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kind {
    /// How long those took that finished, the shortest first.
    pub durations: Vec<SignedDuration>,
    /// How far they were when they were looked at, in order of time.
    pub looks: Vec<Look>,
}

/// How far a task was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// Time since it started.
    pub after: SignedDuration,
    /// Per cent that were done.
    pub percent: i64,
    /// The phase in progress, if there was one.
    pub phase: String,
}

/// What recordings tell of tasks, by `task_type`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timing {
    /// By `task_type`.
    pub kinds: BTreeMap<String, Kind>,
}

/// How long tasks take, as `PUT /_vmcsim/worlds/{world}/pacing` and `vmcsim serve --pacing` take it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacingFile {
    /// For kinds of tasks that are not named.
    pub preset: String,
    /// Durations by `task_type`, as `2h 1m`.
    pub kinds: BTreeMap<String, String>,
}

/// What is known of one task.
#[derive(Debug, Clone, Default)]
struct Seen {
    kind: String,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    looks: Vec<(Timestamp, i64, String)>,
}

impl Timing {
    /// Learns from these recordings. A task that was seen many times counts once.
    pub fn learn(recordings: &Recordings) -> Self {
        let mut tasks = BTreeMap::new();
        for recording in recordings.all() {
            if let Some(body) = &recording.response.body {
                collect(body, &mut tasks);
            }
        }
        let mut timing = Self::default();
        for task in tasks.into_values() {
            let kind = timing.kinds.entry(task.kind).or_default();
            let Some(start) = task.start else { continue };
            kind.durations.extend(task.end.map(|end| end.duration_since(start)).filter(|took| !took.is_negative()));
            let looks = task.looks.into_iter().map(|(at, percent, phase)| Look {
                after: at.duration_since(start),
                percent,
                phase,
            });
            kind.looks.extend(looks.filter(|look| !look.after.is_negative()));
        }
        for kind in timing.kinds.values_mut() {
            kind.durations.sort_unstable();
            kind.looks.sort_unstable();
            kind.looks.dedup();
        }
        timing
    }

    /// The pace of a simulation in which tasks take the median of what they took, and those that were never seen to finish what they are
    /// known to take otherwise.
    pub fn pacing(&self) -> PacingFile {
        let learned =
            self.kinds.iter().filter_map(|(name, kind)| Some((name.clone(), format!("{:#}", kind.median()?))));
        PacingFile { preset: "realistic".to_owned(), kinds: learned.collect() }
    }
}

impl Kind {
    /// The duration in the middle; of two in the middle the shorter one, which was seen.
    pub fn median(&self) -> Option<SignedDuration> {
        self.durations.get(self.durations.len().checked_sub(1)? / 2).copied()
    }
}

impl fmt::Display for Timing {
    /// What was learned from how much, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<28} {:>7}  {:<16} {:<16} {:<16}", "task type", "samples", "shortest", "median", "longest")?;
        for (name, kind) in &self.kinds {
            let shown = |took: Option<&SignedDuration>| took.map_or_else(|| "–".to_owned(), |took| format!("{took:#}"));
            let (first, median, last) = (kind.durations.first(), kind.median(), kind.durations.last());
            let count = kind.durations.len();
            writeln!(
                f,
                "{name:<28} {count:>7}  {:<16} {:<16} {:<16}",
                shown(first),
                shown(median.as_ref()),
                shown(last)
            )?;
            for Look { after, percent, phase } in &kind.looks {
                writeln!(f, "    {percent:>3} % after {after:#} {phase}")?;
            }
        }
        Ok(())
    }
}

/// The tasks in a document, wherever they stand.
fn collect(value: &Value, tasks: &mut BTreeMap<String, Seen>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, tasks)),
        Value::Object(members) => {
            if let (Some(id), Some(kind)) = (value["id"].as_str(), value["task_type"].as_str()) {
                look(
                    value,
                    tasks.entry(id.to_owned()).or_insert_with(|| Seen { kind: kind.to_owned(), ..Seen::default() }),
                );
            }
            members.values().for_each(|member| collect(member, tasks));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn look(task: &Value, seen: &mut Seen) {
    let time = |key: &str| task[key].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    seen.start = time("start_time").or(seen.start).or_else(|| time("created"));
    if task["status"] == "FINISHED" {
        seen.end = time("end_time").or(seen.end);
    } else if let (Some(percent), Some(at)) = (task["progress_percent"].as_i64(), time("updated")) {
        let phase = task["phase_in_progress"].as_str().unwrap_or_default();
        seen.looks.push((at, percent, phase.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn duration(text: &str) -> SignedDuration {
        text.parse().unwrap()
    }

    #[test]
    fn the_median_was_seen() {
        let kind =
            |all: &[&str]| Kind { durations: all.iter().map(|text| duration(text)).collect(), looks: Vec::new() };
        assert_eq!(kind(&["1m", "2m", "9m"]).median(), Some(duration("2m")));
        assert_eq!(kind(&["1m", "2m", "3m", "9m"]).median(), Some(duration("2m")));
        assert_eq!(kind(&[]).median(), None);
    }

    #[test]
    fn the_recordings_of_this_repository_tell_durations() {
        let timing = Timing::learn(&Recordings::read().unwrap());
        // Recording 11; that of a task on AWS, 14 to 19, shows no times.
        assert_eq!(timing.kinds["SDDC-PROVISION"].durations, [duration("73s 53ms")], "{timing}");
        assert_eq!(timing.kinds["SDDC-DELETE"].durations, [], "{timing}");
        assert_eq!(timing.pacing().kinds, BTreeMap::from([("SDDC-PROVISION".to_owned(), "1m 13s 53ms".to_owned())]));
        assert!(timing.to_string().contains("SDDC-DELETE"));
    }
}
