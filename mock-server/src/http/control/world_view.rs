//! The description of a world in answers of the control.

use super::{
    clock::{ClockView, clock_view},
    pacing::PacingView,
};
use crate::world::{
    World,
    kernel::refusal::{ApiResult, Refusal},
    state::account_link::AwsAccount,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{ConnectedAccountId, OrgId, Secret};

/// A world and its credentials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WorldView {
    /// Id of the world.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub id: Uuid,
    /// Seed of its ids.
    pub seed: u64,
    /// API token of the organization's owner, unless all of them were revoked. The token determines the world: a client
    /// that signs in with it works in this world.
    pub api_token: Option<Secret>,
    pub org_id: OrgId,
    /// Address of this world's control.
    pub url: String,
    /// Users of the organization and their API tokens.
    pub users: Vec<UserView>,
    /// Client id of the organization's first OAuth app, if it still has one.
    pub client_id: Option<String>,
    /// Client secret of that app.
    pub client_secret: Option<Secret>,
    /// AWS accounts to link SDDCs to.
    pub connected_accounts: Vec<ConnectedAccountView>,
    /// The world's clock.
    pub clock: ClockView,
    /// Durations of its tasks.
    pub pacing: PacingView,
}

/// A user and its API token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UserView {
    /// The name with which it signs in.
    pub username: String,
    /// Its id at the sign-in service, with its identity provider.
    pub user_id: String,
    /// Roles in the organization and at its services.
    pub roles: Vec<String>,
    pub api_token: Option<Secret>,
}

/// A connected AWS account, with the subnets that an SDDC can be linked to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectedAccountView {
    /// Id of the account, for `connected_account_id`.
    pub id: ConnectedAccountId,
    /// AWS account number.
    pub account_number: String,
    /// Ids of its subnets by region, for `customer_subnet_ids`.
    pub subnets: BTreeMap<String, Vec<String>>,
}

/// The address of a world's control.
pub(super) fn world_url(base_url: &str, id: Uuid) -> String {
    format!("{base_url}/_vmcsim/worlds/{id}")
}

/// Describes a world in answers of the control.
///
/// # Errors
/// The world has no organization, which is a bug.
pub(crate) fn view(world: &World, now: Timestamp, base_url: &str) -> ApiResult<WorldView> {
    let org = world.state.home().ok_or_else(Refusal::internal)?;
    let identity = &world.state.identity;
    let users = identity
        .users
        .values()
        .map(|user| {
            let roles = user.roles.get(&org.id);
            UserView {
                username: user.username.to_string(),
                user_id: user.id_text(),
                roles: roles.map(|roles| roles.names()).unwrap_or_default(),
                api_token: identity.api_token_of_user(user),
            }
        })
        .collect();
    let app = identity.app_of(org.id);
    Ok(WorldView {
        id: world.id,
        seed: world.seed,
        api_token: identity.api_token_of_owner(org.id),
        org_id: org.id,
        url: world_url(base_url, world.id),
        users,
        client_id: app.map(|app| app.id.to_string()),
        client_secret: app.map(|app| app.secret.clone()),
        connected_accounts: org.aws_accounts.iter().map(ConnectedAccountView::of).collect(),
        clock: clock_view(world, now),
        pacing: PacingView::of(&world.settings.pacing),
    })
}

impl ConnectedAccountView {
    pub(super) fn of(account: &AwsAccount) -> Self {
        let mut subnets = BTreeMap::<String, Vec<String>>::new();
        for subnet in account.subnets.iter() {
            subnets.entry(subnet.region.clone()).or_default().push(subnet.id().to_owned());
        }
        Self { id: account.id, account_number: account.account_number.clone(), subnets }
    }
}
