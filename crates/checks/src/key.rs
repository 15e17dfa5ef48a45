//! The key of a summary: the digest of all inputs of a check.
//!
//! Each part is preceded by its length, so that different parts never make equal bytes.
//! Counterpart: none.

use vamos_base::Digest;

/// Capacity in bytes that suffices for most keys.
const USUAL: usize = 4 << 10;

/// Bytes that are hashed in the end.
pub(crate) struct Key(Vec<u8>);

impl Key {
    /// Begins a key.
    pub(crate) fn new() -> Self {
        Self(Vec::with_capacity(USUAL))
    }

    /// Adds two texts, which are mostly equal.
    pub(crate) fn pair(&mut self, one: &str, other: &str) {
        self.text(one);
        self.flags(&[one == other]);
        if one != other {
            self.text(other);
        }
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Adds a number.
    pub(crate) fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// Adds a digest.
    pub(crate) fn digest(&mut self, digest: &Digest) {
        self.0.extend_from_slice(&digest.0);
    }

    /// Adds flags.
    pub(crate) fn flags(&mut self, flags: &[bool]) {
        self.0.extend(flags.iter().map(|flag| u8::from(*flag)));
    }

    /// Returns the digest of all that was added.
    pub(crate) fn finish(self) -> Digest {
        Digest::of(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use vamos_base::Digest;

    use super::Key;

    fn of(texts: &[&str]) -> Digest {
        let mut key = Key::new();
        texts.iter().for_each(|text| key.text(text));
        key.finish()
    }

    #[test]
    fn parts_are_apart() {
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["a", ""]), of(&["a"]));
        assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
        let pair = |one, other| {
            let mut key = Key::new();
            key.pair(one, other);
            key.finish()
        };
        assert_ne!(pair("a", "a"), pair("a", "b"));
        assert_ne!(pair("a", ""), pair("a", "a"));
    }
}
