//! Access tokens: signing them, verifying them, and remembering those that were verified.
//!
//! The key that signs is built in and public: whoever has this program can sign for it, and nobody should trust a token of it for
//! anything else. A user can bring a key of their own.

use crate::world::{Caller, identity, identity::Grant};
use aws_lc_rs::{encoding::AsDer, rsa::KeyPair, signature::KeyPair as _};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, jwk::AlgorithmParameters, jwk::Jwk as LibraryJwk,
};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;
use vmc_client::wire::{Jwk, JwkSet, OrgId, PublicKeyDto, PublicKeyReply, Secret, UserId};

/// The issuer that clients find in tokens. [seen in client code]
const ISSUER: &str = "https://gaz.csp-vidm-prod.com";

/// Name of the signing key in token headers and key sets.
const KEY_ID: &str = "signing_1";

/// Verified tokens that are remembered, so that a request does not pay for RSA again.
const VERIFIED_MAX: usize = 4096;

/// The longest token that is looked at, in bytes.
const TOKEN_MAX: usize = 8192;

/// The key that is built in. It is public.
const PUBLIC_SIGNING_KEY: &str = include_str!("../keys/public-simulator-signing-key.pem");

/// What an access token says. The names are those that clients read.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
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
    /// The world. Not a claim of the service.
    world: Uuid,
    user: UserId,
}

/// An access token whose signature was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// `jti`.
    pub id: Uuid,
    /// The world that issued it.
    pub world: Uuid,
    /// When it ends, in that world's time.
    pub expires: Timestamp,
    /// Who it is for.
    pub caller: Caller,
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

    /// Signs the access token and the id token of a grant. The same grant gives the same bytes.
    ///
    /// # Errors
    /// A reason, which would be a bug.
    pub fn sign(&self, grant: &Grant) -> Result<(Secret, Secret), jsonwebtoken::errors::Error> {
        let mut claims = Claims {
            sub: format!("vmcsim.example:{}", grant.user),
            iss: ISSUER.to_owned(),
            azp: "vmcsim-api-tokens".to_owned(),
            context: grant.world,
            context_name: grant.org,
            domain: "vmcsim.example".to_owned(),
            username: grant.username.clone(),
            acct: grant.username.clone(),
            perms: grant.perms.clone(),
            iat: grant.issued.as_second(),
            exp: grant.expires.as_second(),
            jti: grant.id,
            aud: "https://vmc.vmware.com".to_owned(),
            world: grant.world,
            user: grant.user,
        };
        let access = jsonwebtoken::encode(&self.header, &claims, &self.signing)?;
        // The id token says who the user is and allows nothing.
        claims.perms.clear();
        let id = jsonwebtoken::encode(&self.header, &claims, &self.signing)?;
        Ok((access.into(), id.into()))
    }

    /// Checks a token's form and signature. Expiry, revocation and membership are the world's to check.
    pub fn verify(&self, token: &str) -> Option<Arc<Verified>> {
        if let Some(known) = self.verified.get(token) {
            return Some(known);
        }
        if token.len() > TOKEN_MAX {
            return None;
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verifying, &self.validation).ok()?.claims;
        let verified = Arc::new(Verified {
            id: claims.jti,
            world: claims.world,
            expires: Timestamp::from_second(claims.exp).ok()?,
            caller: Caller {
                user: claims.user,
                username: claims.username.into(),
                org: claims.context_name,
                rights: identity::rights(&claims.perms),
            },
        });
        self.verified.insert(token.to_owned(), verified.clone());
        Some(verified)
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
