//! Copies of organizations: a described world is served, copied by `vmc-contract copy`, made again and compared.

mod all_answers;
mod planter;
mod proxy;
mod writes;

use self::{all_answers::AllAnswers, planter::SecretPlanter, proxy::ReadOnlyProxy, writes::Write};
use serde_json::{Value, json};
use std::{fs, path::Path, time::Duration};
use vmc_client::{Client, wire::OrgId};
use vmc_contract::{
    Target, User, World,
    copy::{Keep, Settings, Summary, copy},
};
use vmcsim::description;

/// A page with something of each kind that a description can say.
const DESCRIPTION: &str = include_str!("organization.yaml");

/// A world from the description, in the server of these tests, and with credentials of its own.
async fn described() -> World {
    let read = description::read(Path::new("organization.yaml"), DESCRIPTION, &|_| None).unwrap();
    Target::simulator().made_from(json!({"from": {"description": read}, "credentials": "derived"})).await
}

/// A copy of the organization of a world through a proxy, and what it says.
async fn copied(
    world: &World,
    proxy: &ReadOnlyProxy,
    output: &Path,
    sddcs: &[&str],
    keep: Keep,
) -> anyhow::Result<Summary> {
    let url = proxy.url();
    let token = world.view["api_token"].as_str().unwrap();
    let client = Client::builder().vmc_url(&url).csp_url(&url).api_token(token).build()?;
    let sddcs = sddcs.iter().map(|name| (*name).to_owned()).collect();
    let (org, output) = (OrgId(world.org().parse()?), output.to_owned());
    copy(Settings {
        client,
        url: "of the test".to_owned(),
        org,
        sddcs,
        keep,
        output,
        pause: Duration::ZERO,
        tell: |_| {},
    })
    .await
}

/// The world that is made from a copy.
async fn made_again(file: &Path) -> World {
    let read = description::read_file(file).unwrap();
    Target::simulator().made_from(json!({"from": {"description": read}, "credentials": "derived", "rate": 0})).await
}

#[tokio::test]
async fn a_copy_answers_every_get_alike() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("org.yaml");
    let (world, proxy) = (described().await, ReadOnlyProxy::open(Target::simulator().url()).await);
    let summary = copied(&world, &proxy, &file, &[], Keep::default()).await.unwrap();
    assert_eq!(summary.missing, []);
    assert_eq!(summary.sddcs, 9);
    assert!(summary.documents >= 6 && summary.secrets >= 12, "{summary:?}");
    assert_eq!(proxy.refused(), Vec::<String>::new(), "a copy signs in and reads, and does nothing else");
    let again = made_again(&file).await;
    let (one, other) = (AllAnswers::of(&world).await, AllAnswers::of(&again).await);
    assert!(one.count() > 200, "{} answers", one.count());
    let differences = one.differences(&other);
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences[..differences.len().min(40)].join("\n")
    );
    // Nothing of what belongs to people is there.
    let text = fs::read_to_string(&file).unwrap();
    for real in ["ada.lovelace", "Lovelace", "123456789012", "8.8.4.4"] {
        assert!(!text.contains(real), "{real} is in the copy");
    }
}

/// What was made from a copy goes on like what was copied.
#[tokio::test]
async fn random_requests_are_answered_alike_by_a_world_and_its_copy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("org.yaml");
    let (world, proxy) = (described().await, ReadOnlyProxy::open(Target::simulator().url()).await);
    copied(&world, &proxy, &file, &[], Keep::default()).await.unwrap();
    let again = made_again(&file).await;
    // Both go on from the same time, at the same pace.
    let begin = json!({"at": "2026-01-05T12:30:00Z"});
    for world in [&world, &again] {
        world.control("PATCH", "/clock", &begin).await.expect(200);
        world.control("PUT", "/pacing", &json!({"preset": "realistic"})).await.expect(200);
    }
    let mut random = fastrand::Rng::with_seed(17);
    let mut accepted = 0;
    for number in 0..200 {
        let write = Write::random(&mut random);
        let one = write.send(&world, &world.owner_of_copy().await).await;
        let other = write.send(&again, &again.owner_of_copy().await).await;
        assert_eq!(one, other, "request {number}");
        accepted += usize::from(one.0 < 400);
    }
    assert!(accepted > 40, "{accepted} requests were accepted");
}

#[tokio::test]
async fn no_planted_secret_comes_into_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let world = described().await;
    let proxy = ReadOnlyProxy::open(Target::simulator().url()).await;
    proxy.plant(SecretPlanter::new(23));
    let mut texts = String::new();
    for round in 0.. {
        let file = folder.path().join(format!("{round}.yaml"));
        // The progress of an interrupted copy has no secrets either.
        proxy.close_after(60 + round);
        let _ = copied(&world, &proxy, &file, &["prod", "stage"], Keep::default()).await;
        texts.push_str(&fs::read_to_string(folder.path().join(format!("{round}.yaml.part"))).unwrap());
        proxy.close_after(usize::MAX);
        copied(&world, &proxy, &file, &["prod", "stage"], Keep::default()).await.unwrap();
        texts.push_str(&fs::read_to_string(&file).unwrap());
        if proxy.planted(|planter| planter.planted.len()) >= 10_000 {
            break;
        }
    }
    proxy.planted(|planter| {
        assert!(
            planter.names() >= 30 && planter.used.len() == planter.names(),
            "{} of {}",
            planter.used.len(),
            planter.names()
        );
        let found: Vec<_> = planter.planted.iter().filter(|secret| texts.contains(secret.as_str())).collect();
        assert!(found.is_empty(), "{} of {} secrets are in the copy", found.len(), planter.planted.len());
    });
    assert!(!texts.contains("a-key-that-nobody-may-see"));
}

#[tokio::test]
async fn what_is_to_be_kept_is_kept_and_a_part_can_be_copied() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("part.yaml");
    let (world, proxy) = (described().await, ReadOnlyProxy::open(Target::simulator().url()).await);
    let keep = Keep { ids: true, names: true, addresses: true };
    let summary = copied(&world, &proxy, &file, &["prod", "stage"], keep).await.unwrap();
    assert_eq!((summary.sddcs, summary.replaced), (2, Default::default()));
    let text = fs::read_to_string(&file).unwrap();
    for real in ["ada.lovelace@corp.test", "Lovelace", "123456789012", "8.8.4.4", "name: prod", "name: stage"] {
        assert!(text.contains(real), "{real} is not in the copy");
    }
    assert!(!text.contains("name: gone"));
    let again = made_again(&file).await;
    let sddcs = again.owner_of_copy().await.sddcs().await.expect(200).body;
    assert_eq!(sddcs.as_array().unwrap().len(), 2);
    let unknown = copied(&world, &proxy, &folder.path().join("no.yaml"), &["nowhere"], keep).await.unwrap_err();
    assert!(unknown.to_string().contains("no SDDC called nowhere"), "{unknown}");
    let there = copied(&world, &proxy, &file, &[], keep).await.unwrap_err();
    assert!(there.to_string().contains("exists already"), "{there}");
}

/// However often a copy is interrupted, and wherever, it ends with the same file.
#[tokio::test]
async fn an_interrupted_copy_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, broken) = (folder.path().join("whole.yaml"), folder.path().join("broken.yaml"));
    let (world, proxy) = (described().await, ReadOnlyProxy::open(Target::simulator().url()).await);
    let requests = copied(&world, &proxy, &whole, &[], Keep::default()).await.unwrap().requests;
    let mut random = fastrand::Rng::with_seed(7);
    let mut sent = 0;
    for _ in 0..8 {
        proxy.close_after(random.usize(1..requests / 4));
        match copied(&world, &proxy, &broken, &[], Keep::default()).await {
            Ok(summary) => sent += summary.requests,
            Err(_) => {
                let part = folder.path().join("broken.yaml.part");
                let kept = fs::read(&part).unwrap();
                // A killed process may leave half a line.
                fs::write(&part, [&kept[..], b"{\"request\": \"half"].concat()).unwrap();
                #[cfg(unix)]
                assert_eq!(
                    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&part).unwrap().permissions()) & 0o777,
                    0o600
                );
            }
        }
    }
    proxy.close_after(usize::MAX);
    if !broken.exists() {
        sent += copied(&world, &proxy, &broken, &[], Keep::default()).await.unwrap().requests;
    }
    assert!(sent < requests, "the last run sends {sent} of {requests} requests");
    assert_eq!(fs::read_to_string(&whole).unwrap(), fs::read_to_string(&broken).unwrap());
    assert!(!folder.path().join("broken.yaml.part").exists());
}

/// A service that is too busy is asked again after the pause that it names, and what it refuses is named.
#[tokio::test]
async fn a_busy_service_is_waited_for_and_a_refusal_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("org.yaml");
    let (world, proxy) = (described().await, ReadOnlyProxy::open(Target::simulator().url()).await);
    let rules = json!({"rules": [
        {"when": {"operation": "ListSddcs"}, "times": 1, "then": {"throttle": {"retry_after": 0}}},
        {"when": {"operation": "ListSubscriptions"}, "then": {"error": {"status": 403}}},
    ]});
    world.control("PUT", "/faults", &rules).await.expect(200);
    let summary = copied(&world, &proxy, &file, &["stage"], Keep::default()).await.unwrap();
    assert_eq!(summary.missing, [("subscriptions".to_owned(), "the service answers 403".to_owned())]);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("# - subscriptions (the service answers 403)"), "{text}");
    let hits = world.control("GET", "/faults", &Value::Null).await.expect(200).body;
    assert_eq!(hits[0]["hits"], 1, "{hits}");
}

/// The owner of a world whose users have the names that a copy invents.
trait OwnerOfCopy {
    async fn owner_of_copy(&self) -> User;
}

impl OwnerOfCopy for World {
    async fn owner_of_copy(&self) -> User {
        self.target().anyone().sign_in(self.view["api_token"].as_str().unwrap(), self.org()).await
    }
}
