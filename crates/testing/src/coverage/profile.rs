//! The coverage profile of a run, to which tests that run at the same time add.
//!
//! Counterpart: cmd/go/internal/test/cover.go.

use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_bytes;
use vamos_fsys::NewFile;
use vamos_fsys::PathError;
use vamos_fsys::uncached;

/// A profile that is being written.
pub struct Profile {
    /// First line of every profile of the run.
    header: String,
    file: Mutex<NewFile>,
}

/// Reason why the profile of a test was not added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeError {
    /// It does not begin with the header.
    Header {
        /// Its path.
        file: String,
        /// As many bytes from its beginning as the header has, padded with zeros at its end.
        found: Vec<u8>,
        /// The header.
        expected: String,
        /// True if it is shorter than the header.
        is_short: bool,
    },
    /// The profile of the run cannot be written, or the profile of the test not be read.
    Save(PathError),
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header {
                file,
                found,
                expected,
                is_short,
            } => write!(
                f,
                "test wrote malformed coverage profile {file}: header {}, expected {}: {}",
                quote_bytes(found),
                quote(expected),
                if *is_short { "unexpected EOF" } else { "<nil>" }
            ),
            Self::Save(error) => write!(f, "saving coverage profile: {error}"),
        }
    }
}

impl std::error::Error for MergeError {}

impl Profile {
    /// Makes a profile without content, and replaces an existing one: tests need not write a
    /// profile.
    pub fn create(path: &str, mode: &str) -> Result<Self, PathError> {
        let header = format!("mode: {mode}\n");
        let mut file = NewFile::replace(path)?;
        file.write(header.as_bytes())?;
        Ok(Self {
            header,
            file: Mutex::new(file),
        })
    }

    /// Adds the profile that a test wrote. A missing or an empty one is fine.
    pub fn merge(&self, file: &str) -> Result<(), MergeError> {
        let mut whole = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(bytes) = uncached::read(file) else {
            return Ok(());
        };
        if bytes.is_empty() {
            return Ok(());
        }
        let Some(lines) = bytes.strip_prefix(self.header.as_bytes()) else {
            let length = self.header.len();
            let mut found = bytes;
            let is_short = found.len() < length;
            found.resize(length, 0);
            return Err(MergeError::Header {
                file: file.to_owned(),
                found,
                expected: self.header.clone(),
                is_short,
            });
        };
        whole.write(lines).map_err(MergeError::Save)
    }
}

#[cfg(test)]
mod tests {
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::Profile;

    #[test]
    fn profiles_are_merged() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
        let (whole, part) = (at("whole"), at("part"));
        work::write(&whole, b"old").unwrap();
        let profile = Profile::create(&whole, "set").unwrap();
        let merge = |text: &[u8]| {
            work::write(&part, text).unwrap();
            profile.merge(&part).map_err(|error| error.to_string())
        };
        assert_eq!(profile.merge(&at("missing")), Ok(()));
        assert_eq!(merge(b""), Ok(()));
        assert_eq!(merge(b"mode: set\np/a.go:1.2,3.4 5 1\n"), Ok(()));
        assert_eq!(merge(b"mode: set\n"), Ok(()));
        assert_eq!(merge(b"mode: set\nx"), Ok(()));
        let malformed = format!("test wrote malformed coverage profile {part}: header ");
        assert_eq!(
            merge(b"mode: count\nx\n").unwrap_err(),
            malformed.clone() + r#""mode: coun", expected "mode: set\n": <nil>"#
        );
        assert_eq!(
            merge(b"mode").unwrap_err(),
            malformed + r#""mode\x00\x00\x00\x00\x00\x00", expected "mode: set\n": unexpected EOF"#
        );
        let text = uncached::read(&whole).unwrap();
        assert_eq!(text, b"mode: set\np/a.go:1.2,3.4 5 1\nx");
    }

    #[test]
    fn a_profile_that_cannot_be_made_is_an_error() {
        let error = Profile::create("/no/such/dir/x", "set").err().unwrap();
        assert_eq!(
            error.to_string(),
            "open /no/such/dir/x: no such file or directory"
        );
    }
}
