//! Virtual machines. The simulation knows those that manage the SDDC, and no others, so all lists show these. (assumption)

use super::request::{Fields, fields};
use crate::{
    documents::{refusals, schema::BodyReader, tree::Draft},
    kernel::refusal::ApiResult,
    state::{dns::ManagementVm, networks::Networks, sddcs::SddcFacts},
    vmc::networking::defaults::derived,
};
use serde_json::{Value, json};

/// Where the tags of virtual machines are kept, by the machines' ids.
const TAGS: &str = "/infra/realized-state/virtual-machines/";

/// A virtual machine.
pub(super) struct Machine {
    pub external_id: String,
    pub name: &'static str,
    /// Its private address.
    pub address: String,
    pub operating_system: &'static str,
    pub tags: Vec<Value>,
}

/// Returns the virtual machines of an SDDC.
pub(super) fn machines(sddc: &SddcFacts, networks: &Networks) -> Vec<Machine> {
    let machine = |vm: ManagementVm| {
        let (name, operating_system) = match vm {
            ManagementVm::Vcenter => ("vcenter", "VMware Photon OS (64-bit)"),
            ManagementVm::NsxManager => ("nsx-manager", "Ubuntu Linux (64-bit)"),
        };
        let external_id = derived(sddc, &["virtual machine ", name].concat()).to_string();
        let tags =
            networks.get(&[TAGS, &external_id].concat()).and_then(|kept| kept.body.get("tags")?.as_array().cloned());
        let address = vm.private_address(sddc);
        Machine { external_id, name, address, operating_system, tags: tags.unwrap_or_default() }
    };
    ManagementVm::ALL.map(machine).into()
}

/// Returns a virtual machine as an answer contains it.
pub(super) fn shown(sddc: &SddcFacts, machine: &Machine) -> Fields {
    let host = sddc.clusters.iter().flat_map(|cluster| &cluster.hosts).next();
    let id = &machine.external_id;
    let mut shown = fields(json!({
        "resource_type": "VirtualMachine",
        "display_name": machine.name,
        "external_id": id,
        "local_id_on_host": &id[..8],
        "compute_ids": [format!("externalId:{id}"), format!("instanceUuid:{id}")],
        "power_state": "VM_RUNNING",
        "type": "REGULAR",
        "guest_info": {"computer_name": machine.name, "os_name": machine.operating_system},
        "_last_sync_time": sddc.created.as_millisecond(),
    }));
    if let Some(host) = host {
        let id = host.id.0.to_string();
        shown.insert("host_id".to_owned(), id.as_str().into());
        let name = &host.hostname;
        let source = json!({"target_id": id, "target_display_name": name, "target_type": "HostNode", "is_valid": true});
        shown.insert("source".to_owned(), source);
    }
    if !machine.tags.is_empty() {
        shown.insert("tags".to_owned(), machine.tags.clone().into());
    }
    shown
}

/// `POST …/virtual-machines?action=update_tags`: the tags of a virtual machine are replaced. `id` is that in the path, if it has one.
///
/// # Errors
/// There is no such machine, or the body does not fit.
pub(in super::super) fn update_tags(
    draft: &mut Draft,
    sddc: &SddcFacts,
    id: Option<&str>,
    body: &Value,
) -> ApiResult<()> {
    let read = BodyReader::new(draft.table).object("VirtualMachineTagsUpdate", body, false)?;
    let sent = read.get("virtual_machine_id").and_then(Value::as_str);
    let id = id.or(sent).ok_or_else(|| refusals::field_missing("virtual_machine_id"))?;
    if !machines(sddc, draft.networks).iter().any(|machine| machine.external_id == id) {
        return Err(refusals::not_found(id));
    }
    let tags = read.get("tags").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
    let path = [TAGS, id].concat();
    let existing = draft.networks.get(&path).cloned();
    draft.write(&path, existing.as_deref(), fields(json!({"tags": tags})))
}
