//! Add-ons of an SDDC: enabling them, and the credentials that they store.
//!
//! The service publishes no list of add-ons. Here they are `HCX`, which the published description mentions, and `DRAAS`, site recovery,
//! whose connectivity tests are published. (assumption)

use crate::{
    context::{Call, Cx},
    identity,
    kernel::refusal::{ApiResult, Refusal},
    state::{
        addons::{Addon, AddonFacts, Credentials},
        identity::roles::Right,
        orgs::Org,
    },
};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::addons::{
        CreateAddonCredentials, GetAddonCredentials, ListAddonCredentials, ListEnablements, UpdateAddonCredentials,
        UpdateEnablement,
    },
    wire::{EnablementInfo, NewCredentials, SddcId, Secret},
};

/// The largest number of credentials of one add-on of one SDDC.
pub const CREDENTIALS_MAX: usize = 100;

/// The longest name, user or password, in bytes.
const TEXT_MAX: usize = 255;

impl Addon {
    const ALL: [Self; 2] = [Self::Hcx, Self::Draas];

    fn name(self) -> &'static str {
        match self {
            Self::Hcx => "HCX",
            Self::Draas => "DRAAS",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|addon| addon.name().eq_ignore_ascii_case(name))
    }
}

impl AddonFacts {
    /// Returns true if an add-on is enabled.
    pub fn has(&self, addon: Addon) -> bool {
        self.enabled.contains(&addon)
    }
}

impl Credentials {
    fn checked(username: &str, password: &Secret) -> ApiResult<Self> {
        check_text("username", username)?;
        check_text("password", password.expose())?;
        Ok(Self { username: username.to_owned(), password: password.clone() })
    }

    fn view(&self, name: &str) -> NewCredentials {
        NewCredentials { name: name.to_owned(), username: self.username.clone(), password: self.password.clone() }
    }
}

/// `GET …/enablements`
pub fn list_enablements(org: &Org, _: &Cx, call: &Call<ListEnablements>) -> ApiResult<Vec<EnablementInfo>> {
    let sddc = org.sddc(call.path.sddc)?;
    let view = |addon: Addon| EnablementInfo { name: addon.name().to_owned(), enabled: sddc.addons.has(addon) };
    Ok(Addon::ALL.into_iter().map(view).collect())
}

/// `POST …/enablements/{enablement}?action=…`: enabling an enabled add-on is not an error.
pub fn update_enablement(org: &mut Org, cx: &Cx, call: &Call<UpdateEnablement>) -> ApiResult<()> {
    let (id, name) = (call.path.sddc, &call.path.enablement);
    let sddc = org.sddc(id)?;
    let addon = Addon::named(name).ok_or_else(|| refusals::enablement_not_found(name))?;
    sddc.check_state::<UpdateEnablement>()?;
    let sddc = org.sddc_mut(id)?;
    let changed = match call.query.action.as_deref() {
        Some("enable") => sddc.addons.enabled.insert(addon),
        Some("disable") => sddc.addons.enabled.remove(&addon),
        _ => return Err(Refusal::invalid("The query parameter action must be enable or disable.")),
    };
    if changed {
        sddc.write(Some(cx.caller.author()), cx.now());
    }
    Ok(())
}

/// `GET …/credentials`: the credentials in the order of their names. (order: assumption)
pub fn list(org: &Org, cx: &Cx, call: &Call<ListAddonCredentials>) -> ApiResult<Vec<NewCredentials>> {
    let kept = kept(org, cx, call.path.sddc_id, &call.path.addon_type)?;
    Ok(kept.into_iter().flatten().map(|(name, credentials)| credentials.view(name)).collect())
}

/// `GET …/credentials/{name}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetAddonCredentials>) -> ApiResult<NewCredentials> {
    let (path, name) = (&call.path, &call.path.name);
    let kept = kept(org, cx, path.sddc_id, &path.addon_type)?;
    let credentials = kept.and_then(|kept| kept.get(name));
    credentials.map(|credentials| credentials.view(name)).ok_or_else(|| refusals::credentials_not_found(name))
}

/// `POST …/credentials`
pub fn create(org: &mut Org, cx: &Cx, call: &Call<CreateAddonCredentials>) -> ApiResult<NewCredentials> {
    let (id, body) = (call.path.sddc_id, &call.body.0);
    kept(org, cx, id, &call.path.addon_type)?;
    let addon = addon_of_type(&call.path.addon_type)?;
    let sddc = org.sddc_mut(id)?;
    sddc.check_state::<CreateAddonCredentials>()?;
    check_text("name", &body.name)?;
    let credentials = Credentials::checked(&body.username, &body.password)?;
    let kept = sddc.addons.credentials.entry(addon).or_default();
    if kept.contains_key(&body.name) {
        return Err(refusals::credentials_exist(&body.name));
    }
    if kept.len() >= CREDENTIALS_MAX {
        return Err(Refusal::full("credentials", CREDENTIALS_MAX));
    }
    let view = credentials.view(&body.name);
    kept.insert(body.name.clone(), credentials);
    Ok(view)
}

/// `PUT …/credentials/{name}`
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdateAddonCredentials>) -> ApiResult<NewCredentials> {
    let (id, name, body) = (call.path.sddc_id, &call.path.name, &call.body.0);
    kept(org, cx, id, &call.path.addon_type)?;
    let addon = addon_of_type(&call.path.addon_type)?;
    let sddc = org.sddc_mut(id)?;
    sddc.check_state::<UpdateAddonCredentials>()?;
    let entry = sddc.addons.credentials.get_mut(&addon).and_then(|kept| kept.get_mut(name));
    let entry = entry.ok_or_else(|| refusals::credentials_not_found(name))?;
    *entry = Credentials::checked(&body.username, &body.password)?;
    Ok(entry.view(name))
}

/// Returns the credentials of an add-on, for callers who may see passwords. The password is a required field of every answer, so it cannot
/// be left out for other callers.
fn kept<'a>(
    org: &'a Org,
    cx: &Cx,
    id: SddcId,
    addon_type: &str,
) -> ApiResult<Option<&'a BTreeMap<String, Credentials>>> {
    if !cx.caller.may(Right::Secrets) {
        return Err(identity::refusals::role_missing(Right::Secrets));
    }
    let sddc = org.sddc(id)?;
    Ok(sddc.addons.credentials.get(&addon_of_type(addon_type)?))
}

fn addon_of_type(addon_type: &str) -> ApiResult<Addon> {
    let known = Addon::ALL.map(Addon::name).join(" and ");
    Addon::named(addon_type)
        .ok_or_else(|| Refusal::invalid(format!("There is no add-on type {addon_type}; there are {known}.")))
}

fn check_text(what: &str, text: &str) -> ApiResult<()> {
    if text.is_empty() || text.len() > TEXT_MAX || text.chars().any(char::is_control) {
        return Err(Refusal::invalid(format!("{what} must be 1 to {TEXT_MAX} bytes of printable text.")));
    }
    Ok(())
}

mod refusals {
    use crate::kernel::refusal::Refusal;

    pub(super) fn enablement_not_found(name: &str) -> Refusal {
        Refusal::not_found("skyscraper.enablement.not.found", format!("Cannot find the enablement {name}."))
    }

    pub(super) fn credentials_not_found(name: &str) -> Refusal {
        Refusal::not_found("skyscraper.addon.credentials.not.found", format!("Cannot find the credentials {name}."))
    }

    /// The name is already in use.
    pub(super) fn credentials_exist(name: &str) -> Refusal {
        let message = format!("Credentials with the name {name} already exist.");
        Refusal::conflict("skyscraper.addon.credentials.exist", message)
    }
}
