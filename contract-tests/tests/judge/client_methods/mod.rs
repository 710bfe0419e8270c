//! Checks that every method of the typed client returns the complete answer of its operation and nothing else.
//!
//! The result of a method is encoded as JSON and compared with the bytes on the connection. The list of methods is
//! taken from the client's sources, so that a method that is never called is reported.

mod tap;

mod csp_groups;
mod csp_tokens;
mod csp_users;
mod links;
mod sddcs;
mod upkeep;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Mutex, PoisonError},
};
use tap::Tap;
use tokio::sync::OnceCell;
use vmc_client::{
    Client, endpoints,
    http::ClientBuilder,
    wire::{OrgId, Task, TaskStatus},
};
use vmc_contract::{Target, World, operation};

/// Calls a method of the client, and compares what it returns with what the server has answered.
macro_rules! said {
    ($stage:expr, $method:ident($($argument:expr),* $(,)?)) => {{
        let said = $stage.client.$method($($argument),*).await;
        let said = said.unwrap_or_else(|err| panic!("{}: {err:?}", stringify!($method)));
        $stage.compare(stringify!($method), &said);
        said
    }};
}
use said;

/// Operations that each method has called so far.
static CALLED: Mutex<BTreeMap<String, BTreeSet<&str>>> = Mutex::new(BTreeMap::new());

/// The operations that each method of the client calls. All methods are called once for all tests.
pub(crate) async fn called() -> &'static BTreeMap<String, BTreeSet<&'static str>> {
    static ALL: OnceCell<BTreeMap<String, BTreeSet<&str>>> = OnceCell::const_new();
    let run = async || {
        sddcs::live().await;
        upkeep::addresses_names_and_connectivity().await;
        upkeep::additions_maintenance_and_the_rest().await;
        links::account_links().await;
        links::subscriptions_quotas_and_agreements().await;
        links::templates().await;
        csp_users::people().await;
        csp_groups::groups_and_invitations().await;
        csp_tokens::tokens_and_apps().await;
        CALLED.lock().unwrap_or_else(PoisonError::into_inner).clone()
    };
    ALL.get_or_init(run).await
}

#[tokio::test]
async fn every_method_returns_what_was_answered() {
    let called = called().await;
    let missing: Vec<_> = methods().into_iter().filter(|method| !called.contains_key(method)).collect();
    assert!(missing.is_empty(), "methods of the client that no test calls: {missing:?}");
    // With its own token or key the client exchanges it by itself, before the first call.
    let unasked = endpoints::all().map(|line| line.name).filter(|name| *name != "AuthorizeApiToken");
    let unasked: Vec<_> = unasked.filter(|name| !called.values().any(|operations| operations.contains(name))).collect();
    assert!(unasked.is_empty(), "operations that no method of the client leads to: {unasked:?}");
}

/// The names of all typed methods, read from the client's sources.
fn methods() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/src/http");
    let (mut names, mut files) = (BTreeSet::new(), vec![folder.join("methods.rs"), folder.join("methods")]);
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let declared = text.lines().filter_map(|line| line.trim().strip_prefix("pub async fn "));
        names.extend(declared.filter_map(|rest| rest.split('(').next()).map(str::to_owned));
    }
    assert!(names.len() > 150 && names.contains("create_sddc"), "the sources are where they are looked for");
    names
}

/// A world, and a client whose line to it is tapped.
struct Stage {
    world: World,
    client: Client,
    org: OrgId,
    tap: Tap,
}

impl Stage {
    async fn set(request: Value) -> Self {
        let tap = Tap::on(Target::simulator().url()).await;
        let world = Target::at(&tap.url).world(request).await;
        let token = world.view["api_token"].as_str().unwrap().to_owned();
        let client = Self::builder(&tap).api_token(token).build().unwrap();
        Self { org: world.org().parse().unwrap(), world, client, tap }
    }

    fn builder(tap: &Tap) -> ClientBuilder {
        Client::builder().vmc_url(&tap.url).csp_url(&tap.url)
    }

    /// What a method returned is what the server answered, to the letter.
    fn compare(&self, method: &str, said: &impl Serialize) {
        let exchange = self.tap.last();
        let answered = if exchange.body.is_empty() { Value::Null } else { exchange.body.parse().unwrap() };
        let said = serde_json::to_value(said).unwrap();
        // What is answered where nothing is documented is not returned.
        if !said.is_null() {
            assert_eq!(said, answered, "{method} returns something else than was answered");
        }
        assert!((200..300).contains(&exchange.status), "{method} takes {} for a success", exchange.status);
        let line = operation::line_of(&exchange.method, &exchange.path);
        let line = line.unwrap_or_else(|| panic!("{method} called what is in no table: {exchange:?}"));
        let mut called = CALLED.lock().unwrap_or_else(PoisonError::into_inner);
        called.entry(method.to_owned()).or_default().insert(line.name);
    }

    /// The task once it is over.
    async fn over(&self, task: Task) -> Task {
        let task = said!(self, get_task(self.org, task.entity.id));
        assert_eq!(task.status, Some(TaskStatus::Finished), "{task:?}");
        task
    }
}

/// A body or query of whatever type is asked for.
fn of<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

/// No query.
fn plain<T: DeserializeOwned>() -> T {
    of(json!({}))
}
