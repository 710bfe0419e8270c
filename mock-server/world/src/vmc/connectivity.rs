//! Connectivity tests from an SDDC to servers on the customer's premises.
//!
//! Two rules decide the results. Addresses in 192.0.2.0/24 and names that end in `.unreachable.example` cannot be reached. All others can, if
//! the firewall of the management gateway lets vCenter reach them, as that of a fresh SDDC does. A client's test can therefore get both
//! results.

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        addons::Addon,
        orgs::Org,
        sddcs::SddcFacts,
        tasks::{Plan, TaskFacts, TaskState},
        work::Work,
    },
    tasks::{self, NewTask},
    vmc::networking::outbound::vcenter_may_reach,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::net::{IpAddr, Ipv4Addr};
use vmc_client::{
    endpoints::connectivity::{GetConnectivityTests, StartConnectivityTests},
    wire::{
        ConnectivityAgentValidation, ConnectivityAgentValidationSource as Source,
        ConnectivityAgentValidationType as Test, ConnectivityValidationGroup, ConnectivityValidationGroupId as GroupId,
        ConnectivityValidationGroupResultWrapper, ConnectivityValidationGroups, ConnectivityValidationInput,
        ConnectivityValidationInputId as InputId, ConnectivityValidationResult, ConnectivityValidationStatus as Status,
        ConnectivityValidationSubGroup, ConnectivityValidationSubGroupId as SubGroupId,
        ConnectivityValidationSubGroupResult, Task,
    },
};

/// The duration of a test. (assumption)
const TEST_TIME: SignedDuration = SignedDuration::from_secs(90);

/// A kind of server that is tested. The ids are published; the assignment of inputs and ports to them is an assumption.
struct Place {
    group: GroupId,
    id: SubGroupId,
    label: &'static str,
    input: InputId,
    /// The TCP ports that must answer. Empty for name servers, which are tested by a query instead.
    ports: &'static [&'static str],
}

impl Place {
    const fn of(
        group: GroupId,
        id: SubGroupId,
        label: &'static str,
        input: InputId,
        ports: &'static [&'static str],
    ) -> Self {
        Self { group, id, label, input, ports }
    }
}

/// All kinds of server, ordered by group.
const PLACES: &[Place] = &[
    Place::of(GroupId::Hlm, SubGroupId::PrimaryDns, "Primary DNS Server", InputId::HostIp, &[]),
    Place::of(GroupId::Hlm, SubGroupId::SecondaryDns, "Secondary DNS Server", InputId::HostIp, &[]),
    Place::of(GroupId::Hlm, SubGroupId::OnpremVcenter, "vCenter", InputId::HostnameOrIp, &["443"]),
    Place::of(GroupId::Hlm, SubGroupId::OnpremPsc, "PSC", InputId::HostnameOrIp, &["389", "443", "636"]),
    Place::of(GroupId::Hlm, SubGroupId::ActiveDirectory, "Active Directory", InputId::Hostname, &["389", "636"]),
    Place::of(GroupId::Hlm, SubGroupId::OnpremEsx, "ESXi Host", InputId::HostnameOrIp, &["902", "8000"]),
    Place::of(GroupId::Draas, SubGroupId::DraasOnpremVcenter, "vCenter", InputId::HostnameOrIp, &["443"]),
    Place::of(GroupId::Draas, SubGroupId::DraasOnpremPsc, "PSC", InputId::HostnameOrIp, &["389", "443", "636"]),
    Place::of(GroupId::Draas, SubGroupId::DraasOnpremSrm, "SRM", InputId::HostnameOrIp, &["9086"]),
    Place::of(GroupId::Draas, SubGroupId::DraasOnpremVr, "vSphere Replication", InputId::HostnameOrIp, &["8043"]),
];

impl Place {
    fn tests(&self) -> Vec<ConnectivityAgentValidation> {
        let source = match self.id {
            SubGroupId::DraasOnpremSrm => Source::Srm,
            SubGroupId::DraasOnpremVr => Source::Vr,
            _ => Source::Vcenter,
        };
        let test = |type_, ports: &[&str]| ConnectivityAgentValidation {
            type_: Some(type_),
            source: Some(source.clone()),
            ports: ports.iter().map(|port| (*port).to_owned()).collect(),
            ..ConnectivityAgentValidation::default()
        };
        let mut tests = vec![test(Test::Dns, &[]), test(Test::Ping, &[]), test(Test::Traceroute, &[])];
        if !self.ports.is_empty() {
            tests.push(test(Test::Connectivity, self.ports));
        }
        tests
    }

    fn view(&self) -> ConnectivityValidationSubGroup {
        let input_label = match self.input {
            InputId::HostIp => "IP address",
            InputId::Hostname => "Host name",
            InputId::HostnameOrIp | InputId::Other(_) => "Host name or IP address",
        };
        ConnectivityValidationSubGroup {
            id: Some(self.id.clone()),
            label: Some(self.label.to_owned()),
            help: Some(format!("Tests whether the SDDC reaches this place on your premises: {}.", self.label)),
            inputs: vec![ConnectivityValidationInput {
                id: Some(self.input.clone()),
                label: Some(input_label.to_owned()),
                value: None,
            }],
            tests: self.tests(),
        }
    }

    /// Returns the value that the request gives for this kind of server, or `None` if it is not to be tested.
    ///
    /// # Errors
    /// Fails if the value is not of the form that the input requires.
    fn value_in(&self, asked: &ConnectivityValidationSubGroup) -> ApiResult<Option<String>> {
        let input = asked.inputs.iter().find(|input| input.id.as_ref() == Some(&self.input));
        let value = input.and_then(|input| input.value.as_deref()).map(str::trim).filter(|value| !value.is_empty());
        let Some(value) = value else { return Ok(None) };
        let fits = match self.input {
            InputId::HostIp => value.parse::<IpAddr>().is_ok(),
            InputId::Hostname => is_hostname(value),
            InputId::HostnameOrIp | InputId::Other(_) => value.parse::<IpAddr>().is_ok() || is_hostname(value),
        };
        if !fits {
            return Err(Refusal::invalid(format!("The input {} of {} has no valid value.", self.input, self.id)));
        }
        Ok(Some(value.to_owned()))
    }
}

fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A text of only digits and dots is a mistyped address.
    text.len() <= 253 && text.split('.').all(label) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Returns true if the server can be reached.
fn is_reachable(place: &str) -> bool {
    match place.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.to_bits() & 0xFFFF_FF00 != Ipv4Addr::new(192, 0, 2, 0).to_bits(),
        Ok(IpAddr::V6(_)) => true,
        Err(_) => !place.to_ascii_lowercase().ends_with(".unreachable.example"),
    }
}

/// Returns the groups of tests of an SDDC: hybrid linked mode always, site recovery while that add-on is enabled.
fn groups(sddc: &SddcFacts) -> Vec<ConnectivityValidationGroup> {
    let of = |id: GroupId, name: &str| ConnectivityValidationGroup {
        name: Some(name.to_owned()),
        sub_groups: PLACES.iter().filter(|place| place.group == id).map(Place::view).collect(),
        id: Some(id),
    };
    let mut groups = vec![of(GroupId::Hlm, "Hybrid Linked Mode")];
    if sddc.addons.has(Addon::Draas) {
        groups.push(of(GroupId::Draas, "Site Recovery"));
    }
    groups
}

/// `GET …/networking/connectivity-tests`
pub fn get(org: &Org, _: &Cx, call: &Call<GetConnectivityTests>) -> ApiResult<ConnectivityValidationGroups> {
    Ok(ConnectivityValidationGroups { groups: groups(org.sddc(call.path.sddc)?) })
}

/// `POST …/networking/connectivity-tests?action=start`: sub-groups without an input value are not tested.
pub fn start(org: &mut Org, cx: &Cx, call: &Call<StartConnectivityTests>) -> ApiResult<Task> {
    let (id, asked) = (call.path.sddc, &call.body.0);
    let sddc = org.sddc(id)?;
    sddc.check_state::<StartConnectivityTests>()?;
    if call.query.action.as_deref() != Some("start") {
        return Err(Refusal::invalid("The query parameter action is required; the one action on tests is start."));
    }
    check(sddc, asked)?;
    let new = NewTask {
        work: Work::Connectivity { sddc: id, group: Box::new(asked.clone()) },
        realistic: TEST_TIME,
        plan: Plan::Succeed,
        start_version: sddc.version,
    };
    Ok(tasks::start(org, cx, new))
}

fn check(sddc: &SddcFacts, asked: &ConnectivityValidationGroup) -> ApiResult<()> {
    let known = groups(sddc).into_iter().find(|group| group.id == asked.id);
    let known = known.ok_or_else(|| {
        let id = asked.id.as_ref().map_or("(none)", GroupId::as_str);
        Refusal::invalid(format!("The group {id} cannot be tested on this SDDC."))
    })?;
    let mut values = 0;
    for (number, sub_group) in asked.sub_groups.iter().enumerate() {
        let place = place(sub_group).filter(|place| Some(&place.group) == known.id.as_ref()).ok_or_else(|| {
            let id = sub_group.id.as_ref().map_or("(none)", SubGroupId::as_str);
            Refusal::invalid(format!("The group has no sub-group {id}."))
        })?;
        if asked.sub_groups[..number].iter().any(|earlier| earlier.id == sub_group.id) {
            return Err(Refusal::invalid(format!("The sub-group {} is there more than once.", place.id)));
        }
        values += usize::from(place.value_in(sub_group)?.is_some());
    }
    if values == 0 {
        return Err(Refusal::invalid("No input has a value, so there is nothing to test."));
    }
    Ok(())
}

fn place(sub_group: &ConnectivityValidationSubGroup) -> Option<&'static Place> {
    PLACES.iter().find(|place| Some(&place.id) == sub_group.id.as_ref())
}

/// Returns the `params` of a test.
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let Work::Connectivity { group, .. } = work else { return Map::new() };
    Map::from_iter([("test_request".to_owned(), json!(group))])
}

/// Called when a test has ended: writes the result into the task.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, _: Timestamp) -> Option<i32> {
    let Work::Connectivity { sddc, group } = &task.work else { return None };
    if matches!(task.state, TaskState::Finished(_))
        && let Ok(result) = org.sddc(*sddc).map(|sddc| result(group, sddc))
    {
        tasks::note(org, task.id, "test_result", json!(result));
    }
    org.sddc(*sddc).ok().map(|sddc| sddc.version)
}

fn result(asked: &ConnectivityValidationGroup, sddc: &SddcFacts) -> ConnectivityValidationGroupResultWrapper {
    let of = |sub_group| {
        let place = place(sub_group)?;
        let value = place.value_in(sub_group).ok().flatten();
        let (status, message) = match &value {
            None => (Status::Untested, "No value was given.".to_owned()),
            Some(value) if !vcenter_may_reach(sddc, value) => {
                (Status::Fail, format!("{value} could not be reached: no rule of the management gateway allows it."))
            }
            Some(value) if is_reachable(value) => (Status::Success, format!("{value} was reached.")),
            Some(value) => (Status::Fail, format!("{value} could not be reached.")),
        };
        let of_test = |test: ConnectivityAgentValidation| {
            let (status, messages) = (status.clone(), vec![message.clone()]);
            test.type_.map(|type_| ConnectivityValidationResult { type_, status, messages })
        };
        let results = place.tests().into_iter().filter_map(of_test).collect();
        Some(ConnectivityValidationSubGroupResult { type_: place.id.clone(), results })
    };
    ConnectivityValidationGroupResultWrapper { results: asked.sub_groups.iter().filter_map(of).collect() }
}
