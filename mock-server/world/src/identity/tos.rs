//! Signatures of the terms of use.

use crate::{
    context::{Call, Cx},
    identity::{bindings::org_of_link, checks::fit_name, refusals},
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::{
        identity::{roles::Right, tos::Signature},
        not_found,
        world::WorldState,
    },
};
use vmc_client::{
    endpoints::csp::tos::{GetTosSignature, ListTosSignatures, SignTos},
    wire::{PaginatedResponseOfTosSignatureResponse, RefLinkDto, TosSignatureResponse},
};

/// The largest number of signatures in a world.
pub const SIGNATURES_MAX: usize = 1000;

/// The number of signatures on a page.
const PAGE: usize = 50;

impl Signature {
    fn view(&self) -> TosSignatureResponse {
        TosSignatureResponse {
            display_name: self.display_name.clone(),
            email: self.email.clone(),
            org_link: super::bindings::org_link(self.org),
            client_utc_timestamp: self.client_millis,
            server_utc_timestamp: Some(self.arrived.as_millisecond()),
            tos_type: self.terms.clone(),
        }
    }

    /// Returns true if the caller may see the signature: members of the organization may, and the user who signed.
    fn shows_to(&self, cx: &Cx) -> bool {
        self.org == cx.caller.org
            && (cx.caller.may(Right::SeeOrg) || self.email.eq_ignore_ascii_case(&cx.caller.username))
    }
}

/// `POST /tos/signatures`: signs for the organization of the caller's token.
pub fn sign(world: &mut WorldState, cx: &Cx, call: &Call<SignTos>) -> ApiResult<RefLinkDto> {
    let request = &call.body.0;
    let org = org_of_link(&request.org_link);
    let org = org.ok_or_else(|| Refusal::invalid("orgLink is not the path of an organization."))?;
    if org != cx.caller.org {
        return Err(if world.orgs.contains_key(&org) { refusals::not_in_org(org) } else { not_found::org(org) });
    }
    let signature = Signature {
        org,
        display_name: fit_name(&request.display_name)?,
        email: fit_name(&request.email)?,
        terms: request.tos_type.as_deref().map(fit_name).transpose()?,
        client_millis: request.client_utc_timestamp,
        arrived: cx.now(),
    };
    let identity = &mut *world.identity;
    if identity.signatures.len() >= SIGNATURES_MAX {
        return Err(Refusal::full("signatures", SIGNATURES_MAX));
    }
    let id = identity.ids.uuid(Kind::TosSignature);
    identity.signatures.insert(id, signature);
    Ok(RefLinkDto { ref_link: Some(format!("/csp/gateway/am/api/tos/signatures/{id}")) })
}

/// `GET /tos/signatures`: a page token is the number of results before the page.
pub fn list(
    world: &WorldState,
    cx: &Cx,
    call: &Call<ListTosSignatures>,
) -> ApiResult<PaginatedResponseOfTosSignatureResponse> {
    let query = &call.query;
    let before = query.page.as_deref().map_or(Ok(0), str::parse::<usize>);
    let before = before.map_err(|_| Refusal::invalid("pageToken is not one that this service gave."))?;
    let org = query.org.as_deref().map(org_of_link);
    let found: Vec<_> = world
        .identity
        .signatures
        .values()
        .filter(|signature| {
            signature.shows_to(cx)
                && org.is_none_or(|org| org == Some(signature.org))
                && query.email.as_ref().is_none_or(|email| signature.email.eq_ignore_ascii_case(email))
                && query.name.as_ref().is_none_or(|name| signature.display_name == *name)
        })
        .collect();
    let after = before.saturating_add(PAGE);
    Ok(PaginatedResponseOfTosSignatureResponse {
        total_results: Some(found.len().to_string()),
        prev_token: (before > 0).then(|| before.saturating_sub(PAGE).to_string()),
        next_token: (after < found.len()).then(|| after.to_string()),
        results: found.iter().skip(before).take(PAGE).map(|signature| signature.view()).collect(),
    })
}

/// `GET /tos/signatures/{signatureId}`
pub fn get(world: &WorldState, cx: &Cx, call: &Call<GetTosSignature>) -> ApiResult<TosSignatureResponse> {
    let id = call.path.signature;
    let signature = world.identity.signatures.get(&id).filter(|signature| signature.shows_to(cx));
    Ok(signature.ok_or_else(|| refusals::signature_not_found(id))?.view())
}
