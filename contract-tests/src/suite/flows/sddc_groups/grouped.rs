//! A customer with SDDC groups.

use crate::{
    Answer,
    suite::{Customer, Played, Setting, Trial},
};
use serde_json::{Value, json};

/// A world with SDDCs whose management networks do not overlap, all of them ready.
pub(super) struct Grouped<'t> {
    pub(super) setting: Setting<'t>,
    pub(super) alice: Customer<'t>,
    /// The SDDCs, in the networks 10.10.0.0/16, 10.11.0.0/16 and so on.
    pub(super) sddcs: Vec<String>,
}

/// A group that is asked for: its ids and that of the operation.
pub(super) struct Group {
    pub(super) id: String,
    pub(super) config: String,
    pub(super) operation: String,
}

impl<'t> Grouped<'t> {
    pub(super) async fn set(trial: &'t Trial, sddcs: usize) -> Played<Self> {
        let setting = trial.setting(json!({})).await?;
        let mut grouped = Self { alice: setting.owner().await?, setting, sddcs: Vec::new() };
        for number in 0..sddcs {
            let sddc = grouped.new_sddc(&format!("10.{}.0.0/16", 10 + number)).await?;
            grouped.sddcs.push(sddc);
        }
        grouped.pass("10m").await?;
        Ok(grouped)
    }

    /// Requests an SDDC in this network.
    pub(super) async fn new_sddc(&self, network: &str) -> Played<String> {
        let config = json!({"name": format!("in {network}"), "num_hosts": 1, "provider": "ZEROCLOUD", "region": "US_WEST_2",
            "vpc_cidr": network});
        self.alice.create(&config).await?.require(202)?.string("$.resource_id")
    }

    /// Moves the clock, and signs in again.
    pub(super) async fn pass(&mut self, time: &str) -> Played {
        self.setting.advance(time).await?;
        self.alice = self.setting.owner().await?;
        Ok(())
    }

    /// Returns a path below one of the newer services.
    pub(super) fn path(&self, service: &str, rest: &str) -> String {
        format!("/api/{service}/{}{rest}", self.setting.org())
    }

    pub(super) async fn get(&self, service: &str, rest: &str) -> Played<Answer> {
        self.alice.get(&self.path(service, rest)).await
    }

    pub(super) async fn post(&self, service: &str, rest: &str, body: &Value) -> Played<Answer> {
        self.alice.post(&self.path(service, rest), body).await
    }

    /// Asks whether SDDCs can be members.
    pub(super) async fn validate(&self, sddcs: &[&str]) -> Played<Answer> {
        self.post("network", "/core/network-connectivity-configs/validate-members", &json!({"members": members(sddcs)}))
            .await
    }

    /// Requests a group.
    pub(super) async fn ask_for_group(&self, name: &str, sddcs: &[&str]) -> Played<Answer> {
        let body = json!({"name": name, "description": "of tests", "members": members(sddcs)});
        self.post("network", "/core/network-connectivity-configs/create-group-network-connectivity", &body).await
    }

    /// Requests a group, which is accepted.
    pub(super) async fn begin_group(&self, name: &str, sddcs: &[&str]) -> Played<Group> {
        let made = self.ask_for_group(name, sddcs).await?.require(200)?;
        Ok(Group {
            id: made.string("$.group_id")?,
            config: made.string("$.config_id")?,
            operation: made.string("$.operation_id")?,
        })
    }

    /// Makes a group and waits until it is connected.
    pub(super) async fn group(&mut self, name: &str, sddcs: &[&str]) -> Played<Group> {
        let group = self.begin_group(name, sddcs).await?;
        self.pass("10m").await?;
        equals(&self.operation(&group.operation).await?, "$.state.name", "COMPLETED")?;
        Ok(group)
    }

    /// Reads an operation.
    pub(super) async fn operation(&self, id: &str) -> Played<Answer> {
        self.get("operation", &format!("/core/operations/{id}")).await?.require(200)
    }

    /// Reads a group.
    pub(super) async fn read(&self, group: &Group) -> Played<Answer> {
        self.get("inventory", &format!("/core/deployment-groups/{}", group.id)).await?.require(200)
    }

    /// Reads the network of a group, with these parts.
    pub(super) async fn config(&self, group: &Group, traits: &str) -> Played<Answer> {
        self.get("network", &format!("/core/network-connectivity-configs/{}?trait={traits}", group.config))
            .await?
            .require(200)
    }

    /// Requests a change of a group. The config is given without its type.
    pub(super) async fn change(&self, group: &Group, of: (&str, &str), config: &Value) -> Played<Answer> {
        let (operation, config_type) = of;
        let mut config = config.clone();
        config["type"] = config_type.into();
        let body = json!({"org_id": self.setting.org(), "resource_id": group.config,
            "resource_type": "network-connectivity-config", "type": operation, "config": config});
        self.post("network", "/aws/operations", &body).await
    }

    /// Requests a change of members.
    pub(super) async fn change_members(&self, group: &Group, add: &[&str], remove: &[&str]) -> Played<Answer> {
        let config = json!({"add_members": members(add), "remove_members": members(remove)});
        self.change(group, UPDATE, &config).await
    }
}

pub(super) const UPDATE: (&str, &str) = ("UPDATE_MEMBERS", "AwsUpdateDeploymentGroupMembersConfig");
pub(super) const DELETE: (&str, &str) = ("DELETE_DEPLOYMENT_GROUP", "AwsDeleteDeploymentGroupConfig");

fn members(sddcs: &[&str]) -> Vec<Value> {
    sddcs.iter().map(|id| json!({"id": id})).collect()
}

/// Requires a text in an answer.
pub(super) fn equals(answer: &Answer, path: &str, text: &str) -> Played {
    answer.require_value(path, &text.into())
}

/// Returns what a refusal says of members, each finding with its members.
pub(super) fn findings(answer: &Answer) -> Played<Vec<(String, Vec<String>)>> {
    answer.refused()?;
    let of = |finding: &Value| {
        let members = finding["members"].as_array().into_iter().flatten();
        let members = members.filter_map(Value::as_str).map(str::to_owned).collect();
        (finding["validation_error_message"].as_str().unwrap_or_default().to_owned(), members)
    };
    Ok(answer.list("$.details")?.iter().map(of).collect())
}
