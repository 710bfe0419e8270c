//! The input form of support requests.

use crate::{
    context::{Call, Cx},
    identity,
    kernel::refusal::{ApiResult, Refusal},
    state::{sddcs::Phase, world::WorldState},
};
use vmc_client::{
    endpoints::customer_support::GetSupportInputs,
    wire::{SddcChoice, SddcInput, SddcList},
};

/// `GET /customer-support/inputs`: the form asks for the SDDC. The names of form and field are assumptions.
pub fn inputs(world: &WorldState, cx: &Cx, call: &Call<GetSupportInputs>) -> ApiResult<SddcInput> {
    let query = &call.query;
    let org = world.org(query.org_id)?;
    if org.id != cx.caller.org {
        return Err(identity::refusals::not_in_org(org.id));
    }
    let member = world.identity.users.get(&query.user_id).is_some_and(|user| user.roles.contains_key(&org.id));
    if !member {
        return Err(Refusal::invalid(format!("There is no user {} in the organization.", query.user_id)));
    }
    let choice = org
        .sddcs
        .values()
        .filter(|sddc| sddc.phase != Phase::Deleted)
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
