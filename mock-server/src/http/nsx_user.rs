//! What a request from premises carries with it when it is carried out at VMC. Clients cannot set it.

use crate::tokens::Verified;
use http::Uri;
use std::sync::Arc;

/// A user of the NSX of an SDDC, whose password was checked. It is an extension of the request.
#[derive(Debug, Clone)]
pub(super) struct NsxUser(pub(super) Arc<Verified>);

/// The address that the client sent. It is an extension of the request, whose own address is the one at VMC.
#[derive(Debug, Clone)]
pub(super) struct SentUri(pub(super) Uri);
