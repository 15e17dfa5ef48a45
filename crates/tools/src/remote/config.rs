//! The configurations of tools, which name files, with the names of another machine.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_jobs::FileSource;
use vamos_jobs::RemoteFile;

/// Returns a file of this text.
pub(super) fn generated(path: String, text: &str) -> RemoteFile {
    let bytes = os_str::encode(text);
    RemoteFile {
        path,
        digest: Digest::of(&bytes),
        size: bytes.len() as u64,
        is_executable: false,
        source: FileSource::Bytes(Arc::from(&*bytes)),
    }
}

/// Returns the text of a configuration of the compiler or the linker with the remote paths of
/// files. Lines are `packagefile path=file` or `"name": "file"`, whose names are quoted, so that
/// the separator before the file cannot be in them. All other lines remain.
pub(super) fn moved(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mark = if line.starts_with("packagefile ") {
            "="
        } else {
            MEMBER
        };
        match line.split_once(mark) {
            Some((start, file)) if is_file(file) => push(&mut out, &[start, mark], file),
            Some(_) if line.starts_with("packagefile ") => return None,
            _ => out.push_str(line),
        }
    }
    Some(out)
}

/// Returns the text of a JSON object with the places of files: all strings that start like an
/// absolute path, be they members (`"name": "file"`) or elements of a list. Each is on a line of
/// its own.
pub(super) fn moved_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        match line.split_once(MEMBER) {
            Some((start, file)) if is_file(file) => push(&mut out, &[start, MEMBER], file),
            None if is_element(line) && is_file(&line[indent + 1..]) => {
                let (start, file) = line.split_at(indent + 1);
                push(&mut out, &[start], file);
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// Separator of a member's name and value.
const MEMBER: &str = "\": \"";

/// Reports whether a line of JSON has one string on it.
fn is_element(line: &str) -> bool {
    let line = line.trim().trim_end_matches(',');
    line.len() > 1 && line.starts_with('"') && line.ends_with('"')
}

fn is_file(text: &str) -> bool {
    text.starts_with(['/', '\0'])
}

fn push(out: &mut String, start: &[&str], file: &str) {
    start.iter().for_each(|part| out.push_str(part));
    let (dir, rest) = match file.strip_prefix('\0') {
        Some(rest) => ("w", rest),
        None => ("r", file),
    };
    out.push_str(dir);
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_name_the_files_of_the_other_machine() {
        let text = "# import config\nimportmap a=/b\npackagefile c=\0/b002/_pkg_.a\n\
                    packagefile d=/cache/00-d\n";
        let expected = "# import config\nimportmap a=/b\npackagefile c=w/b002/_pkg_.a\n\
                        packagefile d=r/cache/00-d\n";
        assert_eq!(moved(text).as_deref(), Some(expected));
        assert_eq!(moved("packagefile c=relative\n"), None);
        let text = "{\n\t\"Patterns\": {\n\t\t\"/x\": [\n\t\t\t\"/x\"\n\t\t]\n\t},\n\t\"Files\": {\n\
                    \t\t\"a\\\": \\\"/b\": \"/m/a\",\n\t\t\"c\": \"\0/c\"\n\t}\n}";
        let expected = text.replace("\"/m/a", "\"r/m/a").replace('\0', "w");
        assert_eq!(moved(text), Some(expected));
    }

    #[test]
    fn lists_and_members_of_objects_name_files() {
        let text = "{\n\t\"Dir\": \"/m\",\n\t\"GoFiles\": [\n\t\t\"/m/a.go\",\n\t\t\"\0/b.go\"\n\t],\n\
                    \t\"ID\": \"m/p [m/p.test]\",\n\t\"/x\": true,\n\t\"Ignored\": [],\n\t\"Fix\": \"\"\n}\n";
        let expected = text.replace("\"/m", "\"r/m").replace('\0', "w");
        assert_eq!(moved_json(text), expected);
    }
}
