//! A macro for enums with known published values that also preserve unknown values.

use serde::de;
use std::{fmt, marker::PhantomData};

/// Declares enums of strings that newer servers may extend. An unknown value becomes `Other` and is written as it came. A value may have an
/// older spelling, which is read as the same value.
///
/// ```text
/// open_enum! {
///     /// Which way it goes.
///     pub enum Direction {
///         /// Towards the top.
///         Up = "UP",
///         Down = "DOWN" | "DOWNWARDS",
///     }
/// }
/// ```
macro_rules! open_enum {
    ($( $(#[$meta:meta])* pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $text:literal $(| $older:literal)*, )+ } )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`.")]
                $(#[$variant_meta])*
                $variant,
            )+
            /// A value that is not published, as it came. Made by `From<&str>`, which knows the others.
            Other(String),
        }

        impl $name {
            /// The published values.
            pub const VALUES: &'static [&'static str] = &[$($text),+];

            /// The value as it travels.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text $(| $older)* => Self::$variant, )+
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                writer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                // An identifier is read from a text alone. A text may also be written as a number in a request.
                reader.deserialize_identifier($crate::wire::open_enum::FromText::new())
            }
        }

        #[cfg(feature = "schemas")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                // A list of allowed values together with any other text becomes a wrapper type in generated clients.
                schemars::json_schema!({"type": "string", "examples": Self::VALUES})
            }
        }
    )+ };
}
pub(crate) use open_enum;

/// Reads a string into whatever can be made from one, without buffering.
pub(crate) struct FromText<T>(PhantomData<T>);

impl<T> FromText<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: for<'a> From<&'a str>> de::Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text))
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::{MsftLicensing, VsanVersion};

    #[test]
    fn known_and_unknown_values_survive() {
        for (text, value) in [
            ("DISABLED", MsftLicensing::Disabled),
            ("CUSTOMER_SUPPLIED", MsftLicensing::CustomerSupplied),
            ("disabled", MsftLicensing::Other("disabled".to_owned())),
        ] {
            assert_eq!(serde_json::from_value::<MsftLicensing>(text.into()).unwrap(), value);
            assert_eq!(serde_json::to_value(&value).unwrap(), text);
            assert_eq!(text.parse::<MsftLicensing>().unwrap(), value);
            assert_eq!(value.to_string(), text);
        }
        assert!(serde_json::from_str::<MsftLicensing>("7").is_err());
        assert_eq!(VsanVersion::from("VSANESA"), VsanVersion::VsanEsa);
        assert_eq!(VsanVersion::VALUES, ["vsan1", "vsanesa", "novsan"]);
    }

    #[cfg(feature = "schemas")]
    #[test]
    fn the_schema_names_the_known_values_and_allows_others() {
        let schema = schemars::schema_for!(MsftLicensing);
        assert_eq!(schema.get("type"), Some(&"string".into()));
        assert_eq!(schema.get("examples"), Some(&serde_json::json!(["DISABLED", "CUSTOMER_SUPPLIED", "ENABLED"])));
        assert_eq!(schema.get("enum"), None);
    }
}
