//! Endpoints for the language of the calling user.

use crate::{
    endpoint::{Json, Nothing},
    endpoints,
    wire::VmcLocale,
};

endpoints! {
    service Vmc, with methods;
    /// Set the language of the calling user, such as `en_US`.
    SetLocale: POST "/vmc/api/locale" (Nothing, Nothing, Json<VmcLocale>) -> OK Json<VmcLocale>, needs Read,
        method set_locale();
}
