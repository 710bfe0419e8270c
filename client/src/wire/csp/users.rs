//! Types for users and their profiles.

use crate::wire::{Secret, entity::null_as_empty};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A user, as it sees itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserDto {
    /// The name it signs in with.
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the address was proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Identity provider and id, as `vmware.com:4d6df9b7-ccea-471b-b884-71b8163cab87`.
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
    /// Which terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eula_info: Option<String>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Street address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zipcode: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_phone: Option<String>,
    /// Web site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Customer number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
    /// Trade number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trade_id: Option<String>,
    /// A password; published, and never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

/// A user in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeanUserDto {
    /// The name it signs in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
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
    /// Settings, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_profile: Option<LeanUserProfileDto>,
}

/// A user that was looked up by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetUserByUserIdResponse {
    /// The name it signs in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
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
    /// Settings, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_profile: Option<LeanUserProfileDto>,
    /// What the identity provider knows besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idp_user_details: Option<IdpUserDetailsDto>,
}

/// What an identity provider knows of a user besides its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IdpUserDetailsDto {
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Street address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip_code: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_phone: Option<String>,
    /// Customer number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
}

/// A user's settings in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeanUserProfileDto {
    /// The organization that it begins in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_org_id: Option<String>,
    /// Language, as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Locale, as `en_US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Whether its company's own identity provider signs it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_federated: Option<bool>,
    /// Another account that is linked to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_user_id_account: Option<String>,
    /// Customer number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
}

/// A user's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserProfileDto {
    /// Identity provider and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The name it signs in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The organization that it begins in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_org_id: Option<String>,
    /// Language, as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Locale, as `en_US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Whether its company's own identity provider signs it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_federated: Option<bool>,
    /// Another account that is linked to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_user_id_account: Option<String>,
    /// Customer number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
    /// When they were made, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    /// What the console keeps for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<UserProfileMetadataDto>,
}

/// What the console keeps of a user for itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserProfileMetadataDto {
    /// Whether a message was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledge_account_linking_message: Option<i32>,
}

/// A user as a member of something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BaseUserDto {
    /// The name it signs in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BaseUserWithProfileDto {
    /// The name it signs in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
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
    /// Settings where they were asked for; recorded as null.
    pub user_profile: Option<UserLocalePreferencesDto>,
}

/// Language and locale of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserLocalePreferencesDto {
    /// Language, as `en`.
    pub language: String,
    /// Locale, as `en_US`.
    pub locale: String,
}

/// Users whose language is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UsersLocalePreferencesRequest {
    /// Their names.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub usernames: Vec<String>,
}

/// The languages of users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsersLocalePreferencesResponse {
    /// By name.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub users_preferences: BTreeMap<String, UsersLocalePreferenceItem>,
}

/// The language of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UsersLocalePreferenceItem {
    /// Language, as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Locale, as `en_US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}
