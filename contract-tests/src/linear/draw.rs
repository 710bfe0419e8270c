//! Draws random calls. Most of them can succeed and concern only a few things, so that clients conflict.

use super::{
    Theme,
    call::{Call, GroupCall, HostChange, MEMBER, MemberCall, NAME_MAX, Name, RecoveryCall},
    names::Names,
};
use fastrand::Rng;

/// An id that no thing has.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";

/// The number of newest things of a kind that most calls use.
const NEWEST: usize = 3;

/// The maximum number of seconds by which the clock moves at once. It is more than a task takes.
const ADVANCE_MAX: u32 = 90;

/// The maximum number of seconds by which the clock moves in one history. No access token expires in that time (they
/// live 1799 seconds).
pub(super) const CLOCK_MAX: u32 = 1500;

/// The groups of networks. They are few, so that clients conflict.
const GROUPS: [&str; 4] = ["app", "db", "mail", "web"];

/// The suffixes of Site Recovery Managers. They are few, so that clients conflict.
const SUFFIXES: [&str; 3] = ["a", "b", "c"];

/// Draws the next call of a client.
pub(super) fn draw(rng: &mut Rng, names: &Names, theme: Theme) -> Call {
    match (theme, rng.u32(0..100)) {
        (Theme::Networks, _) => Call::Group(of_groups(rng, names)),
        (Theme::Recovery, _) => Call::Recovery(of_recovery(rng)),
        (Theme::Members, _) => Call::Member(of_members(rng, names)),
        (_, 0..8) => of_tokens(rng, names),
        (_, 8..15) => of_subscriptions(rng, names),
        (Theme::Crowded, 15..25) => {
            rng.choice([Call::ListSddcs, Call::ListTasks, Call::ListSddcTemplates]).unwrap_or(Call::ListSddcs)
        }
        (Theme::Crowded, 25..29) => Call::DeleteSddcTemplate { template: any(rng, names, "template") },
        (_, 29..48) => of_holdings(rng, names),
        (_, 48..58) => of_ips(rng, names),
        (_, 58..66) => {
            let task = any(rng, names, "task");
            if rng.u32(0..3) > 0 { Call::GetTask { task } } else { Call::UpdateTask { task } }
        }
        (theme, _) => of_sddcs(rng, names, theme),
    }
}

/// Draws a call that moves the clock.
pub(super) fn draw_advance(rng: &mut Rng) -> Call {
    Call::AdvanceClock { by: rng.u32(1..=ADVANCE_MAX) }
}

/// Draws a thing: usually one of the newest, sometimes any other, rarely one that does not exist.
fn any(rng: &mut Rng, names: &Names, kind: &str) -> Name {
    let there = names.kind(kind);
    let newest = &there[there.len().saturating_sub(NEWEST)..];
    let chosen = match rng.u32(0..40) {
        0 => None,
        1..6 => rng.choice(there),
        _ => rng.choice(newest),
    };
    chosen.cloned().unwrap_or_else(|| NOTHING.to_owned())
}

/// Draws an SDDC: usually one that was last seen in use.
fn in_use(rng: &mut Rng, names: &Names) -> Name {
    let there = names.in_use();
    let newest = &there[there.len().saturating_sub(NEWEST)..];
    let chosen = if rng.u32(0..5) > 0 { rng.choice(newest) } else { None };
    chosen.map_or_else(|| any(rng, names, "sddc"), |sddc| (*sddc).clone())
}

fn inside(rng: &mut Rng, names: &Names, sddc: &str, kind: &str) -> Name {
    let there = names.inside(sddc, kind);
    rng.choice(there).cloned().unwrap_or_else(|| NOTHING.to_owned())
}

/// Draws a name, occasionally one that is not permitted.
fn name(rng: &mut Rng) -> String {
    match rng.u32(0..30) {
        0 => String::new(),
        1 => "n".repeat(NAME_MAX + 1),
        _ => rng.lowercase().to_string(),
    }
}

/// Draws a number of hosts: usually few, sometimes none or too many.
fn hosts(rng: &mut Rng) -> u32 {
    rng.choice([1, 1, 1, 1, 2, 2, 3, 3, 0, 17]).unwrap_or(1)
}

fn of_sddcs(rng: &mut Rng, names: &Names, theme: Theme) -> Call {
    let sddc = any(rng, names, "sddc");
    // If many SDDCs are possible, few are created; otherwise the newest ones would all be too new to be used.
    let least = if theme == Theme::Spread && names.kind("sddc").len() >= NEWEST { 2 } else { 0 };
    match rng.u32(least..13) {
        0..3 => {
            let template = theme == Theme::Crowded && rng.u32(0..5) == 0 && !names.kind("template").is_empty();
            let template = template.then(|| any(rng, names, "template"));
            Call::CreateSddc { name: name(rng), hosts: rng.u32(1..=3), template }
        }
        3..5 => Call::UpdateSddc { sddc, name: name(rng) },
        5 => {
            let keep = theme == Theme::Crowded && rng.bool();
            Call::DeleteSddc { sddc, force: rng.u32(0..3) == 0, keep }
        }
        _ => Call::GetSddc { sddc },
    }
}

fn of_holdings(rng: &mut Rng, names: &Names) -> Call {
    let sddc = in_use(rng, names);
    let cluster = inside(rng, names, &sddc, "cluster");
    match rng.u32(0..10) {
        0..2 => Call::CreateCluster { sddc, hosts: hosts(rng) },
        2..4 => {
            // The first cluster is never removed.
            let newest = names.inside(&sddc, "cluster").last().map(|cluster| (*cluster).clone());
            Call::DeleteCluster { sddc, cluster: if rng.u32(0..5) > 0 { newest } else { None }.unwrap_or(cluster) }
        }
        4..5 => Call::GetSddc { sddc },
        _ => {
            let changes =
                [HostChange::Add, HostChange::Remove, HostChange::AttachDiskgroup, HostChange::DetachDiskgroup];
            let change = rng.choice(changes).unwrap_or(HostChange::Add);
            Call::ChangeEsxs { sddc, cluster, change, hosts: hosts(rng) }
        }
    }
}

fn of_ips(rng: &mut Rng, names: &Names) -> Call {
    let with_ips: Vec<_> =
        names.in_use().into_iter().filter(|sddc| !names.inside(sddc, "ip").is_empty()).cloned().collect();
    let sddc = if rng.bool() { with_ips.last().cloned() } else { None };
    let sddc = sddc.unwrap_or_else(|| in_use(rng, names));
    let none = names.inside(&sddc, "ip").is_empty();
    let ip = inside(rng, names, &sddc, "ip");
    // If no cluster is known yet, few changes are possible.
    match rng.u32(if none { 0 } else { 7 }..16) {
        0..8 => {
            let names = (0..rng.usize(0..5)).map(|_| name(rng)).collect();
            Call::CreatePublicIps { sddc, names }
        }
        8..11 => Call::ListPublicIps { sddc },
        11..14 => Call::UpdatePublicIp { sddc, ip, name: name(rng) },
        _ => Call::DeletePublicIp { sddc, ip },
    }
}

fn of_groups(rng: &mut Rng, names: &Names) -> GroupCall {
    let name = |rng: &mut Rng| rng.choice(GROUPS).unwrap_or("web").to_owned();
    let group = name(rng);
    let members = |rng: &mut Rng| {
        let others: Vec<_> = GROUPS.into_iter().filter(|other| *other != group).map(str::to_owned).collect();
        let number = rng.usize(0..3);
        rng.choose_multiple(others, number)
    };
    match rng.u32(0..20) {
        0 => GroupCall::List,
        1..5 => GroupCall::Get { group },
        5..12 => {
            let members = members(rng);
            let revision = match rng.u32(0..10) {
                0 => None,
                1 => Some(rng.u64(0..9)),
                _ => names.revision(&group),
            };
            GroupCall::Put { group, members, revision }
        }
        12..16 => {
            let members = rng.bool().then(|| members(rng));
            GroupCall::Patch { group, members }
        }
        _ => GroupCall::Delete { group },
    }
}

fn of_members(rng: &mut Rng, names: &Names) -> MemberCall {
    let some = |rng: &mut Rng| -> Vec<String> {
        let members = names.kind(MEMBER).iter();
        members.filter(|_| rng.u32(0..3) == 0).cloned().collect()
    };
    match (rng.u32(0..3), some(rng), some(rng)) {
        (0, ..) => MemberCall::Get,
        // A change of nobody fails later, which the model does not say.
        (_, add, remove) if add.is_empty() && remove.is_empty() => MemberCall::Get,
        (1, add, remove) if !add.is_empty() && !remove.is_empty() => MemberCall::Change { add, remove: Vec::new() },
        (_, add, remove) => {
            let remove = remove.into_iter().filter(|name| !add.contains(name)).collect();
            MemberCall::Change { add, remove }
        }
    }
}

fn of_recovery(rng: &mut Rng) -> RecoveryCall {
    match rng.u32(0..20) {
        0..7 => RecoveryCall::Get,
        7..11 => RecoveryCall::Activate,
        11..13 => RecoveryCall::Deactivate { force: rng.bool() },
        _ => RecoveryCall::CreateNode { suffix: rng.choice(SUFFIXES).unwrap_or("a").to_owned() },
    }
}

fn of_subscriptions(rng: &mut Rng, names: &Names) -> Call {
    let subscription = any(rng, names, "subscription");
    match rng.u32(0..7) {
        0..2 => Call::CreateSubscription { quantity: rng.u32(0..4) },
        2..4 => Call::GetSubscription { subscription },
        4 => Call::ListSubscriptions,
        _ => Call::DeleteSubscription { subscription },
    }
}

fn of_tokens(rng: &mut Rng, names: &Names) -> Call {
    // Tokens that do not exist are covered by the sign-in tests.
    let (Some(api_token), access_token) = (newest(rng, names, "api_token"), newest(rng, names, "access_token")) else {
        return Call::CreateApiToken;
    };
    match (access_token, rng.u32(0..10)) {
        (_, 0) => Call::CreateApiToken,
        (_, 1) => Call::RevokeToken { token: api_token },
        (Some(token), 2..4) => Call::RevokeToken { token },
        (Some(access_token), 4..8) => Call::ListOrgs { access_token },
        _ => Call::AuthorizeApiToken { api_token },
    }
}

fn newest(rng: &mut Rng, names: &Names, kind: &str) -> Option<Name> {
    let there = names.kind(kind);
    rng.choice(&there[there.len().saturating_sub(NEWEST)..]).cloned()
}
