//! Secrets that are planted into the answers of a service, in every field that can hold one.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use vmc_client::secrets::is_secret_key;
use vmcsim_fixtures::published;

/// Fields in which people write what they like.
const TEXTS: [&str; 5] = ["description", "display_name", "notes", "tag", "name"];

pub(super) struct SecretPlanter {
    random: fastrand::Rng,
    /// The names of all published fields that hold secrets.
    names: Vec<String>,
    /// Names that were used.
    pub(super) used: BTreeSet<String>,
    pub(super) planted: Vec<String>,
}

impl SecretPlanter {
    pub(super) fn new(seed: u64) -> Self {
        let mut names = BTreeSet::from(["api_token", "api_tokens", "refresh_token", "pass_phrase"].map(str::to_owned));
        for text in
            [published::TYPES, published::CSP, published::NSXT_POLICY, published::NSXT_CLOUD_SERVICE, published::NSXV]
        {
            collect(&serde_json::from_str(text).unwrap(), &mut names);
        }
        let names = names.into_iter().filter(|name| is_secret_key(name)).collect();
        Self { random: fastrand::Rng::with_seed(seed), names, used: BTreeSet::new(), planted: Vec::new() }
    }

    pub(super) fn names(&self) -> usize {
        self.names.len()
    }

    pub(super) fn plant(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.plant(item)),
            Value::Object(members) => {
                members.values_mut().for_each(|member| self.plant(member));
                // A map of ids to objects takes no texts.
                if members.is_empty() || !members.values().all(Value::is_object) {
                    self.plant_members(members);
                }
                self.plant_texts(members);
            }
            _ => {}
        }
    }

    fn plant_members(&mut self, members: &mut Map<String, Value>) {
        for _ in 0..self.random.usize(2..10) {
            let name = self.names[self.random.usize(0..self.names.len())].clone();
            // What is there and is no text has another meaning.
            if members.get(&name).is_none_or(Value::is_string) {
                members.insert(name.clone(), self.secret().into());
                self.used.insert(name);
            }
        }
    }

    fn plant_texts(&mut self, members: &mut Map<String, Value>) {
        for name in TEXTS {
            // The names of SDDCs and the like are not long.
            if self.random.u8(0..8) == 0
                && let Some(Value::String(text)) = members.get_mut(name)
            {
                let secret = self.secret();
                let more = match self.random.u8(0..5) {
                    0 => format!("{text} password={secret}"),
                    1 => format!("{text} https://robot:{secret}@lab.test/x"),
                    2 => format!("{text} Authorization: Bearer {secret}"),
                    3 => format!("{text} {{\"psk\": \"{secret}\"}}"),
                    _ => format!("{text} refresh_token={secret}&x=1"),
                };
                *text = more;
            }
        }
    }

    fn secret(&mut self) -> String {
        let secret: String = (0..24).map(|_| self.random.alphanumeric()).collect();
        self.planted.push(secret.clone());
        secret
    }
}

/// Collects all names of members in a document.
fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(members) => {
            names.extend(members.keys().cloned());
            names.extend(members.get("name").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect(member, names));
        }
        _ => {}
    }
}
