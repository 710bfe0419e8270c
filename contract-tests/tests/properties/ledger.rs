//! A record of the observed states of SDDCs and tasks, and of the states that must not be observed afterwards.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::HashMap;

/// Everything seen so far, by id.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    tasks: HashMap<String, Value>,
    sddcs: HashMap<String, Value>,
}

impl Ledger {
    /// Takes note of every SDDC and task in the body of an answer.
    ///
    /// # Panics
    /// Where something went back.
    #[track_caller]
    pub(crate) fn see(&mut self, body: &Value) {
        match body {
            Value::Array(all) => all.iter().for_each(|one| self.see(one)),
            Value::Object(one) if one.contains_key("task_type") => self.see_task(body),
            Value::Object(one) if one.contains_key("sddc_state") => self.see_sddc(body),
            _ => {}
        }
    }

    #[track_caller]
    fn see_task(&mut self, task: &Value) {
        let percent = |task: &Value| task["progress_percent"].as_i64().unwrap();
        let (now, status) = (percent(task), text(task, "status"));
        assert!((0..=100).contains(&now), "progress beyond all bounds: {task}");
        assert_eq!(status == "FINISHED", now == 100, "100 % is what a finished task has: {task}");
        assert_eq!(is_over(task), task["end_time"].is_string(), "a task ends when it is over: {task}");
        if let Some(before) = self.tasks.insert(text(task, "id"), task.clone()) {
            assert!(percent(&before) <= now, "progress went back: {before} then {task}");
            assert!(!is_over(&before) || before == *task, "a task changed after it was over: {before} then {task}");
            let halting = text(&before, "status") == "CANCELING";
            assert!(!halting || status != "STARTED", "a cancellation was undone: {before} then {task}");
        }
    }

    #[track_caller]
    fn see_sddc(&mut self, sddc: &Value) {
        let age = |sddc: &Value| match text(sddc, "sddc_state").as_str() {
            "DEPLOYING" => 0,
            "READY" | "FAILED" | "CANCELED" => 1,
            "DELETING" => 2,
            "DELETED" => 3,
            state => panic!("a state that nothing leads to: {state}"),
        };
        if let Some(before) = self.sddcs.insert(text(sddc, "id"), sddc.clone()) {
            let same = before["sddc_state"] == sddc["sddc_state"];
            assert!(same || age(&before) < age(sddc), "an SDDC went back: {before} then {sddc}");
            assert!(before["version"].as_i64() <= sddc["version"].as_i64(), "writes were undone: {before} then {sddc}");
            for fixed in ["created", "org_id", "provider"] {
                assert_eq!(before[fixed], sddc[fixed], "{fixed} of an SDDC changed: {before} then {sddc}");
            }
        }
    }
}

/// Whether nothing more can come of a task.
pub(crate) fn is_over(task: &Value) -> bool {
    matches!(task["status"].as_str(), Some("FINISHED" | "FAILED" | "CANCELED"))
}

/// A text that must be there.
#[track_caller]
pub(crate) fn text(one: &Value, key: &str) -> String {
    one[key].as_str().unwrap_or_else(|| panic!("no text at {key}: {one}")).to_owned()
}

/// A time of the form in which the six digits behind the second are milliseconds. (recorded)
pub(crate) fn padded(date: &str) -> Timestamp {
    let read: Timestamp = date.parse().unwrap();
    let millis = i64::from(read.subsec_nanosecond() / 1000);
    read - SignedDuration::from_nanos(i64::from(read.subsec_nanosecond())) + SignedDuration::from_millis(millis)
}
