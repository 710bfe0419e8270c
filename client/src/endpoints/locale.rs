//! Endpoints for the language of the calling user.

use crate::{
    endpoint::{Json, Nothing},
    endpoints,
    wire::VmcLocale,
};

endpoints! {
    service Vmc;
    /// Set the language of the calling user.
    SetLocale: POST "/vmc/api/locale" (Nothing, Nothing, Json<VmcLocale>) -> OK Json<VmcLocale>, needs Read;
}
