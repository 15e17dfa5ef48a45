//! Coverage: the profile of a run, and packages that no test binary reports.
//!
//! Counterpart: cmd/go/internal/test/cover.go, cmd/go/internal/work/cover.go.

mod meta_file;
mod profile;

use vamos_base::golang::json;

pub use meta_file::MetaFile;
pub use profile::MergeError;
pub use profile::Profile;

/// The name of the file in which test binaries find the metadata of all packages.
pub const META_FILES: &str = "metafiles.txt";

/// Returns the content of [`META_FILES`] (`WriteCoverMetaFilesFile`): packages by import path,
/// with the files that hold their metadata.
pub fn meta_files(packages: &[(String, String)]) -> Vec<u8> {
    let mut out = json::Writer::compact();
    out.begin_object();
    if packages.is_empty() {
        for name in ["ImportPaths", "MetaFileFragments"] {
            out.key(name);
            out.null();
        }
    } else {
        let (paths, files): (Vec<&str>, Vec<&str>) = packages
            .iter()
            .map(|(path, file)| (path.as_str(), file.as_str()))
            .unzip();
        out.strings_field("ImportPaths", &paths);
        out.strings_field("MetaFileFragments", &files);
    }
    out.end_object();
    out.newline();
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::meta_files;

    #[test]
    fn metadata_is_listed_by_package() {
        let text = |packages: &[(&str, &str)]| {
            let own = |&(path, file): &(&str, &str)| (path.to_owned(), file.to_owned());
            let packages: Vec<_> = packages.iter().map(own).collect();
            String::from_utf8(meta_files(&packages)).unwrap()
        };
        assert_eq!(
            text(&[]),
            "{\"ImportPaths\":null,\"MetaFileFragments\":null}\n"
        );
        assert_eq!(
            text(&[("p", "/w/a"), ("q", "/w/b")]),
            "{\"ImportPaths\":[\"p\",\"q\"],\"MetaFileFragments\":[\"/w/a\",\"/w/b\"]}\n"
        );
    }
}
