//! A journal entry that can be shown: an exchange without its secrets.

use super::{
    Fingerprint,
    entry::{Entry, EntryFault},
    exchange::{self, Exchange, Kept, VERIFIED},
    placeholders::Placeholders,
    redact::{A_WORLD, Body, Redactor, names_a_secret},
};
use jiff::Timestamp;
use serde_json::Value;
use vmc_client::endpoint::Service;

/// The maximum number of ignored parts of a request that an entry lists.
const UNREAD_MAX: usize = 100;

/// An entry whose bodies are stored as text, because parsed JSON takes ten times the memory.
#[derive(Debug)]
pub(crate) struct RedactedEntry {
    /// The entry without its bodies.
    entry: Entry,
    request_body: Option<Text>,
    answer_body: Option<Text>,
}

/// A body without its secrets.
#[derive(Debug)]
enum Text {
    Json(Box<str>),
    Plain(Box<str>),
}

impl RedactedEntry {
    /// Converts an exchange into an entry that can be shown, and replaces its secrets.
    pub(super) fn of(number: u64, at: Timestamp, exchange: &Exchange, placeholders: &mut Placeholders) -> Self {
        let mut redactor = Redactor::new(placeholders);
        loop {
            let met = redactor.met();
            let told = Self::with(number, at, exchange, &mut redactor);
            // A secret may occur before the field whose name reveals it. In the second pass all secrets are known.
            if redactor.met() == met {
                return told;
            }
        }
    }

    fn with(number: u64, at: Timestamp, exchange: &Exchange, redactor: &mut Redactor) -> Self {
        let Exchange {
            operation,
            service,
            visitor,
            signs_in,
            head,
            document,
            body,
            status,
            answer,
            unread,
            fault,
            panicked,
        } = exchange;
        let caller = visitor.as_ref().map(|token| token.caller.username.clone()).or_else(|| signs_in.clone());
        let (path, query) = head.path_and_query();
        let sign_in = *service == Service::Csp;
        let mut unread = unread
            .map(|find| {
                let query = query.unwrap_or_default().as_bytes();
                exchange::unread(operation.unwrap_or_default(), find, query, &body.bytes)
            })
            .unwrap_or_default();
        let unknown = |place: &str| -> Vec<String> {
            let names = unread.iter().filter(|_| sign_in).filter_map(|path| path.strip_prefix(place));
            names.map(str::to_owned).collect()
        };
        let (unknown_in_query, unknown_in_body) = (unknown("query."), unknown("body."));
        let headers = head.headers().map(|(name, value)| {
            let value = match (value.strip_suffix(VERIFIED), visitor) {
                (Some(before), Some(token)) => format!("{before}{}", redactor.placeholder(token.fingerprint)),
                _ => redactor.header(name, value),
            };
            (name.to_owned(), value)
        });
        let headers = headers.collect();
        let query = query.map(|query| redactor.pairs(query, &unknown_in_query));
        // Requests to the sign-in service may contain a secret anywhere, and bodies of the control API may contain whole worlds. If such a
        // body cannot be read, it is not shown.
        let control = *service == Service::Control;
        let request_body = Text::of(body, redactor, sign_in || control, &unknown_in_body);
        let answer_body = Text::of(answer, redactor, control, &[]);
        unread.truncate(UNREAD_MAX);
        let entry = Entry {
            number,
            at,
            operation: operation.map(str::to_owned),
            control,
            caller: caller.map(|name| name.to_string()),
            method: head.method.to_string(),
            path: redactor.path(path),
            query,
            headers,
            request_body: None,
            request_body_cut_from: cut_from(body),
            document: document.map(Fingerprint::hex),
            status: *status,
            answer_body: None,
            answer_body_cut_from: cut_from(answer),
            unread: unread.iter().map(|place| redactor.text(place)).collect(),
            fault: fault.map(|(rule, name)| EntryFault { rule, name: name.to_owned() }),
            panicked: *panicked,
        };
        Self { entry, request_body, answer_body }
    }

    /// Replaces secrets that other exchanges revealed since this entry was made.
    pub(super) fn replace_known(&mut self, placeholders: &Placeholders) {
        let mut replace = |text: &mut String| {
            if let Some(clean) = placeholders.replaced(text) {
                *text = clean;
            }
        };
        let Entry { path, query, headers, unread, .. } = &mut self.entry;
        replace(path);
        query.iter_mut().chain(headers.values_mut()).chain(unread.iter_mut()).for_each(&mut replace);
        for body in [&mut self.request_body, &mut self.answer_body].into_iter().flatten() {
            body.replace_known(placeholders);
        }
    }

    /// Returns the entry without its bodies.
    pub(super) fn head(&self) -> &Entry {
        &self.entry
    }

    pub(super) fn number(&self) -> u64 {
        self.entry.number
    }

    /// Returns the entry with its bodies.
    pub(super) fn entry(&self) -> Entry {
        let (request_body, answer_body) = (self.request_body(), self.answer_body.as_ref().map(Text::value));
        Entry { request_body, answer_body, ..self.entry.clone() }
    }

    pub(super) fn request_body(&self) -> Option<Value> {
        self.request_body.as_ref().map(Text::value)
    }

    pub(super) fn size(&self) -> usize {
        let Entry { path, query, headers, unread, .. } = &self.entry;
        let headers: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        let unread: usize = unread.iter().map(String::len).sum();
        let bodies = [&self.request_body, &self.answer_body].into_iter().flatten().map(Text::size).sum::<usize>();
        size_of::<Self>() + path.len() + query.as_ref().map_or(0, String::len) + headers + unread + bodies
    }
}

fn cut_from(body: &Kept) -> Option<u64> {
    body.is_cut().then_some(body.length as u64)
}

impl Text {
    fn of(body: &Kept, redactor: &mut Redactor, strict: bool, unknown: &[String]) -> Option<Self> {
        if body.length == 0 {
            return None;
        }
        let plain = |text: String| Self::Plain(text.into());
        Some(match Body::of(&body.bytes, !body.is_cut()) {
            // Requests to the sign-in service are JSON objects. A JSON string instead of an object may itself be a secret.
            (_, Some(value)) if !strict || !value.is_string() || value == A_WORLD => {
                Self::Json(redactor.json(value, false, unknown).to_string().into())
            }
            (Body::Pairs(text), _) => plain(redactor.pairs(text, unknown)),
            (Body::Multipart(text), _) => plain(redactor.multipart(text, unknown)),
            // The format of a truncated body is known. In a body of any other format, a secret may occur anywhere.
            (Body::Text(text), _) if !strict && (body.is_cut() || !names_a_secret(text)) => {
                plain(redactor.broken(text))
            }
            _ => plain(format!("[{} bytes that cannot be read]", body.length)),
        })
    }

    fn replace_known(&mut self, placeholders: &Placeholders) {
        let (Self::Json(text) | Self::Plain(text)) = self;
        if let Some(clean) = placeholders.replaced(text) {
            *text = clean.into();
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Json(text) => serde_json::from_str(text).unwrap_or_default(),
            Self::Plain(text) => Value::String(text.to_string()),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Json(text) | Self::Plain(text) => text.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::exchange::Head;
    use bytes::Bytes;
    use http::{HeaderMap, Method};

    fn told(path: &str, headers: &[(&'static str, &str)], body: &str, answer: &str) -> Entry {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let kept = |text: &str| Kept::request(&Bytes::copy_from_slice(text.as_bytes()));
        let exchange = Exchange {
            operation: None,
            service: Service::at(path),
            visitor: None,
            signs_in: None,
            head: Head::of(&Method::POST, &path.parse().unwrap(), &map, None),
            document: None,
            body: kept(body),
            status: 200,
            answer: kept(answer),
            unread: None,
            fault: None,
            panicked: false,
        };
        assert_eq!(format!("{exchange:?}"), "Exchange { operation: None, .. }");
        RedactedEntry::of(1, Timestamp::UNIX_EPOCH, &exchange, &mut Placeholders::default()).entry()
    }

    #[test]
    fn a_secret_is_found_in_every_place_and_form() {
        let api_token = "0aB1cD2eF3".repeat(6) + "zz9Z";
        let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\npw\r\n--x--\r\n";
        let fine = ("/vmc/a?b=c", "{\"name\":\"a\"}", "{\"name\":\"a\"}");
        for (path, header, body, answer) in [
            (&*format!("/vmc/{api_token}/a"), ("accept", "*/*"), fine.1, fine.2),
            ("/vmc/a?b=c&api_token=hunter2&d=e", ("accept", "*/*"), fine.1, fine.2),
            (&*format!("/vmc/a?b={}", jwt.replace('.', "%2E")), ("accept", "*/*"), fine.1, fine.2),
            (fine.0, ("authorization", "Basic aWQ6aHVudGVyMg=="), fine.1, fine.2),
            (fine.0, ("authorization", "hunter2"), fine.1, fine.2),
            (fine.0, ("csp-auth-token", "hunter2"), fine.1, fine.2),
            (fine.0, ("user-agent", jwt), fine.1, fine.2),
            (fine.0, ("accept", "*/*"), "{\"a\":[{\"Cloud-Password\":{\"b\":[\"hunter2\",7]}}]}", fine.2),
            (
                fine.0,
                ("accept", "*/*"),
                "{\"a\":\"hunter2\",\"password\":\"hunter2\"}",
                "{\"message\":\"hunter2 is wrong\"}",
            ),
            (fine.0, ("accept", "*/*"), "refresh_token=hunter2&a=b", fine.2),
            (fine.0, ("accept", "*/*"), multipart, fine.2),
            (fine.0, ("accept", "*/*"), "{\"password\": \"hunter2\", \"a\": ", fine.2),
            (fine.0, ("accept", "*/*"), "{\"password\": {\"a\": [\"hunter2\"]}, \"a\": ", fine.2),
            (fine.0, ("accept", "*/*"), "{\"password\": \"hunter2", fine.2),
            (fine.0, ("accept", "*/*"), "password=hunter2 and more", fine.2),
            ("/csp/a", ("accept", "*/*"), "hunter2", fine.2),
            ("/csp/a", ("accept", "*/*"), "\"hunter2\"", fine.2),
            ("/csp/a", ("accept", "*/*"), "{\"a\": \"hunter2\"", fine.2),
            (fine.0, ("accept", "*/*"), fine.1, "{\"client_secret\":\"hunter2\"}"),
            (fine.0, ("accept", "*/*"), fine.1, &*format!("{{\"message\":\"token {api_token} and {jwt}.\"}}")),
        ] {
            let entry = told(path, &[header], body, answer);
            let shown = serde_json::to_string(&entry).unwrap();
            for secret in ["hunter2", "aHVudGVyMg", &api_token, "c2lnbmF0dXJl", "\npw", ":7"] {
                assert!(!shown.contains(secret), "{secret} is shown: {shown}");
            }
            assert!(shown.contains("[secret 1]") || shown.contains("cannot be read]"), "{shown}");
        }
    }

    #[test]
    fn what_is_no_secret_stays_as_it_was() {
        let entry =
            told("/vmc/a%20b?x=%41+b&y", &[("accept", "a/b")], "{\"token_type\":\"b\",\"n\":7,\"e\":null}", "[1]");
        assert_eq!((entry.path.as_str(), entry.query.as_deref()), ("/vmc/a%20b", Some("x=%41+b&y")));
        assert_eq!(entry.request_body, Some(serde_json::json!({"token_type": "b", "n": 7, "e": null})));
        assert_eq!((entry.answer_body, entry.headers["accept"].as_str()), (Some(serde_json::json!([1])), "a/b"));
        let form = told("/csp/a", &[], "grant_type=a&scope=", "");
        assert_eq!((form.request_body, form.answer_body), (Some("grant_type=a&scope=".into()), None));
    }
}
