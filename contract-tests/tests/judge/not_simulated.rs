//! Checks the operations that the service has and this server does not simulate: they are listed with reasons and
//! refused in the service's own shape.

use vmc_client::endpoints;
use vmc_contract::{World, published::Published};
use vmcsim::{NotSimulated, not_simulated};

#[test]
fn every_published_operation_is_simulated_or_listed() {
    let published = Published::all().expect("fixtures");
    let operations = published.iter().flat_map(|published| &published.operations);
    // The preview of networking is judged by its own table: `coverage`.
    let wrong = operations.filter(|operation| !operation.preview_networking).filter_map(|operation| {
        let (name, method, path) = (&operation.name, &operation.method, &operation.path);
        let is_simulated = endpoints::all().any(|line| line.method == method && line.path == path);
        match (is_simulated, NotSimulated::find(&method.parse().expect("a method"), path)) {
            (true, None) => None,
            (true, Some(_)) => Some(format!("{method} {path} is simulated, and listed as not simulated")),
            (false, None) => Some(format!("{method} {path} ({name}) is neither simulated nor listed")),
            (false, Some(listed)) => match listed.operation {
                Some(other) if other != name => Some(format!("{method} {path} is {name}, not {other}")),
                _ => None,
            },
        }
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "see mock-server/src/http/not_simulated.rs:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_listed_that_is_not_published() {
    let published = Published::all().expect("fixtures");
    for listed in not_simulated().filter(|listed| listed.operation.is_some()) {
        let found = published.iter().find_map(|published| published.operation(listed.method, listed.path));
        assert_eq!(
            found.map(|operation| operation.name.as_str()),
            listed.operation,
            "{} {}",
            listed.method,
            listed.path
        );
    }
}

#[tokio::test]
async fn who_asks_for_it_is_told_so() {
    let world = World::new().await;
    let owner = world.owner().await;
    for listed in not_simulated() {
        let filled = |part: &str| match part.strip_prefix('{').and_then(|part| part.split_once('}')) {
            Some((_, verb)) => format!("x{verb}"),
            None => part.replace('*', "x"),
        };
        let path = listed.path.split('/').map(filled).collect::<Vec<_>>().join("/");
        let method = listed.method.replace('*', "DELETE");
        let answer = owner.send(&method, &path, None).await.expect(501);
        let sentence = format!("{} is not simulated: {}.", listed.what, listed.reason);
        assert!(answer.text.contains(&sentence), "{method} {path}: {}", answer.text);
    }
}
