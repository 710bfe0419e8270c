//! The representation of connected accounts, connections and subnets in answers.

use crate::{
    kernel::collections::map_of,
    state::{
        account_link::{AwsAccount, Connection, Subnet, aws_region},
        orgs::Org,
    },
    vmc::account_link::network::Network,
};
use jiff::{SignedDuration, Timestamp};
use vmc_client::wire::{
    AwsCustomerConnectedAccount, AwsCustomerLinkedAccount, AwsSddcConnection, AwsSubnet, ConnectedAccountId,
    ConnectedAccountState, CustomerEniInfo, LinkRequest, SddcConnectionState, SubnetInfo, Time,
};

/// The lifetime of the link for connecting an account. (assumption)
const LINK_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// The letters of the zones that are mapped.
const LETTERS: [char; 3] = ['a', 'b', 'c'];

/// Returns the link by which an account is connected. It has the form of a link to AWS's console, which is outside the simulation; in the
/// simulation the control API connects accounts. For this reason there is no task to follow. (assumption)
pub(super) fn link(org: &Org, now: Timestamp) -> LinkRequest {
    let template = format!("https://vmware-sddc.s3.us-west-2.amazonaws.com/{}", org.id);
    let console = "https://console.aws.amazon.com/cloudformation/home?region=us-west-2#/stacks/new";
    LinkRequest {
        expiration_date: now.checked_add(LINK_LIFE).ok().map(Time::padded_millis),
        template_execution_url: Some(format!("{console}?stackName={}&templateURL={template}", stack(org))),
        template_url: Some(template),
        tracking_task: None,
    }
}

fn stack(org: &Org) -> String {
    format!("vmware-sddc-formation-{}", org.id)
}

fn role(account: &AwsAccount, what: &str) -> String {
    let mark = &account.external_id.simple().to_string()[..12].to_ascii_uppercase();
    format!("arn:aws:iam::{}:role/vmware-sddc-formation-{what}-{mark}", account.account_number)
}

pub(super) fn account(facts: &AwsAccount, org: &Org, state: &ConnectedAccountState) -> AwsCustomerConnectedAccount {
    let entity = facts.author.entity(facts.id, facts.created, facts.updated, facts.version);
    let zones = |region: &String| {
        let region = aws_region(region);
        let pairs = LETTERS.map(|letter| (format!("{region}{letter}"), format!("{region}{}", shadow(facts, letter))));
        map_of(pairs)
    };
    AwsCustomerConnectedAccount {
        account_number: Some(facts.account_number.clone()),
        cf_stack_name: Some(stack(org)),
        org_id: Some(org.id),
        policy_external_id: Some(facts.external_id.to_string()),
        policy_payer_arn: Some(role(facts, "RemoteRolePayer")),
        policy_payer_linked_arn: Some(role(facts, "RemoteRolePayerLinked")),
        policy_service_arn: Some(role(facts, "RemoteRoleService")),
        region_to_az_to_shadow_mapping: map_of(
            facts.mapped_regions.iter().map(|region| (region.clone(), zones(region))),
        ),
        state: Some(state.clone()),
        ..AwsCustomerConnectedAccount::from(entity)
    }
}

/// Returns the service's zone letter for an account's zone. AWS assigns the letters differently in each account.
fn shadow(account: &AwsAccount, letter: char) -> char {
    let turn = account.account_number.bytes().map(usize::from).sum::<usize>() % LETTERS.len();
    let place = LETTERS.iter().position(|known| *known == letter).unwrap_or(0);
    LETTERS[(place + turn) % LETTERS.len()]
}

/// Returns the zone id: `usw2-az1` for the zone that the service calls `us-west-2a`.
fn zone_id(account: &AwsAccount, subnet: &Subnet) -> String {
    let parts = subnet.region.split('-').map(|part| match part {
        "north" | "south" | "east" | "west" | "central" => &part[..1],
        "northeast" => "ne",
        "northwest" => "nw",
        "southeast" => "se",
        "southwest" => "sw",
        other => other,
    });
    let letter = subnet.availability_zone.chars().last().unwrap_or('a');
    let place = LETTERS.iter().position(|known| *known == shadow(account, letter)).unwrap_or(0);
    format!("{}-az{}", parts.collect::<String>(), place + 1)
}

pub(super) fn subnet_info(account: &AwsAccount, subnet: &Subnet, why_not: Option<String>) -> SubnetInfo {
    SubnetInfo {
        availability_zone: Some(subnet.availability_zone.clone()),
        availability_zone_id: Some(zone_id(account, subnet)),
        compatible: Some(why_not.is_none()),
        connected_account_id: Some(account.id),
        name: Some(name(subnet)),
        // The published description says that the note may be blank for a compatible subnet.
        note: Some(why_not.unwrap_or_default()),
        region_name: Some(subnet.region.clone()),
        subnet_cidr_block: Some(subnet.cidr.clone()),
        subnet_id: Some(subnet.id().to_owned()),
        vpc_cidr_block: Some(subnet.vpc_cidr.clone()),
        vpc_id: Some(subnet.vpc_id().to_owned()),
    }
}

fn name(subnet: &Subnet) -> String {
    subnet.name.clone().unwrap_or_else(|| subnet.id().to_owned())
}

/// Returns a chosen subnet.
pub(super) fn subnet(account: ConnectedAccountId, subnet: &Subnet) -> AwsSubnet {
    AwsSubnet {
        availability_zone: Some(subnet.availability_zone.clone()),
        connected_account_id: Some(account),
        is_compatible: Some(true),
        name: Some(name(subnet)),
        region_name: Some(subnet.region.clone()),
        subnet_cidr_block: Some(subnet.cidr.clone()),
        subnet_id: Some(subnet.id().to_owned()),
        vpc_cidr_block: Some(subnet.vpc_cidr.clone()),
        vpc_id: Some(subnet.vpc_id().to_owned()),
    }
}

pub(super) fn connection(facts: &Connection, org: &Org) -> AwsSddcConnection {
    let (updated, version, state) = match facts.broken {
        None => (facts.created, 1, SddcConnectionState::Active),
        Some(at) => (at, 2, SddcConnectionState::Broken),
    };
    let network = Network::read(&facts.subnet.cidr);
    let enis = (0..).zip(&facts.enis).map(|(place, eni)| CustomerEniInfo {
        eni_id: Some(eni.clone()),
        primary_ip_address: network.map(|network| network.usable(place).to_string()),
        secondary_ip_addresses: Vec::new(),
    });
    AwsSddcConnection {
        cgw_present: Some(true),
        cidr_block_subnet: Some(facts.subnet.cidr.clone()),
        cidr_block_vpc: Some(facts.subnet.vpc_cidr.clone()),
        connected_account_id: Some(facts.account),
        connection_order: Some(facts.order),
        customer_eni_infos: enis.collect(),
        default_route_table: Some(facts.route_table.clone()),
        eni_group: Some(eni_group(facts)),
        org_id: Some(org.id),
        sddc_id: Some(facts.sddc),
        state: Some(state),
        subnet_availability_zone: Some(facts.subnet.availability_zone.clone()),
        subnet_id: Some(facts.subnet.id().to_owned()),
        vpc_id: Some(facts.subnet.vpc_id().to_owned()),
        ..AwsSddcConnection::from(facts.author.entity(facts.id, facts.created, updated, version))
    }
}

fn eni_group(connection: &Connection) -> String {
    format!("eni-group-{}", connection.sddc)
}

/// Returns an account in the format of 2018, with the subnet of a connection if it has one.
pub(super) fn linked_account(account: &AwsAccount, org: &Org, used: Option<&Connection>) -> AwsCustomerLinkedAccount {
    let subnet = used.map(|used| &used.subnet);
    AwsCustomerLinkedAccount {
        account_number: Some(account.account_number.clone()),
        cf_stack_name: Some(stack(org)),
        cidr_block: subnet.map(|subnet| subnet.cidr.clone()),
        cidr_block_vpc: subnet.map(|subnet| subnet.vpc_cidr.clone()),
        customer_eni_infos: used.map(|used| used.enis.clone()).unwrap_or_default(),
        default_route_table: used.map(|used| used.route_table.clone()),
        eni_group: used.map(eni_group),
        enis: used.map(|used| used.enis.clone()).unwrap_or_default(),
        policy_arn: Some(role(account, "RemoteRolePayer")),
        policy_service_arn: Some(role(account, "RemoteRoleService")),
        subnet_availability_zone: subnet.map(|subnet| subnet.availability_zone.clone()),
        subnet_id: subnet.map(|subnet| subnet.id().to_owned()),
        vpc_id: subnet.map(|subnet| subnet.vpc_id().to_owned()),
    }
}
