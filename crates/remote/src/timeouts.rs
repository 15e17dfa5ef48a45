//! The time limits of the remote cache.
//!
//! Counterpart: none.

use std::time::Duration;

/// The time limits for a server, which all follow from one setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    answer: Duration,
}

impl Timeouts {
    /// The maximum setting in seconds.
    const MOST: u64 = 3600;

    /// Returns the limits for this many seconds without an answer; `None` unless it is 1 to 3600.
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        let answer = Duration::from_secs(seconds);
        (1..=Self::MOST)
            .contains(&seconds)
            .then_some(Self { answer })
    }

    /// Parses a number of seconds.
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = text.parse().ok().filter(|_| is_number)?;
        Self::from_seconds(seconds)
    }

    /// Returns the limit for a connection, and then for each part of an answer.
    pub(crate) fn answer(self) -> Duration {
        self.answer
    }

    /// Returns the time that a run may lose to a cache that is slower than building.
    pub(crate) fn loss(self) -> Duration {
        self.answer * 7 / 4
    }

    /// Returns the limit for uploads at the end.
    pub(crate) fn end(self) -> Duration {
        self.answer * 2
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Timeouts;

    #[test]
    fn seconds_are_whole_and_few() {
        for text in [
            "",
            "0",
            "-1",
            "+1",
            "1.5",
            "2s",
            "3601",
            "99999999999999999999",
        ] {
            assert_eq!(Timeouts::parse(text), None, "{text}");
        }
        let long = Timeouts::parse("3600").unwrap();
        assert_eq!(long.answer(), Duration::from_secs(3600));
        assert_eq!(Timeouts::parse("2"), Some(Timeouts::default()));
    }
}
