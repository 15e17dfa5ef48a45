//! A revision of a module, and its provenance: the contents of `.info` files.
//!
//! The type is in this crate because version control, queries and the module cache exchange it.
//! Counterpart: cmd/go/internal/modfetch/repo.go (`RevInfo`), codehost/codehost.go (`Origin`).

use vamos_base::golang::json::Writer;

/// Information about a revision (`modfetch.RevInfo`): the contents of an `.info` file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevInfo {
    /// The canonical version.
    pub version: String,
    /// The commit time in the format of `.info` files (RFC 3339); may be empty.
    pub time: String,
    /// The provenance.
    pub origin: Option<Origin>,
}

/// The provenance of a version or of a list of versions (`codehost.Origin`). Empty fields
/// are left out of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Version control system: `git`.
    pub vcs: String,
    /// Address of the repository.
    pub url: String,
    /// Directory in the repository.
    pub subdir: String,
    /// Full name of the revision.
    pub hash: String,
    /// Prefix of the tags that were considered.
    pub tag_prefix: String,
    /// Sum of those tags.
    pub tag_sum: String,
    /// The ref that named the revision.
    pub ref_name: String,
    /// Sum of all refs.
    pub repo_sum: String,
}

impl Origin {
    /// Returns the names and values of the fields, in the order of Go's struct.
    pub fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("VCS", &self.vcs),
            ("URL", &self.url),
            ("Subdir", &self.subdir),
            ("Hash", &self.hash),
            ("TagPrefix", &self.tag_prefix),
            ("TagSum", &self.tag_sum),
            ("Ref", &self.ref_name),
            ("RepoSum", &self.repo_sum),
        ]
    }

    /// Writes the fields that are not empty as a JSON object.
    pub fn write_json(&self, out: &mut Writer) {
        out.begin_object();
        for (name, value) in self.fields() {
            if !value.is_empty() {
                out.string_field(name, value);
            }
        }
        out.end_object();
    }
}
