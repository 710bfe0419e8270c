//! Cases for recordings of networks. The objects are made as the recording shows them, and keys and kinds of values are compared.

use crate::suite::{Customer, Played, Setting, Trial, played::Needed};
use serde_json::{Map, Value, json};

/// Makes a world with an SDDC whose networks answer.
async fn with_networks(trial: &Trial) -> Played<(Setting<'_>, Customer<'_>, String)> {
    let setting = trial.setting(json!({})).await?;
    let config = setting.linked_config("a", 2)?;
    let (owner, sddc) = setting.ready_sddc(&config).await?;
    Ok((setting, owner, sddc))
}

/// Returns the path of a recording in this world, without its query.
fn path_of(trial: &Trial, record: u32, owner: &Customer<'_>, sddc: &str) -> Played<String> {
    let path = trial.recording(record)?.request.path;
    let path = path.replace("{org}", owner.org()).replace("{sddc}", sddc);
    // A recording of the policy interface alone was made at another address.
    let base = format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{sddc}", owner.org());
    Ok(if path.starts_with("/policy/") { base + &path } else { path })
}

/// Reads what a recording reads, and compares keys and kinds.
async fn look(trial: &Trial, record: u32, owner: &Customer<'_>, sddc: &str) -> Played {
    let path = path_of(trial, record, owner, sddc)?;
    let query = trial.recording(record)?.request.query.filter(|query| !query.is_empty());
    let target = query.map_or(path.clone(), |query| format!("{path}?{query}"));
    trial.judge_kinds(record, &owner.get(&target).await?);
    Ok(())
}

/// Returns the path of an object in the policy interface.
fn policy(owner: &Customer<'_>, sddc: &str, path: &str) -> String {
    format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{sddc}/policy/api/v1{path}", owner.org())
}

/// Returns the fields of a recorded object that a client can send.
fn sendable(object: &Value) -> Value {
    let is_own = |name: &String| {
        let of_server =
            ["path", "parent_path", "relative_path", "unique_id", "marked_for_delete", "overridden", "rule_id"];
        !name.starts_with('_') && !of_server.contains(&name.as_str()) && name != "id" && name != "is_default"
    };
    let fields = object.as_object().into_iter().flatten().filter(|(name, _)| is_own(name));
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
}

/// Makes the first object of a recorded list.
async fn make_first(trial: &Trial, record: u32, owner: &Customer<'_>, sddc: &str, changes: &Value) -> Played {
    let object = trial.recording(record)?.customer_body()["results"][0].clone();
    let mut body = sendable(&object);
    for (name, value) in changes.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let path = policy(owner, sddc, object["path"].as_str().needed()?);
    owner.put(&path, &body).await?.require(200).map(drop)
}

pub(super) async fn what_every_sddc_has(trial: &Trial) -> Played {
    let (_, owner, sddc) = with_networks(trial).await?;
    for record in [63, 64, 65, 66, 67, 68, 69, 73, 74, 76, 83, 86, 92] {
        look(trial, record, &owner, &sddc).await?;
    }
    Ok(())
}

pub(super) async fn public_addresses_of_nsx(trial: &Trial) -> Played {
    let (_, owner, sddc) = with_networks(trial).await?;
    let one = path_of(trial, 56, &owner, &sddc)?;
    owner.put(&one, &json!({"display_name": "TEST_IP"})).await?.require(200)?;
    look(trial, 55, &owner, &sddc).await?;
    look(trial, 56, &owner, &sddc).await?;
    let missing = path_of(trial, 57, &owner, &sddc)?;
    trial.judge_kinds(57, &owner.get(&missing).await?);
    let older = path_of(trial, 91, &owner, &sddc)?;
    trial.judge_kinds(91, &owner.put(&older, &trial.request(91)?).await?);
    Ok(())
}

pub(super) async fn the_linked_vpc(trial: &Trial) -> Played {
    let (_, owner, sddc) = with_networks(trial).await?;
    look(trial, 87, &owner, &sddc).await?;
    let list = owner.get(&path_of(trial, 87, &owner, &sddc)?).await?;
    let vpc = list.string("$.results[0].linked_vpc_id")?;
    let filled = |record| path_of(trial, record, &owner, &sddc).map(|path| path.replace("{linked-vpc-id}", &vpc));
    trial.judge_kinds(88, &owner.get(&filled(88)?).await?);
    trial.judge_kinds(89, &owner.put(&filled(89)?, &trial.request(89)?).await?);
    Ok(())
}

pub(super) async fn groups_rules_and_segments(trial: &Trial) -> Played {
    let (_, owner, sddc) = with_networks(trial).await?;
    let at = |path: &str| policy(&owner, &sddc, path);
    make_first(trial, 77, &owner, &sddc, &json!({})).await?;
    look(trial, 77, &owner, &sddc).await?;

    owner.put(&at("/infra/domains/cgw/groups/SG_CGW_001"), &json!({})).await?.require(200)?;
    owner.put(&at("/infra/domains/cgw/security-policies/SP_1"), &json!({})).await?.require(200)?;
    make_first(trial, 71, &owner, &sddc, &json!({})).await?;
    look(trial, 71, &owner, &sddc).await?;
    let rule = at("/infra/domains/cgw/security-policies/SP_1/rules/gone");
    trial.judge_kinds(72, &owner.get(&rule).await?);
    let dependent = json!({"source_groups": ["/infra/domains/cgw/groups/missing"]});
    trial.judge_kinds(95, &owner.patch(&rule, &dependent).await?);

    // The recorded scope has a stray quotation mark.
    make_first(trial, 78, &owner, &sddc, &json!({"scope": ["/infra/labels/mgw"]})).await?;
    // The recording shows one rule of several.
    let mut rules = owner.get(&path_of(trial, 78, &owner, &sddc)?).await?;
    let made = |rule: &Value| rule["relative_path"] == "vCenter_Inbound_Rule";
    if let Some(results) = rules.body["results"].as_array_mut() {
        results.retain(made);
    }
    rules.require_value("$.results[0].display_name", &json!("vCenter Inbound Rule"))?;
    trial.judge_kinds(78, &rules);

    let segment = at("/infra/tier-1s/cgw/segments/web-tier");
    let mut body = trial.request(85)?;
    body["_revision"] = Value::Null;
    trial.judge_kinds(85, &owner.put(&segment, &body).await?);
    trial.judge_kinds(84, &owner.get(&segment).await?);
    Ok(())
}

pub(super) async fn an_address_is_translated(trial: &Trial) -> Played {
    let (_, owner, sddc) = with_networks(trial).await?;
    let address =
        format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{sddc}/cloud-service/api/v1/infra/public-ips/a", owner.org());
    let address = owner.put(&address, &json!({})).await?.require(200)?.string("$.ip")?;
    make_first(trial, 75, &owner, &sddc, &json!({"translated_network": address})).await?;
    look(trial, 75, &owner, &sddc).await
}

pub(super) async fn vpn_sessions(trial: &Trial) -> Played {
    let (_, owner, sddc) = with_networks(trial).await?;
    let session = trial.recording(79)?.customer_body()["results"][0].clone();
    for (profile, body) in [("ike_profile_path", json!({})), ("tunnel_profile_path", json!({}))] {
        let path = session[profile].as_str().needed()?;
        owner.put(&policy(&owner, &sddc, path), &body).await?.require(200)?;
    }
    make_first(trial, 79, &owner, &sddc, &json!({"psk": "secret"})).await?;
    look(trial, 79, &owner, &sddc).await?;
    look(trial, 80, &owner, &sddc).await?;
    let tunnels = json!({"transport_tunnels": [session["path"]]});
    make_first(trial, 81, &owner, &sddc, &tunnels).await?;
    look(trial, 81, &owner, &sddc).await?;
    look(trial, 82, &owner, &sddc).await
}

/// What was recorded on premises is asked for at the same edge through VMC.
pub(super) async fn the_preview_of_2018(trial: &Trial) -> Played {
    let setting = trial.setting(json!({"network_api": "both"})).await?;
    let config = setting.linked_config("a", 2)?;
    let (owner, sddc) = setting.ready_sddc(&config).await?;
    look(trial, 58, &owner, &sddc).await?;
    let edges = format!("/vmc/api/orgs/{}/sddcs/{sddc}/networks/4.0/edges", owner.org());
    for record in [101, 102] {
        let path = path_of(trial, record, &owner, &sddc)?;
        trial.judge_kinds(record, &owner.post(&path, &trial.request(record)?).await?);
    }
    // Entries of these lists have different keys, so one entry of each is compared, the first of the recording.
    let mut firewall = owner.get(&format!("{edges}/edge-1/firewall/config")).await?;
    keep_one(&mut firewall.body["firewallRules"]["firewallRules"], "name", "firewall");
    trial.judge_kinds(97, &firewall);
    let mut status = owner.get(&format!("{edges}/edge-2/status")).await?;
    keep_one(&mut status.body["featureStatuses"], "service", "loadBalancer");
    trial.judge_kinds(98, &status);
    let path = path_of(trial, 103, &owner, &sddc)?;
    let mut dns = trial.request(103)?;
    dns["version"] = owner.get(&path).await?.require(200)?.body["version"].clone();
    trial.judge_kinds(103, &owner.put(&path, &dns).await?);
    Ok(())
}

/// Keeps the entry of a list that has this text in a field.
fn keep_one(list: &mut Value, field: &str, text: &str) {
    if let Some(entries) = list.as_array_mut() {
        entries.retain(|entry| entry[field] == text);
    }
}
