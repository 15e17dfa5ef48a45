//! Steps that change elements of a Go file or a package, by the specification of the language.
//!
//! [`language_rows`](super::language_rows) has the edits of one piece of text. Here are the edits
//! of whole packages and files: package clauses, import paths, file names, tags, the representation
//! of source text, and text after the last token.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::edit_source::Edit;
use super::edit_source::StepError;
use super::edit_source::StepResult;
use super::language_rows::ROWS;
use super::world::World;
use crate::files;
use crate::files::at;

/// The steps of this file.
pub(crate) const EDITS: &[Edit] = &[
    (70, piece),
    (12, package_clauses),
    (3, package_clause),
    (5, file_name),
    (4, import_path),
    (8, end_of_file),
    (4, representation),
    (3, tags),
];

/// Returns the text of a file; an earlier edit may have made it invalid UTF-8.
fn text_of(path: &Path) -> Result<String, StepError> {
    fs::read_to_string(path).map_err(|_| StepError::Impossible)
}

/// Makes one of the edits of the table, or reverts it.
fn piece(world: &mut World) -> StepResult {
    let row = world.random.pick(ROWS);
    let path = world.src.join(row.file);
    let text = text_of(&path)?;
    // One text may be a part of the other.
    let is_made = if row.to.contains(row.from) {
        text.contains(row.to)
    } else {
        !text.contains(row.from) && !row.to.is_empty()
    };
    let (from, to) = if is_made {
        (row.to, row.from)
    } else {
        (row.from, row.to)
    };
    if !text.contains(from) {
        return Err(StepError::Impossible);
    }
    if row.breaks && !is_made {
        world.save(std::slice::from_ref(&path));
    }
    let how = world.put(&path, text.replacen(from, to, 1).as_bytes())?;
    let section = row.section;
    Ok(format!(
        "{section}: {from:?} to {to:?} in {}: {how}",
        row.file
    ))
}

/// The directories of packages that are imported.
const IMPORTED: [&str; 7] = ["y", "o", "a", "w", "d", "q", "b"];

/// Names of packages. The importers' names, predeclared ones, and those that are not allowed.
const NAMES: [&str; 12] = [
    "z", "other", "p", "o", "Y", "ÿ", "int", "local", "main", "init", "_", "err",
];

/// Returns the Go files in a directory of the tree.
fn go_files_of(world: &World, dir: &str) -> Vec<PathBuf> {
    let dir = world.src.join(dir);
    world
        .named(&|name| name.ends_with(".go"))
        .into_iter()
        .filter(|path| path.parent() == Some(&dir))
        .collect()
}

/// Writes another name into the package clause of a file.
fn rename(path: &Path, name: &str) -> Result<(), StepError> {
    let text = text_of(path)?;
    let clause = text
        .lines()
        .find(|line| line.starts_with("package "))
        .ok_or(StepError::Impossible)?;
    let old = clause["package ".len()..]
        .split([' ', ';', '/'])
        .next()
        .unwrap_or_default();
    let new = text.replacen(&format!("package {old}"), &format!("package {name}"), 1);
    // The official command caches the data of a directory while sizes and times are the same.
    files::write(path, new)?;
    Ok(())
}

/// Package clause: another name in all files of a package, or the generated name again. The importers have
/// an own name for it, or do not compile.
fn package_clauses(world: &mut World) -> StepResult {
    let dir = *world.random.pick(&IMPORTED);
    let paths = go_files_of(world, dir);
    let first = paths.first().ok_or(StepError::Impossible)?;
    let is_renamed = !text_of(first)?.contains(&format!("package {dir}\n"));
    let name = if is_renamed && world.random.chance(60) {
        dir
    } else {
        *world.random.pick(&NAMES)
    };
    if !is_renamed {
        world.save(&paths);
    }
    for path in &paths {
        rename(path, name)?;
    }
    Ok(format!("Package clause: {name} in all files of {dir}"))
}

/// Package clause: another name in one file.
fn package_clause(world: &mut World) -> StepResult {
    let paths = go_files_of(world, "y");
    let path = world.pick(&paths).ok_or(StepError::Impossible)?;
    let name = *world.random.pick(&NAMES);
    world.save(std::slice::from_ref(&path));
    rename(&path, name)?;
    Ok(format!("Package clause: {name} in {}", world.name(&path)))
}

/// Source file organization: the name of a file decides whether it is in the package, and the order in
/// which the files are compiled.
fn file_name(world: &mut World) -> StepResult {
    const FILE_NAMES: [&str; 8] = [
        "more.go",
        "zzz.go",
        "aaa.go",
        "more_linux.go",
        "more_amd64.go",
        "more_windows.go",
        "more_test.go",
        "_more.go",
    ];
    let dir = world.src.join("y");
    let old = FILE_NAMES.iter().find(|name| dir.join(name).exists());
    let old = dir.join(old.ok_or(StepError::Impossible)?);
    let name = *world.random.pick(&FILE_NAMES);
    let new = dir.join(name);
    if new == old {
        return Err(StepError::Impossible);
    }
    world.save(&[old.clone(), new.clone()]);
    fs::rename(&old, &new).map_err(at(&old))?;
    Ok(format!(
        "Source file organization: {} to {name}",
        world.name(&old)
    ))
}

/// Import declarations: another path of a package, in its importers as well or not.
fn import_path(world: &mut World) -> StepResult {
    let (from, to) = if world.src.join("o").exists() {
        ("o", "o2")
    } else {
        ("o2", "o")
    };
    let (old, new) = (world.src.join(from), world.src.join(to));
    if new.exists() || !old.exists() {
        return Err(StepError::Impossible);
    }
    let importer = world.src.join("q/q.go");
    let mut saved = vec![importer.clone()];
    for path in go_files_of(world, from) {
        saved.push(new.join(path.file_name().unwrap_or_default()));
        saved.push(path);
    }
    world.save(&saved);
    fs::rename(&old, &new).map_err(at(&old))?;
    let text = text_of(&importer)?;
    let is_followed = world.random.chance(80);
    if is_followed {
        let path = |name: &str| format!("\"example.com/m/{name}\"");
        world.put(&importer, text.replace(&path(from), &path(to)).as_bytes())?;
    }
    Ok(format!(
        "Import declarations: {from} is {to}, in the importer: {is_followed}"
    ))
}

/// Texts after the last token of a file; the last ones are errors.
const ENDS: [&str; 16] = [
    "\n",
    "\n\n\n",
    "// end\n",
    "\n\t// end",
    "// end of more\n// lines\n\n",
    "/* end */",
    "/* end\n */\n",
    " \t\r\n",
    "//go:noinline\n",
    "//line other.go:10\n",
    "/*line other.go:10:1*/\n",
    "//export F\n",
    "//go:build linux\n",
    "//go:embed y.go\n",
    "/* unfinished",
    "// \u{feff}\n",
];

/// Comments and tokens after the last token.
fn end_of_file(world: &mut World) -> StepResult {
    let all = world.go_files();
    let path = world.pick(&all).ok_or(StepError::Impossible)?;
    let text = text_of(&path)?;
    let number = world.random.below(ENDS.len() + 4);
    let Some(end) = ENDS.get(number) else {
        let end = ENDS
            .iter()
            .filter_map(|end| text.strip_suffix(end))
            .find(|rest| rest.ends_with("}\n"));
        let new = end.ok_or(StepError::Impossible)?.to_owned();
        let how = world.put(&path, new.as_bytes())?;
        return Ok(format!("Comments: no end of {}: {how}", world.name(&path)));
    };
    if number + 5 > ENDS.len() {
        world.save(std::slice::from_ref(&path));
    }
    let how = world.put(&path, format!("{text}{end}").as_bytes())?;
    Ok(format!(
        "Comments: {end:?} at the end of {}: {how}",
        world.name(&path)
    ))
}

/// Source code representation: byte order marks, NUL, text that is not UTF-8, carriage returns.
fn representation(world: &mut World) -> StepResult {
    let paths = go_files_of(world, "y");
    let path = world.pick(&paths).ok_or(StepError::Impossible)?;
    let text = fs::read(&path).map_err(at(&path))?;
    world.save(std::slice::from_ref(&path));
    let (what, new): (&str, Vec<u8>) = match world.random.below(5) {
        0 => ("a byte order mark", [b"\xef\xbb\xbf", &text[..]].concat()),
        1 => ("NUL", [&text[..], b"// \0\n"].concat()),
        2 => ("text that is not UTF-8", [&text[..], b"// \xff\n"].concat()),
        3 => (
            "a letter that is not UTF-8",
            [&text[..], b"var \xff = 1\n"].concat(),
        ),
        _ => {
            let text = String::from_utf8_lossy(&text).replace('\n', "\r\n");
            ("carriage returns", text.into_bytes())
        }
    };
    let how = world.put(&path, &new)?;
    Ok(format!(
        "Source code representation: {what} in {}: {how}",
        world.name(&path)
    ))
}

/// Build tags that change which declarations there are.
fn tags(world: &mut World) -> StepResult {
    let flags = &mut world.setting.goflags;
    if flags.is_empty() {
        flags.push("-tags=special".to_owned());
    } else {
        flags.clear();
    }
    Ok(format!("GOFLAGS {flags:?}"))
}

#[cfg(test)]
mod tests {
    use super::super::language_tree;
    use super::ROWS;

    #[test]
    fn every_edit_is_possible() {
        let files = language_tree::files();
        for row in ROWS {
            let file = files.iter().find(|(name, _)| name == row.file);
            let (_, text) = file.unwrap_or_else(|| panic!("{}", row.file));
            assert!(text.contains(row.from), "{}: {:?}", row.file, row.from);
            assert!(row.from != row.to, "{}: {:?}", row.file, row.from);
        }
    }
}
