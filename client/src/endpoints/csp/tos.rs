//! Endpoints for signatures of the terms of use.

use super::MayNameOrg;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        OrgId, PaginatedResponseOfTosSignatureResponse, RefLinkDto, TosSignatureCreationRequest, TosSignatureResponse,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

endpoints! {
    service Csp, with methods;
    /// List signatures of the terms of use.
    ListTosSignatures: GET "/csp/gateway/am/api/tos/signatures" (Nothing, TosSignaturesQuery, Empty)
        -> OK Json<PaginatedResponseOfTosSignatureResponse>, needs SeeSelf,
        method list_tos_signatures();
    /// Sign the terms of use.
    SignTos: POST "/csp/gateway/am/api/tos/signatures" (Nothing, Nothing, Json<TosSignatureCreationRequest>)
        -> OK Json<RefLinkDto>, needs SeeSelf,
        method sign_tos();
    /// Get a signature of the terms of use.
    GetTosSignature: GET "/csp/gateway/am/api/tos/signatures/{signatureId}" (TosSignaturePath, Nothing, Empty)
        -> OK Json<TosSignatureResponse>, needs SeeSelf,
        method get_tos_signature(signature: Uuid);
}

/// `/tos/signatures/{signatureId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TosSignaturePath {
    /// Signature.
    #[serde(rename = "signatureId")]
    #[cfg_attr(feature = "schemas", schemars(with = "String", extend("format" = "uuid")))]
    pub signature: Uuid,
}

impl MayNameOrg for TosSignaturePath {
    fn named_org(&self) -> Option<OrgId> {
        None
    }
}

/// Query of [`ListTosSignatures`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TosSignaturesQuery {
    /// Only signatures that bind the organization at this path.
    #[serde(
        rename = "orgLink",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub org: Option<String>,
    /// Only signatures with this mail address.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Only signatures of a person of this name.
    #[serde(
        rename = "displayName",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<String>,
    /// Token of a page, from the answer with another page.
    #[serde(
        rename = "pageToken",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub page: Option<String>,
}
