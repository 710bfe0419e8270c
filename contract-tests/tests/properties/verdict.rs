//! The answer that a model expects from the server.

use vmc_contract::Answer;

/// How a request must be answered.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    /// With this status.
    Done(u16),
    /// For one of these reasons; which of several comes first is not published.
    Refused(Vec<Ground>),
    /// It says so itself.
    Open,
}

/// A reason to refuse: the status, and what is published of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ground(pub(crate) u16, pub(crate) &'static str);

impl Ground {
    /// There is no such thing.
    pub(crate) const UNKNOWN: Self = Self(404, "");
    /// A refusal without a published sentence.
    pub(crate) const NO: Self = Self(400, "");
}

impl Verdict {
    /// Refused for any of these reasons; without one, done with this status.
    pub(crate) fn of(grounds: Vec<Ground>, status: u16) -> Self {
        if grounds.is_empty() { Self::Done(status) } else { Self::Refused(grounds) }
    }

    /// Holds an answer against the verdict.
    ///
    /// # Panics
    /// Where it is another.
    #[track_caller]
    pub(crate) fn judge(&self, answer: &Answer) {
        let Answer { request, status, text, .. } = answer;
        match self {
            Self::Done(expected) => assert_eq!(status, expected, "{request} answered {text}"),
            Self::Refused(grounds) => {
                let said = answer.refusal().join(" ");
                let given = grounds.iter().any(|ground| ground.0 == *status && said.contains(ground.1));
                assert!(given, "{request} was to be refused for one of {grounds:?} and answered {status} {text}");
            }
            Self::Open => {}
        }
    }
}
