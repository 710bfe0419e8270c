//! Derives the kind of a value from the name of its field.

use super::Kind;
use serde_json::Value;
use std::{collections::HashSet, sync::LazyLock};
use vmc_client::secrets::is_secret_key;
use vmcsim_fixtures::published;

/// Fields whose value was chosen by a user, without word separators: names of people, organizations, SDDCs and the
/// like, free texts, and places of residence.
const NAMES: &[&str] = &[
    "comment",
    "comments",
    "companyname",
    "customername",
    "description",
    "displayname",
    "familyname",
    "firstname",
    "fulldescription",
    "fullname",
    "givenname",
    "groupname",
    "groupnames",
    "keyname",
    "lastname",
    "name",
    "names",
    "nickname",
    "notes",
    "orgdisplayname",
    "organizationname",
    "orgname",
    "phone",
    "phonenumber",
    "postalcode",
    "projectname",
    "sddcname",
    "shortdescription",
    "street",
    "templatename",
    "tenantname",
    "tokenname",
    "vpcname",
    "zipcode",
];

/// Fields that identify a user by a mail address or by a part of one.
const USERS: &[&str] = &[
    "acct",
    "createdby",
    "createuser",
    "email",
    "emails",
    "invitedby",
    "lastmodifieduser",
    "lastupdatedby",
    "modifiedby",
    "requesteremail",
    "updatedbyusername",
    "user",
    "username",
    "usernames",
    "usernamestoadd",
    "usersearchterm",
];

/// Fields that contain the name of a host or of a domain.
const HOSTS: &[&str] = &[
    "clienthostname",
    "domain",
    "domainname",
    "fqdn",
    "host",
    "hostname",
    "idpid",
    "privatednsrecord",
    "publicdnsrecord",
    "subdomain",
];

/// Fields that identify a program that signs in.
const CLIENTS: &[&str] = &["cid", "clientid", "clientids", "clientidstoremove"];

/// Parents of a `name` or `display_name` that the service chose itself, such as `Organization Owner`.
const SERVICE_NAMES_BELOW: &[&str] = &[
    "_ami",
    "ami_info",
    "feature",
    "offer",
    "perm",
    "plan",
    "product",
    "provider",
    "region",
    "role",
    "routetable",
    "scope",
];

/// The maximum length of a word of the published tables that counts as a word of the service.
const WORD_MAX: usize = 64;

/// Returns the kind of value that a field contains, derived from its name and its parent's name. Returns `None` if
/// the kind depends on the value itself.
pub(super) fn kind_of(parent: &str, name: &str) -> Option<Kind> {
    if is_secret_key(name) {
        return Some(Kind::Secret);
    }
    let words: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let is_one_of = |list: &[&str]| list.contains(&words.as_str());
    let parent = parent.to_ascii_lowercase();
    if is_one_of(NAMES) {
        let by_the_service = SERVICE_NAMES_BELOW.iter().any(|above| parent.contains(above));
        return (!by_the_service).then_some(Kind::Name);
    }
    if is_one_of(USERS) {
        return Some(Kind::User);
    }
    if is_one_of(HOSTS) {
        return Some(Kind::Host);
    }
    if is_one_of(CLIENTS) {
        return Some(Kind::Client);
    }
    let of_an_account = words.contains("account") || words.ends_with("ownerid") || words.contains("payer");
    of_an_account.then_some(Kind::Account)
}

/// Returns `true` if the value of a field is a version: four numbers with dots, which could be mistaken for an
/// address.
pub(super) fn is_version(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["version", "build", "release"].iter().any(|word| name.contains(word))
}

/// Returns `true` if a text is a word of the published tables: the name of a field or type, or a known value of a
/// field. If a user chose such a word as a name, its other occurrences are not replaced, because that would destroy
/// the recording.
pub(super) fn is_word_of_the_service(text: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(words);
    WORDS.contains(&text.to_ascii_lowercase())
}

fn words() -> HashSet<String> {
    let mut words = HashSet::new();
    for table in [published::TYPES, published::CSP, published::OPERATIONS] {
        // A table that is not JSON has no words. The rule `fixtures are JSON` covers that case.
        collect(&serde_json::from_str(table).unwrap_or(Value::Null), &mut words);
    }
    words
}

fn collect(value: &Value, words: &mut HashSet<String>) {
    let mut add = |text: &str| {
        if text.len() <= WORD_MAX && !text.contains(' ') {
            words.insert(text.to_ascii_lowercase());
        }
    };
    match value {
        Value::String(text) => add(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Object(members) => {
            members.keys().for_each(|key| add(key));
            members.values().for_each(|member| collect(member, words));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_tell_what_they_hold() {
        for (parent, name, kind) in [
            ("", "refresh_token", Some(Kind::Secret)),
            ("", "name", Some(Kind::Name)),
            ("results", "displayName", Some(Kind::Name)),
            ("organizationRoles", "displayName", None),
            ("serviceRoles", "name", None),
            ("", "updated_by_user_name", Some(Kind::User)),
            ("esx_host_list", "hostname", Some(Kind::Host)),
            ("", "aws_account_number", Some(Kind::Account)),
            ("", "client_id", Some(Kind::Client)),
            ("", "sddc_state", None),
            ("", "num_hosts", None),
            ("", "cluster_name", None),
        ] {
            assert_eq!(kind_of(parent, name), kind, "{name} below {parent}");
        }
        assert!(is_version("vmc_version") && !is_version("vc_ip"));
        assert!(is_word_of_the_service("sddc_state") && is_word_of_the_service("ready"));
        assert!(!is_word_of_the_service("my-sddc"));
    }
}
