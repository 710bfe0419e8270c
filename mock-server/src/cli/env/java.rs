//! `JAVA_TOOL_OPTIONS`: options that every Java program reads, separated by blanks.

use anyhow::bail;

/// The properties that this program sets.
const OWN: [&str; 4] =
    ["-Djavax.net.ssl.trustStore=", "-Djavax.net.ssl.trustStorePassword=", "-Dhttps.proxyHost=", "-Dhttps.proxyPort="];

/// Returns the options that make Java trust a keystore and use a proxy.
///
/// # Errors
/// The address of the proxy has no port.
pub(super) fn options(truststore: Option<&str>, proxy: Option<&str>) -> anyhow::Result<Vec<String>> {
    let mut options = Vec::new();
    if let Some(store) = truststore {
        options.push(format!("-Djavax.net.ssl.trustStore={store}"));
        options.push("-Djavax.net.ssl.trustStorePassword=changeit".to_owned());
    }
    if let Some(proxy) = proxy {
        let authority = proxy.trim_start_matches("http://").trim_end_matches('/');
        let Some((host, port)) = authority.rsplit_once(':') else { bail!("the proxy's address has no port: {proxy}") };
        options.push(format!("-Dhttps.proxyHost={}", host.trim_matches(['[', ']'])));
        options.push(format!("-Dhttps.proxyPort={port}"));
    }
    Ok(options.iter().map(|option| quoted(option)).collect())
}

/// Adds options to those that are set already, and drops older values of the same properties.
pub(super) fn added(present: Option<&str>, options: &[String]) -> String {
    let names: Vec<_> = OWN.iter().filter(|name| options.iter().any(|option| property(option) == **name)).collect();
    let kept = present.map(words).unwrap_or_default();
    let kept = kept.into_iter().filter(|word| !names.iter().any(|name| property(word) == **name));
    kept.chain(options.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
}

/// Takes this program's properties out of the options, and puts back those that were set before.
pub(super) fn taken_out(present: &str, before: Option<&str>) -> String {
    let is_own = |word: &&str| OWN.contains(&&*property(word));
    let kept = words(present).into_iter().filter(|word| !is_own(word));
    let former = before.map(words).unwrap_or_default();
    kept.chain(former.into_iter().filter(is_own)).collect::<Vec<_>>().join(" ")
}

/// Returns an option up to its equals sign, without quotes.
fn property(word: &str) -> String {
    let plain: String = word.chars().filter(|letter| !['\'', '"'].contains(letter)).collect();
    plain.split_inclusive('=').next().unwrap_or_default().to_owned()
}

/// Splits options at blanks that are not quoted.
fn words(options: &str) -> Vec<&str> {
    let mut quote = None;
    let words = options.split(move |letter: char| {
        match quote {
            None if letter == '\'' || letter == '"' => quote = Some(letter),
            Some(open) if open == letter => quote = None,
            _ => {}
        }
        quote.is_none() && letter.is_ascii_whitespace()
    });
    words.filter(|word| !word.is_empty()).collect()
}

/// Quotes one of Java's options. An option ends at a blank unless it is quoted, and Java has no escape characters.
fn quoted(option: &str) -> String {
    if !option.contains([' ', '\t', '\'', '"']) {
        return option.to_owned();
    }
    option.split('"').map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join("'\"'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_java_are_words() {
        assert_eq!(quoted("-Da=/b/c"), "-Da=/b/c");
        assert_eq!(quoted("-Da=/b c"), "\"-Da=/b c\"");
        assert_eq!(quoted("-Da='\"b"), "\"-Da='\"'\"'\"b\"");
        assert_eq!(words("  -Xmx1g\t\"-Da=b c\" -Dd='e f'g "), ["-Xmx1g", "\"-Da=b c\"", "-Dd='e f'g"]);
    }

    #[test]
    fn options_are_added_once_and_taken_out_again() {
        let own = "-Xmx1g '-Dx=a b' -Dhttps.proxyHost=corp";
        let options = options(Some("/a b/ca.jks"), Some("http://[::1]:81/")).unwrap();
        let once = added(Some(own), &options);
        let trust = "\"-Djavax.net.ssl.trustStore=/a b/ca.jks\" -Djavax.net.ssl.trustStorePassword=changeit";
        assert_eq!(once, format!("-Xmx1g '-Dx=a b' {trust} -Dhttps.proxyHost=::1 -Dhttps.proxyPort=81"));
        assert_eq!(added(Some(&once), &options), once);
        assert_eq!(taken_out(&once, Some(own)), own);
        assert_eq!(taken_out(&added(None, &options), None), "");
    }
}
