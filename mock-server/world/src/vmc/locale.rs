//! The language of a user.

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::world::WorldState,
};
use vmc_client::{endpoints::locale::SetLocale, wire::VmcLocale};

/// The languages that can be set: those of the service's console. It is an assumption that there are no others.
const KNOWN: &[&str] =
    &["de_DE", "en_US", "es_ES", "fr_FR", "it_IT", "ja_JP", "ko_KR", "nl_NL", "pt_BR", "ru_RU", "zh_CN", "zh_TW"];

/// `POST /locale`: the answer repeats the request. The country may be left out, and follows `_` or `-`. (assumption)
pub fn set(world: &mut WorldState, cx: &Cx, call: &Call<SetLocale>) -> ApiResult<VmcLocale> {
    let asked = call.body.0.locale.as_deref().unwrap_or_default();
    let plain = asked.replace('-', "_");
    let is = |known: &&&str| {
        known.eq_ignore_ascii_case(&plain) || known.split('_').next().is_some_and(|it| it.eq_ignore_ascii_case(&plain))
    };
    let known = KNOWN.iter().find(is).ok_or_else(|| {
        Refusal::invalid(format!("The locale is not supported. Supported locales: {}.", KNOWN.join(", ")))
    })?;
    world.locales.insert(cx.caller.user, (*known).to_owned());
    Ok(call.body.0.clone())
}
