//! The ids of the cache, and the entry file of 175 bytes that maps an action to its output.
//!
//! `v1 <action hex> <output hex> <size, 20 wide> <nanoseconds, 20 wide>\n`.
//! Counterpart: cmd/go/internal/cache/cache.go (`get`, `putIndexEntry`).

use vamos_base::Digest;

/// A key: the hash of everything that an action's result depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ActionId(pub Digest);

/// The SHA-256 of a stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct OutputId(pub Digest);

/// The cache's entry for an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The value.
    pub output: OutputId,
    /// Its size in bytes.
    pub size: u64,
    /// When it was stored, in nanoseconds since the epoch.
    pub time_ns: i64,
}

/// The length of an entry file; a file of another length is a miss.
pub(crate) const ENTRY_SIZE: usize = 175;

const ACTION: std::ops::Range<usize> = 3..67;
const OUTPUT: std::ops::Range<usize> = 68..132;
const SIZE: std::ops::Range<usize> = 133..153;
const TIME: std::ops::Range<usize> = 154..174;

impl Entry {
    /// Parses the entry of `action`; anything but a perfect one is a miss.
    pub(crate) fn parse(data: &[u8], action: &ActionId) -> Option<Self> {
        if data.len() != ENTRY_SIZE || !data.starts_with(b"v1 ") || data[174] != b'\n' {
            return None;
        }
        if [data[67], data[132], data[153]] != [b' '; 3] {
            return None;
        }
        if Digest::from_hex(&data[ACTION])? != action.0 {
            return None;
        }
        let number = |field: &[u8]| {
            let text = std::str::from_utf8(field).ok()?.trim_start_matches(' ');
            text.parse::<i64>().ok().filter(|value| *value >= 0)
        };
        Some(Self {
            output: OutputId(Digest::from_hex(&data[OUTPUT])?),
            size: u64::try_from(number(&data[SIZE])?).ok()?,
            time_ns: number(&data[TIME])?,
        })
    }

    /// Returns the bytes of the entry file of `action`.
    pub(crate) fn format(&self, action: &ActionId) -> String {
        let Self {
            output,
            size,
            time_ns,
        } = self;
        format!("v1 {} {} {size:20} {time_ns:20}\n", action.0, output.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn round_trip() {
        let action = ActionId(Digest::of(b"a"));
        let entry = Entry {
            output: OutputId(Digest::of(b"b")),
            size: 12345,
            time_ns: 1_700_000_000_123_456_789,
        };
        let text = entry.format(&action);
        assert_eq!(text.len(), ENTRY_SIZE);
        assert!(text.ends_with("                12345  1700000000123456789\n"));
        assert_eq!(Entry::parse(text.as_bytes(), &action), Some(entry));
        assert_eq!(Entry::parse(text.as_bytes(), &ActionId::default()), None);
        let negative = text.replace(" 12345", "-12345");
        assert_eq!(Entry::parse(negative.as_bytes(), &action), None);
        assert_eq!(Entry::parse(&text.as_bytes()[1..], &action), None);
    }

    proptest! {
        #[test]
        fn damage_is_a_miss(at in 0usize..ENTRY_SIZE, byte: u8) {
            let action = ActionId(Digest::of(b"a"));
            let entry = Entry { output: OutputId(Digest::of(b"b")), size: 7, time_ns: 9 };
            let mut data = entry.format(&action).into_bytes();
            data[at] = byte;
            let _ = Entry::parse(&data, &action);
            data.push(0);
            prop_assert_eq!(Entry::parse(&data, &action), None);
        }
    }
}
