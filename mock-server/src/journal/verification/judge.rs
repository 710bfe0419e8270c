//! Compares the entries of a journal with the expected requests.

use super::{
    Difference, NearMiss, Verdict, Verification,
    compare::{Secrets, as_fields, compare, path_fits},
    times,
};
use crate::journal::{Totals, entry::Entry, filter::is_caller, placeholders::Placeholders, redacted::RedactedEntry};
use serde_json::Value;
use std::collections::BTreeMap;

/// The maximum number of near misses that are shown.
const CLOSEST_MAX: usize = 3;

/// The maximum number of differences that are shown for one request.
const DIFFERENCES_MAX: usize = 10;

/// The maximum number of other requests that are listed.
const OTHERS_MAX: usize = 10;

impl Verification {
    /// Compares the entries of a journal, the oldest first, with the expected requests.
    pub(in crate::journal) fn judge<'t>(
        &self,
        entries: impl Iterator<Item = &'t RedactedEntry>,
        totals: Totals,
        placeholders: &Placeholders,
    ) -> Verdict {
        let entries: Vec<_> = entries.collect();
        let own = self.search(&entries, 0, placeholders);
        let matched = own.fitting.len() as u64;
        let enough = self.times.enough(matched);
        // Entries that were dropped may have matched too.
        let certain = totals.dropped == 0 || (self.times.most().is_none() && !self.nothing_else);
        let counted = enough && self.times.not_too_many(matched) && certain;
        let mut message = format!("{self} was wanted {}, and happened {}.", self.times, times(matched));
        let mut closest = if enough { Vec::new() } else { own.near };
        let mut followed = true;
        if counted && let Some((next, after, near)) = self.not_followed(&entries, &own.fitting, placeholders) {
            followed = false;
            message += &format!(" {next} was wanted after entry {after}, and did not follow.");
            closest = near;
        }
        let mut others = self.others(&entries, placeholders);
        if !others.is_empty() {
            let number =
                if others.len() == 1 { "one more was".to_owned() } else { format!("{} more were", others.len()) };
            message += &format!(" No other request was wanted, and {number} made.");
        }
        let satisfied = counted && followed && others.is_empty();
        others.truncate(OTHERS_MAX);
        closest.sort_by_key(|miss| miss.differences.len());
        closest.truncate(CLOSEST_MAX);
        for miss in &mut closest {
            miss.differences.truncate(DIFFERENCES_MAX);
        }
        if totals.dropped > 0 && !satisfied {
            message += &format!(" {} older entries made room and cannot be looked at.", totals.dropped);
        }
        Verdict { satisfied, matched, entries: own.fitting, message, closest, others, dropped: totals.dropped }
    }

    /// Finds the requests after this entry that match, and those that nearly match.
    fn search(&self, entries: &[&RedactedEntry], after: u64, placeholders: &Placeholders) -> Found {
        let mut found = Found::default();
        for told in entries.iter().filter(|told| told.number() > after) {
            let entry = told.head();
            if !self.counts(entry) {
                continue;
            }
            let differences = self.differences(told, placeholders);
            if differences.is_empty() {
                found.fitting.push(entry.number);
            } else if self.is_about(entry) {
                found.near.push(NearMiss { number: entry.number, line: entry.line(), differences });
            }
        }
        found
    }

    /// Returns the first expectation of `then` that no later request meets, the entry after which it was expected, and the near misses.
    fn not_followed(
        &self,
        entries: &[&RedactedEntry],
        fitting: &[u64],
        placeholders: &Placeholders,
    ) -> Option<(&Self, u64, Vec<NearMiss>)> {
        // The earliest match leaves the most requests to follow.
        let mut after = fitting.first().copied().unwrap_or(0);
        for next in &self.then {
            let found = next.search(entries, after, placeholders);
            match found.fitting.first() {
                Some(number) => after = *number,
                None => return Some((next, after, found.near)),
            }
        }
        None
    }

    /// Returns the entries of requests to the service that nothing matches, if nothing else was expected.
    fn others(&self, entries: &[&RedactedEntry], placeholders: &Placeholders) -> Vec<u64> {
        let wanted = |told: &RedactedEntry| {
            std::iter::once(self).chain(&self.then).any(|wanted| wanted.differences(told, placeholders).is_empty())
        };
        let others = entries.iter().filter(|told| self.nothing_else && !told.head().control && !wanted(told));
        others.map(|told| told.number()).collect()
    }

    /// Returns whether an entry counts. Requests to the control API count only if the expected path is one of the control API, or the
    /// expected operation is the entry's.
    fn counts(&self, entry: &Entry) -> bool {
        !entry.control
            || self.path.as_ref().is_some_and(|path| path.starts_with(crate::control_prefix::PREFIX))
            || self.operation.is_some() && self.operation == entry.operation
    }

    /// Returns whether a request has the expected operation or path. Only such a request can be a near miss.
    fn is_about(&self, entry: &Entry) -> bool {
        match (&self.operation, &self.path) {
            (Some(name), _) => entry.operation.as_ref() == Some(name),
            (None, Some(path)) => path_fits(path, &entry.path),
            (None, None) => true,
        }
    }

    fn differences(&self, told: &RedactedEntry, placeholders: &Placeholders) -> Vec<Difference> {
        let entry = told.head();
        let mut found = Vec::new();
        let mut differ = |place: &str, wanted: &str, is: &str| {
            found.push(Difference::of(place.to_owned(), format!("wanted {wanted}, is {is}")));
        };
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        if self.operation.is_some() && self.operation != entry.operation {
            differ("operation", &shown(&self.operation), &shown(&entry.operation));
        }
        if let Some(method) = &self.method
            && !method.eq_ignore_ascii_case(&entry.method)
        {
            differ("method", method, &entry.method);
        }
        if let Some(path) = &self.path
            && !path_fits(path, &entry.path)
        {
            differ("path", path, &entry.path);
        }
        if let Some(caller) = &self.caller
            && !is_caller(entry.caller.as_deref(), caller)
        {
            differ("caller", caller, &shown(&entry.caller));
        }
        if let Some(status) = self.status
            && !status.fits(entry.status)
        {
            differ("status", &status.to_string(), &entry.status.to_string());
        }
        let secrets = Secrets(placeholders);
        self.differing_parameters(entry, &secrets, &mut differ);
        if let Some(wanted) = &self.body {
            let is = told.request_body();
            if entry.request_body_cut_from.is_some() {
                differ("body", "a body", "one that was too long to be kept whole");
            } else {
                compare(wanted, &is.map_or(Value::Null, |is| as_fields(is, wanted)), "body", &secrets, &mut found);
            }
        }
        found
    }

    /// Compares the query parameters and the headers.
    fn differing_parameters(&self, entry: &Entry, secrets: &Secrets, differ: &mut impl FnMut(&str, &str, &str)) {
        let query: BTreeMap<_, _> =
            form_urlencoded::parse(entry.query.as_deref().unwrap_or_default().as_bytes()).into_owned().collect();
        for (name, wanted) in &self.query {
            let is = query.get(name);
            if !is.is_some_and(|is| secrets.same(wanted, is)) {
                differ(&format!("query.{name}"), wanted, is.map_or("not there", String::as_str));
            }
        }
        for (name, wanted) in &self.headers {
            let is = entry.headers.get(&name.to_ascii_lowercase());
            if !is.is_some_and(|is| secrets.same_header(wanted, is)) {
                // A header that was wanted may be a secret.
                differ(&format!("headers.{name}"), "another value", is.map_or("not there", String::as_str));
            }
        }
    }
}

/// The requests that match a pattern, and those that nearly match.
#[derive(Default)]
struct Found {
    fitting: Vec<u64>,
    near: Vec<NearMiss>,
}
