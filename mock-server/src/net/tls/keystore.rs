//! The authority's certificate as a Java keystore (JKS) with one trusted certificate.
//!
//! Every version of Java can read this format: a list of entries, and a SHA-1 digest of the password, a fixed phrase and the list. The
//! password protects nothing, because the keystore contains nothing secret.

use jiff::Timestamp;
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

/// The password of Java's own store of trusted certificates.
pub(super) const PASSWORD: &str = "changeit";

const MAGIC: u32 = 0xFEED_FEED;
const VERSION: u32 = 2;
const TRUSTED_CERTIFICATE: u32 = 2;
const PHRASE: &str = "Mighty Aphrodite";

/// Creates a keystore that trusts this certificate.
pub(super) fn trusting(certificate: &[u8], since: Timestamp) -> Vec<u8> {
    let mut store = Vec::with_capacity(certificate.len() + 100);
    for number in [MAGIC, VERSION, 1, TRUSTED_CERTIFICATE] {
        store.extend(number.to_be_bytes());
    }
    text(&mut store, "vmcsim");
    store.extend(since.as_millisecond().to_be_bytes());
    text(&mut store, "X.509");
    // The authority's certificate has a few hundred bytes.
    store.extend(u32::try_from(certificate.len()).unwrap_or(u32::MAX).to_be_bytes());
    store.extend_from_slice(certificate);
    let mut sum = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    for unit in PASSWORD.encode_utf16() {
        sum.update(&unit.to_be_bytes());
    }
    sum.update(PHRASE.as_bytes());
    sum.update(&store);
    store.extend_from_slice(sum.finish().as_ref());
    store
}

fn text(store: &mut Vec<u8>, text: &str) {
    store.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    store.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keystore that Java's keytool created: `keytool -importcert -alias vmcsim -storetype JKS -storepass changeit`.
    const BY_KEYTOOL: &[u8] = include_bytes!("../../../keys/made-by-keytool.jks");

    #[test]
    fn a_keystore_is_as_keytool_makes_it() {
        let (begin, sum) = (24, 20);
        let (time, rest) = BY_KEYTOOL[begin..].split_at(8);
        let since = Timestamp::from_millisecond(i64::from_be_bytes(time.try_into().unwrap())).unwrap();
        // The certificate follows its type and its length.
        let certificate = &rest[2 + 5 + 4..rest.len() - sum];
        assert_eq!(trusting(certificate, since), BY_KEYTOOL);
    }
}
