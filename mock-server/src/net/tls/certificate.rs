//! Reads from the certificate of a stored authority what is needed to issue certificates in its name (RFC 5280 section 4.1, in DER, X.690).
//!
//! Only these few fields are read, by their position, so that no parser of all of X.509 has to be compiled.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use rcgen::{
    DistinguishedName, DnType, DnValue,
    string::{BmpString, Ia5String, PrintableString, TeletexString, UniversalString},
};

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const UTF8_STRING: u8 = 0x0c;
const PRINTABLE_STRING: u8 = 0x13;
const TELETEX_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;
const ISSUER_UNIQUE_ID: u8 = 0x81;
const SUBJECT_UNIQUE_ID: u8 = 0x82;
const EXTENSIONS: u8 = 0xa3;
const PERMITTED_SUBTREES: u8 = 0xa0;

/// The forms of names in name constraints that are host names and addresses.
pub(super) const DNS_NAME: u8 = 0x82;
pub(super) const IP_ADDRESS: u8 = 0x87;

/// `id-ce-subjectKeyIdentifier`, 2.5.29.14.
const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 0x0e];

/// `id-ce-basicConstraints`, 2.5.29.19.
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];

/// `id-ce-nameConstraints`, 2.5.29.30.
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x1e];

/// What is read from a certificate.
pub(super) struct Certificate<'a> {
    pub(super) begin: Timestamp,
    pub(super) end: Timestamp,
    subject: &'a [u8],
    /// The public key, without its algorithm.
    pub(super) public_key: &'a [u8],
    /// Whether the basic constraints say that it is the certificate of an authority.
    pub(super) is_ca: bool,
    pub(super) key_identifier: Option<&'a [u8]>,
    /// The names that the name constraints permit, with their forms. `None` if there are no constraints.
    pub(super) permitted: Option<Vec<(u8, &'a [u8])>>,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate in DER form. Returns `None` if it is none.
    pub(super) fn read(der: &'a [u8]) -> Option<Self> {
        let mut whole = Der(der).only(SEQUENCE)?;
        let mut fields = Der(whole.value(SEQUENCE)?);
        fields.optional(VERSION)?;
        fields.value(INTEGER)?;
        let (_algorithm, _issuer) = (fields.value(SEQUENCE)?, fields.value(SEQUENCE)?);
        let mut validity = Der(fields.value(SEQUENCE)?);
        let (begin, end) = (time(validity.next()?)?, time(validity.next()?)?);
        let subject = fields.value(SEQUENCE)?;
        let mut key = Der(fields.value(SEQUENCE)?);
        key.value(SEQUENCE)?;
        // The first byte is the number of unused bits, which is 0 for a key.
        let public_key = key.value(BIT_STRING)?.strip_prefix(&[0])?;
        fields.optional(ISSUER_UNIQUE_ID)?;
        fields.optional(SUBJECT_UNIQUE_ID)?;
        let mut read = Self { begin, end, subject, public_key, is_ca: false, key_identifier: None, permitted: None };
        if let Some(extensions) = fields.optional(EXTENSIONS)? {
            let mut extensions = Der(extensions).only(SEQUENCE)?;
            while !extensions.0.is_empty() {
                read.extension(Der(extensions.value(SEQUENCE)?))?;
            }
        }
        Some(read)
    }

    fn extension(&mut self, mut extension: Der<'a>) -> Option<()> {
        let id = extension.value(OID)?;
        let _critical = extension.optional(BOOLEAN)?;
        let content = Der(extension.value(OCTET_STRING)?);
        if id == BASIC_CONSTRAINTS {
            self.is_ca = content.only(SEQUENCE)?.optional(BOOLEAN)?.is_some_and(|is_ca| is_ca != [0]);
        } else if id == SUBJECT_KEY_IDENTIFIER {
            self.key_identifier = Some(content.only(OCTET_STRING)?.0);
        } else if id == NAME_CONSTRAINTS {
            let mut permitted = Vec::new();
            let mut subtrees = Der(content.only(SEQUENCE)?.optional(PERMITTED_SUBTREES)?.unwrap_or_default());
            while !subtrees.0.is_empty() {
                permitted.push(Der(subtrees.value(SEQUENCE)?).next()?);
            }
            self.permitted = Some(permitted);
        }
        Some(())
    }

    /// Returns the name of the authority as it must stand in the certificates that it issues. Returns `None` if the name cannot be written
    /// again in the same form: if a part has several attributes, an attribute occurs twice, or a value is not a text.
    pub(super) fn subject(&self) -> Option<DistinguishedName> {
        let mut name = DistinguishedName::new();
        let mut parts = Der(self.subject);
        while !parts.0.is_empty() {
            let mut attribute = Der(parts.value(SET)?).only(SEQUENCE)?;
            let kind = kind_of(attribute.value(OID)?)?;
            let value = text(attribute.next()?)?;
            if name.get(&kind).is_some() || !attribute.0.is_empty() {
                return None;
            }
            name.push(kind, value);
        }
        Some(name)
    }
}

/// The rest of what is being read: values in DER, one after another.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// Reads the next value, with its tag.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&[tag, length], mut rest) = self.0.split_first_chunk()?;
        let length = if length < 0x80 {
            usize::from(length)
        } else {
            // Four bytes are more than any certificate needs. No bytes would be the indefinite length, which DER does not have.
            let (bytes, after) = rest.split_at_checked(usize::from(length & 0x7f)).filter(|(it, _)| it.len() <= 4)?;
            rest = after;
            bytes.iter().fold(None, |sum, byte| Some((sum.unwrap_or(0) << 8) | usize::from(*byte)))?
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, value))
    }

    /// Reads the next value, which must have this tag.
    fn value(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, value)| value)
    }

    /// Reads the next value if it has this tag. The outer `None` is a value that cannot be read.
    fn optional(&mut self, tag: u8) -> Option<Option<&'a [u8]>> {
        if self.0.first() == Some(&tag) { self.value(tag).map(Some) } else { Some(None) }
    }

    /// Returns the content of the one value that is left, which must have this tag.
    fn only(mut self, tag: u8) -> Option<Self> {
        let value = self.value(tag)?;
        self.0.is_empty().then_some(Self(value))
    }
}

/// Reads a time. Years of two digits are those from 1950 to 2049 (RFC 5280 section 4.1.2.5.1).
fn time((tag, value): (u8, &[u8])) -> Option<Timestamp> {
    let text = std::str::from_utf8(value).ok()?;
    let text = match tag {
        UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let at = DateTime::strptime("%Y%m%d%H%M%SZ", text).ok()?;
    TimeZone::UTC.to_timestamp(at).ok()
}

/// Returns the attribute that an object identifier names.
fn kind_of(id: &[u8]) -> Option<DnType> {
    let mut numbers = Vec::new();
    let mut number = 0_u64;
    for byte in id {
        number = number.checked_mul(128)? | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            numbers.push(number);
            number = 0;
        }
    }
    // The first number stands for two.
    let first = *numbers.first()?;
    let top = (first / 40).min(2);
    numbers.splice(..1, [top, first - top * 40]);
    Some(if numbers == [2, 5, 4, 10] { DnType::OrganizationName } else { DnType::CustomDnType(numbers) })
}

fn text((tag, value): (u8, &[u8])) -> Option<DnValue> {
    let utf8 = || std::str::from_utf8(value).ok();
    Some(match tag {
        UTF8_STRING => DnValue::Utf8String(utf8()?.to_owned()),
        PRINTABLE_STRING => DnValue::PrintableString(PrintableString::try_from(utf8()?).ok()?),
        IA5_STRING => DnValue::Ia5String(Ia5String::try_from(utf8()?).ok()?),
        TELETEX_STRING => DnValue::TeletexString(TeletexString::try_from(utf8()?).ok()?),
        BMP_STRING => DnValue::BmpString(BmpString::from_utf16be(value.to_vec()).ok()?),
        UNIVERSAL_STRING => DnValue::UniversalString(UniversalString::from_utf32be(value.to_vec()).ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyIdMethod, KeyPair};

    /// Returns an authority's certificate whose name has these attributes, and its key.
    fn authority(name: DistinguishedName) -> (Vec<u8>, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name = name;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.not_before = rcgen::date_time_ymd(1999, 12, 31);
        params.not_after = rcgen::date_time_ymd(2051, 2, 3);
        (params.self_signed(&key).unwrap().der().to_vec(), key)
    }

    fn every_kind_of_text() -> DistinguishedName {
        let mut name = DistinguishedName::new();
        name.push(DnType::CountryName, DnValue::PrintableString(PrintableString::try_from("DE").unwrap()));
        name.push(DnType::OrganizationName, "Zahnräder");
        name.push(DnType::OrganizationalUnitName, DnValue::TeletexString(TeletexString::try_from("Unit").unwrap()));
        name.push(DnType::CommonName, DnValue::BmpString(BmpString::try_from("Root 1").unwrap()));
        name.push(DnType::LocalityName, DnValue::UniversalString(UniversalString::try_from("Ulm").unwrap()));
        // The address of a mailbox and a part of a domain, whose identifiers have large numbers.
        for (id, value) in
            [(&[1, 2, 840, 113_549, 1, 9, 1][..], "ca@example.com"), (&[0, 9, 2342, 19_200_300, 100, 1, 25], "com")]
        {
            name.push(DnType::CustomDnType(id.to_vec()), DnValue::Ia5String(Ia5String::try_from(value).unwrap()));
        }
        name
    }

    #[test]
    fn a_certificate_issued_by_what_was_read_names_its_issuer_byte_for_byte() {
        let (der, key) = authority(every_kind_of_text());
        let read = Certificate::read(&der).unwrap();
        assert_eq!(read.begin.to_string(), "1999-12-31T00:00:00Z");
        assert_eq!(read.end.to_string(), "2051-02-03T00:00:00Z");
        assert!(read.is_ca);
        assert_eq!(read.public_key, rcgen::PublicKeyData::der_bytes(&key));
        let mut params = CertificateParams::default();
        params.distinguished_name = read.subject().unwrap();
        params.key_identifier_method = KeyIdMethod::PreSpecified(read.key_identifier.unwrap().to_vec());
        let issuer = Issuer::new(params, key);
        let mut leaf = CertificateParams::new(["localhost".to_owned()]).unwrap();
        leaf.use_authority_key_identifier_extension = true;
        let leaf = leaf.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
        for part in [read.subject, read.key_identifier.unwrap()] {
            assert!(leaf.der().windows(part.len()).any(|bytes| bytes == part));
        }
    }

    #[test]
    fn no_bytes_make_it_panic_or_read_past_the_end() {
        let (der, _) = authority(every_kind_of_text());
        for end in 0..der.len() {
            assert!(Certificate::read(&der[..end]).is_none(), "cut at {end}");
        }
        assert!(Certificate::read(&[&der[..], &[0]].concat()).is_none(), "a byte too many");
        for place in 0..der.len() {
            for value in [0x00, 0x7f, 0x80, 0x84, 0xff, der[place] ^ 1] {
                let mut changed = der.clone();
                changed[place] = value;
                // Whatever it is, it is read or refused.
                drop(Certificate::read(&changed).and_then(|read| read.subject()));
            }
        }
    }

    #[test]
    fn a_name_that_could_not_be_written_again_is_none() {
        let domain = |first: &[u8]| [&[0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04], first].concat();
        let one = domain(&[0x0b, 0x0c, 0x01, b'a']);
        let named = |subject: &[u8]| {
            let at = Timestamp::UNIX_EPOCH;
            Certificate {
                begin: at,
                end: at,
                subject,
                public_key: &[],
                is_ca: true,
                key_identifier: None,
                permitted: None,
            }
            .subject()
        };
        assert!(named(&one).is_some());
        assert!(named(&[one.clone(), one.clone()].concat()).is_none(), "an attribute twice");
        assert!(named(&domain(&[0x0b, 0x02, 0x01, 1])).is_none(), "a number");
        let two = [&[0x31, 0x14], &one[2..], &one[2..]].concat();
        assert!(named(&two).is_none(), "two attributes in one part");
    }
}
