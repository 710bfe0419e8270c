//! AWS accounts of the customer, whose VPCs are attached to a group.
//!
//! In AWS, an owner of the account accepts a share and then attaches a VPC. Nobody is there to do so, so the account does both by itself a
//! while after it was added. (assumption) Its VPC then waits to be accepted, unless the account was added with `auto_approval`.

use super::{facts::aws_id, refusals};
use crate::{
    context::Cx,
    kernel::{
        agenda::Step,
        ids::Kind,
        pacing::Takes,
        refusal::{ApiResult, Refusal},
        task_kind::TaskKind,
    },
    state::{
        orgs::Org,
        sddc_groups::{AccountFacts, AccountNumber, AttachmentFacts, GroupFacts},
        work::GroupWork,
    },
    vmc::account_link::network::Network,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use vmc_client::wire::{
    AccountAttachment, AttachmentAction, AttachmentSpec, AwsGroupAccount, DeploymentGroupId, GroupAccountSpec,
    GroupOperationConfig,
};

/// The largest number of AWS accounts of a group. (assumption)
pub const ACCOUNTS_MAX: usize = 20;

/// The largest number of networks that can be given at once. (assumption)
pub(super) const PREFIXES_MAX: usize = 100;

/// The time after which an account accepts the share, as long as tasks take as long as those of the service. (assumption)
const ACCEPTANCE: SignedDuration = SignedDuration::from_mins(5);

fn spec(config: &GroupOperationConfig) -> ApiResult<(AccountNumber, &GroupAccountSpec)> {
    let account = config.account.as_ref().ok_or_else(|| Refusal::parameter_missing("config.account"))?;
    let number = account.account_number.clone().unwrap_or_default();
    let number = AccountNumber::try_from(number);
    number
        .map(|number| (number, account))
        .map_err(|why| Refusal::invalid(format!("config.account.account_number: {why}.")))
}

fn account(group: &GroupFacts, number: AccountNumber) -> ApiResult<&AccountFacts> {
    let account = group.accounts.iter().find(|account| account.number == number);
    account.ok_or_else(|| refusals::account(format!("The external account {number} does not belong to the group.")))
}

/// Returns the work that adds an account.
pub(super) fn addition(cx: &Cx, group: &GroupFacts, config: &GroupOperationConfig) -> ApiResult<GroupWork> {
    let (number, _) = spec(config)?;
    if group.accounts.iter().any(|account| account.number == number) {
        return Err(refusals::account(format!("The external account {number} already belongs to the group.")));
    }
    if group.accounts.len() >= ACCOUNTS_MAX {
        return Err(Refusal::full("external accounts of a group", ACCOUNTS_MAX));
    }
    let accepts_after = match cx.settings.pacing.takes(TaskKind::GroupAddAccount, ACCEPTANCE) {
        Takes::Time(time) => u32::try_from(time.as_secs()).unwrap_or(u32::MAX),
        Takes::UntilTold => 0,
    };
    Ok(GroupWork::AddAccount { account: number, config: Box::new(config.clone()), accepts_after })
}

/// Returns the work that removes an account.
pub(super) fn removal(group: &GroupFacts, config: &GroupOperationConfig) -> ApiResult<GroupWork> {
    let (number, _) = spec(config)?;
    check_removal(group, number)?;
    Ok(GroupWork::RemoveAccount { account: number, config: Box::new(config.clone()) })
}

/// Checks that an account can be removed: its VPCs have been detached. (that it is refused otherwise: clients; the sentence: assumption)
pub(super) fn check_removal(group: &GroupFacts, number: AccountNumber) -> ApiResult<()> {
    if account(group, number)?.attachments.is_empty() {
        Ok(())
    } else {
        Err(refusals::account("cannot remove external account. There are still VPCs attached".to_owned()))
    }
}

/// Returns the work that accepts, changes or deletes attachments.
pub(super) fn attachments(group: &GroupFacts, config: &GroupOperationConfig) -> ApiResult<GroupWork> {
    let (number, asked) = spec(config)?;
    let account = account(group, number)?;
    let asked = asked.attachments.as_deref().unwrap_or_default();
    if asked.is_empty() {
        return Err(Refusal::parameter_missing("config.account.attachments"));
    }
    for asked in asked {
        let id = asked.attach_id.as_deref().unwrap_or_default();
        let attachment = account.attachments.iter().find(|attachment| attachment.id == id);
        let attachment =
            attachment.ok_or_else(|| refusals::account(format!("The account {number} has no attachment {id}.")))?;
        check_action(attachment, asked)?;
    }
    Ok(GroupWork::ChangeAttachments { account: number, config: Box::new(config.clone()) })
}

fn check_action(attachment: &AttachmentFacts, asked: &AttachmentSpec) -> ApiResult<()> {
    check_prefixes(asked.configured_prefixes.as_deref().unwrap_or_default())?;
    match &asked.action {
        Some(AttachmentAction::Accept) if attachment.accepted => {
            Err(refusals::account(format!("The attachment {} is AVAILABLE, so it cannot be accepted.", attachment.id)))
        }
        Some(AttachmentAction::Update) if !attachment.accepted => {
            Err(refusals::account(format!("The attachment {} must be accepted before it is changed.", attachment.id)))
        }
        Some(AttachmentAction::Accept | AttachmentAction::Update | AttachmentAction::Delete) => Ok(()),
        Some(other) => Err(Refusal::invalid(format!("Invalid action {other}; it is ACCEPT, UPDATE or DELETE."))),
        None => Err(Refusal::parameter_missing("config.account.attachments.action")),
    }
}

/// Checks networks in the form `10.0.0.0/16`.
pub(super) fn check_prefixes(prefixes: &[String]) -> ApiResult<()> {
    if prefixes.len() > PREFIXES_MAX {
        return Err(Refusal::invalid(format!("There must be {PREFIXES_MAX} prefixes at most.")));
    }
    match prefixes.iter().find(|prefix| Network::read(prefix).is_none()) {
        Some(_) => Err(Refusal::invalid("Each prefix must be a network, such as 10.0.0.0/16.")),
        None => Ok(()),
    }
}

/// Called when a task that adds an account has succeeded.
pub(super) fn added(org: &mut Org, id: DeploymentGroupId, work: &GroupWork, at: Timestamp) {
    let GroupWork::AddAccount { account, config, accepts_after } = work else { return };
    let asked = config.account.clone().unwrap_or_default();
    if let Some(group) = org.sddc_groups.get_mut(&id).map(Arc::make_mut) {
        group.accounts.push(AccountFacts {
            number: *account,
            regions: asked.regions.unwrap_or_default(),
            auto_approval: asked.auto_approval.is_some_and(|text| text.eq_ignore_ascii_case("true")),
            accepted: false,
            attachments: Vec::new(),
        });
    }
    let time = SignedDuration::from_secs(i64::from(*accepts_after));
    let step = Step::AccountAccepts { group: id, account: account.number() };
    org.agenda.promise(crate::kernel::clock::saturating_add(at, time), step);
}

/// Called when a task that removes an account has succeeded.
pub(super) fn removed(org: &mut Org, id: DeploymentGroupId, number: AccountNumber) {
    if let Some(group) = org.sddc_groups.get_mut(&id).map(Arc::make_mut) {
        group.accounts.retain(|account| account.number != number);
    }
    org.agenda.withdraw(Step::AccountAccepts { group: id, account: number.number() });
}

/// Called when a task that changes attachments has succeeded.
pub(super) fn changed(group: &mut GroupFacts, number: AccountNumber, config: &GroupOperationConfig) {
    let Some(account) = group.accounts.iter_mut().find(|account| account.number == number) else { return };
    let asked = config.account.iter().flat_map(|account| account.attachments.iter().flatten());
    for AttachmentSpec { action, attach_id, configured_prefixes } in asked {
        let is_meant = |attachment: &AttachmentFacts| Some(&attachment.id) == attach_id.as_ref();
        match action {
            Some(AttachmentAction::Delete) => account.attachments.retain(|attachment| !is_meant(attachment)),
            Some(AttachmentAction::Accept | AttachmentAction::Update) => {
                for attachment in account.attachments.iter_mut().filter(|attachment| is_meant(attachment)) {
                    attachment.accepted = true;
                    if let Some(prefixes) = configured_prefixes {
                        attachment.prefixes.clone_from(prefixes);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The account accepts the share, and attaches its VPC: that of the connected account with this number in the region of the group's first
/// member, or one that is not known otherwise.
pub(crate) fn accept(org: &mut Org, id: DeploymentGroupId, number: u64, at: Timestamp) {
    let known = |group: &&GroupFacts| group.accounts.iter().any(|account| account.number.number() == number);
    let Some(group) = org.sddc_groups.get(&id).map(AsRef::as_ref).filter(known) else { return };
    let of = format!("vpc {number}");
    let own = org.aws_accounts.iter().find(|account| account.account_number.parse() == Ok(number));
    let region = group.connected().find_map(|sddc| org.sddcs.get(&sddc)).map(|sddc| sddc.aws_region());
    let vpc = own.and_then(|account| {
        account.subnets.iter().find(|subnet| region.as_ref().is_none_or(|region| subnet.region == *region))
    });
    let vpc = vpc.map_or_else(|| aws_id("vpc", group, &of), |subnet| subnet.vpc_id().to_owned());
    let attach_id = format!("tgw-attach-{}", org.ids.hex(Kind::SddcGroup, 17));
    let Some(group) = org.sddc_groups.get_mut(&id).map(Arc::make_mut) else { return };
    if let Some(account) = group.accounts.iter_mut().find(|account| account.number.number() == number) {
        account.accepted = true;
        let accepted = account.auto_approval;
        account.attachments.push(AttachmentFacts { id: attach_id, vpc, accepted, prefixes: Vec::new() });
    }
    group.write(None, at);
}

/// Returns the accounts as clients see them.
pub(super) fn view(group: &GroupFacts) -> Vec<AwsGroupAccount> {
    let attachment = |attachment: &AttachmentFacts| AccountAttachment {
        vpc_id: Some(attachment.vpc.clone()),
        attach_id: attachment.id.clone(),
        state: Some(if attachment.accepted { "AVAILABLE" } else { "PENDING_ACCEPTANCE" }.to_owned()),
        configured_prefixes: attachment.prefixes.clone(),
    };
    let account = |account: &AccountFacts| AwsGroupAccount {
        account_number: account.number.to_string(),
        resource_share_name: Some(format!("VMC-Group-{}", group.id)),
        state: Some(if account.accepted { "ASSOCIATED" } else { "ASSOCIATING" }.to_owned()),
        attachments: Some(account.attachments.iter().map(attachment).collect()),
    };
    group.accounts.iter().map(account).collect()
}
