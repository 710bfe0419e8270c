//! Answers as they were written, kept with the record that they show, so that a client that polls does not pay for the same text again.
//!
//! A memo is no state: it is empty after a clone, equal to every other, and not exported. Whoever changes a record empties its memo.

use super::refusal::{ApiResult, Refusal};
use bytes::Bytes;
use std::{
    fmt,
    marker::PhantomData,
    sync::{PoisonError, RwLock},
};
use vmc_client::endpoint::{Answer, DecodeError, Endpoint};

/// Ways of showing one record that are kept: by the address that the client used, and by whether it sees passwords.
const WAYS_MAX: usize = 4;

/// An answer of an endpoint, written.
pub struct Written<E> {
    bytes: Bytes,
    endpoint: PhantomData<fn() -> E>,
}

/// The last answers made from a record.
pub struct Memo<E> {
    shown: RwLock<Vec<(Way, Bytes)>>,
    endpoint: PhantomData<fn() -> E>,
}

/// What an answer depends on besides the record itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Way {
    base_url: Box<str>,
    secrets: bool,
}

impl<E: Endpoint> Written<E> {
    /// Writes an answer.
    ///
    /// # Errors
    /// It has no written form, which would be a bug.
    pub fn new(answer: Answer<E>) -> ApiResult<Self> {
        Ok(Self { bytes: written(E::write_answer(answer))?, endpoint: PhantomData })
    }

    /// The bytes of the body.
    #[inline]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

/// What was written, kept.
fn written(text: Result<Vec<u8>, DecodeError>) -> ApiResult<Bytes> {
    let text = text.map_err(|_| Refusal::internal())?;
    // What it was written into has room for a large answer, and this one may be kept for long. To shrink that would leave a hole behind it
    // in memory for each answer that is kept.
    Ok(Bytes::copy_from_slice(&text))
}

impl<E: Endpoint> Memo<E> {
    /// The answer as it was written before, or as `show` gives it now.
    ///
    /// # Errors
    /// As [`Written::new`].
    pub fn get_or(&self, base_url: &str, secrets: bool, show: impl FnOnce() -> Answer<E>) -> ApiResult<Written<E>> {
        let is = |way: &Way| way.secrets == secrets && *way.base_url == *base_url;
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = shown.iter().find(|(way, _)| is(way)) {
            return Ok(Written { bytes: bytes.clone(), endpoint: PhantomData });
        }
        drop(shown);
        let written = Written::new(show())?;
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        if shown.len() >= WAYS_MAX {
            shown.remove(0);
        }
        shown.push((Way { base_url: base_url.into(), secrets }, written.bytes.clone()));
        Ok(written)
    }

    /// Forgets everything; the record has changed.
    pub fn forget(&mut self) {
        self.shown.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl<E> Default for Memo<E> {
    fn default() -> Self {
        Self { shown: RwLock::default(), endpoint: PhantomData }
    }
}

impl<E> Clone for Memo<E> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<E> PartialEq for Memo<E> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<E> fmt::Debug for Memo<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is shown may hold passwords.
        f.write_str("Memo")
    }
}
