//! The simulator's own certificate authority: creating it, reading it, and creating certificates for names.
//!
//! Its certificates follow RFC 5280 strictly, as OpenSSL's strict mode (the default of Python 3.13) requires: key identifiers on both
//! sides, critical basic constraints and key usage, and only server authentication. A stolen key cannot speak for the rest of the world,
//! because the authority may vouch only for the names of the service, of this machine and of its user.

use super::{TlsError, certificate::Certificate, config, scope::Scope};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose,
};
use std::{fmt, sync::Arc};
use tokio_rustls::rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How long an authority is valid, in days. The time is long because users do not want to trust a new authority often.
const AUTHORITY_DAYS: i32 = 3650;

/// How long before its end an authority is replaced, in days. Certificates for names are valid for a shorter time, and none outlives its
/// authority.
const AUTHORITY_RENEWED_DAYS: i32 = 100;

/// How long a certificate for a name is valid, in days. Some clients accept at most 397 days.
const LEAF_DAYS: i32 = 90;

/// The age at which a certificate is replaced, in days.
const LEAF_RENEWED_DAYS: i32 = 30;

/// A certificate authority and its key.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    der: CertificateDer<'static>,
    begin: Timestamp,
    end: Timestamp,
    ours: bool,
    scope: Scope,
}

/// The organization name in the certificates that are created here.
const ORGANIZATION: &str = "vmcsim";

/// A certificate for a name, with its TLS configuration.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) config: Arc<ServerConfig>,
    renewed: Timestamp,
}

impl Leaf {
    /// Returns whether the certificate can be used and need not be replaced yet.
    pub(super) fn is_fresh(&self, now: Timestamp) -> bool {
        now < self.renewed
    }
}

impl Authority {
    /// Creates a new authority.
    ///
    /// # Errors
    /// [`TlsError::Make`].
    pub(super) fn make(scope: Scope, now: Timestamp) -> Result<Self, TlsError> {
        Self::with(KeyPair::generate()?, scope, now)
    }

    /// Creates a new authority with an existing key in PEM form.
    ///
    /// # Errors
    /// [`TlsError::Make`].
    pub(super) fn of_key(key: &str, scope: Scope, now: Timestamp) -> Result<Self, TlsError> {
        Self::with(KeyPair::from_pem(key)?, scope, now)
    }

    /// Returns whether a text is a private key in PEM form.
    pub(super) fn is_key(text: &str) -> bool {
        KeyPair::from_pem(text).is_ok()
    }

    fn with(key: KeyPair, scope: Scope, now: Timestamp) -> Result<Self, TlsError> {
        let (begin, end) = (day_of(now - DAY), day_of(now + DAY * AUTHORITY_DAYS));
        let mut params = CertificateParams::default();
        params.distinguished_name = named(&format!("vmcsim CA made {}", now.strftime("%Y-%m-%d %H:%M:%S UTC")));
        limit(&mut params, begin, end);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = scope.constraints();
        params.use_authority_key_identifier_extension = true;
        let made = params.self_signed(&key)?;
        let (pem, der) = (made.pem(), made.der().clone());
        Ok(Self { issuer: Issuer::new(params, key), pem, der, begin, end, ours: true, scope })
    }

    /// Reads a stored authority.
    ///
    /// # Errors
    /// A description of what is wrong with the authority.
    pub(super) fn read(pem: &str, key: &str) -> Result<Self, String> {
        let key = KeyPair::from_pem(key).map_err(|_| "its key cannot be read".to_owned())?;
        let der =
            CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| "its certificate cannot be read".to_owned())?;
        let certificate = Certificate::read(&der).ok_or("its certificate cannot be read")?;
        if certificate.public_key != key.public_key_raw() {
            return Err("certificate and key do not belong together".to_owned());
        }
        if !certificate.is_ca {
            return Err("its certificate is not that of an authority".to_owned());
        }
        let name = certificate.subject().ok_or("its name has a form in which no certificate can be issued")?;
        let ours =
            matches!(name.get(&DnType::OrganizationName), Some(DnValue::Utf8String(name)) if name == ORGANIZATION);
        let scope = Scope::of(&certificate).ok_or("its name constraints cannot be read")?;
        let (begin, end) = (certificate.begin, certificate.end);
        let mut params = CertificateParams::default();
        params.distinguished_name = name;
        if let Some(identifier) = certificate.key_identifier {
            params.key_identifier_method = KeyIdMethod::PreSpecified(identifier.to_vec());
        }
        let issuer = Issuer::new(params, key);
        Ok(Self { issuer, pem: pem.to_owned(), der, begin, end, ours, scope })
    }

    /// Returns whether the authority must be replaced.
    pub(super) fn is_old(&self, now: Timestamp) -> bool {
        self.end - DAY * AUTHORITY_RENEWED_DAYS <= now
    }

    /// Returns whether the simulator created this authority and may replace it. An authority that the user provided is never replaced.
    pub(super) fn is_ours(&self) -> bool {
        self.ours
    }

    /// Returns the names that the authority may vouch for.
    pub(super) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Returns the certificate in PEM form.
    pub(super) fn pem(&self) -> &str {
        &self.pem
    }

    /// Returns the certificate in DER form.
    pub(super) fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the time from which the certificate is valid.
    pub(super) fn begin(&self) -> Timestamp {
        self.begin
    }

    /// Returns the private key in PEM form.
    pub(super) fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// Creates a certificate for these names and addresses. The first one is the main name.
    ///
    /// # Errors
    /// [`TlsError::Make`].
    pub(super) fn leaf(&self, subjects: &[String], now: Timestamp) -> Result<Leaf, TlsError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(subjects)?;
        // A common name has at most 64 characters. Longer names appear only as alternative names.
        let main = subjects.iter().find(|name| name.len() <= 64);
        params.distinguished_name = named(main.map_or("vmcsim", String::as_str));
        limit(&mut params, now - DAY, now + DAY * LEAF_DAYS);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let made = params.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = config(vec![made.der().clone()], key).map_err(|err| TlsError::Certificate(err.to_string()))?;
        Ok(Leaf { config, renewed: now + DAY * LEAF_RENEWED_DAYS })
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key must not be printed.
        f.debug_struct("Authority").field("end", &self.end).finish_non_exhaustive()
    }
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::OrganizationName, ORGANIZATION);
    distinguished.push(DnType::CommonName, name);
    distinguished
}

/// Returns the beginning of a day in UTC. Times in certificates are rounded to it.
fn day_of(at: Timestamp) -> Timestamp {
    let day = TimeZone::UTC.to_datetime(at).date();
    TimeZone::UTC.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).unwrap_or(at)
}

/// Sets the first and last day of the validity. Both times are at midnight.
fn limit(params: &mut CertificateParams, begin: Timestamp, end: Timestamp) {
    let [begin, end] = [begin, end].map(|at| {
        let date = TimeZone::UTC.to_datetime(at).date();
        rcgen::date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
    });
    params.not_before = begin;
    params.not_after = end;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_authority_is_old_before_its_certificates_could_outlive_it() {
        let now = at("2026-05-01T12:00:00Z");
        let made = Authority::make(Scope::default(), now).unwrap();
        let read = Authority::read(made.pem(), &made.key_pem()).unwrap();
        let last = (1..5000).map(|days| now + DAY * days).find(|day| read.is_old(*day)).unwrap();
        assert_eq!(last - DAY * AUTHORITY_DAYS + DAY * AUTHORITY_RENEWED_DAYS, now, "read back as it was made");
        assert!(read.end >= last + DAY * LEAF_DAYS);
        let leaf = made.leaf(&["localhost".to_owned()], now).unwrap();
        assert!(leaf.is_fresh(now + DAY * 29) && !leaf.is_fresh(now + DAY * 30));
    }

    #[test]
    fn what_is_no_authority_is_refused() {
        let now = at("2026-05-01T12:00:00Z");
        let (one, other) =
            (Authority::make(Scope::default(), now).unwrap(), Authority::make(Scope::default(), now).unwrap());
        let plain = CertificateParams::default().self_signed(one.issuer.key()).unwrap().pem();
        for (pem, key, wrong) in [
            (one.pem(), other.key_pem(), "do not belong together"),
            (one.pem(), String::new(), "key cannot be read"),
            ("", one.key_pem(), "certificate cannot be read"),
            (&one.pem()[..200], one.key_pem(), "certificate cannot be read"),
            (&plain, one.key_pem(), "not that of an authority"),
        ] {
            let refused = Authority::read(pem, &key).unwrap_err();
            assert!(refused.contains(wrong), "{refused}");
        }
    }
}
