//! Strings, and how they are joined.
//!
//! Counterpart: go/constant/value.go (`stringVal`), where a sum is a tree until it is needed.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use vamos_base::golang::quote::quote_bytes;

/// A string. Sums of many strings share their common prefix: `a + b` appends to the buffer of `a`,
/// of which each sum is a prefix.
#[derive(Debug)]
pub(crate) struct Text {
    flat: OnceLock<Arc<[u8]>>,
    /// The shared buffer of a sum, and the length of its prefix.
    sum: Option<(Arc<Mutex<Vec<u8>>>, usize)>,
}

impl From<Arc<[u8]>> for Text {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self {
            flat: OnceLock::from(bytes),
            sum: None,
        }
    }
}

impl Text {
    /// Returns the bytes.
    pub(crate) fn bytes(&self) -> Arc<[u8]> {
        let flatten = || match &self.sum {
            None => Arc::default(),
            Some((buffer, len)) => {
                let buffer = buffer.lock().unwrap_or_else(PoisonError::into_inner);
                buffer[..*len].into()
            }
        };
        self.flat.get_or_init(flatten).clone()
    }

    /// Returns the number of bytes.
    pub(crate) fn len(&self) -> usize {
        match &self.sum {
            Some((_, len)) => *len,
            None => self.flat.get().map_or(0, |bytes| bytes.len()),
        }
    }

    /// Returns the number of bytes that are copied if a string is appended.
    pub(crate) fn copied_by_join(&self, other: &Self) -> usize {
        let extends = self.sum.as_ref().is_some_and(|(buffer, own)| {
            let bytes = buffer.lock().unwrap_or_else(PoisonError::into_inner);
            bytes.len() == *own
        });
        other.len() + if extends { 0 } else { self.len() }
    }

    /// Returns the sum.
    pub(crate) fn join(&self, other: &Self) -> Self {
        let tail = other.bytes();
        let len = self.len() + tail.len();
        if let Some((buffer, own)) = &self.sum {
            let mut bytes = buffer.lock().unwrap_or_else(PoisonError::into_inner);
            if bytes.len() == *own {
                bytes.extend_from_slice(&tail);
                return Self::prefix(buffer.clone(), len);
            }
        }
        let mut bytes = Vec::with_capacity(2 * len);
        bytes.extend_from_slice(&self.bytes());
        bytes.extend_from_slice(&tail);
        Self::prefix(Arc::new(Mutex::new(bytes)), len)
    }

    fn prefix(buffer: Arc<Mutex<Vec<u8>>>, len: usize) -> Self {
        Self {
            flat: OnceLock::new(),
            sum: Some((buffer, len)),
        }
    }

    /// Returns the string in quotes.
    pub(crate) fn quoted(&self) -> String {
        quote_bytes(&self.bytes())
    }

    /// Returns the string in quotes, cut off if it is long.
    pub(crate) fn short(&self) -> String {
        const MOST: usize = 72;
        let quoted = self.quoted();
        if quoted.chars().count() <= MOST {
            return quoted;
        }
        let cut: String = quoted.chars().take(MOST - 3).collect();
        cut + "..."
    }
}
