//! Checks that every method of the typed client returns the complete answer of its operation and nothing else.
//!
//! The result of a method is encoded as JSON and compared with the bytes on the connection. The methods are those that
//! the lines of the operations name, and the shorthands, whose names are taken from the client's source.

mod tap;

mod autoscaler;
mod csp_groups;
mod csp_tokens;
mod csp_users;
mod links;
mod sddc_groups;
mod sddcs;
mod site_recovery;
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
use vmc_contract::{Target, World, operation, published::Published};

/// Calls a method of the client, and compares what it returns with what the server has answered.
macro_rules! said {
    ($stage:expr, $method:ident($($argument:expr),* $(,)?)) => {
        said!($stage, $stage.client, $method($($argument),*))
    };
    ($stage:expr, $client:expr, $method:ident($($argument:expr),* $(,)?)) => {{
        let said = $client.$method($($argument),*).await;
        let said = said.unwrap_or_else(|err| panic!("{}: {err:?}", stringify!($method)));
        $stage.compare(stringify!($method), &said);
        said
    }};
}
use said;

/// The published fields that answers have had a value in so far, as `Task.status`.
static SENT: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The published fields that the answers to all methods have a value in, once the methods have been called.
pub(crate) fn sent() -> BTreeSet<String> {
    SENT.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Operations that each method has called so far.
static CALLED: Mutex<BTreeMap<String, BTreeSet<&str>>> = Mutex::new(BTreeMap::new());

/// The operations that each method of the client calls. All methods are called once for all tests.
pub(crate) async fn called() -> &'static BTreeMap<String, BTreeSet<&'static str>> {
    static ALL: OnceCell<BTreeMap<String, BTreeSet<&str>>> = OnceCell::const_new();
    let run = async || {
        sddcs::live().await;
        upkeep::addresses_names_and_connectivity().await;
        upkeep::additions_maintenance_and_the_rest().await;
        autoscaler::policies_and_tasks().await;
        links::account_links().await;
        links::subscriptions_quotas_and_agreements().await;
        links::templates().await;
        site_recovery::site_recovery().await;
        sddc_groups::grouped().await;
        sddc_groups::inventory().await;
        csp_users::people().await;
        csp_groups::groups_and_invitations().await;
        csp_tokens::tokens_and_apps().await;
        CALLED.lock().unwrap_or_else(PoisonError::into_inner).clone()
    };
    ALL.get_or_init(run).await
}

#[tokio::test]
async fn every_operation_has_a_method_which_returns_what_was_answered() {
    let called = called().await;
    for line in endpoints::all() {
        let method = line.client_method.unwrap_or_else(|| panic!("{} has no client method", line.name));
        let operations = called.get(method).unwrap_or_else(|| panic!("no test calls the client method `{method}`"));
        assert_eq!(*operations, BTreeSet::from([line.name]), "what `{method}` calls");
    }
    let missing: Vec<_> = shorthands().into_iter().filter(|method| !called.contains_key(method)).collect();
    assert!(missing.is_empty(), "methods of the client that no test calls: {missing:?}");
}

/// The names of the methods that fill in a query or a body, read from the client's source.
fn shorthands() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/src/http/shorthands.rs");
    let text = std::fs::read_to_string(file).unwrap();
    let declared = text.lines().filter_map(|line| line.trim().strip_prefix("pub async fn "));
    let names: BTreeSet<_> = declared.filter_map(|rest| rest.split('(').next()).map(str::to_owned).collect();
    assert!(names.contains("cancel_task"), "the source is where it is looked for");
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
        for tables in Published::all().unwrap() {
            let fields = tables.sent_fields(line.method, line.path, &answered);
            SENT.lock().unwrap_or_else(PoisonError::into_inner).extend(fields);
        }
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
