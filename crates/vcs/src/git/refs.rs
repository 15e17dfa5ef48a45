//! Git's references: HEAD, branches and tags, loose or packed.
//!
//! Counterpart: none here; git's refs/files-backend.c and refs/packed-backend.c.

use std::collections::BTreeMap;

use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::uncached;

use super::object::Kind;
use super::object::Name;
use super::object::Objects;
use super::object::name_of;

/// With more loose tags than this, git is run.
const MAX_LOOSE: usize = 512;

/// A packed reference: the object, and for a tag the object it points to in the end.
struct Packed {
    object: Name,
    peeled: Option<Name>,
}

/// The references of a repository.
pub(super) struct Refs {
    packed: BTreeMap<String, Packed>,
    is_fully_peeled: bool,
    git_dir: String,
}

impl Refs {
    /// Reads the packed references; `None` if git must be run.
    pub(super) fn open(git_dir: &str) -> Option<Self> {
        let mut refs = Self {
            packed: BTreeMap::new(),
            is_fully_peeled: false,
            git_dir: git_dir.to_owned(),
        };
        match uncached::read(&format!("{git_dir}/packed-refs")) {
            Ok(text) => refs.parse(std::str::from_utf8(&text).ok()?)?,
            Err(error) if error.is_not_exist() => {}
            Err(_) => return None,
        }
        Some(refs)
    }

    fn parse(&mut self, text: &str) -> Option<()> {
        if !text.is_empty() && !text.ends_with('\n') {
            return None;
        }
        let mut last: Option<String> = None;
        for line in text.lines() {
            if let Some(words) = line.strip_prefix("# pack-refs with:") {
                self.is_fully_peeled = words.split(' ').any(|word| word == "fully-peeled");
            } else if let Some(hex) = line.strip_prefix('^') {
                let packed = self.packed.get_mut(last.as_ref()?)?;
                packed.peeled = Some(name_of(hex.as_bytes())?);
            } else {
                let (hex, name) = line.split_once(' ')?;
                let object = name_of(hex.as_bytes())?;
                // Objects are replaced, which vamos does not support.
                if name.starts_with("refs/replace/") {
                    return None;
                }
                let packed = Packed {
                    object,
                    peeled: None,
                };
                self.packed.insert(name.to_owned(), packed);
                last = Some(name.to_owned());
            }
        }
        Some(())
    }

    /// Returns the commit that HEAD is at.
    pub(super) fn head(&self) -> Option<Name> {
        let text = uncached::read(&format!("{}/HEAD", self.git_dir)).ok()?;
        let text = std::str::from_utf8(&text).ok()?;
        let line = text.strip_suffix('\n')?;
        let Some(name) = line.strip_prefix("ref: ") else {
            return name_of(line.as_bytes());
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.+#@".contains(c);
        let branch = name.strip_prefix("refs/heads/")?;
        let is_bad = branch.is_empty()
            || !branch.chars().all(is_plain)
            || branch.contains("..")
            || branch.contains("@{")
            || branch
                .split('/')
                .any(|part| part.is_empty() || part.starts_with('.') || part.ends_with(".lock"));
        if is_bad {
            return None;
        }
        match uncached::read(&format!("{}/{name}", self.git_dir)) {
            Ok(text) => name_of(text.strip_suffix(b"\n")?),
            Err(error) if error.is_not_exist() => Some(self.packed.get(name)?.object),
            Err(_) => None,
        }
    }

    /// Reports whether a reference has this short name; git prefers references to objects.
    pub(super) fn has_short(&self, files: &dyn Files, name: &str) -> bool {
        let places = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
        places.iter().any(|place| {
            let full = format!("{place}{name}");
            let file = files.lstat(&format!("{}/{full}", self.git_dir));
            !file.is_err_and(|error| error.is_not_exist())
                || self.packed.contains_key(&full)
                || self.packed.contains_key(&format!("{full}/HEAD"))
        })
    }

    /// Returns all tags without `refs/tags/`, with the objects they point to in the end; `None` if
    /// git must be run.
    pub(super) fn tags(
        &self,
        files: &dyn Files,
        objects: &mut Objects,
    ) -> Option<BTreeMap<String, Name>> {
        let mut tags = BTreeMap::new();
        for (name, packed) in &self.packed {
            let Some(tag) = name.strip_prefix("refs/tags/") else {
                continue;
            };
            let object = match packed.peeled {
                Some(peeled) => peeled,
                None if self.is_fully_peeled => packed.object,
                None => return None,
            };
            tags.insert(tag.to_owned(), object);
        }
        let mut loose = Vec::new();
        list(
            files,
            &format!("{}/refs/tags", self.git_dir),
            "",
            &mut loose,
        )?;
        if loose.len() > MAX_LOOSE {
            return None;
        }
        for tag in loose {
            let text = uncached::read(&format!("{}/refs/tags/{tag}", self.git_dir)).ok()?;
            let object = name_of(text.strip_suffix(b"\n")?)?;
            tags.insert(tag, peel(objects, object)?);
        }
        // Git's list of tags is split at spaces and commas.
        let is_plain =
            |tag: &String| tag.bytes().all(|byte| byte.is_ascii_graphic()) && !tag.ends_with(',');
        tags.keys().all(is_plain).then_some(tags)
    }
}

/// Lists the files below a directory of references.
fn list(files: &dyn Files, dir: &str, prefix: &str, out: &mut Vec<String>) -> Option<()> {
    let entries = match files.read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.is_not_exist() => return Some(()),
        Err(_) => return None,
    };
    for entry in entries.iter() {
        let name = &entry.name;
        if name.starts_with('.') || name.ends_with(".lock") {
            return None;
        }
        match entry.kind {
            FileKind::File => out.push(format!("{prefix}{name}")),
            FileKind::Dir => list(
                files,
                &format!("{dir}/{name}"),
                &format!("{prefix}{name}/"),
                out,
            )?,
            _ => return None,
        }
    }
    Some(())
}

/// Follows tags of tags to the object.
fn peel(objects: &mut Objects, mut object: Name) -> Option<Name> {
    for _ in 0..10 {
        let (kind, body) = objects.read(&object)?;
        if kind != Kind::Tag {
            return Some(object);
        }
        let line = body.split(|&byte| byte == b'\n').next()?;
        object = name_of(line.strip_prefix(b"object ")?)?;
    }
    None
}
