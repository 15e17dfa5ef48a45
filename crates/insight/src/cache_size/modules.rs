//! The sizes of a module cache.
//!
//! Counterpart: none.

use vamos_fsys::PathError;
use vamos_fsys::maintenance;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::Group;
use super::Size;

/// The sizes of a module cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleSizes {
    /// The directory.
    pub dir: String,
    /// All files.
    pub total: Size,
    /// Archives and other downloaded files.
    pub downloads: Size,
    /// Extracted modules with their versions, the largest first.
    pub modules: Vec<Group>,
}

/// Measures a module cache; one that does not exist is empty.
pub fn module_sizes(dir: &str, pool: &Pool) -> Result<ModuleSizes, PathError> {
    let mut sizes = ModuleSizes {
        dir: dir.to_owned(),
        ..ModuleSizes::default()
    };
    let (mut names, mut loose) = (Vec::new(), Size::default());
    match find(dir, "", &mut names, &mut loose) {
        Err(error) if error.is_not_exist() => return Ok(sizes),
        found => found?,
    }
    let measured = pool.map(Class::Cpu, &names, |name| {
        size_below(&format!("{dir}/{name}"))
    });
    sizes.total = loose;
    for (name, size) in names.into_iter().zip(measured) {
        sizes.total.files += size.files;
        sizes.total.bytes += size.bytes;
        match name.strip_prefix("cache/") {
            Some(_) => {
                sizes.downloads.files += size.files;
                sizes.downloads.bytes += size.bytes;
            }
            None => sizes.modules.push(Group { name, size }),
        }
    }
    let modules = &mut sizes.modules;
    modules.sort_by(|a, b| (b.size.bytes, &a.name).cmp(&(a.size.bytes, &b.name)));
    Ok(sizes)
}

/// Finds the directories of modules, which have an `@` in their names, and the directories of
/// downloads.
fn find(
    dir: &str,
    below: &str,
    names: &mut Vec<String>,
    loose: &mut Size,
) -> Result<(), PathError> {
    for (name, meta) in maintenance::list(&format!("{dir}/{below}"))? {
        let name = match below {
            "" => name,
            below => format!("{below}/{name}"),
        };
        if !meta.is_dir() {
            loose.add(meta.size);
        } else if name.contains('@') || below == "cache" {
            names.push(name);
        } else {
            find(dir, &name, names, loose)?;
        }
    }
    Ok(())
}

/// Returns the size of all files below a directory, as far as it can be read.
fn size_below(dir: &str) -> Size {
    let mut size = Size::default();
    for (name, meta) in maintenance::list(dir).unwrap_or_default() {
        if meta.is_dir() {
            let below = size_below(&format!("{dir}/{name}"));
            size.files += below.files;
            size.bytes += below.bytes;
        } else {
            size.add(meta.size);
        }
    }
    size
}

/// Returns the size of all files below a directory; a missing one is empty.
pub fn directory_size(dir: &str) -> Size {
    size_below(dir)
}
