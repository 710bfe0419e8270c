//! Times and spans of time as people read them.

use jiff::{SignedDuration, Timestamp};

/// A time on a page: what people read, and the exact value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) text: String,
    pub(super) exact: String,
}

impl Moment {
    /// Writes the time that a text of the API gives. What is no time stays as it is.
    pub(super) fn read(text: &str) -> Self {
        match text.parse() {
            Ok(at) => Self::at(at),
            Err(_) => Self { text: text.to_owned(), exact: text.to_owned() },
        }
    }

    /// Writes a time with its date.
    pub(super) fn at(at: Timestamp) -> Self {
        let text = at.strftime("%-d %b %Y, %H:%M:%S").to_string();
        Self { text, exact: at.to_string() }
    }

    /// Writes a time with its day, for tables. The exact value has the year.
    pub(super) fn short(at: Timestamp) -> Self {
        Self { text: at.strftime("%-d %b, %H:%M:%S").to_string(), exact: at.to_string() }
    }

    /// Writes a time as the distance from now.
    pub(super) fn from(at: Timestamp, now: Timestamp) -> Self {
        let text = match at.duration_since(now) {
            span if span.is_zero() => "now".to_owned(),
            span if span.is_positive() => format!("in {}", length(span)),
            span => format!("{} ago", length(span.abs())),
        };
        Self { text, exact: at.to_string() }
    }
}

/// Writes a span with its two largest units, rounded down; a span of less than a second is one.
pub(super) fn length(span: SignedDuration) -> String {
    let seconds = span.as_secs().max(1);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let two = |first: i64, unit: &str, second: i64, smaller: &str| match second {
        0 => format!("{first} {unit}"),
        second => format!("{first} {unit} {second} {smaller}"),
    };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => two(minutes, "min", seconds % 60, "s"),
        3600..86_400 => two(hours, "h", minutes, "min"),
        _ => two(days, "d", hours, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_short() {
        for (seconds, text) in [
            (0, "1 s"),
            (59, "59 s"),
            (60, "1 min"),
            (61, "1 min 1 s"),
            (7290, "2 h 1 min"),
            (86_400, "1 d"),
            (97_200, "1 d 3 h"),
        ] {
            assert_eq!(length(SignedDuration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn times_keep_their_exact_value() {
        let now: Timestamp = "2026-01-05T08:00:00Z".parse().unwrap();
        let later = "2026-01-05T08:01:30Z".parse().unwrap();
        assert_eq!(Moment::at(now).text, "5 Jan 2026, 08:00:00");
        assert_eq!(Moment::from(later, now).text, "in 1 min 30 s");
        assert_eq!(Moment::from(now, later), Moment { text: "1 min 30 s ago".to_owned(), exact: now.to_string() });
        assert_eq!(Moment::read("soon").text, "soon");
    }
}
