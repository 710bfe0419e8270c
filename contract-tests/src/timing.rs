//! Derives the durations of tasks from recordings, in a format that the simulator accepts.
//!
//! A task that was recorded as FINISHED yields a duration: `end_time` minus `start_time`, or minus `created` if it
//! has no start time. A task that was recorded in progress yields its percentage at that time; this is shown
//! separately and does not yield a duration.

use crate::recording::Recordings;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// The recorded times of the tasks of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kind {
    /// The durations of finished tasks, in ascending order.
    pub durations: Vec<SignedDuration>,
    /// The progress of tasks when they were read, ordered by time.
    pub looks: Vec<Look>,
}

/// The progress of a task at one time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// The time since the task started.
    pub after: SignedDuration,
    /// The completed percentage.
    pub percent: i64,
    /// The phase in progress, if there was one.
    pub phase: String,
}

/// The recorded times of tasks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timing {
    /// The kinds, by `task_type`.
    pub kinds: BTreeMap<String, Kind>,
}

/// The pace of tasks in the format of `PUT /_vmcsim/worlds/{world}/pacing` and `vmcsim serve --pacing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacingFile {
    /// The preset for all kinds of tasks that are not listed.
    pub preset: String,
    /// Durations by `task_type`, such as `2h 1m`.
    pub kinds: BTreeMap<String, String>,
}

/// The recorded facts about one task.
#[derive(Debug, Clone, Default)]
struct Seen {
    kind: String,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    looks: Vec<(Timestamp, i64, String)>,
}

impl Timing {
    /// Derives the times from these recordings. A task that was recorded several times counts once.
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

    /// Returns a pace in which each kind of task takes the median of its recorded durations. All other
    /// kinds have the durations of the preset `realistic`.
    pub fn pacing(&self) -> PacingFile {
        let learned =
            self.kinds.iter().filter_map(|(name, kind)| Some((name.clone(), format!("{:#}", kind.median()?))));
        PacingFile { preset: "realistic".to_owned(), kinds: learned.collect() }
    }
}

impl Kind {
    /// Returns the median duration. For an even number of durations this is the shorter of the two in the middle,
    /// because that one was recorded.
    pub fn median(&self) -> Option<SignedDuration> {
        self.durations.get(self.durations.len().checked_sub(1)? / 2).copied()
    }
}

impl fmt::Display for Timing {
    /// Writes a summary for people: the durations and the number of tasks behind them.
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

/// Collects the tasks at any place in a document.
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
        // This is recording 11. The task on AWS, recordings 14 to 19, shows no times.
        assert_eq!(timing.kinds["SDDC-PROVISION"].durations, [duration("73s 53ms")], "{timing}");
        assert_eq!(timing.kinds["SDDC-DELETE"].durations, [], "{timing}");
        assert_eq!(timing.pacing().kinds, BTreeMap::from([("SDDC-PROVISION".to_owned(), "1m 13s 53ms".to_owned())]));
        assert!(timing.to_string().contains("SDDC-DELETE"));
    }
}
