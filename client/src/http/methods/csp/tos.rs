//! Methods for signatures of the terms of use.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::csp::tos::{GetTosSignature, ListTosSignatures, SignTos, TosSignaturePath, TosSignaturesQuery},
    http::{Client, Error},
    wire::{PaginatedResponseOfTosSignatureResponse, RefLinkDto, TosSignatureCreationRequest, TosSignatureResponse},
};
use uuid::Uuid;

impl Client {
    /// Lists signatures.
    pub async fn list_tos_signatures(
        &self,
        query: TosSignaturesQuery,
    ) -> Result<PaginatedResponseOfTosSignatureResponse, Error> {
        self.call::<ListTosSignatures>(Nothing {}, query, Empty).await
    }

    /// Signs the terms of use.
    pub async fn sign_tos(&self, body: &TosSignatureCreationRequest) -> Result<RefLinkDto, Error> {
        self.call::<SignTos>(Nothing {}, Nothing {}, Json(body.clone())).await
    }

    /// Gets a signature.
    pub async fn get_tos_signature(&self, signature: Uuid) -> Result<TosSignatureResponse, Error> {
        self.call::<GetTosSignature>(TosSignaturePath { signature }, Nothing {}, Empty).await
    }
}
