//! Files as tokens, which the runs of a command share.
//!
//! A file is found by its bytes, so that neither its name nor its time matters. The effects of
//! macros and conditions on the tokens are not stored: they depend on the run.
//! Counterpart: none; each run of cmd/asm reads its files.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;

use super::lexed::Lexed;
use super::token::hash;

/// The maximal size of all stored files in bytes.
const LIMIT: usize = 64 << 20;
/// The number of bytes at each end of a file that are hashed.
const HASHED: usize = 256;

/// Files as tokens.
#[derive(Debug, Default)]
pub struct TokenCache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Files by their length and ends.
    files: HashMap<u64, Vec<Arc<Lexed>>>,
    size: usize,
}

/// Returns a key of a file. Files with the same key are compared.
fn key(source: &[u8]) -> u64 {
    let len = source.len().min(HASHED);
    let ends = [&source[..len], &source[source.len() - len..]];
    ends.map(hash)
        .into_iter()
        .fold(source.len() as u64, |key, hash| key.rotate_left(7) ^ hash)
}

impl TokenCache {
    /// Returns a header as tokens.
    pub(super) fn header(&self, source: Vec<u8>) -> Arc<Lexed> {
        let key = key(&source);
        let found = self.with(|kept| kept.find(key, &source).cloned());
        found.unwrap_or_else(|| self.keep(key, source))
    }

    /// Returns a file that is assembled as tokens, from an earlier run if possible. New tokens are
    /// stored unless this run is the last.
    pub(super) fn file(&self, source: Vec<u8>, is_last: bool) -> Arc<Lexed> {
        if !is_last {
            return self.header(source);
        }
        let found = self.with(|kept| kept.take(key(&source), &source));
        found.unwrap_or_else(|| Arc::new(Lexed::new(source)))
    }

    fn keep(&self, key: u64, source: Vec<u8>) -> Arc<Lexed> {
        let lexed = Arc::new(Lexed::new(source));
        self.with(|kept| kept.add(key, &lexed));
        lexed
    }

    fn with<T>(&self, run: impl FnOnce(&mut Kept) -> T) -> T {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Kept {
    fn find(&self, key: u64, source: &[u8]) -> Option<&Arc<Lexed>> {
        let files = self.files.get(&key)?;
        files.iter().find(|file| file.source() == source)
    }

    fn take(&mut self, key: u64, source: &[u8]) -> Option<Arc<Lexed>> {
        let files = self.files.get_mut(&key)?;
        let at = files.iter().position(|file| file.source() == source)?;
        let file = files.swap_remove(at);
        self.size -= file.size();
        Some(file)
    }

    fn add(&mut self, key: u64, file: &Arc<Lexed>) {
        let size = file.size();
        if size > LIMIT {
            return;
        }
        if self.size + size > LIMIT {
            *self = Self::default();
        }
        self.size += size;
        self.files.entry(key).or_default().push(Arc::clone(file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    #[test]
    fn files_are_kept_until_their_last_run() {
        let cache = TokenCache::default();
        let first = cache.file(source("RET\n"), false);
        assert!(Arc::ptr_eq(&first, &cache.header(source("RET\n"))));
        assert!(!Arc::ptr_eq(&first, &cache.header(source("NOP\n"))));
        assert!(Arc::ptr_eq(&first, &cache.file(source("RET\n"), true)));
        assert!(!Arc::ptr_eq(&first, &cache.file(source("RET\n"), true)));
        let size = cache.header(source("NOP\n")).size();
        assert_eq!(cache.with(|kept| kept.size), size);
    }

    #[test]
    fn memory_is_bounded() {
        let cache = TokenCache::default();
        let line = "NOP\n".repeat(1 << 18);
        for number in 0..10 {
            cache.header(source(&format!("{number}{line}")));
        }
        assert!(cache.with(|kept| kept.size) <= LIMIT);
    }

    #[test]
    fn equal_ends_are_not_enough() {
        let cache = TokenCache::default();
        let [a, b] = ["a", "b"].map(|middle| {
            let end = " ".repeat(HASHED);
            cache.header(source(&format!("{end}{middle}{end}")))
        });
        assert!(!Arc::ptr_eq(&a, &b));
    }
}
