//! A cache of encoded answers to GET requests.
//!
//! An answer depends on the world, the request, the caller and the address that the client used. The cache keeps it until the world
//! changes, or until a time that the operation names. An answer that depends on time in any other way is not kept. Therefore an answer from
//! the cache always equals the answer that the operation would give.

use crate::{
    tokens::Verified,
    world::{Request, context::Holds},
    worlds::{CallerRequest, Version},
};
use bytes::Bytes;
use http::{StatusCode, Uri};
use quick_cache::{Equivalent, Weighter, sync::Cache};
use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use uuid::Uuid;

/// The default limit on the bytes that a server's cached answers take.
pub(crate) const ANSWERS_MAX: usize = 64 << 20;

/// Bytes that an entry takes in addition to its texts.
const ENTRY_SIZE: usize = 256;

/// Bytes of a typical answer. The number of entries is estimated from it.
const TYPICAL_SIZE: usize = 2048;

/// The cached answers of a server. The cache drops seldom used answers first.
pub(crate) struct AnswerCache {
    answers: Option<Cache<OwnedKey, Answer, Weight>>,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl fmt::Debug for AnswerCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Answers may hold passwords, so they are not printed.
        f.debug_struct("AnswerCache").field("statistics", &self.statistics()).finish_non_exhaustive()
    }
}

/// An encoded answer, and how long it stays valid.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) bytes: Bytes,
    pub(super) status: StatusCode,
    /// The revision of the world that the answer was made from.
    pub(super) revision: u64,
    pub(super) holds: Holds,
}

impl Answer {
    /// Returns `true` if the operation would give this answer now.
    pub(super) fn holds_at(&self, version: Version) -> bool {
        self.revision == version.revision
            && match self.holds {
                Holds::UntilChange => true,
                Holds::Until(end) => version.now < end,
                Holds::Now => false,
            }
    }
}

/// Everything that an answer depends on, apart from the state of the world.
pub(super) struct AnswerKey<'r> {
    world: Uuid,
    operation: &'static str,
    path: &'r str,
    query: &'r str,
    base_url: &'r str,
    token: &'r Arc<Verified>,
}

impl<'r> AnswerKey<'r> {
    pub(super) fn of(uri: &'r Uri, request: &CallerRequest<'r>) -> Self {
        let CallerRequest { token, base_url, request: Request { operation, .. }, .. } = *request;
        let query = uri.query().unwrap_or_default();
        Self { world: token.world, operation, path: uri.path(), query, base_url, token }
    }

    fn to_owned(&self) -> OwnedKey {
        OwnedKey {
            world: self.world,
            operation: self.operation,
            path: self.path.into(),
            query: self.query.into(),
            base_url: self.base_url.into(),
            token: Arc::clone(self.token),
        }
    }
}

/// The owned form of [`AnswerKey`].
struct OwnedKey {
    world: Uuid,
    operation: &'static str,
    path: Box<str>,
    query: Box<str>,
    base_url: Box<str>,
    token: Arc<Verified>,
}

impl OwnedKey {
    fn borrowed(&self) -> AnswerKey<'_> {
        let Self { world, operation, path, query, base_url, token } = self;
        AnswerKey { world: *world, operation, path, query, base_url, token }
    }
}

impl Hash for AnswerKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.world, self.path, self.query, self.base_url, self.token.caller.user).hash(state);
    }
}

impl Hash for OwnedKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.borrowed().hash(state);
    }
}

impl PartialEq for OwnedKey {
    fn eq(&self, other: &Self) -> bool {
        self.borrowed().equivalent(other)
    }
}

impl Eq for OwnedKey {}

impl Equivalent<OwnedKey> for AnswerKey<'_> {
    fn equivalent(&self, other: &OwnedKey) -> bool {
        self.world == other.world
            && self.operation == other.operation
            && *self.path == *other.path
            && *self.query == *other.query
            && *self.base_url == *other.base_url
            && (Arc::ptr_eq(self.token, &other.token) || self.token.caller == other.token.caller)
    }
}

/// Counts the bytes of an entry for the cache's limit.
#[derive(Clone)]
struct Weight;

impl Weighter<OwnedKey, Answer> for Weight {
    fn weight(&self, key: &OwnedKey, answer: &Answer) -> u64 {
        let size = key.path.len() + key.query.len() + key.base_url.len() + answer.bytes.len() + ENTRY_SIZE;
        size as u64
    }
}

/// The number of cache hits and misses, and the size of the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CacheStatistics {
    pub(crate) hits: u64,
    pub(crate) misses: u64,
    pub(crate) answers: usize,
    pub(crate) bytes: u64,
}

impl AnswerCache {
    /// Makes a cache that takes at most `bytes_max` bytes. With 0 it keeps no answer.
    pub(crate) fn new(bytes_max: usize) -> Self {
        let answers = (bytes_max > 0)
            .then(|| Cache::with_weighter((bytes_max / TYPICAL_SIZE).min(1 << 16), bytes_max as u64, Weight));
        Self { answers, hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
    }

    /// Returns the last answer that was cached for a request. The caller must check whether it is still valid for the world.
    pub(super) fn get(&self, key: &AnswerKey) -> Option<Answer> {
        self.answers.as_ref()?.get(key)
    }

    pub(super) fn insert(&self, key: &AnswerKey, answer: &Answer) {
        if let Some(answers) = &self.answers {
            answers.insert(key.to_owned(), answer.clone());
        }
    }

    /// Counts a read as a hit (a cached answer was valid) or as a miss.
    pub(super) fn count(&self, hit: bool) {
        let count = if hit { &self.hits } else { &self.misses };
        count.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn statistics(&self) -> CacheStatistics {
        CacheStatistics {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            answers: self.answers.as_ref().map_or(0, Cache::len),
            bytes: self.answers.as_ref().map_or(0, Cache::weight),
        }
    }
}
