//! Support requests: the input form, and what a request tells about an SDDC.

use crate::{
    context::{Call, Cx},
    identity,
    kernel::refusal::{ApiResult, Refusal},
    state::{
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        world::WorldState,
    },
};
use vmc_client::{
    endpoints::customer_support::{GetSddcCustomAttributes, GetSupportInputs},
    wire::{OrgId, SddcChoice, SddcCustomAttribute, SddcCustomAttributes, SddcInput, SddcList, UserId},
};

/// `GET /customer-support/inputs`: the form asks for the SDDC. The names of form and field are assumptions.
pub fn inputs(world: &WorldState, cx: &Cx, call: &Call<GetSupportInputs>) -> ApiResult<SddcInput> {
    let org = org_of(world, cx, call.query.org_id, call.query.user_id)?;
    let choice = to_choose(org)
        .map(|sddc| SddcChoice { display_text: Some(sddc.name.clone()), value: Some(sddc.id.to_string()) })
        .collect();
    let field = SddcList {
        name: Some("sddc".to_owned()),
        label: Some("SDDC".to_owned()),
        placeholder: Some("Select an SDDC".to_owned()),
        required: Some(true),
        choice,
    };
    Ok(SddcInput { inputs: vec![field] })
}

/// `GET /customer-support/custom-attributes`: what support must know of the SDDC that was chosen in the form. The attributes and their names
/// are assumptions, and that only an SDDC of the form can be asked for.
pub fn custom_attributes(
    world: &WorldState,
    cx: &Cx,
    call: &Call<GetSddcCustomAttributes>,
) -> ApiResult<SddcCustomAttributes> {
    let org = org_of(world, cx, call.query.org_id, call.query.user_id)?;
    let id = call.query.inputs_sddc;
    let sddc = to_choose(org)
        .find(|sddc| sddc.id == id)
        .ok_or_else(|| Refusal::invalid(format!("There is no SDDC {id} in the organization.")))?;
    let attributes = [
        ("sddc_id", sddc.id.to_string()),
        ("sddc_name", sddc.name.clone()),
        ("sddc_state", sddc.phase.state().to_string()),
        ("provider", sddc.provider.to_string()),
        ("region", sddc.region.clone()),
        ("num_clusters", sddc.clusters.len().to_string()),
        ("num_hosts", sddc.host_count().to_string()),
    ];
    let attribute =
        |(name, value): (&str, String)| SddcCustomAttribute { name: Some(name.to_owned()), value: Some(value) };
    Ok(SddcCustomAttributes { custom_attributes: attributes.map(attribute).to_vec() })
}

/// Returns the organization of the caller for whose member a support request is made.
///
/// # Errors
/// Fails if the organization is not the caller's, or if it has no such member.
fn org_of<'w>(world: &'w WorldState, cx: &Cx, org: OrgId, user: UserId) -> ApiResult<&'w Org> {
    let org = world.org(org)?;
    if org.id != cx.caller.org {
        return Err(identity::refusals::not_in_org(org.id));
    }
    let member = world.identity.users.get(&user).is_some_and(|user| user.roles.contains_key(&org.id));
    if !member {
        return Err(Refusal::invalid(format!("There is no user {user} in the organization.")));
    }
    Ok(org)
}

/// Returns the SDDCs that the form offers.
fn to_choose(org: &Org) -> impl Iterator<Item = &SddcFacts> {
    org.sddcs.values().map(AsRef::as_ref).filter(|sddc| sddc.phase != Phase::Deleted)
}
