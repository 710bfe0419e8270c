//! The `$filter` parameter of list operations. The text is parsed once into a [`Filter`], which is then applied to each document.
//!
//! The grammar resembles OData. From the loosest binding to the tightest:
//!
//! | level | operators |
//! |---|---|
//! | condition | `or` |
//! | condition | `and` |
//! | condition | `not` |
//! | comparison, at most one | `eq ne lt gt le ge` |
//! | arithmetic | `add sub` |
//! | arithmetic | `mul div mod` |
//! | sign | `-` |
//! | operand | literal, attribute, `(…)`, `startswith(t, p)`, `endswith(t, p)`, `contains(t, p)`, `length(t)`, `tolower(t)`, `toupper(t)` |
//!
//! Letter case does not matter in operators, functions, `true`, `false` and `null`; it does in attributes. A word is read as the first of
//! these that fits: one of the words above, a date (`yyyy-MM-dd`, `yyyy-MM-ddTHH:mm:ss[.S…]Z`), a number (`12`, `1.5`), an attribute
//! (`status`, `resource_config.region`), or text without quotes if it begins with a digit or contains a hyphen, because real clients send
//! ids without quotes. A hyphen inside a word belongs to the word; subtraction is `sub`. All other text is in single quotes, in which `''`
//! stands for one quote.
//!
//! The grammar is published, but not all of its meaning. These are assumptions that follow OData: the quotient of two whole numbers is a
//! whole number; arithmetic, `length`, `tolower` and `toupper` of `null` are `null`; a text test on a value that is not text is false; text
//! is ordered by code point; `false` comes before `true`.

mod expression;
mod parse;
#[cfg(test)]
mod properties;
mod value;

pub use self::parse::{FilterError, MAX_FILTER_BYTES, MAX_FILTER_DEPTH};

use self::expression::{Expression, Listed};
use serde::Serialize;
use serde_json::Value as Json;

/// A parsed `$filter`. The default filter matches every document.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    condition: Option<Expression>,
}

impl Filter {
    /// Parses filter text that is already percent-decoded. Blank text gives a filter that matches everything.
    ///
    /// # Errors
    /// Fails at the first place where the text is not in the grammar, or exceeds [`MAX_FILTER_BYTES`] or [`MAX_FILTER_DEPTH`].
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::parse(text).map(|condition| Self { condition })
    }

    /// Writes an item of a list as a document and returns true if it [`matches`](Self::matches) the filter. An item that cannot be written
    /// as JSON matches no filter.
    #[must_use]
    pub fn matches_item(&self, item: &impl Serialize, resource: &str) -> bool {
        document_of(item).is_some_and(|document| self.matches(&document, resource))
    }

    /// Returns true if the document matches the filter.
    ///
    /// `resource` is the name of the listed resource (`task`, `sddc`). As the first segment of an attribute it stands for the document
    /// itself, unless the document has a key of that name (published example: `sddc.status`).
    ///
    /// Each part of the filter is evaluated at most once, in time linear in the text that it compares.
    #[must_use]
    pub fn matches(&self, document: &Json, resource: &str) -> bool {
        self.condition.as_ref().is_none_or(|condition| condition.holds(&Listed { document, resource }))
    }
}

/// Returns an item of a list as a document. It is written as text and read again: the code that writes an item as text is there anyway,
/// while `serde_json::to_value` would be compiled for each type that items contain.
pub fn document_of(item: &impl Serialize) -> Option<Json> {
    serde_json::from_slice(&serde_json::to_vec(item).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matches(text: &str, document: &Json, resource: &str) -> bool {
        Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).matches(document, resource)
    }

    /// A document with recorded values and one key of each JSON type.
    fn task() -> Json {
        json!({
            "id": "04f0fa40-45b9-483a-8846-fef4fca27172",
            "org_id": "278710ff4e-6b6d-4d4e-aefb-ca637f38609e",
            "resource_id": "a97860eb-f557-45cb-b156-1cf682bf6ff2",
            "task_type": "CLUSTER-DESTROY",
            "status": "FINISHED",
            "created": "2018-08-06T03:28:59.000490Z",
            "updated": "2018-08-06T03:30:08.000000Z",
            "start_time": "2018-08-06T03:28:56.000490Z",
            "version": 51,
            "ratio": 2.5,
            "cancelled": false,
            "retried": true,
            "parent_task_id": null,
            "service_errors": [],
            "params": { "clusterName": "Cluster-2's", "created": "2018-08-06T03:28:59.000490Z" },
        })
    }

    fn check(table: &[(&str, bool)]) {
        let task = task();
        for (text, expected) in table {
            assert_eq!(matches(text, &task, "task"), *expected, "{text}");
        }
    }

    #[test]
    fn published_and_recorded_filters() {
        check(&[
            ("(status eq 'FINISHED')", true),
            ("(status eq 'FAILED')", false),
            ("(updated gt 2016-08-09T13:00:00Z) and (org_id eq 278710ff4e-6b6d-4d4e-aefb-ca637f38609e)", true),
            (
                "(created gt 2018-08-06T00:00:00.123456z and org_id eq 278710ff4e-6b6d-4d4e-aefb-ca637f38609e \
                 and resource_id eq a97860eb-f557-45cb-b156-1cf682bf6ff2 and task_type eq 'CLUSTER-DESTROY')",
                true,
            ),
            ("", true),
            (" \t ", true),
        ]);
    }

    #[test]
    fn a_leading_resource_name_is_dropped_unless_the_document_has_it() {
        let published = "(created gt 2016-08-09) and (sddc.status eq 'READY')";
        let plain = json!({ "created": "2018-08-06T03:28:59.000490Z", "status": "READY" });
        let nested =
            json!({ "created": "2018-08-06T03:28:59.000490Z", "status": "READY", "sddc": { "status": "FAILED" } });
        assert!(matches(published, &plain, "sddc"));
        assert!(!matches(published, &plain, "task"));
        assert!(!matches(published, &nested, "sddc"));
        assert!(matches("sddc eq null", &plain, "sddc"));
    }

    #[test]
    fn operators_bind_by_precedence() {
        check(&[
            ("true or true and false", true),
            ("(true or true) and false", false),
            ("not true or true", true),
            ("not (true or true)", false),
            ("not version eq 50", true),
            ("2 add 3 mul 4 eq 14", true),
            ("(2 add 3) mul 4 eq 20", true),
            ("10 sub 4 sub 3 eq 3", true),
            ("-2 add 3 eq 1", true),
            ("--2 eq 2", true),
        ]);
    }

    #[test]
    fn numbers() {
        check(&[
            ("version ge 51 and version le 51 and version lt 52 and version gt 50", true),
            ("version lt 51 or version gt 51 or version ne 51", false),
            ("version div 2 eq 25", true),
            ("ratio div 2 eq 1.25", true),
            ("-version mod 2 eq -1", true),
            ("version eq 51.0", true),
            ("9223372036854775807 gt 9223372036854775806", true),
            ("9223372036854775807 add 1 ne 0", false),
            ("version div 0 eq 0", false),
            ("version div 0 ne 0", false),
            ("version mod 0 ne 0", false),
            ("ratio div 0 ne 0", false),
            ("not (version div 0 eq 0)", true),
        ]);
    }

    #[test]
    fn text() {
        check(&[
            ("STATUS eq 'FINISHED'", false),
            ("status eq 'finished'", false),
            ("tolower(status) EQ 'finished' AND TOUPPER('x') Eq 'X'", true),
            ("status gt 'FAILED' and status lt 'STARTED'", true),
            ("startswith(status, 'FIN') and not startswith(status, 'fin')", true),
            ("endswith(status, 'SHED')", true),
            ("contains(params.clusterName, 'r-2''s')", true),
            ("params.clusterName eq 'Cluster-2''s'", true),
            ("task_type eq CLUSTER-DESTROY", true),
            ("length(status) eq 8 and length('Ü''') eq 2", true),
            ("contains(version, '5')", false),
        ]);
    }

    #[test]
    fn booleans() {
        check(&[
            ("retried and not cancelled", true),
            ("retried eq TRUE and cancelled eq False", true),
            ("(status eq 'FINISHED') eq true", true),
            ("status", false),
        ]);
    }

    #[test]
    fn null_and_missing_attributes() {
        check(&[
            ("parent_task_id eq null and nothing eq NULL and nothing.at.all eq parent_task_id", true),
            ("nothing ne null or status eq null", false),
            ("nothing ne 'x' and nothing ne 1 and status ne null", true),
            ("nothing lt 1 or nothing ge 1 or nothing le null or null ge null", false),
            ("nothing add 1 eq null and tolower(nothing) eq null", true),
            ("not nothing", true),
            ("contains(nothing, 'x')", false),
        ]);
    }

    #[test]
    fn mixed_types() {
        check(&[
            ("version eq '51' or version lt '52' or version ge '50'", false),
            ("version ne '51' and status ne 2016-08-09 and retried ne 1", true),
            ("status gt 2016-08-09 or status lt 2016-08-09", false),
            ("service_errors eq null or params eq params or params lt 1", false),
            ("status add 1 ne 1", false),
        ]);
    }

    #[test]
    fn dates() {
        check(&[
            ("updated eq 2018-08-06T03:30:08Z and updated eq '2018-08-06T03:30:08.000z'", true),
            ("updated gt 2018-08-06 and updated lt '2018-08-07'", true),
            ("2018-08-06 eq '2018-08-06T00:00:00Z'", true),
            ("updated lt 9999-12-31", true),
            // Compared as text, the full stop sorts before the letter.
            ("updated lt '2018-08-06T03:30:08Z'", false),
            // Milliseconds padded with zeros count only in the fields that have them.
            ("created eq 2018-08-06T03:28:59.490Z and task.created eq '2018-08-06T03:28:59.49Z'", true),
            ("params.created gt 2018-08-06T03:28:59.489Z", true),
            ("start_time gt 2018-08-06T03:28:56.489Z", false),
            ("created eq 2018-08-06T03:28:59.000490Z", true),
            ("start_time eq 2018-08-06T03:28:56.000490Z", true),
            ("created lt 2018-08-06T03:28:59.490001Z", true),
            // This is not a date, so it compares as text.
            ("'2018-13-06' lt '2018-8-06' and '2018-08-06 03:30:08Z' ne updated", true),
            ("startswith(created, '2018-08')", true),
        ]);
    }
}
