//! Writes fixed files: the tool leaves them in archives.
//!
//! Counterpart: cmd/go/internal/vet/vet.go (`run`, `readZip`).

use std::collections::BTreeMap;

use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_modzip::Archive;

use crate::output::Output;

/// The new contents of files.
type Contents = BTreeMap<String, Vec<u8>>;

/// Writes the files of all archives in place; reports whether that succeeded. Nothing is
/// written if an archive cannot be used.
pub(super) fn apply<'a>(output: &Output, archives: impl Iterator<Item = &'a str>) -> bool {
    let mut contents = Contents::new();
    for archive in archives {
        if let Err(error) = add(&mut contents, archive) {
            output.log(&format!("reading archive of fixes: {error}"));
            return false;
        }
    }
    let mut is_good = true;
    for (file, content) in &contents {
        if let Err(error) = work::write(file, content) {
            output.log(&format!("applying fix: {error}"));
            is_good = false;
        }
    }
    is_good
}

/// Adds the files of an archive. A package and its test variants may fix a file alike.
fn add(contents: &mut Contents, archive: &str) -> Result<(), String> {
    let zip = uncached::read(archive).map_err(|error| error.to_string())?;
    let read = Archive::read(&zip).map_err(|error| error.to_string())?;
    for member in &read.members {
        let content = member.unpack(&zip).map_err(|error| error.to_string())?;
        match contents.get(&member.name) {
            Some(other) if *other != content => {
                return Err(format!("inconsistent fixes to file {}", member.name));
            }
            _ => {
                contents.insert(member.name.clone(), content);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vamos_fsys::work;
    use vamos_testkit::stored_zip;

    use super::Contents;
    use super::add;

    #[test]
    fn fixes_must_agree() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let zip = |name: &str, content: &str| {
            let file = format!("{dir}/{name}.zip");
            let bytes = stored_zip([("/src/a.go", content.as_bytes())]);
            work::write(&file, &bytes).unwrap();
            file
        };
        let mut contents = Contents::new();
        let first = zip("a", "package a\n");
        add(&mut contents, &first).unwrap();
        add(&mut contents, &first).unwrap();
        assert_eq!(contents["/src/a.go"], b"package a\n");
        let other = zip("b", "package b\n");
        let error = add(&mut contents, &other).unwrap_err();
        assert_eq!(error, "inconsistent fixes to file /src/a.go");
        assert!(add(&mut contents, "/nope").is_err());
    }
}
