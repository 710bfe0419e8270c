//! The certificate authority in a folder: created once, kept, and replaced before it expires.

use super::{TlsError, authority::Authority, keystore, scope::Scope};
use jiff::Timestamp;
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// Names of the files in the folder.
const CERTIFICATE: &str = "ca.pem";
const KEY: &str = "ca-key.pem";
const KEYSTORE: &str = "ca.jks";
const LOCK: &str = "lock";

/// How often the server tries to take the lock.
const TRIES: u32 = 200;
/// The pause between two tries.
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// The files that clients need to trust the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The authority's certificate in PEM form.
    pub(crate) ca_file: PathBuf,
    /// The same certificate as a Java keystore.
    pub(crate) java_truststore: PathBuf,
}

/// Opens the authority in a folder, and creates it if there is none. If two servers open the same folder at once, the second waits for the
/// first, and both use the same authority.
///
/// # Errors
/// The folder cannot be used, or its content is damaged. Nothing is overwritten except an authority that the simulator created and that is
/// about to expire.
pub(super) fn open(dir: &Path, scope: Scope, now: Timestamp) -> Result<(Authority, Kept), TlsError> {
    let (dir, lock) = locked_folder(dir)?;
    let authority = match read(&dir)? {
        Found::Whole(authority) if !authority.is_old(now) => *authority,
        Found::Whole(authority) if !authority.is_ours() => {
            tracing::warn!(dir = %dir.display(), "the certificate authority is about to end, or has; it is not ours to make anew");
            *authority
        }
        found => {
            let authority = match &found {
                Found::Key(key) => Authority::of_key(key, scope, now)?,
                Found::Nothing | Found::Whole(_) => Authority::make(scope, now)?,
            };
            if matches!(found, Found::Whole(_)) {
                tracing::warn!(dir = %dir.display(), "the certificate authority was about to end, and a new one was made; clients must trust it");
            }
            put(&dir, &authority)?;
            authority
        }
    };
    let kept = with_keystore(&dir, &authority)?;
    drop(lock);
    Ok((authority, kept))
}

/// Replaces the authority in a folder by a new one, or creates one if there is none.
///
/// # Errors
/// The folder cannot be used, its content is damaged, or the authority there is not one that the simulator created.
pub(super) fn renew(dir: &Path, scope: Scope, now: Timestamp) -> Result<Kept, TlsError> {
    let (dir, lock) = locked_folder(dir)?;
    if matches!(read(&dir)?, Found::Whole(authority) if !authority.is_ours()) {
        return Err(TlsError::NotOurs(dir));
    }
    let authority = Authority::make(scope, now)?;
    put(&dir, &authority)?;
    let kept = with_keystore(&dir, &authority)?;
    drop(lock);
    Ok(kept)
}

/// Creates the folder if there is none, and takes its lock.
fn locked_folder(dir: &Path) -> Result<(PathBuf, File), TlsError> {
    let dir = std::path::absolute(dir).map_err(file(dir))?;
    private_folder(&dir).map_err(file(&dir))?;
    let lock = dir.join(LOCK);
    let lock = locked(&lock).map_err(file(&lock))?;
    Ok((dir, lock))
}

/// Writes an authority. Its key is written first, because a certificate is useless without its key.
fn put(dir: &Path, authority: &Authority) -> Result<(), TlsError> {
    write(&dir.join(KEY), authority.key_pem().as_bytes(), true)?;
    write(&dir.join(CERTIFICATE), authority.pem().as_bytes(), false)
}

/// Writes the keystore of an authority unless it is there.
fn with_keystore(dir: &Path, authority: &Authority) -> Result<Kept, TlsError> {
    let kept = Kept { ca_file: dir.join(CERTIFICATE), java_truststore: dir.join(KEYSTORE) };
    let keystore = keystore::trusting(authority.der(), authority.begin());
    if fs::read(&kept.java_truststore).ok().as_ref() != Some(&keystore) {
        write(&kept.java_truststore, &keystore, false)?;
    }
    Ok(kept)
}

/// The content of a folder.
enum Found {
    Nothing,
    /// A key without a certificate: a server was killed while it created its first authority.
    Key(String),
    Whole(Box<Authority>),
}

fn read(dir: &Path) -> Result<Found, TlsError> {
    let text = |name: &str| match fs::read_to_string(dir.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(err) if err.kind() == io::ErrorKind::InvalidData => Ok(Some(String::new())),
        Err(reason) => Err(TlsError::File { path: dir.join(name), reason }),
    };
    let read = match (text(CERTIFICATE)?, text(KEY)?) {
        (None, None) => return Ok(Found::Nothing),
        (Some(pem), Some(key)) => Authority::read(&pem, &key),
        // The keystore is written last. If there is none, no client has been given anything to trust.
        (None, Some(key)) if !dir.join(KEYSTORE).exists() && Authority::is_key(&key) => return Ok(Found::Key(key)),
        (None, Some(_)) => Err(format!("{CERTIFICATE} is missing")),
        (Some(_), None) => Err(format!("{KEY} is missing")),
    };
    read.map(|authority| Found::Whole(Box::new(authority)))
        .map_err(|reason| TlsError::Damaged { dir: dir.to_owned(), reason })
}

/// Takes the lock. A server holds it only while it creates an authority; after [`TRIES`] tries, another program must be holding it.
fn locked(path: &Path) -> io::Result<File> {
    let lock = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) => std::thread::park_timeout(BETWEEN_TRIES),
            Err(TryLockError::Error(err)) => return Err(err),
        }
    }
    Err(io::Error::new(io::ErrorKind::WouldBlock, "another program holds it"))
}

/// Writes a file as a whole. Other users cannot read a secret file.
fn write(path: &Path, content: &[u8], secret: bool) -> Result<(), TlsError> {
    let half = path.with_extension("part");
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if secret { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = secret;
    // A server that was killed may have left this file. The lock ensures that no other server is writing it.
    let _ = fs::remove_file(&half);
    let written = options.open(&half).and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()));
    written.and_then(|()| fs::rename(&half, path)).map_err(file(path))
}

fn private_folder(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn file(path: &Path) -> impl FnOnce(io::Error) -> TlsError {
    let path = path.to_owned();
    |reason| TlsError::File { path, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Names;

    const NOW: &str = "2026-05-01T12:00:00Z";

    fn open(dir: &Path, now: Timestamp) -> Result<(Authority, Kept), TlsError> {
        super::open(dir, Scope::of_server(&Names::default()), now)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_authority_is_made_once_and_anew_before_it_ends() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("deep/down");
        let (made, kept) = open(&dir, at(NOW)).unwrap();
        assert_eq!(fs::read_to_string(&kept.ca_file).unwrap(), made.pem());
        let (again, _) = open(&dir, at("2036-01-01T00:00:00Z")).unwrap();
        assert_eq!(again.pem(), made.pem());
        let store = fs::read(&kept.java_truststore).unwrap();
        let (anew, _) = open(&dir, at("2036-03-01T00:00:00Z")).unwrap();
        assert_ne!(anew.pem(), made.pem());
        assert_ne!(fs::read(&kept.java_truststore).unwrap(), store);
        assert_eq!(open(&dir, at("2036-03-01T00:00:00Z")).unwrap().0.pem(), anew.pem());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("ca");
        open(&dir, at(NOW)).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&dir.join(KEY)), mode(&dir)), (0o600, 0o700));
        assert_eq!(mode(&dir.join(CERTIFICATE)) & 0o400, 0o400);
    }

    #[test]
    fn what_is_damaged_is_refused_and_left_alone() {
        for (name, content) in [(KEY, None), (CERTIFICATE, None), (KEY, Some("x")), (CERTIFICATE, Some(""))] {
            let dir = tempfile::tempdir().unwrap();
            open(dir.path(), at(NOW)).unwrap();
            let path = dir.path().join(name);
            match content {
                Some(content) => fs::write(&path, content).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let files = || {
                let mut files: Vec<_> = [KEY, CERTIFICATE].map(|name| fs::read(dir.path().join(name)).ok()).into();
                files.push(fs::read(dir.path().join(KEYSTORE)).ok());
                files
            };
            let before = files();
            // A damaged authority is not replaced, neither before it expires nor afterwards.
            for now in [NOW, "2046-01-01T00:00:00Z"] {
                let refused = open(dir.path(), at(now)).unwrap_err();
                assert!(matches!(refused, TlsError::Damaged { .. }), "{refused}");
                assert!(refused.to_string().contains("Remove its files"), "{refused}");
            }
            assert_eq!(files(), before);
        }
    }

    #[test]
    fn an_authority_that_was_half_made_is_made_whole() {
        let dir = tempfile::tempdir().unwrap();
        let (made, kept) = open(dir.path(), at(NOW)).unwrap();
        let (key, store) = (fs::read(dir.path().join(KEY)).unwrap(), fs::read(&kept.java_truststore).unwrap());
        fs::remove_file(&kept.ca_file).unwrap();
        fs::remove_file(&kept.java_truststore).unwrap();
        let (whole, _) = open(dir.path(), at(NOW)).unwrap();
        assert_eq!(fs::read(dir.path().join(KEY)).unwrap(), key, "the key stays");
        assert_eq!(fs::read_to_string(&kept.ca_file).unwrap(), whole.pem());
        assert_ne!((whole.pem(), fs::read(&kept.java_truststore).unwrap()), (made.pem(), store));
        // Existing files are left unchanged, to the byte.
        let files = || [KEY, CERTIFICATE, KEYSTORE].map(|name| fs::read(dir.path().join(name)).unwrap());
        let before = files();
        open(dir.path(), at("2026-05-02T12:00:00Z")).unwrap();
        assert_eq!(files(), before);
    }

    #[test]
    fn an_authority_of_the_users_is_not_made_anew() {
        let (dir, key) = (tempfile::tempdir().unwrap(), rcgen::KeyPair::generate().unwrap());
        let mut params = rcgen::CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.not_after = rcgen::date_time_ymd(2026, 5, 20);
        let brought = params.self_signed(&key).unwrap().pem();
        fs::write(dir.path().join(CERTIFICATE), &brought).unwrap();
        fs::write(dir.path().join(KEY), key.serialize_pem()).unwrap();
        for now in [NOW, "2026-06-01T12:00:00Z"] {
            assert_eq!(open(dir.path(), at(now)).unwrap().0.pem(), brought, "{now}");
        }
        assert_eq!(fs::read_to_string(dir.path().join(KEY)).unwrap(), key.serialize_pem());
    }

    #[test]
    fn a_new_authority_replaces_only_one_of_ours() {
        let dir = tempfile::tempdir().unwrap();
        let scope = || Scope::of_server(&Names::default());
        let made = renew(dir.path(), scope(), at(NOW)).unwrap();
        let first = fs::read(&made.ca_file).unwrap();
        let store = fs::read(&made.java_truststore).unwrap();
        renew(dir.path(), scope(), at(NOW)).unwrap();
        assert_ne!((fs::read(&made.ca_file).unwrap(), fs::read(&made.java_truststore).unwrap()), (first, store));
        assert_eq!(*open(dir.path(), at(NOW)).unwrap().0.scope(), scope(), "read as it was written");
        let (dir, key) = (tempfile::tempdir().unwrap(), rcgen::KeyPair::generate().unwrap());
        let mut params = rcgen::CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        fs::write(dir.path().join(CERTIFICATE), params.self_signed(&key).unwrap().pem()).unwrap();
        fs::write(dir.path().join(KEY), key.serialize_pem()).unwrap();
        assert!(matches!(renew(dir.path(), scope(), at(NOW)), Err(TlsError::NotOurs(_))));
    }

    #[test]
    fn what_the_lock_was_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(LOCK), "precious").unwrap();
        open(dir.path(), at(NOW)).unwrap();
        assert_eq!(fs::read_to_string(dir.path().join(LOCK)).unwrap(), "precious");
    }

    #[test]
    fn servers_that_start_together_have_the_same_authority() {
        let dir = tempfile::tempdir().unwrap();
        let pems: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| open(dir.path(), at(NOW)).unwrap().0.pem().to_owned())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(pems.iter().all(|pem| *pem == pems[0]));
    }
}
