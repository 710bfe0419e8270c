//! The notifications about tasks of SDDCs.
//!
//! One public example shows the body of a notification, with the message of SDDC-PROVISION, and the name of its type. A function that
//! receives it announces a new SDDC, so it is taken as sent when the task has succeeded. That there are notifications at the start of a task
//! and at its other ends, all messages but that one, and that each task of an SDDC has them, is an assumption.

use crate::{
    kernel::task_kind::TaskKind,
    state::{
        notifications::{Moment, Notice},
        orgs::Org,
        tasks::{TaskFacts, TaskState},
        work::{SddcWork, Work},
    },
};
use vmc_client::wire::Notification;

/// The sender of the message in the example. That it is the sender of all messages is an assumption.
const SENDER: &str = "provisioning@vmc.vmware.com";

/// What is done, by kind of task. A kind that is not in this list is called by its `task_type`.
const DEEDS: &[(TaskKind, &str)] = &[
    (TaskKind::SddcProvision, "Deployment of SDDC"),
    (TaskKind::SddcDelete, "Deletion of SDDC"),
    (TaskKind::SddcConvert, "Conversion of SDDC"),
    (TaskKind::ClusterCreate, "Creation of cluster"),
    (TaskKind::ClusterDestroy, "Deletion of cluster"),
    (TaskKind::ClusterReconfigure, "Reconfiguration of cluster"),
    (TaskKind::EsxAdd, "Addition of hosts"),
    (TaskKind::EsxRemove, "Removal of hosts"),
    (TaskKind::RemediateEbsHost, "Replacement of host"),
];

/// Records that a task has started.
pub(super) fn started(org: &mut Org, task: &TaskFacts) {
    record(org, task, Moment::Started);
}

/// Records that a task is over. The SDDC shows the result of the task already.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts) {
    match task.state {
        TaskState::Running | TaskState::Canceling(_) => {}
        TaskState::Finished(_) => record(org, task, Moment::Finished),
        TaskState::Failed(..) => record(org, task, Moment::Failed),
        TaskState::Canceled(..) => record(org, task, Moment::Canceled),
    }
}

/// Records a notification, if the task is one of an SDDC.
fn record(org: &mut Org, task: &TaskFacts, moment: Moment) {
    let Some(sddc) = task.work.sddc() else { return };
    let name = match (org.sddcs.get(&sddc), &task.work) {
        (Some(sddc), _) => sddc.name.clone(),
        // The record of an SDDC is made after its task.
        (None, Work::Sddc { work: SddcWork::Create { config, .. }, .. }) => config.name.clone(),
        (None, _) => String::new(),
    };
    let kind = task.work.kind();
    let body = Notification {
        org_id: org.id,
        org_name: org.display_name.to_string(),
        resource_id: sddc,
        resource: "SDDC".to_owned(),
        resource_name: name,
        message_username: SENDER.to_owned(),
        message: message(kind, moment),
    };
    org.notices.add(Notice { task: task.id, kind, moment, body });
}

fn message(kind: TaskKind, moment: Moment) -> String {
    let deed = DEEDS.iter().find(|(known, _)| *known == kind).map_or(kind.name(), |(_, deed)| deed);
    match moment {
        Moment::Finished => deed.to_owned(),
        Moment::Started | Moment::Failed | Moment::Canceled => format!("{deed} {}", moment.word()),
    }
}
