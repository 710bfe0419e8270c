//! The users and OAuth apps of a description.

use crate::{
    description::{
        model::{Credentials, Description},
        problems::Problems,
        reading::Placed,
    },
    identity::{
        demo,
        people::{CLIENT_ID_MAX, NewApp, NewUser, People, SECRET_MAX, SECRET_MIN, can_be_client_id, can_be_secret},
    },
    state::identity::roles::{OrgRole, Roles, ServiceRole},
};
use std::collections::BTreeSet;
use vmc_client::wire::{Secret, UserId};

/// Reads users and apps. A description that has neither gets the usual ones.
pub(super) fn read(description: &Description, credentials: Credentials, problems: &mut Problems) -> People {
    if description.users.is_none() && description.oauth_apps.is_none() {
        return demo::people();
    }
    let mut secrets = BTreeSet::new();
    let mut given = |secret: &Placed<Secret>, problems: &mut Problems| {
        let text = secret.value.expose();
        if !can_be_secret(text) {
            let message = format!("A secret has {SECRET_MIN} to {SECRET_MAX} visible ASCII characters.");
            secret.problem(problems, message);
        } else if !secrets.insert(text.to_owned()) {
            secret.problem(problems, "This secret is here twice.");
        }
        (credentials == Credentials::Given).then(|| secret.value.clone())
    };
    let mut people = People::default();
    let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for user in description.users.iter().flatten() {
        let wanted = &user.value;
        if wanted.username.trim().is_empty() {
            user.problem_at("username", problems, "A user needs a name.");
        } else if !names.insert(wanted.username.to_lowercase()) {
            user.problem_at("username", problems, "There is another user of this name.");
        }
        if wanted.id.is_some_and(|id| !ids.insert(id)) {
            user.problem_at("id", problems, "There is another user with this id.");
        }
        let api_tokens = match &wanted.api_tokens {
            None => vec![None],
            Some(tokens) => tokens.iter().map(|token| given(token, problems)).collect(),
        };
        people.users.push(NewUser {
            id: wanted.id.map(UserId),
            username: wanted.username.clone(),
            first_name: wanted.first_name.clone().unwrap_or_else(|| "Demo".to_owned()),
            last_name: wanted.last_name.clone().unwrap_or_else(|| "User".to_owned()),
            roles: roles(&wanted.roles, problems),
            api_tokens,
        });
    }
    if description.users.is_some() && people.users.is_empty() {
        problems.add("users", None, "An organization needs a user. Leave out the key for the default ones.");
    }
    let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for app in description.oauth_apps.iter().flatten() {
        let wanted = &app.value;
        if !names.insert(&wanted.name) {
            app.problem_at("name", problems, "There is another OAuth app of this name.");
        }
        if let Some(id) = &wanted.client_id {
            check_client_id(id, problems);
            if !ids.insert(&id.value) {
                id.problem(problems, "There is another OAuth app with this client id.");
            }
        }
        let id = wanted.client_id.as_ref().filter(|_| credentials == Credentials::Given);
        people.apps.push(NewApp {
            name: wanted.name.clone(),
            id: id.map(|id| id.value.clone()),
            secret: wanted.client_secret.as_ref().and_then(|secret| given(secret, problems)),
            roles: roles(&wanted.roles, problems),
        });
    }
    people
}

fn check_client_id(id: &Placed<String>, problems: &mut Problems) {
    if !can_be_client_id(&id.value) {
        let message = format!("A client id has 1 to {CLIENT_ID_MAX} letters, digits, -, _ and . only.");
        id.problem(problems, message);
    }
}

fn roles(names: &[Placed<String>], problems: &mut Problems) -> Roles {
    let mut roles = Roles::default();
    for name in names {
        match (OrgRole::named(&name.value), ServiceRole::named(&name.value)) {
            (Some(role), _) => {
                roles.org.insert(role);
            }
            (None, Some(role)) => {
                roles.service.insert(role);
            }
            (None, None) => {
                let org = OrgRole::ALL.into_iter().map(OrgRole::name);
                let all: Vec<_> = org.chain(ServiceRole::ALL.into_iter().map(ServiceRole::name)).collect();
                name.problem(problems, format!("There is no role of this name. The roles are {}.", all.join(", ")));
            }
        }
    }
    roles
}
