//! Access tokens: signing them, verifying them, and remembering those that were verified.
//!
//! The key that signs is built in and public: whoever has this program can sign for it, and nobody should trust a token of it for
//! anything else. A user can bring a key of their own.

use crate::{
    journal::Fingerprint,
    world::{
        Caller,
        identity::{self, tokens::Grant},
        state::identity::{
            oauth_apps::ClientId,
            users::{IDP, Subject},
        },
    },
};
use aws_lc_rs::{encoding::AsDer, rsa::KeyPair, signature::KeyPair as _};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, jwk::AlgorithmParameters, jwk::Jwk as LibraryJwk,
};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;
use uuid::Uuid;
use vmc_client::wire::{Jwk, JwkSet, OrgId, PublicKeyDto, PublicKeyReply, Secret, UserId};

/// The issuer that clients find in tokens. (seen in client code)
pub(crate) const ISSUER: &str = "https://gaz.csp-vidm-prod.com";

/// Whom access tokens are for. (assumption)
const AUDIENCE: &str = "https://vmc.vmware.com";

/// Name of the signing key in token headers and key sets.
const KEY_ID: &str = "signing_1";

/// Verified tokens that are remembered, so that a request does not pay for RSA again.
const VERIFIED_MAX: usize = 4096;

/// The longest token that is looked at, in bytes.
const TOKEN_MAX: usize = 8192;

/// The key that is built in. It is public.
const PUBLIC_SIGNING_KEY: &str = include_str!("../keys/public-simulator-signing-key.pem");

/// What an access token says. The names are those that clients read, but for the last three, which are this server's own.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct AccessClaims {
    sub: String,
    iss: String,
    azp: String,
    context: Uuid,
    /// The organization.
    context_name: OrgId,
    domain: String,
    username: String,
    acct: String,
    perms: Vec<String>,
    iat: i64,
    exp: i64,
    jti: Uuid,
    aud: String,
    world: Uuid,
    user: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client: Option<ClientId>,
}

/// What an id token says: who the user is. It has no `perms`, so it is not taken for an access token.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct IdClaims {
    sub: String,
    iss: String,
    azp: String,
    context: Uuid,
    context_name: OrgId,
    domain: String,
    username: String,
    acct: String,
    email: String,
    email_verified: bool,
    given_name: String,
    family_name: String,
    group_ids: Vec<Uuid>,
    group_names: Vec<String>,
    iat: i64,
    exp: i64,
    jti: Uuid,
    aud: String,
    world: Uuid,
}

/// A session: what an access token and its id token have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// `jti`.
    pub id: Uuid,
    /// The world that issued it.
    pub world: Uuid,
    /// When it ends, in that world's time.
    pub expires: Timestamp,
}

/// An access token whose signature was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// `jti`.
    pub id: Uuid,
    /// The world that issued it.
    pub world: Uuid,
    /// When it was issued, in that world's time.
    pub issued: Timestamp,
    /// When it ends, in that world's time.
    pub expires: Timestamp,
    /// `sub`: whose it is, as the service writes it.
    pub subject: String,
    /// Who it is for.
    pub caller: Caller,
    /// Which text it was.
    pub(crate) fingerprint: Fingerprint,
}

impl Verified {
    /// The session that it belongs to.
    pub fn session(&self) -> Session {
        Session { id: self.id, world: self.world, expires: self.expires }
    }
}

/// Signs and verifies.
pub struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    header: Header,
    validation: Validation,
    jwk: Jwk,
    pem: String,
    verified: Cache<String, Arc<Verified>>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

/// A signing key that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the signing key is not an unencrypted RSA private key in PEM form (PKCS #8): {0}")]
pub struct KeyError(String);

impl Tokens {
    /// With the built-in public key, or with an RSA key in PEM form.
    ///
    /// # Errors
    /// [`KeyError`], which never shows the key.
    pub fn new(own_key: Option<&str>) -> Result<Self, KeyError> {
        let pem = own_key.unwrap_or(PUBLIC_SIGNING_KEY);
        let unusable = |err: &dyn std::fmt::Display| KeyError(err.to_string());
        let signing = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(|err| unusable(&err))?;
        let pair = KeyPair::from_der(signing.as_bytes()).map_err(|err| unusable(&err))?;
        let public = pair.public_key().as_der().map_err(|err| unusable(&err))?;
        let jwk = LibraryJwk::from_encoding_key(&signing, Algorithm::RS256).map_err(|err| unusable(&err))?;
        let verifying = DecodingKey::from_jwk(&jwk).map_err(|err| unusable(&err))?;
        let AlgorithmParameters::RSA(parts) = jwk.algorithm else { return Err(KeyError("not RSA".to_owned())) };
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(KEY_ID.to_owned());
        // Recorded access tokens begin with `eyJhbGciOi`, that is with the algorithm; the library would put the type first.
        header.typ = None;
        header.extras.insert("typ", "JWT");
        let mut validation = Validation::new(Algorithm::RS256);
        // The world's clock decides about expiry, and one token is for VMC, NSX and CSP alike.
        (validation.validate_exp, validation.validate_aud) = (false, false);
        Ok(Self {
            signing,
            verifying,
            header,
            validation,
            jwk: Jwk {
                kty: "RSA".to_owned(),
                alg: Some("RS256".to_owned()),
                key_use: Some("sig".to_owned()),
                kid: Some(KEY_ID.to_owned()),
                n: parts.n,
                e: parts.e,
            },
            pem: pem_block(public.as_ref()),
            verified: Cache::new(VERIFIED_MAX),
        })
    }

    /// Signs the access token of a grant and, for a user, the id token. The same grant gives the same bytes.
    ///
    /// # Errors
    /// A reason, which would be a bug.
    pub fn sign(&self, grant: &Grant) -> Result<(Secret, Option<Secret>), jsonwebtoken::errors::Error> {
        let (sub, client) = match &grant.subject {
            Subject::User(user) => (format!("{IDP}:{user}"), None),
            Subject::Client(client) => (client.to_string(), Some(client.clone())),
        };
        let access = AccessClaims {
            sub: sub.clone(),
            iss: ISSUER.to_owned(),
            azp: grant.through.clone(),
            context: grant.world,
            context_name: grant.org,
            domain: IDP.to_owned(),
            username: grant.username.clone(),
            acct: grant.username.clone(),
            perms: grant.perms.clone(),
            iat: grant.issued.as_second(),
            exp: grant.expires.as_second(),
            jti: grant.id,
            aud: AUDIENCE.to_owned(),
            world: grant.world,
            user: grant.user,
            client,
        };
        let access = jsonwebtoken::encode(&self.header, &access, &self.signing)?;
        let Some(person) = &grant.person else { return Ok((access.into(), None)) };
        let id = IdClaims {
            sub,
            iss: ISSUER.to_owned(),
            azp: grant.through.clone(),
            context: grant.world,
            context_name: grant.org,
            domain: IDP.to_owned(),
            username: grant.username.clone(),
            acct: grant.username.clone(),
            email: grant.username.clone(),
            email_verified: true,
            given_name: person.first_name.clone(),
            family_name: person.last_name.clone(),
            group_ids: person.groups.iter().map(|(id, _)| *id).collect(),
            group_names: person.groups.iter().map(|(_, name)| name.clone()).collect(),
            iat: grant.issued.as_second(),
            exp: grant.expires.as_second(),
            jti: grant.id,
            aud: grant.through.clone(),
            world: grant.world,
        };
        let id = jsonwebtoken::encode(&self.header, &id, &self.signing)?;
        Ok((access.into(), Some(id.into())))
    }

    /// Checks an access token's form and signature. Expiry, revocation and membership are the world's to check.
    pub fn verify(&self, token: &str) -> Option<Arc<Verified>> {
        if let Some(known) = self.verified.get(token) {
            return Some(known);
        }
        let claims: AccessClaims = self.decode(token)?;
        let verified = Arc::new(Verified {
            id: claims.jti,
            world: claims.world,
            issued: Timestamp::from_second(claims.iat).ok()?,
            expires: Timestamp::from_second(claims.exp).ok()?,
            subject: claims.sub,
            caller: Caller {
                user: claims.user,
                username: claims.username.into(),
                client: claims.client,
                org: claims.context_name,
                rights: identity::roles::rights(&claims.perms),
            },
            fingerprint: Fingerprint::of(token),
        });
        self.verified.insert(token.to_owned(), verified.clone());
        Some(verified)
    }

    /// The session of an access token or id token whose signature is right.
    pub fn session(&self, token: &str) -> Option<Session> {
        if let Some(access) = self.verify(token) {
            return Some(access.session());
        }
        let claims: IdClaims = self.decode(token)?;
        Some(Session { id: claims.jti, world: claims.world, expires: Timestamp::from_second(claims.exp).ok()? })
    }

    fn decode<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        if token.len() > TOKEN_MAX {
            return None;
        }
        Some(jsonwebtoken::decode::<T>(token, &self.verifying, &self.validation).ok()?.claims)
    }

    /// The public key, in the format asked for.
    pub fn public_key(&self, jwks: bool) -> PublicKeyReply {
        if jwks {
            PublicKeyReply::Set(JwkSet { keys: vec![self.jwk.clone()] })
        } else {
            PublicKeyReply::Pem(PublicKeyDto {
                alg: Some("SHA256withRSA".to_owned()),
                value: Some(self.pem.clone()),
                issuer: Some(ISSUER.to_owned()),
            })
        }
    }
}

fn pem_block(der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}
