//! What a world has and its description cannot say.

use super::{
    people,
    sddcs::{is_described, was_ready_if_deleted},
};
use crate::{
    description::model::{Description, Secrets},
    kernel::faults::Faults,
    state::{
        account_link::AwsAccount,
        clusters::ClusterFacts,
        identity::everyone::Identity,
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        work::{ClusterWork, PublicIpWork, SubscriptionWork, Work},
        world::World,
    },
};
use serde::{Deserialize, Serialize};

/// A kind of thing that a world has, and that a world made from its description will not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// Words for people, in the plural: `SDDC templates`.
    pub what: String,
    /// How many there are.
    pub count: usize,
}

/// Counts what is not in a description of a world.
pub(super) fn count(world: &World, description: &Description, secrets: Secrets) -> Vec<LeftOut> {
    let mut counted = Counted(Vec::new());
    let state = &world.state;
    counted.add("organizations besides the first", state.orgs.values().count().saturating_sub(1));
    counted.add("fault rules with counts of what they matched", counted_rules(&world.settings.faults));
    counted.add("languages of users", state.locales.len());
    identity(&mut counted, &state.identity, world, secrets);
    if let Some(org) = state.home() {
        organization(&mut counted, org, description);
        let failed = org.sddcs.values().filter(|sddc| !was_ready_if_deleted(org, sddc));
        counted.add("deleted SDDCs whose creation had failed", failed.count());
        org.sddcs.values().filter(|sddc| sddc.phase != Phase::Deleted).for_each(|sddc| self::sddc(&mut counted, sddc));
    }
    counted.0
}

/// The number of rules that a request or a task has matched.
fn counted_rules(faults: &Faults) -> usize {
    faults.rules().iter().filter(|counted| counted.matched.get() > 0).count()
}

/// The kinds that were found so far.
struct Counted(Vec<LeftOut>);

impl Counted {
    fn add(&mut self, what: &str, count: usize) {
        match self.0.iter_mut().find(|known| known.what == what) {
            Some(known) => known.count += count,
            None if count > 0 => self.0.push(LeftOut { what: what.to_owned(), count }),
            None => {}
        }
    }
}

fn identity(counted: &mut Counted, identity: &Identity, world: &World, secrets: Secrets) {
    let home = world.state.home;
    let tokens = identity.api_tokens.values();
    counted.add("revoked API tokens", tokens.clone().filter(|token| token.revoked.is_some()).count());
    if secrets == Secrets::LeftOut {
        counted.add("API tokens, which are secrets", tokens.filter(|token| token.revoked.is_none()).count());
        counted.add("ids and secrets of OAuth apps", people::apps(identity, home).count());
    }
    counted
        .add("users of other organizations", identity.users.values().count() - people::members(identity, home).count());
    counted.add("OAuth apps of other organizations", identity.apps.len() - people::apps(identity, home).count());
    counted.add("groups of users", identity.groups.len());
    counted.add("invitations", identity.invitations.len());
    counted.add("signatures of the terms of use", identity.signatures.len());
    counted.add("notes on organizations", identity.notes.len());
    counted.add("revoked access tokens", identity.revoked.len());
}

fn organization(counted: &mut Counted, org: &Org, description: &Description) {
    counted
        .add("tasks of the past", org.tasks.values().filter(|task| !is_described_by_result(org, &task.work)).count());
    let over = org.subscriptions.len() - description.subscriptions.len();
    counted.add("subscriptions that are over", over);
    counted.add("SDDC templates", org.templates.len());
    counted.add("SDDC groups", org.sddc_groups.len());
    counted
        .add("requests to raise quotas", org.quota_requests.iter().filter(|asked| asked.created > org.created).count());
    let changed = |account: &&AwsAccount| account.version > 1;
    counted.add("connected accounts that were changed", org.aws_accounts.iter().filter(changed).count());
    let broken = org.connections.iter().filter(|connection| connection.broken.is_some());
    counted.add("connections to accounts that were disconnected", broken.count());
}

/// Returns true if a description has the result of a task, so that a world made from it has such a task too.
fn is_described_by_result(org: &Org, work: &Work) -> bool {
    match work {
        Work::Sddc { sddc, .. } => org.sddcs.contains_key(sddc),
        Work::Clusters { sddc, work: ClusterWork::Create { cluster, .. } | ClusterWork::Rename { cluster, .. } } => {
            org.sddcs.get(sddc).is_some_and(|sddc| sddc.clusters.iter().any(|kept| kept.id == *cluster))
        }
        Work::PublicIps { work: PublicIpWork::Allocate(_), .. } => true,
        Work::Subscription { subscription, work: SubscriptionWork::Create(_) } => {
            org.subscriptions.contains_key(subscription)
        }
        _ => false,
    }
}

fn sddc(counted: &mut Counted, sddc: &SddcFacts) {
    let clusters = sddc.clusters.iter().skip(1);
    counted.add(
        "clusters that are being created or deleted, or have failed",
        clusters.filter(|one| !is_described(one)).count(),
    );
    let scaling = |cluster: &&ClusterFacts| !cluster.autoscaler.is_new();
    counted.add("scaling policies and loads of clusters", sddc.clusters.iter().filter(scaling).count());
    let hidden = sddc.public_ips.iter().filter(|address| !address.is_shown());
    counted.add("public addresses that are being allocated", hidden.count());
    counted.add("management VMs with private DNS", sddc.dns.private.len());
    counted.add("add-ons", sddc.addons.enabled.len());
    counted.add("credentials of add-ons", sddc.addons.credentials.values().map(|of| of.len()).sum());
    counted.add("SDDCs with site recovery", usize::from(sddc.site_recovery.is_some()));
    counted.add("SDDCs with larger management VMs", usize::from(sddc.autoscaler.is_large));
    counted.add("SDDCs whose NSX-V networks were changed", usize::from(sddc.edges.is_some()));
}
