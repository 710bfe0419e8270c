//! Ids, the fields that all entities share, and the decoding of unset values.

use super::time::Time;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, IntoDeserializer},
};
use std::{fmt, marker::PhantomData, str::FromStr};
use uuid::Uuid;

/// The fields that organizations, SDDCs and tasks share. They are flattened into each of these, before the other
/// fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Entity<Id> {
    /// User who created it.
    pub user_id: UserId,
    pub user_name: String,
    /// Instant of creation. Its milliseconds stand in the last three of six digits.
    pub created: Time,
    /// Number of changes so far.
    pub version: i32,
    pub id: Id,
    /// User who changed it last.
    pub updated_by_user_id: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by_user_name: Option<String>,
    /// Time of the last change, in whole seconds.
    pub updated: Time,
}

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident; )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        #[cfg(feature = "schemas")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "format": "uuid"})
            }
        }
    )+ };
}

ids! {
    /// An organization.
    OrgId;
    /// An SDDC.
    SddcId;
    /// A task.
    TaskId;
    /// A cluster of an SDDC.
    ClusterId;
    /// A host.
    EsxId;
    /// A user.
    UserId;
    /// An AWS account that is linked to an organization.
    ConnectedAccountId;
    /// A subscription.
    SubscriptionId;
    /// A template made from an SDDC's configuration.
    SddcTemplateId;
    /// A connection of an SDDC with a subnet of a customer's VPC.
    SddcConnectionId;
    /// A request to raise quotas.
    ServiceQuotaRequestId;
    /// A maintenance reservation.
    ReservationId;
    /// A group of SDDCs.
    DeploymentGroupId;
    /// The network of a group of SDDCs.
    ConnectivityConfigId;
    /// A route table of the network of a group of SDDCs.
    RouteTableId;
    /// The resource that a task acts on.
    ResourceId;
    /// A description of the point-of-presence agent's software.
    PopInfoId;
    /// An appliance of site recovery.
    SiteRecoveryNodeId;
}

impl From<ConnectedAccountId> for ResourceId {
    fn from(id: ConnectedAccountId) -> Self {
        Self(id.0)
    }
}

impl From<SubscriptionId> for ResourceId {
    fn from(id: SubscriptionId) -> Self {
        Self(id.0)
    }
}

impl From<SddcTemplateId> for ResourceId {
    fn from(id: SddcTemplateId) -> Self {
        Self(id.0)
    }
}

impl From<SiteRecoveryNodeId> for ResourceId {
    fn from(id: SiteRecoveryNodeId) -> Self {
        Self(id.0)
    }
}

impl From<ConnectivityConfigId> for ResourceId {
    fn from(id: ConnectivityConfigId) -> Self {
        Self(id.0)
    }
}

impl From<SddcId> for ResourceId {
    fn from(id: SddcId) -> Self {
        Self(id.0)
    }
}

/// Reads an optional scalar of which clients send an empty string when it is unset: absent, `null` and `""` are `None`.
///
/// # Errors
/// Anything else that the type itself refuses.
pub(crate) fn empty_as_none<'de, D, T>(reader: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    reader.deserialize_option(Scalar(PhantomData))
}

/// Reads a list or map of which `null` says the same as empty.
///
/// # Errors
/// Returns an error if the type itself refuses the value.
pub(crate) fn null_as_empty<'de, D, T>(reader: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(reader).map(Option::unwrap_or_default)
}

/// Reads a value whose absence and whose `null` are both recorded, and apart: with `default`, an absent one is `None`.
///
/// # Errors
/// Returns an error if the type itself refuses the value.
pub(crate) fn present<'de, D, T>(reader: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(reader).map(Some)
}

/// The type name under which the value of [`empty_as_none`] is read. The reader of requests knows it: it calls
/// `visit_none` for an empty string, and `visit_some` for any other value, so that the value's own type reads it.
pub(crate) const UNSET_IF_EMPTY: &str = "$vmc_client::UnsetIfEmpty";

struct Scalar<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Scalar<T> {
    type Value = Option<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a single value, an empty string or null")
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_newtype_struct(UNSET_IF_EMPTY, NotNull(self.0))
    }
}

/// Reads a value that is not null. Deserializers that do not know [`UNSET_IF_EMPTY`] tell what the value is first.
struct NotNull<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for NotNull<T> {
    type Value = Option<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a single value or an empty string")
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        T::deserialize(reader).map(Some)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() { Ok(None) } else { T::deserialize(text.into_deserializer()).map(Some) }
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Request {
        #[serde(default, deserialize_with = "empty_as_none")]
        id: Option<SddcId>,
        #[serde(default, deserialize_with = "empty_as_none")]
        size: Option<i32>,
    }

    #[test]
    fn unset_values_are_read_in_every_spelling() {
        for text in ["{}", r#"{"id":null,"size":null}"#, r#"{"id":"","size":""}"#] {
            let request: Request = serde_json::from_str(text).unwrap();
            assert_eq!((request.id, request.size), (None, None), "{text}");
        }
        let request: Request =
            serde_json::from_str(r#"{"id":"c2f3f894-a1f6-46de-a983-f5d3466f7346","size":-3}"#).unwrap();
        assert_eq!(request.id, "c2f3f894-a1f6-46de-a983-f5d3466f7346".parse().ok());
        assert_eq!(request.size, Some(-3));
    }

    #[test]
    fn wrong_types_stay_errors() {
        for text in [
            r#"{"id":"pizza"}"#,
            r#"{"id":7}"#,
            r#"{"size":"7"}"#,
            r#"{"size":7.5}"#,
            r#"{"size":true}"#,
            r#"{"size":[7]}"#,
            r#"{"size":4294967296}"#,
        ] {
            assert!(serde_json::from_str::<Request>(text).is_err(), "{text}");
        }
    }
}
