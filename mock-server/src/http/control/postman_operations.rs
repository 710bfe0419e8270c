//! Carries out the operations that make the Postman collection and its environment.

mod making;
mod requests;
mod script;

use super::{
    postman::{GetPostmanCollection, GetPostmanEnvironment, PostmanCollection, PostmanEnvironment, PostmanValue},
    table::table,
};
use crate::{
    http::{Shell, auth, networking, routes::Routes},
    world::{
        Call,
        kernel::refusal::{ApiResult, Refusal},
    },
    worlds::Outcome,
};
use http::request::Parts;
use making::collection;
use requests::Requests;
use std::sync::LazyLock;
use vmc_client::{endpoint::OperationInfo, endpoints, wire::Secret};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<GetPostmanCollection>(get_collection).shell::<GetPostmanEnvironment>(get_environment)
}

/// The collection, which is the same for every server. It is made when it is first asked for; a mistake in the requests is a bug, which a test
/// finds.
static COLLECTION: LazyLock<Result<PostmanCollection, String>> =
    LazyLock::new(|| collection(&Requests::read()?, &operation));

/// Returns the operation with this name.
fn operation(name: &str) -> Option<&'static OperationInfo> {
    endpoints::all().chain(table()).find(|info| info.name == name).or_else(|| networking::named(name))
}

fn get_collection(_: &Shell, _: &Parts, _: &Call<GetPostmanCollection>) -> Outcome<PostmanCollection> {
    let made = COLLECTION.as_ref().map(PostmanCollection::clone);
    Outcome::without_world(made.map_err(|mistake| {
        tracing::error!("the Postman collection cannot be made: {mistake}");
        Refusal::internal()
    }))
}

fn get_environment(shell: &Shell, parts: &Parts, call: &Call<GetPostmanEnvironment>) -> Outcome<PostmanEnvironment> {
    let base_url = auth::base_url(parts);
    match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.inspect(id, |world, _| {
            let org = world.state.home().ok_or_else(Refusal::internal)?.id;
            let api_token = world.state.identity.api_token_of_owner(org);
            let values = vec![
                value("base_url", base_url.clone(), false),
                value("world", world.id.to_string(), false),
                value("org", org.to_string(), false),
                value("api_token", api_token.map(|token| token.expose().to_owned()).unwrap_or_default(), true),
                // Whoever may read this has it already.
                value("admin_token", String::new(), true),
            ];
            let name = format!("vmcsim {}", world.id);
            ApiResult::Ok(PostmanEnvironment {
                id: world.id.to_string(),
                name,
                values,
                scope: "environment".to_owned(),
            })
        }),
        Err(error) => Outcome::refused(error),
    }
}

fn value(key: &str, value: String, is_secret: bool) -> PostmanValue {
    let kind = if is_secret { "secret" } else { "default" };
    PostmanValue { key: key.to_owned(), value: Secret::from(value), kind: kind.to_owned(), enabled: true }
}
