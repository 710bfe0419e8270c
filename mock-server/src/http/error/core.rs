//! Error bodies of the newer services of VMC, below `/api/`.

use crate::world::kernel::refusal::{Refusal, RefusalKind};
use jiff::Timestamp;
use vmc_client::wire::CoreError;

/// Writes the error body. Without a world, whose time it would tell, a refusal has the beginning of Unix time, so that a repeated run
/// gives the same bytes.
pub(super) fn body(path: &str, refusal: &Refusal, now: Option<Timestamp>) -> Result<Vec<u8>, serde_json::Error> {
    let injected = refusal.injected().map(|words| words.messages.join(" ")).filter(|text| !text.is_empty());
    let details = match &refusal.kind {
        RefusalKind::Invalid(findings) => Some(findings.details.clone()),
        RefusalKind::Plain | RefusalKind::WorldNotFound | RefusalKind::Injected(_) => None,
    };
    serde_json::to_vec(&CoreError {
        timestamp: timestamp(now.unwrap_or(Timestamp::UNIX_EPOCH)),
        status: refusal.status.as_u16(),
        error: refusal.status.canonical_reason().unwrap_or("Error").to_owned(),
        message: injected.unwrap_or_else(|| refusal.to_string()),
        path: path.to_owned(),
        details,
    })
}

/// Writes a time as these services do: `2023-03-03T13:08:34.818+00:00`. (recorded)
fn timestamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3f+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_recorded() {
        assert_eq!(timestamp("2023-03-03T13:08:34.818Z".parse().unwrap()), "2023-03-03T13:08:34.818+00:00");
        assert_eq!(timestamp(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00.000+00:00");
    }
}
