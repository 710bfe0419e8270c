//! The macro that makes client methods of the lines of a table.

/// Defines the macro `methods!` for the lines of a table, as [`endpoints!`](crate::endpoints!) describes. Only
/// `endpoints!` calls this macro.
///
/// A method is made in steps. `@method` adds the path and the query to its arguments and to what it sends, `@body` adds
/// the body, and `@function` writes it.
#[doc(hidden)]
#[macro_export]
macro_rules! client_methods {
    (methods; $( $name:ident $doc:tt $types:tt $reply:tt $(, $note:tt $method:ident $parts:tt)?; )*) => {
        $( $crate::client_methods! { @required $name $($method)? } )*
        #[cfg(feature = "http")]
        macro_rules! methods {
            () => {
                impl Client {
                    $($( $crate::client_methods! {
                        @method [$doc $note $name $method $reply] $parts $types
                    } )?)*
                }
            };
        }
        #[cfg(feature = "http")]
        pub(crate) use methods;
    };
    (no_methods; $( $name:ident $doc:tt $types:tt $reply:tt $(, $note:tt $method:ident $parts:tt)?; )*) => {
        $($( $crate::client_methods! { @unwanted $name $method } )?)*
    };
    (@required $name:ident $method:ident) => {};
    (@required $name:ident) => {
        compile_error!(concat!(
            stringify!($name), " has no client method: its line must end with `, method NAME(FIELD: TYPE, ...)`",
        ));
    };
    (@unwanted $name:ident $method:ident) => {
        compile_error!(concat!(
            stringify!($name), " names the client method `", stringify!($method),
            "`, but its table does not begin with `service NAME, with methods;`",
        ));
    };

    (@method $about:tt ($($part:ident: $part_ty:ty),* $(,)?) ($path:ident, Nothing, $($body:tt)*)) => {
        $crate::client_methods! {
            @body $about [$($part: $part_ty,)*] [$path { $($part: $part.into()),* }, $crate::endpoint::Nothing {}]
            $($body)*
        }
    };
    (@method $about:tt ($($part:ident: $part_ty:ty),* $(,)?) ($path:ident, $query:ident, $($body:tt)*)) => {
        $crate::client_methods! {
            @body $about [$($part: $part_ty,)* query: $query,] [$path { $($part: $part.into()),* }, query] $($body)*
        }
    };
    (@method [$doc:tt $note:tt $name:ident $method:ident $reply:tt] $parts:tt $types:tt) => {
        compile_error!(concat!(
            "the client method of ", stringify!($name), " is `", stringify!($method $parts),
            "`, but must be `NAME(FIELD: TYPE, ...)`",
        ));
    };

    (@body $about:tt [$($argument:tt)*] [$($sent:tt)*] Empty) => {
        $crate::client_methods! { @function $about [$($argument)*] [$($sent)*, $crate::endpoint::Empty] }
    };
    (@body $about:tt [$($argument:tt)*] [$($sent:tt)*] Json<$content:ty>) => {
        $crate::client_methods! {
            @function $about [$($argument)* body: &$content,] [$($sent)*, $crate::endpoint::Json(body.clone())]
        }
    };
    (@body $about:tt [$($argument:tt)*] [$($sent:tt)*] JsonList<$item:ty>) => {
        $crate::client_methods! {
            @function $about [$($argument)* body: &[$item],] [$($sent)*, $crate::endpoint::JsonList(body.to_vec())]
        }
    };
    (@body $about:tt [$($argument:tt)*] [$($sent:tt)*] Form<$content:ty>) => {
        $crate::client_methods! {
            @function $about [$($argument)* body: &$content,] [$($sent)*, $crate::endpoint::Form(body.clone())]
        }
    };
    (@body $about:tt [$($argument:tt)*] [$($sent:tt)*] OptionalJson<$content:ty>) => {
        $crate::client_methods! {
            @function $about [$($argument)* body: Option<&$content>,]
                [$($sent)*, $crate::endpoint::OptionalJson(body.cloned())]
        }
    };
    (@body [$doc:tt $note:tt $name:ident $method:ident $reply:tt] $argument:tt $sent:tt $($body:tt)*) => {
        compile_error!(concat!(
            "the body of ", stringify!($name), " is `", stringify!($($body)*), "`, but the body of a client method must ",
            "be `Empty`, `Json<T>`, `JsonList<T>`, `OptionalJson<T>` or `Form<T>`",
        ));
    };

    (@function [{ $($doc:literal)* } { $($note:literal)* } $name:ident $method:ident { $($reply:tt)* }]
        [$($argument:tt)*] [$($sent:tt)*]) => {
        $(#[doc = $doc])*
        #[doc = ""]
        $(#[doc = $note])*
        pub async fn $method(
            &self,
            $($argument)*
        ) -> Result<$crate::client_methods!(@answer $($reply)*), Error> {
            self.call::<$name>($($sent)*).await
        }
    };
    (@answer Empty) => { () };
    (@answer Json<$answer:ty>) => { $answer };
    (@answer $($reply:tt)*) => {
        compile_error!(concat!(
            "the answer of a client method is `", stringify!($($reply)*), "`, but must be `Empty` or `Json<T>`",
        ))
    };
}
