//! Writes a report as JUnit XML: a test suite for each source, and a test case for each case.

use super::{Outcome, Report, Source, Verdict};
use std::fmt::Write;

/// Writes a report.
pub(super) fn write(report: &Report) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = writeln!(
        xml,
        "<testsuites name=\"vmc-contract {}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">",
        escaped(&report.target),
        report.verdicts.len(),
        report.totals.differs,
        report.totals.skipped
    );
    for source in [Source::Recording, Source::Published, Source::Flow, Source::Model] {
        let of: Vec<_> = report.verdicts.iter().filter(|verdict| verdict.source == source).collect();
        if !of.is_empty() {
            suite(&mut xml, source, &of);
        }
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn suite(xml: &mut String, source: Source, verdicts: &[&Verdict]) {
    let count = |name: &str| verdicts.iter().filter(|verdict| verdict.outcome.name() == name).count();
    let (tests, failures, skipped) = (verdicts.len(), count("differs"), count("skipped"));
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{source}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">"
    );
    for Verdict { id, outcome, .. } in verdicts {
        let (class, name) = id.rsplit_once('/').unwrap_or(("", id));
        let case = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(class), escaped(name));
        let _ = match outcome {
            Outcome::Passed => writeln!(xml, "{case}/>"),
            Outcome::Skipped { reason } => {
                writeln!(xml, "{case}><skipped message=\"{}\"/></testcase>", escaped(reason))
            }
            Outcome::Differs { mismatches } => {
                let lines: Vec<_> = mismatches.iter().map(ToString::to_string).collect();
                let message = escaped(lines.first().map_or("", String::as_str));
                let all = escaped(&lines.join("\n"));
                writeln!(xml, "{case}><failure type=\"mismatch\" message=\"{message}\">{all}</failure></testcase>")
            }
        };
    }
    xml.push_str("  </testsuite>\n");
}

/// Escapes a text for XML elements and attributes. Characters that XML 1.0 cannot represent become replacement
/// characters.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            // An XML parser would turn these characters into spaces in an attribute.
            '\n' => written.push_str("&#10;"),
            '\r' => written.push_str("&#13;"),
            '\t' => written.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => written.push('\u{fffd}'),
            other => written.push(other),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_an_attribute() {
        assert_eq!(escaped("a<b> & \"c\" 'd'\n\u{0}é"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;&#10;\u{fffd}é");
    }
}
