//! The macro that declares endpoints.

/// Declares the endpoints of one service.
///
/// ```text
/// endpoints! {
///     service Vmc;
///     /// Provision an SDDC.
///     CreateSddc: POST "/vmc/api/orgs/{org}/sddcs" (OrgPath, CreateSddcQuery, Json<AwsSddcConfig>)
///         -> ACCEPTED Json<Task>, needs Write, or OK when |query| query.validate_only;
/// }
/// ```
///
/// Each line gives the name, the method, the path template, the types of path, query and body, the success status and
/// type of the answer, and the [`Access`](crate::endpoint::Access): `needs` followed by a right, `anonymous`,
/// `credential`, `session` or `admin`.
///
/// The macro also defines `TABLE`, the operations in source order, and `REWRITERS`.
#[macro_export]
macro_rules! endpoints {
    (service $service:ident;
    $( $(#[doc = $doc:literal])* $name:ident: $method:ident $path:literal
        ($path_ty:ty, $query:ty, $body:ty) -> $status:ident $reply:ty
        , $access:ident $($right:ident)? $(, or $other:ident when |$q:ident| $when:expr)?; )*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}
            impl $crate::endpoint::Endpoint for $name {
                const INFO: &'static $crate::endpoint::OperationInfo = &$crate::endpoint::OperationInfo {
                    name: stringify!($name),
                    doc: concat!($($doc),*).trim_ascii(),
                    service: $crate::endpoint::Service::$service,
                    method: stringify!($method),
                    path: $path,
                    access: $crate::endpoints!(@access $access $($right)?),
                    status: http::StatusCode::$status.as_u16(),
                    other_status: $crate::endpoints!(@other $($other)?),
                    body_required: <$body as $crate::endpoint::Body>::REQUIRED,
                    body_media_type: <$body as $crate::endpoint::Body>::MEDIA_TYPE,
                    reply_media_type: <$reply as $crate::endpoint::Reply>::MEDIA_TYPE,
                };
                const METHOD: http::Method = http::Method::$method;
                type Path = $path_ty;
                type Query = $query;
                type Body = $body;
                type Reply = $reply;
                fn status(query: &Self::Query) -> http::StatusCode {
                    let _ = query;
                    $( let $q = query; if $when { return http::StatusCode::$other; } )?
                    http::StatusCode::$status
                }
                fn decode_call(
                    request: $crate::endpoint::RawRequest<'_>,
                ) -> Result<$crate::endpoint::DecodedCall, $crate::endpoint::CallError> {
                    $crate::endpoint::decode_call::<Self>(request)
                }
                fn unread_fields(query: &[u8], body: &[u8]) -> (Vec<String>, Vec<String>) {
                    $crate::endpoint::unread_fields::<Self>(query, body)
                }
                fn encode_output(
                    output: $crate::endpoint::Output<Self>,
                ) -> Result<Vec<u8>, $crate::endpoint::DecodeError> {
                    <$reply as $crate::endpoint::Reply>::encode(&output)
                }
                fn decode_output(
                    bytes: &[u8],
                ) -> Result<$crate::endpoint::Output<Self>, $crate::endpoint::DecodeError> {
                    <$reply as $crate::endpoint::Reply>::decode(bytes)
                }
                fn encode_call(
                    path: &Self::Path,
                    query: &Self::Query,
                    body: &Self::Body,
                ) -> Result<$crate::endpoint::EncodedCall, $crate::endpoint::DecodeError> {
                    $crate::endpoint::encode_call::<Self>(path, query, body)
                }
                fn schemas(generator: &mut schemars::SchemaGenerator) -> $crate::endpoint::Schemas {
                    $crate::endpoint::schemas::<Self>(generator)
                }
            }
            impl $name {
                fn rewrite_body(bytes: &[u8]) -> Result<Vec<u8>, $crate::endpoint::DecodeError> {
                    $crate::endpoint::Body::encode(&<$body as $crate::endpoint::Body>::decode(bytes, None)?)
                }
                fn rewrite_reply(bytes: &[u8]) -> Result<Vec<u8>, $crate::endpoint::DecodeError> {
                    <$reply as $crate::endpoint::Reply>::encode(&<$reply as $crate::endpoint::Reply>::decode(bytes)?)
                }
            }
        )*
        /// The operations of this table, in source order.
        pub const TABLE: &[&$crate::endpoint::OperationInfo] =
            &[$(<$name as $crate::endpoint::Endpoint>::INFO),*];
        /// The rewriters of this table, in the same order.
        pub const REWRITERS: &[$crate::endpoint::Rewriter] = &[$(
            $crate::endpoint::Rewriter {
                name: stringify!($name),
                body: $name::rewrite_body,
                reply: $name::rewrite_reply,
            },
        )*];
    };
    (@access needs $right:ident) => { $crate::endpoint::Access::Needs($crate::endpoint::Right::$right) };
    (@access anonymous) => { $crate::endpoint::Access::Anonymous };
    (@access credential) => { $crate::endpoint::Access::Credential };
    (@access session) => { $crate::endpoint::Access::Session };
    (@access admin) => { $crate::endpoint::Access::Admin };
    (@other) => { None };
    (@other $other:ident) => { Some(http::StatusCode::$other.as_u16()) };
}
