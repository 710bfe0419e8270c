//! Access tokens: signing them, verifying them, and caching the verified ones.
//!
//! The built-in signing key is public. Anyone who has this program can sign tokens with it, and no other system should trust these tokens.
//! A user can provide another key.

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
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use quick_cache::sync::Cache;
use ring::{
    rand::SystemRandom,
    rsa::{KeyPair, PublicKeyComponents},
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use std::{fmt, sync::Arc};
use tokio_rustls::rustls::{
    pki_types::{PrivateKeyDer, alg_id::RSA_ENCRYPTION, pem::PemObject},
    sign::public_key_to_spki,
};
use uuid::Uuid;
use vmc_client::wire::{Jwk, JwkSet, OrgId, PublicKeyDto, PublicKeyReply, Secret, UserId};

/// The issuer of tokens that clients expect. (seen in client code)
pub(crate) const ISSUER: &str = "https://gaz.csp-vidm-prod.com";

/// The audience of access tokens. (assumption)
const AUDIENCE: &str = "https://vmc.vmware.com";

/// Name of the signing key in token headers and key sets.
const KEY_ID: &str = "signing_1";

/// The signature algorithm in token headers: RSASSA-PKCS1-v1_5 with SHA-256. (RFC 7518)
const ALGORITHM: &str = "RS256";

/// The maximum number of verified tokens that are cached. A cached token needs no further RSA verification.
const VERIFIED_MAX: usize = 4096;

/// The maximum length of a token, in bytes. Longer tokens are rejected.
const TOKEN_MAX: usize = 8192;

/// The built-in signing key. It is public.
const PUBLIC_SIGNING_KEY: &str = include_str!("../keys/public-simulator-signing-key.pem");

/// The claims of an access token. Clients read the claims with these names, except the last three, which only this server uses.
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
    /// Tokens of this server have no such claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    jti: Uuid,
    aud: String,
    world: Uuid,
    user: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client: Option<ClientId>,
}

/// The claims of an id token, which describe the user. It has no `perms`; therefore it is not accepted as an access token.
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

/// A session: the data that an access token and its id token share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The `jti` claim.
    pub id: Uuid,
    /// The world that issued the tokens.
    pub world: Uuid,
    /// The time at which the session expires, in that world's time.
    pub expires: Timestamp,
}

/// An access token with a valid signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The `jti` claim.
    pub id: Uuid,
    /// The world that issued the token.
    pub world: Uuid,
    /// The time at which the token was issued, in that world's time.
    pub issued: Timestamp,
    /// The time at which the token expires, in that world's time.
    pub expires: Timestamp,
    /// The time before which the token is not valid, if it has such a time.
    pub not_before: Option<Timestamp>,
    /// The `sub` claim: the owner of the token, in the format of the service.
    pub subject: String,
    /// The caller whom the token identifies.
    pub caller: Caller,
    /// The fingerprint of the token's text.
    pub(crate) fingerprint: Fingerprint,
    /// It is no token: the caller is a user of the NSX of an SDDC, with its password.
    pub(crate) of_nsx: bool,
}

impl Verified {
    /// Returns the session of the token.
    pub fn session(&self) -> Session {
        Session { id: self.id, world: self.world, expires: self.expires }
    }
}

/// The header of a token. The algorithm comes first, because recorded access tokens begin with `eyJhbGciOi`.
#[derive(Debug, Serialize)]
struct Header {
    alg: &'static str,
    kid: &'static str,
    typ: &'static str,
}

/// The parts of a token's header that decide whether the token is accepted.
#[derive(Debug, Deserialize)]
struct ReadHeader {
    alg: String,
    kid: String,
    #[serde(default)]
    crit: Sent,
}

/// Whether a member was sent, whatever its value.
#[derive(Debug, Default)]
struct Sent(bool);

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

/// Signs and verifies tokens: JSON Web Tokens in the compact form, only with [`ALGORITHM`].
///
/// No JWT library is used, because the common ones take their cryptography from a default of the whole process, which belongs to the
/// program that uses this library.
pub struct Tokens {
    signing: KeyPair,
    jwk: Jwk,
    pem: String,
    verified: Cache<String, Arc<Verified>>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

/// A signing key that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the signing key is not an unencrypted RSA private key in PEM form (PKCS #8) of 2048 to 4096 bits: {0}")]
pub struct KeyError(String);

/// A token that could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("a token cannot be signed: {0}")]
pub struct SignError(String);

impl Tokens {
    /// Uses the built-in public key, or an RSA key in PEM form.
    ///
    /// # Errors
    /// [`KeyError`], which never contains the key.
    pub fn new(own_key: Option<&str>) -> Result<Self, KeyError> {
        let pem = own_key.unwrap_or(PUBLIC_SIGNING_KEY);
        let unusable = |err: &dyn fmt::Display| KeyError(err.to_string());
        let signing = match PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|err| unusable(&err))? {
            PrivateKeyDer::Pkcs8(key) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => KeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err(KeyError("it is another kind of key".to_owned())),
        };
        let signing = signing.map_err(|err| unusable(&err))?;
        let public = signing.public();
        let PublicKeyComponents::<Vec<u8>> { n, e } = public.into();
        let jwk = Jwk {
            kty: "RSA".to_owned(),
            alg: Some(ALGORITHM.to_owned()),
            key_use: Some("sig".to_owned()),
            kid: Some(KEY_ID.to_owned()),
            n: BASE64_URL_SAFE_NO_PAD.encode(n),
            e: BASE64_URL_SAFE_NO_PAD.encode(e),
        };
        let pem = pem_block(&public_key_to_spki(&RSA_ENCRYPTION, public));
        Ok(Self { signing, jwk, pem, verified: Cache::new(VERIFIED_MAX) })
    }

    /// Signs the access token of a grant and, for a user, the id token. The same grant always results in the same bytes.
    ///
    /// # Errors
    /// [`SignError`], which would be a bug.
    pub fn sign(&self, grant: &Grant) -> Result<(Secret, Option<Secret>), SignError> {
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
            nbf: None,
            jti: grant.id,
            aud: AUDIENCE.to_owned(),
            world: grant.world,
            user: grant.user,
            client,
        };
        let access = self.encode(&access)?;
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
        let id = self.encode(&id)?;
        Ok((access.into(), Some(id.into())))
    }

    /// Checks the form and the signature of an access token. The world checks expiry, revocation and membership.
    pub fn verify(&self, token: &str) -> Option<Arc<Verified>> {
        if let Some(known) = self.verified.get(token) {
            return Some(known);
        }
        let claims: AccessClaims = self.decode(token)?;
        if claims.iss != ISSUER || claims.aud != AUDIENCE {
            return None;
        }
        let not_before = match claims.nbf {
            Some(second) => Some(Timestamp::from_second(second).ok()?),
            None => None,
        };
        let verified = Arc::new(Verified {
            id: claims.jti,
            world: claims.world,
            issued: Timestamp::from_second(claims.iat).ok()?,
            expires: Timestamp::from_second(claims.exp).ok()?,
            not_before,
            subject: claims.sub,
            caller: Caller {
                user: claims.user,
                username: claims.username.into(),
                client: claims.client,
                org: claims.context_name,
                rights: identity::roles::rights(&claims.perms),
            },
            fingerprint: Fingerprint::of(token),
            of_nsx: false,
        });
        self.verified.insert(token.to_owned(), verified.clone());
        Some(verified)
    }

    /// Returns the session of an access token or id token with a valid signature.
    pub fn session(&self, token: &str) -> Option<Session> {
        if let Some(access) = self.verify(token) {
            return Some(access.session());
        }
        let claims: IdClaims = self.decode(token)?;
        if claims.iss != ISSUER {
            return None;
        }
        Some(Session { id: claims.jti, world: claims.world, expires: Timestamp::from_second(claims.exp).ok()? })
    }

    fn encode(&self, claims: &impl Serialize) -> Result<String, SignError> {
        let part = |json: serde_json::Result<Vec<u8>>| match json {
            Ok(json) => Ok(BASE64_URL_SAFE_NO_PAD.encode(json)),
            Err(err) => Err(SignError(err.to_string())),
        };
        let header = part(serde_json::to_vec(&Header { alg: ALGORITHM, kid: KEY_ID, typ: "JWT" }))?;
        let mut token = format!("{header}.{}", part(serde_json::to_vec(claims))?);
        let mut signature = vec![0; self.signing.public().modulus_len()];
        // The random numbers blind the computation. The signature is the same every time.
        let signed = self.signing.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature);
        signed.map_err(|_| SignError("the key or the system's randomness does not serve".to_owned()))?;
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// Returns the claims of a token that this key signed, if they have the form of `T`.
    fn decode<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        if token.len() > TOKEN_MAX {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let bytes = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
        let header: ReadHeader = serde_json::from_slice(&bytes(header)?).ok()?;
        // A token with `crit` depends on extensions, and this server knows none. (RFC 7515, section 4.1.11)
        if header.alg != ALGORITHM || header.kid != KEY_ID || header.crit.0 {
            return None;
        }
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.signing.public());
        key.verify(signed.as_bytes(), &bytes(signature)?).ok()?;
        serde_json::from_slice(&bytes(claims)?).ok()
    }

    /// Returns the public key: as a key set (JWKS) if `jwks` is set, otherwise in PEM form.
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
