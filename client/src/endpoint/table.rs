//! The macro that declares endpoints.

/// Declares the endpoints of one service.
///
/// ```text
/// endpoints! {
///     service Vmc, with methods;
///     /// Provision an SDDC.
///     CreateSddc: POST "/vmc/api/orgs/{org}/sddcs" (OrgPath, CreateSddcQuery, Json<AwsSddcConfig>)
///         -> ACCEPTED Json<Task>, needs Write, or OK when |query| query.validate_only,
///         /// The task's `resource_id` is the new SDDC.
///         method create_sddc(org: OrgId);
/// }
/// ```
///
/// Each line gives the name, the method, the path template, the types of path, query and body, the success status and
/// type of the answer, and the [`Access`](crate::endpoint::Access): `needs` followed by a right, `anonymous`,
/// `credential`, `session` or `admin`.
///
/// The macro also defines `TABLE`, the operations in source order, and `REWRITERS`.
///
/// After `with methods`, each line ends with the client method that calls the operation: its name, and the fields of
/// the path as arguments. A `String` field is a `&str` argument. The query and a reference to the body follow as
/// arguments, unless the operation has none. The comment of the line describes the method too, and a comment before
/// `method` adds to it. The methods are defined where the macro `methods!` of the module is called, which must have
/// `Client`, `Error` and the types of the lines in scope. They exist with the feature `http`.
#[macro_export]
macro_rules! endpoints {
    (service $service:ident, with methods; $($lines:tt)*) => {
        $crate::endpoints! { @table $service, methods; $($lines)* }
    };
    (service $service:ident; $($lines:tt)*) => {
        $crate::endpoints! { @table $service, no_methods; $($lines)* }
    };
    (@table $service:ident, $methods:ident;
    $( $(#[doc = $doc:literal])* $name:ident: $method:ident $path:literal
        ($path_ty:ident, $query:ident, $body:ident $(<$content:ty>)?) -> $status:ident $reply:ident $(<$answer:ty>)?
        , $access:ident $($right:ident)? $(, or $other:ident when |$q:ident $(, $b:ident)?| $when:expr)?
        $(, $(#[doc = $note:literal])* method $client_method:ident $parts:tt)?; )*) => {
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
                    access: $crate::endpoints!(@access $name, $access $($right)?),
                    status: http::StatusCode::$status.as_u16(),
                    other_path: None,
                    other_status: $crate::endpoints!(@other $($other)?),
                    body_required: <$body $(<$content>)? as $crate::endpoint::Body>::REQUIRED,
                    body_media_type: <$body $(<$content>)? as $crate::endpoint::Body>::MEDIA_TYPE,
                    reply_media_type: <$reply $(<$answer>)? as $crate::endpoint::Reply>::MEDIA_TYPE,
                    client_method: $crate::endpoints!(@client_method $($client_method)?),
                };
                const METHOD: http::Method = http::Method::$method;
                type Path = $path_ty;
                type Query = $query;
                type Body = $body $(<$content>)?;
                type Reply = $reply $(<$answer>)?;
                fn status(query: &Self::Query, body: &Self::Body) -> http::StatusCode {
                    let _ = (query, body);
                    $( let $q = query; $( let $b = body; )? if $when { return http::StatusCode::$other; } )?
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
                    <Self::Reply as $crate::endpoint::Reply>::encode(&output)
                }
            }
        )*
        /// The operations of this table, in source order.
        pub const TABLE: &[&$crate::endpoint::OperationInfo] =
            &[$(<$name as $crate::endpoint::Endpoint>::INFO),*];
        /// The rewriters of this table, in the same order.
        pub const REWRITERS: &[$crate::endpoint::Rewriter] = &[$($crate::endpoint::Rewriter::of::<$name>()),*];
        $crate::client_methods! { $methods; $(
            $name { $($doc)* } ($path_ty, $query, $body $(<$content>)?) { $reply $(<$answer>)? }
                $(, { $($note)* } $client_method $parts)?;
        )* }
    };
    (@access $name:ident, needs $right:ident) => { $crate::endpoint::Access::Needs($crate::endpoint::Right::$right) };
    (@access $name:ident, anonymous) => { $crate::endpoint::Access::Anonymous };
    (@access $name:ident, credential) => { $crate::endpoint::Access::Credential };
    (@access $name:ident, session) => { $crate::endpoint::Access::Session };
    (@access $name:ident, admin) => { $crate::endpoint::Access::Admin };
    (@access $name:ident, $($access:ident)*) => {
        compile_error!(concat!(
            "the access of ", stringify!($name), " is `", stringify!($($access)*), "`, but must be `needs` with a right, ",
            "`anonymous`, `credential`, `session` or `admin`",
        ))
    };
    (@other) => { None };
    (@other $other:ident) => { Some(http::StatusCode::$other.as_u16()) };
    (@client_method) => { None };
    (@client_method $method:ident) => { Some(stringify!($method)) };
}
