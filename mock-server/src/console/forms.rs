//! What happens after a form was sent.

use super::{
    curl::Call,
    layout::{Page, show, with_status},
    refusals::{Failure, see_other},
    visit::{Notice, Visit},
};
use axum::response::Response;
use serde_json::Value;

/// What the actions say when they are done, by the word in the address of the page that follows.
const DONE: &[(&str, &str)] = &[
    ("created", "The SDDC is being created."),
    ("deleted", "The SDDC is being deleted."),
    ("renamed", "The SDDC has its new name."),
    ("canceled", "The task is being cancelled."),
    ("skipped", "The clock has moved."),
    ("clock", "The clock is set."),
    ("pace", "New tasks take this pace."),
    ("fault", "The fault rule is in force. GET …/faults counts what it does."),
    ("fault-changed", "The fault rule is changed."),
    ("fault-removed", "The fault rule is removed."),
    ("journal-cleared", "The journal is empty."),
    ("world", "The world is made, and shown here."),
    ("world-reset", "The world is as it was made."),
    ("world-imported", "The world is as the document says."),
    ("world-deleted", "The world is gone."),
    ("token-revoked", "The API token is revoked."),
    ("bought", "The subscription is being bought."),
    ("subscription-canceled", "The subscription is being cancelled."),
];

/// Returns what a page says because of the form that led to it.
pub(super) fn notice_of(word: &str) -> Option<Notice> {
    let (_, text) = DONE.iter().find(|(known, _)| *known == word)?;
    Some(Notice { is_error: false, text: (*text).to_owned(), code: None })
}

/// Returns the page that a form asked to be led back to, if it is one of the console, or else `otherwise`.
pub(super) fn back(visit: &Visit, otherwise: &str) -> String {
    let sent = visit.sent("back");
    if is_of_console(sent) { sent.to_owned() } else { visit.href(otherwise) }
}

/// Returns whether a text is the address of a page of the console.
pub(super) fn is_of_console(address: &str) -> bool {
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_plain && address.starts_with("/console/") && !address.contains("//")
}

/// Leads to a page, which says what was done.
pub(super) fn done(to: &str, word: &str) -> Response {
    let link = if to.contains('?') { '&' } else { '?' };
    see_other(&format!("{to}{link}done={word}"))
}

/// Shows the form again, with its fields as they were sent and the reason why it was refused.
pub(super) fn again(
    mut visit: Visit,
    failure: &Failure,
    page: impl FnOnce(&Visit) -> Result<Page, Failure>,
) -> Result<Response, Failure> {
    visit.notice = Some(Notice { is_error: true, text: failure.message.clone(), code: None });
    let page = page(&visit)?;
    Ok(with_status(show(&visit, &page)?, failure))
}

/// Shows the form again, with the command that does what the form would do.
pub(super) fn as_curl(
    mut visit: Visit,
    call: &Call,
    page: impl FnOnce(&Visit) -> Result<Page, Failure>,
) -> Result<Response, Failure> {
    let text = "This command does the same as the form. `$TOKEN` is set by the first line under “The same by curl”.";
    visit.notice = Some(Notice { is_error: false, text: text.to_owned(), code: Some(visit.command(call)) });
    let page = page(&visit)?;
    show(&visit, &page)
}

/// Carries out what a form says and leads to the next page, or shows the form again.
pub(super) async fn carry_out(
    visit: Visit<'_>,
    call: Call,
    (to, word): (String, &str),
    page: fn(&Visit) -> Result<Page, Failure>,
) -> Result<Response, Failure> {
    if visit.wants_curl() {
        return as_curl(visit, &call, page);
    }
    match visit.send(&call).await {
        Ok(_) => Ok(done(&to, word)),
        Err(failure) => again(visit, &failure, page),
    }
}

/// Puts a text into an object, unless it is empty.
pub(super) fn put(object: &mut Value, name: &str, text: &str) {
    if !text.is_empty() {
        object[name] = Value::from(text);
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_console;

    #[test]
    fn only_pages_of_the_console_are_led_back_to() {
        for own in ["/console/", "/console/sddcs/1?tab=tasks&world=2"] {
            assert!(is_of_console(own), "{own}");
        }
        for other in
            ["", "/", "//evil.example/console/", "/console//evil", "/console/\r\nx: y", "https://evil", "/console/\\"]
        {
            assert!(!is_of_console(other), "{other}");
        }
    }
}
