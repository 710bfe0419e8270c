//! Waiting for a task, against a service that tells a story one look at a time.
#![cfg(feature = "http")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use serde_json::{Value, json};
use stage::{Answer, Server, entity, org, refusal, requests, signed_in};
use std::{collections::VecDeque, sync::Mutex, time::Duration};
use vmc_client::{
    Client, Error,
    http::WaitForTask,
    wire::{TaskId, TaskStatus},
};

const TASK: &str = "b9c5d7a4-1f36-4c55-8d3e-0a6a3f0e9b11";

fn task() -> TaskId {
    TASK.parse().unwrap()
}

fn look(status: &str, percent: i32, phase: &str) -> Answer {
    let task =
        json!({"status": status, "progress_percent": percent, "phase_in_progress": phase, "error_message": null});
    Answer::new(200).json(entity(TASK, task))
}

/// Answers one look after the other; the last answer stays.
async fn story(looks: impl IntoIterator<Item = Answer>) -> (Server, Client) {
    let (server, client) = signed_in().await;
    let looks = Mutex::new(looks.into_iter().collect::<VecDeque<_>>());
    server.add(move |request| {
        if request.method != "GET" || request.token().is_none() {
            return None;
        }
        let mut looks = looks.lock().unwrap();
        if looks.len() > 1 { looks.pop_front() } else { looks.front().cloned() }
    });
    (server, client)
}

fn wait<'a>(client: &Client) -> WaitForTask<'a> {
    client.wait_for_task(org(), task()).every(Duration::ZERO)
}

#[tokio::test]
async fn progress_is_reported_once_per_change_and_in_order() {
    let (_server, client) = story([
        look("STARTED", 0, "SDDC_PROVISION"),
        look("STARTED", 0, "SDDC_PROVISION"),
        look("STARTED", 21, "SDDC_PROVISION"),
        refusal(503, false, "busy"),
        look("STARTED", 21, "SDDC_PROVISION"),
        look("STARTED", 21, "SDDC_CONFIG_VMC"),
        look("SOMETHING_NEW", 21, "SDDC_CONFIG_VMC"),
        look("FINISHED", 100, ""),
        look("FAILED", 100, ""),
    ])
    .await;
    let mut reports = Vec::new();
    let ended = wait(&client)
        .on_progress(|task| {
            let status = task.status.as_ref().map(ToString::to_string);
            reports.push((status.unwrap(), task.progress_percent.unwrap(), task.phase_in_progress.clone().unwrap()));
        })
        .await
        .unwrap();
    assert_eq!(ended.status, Some(TaskStatus::Finished));
    let expected = [
        ("STARTED", 0, "SDDC_PROVISION"),
        ("STARTED", 21, "SDDC_PROVISION"),
        ("STARTED", 21, "SDDC_CONFIG_VMC"),
        ("SOMETHING_NEW", 21, "SDDC_CONFIG_VMC"),
        ("FINISHED", 100, ""),
    ];
    assert_eq!(reports, expected.map(|(status, percent, phase)| (status.to_owned(), percent, phase.to_owned())));
}

#[tokio::test]
async fn bad_ends_are_errors_that_hold_the_task() {
    let failed = entity(TASK, json!({"status": "FAILED", "error_message": "no host is left"}));
    let (_server, client) = story([Answer::new(200).json(failed)]).await;
    let error = wait(&client).await.unwrap_err();
    assert!(error.to_string().contains("no host is left"), "{error}");
    let Error::TaskFailed { task: ended } = error else { panic!("{error:?}") };
    assert_eq!(ended.entity.id, task());

    let (_server, client) = story([look("CANCELING", 40, "X"), look("CANCELED", 40, "")]).await;
    let error = wait(&client).await.unwrap_err();
    let Error::TaskCanceled { task: ended } = error else { panic!("{error:?}") };
    assert_eq!(ended.progress_percent, Some(40));
}

#[tokio::test]
async fn a_deadline_ends_the_wait_with_what_was_seen_last() {
    let (server, client) = story([look("STARTED", 68, "SDDC_DEPLOY_GATEWAY")]).await;
    let error = wait(&client).deadline(Duration::ZERO).await.unwrap_err();
    let Error::DeadlineExceeded { task: waited_for, last: Some(last), source: None, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!((waited_for, last.progress_percent), (task(), Some(68)));
    assert_eq!(requests(&server), (1, 1));

    let (_server, client) = story([refusal(503, true, "closed for the night")]).await;
    let error = wait(&client).deadline(Duration::ZERO).await.unwrap_err();
    let Error::DeadlineExceeded { last: None, source: Some(source), .. } = error else { panic!("{error:?}") };
    assert!(source.to_string().contains("closed for the night"), "{source}");

    // The task had ended in time: the deadline does not matter any more.
    let (_server, client) = story([look("FINISHED", 100, "")]).await;
    assert!(wait(&client).deadline(Duration::ZERO).await.is_ok());
}

#[tokio::test]
async fn twenty_failed_looks_in_a_row_are_borne_and_no_more() {
    let busy = || (0..20).map(|_| Answer::new(503).header("retry-after", "0"));
    let tale = busy().chain([look("STARTED", 1, "X")]).chain(busy()).chain([look("FINISHED", 100, "")]);
    let (server, client) = story(tale).await;
    assert!(wait(&client).await.is_ok());
    assert_eq!(requests(&server), (1, 42));

    let (server, client) = story([refusal(503, true, "closed")]).await;
    let error = wait(&client).await.unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    assert_eq!(requests(&server), (1, 21));
}

#[tokio::test]
async fn what_another_look_cannot_mend_ends_the_wait_at_once() {
    let nonsense = Answer::new(200).json(entity(TASK, json!({"status": Value::from(7)})));
    for answer in [refusal(404, false, "no such task"), nonsense] {
        let (server, client) = story([answer]).await;
        let error = wait(&client).await.unwrap_err();
        assert!(matches!(error, Error::Refused { .. } | Error::Undecodable { .. }), "{error:?}");
        assert_eq!(requests(&server), (1, 1));
    }
}
