//! Replaces people, account numbers and public addresses of a description by invented ones. The same text is replaced
//! by the same one everywhere.

use crate::redact::{Personal, personal_in};
use serde_json::Value;
use std::{collections::BTreeMap, net::Ipv4Addr};

/// What is not replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keep {
    /// AWS account numbers.
    pub ids: bool,
    /// Names and mail addresses of people.
    pub names: bool,
    /// Public IPv4 addresses.
    pub addresses: bool,
}

/// How many different texts were replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replaced {
    pub people: usize,
    pub accounts: usize,
    pub addresses: usize,
}

/// The first of the invented addresses: 198.18.0.0/15 is for tests, and holds more than an organization has.
const FIRST_ADDRESS: u32 = u32::from_be_bytes([198, 18, 0, 1]);

/// Replaces what belongs to people and organizations in a description.
pub(super) fn replace(description: &mut Value, keep: Keep) -> Replaced {
    let mut replacing =
        Replacing { keep, people: BTreeMap::new(), accounts: BTreeMap::new(), addresses: BTreeMap::new() };
    if !keep.names {
        replacing.name_users(description);
    }
    replacing.walk(description);
    Replaced {
        people: replacing.people.len(),
        accounts: replacing.accounts.len(),
        addresses: replacing.addresses.len(),
    }
}

struct Replacing {
    keep: Keep,
    /// Invented texts by the real ones.
    people: BTreeMap<String, String>,
    accounts: BTreeMap<String, String>,
    addresses: BTreeMap<Ipv4Addr, Ipv4Addr>,
}

impl Replacing {
    /// Gives the users new names, before their mail addresses are looked for elsewhere.
    fn name_users(&mut self, description: &mut Value) {
        for user in description["users"].as_array_mut().into_iter().flatten() {
            let text = |key: &str| user[key].as_str().unwrap_or_default().to_owned();
            let whole = format!("{} {}", text("first_name"), text("last_name"));
            let username = self.person(&text("username"));
            let number = username.split('@').next().unwrap_or_default().trim_start_matches("user-").to_owned();
            if !whole.trim().is_empty() {
                self.people.insert(whole, format!("User {number}"));
            }
            (user["username"], user["first_name"], user["last_name"]) = (username.into(), "User".into(), number.into());
        }
    }

    fn person(&mut self, mail: &str) -> String {
        let next = self.people.values().filter(|name| name.contains('@')).count() + 1;
        self.people.entry(mail.to_lowercase()).or_insert_with(|| format!("user-{next}@vmcsim.example")).clone()
    }

    fn walk(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk(item)),
            Value::Object(members) => {
                // The paths of documents are keys, and may contain what people chose as names.
                let renamed = std::mem::take(members).into_iter().map(|(key, mut value)| {
                    self.walk(&mut value);
                    (self.text(&key), value)
                });
                *members = renamed.collect();
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str) -> String {
        let (mut new, mut end) = (String::with_capacity(text.len()), 0);
        for (range, what) in personal_in(text) {
            if range.start < end {
                continue;
            }
            new.push_str(&text[end..range.start]);
            new.push_str(&self.invented(&text[range.clone()], what));
            end = range.end;
        }
        new.push_str(&text[end..]);
        for (name, invented) in self.people.iter().filter(|(name, _)| name.contains(' ')) {
            if new.contains(name.as_str()) {
                new = new.replace(name.as_str(), invented);
            }
        }
        new
    }

    fn invented(&mut self, text: &str, what: Personal) -> String {
        match what {
            Personal::Mail if self.keep.names || text.ends_with("@vmcsim.example") => text.to_owned(),
            Personal::Mail => self.person(text),
            Personal::Account if self.keep.ids => text.to_owned(),
            Personal::Account => {
                let next = self.accounts.len() + 1;
                self.accounts
                    .entry(text.to_owned())
                    .or_insert_with(|| format!("{:012}", 100_000_000_000 + next))
                    .clone()
            }
            Personal::PublicAddress(_) if self.keep.addresses => text.to_owned(),
            Personal::PublicAddress(address) => {
                let next = u32::try_from(self.addresses.len()).unwrap_or(u32::MAX);
                let invented = Ipv4Addr::from(FIRST_ADDRESS.saturating_add(next));
                self.addresses.entry(address).or_insert(invented).to_string()
            }
        }
    }
}
