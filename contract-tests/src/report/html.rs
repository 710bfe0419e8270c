//! Writes a report as one HTML page. The page is `page.html` with the report embedded as JSON; it loads nothing else.

use super::Report;

const PAGE: &str = include_str!("page.html");

/// The marker that is replaced by the report.
const PLACE: &str = "REPORT_AS_JSON";

/// Writes a report.
///
/// # Errors
/// The report cannot be written as JSON.
pub(super) fn write(report: &Report) -> serde_json::Result<String> {
    // Only `<` can end a script element early, and in JSON it occurs only inside texts.
    let json = serde_json::to_string(report)?.replace('<', "\\u003c");
    Ok(PAGE.replacen(PLACE, &json, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_whole_in_itself_and_no_text_ends_its_script() {
        let target = "</script><script>alert(1)</script>";
        let page = write(&Report::new(target.to_owned(), Vec::new(), &[])).unwrap();
        assert!(!page.contains(target) && page.contains(r"\u003c/script>"));
        assert_eq!(page.matches("</script>").count(), 2);
        for outside in ["http://", "https://", "src=", "href=", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
