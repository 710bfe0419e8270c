//! Checks that an imported world is consistent: each record has its own id as key, each agenda step refers to something that exists, and no
//! collection exceeds its limit. A world that breaks these rules would later give wrong answers, or never finish a task.

use crate::{
    identity::{
        api_tokens::API_TOKENS_MAX,
        directory::USERS_MAX,
        groups::GROUPS_MAX,
        invitations::INVITATIONS_MAX,
        mark::world_of,
        oauth_apps::APPS_MAX,
        people::{can_be_client_id, can_be_secret},
        tokens::REVOKED_MAX,
        tos::SIGNATURES_MAX,
    },
    kernel::{
        agenda::{Step, Waiting},
        faults::{Faults, RULES_MAX},
    },
    state::{
        clusters::ClusterPhase,
        esxs::DISK_GROUPS,
        identity::{everyone::Identity, oauth_apps::ClientId},
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        subscriptions,
        tasks::TaskFacts,
        work::Work,
        world::World,
    },
    vmc::{
        sddc_groups::{ACCOUNTS_MAX, DELETED_GROUPS_KEPT_MAX, GATEWAYS_MAX, MEMBERS_MAX, SDDC_GROUPS_MAX},
        sddcs::{DELETED_KEPT_MAX, template::TEMPLATES_MAX},
        site_recovery::{SRM_NODES_MAX, VRS_NODES},
        subscriptions::SUBSCRIPTIONS_MAX,
    },
};
use std::{collections::BTreeSet, fmt::Display};
use vmc_client::wire::TaskId;

/// The result of a check; the error is a sentence without its full stop.
type Checked = Result<(), String>;

pub(super) fn check(world: &World) -> Checked {
    holds(!world.id.is_nil(), || "the world has no id".to_owned())?;
    holds(world.settings.clock.is_possible(), || "its clock cannot stand or run so".to_owned())?;
    holds(world.settings.pacing.is_possible(), || "its tasks cannot take less than no time".to_owned())?;
    holds(world.state.orgs.contains_key(&world.state.home), || {
        "the world's first organization is not in it".to_owned()
    })?;
    check_identity(world, &world.state.identity)?;
    check_faults(&world.settings.faults)?;
    for (id, org) in &world.state.orgs {
        own_ids("organization", [(id, &org.id)])?;
        check_org(org).map_err(|fault| format!("{fault} (organization {id})"))?;
    }
    Ok(())
}

/// Refuses fault rules that the control API would refuse too.
fn check_faults(faults: &Faults) -> Checked {
    within("fault rules", faults.rules().len(), RULES_MAX)?;
    holds(faults.is_possible(), || "the fault rules cannot have these numbers".to_owned())?;
    let checked = faults.rules().iter().try_for_each(|counted| counted.rule.check());
    checked.map_err(|refusal| refusal.to_string().trim_end_matches('.').to_owned())
}

fn check_identity(world: &World, identity: &Identity) -> Checked {
    holds(identity.world() == world.id, || "its keys are those of another world".to_owned())?;
    own_ids("user", identity.users.iter().map(|(id, user)| (id, &user.id)))?;
    own_ids("OAuth app", identity.apps.iter().map(|(id, app)| (id, &app.id)))?;
    own_ids("group", identity.groups.iter().map(|(id, group)| (id, &group.id)))?;
    let ours = |key: &str| world_of(key) == Some(world.id);
    let mut tokens = identity.api_tokens.keys().map(|token| token.secret().expose().to_owned());
    let mut clients = identity.apps.keys().map(ClientId::to_string);
    let known = tokens.all(|token| ours(&token) || can_be_secret(&token))
        && clients.all(|id| ours(&id) || can_be_client_id(&id));
    holds(known, || "a key neither begins with the mark of the world nor can be given".to_owned())?;
    for token in identity.api_tokens.values() {
        holds(identity.users.contains_key(&token.user), || format!("API token {} is nobody's", token.id))?;
    }
    for (what, count, limit) in [
        ("users", identity.users.len(), USERS_MAX),
        ("API tokens", identity.api_tokens.len(), API_TOKENS_MAX),
        ("OAuth apps", identity.apps.len(), APPS_MAX),
        ("groups", identity.groups.len(), GROUPS_MAX),
        ("invitations", identity.invitations.len(), INVITATIONS_MAX),
        ("signatures", identity.signatures.len(), SIGNATURES_MAX),
        ("revoked access tokens", identity.revoked.len(), REVOKED_MAX),
    ] {
        within(what, count, limit)?;
    }
    Ok(())
}

fn check_org(org: &Org) -> Checked {
    own_ids("SDDC", org.sddcs.iter().map(|(id, sddc)| (id, &sddc.id)))?;
    own_ids("task", org.tasks.iter().map(|(id, task)| (id, &task.id)))?;
    own_ids("template", org.templates.iter().map(|(id, template)| (id, &template.id)))?;
    own_ids("subscription", org.subscriptions.iter().map(|(id, subscription)| (id, &subscription.id)))?;
    // The number of tasks is not limited here: more tasks than are kept can end at once, and old ones are only removed when the next one
    // starts.
    for (what, count, limit) in [
        ("deleted SDDCs", deleted(org), DELETED_KEPT_MAX),
        ("templates", org.templates.len(), TEMPLATES_MAX),
        ("subscriptions", org.subscriptions.len(), SUBSCRIPTIONS_MAX),
        ("SDDC groups", org.sddc_groups.len(), SDDC_GROUPS_MAX + DELETED_GROUPS_KEPT_MAX),
    ] {
        within(what, count, limit)?;
    }
    own_ids("SDDC group", org.sddc_groups.iter().map(|(id, group)| (id, &group.id)))?;
    for group in org.sddc_groups.values() {
        within(&format!("members of SDDC group {}", group.id), group.members.len(), MEMBERS_MAX)?;
        within(&format!("accounts of SDDC group {}", group.id), group.accounts.len(), ACCOUNTS_MAX)?;
        within(&format!("gateways of SDDC group {}", group.id), group.gateways.len(), GATEWAYS_MAX)?;
        // Clients read the first region of each.
        let has_regions = group.gateways.iter().all(|gateway| !gateway.regions.is_empty());
        holds(has_regions, || format!("a gateway of SDDC group {} has no region", group.id))?;
    }
    check_agenda(org)?;
    for task in org.tasks.values().filter(|task| !task.state.is_over()) {
        holds(has_subject(org, task), || format!("what task {} is about is not there", task.id))?;
    }
    for Awaited { what, task, is_for } in awaited(org) {
        let under_way = org.tasks.get(&task).filter(|task| !task.state.is_over());
        holds(under_way.is_some(), || format!("{what} waits for task {task}, which is not under way"))?;
        // Such a task would end without ending what waits for it.
        let fits = under_way.is_some_and(|task| is_for(&task.work));
        holds(fits, || format!("{what} waits for task {task}, which is about something else"))?;
    }
    org.sddcs.values().try_for_each(|sddc| check_sddc(sddc))?;
    for connection in &org.connections {
        let there = org.sddcs.contains_key(&connection.sddc);
        holds(there, || format!("the SDDC of connection {} is not there", connection.id))?;
    }
    Ok(())
}

fn deleted(org: &Org) -> usize {
    org.sddcs.values().filter(|sddc| sddc.phase == Phase::Deleted).count()
}

fn check_agenda(org: &Org) -> Checked {
    for (at, step) in org.agenda.steps() {
        holds(is_about_something(org, step), || format!("what is due at {at} is about something that is not there"))?;
    }
    for Waiting { task, step } in org.agenda.waiting() {
        let there = is_about_something(org, step);
        holds(there, || format!("what waits for task {task} is about something that is not there"))?;
        let runs = org.tasks.get(&task).is_some_and(|task| !task.state.is_over());
        holds(runs, || format!("task {task}, for which something waits, is not under way"))?;
    }
    let mut held = BTreeSet::new();
    for task in org.agenda.held() {
        holds(org.tasks.contains_key(&task), || format!("task {task} is held back and not there"))?;
        holds(held.insert(task), || format!("task {task} is held back twice"))?;
    }
    Ok(())
}

fn is_about_something(org: &Org, step: Step) -> bool {
    match step {
        Step::Milestone { task, .. } | Step::End { task } | Step::Cancel { task } => org.tasks.contains_key(&task),
        Step::Expire { sddc }
        | Step::HostFails { sddc, .. }
        | Step::Scale { sddc, .. }
        | Step::Remediate { sddc, .. } => org.sddcs.contains_key(&sddc),
        Step::AccountAccepts { group, .. } => org.sddc_groups.contains_key(&group),
        Step::SubscriptionEnds { subscription } => org.subscriptions.contains_key(&subscription),
    }
}

fn has_subject(org: &Org, task: &TaskFacts) -> bool {
    match &task.work {
        Work::Sddc { sddc, .. }
        | Work::Clusters { sddc, .. }
        | Work::PublicIps { sddc, .. }
        | Work::Dns { sddc, .. }
        | Work::Connectivity { sddc, .. }
        | Work::Autoscaler { sddc, .. }
        | Work::SiteRecovery { sddc, .. } => org.sddcs.contains_key(sddc),
        Work::AccountLink { account, .. } => org.aws_accounts.iter().any(|one| one.id == *account),
        Work::Subscription { subscription, .. } => org.subscriptions.contains_key(subscription),
        Work::TemplateDeletion { template } => org.templates.contains_key(template),
        Work::SddcGroup { group, config, .. } => {
            org.sddc_groups.get(group).is_some_and(|group| group.config == *config)
        }
        Work::SddcCheck { .. } => true,
    }
}

/// A record that waits for a task.
struct Awaited<'a> {
    /// The record, in words.
    what: String,
    task: TaskId,
    /// Returns true for the work that the record can wait for.
    is_for: Box<dyn Fn(&Work) -> bool + 'a>,
}

impl<'a> Awaited<'a> {
    fn new(what: String, task: TaskId, is_for: impl Fn(&Work) -> bool + 'a) -> Self {
        Self { what, task, is_for: Box::new(is_for) }
    }
}

fn awaited(org: &Org) -> Vec<Awaited<'_>> {
    let mut awaited: Vec<_> = org.sddcs.values().flat_map(|sddc| awaited_by_sddc(sddc)).collect();
    for subscription in org.subscriptions.values() {
        if let subscriptions::Phase::Creating(task) | subscriptions::Phase::Cancelling(task) = subscription.phase {
            awaited.push(Awaited::new(
                format!("subscription {}", subscription.id),
                task,
                |work| matches!(work, Work::Subscription { subscription: of, .. } if *of == subscription.id),
            ));
        }
    }
    for group in org.sddc_groups.values() {
        awaited.extend(group.phase.task().map(|task| {
            Awaited::new(
                format!("SDDC group {}", group.id),
                task,
                |work| matches!(work, Work::SddcGroup { group: of, .. } if *of == group.id),
            )
        }));
    }
    for template in org.templates.values() {
        awaited.extend(template.deletion.map(|task| {
            Awaited::new(
                format!("template {}", template.id),
                task,
                |work| matches!(work, Work::TemplateDeletion { template: of } if *of == template.id),
            )
        }));
    }
    awaited
}

fn awaited_by_sddc(sddc: &SddcFacts) -> Vec<Awaited<'_>> {
    let mut awaited = Vec::new();
    if let Phase::Deploying(task) | Phase::Deleting(task) = sddc.phase {
        awaited.push(Awaited::new(
            format!("SDDC {}", sddc.id),
            task,
            |work| matches!(work, Work::Sddc { sddc: of, .. } if *of == sddc.id),
        ));
    }
    if sddc.phase == Phase::Deleted {
        // The tasks on it stopped when it was deleted, and its parts are no longer used.
        return awaited;
    }
    for cluster in &sddc.clusters {
        if let ClusterPhase::Deploying(task)
        | ClusterPhase::Changing { task, .. }
        | ClusterPhase::Deleting { task, .. } = &cluster.phase
        {
            awaited.push(Awaited::new(format!("cluster {}", cluster.id), *task, |work| match work {
                Work::Sddc { sddc: of, .. } => *of == sddc.id,
                Work::Clusters { sddc: of, work } => *of == sddc.id && work.clusters().contains(&cluster.id),
                _ => false,
            }));
        }
    }
    awaited.extend(awaited_by_autoscaler(sddc));
    for ip in &sddc.public_ips {
        awaited.extend(ip.change.map(|change| {
            Awaited::new(
                format!("a public address of SDDC {}", sddc.id),
                change.task(),
                |work| matches!(work, Work::PublicIps { sddc: of, .. } if *of == sddc.id),
            )
        }));
    }
    awaited.extend(sddc.dns.change.map(|task| {
        Awaited::new(
            format!("the names of SDDC {}", sddc.id),
            task,
            |work| matches!(work, Work::Dns { sddc: of, .. } if *of == sddc.id),
        )
    }));
    let recovery = sddc.site_recovery.iter().flat_map(|facts| facts.tasks());
    awaited.extend(recovery.map(|task| {
        Awaited::new(
            format!("the site recovery of SDDC {}", sddc.id),
            task,
            |work| matches!(work, Work::SiteRecovery { sddc: of, .. } if *of == sddc.id),
        )
    }));
    awaited
}

fn awaited_by_autoscaler(sddc: &SddcFacts) -> Vec<Awaited<'_>> {
    let is_on = |work: &Work| matches!(work, Work::Autoscaler { sddc: of, .. } if *of == sddc.id);
    let scaling = &sddc.autoscaler;
    let of_sddc = [("size", scaling.resizing), ("balance", scaling.balancing), ("stopping", scaling.stopping)];
    let of_sddc = of_sddc
        .into_iter()
        .filter_map(move |(what, task)| Some(Awaited::new(format!("the {what} of SDDC {}", sddc.id), task?, is_on)));
    let of_clusters = sddc.clusters.iter().filter_map(move |cluster| {
        let is_for = move |work: &Work| is_on(work) && work.clusters().contains(&cluster.id);
        Some(Awaited::new(format!("the policies of cluster {}", cluster.id), cluster.autoscaler.change?, is_for))
    });
    of_sddc.chain(of_clusters).collect()
}

fn check_sddc(sddc: &SddcFacts) -> Checked {
    let scaling = sddc.autoscaler.is_possible() && sddc.clusters.iter().all(|there| there.autoscaler.is_possible());
    holds(scaling, || format!("the policies of SDDC {} cannot have these numbers", sddc.id))?;
    let hosts = || sddc.clusters.iter().flat_map(|cluster| &cluster.hosts);
    let many = hosts().find(|host| host.disk_groups > DISK_GROUPS);
    holds(many.is_none(), || format!("a host of SDDC {} has more than {DISK_GROUPS} disk groups", sddc.id))?;
    if let Some(recovery) = &sddc.site_recovery {
        within("Site Recovery Managers of an SDDC", recovery.srm_nodes.len(), SRM_NODES_MAX)?;
        within("additional servers of vSphere Replication", recovery.vrs_nodes.len(), VRS_NODES)?;
        let ids: BTreeSet<_> = recovery.nodes().map(|node| node.id).collect();
        holds(ids.len() == recovery.nodes().count(), || {
            format!("two appliances of the site recovery of SDDC {} have the same id", sddc.id)
        })?;
        let hosts: BTreeSet<_> = recovery.nodes().map(|node| node.host).collect();
        holds(hosts.len() == recovery.nodes().count(), || {
            format!("two appliances of the site recovery of SDDC {} have the same address", sddc.id)
        })?;
    }
    let window = sddc.maintenance.window;
    holds(window.day < 7 && window.hour < 24, || {
        format!("the maintenance of SDDC {} begins at no time of the week", sddc.id)
    })
}

fn own_ids<'a, Id: PartialEq + Display + 'a>(
    what: &str,
    records: impl IntoIterator<Item = (&'a Id, &'a Id)>,
) -> Checked {
    let wrong = records.into_iter().find(|(key, id)| key != id);
    holds(wrong.is_none(), || wrong.map(|(key, id)| format!("{what} {id} stands under {key}")).unwrap_or_default())
}

fn within(what: &str, count: usize, limit: usize) -> Checked {
    holds(count <= limit, || format!("there are {count} {what}, of which a world has {limit} at most"))
}

fn holds(true_of_it: bool, fault: impl FnOnce() -> String) -> Checked {
    if true_of_it { Ok(()) } else { Err(fault()) }
}
