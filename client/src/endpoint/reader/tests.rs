//! Tests of the reader: the input that it accepts, and the messages of its errors.

use crate::{
    endpoint::{Body, Empty, Form, Json, OptionalJson, decode_json, decode_pairs},
    endpoints::sddcs::CreateSddcQuery,
    wire::{ApiTokenForm, AwsSddcConfig, MsftLicensing, SddcPatchRequest, entity::empty_as_none},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::{collections::BTreeMap, fmt::Debug};

/// Returns the places of a body that its type does not have; none if the body cannot be decoded.
fn unread<B: Body>(bytes: &[u8]) -> Vec<String> {
    let mut unread = Vec::new();
    if B::decode(bytes, Some(&mut unread)).is_ok() { unread } else { Vec::new() }
}

fn unread_in_query<T: DeserializeOwned>(query: &[u8]) -> Vec<String> {
    let mut unread = Vec::new();
    let pairs = form_urlencoded::parse(query).collect();
    if decode_pairs::<T>(pairs, Some(&mut unread)).is_ok() { unread } else { Vec::new() }
}

/// Describes the difference between this reader and `serde_json` with `serde_path_to_error` on a text. Syntax is
/// checked first, with the messages of `serde_json`; errors of data have a place instead of line and column.
fn differs<T: DeserializeOwned + PartialEq + Debug>(text: &str) -> Option<String> {
    let theirs = match serde_json::from_str::<serde_json::Value>(text) {
        Err(err) => Err((String::new(), err.to_string())),
        Ok(_) => serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text)).map_err(|err| {
            let path = Some(err.path().to_string()).filter(|path| path != ".").unwrap_or_default();
            let reason = err.into_inner().to_string();
            (path, reason.rsplit_once(" at line ").map_or(reason.clone(), |(reason, _)| reason.to_owned()))
        }),
    };
    let ours = decode_json::<T>(text.as_bytes(), None).map_err(|err| (err.path, err.reason));
    (ours != theirs).then(|| format!("{text}: {ours:?} in place of {theirs:?}"))
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: i32,
    b: Option<Vec<Choice>>,
    #[serde(default)]
    c: BTreeMap<u8, f64>,
    #[serde(default)]
    d: Option<char>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Choice {
    Plain,
    New(String),
    Pair(u8, bool),
    Named { x: u64 },
}

#[test]
fn it_reads_and_refuses_as_the_libraries_do_that_it_stands_for() {
    let mut found = Vec::new();
    for text in [
        "",
        " ",
        "{",
        "[",
        "nul",
        "null",
        "tru",
        "{}",
        "[]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{\"a\":1}x",
        "{\"a\":1} ",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":1.}",
        "{\"a\":1.5}",
        "{\"a\":1e2}",
        "{\"a\":-0}",
        "{\"a\":99999999999}",
        "{\"a\":\"1\"}",
        "{\"a\":null}",
        "{\"a\":[1]}",
        "{\"a\":{}}",
        "{\"a\":true}",
        "{\"a\":1,\"z\":2}",
        "{\"a\":1,\n \"b\":7}",
        "{\"a\":1,\"b\":[\"plain\",{\"new\":\"x\"},{\"pair\":[1,true]},{\"named\":{\"x\":1}}]}",
        "{\"a\":1,\"b\":[\"nope\"]}",
        "{\"a\":1,\"b\":[\"plain\",]}",
        "{\"a\":1,\"b\":[,]}",
        "{\"a\":1,\"b\":[\"plain\" \"plain\"]}",
        "{\"a\":1,\"b\":[{\"new\":1}]}",
        "{\"a\":1,\"b\":[{\"pair\":[1]}]}",
        "{\"a\":1,\"b\":[{\"named\":{\"x\":-1}}]}",
        "{\"a\":1,\"b\":[{\"named\":{}}]}",
        "{\"a\":1,\"c\":{\"1\":1.5,\"2\":2}}",
        "{\"a\":1,\"c\":{\"1\":1.5,\"2\":\"x\"}}",
        "{\"a\":1,\"d\":\"x\"}",
        "{\"a\":1,\"d\":\"xy\"}",
        "{\"a\":1,\"d\":\"\\u00e9\"}",
        "{\"a\":1,\"d\":\"\\q\"}",
        "{\"a\":1,\"d\":\"\u{1}\"}",
        "{\"\\u0061\":7}",
        "{\"b\":[]}",
        "\"x\"",
        "7",
        "\n\n  7",
        "{\"a\":1,\"c\":{\"1\":7.25}}",
    ] {
        // The libraries also read a struct from a list.
        found.extend(differs::<Strict>(text).filter(|_| !text.starts_with('[') && !text.contains("[1]")));
        found.extend(differs::<serde_json::Value>(text));
        found.extend(differs::<Option<BTreeMap<String, serde_json::Value>>>(text));
        found.extend(differs::<Vec<f64>>(text));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_no_type_can_hold_is_refused_at_its_place() {
    for (text, path, reason) in [
        (r#"{"a": 1, "a": 2}"#, "a", "duplicate field `a`"),
        (r#"{"a": 1, "b": [{"named": {"x": 1, "x": 2}}]}"#, "b[0].named.x", "duplicate field `x`"),
        (r#"{"a": 1, "b": [{"pair": [1, true, 2]}]}"#, "b[0].pair", "invalid length 3, expected fewer elements"),
        (
            r#"{"a": 1, "b": [{"pair": [1]}]}"#,
            "b[0].pair",
            "invalid length 1, expected tuple variant Choice::Pair with 2 elements",
        ),
        (r#"{"a": 1, "b": [{"new": "x", "plain": 1}]}"#, "b[0]", "expected one member, found 2"),
        (r#"{"a": 1, "d": "\ud800"}"#, "d", "unexpected end of hex escape"),
        (r#"{"a": 1.0e400}"#, "a", "number out of range"),
    ] {
        let err = decode_json::<Strict>(text.as_bytes(), None).unwrap_err();
        assert_eq!((&*err.path, &*err.reason), (path, reason), "{text}");
    }
    let deep = "[".repeat(1000) + &"]".repeat(1000);
    let err = decode_json::<serde_json::Value>(deep.as_bytes(), None).unwrap_err();
    assert_eq!(err.reason, "recursion limit exceeded");
}

fn refusal(body: &str) -> String {
    Json::<AwsSddcConfig>::decode(body.as_bytes(), None).unwrap_err().to_string()
}

#[test]
fn an_array_is_no_object_at_any_depth() {
    assert!(Json::<SddcPatchRequest>::decode(br#"["a"]"#, None).is_err());
    assert!(OptionalJson::<SddcPatchRequest>::decode(br#"["a"]"#, None).is_err());
    let nested = refusal(r#"{"name": "a", "num_hosts": 1, "provider": "AWS", "account_link_config": [true]}"#);
    assert!(nested.contains("account_link_config"), "the refusal names the place: {nested}");
    let listed = refusal(r#"{"name": "a", "num_hosts": 1, "provider": "AWS", "account_link_sddc_config": [[]]}"#);
    assert!(listed.contains("account_link_sddc_config[0]"), "the refusal names the place: {listed}");
}

#[test]
fn what_the_service_has_is_read_as_before() {
    let body = r#"{"name": "a", "num_hosts": 1, "provider": "AWS", "account_link_config": null,
        "account_link_sddc_config": [{"customer_subnet_ids": ["subnet-1"]}]}"#;
    let config = Json::<AwsSddcConfig>::decode(body.as_bytes(), None).unwrap().0;
    let subnets = config.account_link_sddc_config.and_then(|links| links[0].customer_subnet_ids.clone());
    assert_eq!(subnets, Some(vec!["subnet-1".to_owned()]));
    assert_eq!(config.account_link_config, None);
}

#[test]
fn what_the_type_has_no_place_for_is_named_at_any_depth() {
    let body = br#"{"name": "a", "num_hosts": 1, "provider": "AWS", "pizza": 1, "soup": null, "tea": "",
        "account_link_sddc_config": [{"customer_subnet_ids": ["subnet-1"]}, {"pizza": {"size": 1}, "tea": ""}],
        "sddc_template_id": null}"#;
    assert_eq!(unread::<Json<AwsSddcConfig>>(body), ["pizza", "account_link_sddc_config[1].pizza"]);
    assert_eq!(unread::<OptionalJson<SddcPatchRequest>>(br#"{"name": "a", "nmae": "b"}"#), ["nmae"]);
}

#[test]
fn forms_and_queries_have_names() {
    for body in ["refresh_token=a&pizza=1&tea=", r#"{"refresh_token": "a", "pizza": true, "tea": null}"#] {
        assert_eq!(unread::<Form<ApiTokenForm>>(body.as_bytes()), ["pizza"], "{body}");
    }
    assert_eq!(unread_in_query::<CreateSddcQuery>(b"validateOnly=true&force=true&force=&x="), [""; 0]);
    assert_eq!(unread_in_query::<CreateSddcQuery>(b"validateOnly=true&x=&force=true"), ["force"]);
}

#[test]
fn nothing_is_sent_by_an_empty_body_or_one_that_cannot_be_read() {
    for body in ["", "{}", "null", "{", r#"{"a": null, "b": ""}"#] {
        assert_eq!(unread::<Empty>(body.as_bytes()), [""; 0], "{body}");
        assert_eq!(unread::<Json<SddcPatchRequest>>(body.as_bytes()), [""; 0], "{body}");
    }
    assert_eq!(unread::<Json<AwsSddcConfig>>(br#"{"pizza": 1}"#), [""; 0], "refused as a whole");
    assert_eq!(unread::<Empty>(br#"{"a": 1}"#), ["a"]);
}

#[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
struct Scalars {
    #[serde(default)]
    text: String,
    #[serde(default)]
    whole: i32,
    #[serde(default)]
    long: Option<i64>,
    #[serde(default)]
    number: f64,
    #[serde(default)]
    flag: bool,
    #[serde(default, deserialize_with = "empty_as_none")]
    unset: Option<i32>,
    #[serde(default)]
    licence: Option<MsftLicensing>,
    #[serde(default)]
    any: serde_json::Value,
}

/// The JSON text of a field, and the value that is read in its place.
#[test]
fn a_scalar_of_a_body_may_have_the_form_of_another() {
    for (field, sent, read) in [
        ("whole", r#""3""#, "3"),
        ("whole", r#"" -3 ""#, "-3"),
        ("whole", "1.0", "1"),
        ("whole", "1e2", "100"),
        ("whole", "-0", "0"),
        ("long", r#""9223372036854775807""#, "9223372036854775807"),
        ("long", "null", "null"),
        ("number", r#""1.5""#, "1.5"),
        ("number", r#""3""#, "3.0"),
        ("flag", r#""true""#, "true"),
        ("flag", r#""False""#, "false"),
        ("flag", "1", "true"),
        ("flag", "0", "false"),
        ("text", "3", r#""3""#),
        ("text", "1.50", r#""1.50""#),
        ("text", "false", r#""false""#),
        ("unset", r#""3""#, "3"),
        ("unset", "3.0", "3"),
        ("unset", r#""""#, "null"),
        ("any", r#"["3", 3.0]"#, r#"["3",3.0]"#),
    ] {
        let body = format!("{{\"{field}\": {sent}}}");
        let found = Json::<Scalars>::decode(body.as_bytes(), None).map(|body| serde_json::to_value(body.0).unwrap());
        assert_eq!(found.unwrap_or_else(|err| panic!("{body}: {err}"))[field].to_string(), read, "{body}");
        let exact = decode_json::<Scalars>(body.as_bytes(), None);
        let is_exact = matches!(field, "any") || matches!(sent, "null" | r#""""#);
        assert_eq!(exact.is_ok(), is_exact, "answers are read exactly: {body}");
    }
}

#[test]
fn a_scalar_without_a_meaning_is_refused_at_its_place() {
    for (field, sent) in [
        ("whole", r#""three""#),
        ("whole", r#""""#),
        ("whole", r#""1.0""#),
        ("whole", "1.5"),
        ("whole", "true"),
        ("whole", "2147483648"),
        ("whole", r#""2147483648""#),
        ("whole", "[3]"),
        ("long", "1e300"),
        ("long", r#""9223372036854775808""#),
        ("number", r#""NaN""#),
        ("number", "false"),
        ("flag", r#""yes""#),
        ("flag", r#""1""#),
        ("flag", "1.0"),
        ("text", "null"),
        ("text", "[]"),
        ("text", "{}"),
        ("unset", r#""x""#),
        ("unset", "true"),
        ("licence", "7"),
        ("licence", "true"),
    ] {
        let body = format!("{{\"{field}\": {sent}}}");
        let err = Json::<Scalars>::decode(body.as_bytes(), None).expect_err(&body);
        assert_eq!(err.path, field, "{body}: {err}");
    }
}

#[test]
fn a_body_that_sets_only_unknown_fields_is_refused() {
    for body in [r#"{"pizza": 1}"#, r#"{"pizza": 1, "text2": null}"#, r#"{"": [], "any2": {}}"#] {
        let err = Json::<Scalars>::decode(body.as_bytes(), None).expect_err(body);
        assert!(
            err.reason.starts_with("none of its fields is known, expected one of `text`, `whole`"),
            "{body}: {err}"
        );
        assert!(OptionalJson::<Scalars>::decode(body.as_bytes(), None).is_err(), "{body}");
        assert!(
            decode_json::<Scalars>(body.as_bytes(), None).is_ok(),
            "an answer may come from a later version: {body}"
        );
    }
    for body in ["{}", r#"{"pizza": null, "tea": ""}"#, r#"{"pizza": 1, "text": "x"}"#, r#"{"any": {"pizza": 1}}"#] {
        assert!(Json::<Scalars>::decode(body.as_bytes(), None).is_ok(), "{body}");
    }
}
