//! Requests that must be refused and change nothing.

use crate::suite::{Customer, Played, played::equal};
use serde_json::Value;

/// Sends requests that must be refused with status 400, and checks that each names a reason and that the object at a path is as before.
pub(super) async fn refused(user: &Customer<'_>, object: &str, requests: &[(&str, &str, Value)]) -> Played {
    let before = user.get(object).await?.require(200)?.body;
    for (method, path, body) in requests {
        let refused = user.send(method, path, Some(body)).await?.require(400)?;
        equal!(refused.string("$.details")?.is_empty(), false, "{body}");
        equal!(refused.number("$.errorCode")? > 0, true, "{body}");
        equal!(user.get(object).await?.require(200)?.body, before, "{method} {body} changed something");
    }
    Ok(())
}
