//! How the simulation is brought to the point at which each recording was made.

mod hosts;
mod identity;
mod public_ips;

pub(crate) use hosts::{
    a_cluster_is_destroyed, an_organization_without_hosts_left, clusters_that_are_being_made,
    hosts_and_clusters_are_asked_for, hosts_of_the_simulated_provider, hosts_that_must_stay,
};
pub(crate) use identity::{a_client_without_a_header, a_user_is_found, the_only_user_of_an_organization};
pub(crate) use public_ips::an_address_is_attached_and_released;

use jiff::Timestamp;
use serde_json::{Value, json};
use vmc_contract::{Judge, World, user::Answer};
use vmcsim::world::error::ApiError;

const AUTHORIZE: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";

/// The steps in which a clock is moved while something is watched: fine enough for every minute of an estimate to be seen.
const STEP: &str = "30s";

pub(crate) async fn signing_in(judge: &mut Judge) {
    let world = World::new().await;
    let (anyone, api_token) = (world.target().anyone(), world.view["api_token"].as_str().unwrap());
    judge.judge(1, &anyone.send_form(AUTHORIZE, format!("refresh_token={api_token}")).await);
    let multipart = multipart(&[("refresh_token", api_token)]);
    judge.judge(2, &anyone.send_bytes("POST", AUTHORIZE, &multipart.0, multipart.1).await);
    judge.judge(3, &anyone.send_form(AUTHORIZE, "refresh_token=0123456789".to_owned()).await);
}

/// A content type and a body in the form of `multipart/form-data`.
pub(crate) fn multipart(fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----boundary7MA4YWxkTrZu0gW";
    let part = |(name, value): &(&str, &str)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = fields.iter().map(part).chain([format!("--{BOUNDARY}--\r\n")]).collect::<String>();
    (format!("multipart/form-data; boundary={BOUNDARY}"), body.into_bytes())
}

/// The recorded organization has quotas and switches of its own; the world's gets the same.
pub(crate) async fn organizations(judge: &mut Judge) {
    let recorded = judge.recording(7).customer_body();
    let world = World::with(json!({"org_properties": recorded[0]["properties"]["values"]})).await;
    let owner = world.owner().await;
    judge.judge(7, &owner.get("/vmc/api/orgs").await);
    judge.judge(8, &owner.get("/vmc/api/orgs").await);
    judge.judge(9, &owner.get(&owner.org_path("")).await);
}

/// One provider, in the regions that the guide shows.
pub(crate) async fn providers_that_are_switched_on(judge: &mut Judge) {
    let regions = judge.recording(10).customer_body()[0]["regions"].clone();
    let regions: Vec<_> = regions.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let properties = json!({"defaultAwsRegions": regions.join(","), "enableZeroCloudCloudProvider": "false"});
    let owner = World::with(json!({"org_properties": properties})).await.owner().await;
    judge.judge(10, &owner.get(&owner.org_path("/providers")).await);
}

/// The client sends all parameters, most of them empty; the service minds one.
pub(crate) async fn an_empty_type_of_sddc(judge: &mut Judge) {
    let world = World::new().await;
    let owner = world.owner().await;
    let (account, _) = world.account_and_subnet("us-west-2");
    let query = judge.recording(36).request.query.unwrap();
    let query = query.replace("{uuid}", &account).replace("{region}", "us-west-2");
    let refused = owner.get(&owner.org_path(&format!("/account-link/compatible-subnets?{query}"))).await;
    refused.refusal();
    judge.judge(36, &refused);
}

/// The offers are looked at, and one is taken, as two sources show it.
pub(crate) async fn hosts_for_a_term(judge: &mut Judge) {
    let world = World::new().await;
    let owner = world.owner().await;
    let query = judge.recording(53).request.query.unwrap();
    judge.judge(53, &owner.get(&owner.org_path(&format!("/offer-instances?{query}"))).await);
    for record in [51, 54] {
        let bought = owner.post(&owner.org_path("/subscriptions"), &judge.request(record)).await;
        judge.judge(record, &bought);
    }
}

/// The task echoes its request, so the request is known.
pub(crate) async fn four_hosts_of_the_simulated_provider(judge: &mut Judge) {
    let world = World::new().await;
    let owner = world.owner().await;
    let request = judge.recording(11).customer_body()["params"]["sddcConfig"].clone();
    let task = owner.create(&request).await.expect(202).text_at("id");
    world.advance("73s 52ms").await;
    assert_eq!(owner.task(&task).await.expect(200).body["status"], "STARTED", "one millisecond before the end");
    world.advance("1ms").await;
    let finished = owner.task(&task).await;
    judge.judge(11, &finished);
    let recorded = judge.recording(11).customer_body();
    assert_eq!(millis_taken(&recorded), 73_053, "as recorded");
    assert_eq!(millis_taken(&finished.body), 73_053, "from start to end of the simulated task");
}

fn millis_taken(task: &Value) -> i64 {
    let at = |key: &str| task[key].as_str().and_then(|text| text.parse::<Timestamp>().ok()).unwrap();
    at("end_time").as_millisecond() - at("start_time").as_millisecond()
}

/// The polls were minutes apart, and when is not known: at some time on the way, and in this order, the pair of percentage and minutes
/// must be seen.
pub(crate) async fn one_node_on_aws_from_request_to_deletion(judge: &mut Judge) {
    let world = World::new().await;
    let mut request = linked(&judge.request(13), &world);
    request["name"] = json!("sddc-1");
    request["vpc_cidr"] = json!("10.2.0.0/16");
    let created = world.owner().await.create(&request).await;
    judge.judge(13, &created);
    let polls = watched(&world, &created.text_at("id")).await;
    let mut later = &polls[..];
    for record in 14..=19 {
        let place = judge.judge_any(record, later);
        later = &later[place.map_or(0, |place| place + 1)..];
    }
    let deleted = world.owner().await.delete_sddc(&created.text_at("resource_id")).await;
    judge.judge(20, &deleted);
    let polls = watched(&world, &deleted.text_at("id")).await;
    let (last, running) = polls.split_last().unwrap();
    running.iter().for_each(|poll| judge.judge(21, poll));
    judge.judge(22, last);
}

/// Polls a task in steps until it ends, as someone who signs in again whenever the access token has expired. Returns all answers.
async fn watched(world: &World, task: &str) -> Vec<Answer> {
    const POLLS_MAX: usize = 1000;
    let (mut user, mut polls) = (world.owner().await, Vec::new());
    while polls.len() < POLLS_MAX {
        let mut poll = user.task(task).await;
        if poll.status == 401 {
            user = world.owner().await;
            poll = user.task(task).await;
        }
        let running = poll.clone().expect(200).body["status"] == "STARTED";
        polls.push(poll);
        if !running {
            return polls;
        }
        world.advance(STEP).await;
    }
    panic!("task {task} did not end in {POLLS_MAX} steps of {STEP}");
}

/// The guide lists one task, and then cancels it although it has finished.
pub(crate) async fn tasks_are_listed_and_a_finished_one_stays(judge: &mut Judge) {
    let world = World::new().await;
    let owner = world.owner().await;
    let task = owner.create_sddc("sddc-1").await.expect(202).text_at("id");
    world.advance("74s").await;
    judge.judge(23, &owner.get(&owner.org_path("/tasks")).await);
    let refused = owner.cancel(&task).await;
    refused.refusal();
    judge.judge(24, &refused);
}

/// The recorded SDDC is not linked to an AWS account, which an organization must be allowed to leave out.
pub(crate) async fn an_aws_sddc_of_the_usual_kind(judge: &mut Judge) {
    let world = World::with(json!({"org_properties": {"accountLinkingOptional": "true"}})).await;
    let request = json!({"name": "sddc-1", "num_hosts": 4, "provider": "AWS", "region": "US_WEST_2"});
    let sddc = world.owner().await.create(&request).await.expect(202).text_at("resource_id");
    world.advance("3h").await;
    let ready = world.owner().await.sddc(&sddc).await;
    for record in [26, 29, 30] {
        judge.judge(record, &ready);
    }
}

/// With an account, a subnet and a network in place of its placeholders the request makes an SDDC; as it is printed it is accepted too, and
/// fails later, as the guide says.
pub(crate) async fn the_documented_request(judge: &mut Judge) {
    let world = World::new().await;
    let printed = judge.request(31);
    let mut filled = linked(&printed, &world);
    filled["vpc_cidr"] = json!("10.2.0.0/16");
    for (request, outcome, state) in [(filled, "FINISHED", "READY"), (printed, "FAILED", "FAILED")] {
        let owner = world.owner().await;
        let created = owner.create(&request).await;
        judge.judge(31, &created);
        let created = created.expect(202);
        world.advance("2m").await;
        assert_eq!(owner.task(&created.text_at("id")).await.expect(200).body["status"], outcome, "{request}");
        assert_eq!(
            owner.sddc(&created.text_at("resource_id")).await.expect(200).body["sddc_state"],
            state,
            "{request}"
        );
    }
}

/// What the rebuilt requests leave out is filled in, and the organization is one of which the refusal holds.
pub(crate) async fn refused_creations(judge: &mut Judge) {
    for (record, properties) in [
        (32, json!({})),
        (33, json!({})),
        (34, json!({"maxHostsPerSddcOnCreate": "4"})),
        (35, json!({"accountLinkingOptional": "true"})),
        (40, json!({"enableZeroCloudCloudProvider": "false"})),
    ] {
        let world = World::with(json!({"org_properties": properties})).await;
        let request = linked(&completed(&judge.request(record)), &world);
        let owner = world.owner().await;
        let refused = owner.create(&request).await;
        refused.refusal();
        judge.judge(record, &refused);
        assert_eq!(owner.sddcs().await.expect(200).body, json!([]), "after the refusal of {record}");
    }
}

/// What the source says of the request: three subnets in one link. Only one word of the message is masked.
pub(crate) async fn more_subnets_than_the_service_can_link(judge: &mut Judge) {
    let world = World::new().await;
    let mut request = linked(&judge.request(13), &world);
    request["name"] = json!("sddc-1");
    request["vpc_cidr"] = json!("10.2.0.0/16");
    let subnets = &world.view["connected_accounts"][0]["subnets"]["us-west-2"];
    request["account_link_sddc_config"][0]["customer_subnet_ids"] = json!(subnets.as_array().unwrap()[..3]);
    let created = world.owner().await.create(&request).await.expect(202);
    let polls = watched(&world, &created.text_at("id")).await;
    let failed = polls.last().unwrap();
    assert_eq!(failed.body["status"], "FAILED");
    judge.judge(37, failed);
}

/// The request is not sent: it was rebuilt from a command line, the field that broke the service is not in it, and as it stands there is
/// nothing wrong with it. What is judged is how the simulation words its own faults; that it answers them with 500 and this sentence in the
/// service's shape is tested where the faults are caught.
pub(crate) async fn the_services_own_fault(judge: &mut Judge) {
    let body = json!({"error_messages": [ApiError::Internal.to_string()]});
    let request = judge.recording(38).request_line();
    let text = body.to_string();
    judge.judge(38, &Answer { request, status: 500, content_type: None, date: None, text, body });
}

pub(crate) async fn deletion_comes_too_early(judge: &mut Judge) {
    let world = World::new().await;
    let owner = world.owner().await;
    let sddc = owner.create_sddc("sddc-1").await.expect(202).text_at("resource_id");
    let refused = owner.delete_sddc(&sddc).await;
    refused.refusal();
    judge.judge(39, &refused);
    assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "DEPLOYING");
}

/// The main job: at the recorded pace, the recorded request makes the recorded task and the recorded SDDC.
pub(crate) async fn main_job(judge: &mut Judge) {
    let world = World::with(json!({"pacing": {"preset": "realistic"}})).await;
    let owner = world.owner().await;
    let request = judge.request(47);
    let created = owner.create(&request).await;
    judge.judge(47, &created);
    let (task, sddc) = (created.text_at("id"), created.text_at("resource_id"));
    let mut seen = Vec::new();
    while seen.len() < 100 && owner.sddc(&sddc).await.expect(200).body["sddc_state"] == "DEPLOYING" {
        let poll = owner.task(&task).await.expect(200).body;
        assert_eq!(poll["status"], "STARTED");
        seen.push(poll["progress_percent"].as_i64().unwrap());
        world.advance("2s").await;
    }
    assert!(seen.is_sorted() && seen.len() > 30 && seen[0] == 1, "the percentages on the way: {seen:?}");
    // Four hosts were asked for there and one here; all else of the task is the same.
    let mut expected = judge.recording(11).customer_body();
    expected["params"]["sddcConfig"] = without_nulls(&request);
    judge.judge_by(11, &expected, &owner.task(&task).await);
    let ready = owner.sddc(&sddc).await;
    judge.judge(25, &ready);
    let days = |sddc: &Value| {
        let at = |key: &str| sddc[key].as_str().and_then(|text| text.parse::<Timestamp>().ok()).unwrap();
        at("expiration_date").duration_since(at("created")).as_hours() / 24
    };
    assert_eq!((days(&judge.recording(25).customer_body()), days(&ready.body)), (60, 60), "days that one host lives");
}

pub(crate) async fn a_new_name(judge: &mut Judge) {
    let world = World::new().await;
    let owner = world.owner().await;
    let sddc = owner.create_sddc("sddc-1").await.expect(202).text_at("resource_id");
    world.advance("74s").await;
    let request = judge.request(48);
    let renamed = owner.patch(&owner.org_path(&format!("/sddcs/{sddc}")), &request).await;
    judge.judge(48, &renamed);
    assert_eq!(renamed.body["name"], request["name"], "a name is not only judged by its form");
    assert_eq!(owner.sddc(&sddc).await.expect(200).body["name"], request["name"]);
}

/// A request to make an SDDC with what it must have, where the recording does not show it.
pub(crate) fn completed(request: &Value) -> Value {
    let mut whole = json!({"name": "sddc-1", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2"});
    whole.as_object_mut().unwrap().extend(request.as_object().unwrap().clone());
    whole
}

/// A request with an account and a subnet of the world in place of its placeholders, if it links at all.
fn linked(request: &Value, world: &World) -> Value {
    let (account, subnet) = world.account_and_subnet("us-west-2");
    let mut linked = request.clone();
    if let Some(link) = linked.pointer_mut("/account_link_sddc_config/0") {
        *link = json!({"connected_account_id": account, "customer_subnet_ids": [subnet]});
    }
    linked
}

/// In a request, null says the same as nothing.
pub(crate) fn without_nulls(request: &Value) -> Value {
    let mut request = request.clone();
    if let Some(members) = request.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    request
}
