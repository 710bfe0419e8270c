//! Fault rules that a person can add with one click.

/// A fault rule with the words for people.
pub(super) struct Preset {
    /// The word that the form sends.
    pub(super) word: &'static str,
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    /// The rule, as it is sent to the control.
    pub(super) rule: &'static str,
}

/// The presets, in the order of the page.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        word: "creation-fails",
        title: "The next creation fails",
        text: "The next SDDC fails at 30 %, because no hosts are left.",
        rule: r#"{"when":{"task_kind":"SDDC-PROVISION"},"times":1,"then":{"task_fails":{"at":30,"message":"no hosts are left"}},"note":"the next creation fails"}"#,
    },
    Preset {
        word: "creation-sticks",
        title: "The next creation hangs",
        text: "The next SDDC stays at 42 % until it is cancelled.",
        rule: r#"{"when":{"task_kind":"SDDC-PROVISION"},"times":1,"then":{"task_sticks":{"at":42}},"note":"the next creation hangs"}"#,
    },
    Preset {
        word: "unavailable",
        title: "Every third request fails",
        text: "Every third request of a client gets 503, so that it must try again.",
        rule: r#"{"every":3,"then":{"error":{"status":503}},"note":"every third request gets 503"}"#,
    },
    Preset {
        word: "throttled",
        title: "The next five requests are throttled",
        text: "They get 429, with Retry-After: 5.",
        rule: r#"{"times":5,"then":{"throttle":{"retry_after":5}},"note":"five requests get 429"}"#,
    },
    Preset {
        word: "expired",
        title: "The access token expires",
        text: "The next request gets 401, as if its token had expired.",
        rule: r#"{"times":1,"then":"token_expired","note":"one token expires"}"#,
    },
    Preset {
        word: "slow",
        title: "Answers are slow",
        text: "Each answer takes one to two seconds of real time.",
        rule: r#"{"then":{"latency":{"at_least":"1s","jitter":"1s"}},"note":"answers are slow"}"#,
    },
    Preset {
        word: "reset",
        title: "The connection breaks after a creation",
        text: "The next SDDC is created, but the client gets no answer.",
        rule: r#"{"when":{"operation":"CreateSddc"},"times":1,"then":{"reset":"after"},"note":"the answer to a creation is lost"}"#,
    },
    Preset {
        word: "host-fails",
        title: "A host fails",
        text: "A host fails one hour after the next SDDC is created, and is replaced.",
        rule: r#"{"when":{"task_kind":"SDDC-PROVISION"},"times":1,"then":{"host_fails":{"after":"1h"}},"note":"a host fails"}"#,
    },
];

#[cfg(test)]
mod tests {
    use super::PRESETS;
    use crate::world::kernel::faults::FaultRule;

    #[test]
    fn each_preset_is_a_possible_rule() {
        for preset in PRESETS {
            let rule: FaultRule = serde_json::from_str(preset.rule).unwrap();
            rule.check().unwrap();
        }
    }
}
