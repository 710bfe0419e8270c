//! Removes secrets from reports: a mismatch shows actual values, which can be tokens, and a server may repeat the
//! request in its refusal.

use crate::compare::Mismatch;
use serde_json::{Value, json};
use vmc_client::secrets::{is_secret_key, looks_like_api_token, looks_like_jwt};

/// Replaces the secrets in a mismatch: values of secret fields, values that look like secrets, and known secrets.
pub(super) fn from(mismatch: &mut Mismatch, known: &[&str]) {
    let key = mismatch.path.rsplit(['.', '[']).find(|part| !part.ends_with(']')).unwrap_or_default().to_owned();
    for value in [&mut mismatch.expected, &mut mismatch.actual].into_iter().flatten() {
        keep_back(&key, value, known);
    }
    mismatch.sentence = without_secrets(&mismatch.sentence, known);
}

fn keep_back(key: &str, value: &mut Value, known: &[&str]) {
    match value {
        Value::String(text) if is_secret_key(key) => *text = kept_back(text),
        Value::String(text) => *text = without_secrets(text, known),
        Value::Object(members) => members.iter_mut().for_each(|(key, value)| keep_back(key, value, known)),
        Value::Array(items) => items.iter_mut().for_each(|item| keep_back(key, item, known)),
        // A secret can be a number.
        Value::Number(_) if is_secret_key(key) => *value = json!("(a number kept back)"),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn kept_back(secret: &str) -> String {
    format!("({} letters kept back)", secret.chars().count())
}

/// Returns a text without the words that are secrets.
fn without_secrets(text: &str, known: &[&str]) -> String {
    let text = known
        .iter()
        .filter(|known| !known.is_empty())
        .fold(text.to_owned(), |text, known| text.replace(known, &kept_back(known)));
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let mut written = String::with_capacity(text.len());
    for part in text.split_inclusive(|letter| !is_of_word(letter)) {
        let word = part.trim_end_matches(|letter| !is_of_word(letter));
        if looks_like_jwt(word) || looks_like_api_token(word) {
            written.push_str(&kept_back(word));
            written.push_str(&part[word.len()..]);
        } else {
            written.push_str(part);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln";
    const API_TOKEN: &str = "0GQeP0rp5ZGUl1YxKLRo4uQ8fLH0KTSAUksWfTkTeWm0yWaCOehjjbfjOwarKJYy";

    fn shown(path: &str, actual: Value, sentence: &str) -> (Value, String) {
        let mut mismatch = Mismatch {
            operation: "GetToken".to_owned(),
            path: path.to_owned(),
            expected: None,
            actual: Some(actual),
            sentence: sentence.to_owned(),
        };
        from(&mut mismatch, &["open sesame"]);
        (mismatch.actual.unwrap(), mismatch.sentence)
    }

    #[test]
    fn what_stands_at_the_place_of_a_secret_is_kept_back() {
        assert_eq!(shown("$.access_token", json!("abcd"), "").0, json!("(4 letters kept back)"));
        assert_eq!(shown("$.client_secret", json!(1234), "").0, json!("(a number kept back)"));
        let deep = shown("$", json!([{"clientSecret": "hush", "cloud_password": null, "name": "a"}]), "").0;
        assert_eq!(deep, json!([{"clientSecret": "(4 letters kept back)", "cloud_password": null, "name": "a"}]));
        assert_eq!(shown("$.token_type", json!("bearer"), "").0, json!("bearer"));
    }

    #[test]
    fn what_has_the_form_of_a_secret_is_kept_back_wherever_it_stands() {
        let said = format!("Invalid refresh token: {API_TOKEN}, or ({JWT})! open sesame");
        let (value, sentence) = shown("$.message", json!(said), &said);
        let kept = "Invalid refresh token: (64 letters kept back), or ((29 letters kept back))! (11 letters kept back)";
        assert_eq!((value, sentence.as_str()), (json!(kept), kept));
        let plain = "GetSddc 8bc16a12-7041-47cd-acef-bdfd620f9e33 at 2026-01-05T08:00:00.123Z, é";
        assert_eq!(shown("$.message", json!(plain), plain).1, plain);
    }
}
