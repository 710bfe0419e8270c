//! Records the complete life of an SDDC at the simulator and replays it: the answers of the replay differ from those
//! of the simulator only in names and ids.

use crate::recordings::recorder::record;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};
use vmc_contract::{
    Answer, Target, User, World,
    form::Form,
    recording::Recordings,
    replay::{Replay, Server},
    timing::Timing,
};
use vmcsim::MockServer;

const NAME: &str = "finance-lab-7";

/// A client's view of the life of an SDDC: it knows an API token and how to wait, and everything else from the answers.
async fn life(target: &Target, api_token: &str, world: Option<&World>) -> Vec<Answer> {
    let wait = async |span: &str| {
        if let Some(world) = world {
            world.advance(span).await;
        }
    };
    let mut said = Vec::new();
    let form = format!("refresh_token={api_token}");
    let signed_in = target.anyone().send_form("/csp/gateway/am/api/auth/api-tokens/authorize", form).await.expect(200);
    let owner = target.anyone().in_org(&signed_in.text_at("access_token"), "");
    let orgs = owner.get("/vmc/api/orgs").await.expect(200);
    let owner = owner.in_org(&signed_in.text_at("access_token"), orgs.body[0]["id"].as_str().unwrap());
    said.extend([signed_in, orgs, owner.get(&owner.org_path("")).await]);
    let task = owner
        .create(&json!({"name": NAME, "num_hosts": 3, "provider": "ZEROCLOUD", "region": "US_WEST_2"}))
        .await
        .expect(202);
    let (sddc, provision) = (task.text_at("resource_id"), task.text_at("id"));
    said.extend([task, owner.delete_sddc(&sddc).await]);
    for _ in 0..5 {
        said.push(owner.task(&provision).await);
        said.push(owner.sddc(&sddc).await);
        wait("15s").await;
    }
    let sddcs = owner.sddcs().await;
    // The name as it is shown: a replay knows the SDDC by another one than it was asked for under.
    let filter = format!("/sddcs?$filter=name%20eq%20'{}'", sddcs.body[0]["name"].as_str().unwrap());
    said.extend([sddcs, owner.get(&owner.org_path(&filter)).await]);
    said.push(owner.patch(&owner.org_path(&format!("/sddcs/{sddc}")), &json!({"name": "finance-lab-8"})).await);
    let cluster = owner.create_cluster(&sddc, &json!({"num_hosts": 3})).await.expect(202);
    said.push(owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await);
    let created = cluster.body["params"]["clusterId"].as_str().unwrap().to_owned();
    said.push(cluster);
    wait("3m").await;
    said.push(owner.delete_cluster(&sddc, &created).await);
    wait("3m").await;
    said.extend(the_end(&owner, &sddc, wait).await);
    said
}

async fn the_end(owner: &User, sddc: &str, wait: impl AsyncFn(&str)) -> Vec<Answer> {
    wait("1m").await;
    let mut said = vec![owner.get(&owner.org_path("/tasks")).await];
    let task = owner.delete_sddc(sddc).await;
    let id = task.body["id"].as_str().unwrap_or_default().to_owned();
    said.push(task);
    wait("1m").await;
    said.extend([owner.task(&id).await, owner.sddc(sddc).await]);
    said
}

async fn recorded_life(folder: &Path) -> (Vec<Answer>, World) {
    let world = Target::simulator().world(json!({})).await;
    let recorder = record(world.target().url(), folder, |_| {}).await;
    let said = life(&Target::at(&recorder.url()), world.view["api_token"].as_str().unwrap(), Some(&world)).await;
    let summary = recorder.stop().await.unwrap();
    assert_eq!((summary.recordings as usize, summary.dropped.is_nothing()), (said.len(), true), "{summary:?}");
    (said, world)
}

#[tokio::test]
async fn a_recorded_life_is_replayed_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("session");
    let (said, world) = recorded_life(&session).await;
    let recordings = Recordings::read_from(&session).unwrap();
    for (recording, answer) in recordings.all().zip(&said) {
        assert!(recording.endpoint.is_some() && recording.at.is_some(), "{recording}");
        assert!(answer.request.starts_with(&recording.request.method), "{recording} in place of {}", answer.request);
    }
    let server = Server::start(Replay::new(&recordings), "127.0.0.1:0".parse().unwrap()).await.unwrap();
    let replayed = life(&Target::at(&server.url()), "another-token", None).await;
    let mut renaming = Renaming::default();
    for (said, replayed) in said.iter().zip(&replayed) {
        assert_eq!((said.status, &said.content_type), (replayed.status, &replayed.content_type), "{}", said.request);
        renaming.value(&said.request, &said.body, &replayed.body);
    }
    assert!(renaming.found.is_empty(), "{} differences:\n{}", renaming.found.len(), renaming.found.join("\n"));
    // The comparison compared something, and what should have another name has.
    for name in [NAME, world.org(), world.view["api_token"].as_str().unwrap(), "owner@vmcsim.example"] {
        assert!(renaming.there.get(name).is_some_and(|other| other != name), "{name} was not renamed");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_replay_names_the_nearest_recording() {
    let server =
        Server::start(Replay::new(&Recordings::read().unwrap()), "127.0.0.1:0".parse().unwrap()).await.unwrap();
    let anyone = Target::at(&server.url()).anyone();
    let polls = ["STARTED", "FINISHED", "FINISHED"];
    for status in polls {
        let task = anyone.get("/vmc/api/orgs/any/tasks/f5bc108d-c962-405f-8ef6-006cc39ee3d6").await.expect(200);
        assert_eq!(task.text_at("status"), status);
    }
    let unknown = anyone.get("/vmc/api/orgs/any/offer-instances?region=EU_WEST_1&product_type=host").await.expect(404);
    let sentence = &unknown.refusal()[0];
    assert!(sentence.contains("recording 53, GET /vmc/api/orgs/{org}/offer-instances?region=US_WEST_2"), "{sentence}");
    let unknown = anyone.get("/csp/gateway/am/api/orgs/any/users/search").await.expect(404);
    assert!(unknown.csp_refusal().contains("recording 6"), "{}", unknown.text);
    let other = anyone.post("/vmc/api/orgs/any/sddcs", &json!({"name": 1})).await.expect(404);
    assert!(other.refusal()[0].contains("its body is different at $."), "{}", other.text);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_pace_of_a_recorded_session_can_be_learned() {
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("session");
    recorded_life(&session).await;
    let timing = Timing::learn(&Recordings::read_from(&session).unwrap());
    let provision = &timing.kinds["SDDC-PROVISION"];
    assert_eq!((provision.durations.len(), timing.kinds["SDDC-DELETE"].durations.len()), (1, 1), "{timing}");
    assert!(provision.looks.windows(2).all(|pair| pair[0].percent <= pair[1].percent), "{timing}");

    // The simulator takes what was learned, and its tasks last as long.
    let mut pacing = serde_json::to_value(timing.pacing()).unwrap();
    pacing["kinds"]["SDDC-PROVISION"] = json!("2h 1m");
    let told = MockServer::builder().pacing(serde_json::from_value(pacing.clone()).unwrap()).try_start().unwrap();
    assert_eq!(serde_json::to_value(told.world().pacing).unwrap(), pacing, "a server that is started with it");
    let world = World::with(json!({"pacing": pacing})).await;
    let owner = world.owner().await;
    let id = owner.create_sddc("a").await.expect(202).text_at("id");
    world.advance("2h 59s").await;
    assert_eq!(world.owner().await.task(&id).await.expect(200).text_at("status"), "STARTED");
    world.advance("2s").await;
    let task = world.owner().await.task(&id).await.expect(200);
    let sddc = task.text_at("resource_id");
    assert_eq!(task.text_at("status"), "FINISHED");
    let id = world.owner().await.delete_sddc(&sddc).await.expect(202).text_at("id");
    world.advance("1h").await;
    let task = world.owner().await.task(&id).await.expect(200);
    let took = |task: &Answer| {
        let time = |key: &str| task.text_at(key).parse::<jiff::Timestamp>().unwrap();
        time("end_time").duration_since(time("start_time"))
    };
    assert_eq!(took(&task), timing.kinds["SDDC-DELETE"].durations[0], "{}", task.text);
}

/// Compares two worlds that should be one under other names: each text has one other text, and no two the same; ids and times have the
/// same form, and everything that is not text is equal.
#[derive(Default)]
struct Renaming {
    there: BTreeMap<String, String>,
    back: BTreeMap<String, String>,
    found: Vec<String>,
}

/// Texts under these keys were chosen by somebody, so they have another form.
const CHOSEN: &[&str] = &[
    "name",
    "display_name",
    "hostname",
    "invitationCode",
    "user_name",
    "updated_by_user_name",
    "access_token",
    "id_token",
    "refresh_token",
    "cloud_password",
    "nsx_cloud_admin_password",
    "nsx_cloud_audit_password",
];

impl Renaming {
    fn value(&mut self, place: &str, said: &Value, replayed: &Value) {
        match (said, replayed) {
            (Value::Object(said), Value::Object(replayed)) => {
                if said.len() != replayed.len() {
                    self.found.push(format!("{place}: {} keys became {}", said.len(), replayed.len()));
                }
                for (key, said) in said {
                    self.value(&format!("{place}.{key}"), said, replayed.get(key).unwrap_or(&json!("(absent)")));
                }
            }
            (Value::Array(said), Value::Array(replayed)) if said.len() == replayed.len() => {
                for (number, (said, replayed)) in said.iter().zip(replayed).enumerate() {
                    self.value(&format!("{place}[{number}]"), said, replayed);
                }
            }
            (Value::String(said), Value::String(replayed)) => self.text(place, said, replayed),
            (said, replayed) if said == replayed => {}
            _ => self.found.push(format!("{place}: {said} became {replayed}")),
        }
    }

    fn text(&mut self, place: &str, said: &str, replayed: &str) {
        let there = self.there.entry(said.to_owned()).or_insert_with(|| replayed.to_owned());
        let back = self.back.entry(replayed.to_owned()).or_insert_with(|| said.to_owned());
        if (&**there, &**back) != (replayed, said) {
            self.found.push(format!("{place}: {said} became {replayed}, and {there} elsewhere"));
        }
        let key = place.rsplit('.').next().unwrap_or_default();
        let same_form = Form::of(said).shape == Form::of(replayed).shape;
        if !same_form && !CHOSEN.contains(&key) && !said.contains("finance-lab") && !said.contains("203.0.113.") {
            self.found.push(format!("{place}: {said} became {replayed}, which has another form"));
        }
    }
}
