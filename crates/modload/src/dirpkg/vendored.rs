//! The data about a directory for `mod vendor`, which is stored with the imports.
//!
//! Counterpart: none; upstream reads the files again.

use super::codec::Reader;
use super::codec::Writer;
use super::codec::read_texts;
use super::codec::write_texts;

/// The patterns of embedded files, regardless of the constraints of the Go files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Embeds {
    pub(crate) of_package: Vec<String>,
    pub(crate) of_tests: Vec<String>,
}

/// The data about a directory that copying needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Vendored {
    /// Go files that no build can include, except for tests.
    pub(super) ignored: Vec<String>,
    pub(crate) embeds: Embeds,
}

impl Vendored {
    /// Reports whether no build can include a Go file.
    pub(crate) fn is_ignored(&self, name: &str) -> bool {
        self.ignored.iter().any(|ignored| ignored == name)
    }

    pub(super) fn write(&self, out: &mut Writer) {
        write_texts(&self.ignored, out);
        write_texts(&self.embeds.of_package, out);
        write_texts(&self.embeds.of_tests, out);
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            ignored: read_texts(from)?,
            embeds: Embeds {
                of_package: read_texts(from)?,
                of_tests: read_texts(from)?,
            },
        })
    }
}
