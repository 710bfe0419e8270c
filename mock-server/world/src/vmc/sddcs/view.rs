//! The representation of an SDDC in answers.
//!
//! Keys and nulls follow the one complete recording. Links refer to this server, under the address by which the client reached it.

use crate::{
    context::Cx,
    kernel::collections::map_of,
    state::{
        dns::ManagementVm,
        identity::roles::Right,
        orgs::Org,
        sddcs::{Phase, SddcFacts},
    },
    vmc::{account_link, public_ips, sddcs::Milestone},
};
use vmc_client::wire::{
    AccountLinkState, AmiInfo, AwsSddcResourceConfig, EbsBackedVsanConfig, GlcmBundle, Metadata, NsxSize, PopAmiInfo,
    PopAmiType, PopInfo, PopInfoId, Provider, ResourceDeploymentType, RouteTableInfo, Sddc, SddcConfigSize,
    SddcLinkConfig, SddcManifest, SddcSecurity, SddcSecurityProfile, SddcSize, SddcSizeName, Secret, Time, VcSize,
    VpcInfo,
};

/// The software version of all SDDCs. (recorded)
const VMC_VERSION: &str = "1.16";

pub(super) fn sddc(facts: &SddcFacts, org: &Org, cx: &Cx) -> Sddc {
    let mut entity = facts.author.entity(facts.id, facts.created, facts.updated, facts.version);
    entity.updated_by_user_id = facts.updated_by.id;
    entity.updated_by_user_name = Some(facts.updated_by.name.to_string());
    Sddc {
        name: Some(facts.name.clone()),
        provider: Some(facts.provider.clone()),
        resource_config: Some(resource_config(facts, org, cx)),
        sddc_state: Some(facts.phase.state()),
        sddc_access_state: Some("ENABLED".to_owned()),
        account_link_state: facts.account_link.clone(),
        sddc_type: facts.sddc_type.clone(),
        expiration_date: facts.expires.map(Time::padded_millis),
        sddc_template_id: facts.config.sddc_template_id,
        nsxt_csp_mode: Some(facts.provider == Provider::Aws),
        org_id: Some(org.id),
        ..Sddc::from(entity)
    }
}

fn resource_config(facts: &SddcFacts, org: &Org, cx: &Cx) -> AwsSddcResourceConfig {
    let aws = facts.provider != Provider::ZeroCloud;
    let region = facts.aws_region();
    let clusters: Vec<_> = facts.clusters.iter().map(|cluster| cluster.view(&facts.provider, &region)).collect();
    let mut config = AwsSddcResourceConfig {
        sddc_id: Some(facts.id),
        region: Some(facts.region.clone()),
        sddc_manifest: Some(manifest(facts, &region)),
        // The deprecated list has the hosts of the first cluster alone. (a user's report: terraform-provider-vmc issue 112)
        esx_hosts: clusters.first().map(|cluster| cluster.esx_host_list.clone()).unwrap_or_default(),
        vpc_info: Some(vpc(facts, aws)),
        nfs_mode: Some(false),
        vc_containerized_permissions_enabled: Some(true),
        vxlan_subnet: facts.config.vxlan_subnet.clone().or_else(|| Some("192.168.1.0/24".to_owned())),
        skip_creating_vxlan: Some(facts.config.skip_creating_vxlan.unwrap_or(false)),
        mgw_id: Some(String::new()),
        provider: facts.provider.clone(),
        sso_domain: Some(facts.config.sso_domain.clone().unwrap_or_else(|| "vmc.local".to_owned())),
        dns_with_management_vm_private_ip: Some(facts.dns.all_private()),
        clusters,
        deployment_type: Some(facts.deployment.clone()),
        availability_zones: facts.zones.clone(),
        witness_availability_zone: Some(witness_zone(facts, &region)),
        vlcm_enabled: Some(false),
        cvds_enabled: Some(false),
        esx_host_subnet: Some("127.0.0.1/28".to_owned()),
        sddc_security: Some(SddcSecurity {
            profile: Some(SddcSecurityProfile::None),
            hardened: Some(false),
            is_hardened: None,
        }),
        sddc_size: Some(facts.size()),
        public_ip_pool: public_ips::pool(facts),
        max_num_public_ip: i64::try_from(public_ips::PER_SDDC_MAX).ok(),
        mgw_public_ip_pool: public_ips::gateway_pool(facts),
        nsxt: Some(aws),
        sddc_desired_state: Some(facts.phase != Phase::Deleted),
        account_link_sddc_config: linked(facts, org),
        ..AwsSddcResourceConfig::default()
    };
    addresses(&mut config, facts, org, cx, aws);
    credentials(&mut config, facts, cx, aws);
    config
}

fn addresses(config: &mut AwsSddcResourceConfig, facts: &SddcFacts, org: &Org, cx: &Cx, aws: bool) {
    let base = cx.base_url;
    let dashed = facts.drawn.public_ip.to_string().replace('.', "-");
    if facts.has(Milestone::Vcenter) {
        // Clients search for "vcenter" in this address, and cut it off at the slash.
        let vcenter = format!("{base}/vcenter.sddc-{dashed}.vmwarevmc.com/");
        config.vc_management_ip = Some(ManagementVm::Vcenter.private_address(facts));
        config.vc_public_ip = aws.then(|| facts.drawn.public_ip.to_string());
        config.vc_ip = Some(vcenter.clone());
        config.vc_url = Some(vcenter);
    }
    if facts.has(Milestone::SingleSignOn) {
        config.psc_management_ip = config.vc_management_ip.clone();
        config.psc_ip = config.vc_url.clone();
        config.psc_url = config.vc_url.clone();
    }
    if facts.has(Milestone::Nsx) {
        let manager = format!("{base}/nsxManager.sddc-{dashed}.vmwarevmc.com/");
        config.nsx_mgr_login_url = Some(format!("{manager}login.jsp"));
        config.nsx_mgr_url = Some(manager);
        config.nsx_mgr_management_ip = Some(ManagementVm::NsxManager.private_address(facts));
    }
    // ZEROCLOUD SDDCs have no NSX proxy. (recorded)
    if facts.has(Milestone::Gateways) && aws {
        let proxy = format!("{base}/vmc/reverse-proxy/api/");
        config.nsx_api_public_endpoint_url =
            Some(format!("{proxy}orgs/{}/sddcs/{}/sks-nsxt-manager", org.id, facts.id));
        config.nsx_reverse_proxy_url = Some(proxy);
    }
}

/// Adds the user names once the users exist. Passwords are added only for callers whose roles allow it.
fn credentials(config: &mut AwsSddcResourceConfig, facts: &SddcFacts, cx: &Cx, aws: bool) {
    if !facts.has(Milestone::Credentials) {
        return;
    }
    let shown = |secret: &Secret| cx.caller.may(Right::Secrets).then(|| secret.clone());
    config.cloud_username = Some(if aws { "cloudadmin@vmc.local" } else { "clouduser@vmc.local" }.to_owned());
    config.cloud_password = shown(&facts.drawn.cloud_password);
    config.nsx_cloud_admin = Some("cloud_admin".to_owned());
    config.nsx_cloud_admin_password = shown(&facts.drawn.nsx_admin_password);
    config.nsx_cloud_audit = Some("cloud_audit".to_owned());
    config.nsx_cloud_audit_password = shown(&facts.drawn.nsx_audit_password);
}

/// Returns the zone of the witness host, which is a zone without hosts. A single-zone SDDC shows its own zone. (recorded for the latter)
fn witness_zone(facts: &SddcFacts, region: &str) -> String {
    match facts.deployment {
        ResourceDeploymentType::MultiAz => format!("{region}c"),
        _ => facts.zones.first().cloned().unwrap_or_default(),
    }
}

/// Returns the links of an SDDC. While the SDDC is being created, returns the requested links.
fn linked(facts: &SddcFacts, org: &Org) -> Option<Vec<SddcLinkConfig>> {
    if facts.account_link != Some(AccountLinkState::Linked) {
        return None;
    }
    let there = account_link::links(org, facts.id);
    if !there.is_empty() {
        return Some(there);
    }
    let links = facts.config.account_link_sddc_config.as_ref().filter(|links| !links.is_empty())?;
    facts.has(Milestone::AccountLink).then(|| {
        links
            .iter()
            .map(|link| SddcLinkConfig {
                customer_subnet_ids: link.customer_subnet_ids.clone(),
                connected_account_id: link.connected_account_id,
            })
            .collect()
    })
}

impl SddcFacts {
    /// Returns the size of the management VMs.
    pub(in crate::vmc) fn size(&self) -> SddcSize {
        size(if self.autoscaler.is_large { Some(&SddcConfigSize::Large) } else { self.config.size.as_ref() })
    }
}

/// Returns the size. `medium`, also the default, is shown as a medium vCenter and a small NSX, as recorded; the other rows are assumptions.
fn size(asked: Option<&SddcConfigSize>) -> SddcSize {
    // Clients also write it in capitals.
    let asked = asked.map(|size| SddcConfigSize::from(size.as_str().to_ascii_lowercase().as_str()));
    let (vc, nsx, name) = match asked {
        Some(SddcConfigSize::Large) => (VcSize::Large, NsxSize::Large, SddcSizeName::Large),
        Some(SddcConfigSize::NsxLarge) => (VcSize::Medium, NsxSize::Large, SddcSizeName::NsxLarge),
        Some(SddcConfigSize::NsxSmall | SddcConfigSize::Medium | SddcConfigSize::Other(_)) | None => {
            (VcSize::Medium, NsxSize::Small, SddcSizeName::NsxSmall)
        }
    };
    SddcSize { vc_size: Some(vc), nsx_size: Some(nsx), size: Some(name) }
}

fn manifest(facts: &SddcFacts, region: &str) -> SddcManifest {
    let instance_type = facts.clusters.first().map(|cluster| cluster.instance_type.to_string());
    let ami = PopAmiInfo {
        id: Some("ZeroCloudAmiId".to_owned()),
        name: Some("ZeroCloudAmi".to_owned()),
        type_: Some(PopAmiType::Pop),
        ..PopAmiInfo::default()
    };
    SddcManifest {
        esx_ami: Some(AmiInfo {
            id: Some("ami-1a2b3c4d".to_owned()),
            region: Some(region.to_owned()),
            instance_type,
            name: None,
        }),
        glcm_bundle: Some(GlcmBundle {
            id: Some("1234".to_owned()),
            s3_bucket: Some("s3-bucket".to_owned()),
            published_s3_bucket: None,
        }),
        metadata: Some(Metadata { cycle_id: Some("Cycle-20".to_owned()), timestamp: Some("1499881173421".to_owned()) }),
        vmc_version: Some(VMC_VERSION.to_owned()),
        vmc_internal_version: Some(format!("{VMC_VERSION}.0.1")),
        pop_info: Some(PopInfo {
            id: Some(PopInfoId(facts.drawn.pop)),
            created_at: Some(Time::padded_millis(facts.created)),
            ami_infos: map_of([("Dummy".to_owned(), ami)]),
            ..PopInfo::default()
        }),
        ebs_backed_vsan_config: Some(EbsBackedVsanConfig { instance_type: Some("r5.metal".to_owned()) }),
        ..SddcManifest::default()
    }
}

fn vpc(facts: &SddcFacts, aws: bool) -> VpcInfo {
    let made = facts.has(Milestone::Vpc);
    // The names in the simulated provider's VPC say that it is mocked. (recorded)
    let id = |kind: &str, mocked: &str| {
        made.then(|| if aws { format!("{kind}-{}", facts.drawn.aws_suffix) } else { mocked.to_owned() })
    };
    let subnet = |kind: &str, digit: char| {
        (aws && facts.has(Milestone::Subnets))
            .then(|| format!("{kind}-{}{digit}", &facts.drawn.aws_suffix.as_str()[1..]))
    };
    let table = id("rtb", "rtb-zero-mocked-route-table");
    let gateway_table = id("rtb", "rtb-vgw-zero-mocked");
    let tables = [("localTable", &table), ("vgwTable", &gateway_table)].into_iter().filter(|(_, id)| id.is_some());
    let info = |name: &str, id: &Option<String>| RouteTableInfo { name: Some(name.to_owned()), id: id.clone() };
    let routetables = map_of(tables.map(|(name, id)| (name.to_owned(), info(name, id))));
    VpcInfo {
        provider: Some(facts.provider.to_string()),
        network_type: Some("AWS_SIMPLE".to_owned()),
        id: id("vpc", "vpc-zero-mocked-vpc-id"),
        // A request that sends an empty network is answered without one: clients compare the two. (seen with the Terraform provider)
        vpc_cidr: (facts.config.vpc_cidr.is_none() || facts.config.network().is_some()).then(|| facts.vpc_cidr.clone()),
        route_table_id: table,
        internet_gateway_id: id("igw", "igw-zero-mocked-igw-id"),
        subnet_id: subnet("subnet", 'a'),
        association_id: subnet("rtbassoc", 'a'),
        api_subnet_id: subnet("subnet", 'b'),
        api_association_id: subnet("rtbassoc", 'b'),
        security_group_id: subnet("sg", 'a'),
        esx_security_group_id: subnet("sg", 'b'),
        vgw_id: id("vgw", "vgw-id-zero-mocked"),
        vgw_route_table_id: gateway_table,
        routetables,
        ..VpcInfo::default()
    }
}
