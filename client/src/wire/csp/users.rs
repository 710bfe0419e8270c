//! Types for users and their profiles.

use crate::wire::{Secret, entity::null_as_empty};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The calling user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserDto {
    /// The name with which it signs in.
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the address was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Identity provider and id, such as `vmware.com:4d6df9b7-ccea-471b-b884-71b8163cab87`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Path of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ref_link: Option<String>,
    /// Settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_profile: Option<LeanUserProfileDto>,
    /// State of the address, or of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Whether the terms were accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tnc: Option<bool>,
    /// Terms that the user accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eula_info: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Street address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zipcode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_phone: Option<String>,
    /// Web site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
    /// Commercial registration number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trade_id: Option<String>,
    /// A password. The published type has it, but it is never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

/// The most important data of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LeanUserDto {
    /// The name with which it signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Identity provider and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Path of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ref_link: Option<String>,
    /// Settings, if they were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_profile: Option<LeanUserProfileDto>,
}

/// A user that was looked up by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GetUserByUserIdResponse {
    /// The name with which it signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Identity provider and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Path of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ref_link: Option<String>,
    /// Settings, if they were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_profile: Option<LeanUserProfileDto>,
    /// Further data of the identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idp_user_details: Option<IdpUserDetailsDto>,
}

/// Further data of the identity provider about a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IdpUserDetailsDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Street address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
}

/// The most important settings of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LeanUserProfileDto {
    /// The organization that the user starts in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_org_id: Option<String>,
    /// Language, such as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Locale, such as `en_US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Whether the user signs in with the identity provider of its company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_federated: Option<bool>,
    /// Another account that is linked to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_user_id_account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
}

/// A user's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserProfileDto {
    /// Identity provider and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The name with which it signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The organization that the user starts in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_org_id: Option<String>,
    /// Language, such as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Locale, such as `en_US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Whether the user signs in with the identity provider of its company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_federated: Option<bool>,
    /// Another account that is linked to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_user_id_account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
    /// When they were made, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    /// Data of the console.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<UserProfileMetadataDto>,
}

/// Data of the console about a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserProfileMetadataDto {
    /// Whether a message was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledge_account_linking_message: Option<i32>,
}

/// A user as a member of something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BaseUserDto {
    /// The name with which it signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Domain of its identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idp_id: Option<String>,
    /// Whether the caller may see more of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessible: Option<bool>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Identity provider and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

/// A user as a member of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BaseUserWithProfileDto {
    /// The name with which it signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Domain of its identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idp_id: Option<String>,
    /// Whether the caller may see more of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessible: Option<bool>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Identity provider and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Settings, if they were requested. Recorded as null.
    pub user_profile: Option<UserLocalePreferencesDto>,
}

/// Language and locale of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UserLocalePreferencesDto {
    /// Language, such as `en`.
    pub language: String,
    /// Locale, such as `en_US`.
    pub locale: String,
}

/// Users whose languages are requested.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UsersLocalePreferencesRequest {
    /// Their names.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub usernames: Vec<String>,
}

/// The languages of users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UsersLocalePreferencesResponse {
    /// The languages by the names of the users.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub users_preferences: BTreeMap<String, UsersLocalePreferenceItem>,
}

/// The language of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UsersLocalePreferenceItem {
    /// Language, such as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Locale, such as `en_US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}
