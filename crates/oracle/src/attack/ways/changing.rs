//! Ways in which the files that a test reads, and its environment, change between two runs.
//!
//! Counterpart: none.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::state::Ways;
use crate::files;
use crate::files::at;
use crate::files::remove;

/// One way of changing: its name, and a function that changes the directory `testdata` of a
/// package.
pub(super) type Change = (&'static str, fn(&mut Ways, &Path) -> Result<(), String>);

/// All ways.
pub(super) const CHANGES: &[Change] = &[
    ("nothing", |_, _| Ok(())),
    ("same size", |ways, dir| {
        put(ways, &dir.join("sub/x.txt"), false)
    }),
    ("other size", |ways, dir| {
        put(ways, &dir.join("sub/x.txt"), true)
    }),
    ("main file", |ways, dir| {
        put(ways, &dir.join("in.txt"), false)
    }),
    ("deep file", |ways, dir| {
        put(ways, &dir.join("sub/deep/y.txt"), false)
    }),
    ("shared file", |ways, dir| {
        put(ways, &dir.join("../../shared/all.txt"), false)
    }),
    ("replaced by rename", |ways, dir| {
        put(ways, &dir.join("new"), false)?;
        rename(&dir.join("new"), &dir.join("sub/x.txt"))
    }),
    ("link retargeted", |ways, dir| {
        let target = ways.pick(&["in.txt", "sub/x.txt", "hard1", "nowhere", "sub"]);
        link(target, &dir.join("link"))
    }),
    ("inner link retargeted", |ways, dir| {
        let target = ways.pick(&["x.txt", "w.txt", "../in.txt"]);
        link(target, &dir.join("sub/inner"))
    }),
    ("directory link retargeted", |ways, dir| {
        let target = ways.pick(&["sub", "sub/deep"]);
        link(target, &dir.join("linkdir"))
    }),
    ("link became a file", |ways, dir| {
        let path = dir.join("link");
        remove(&path)?;
        put(ways, &path, false)
    }),
    ("file became a link", |ways, dir| {
        put(ways, &dir.join("sub/w.txt"), false)?;
        link("w.txt", &dir.join("sub/x.txt"))
    }),
    ("file became a directory", |_, dir| {
        remove(&dir.join("maybe"))?;
        make(&dir.join("maybe"))
    }),
    ("added", |ways, dir| put(ways, &dir.join("maybe"), false)),
    ("removed", |_, dir| remove(&dir.join("maybe"))),
    ("entry added", |ways, dir| {
        let name = ways.pick(&["sub/a.txt", "sub/deep/b.txt", "c.txt"]);
        put(ways, &dir.join(name), false)
    }),
    ("entry removed", |ways, dir| {
        let name = ways.pick(&["sub/a.txt", "sub/deep/b.txt", "c.txt", "sub/x.txt"]);
        remove(&dir.join(name))
    }),
    ("entry renamed", |_, dir| {
        if dir.join("sub/x.txt").exists() {
            rename(&dir.join("sub/x.txt"), &dir.join("sub/z.txt"))
        } else {
            Ok(())
        }
    }),
    ("directory added", |_, dir| make(&dir.join("sub/more"))),
    ("permissions of a file", |ways, dir| {
        let mode = *ways.random.pick(&[0o644, 0o600, 0o755, 0o4755]);
        chmod(&dir.join("sub/x.txt"), mode)
    }),
    ("permissions of a directory", |ways, dir| {
        let mode = *ways.random.pick(&[0o755, 0o700, 0o775]);
        chmod(&dir.join("sub"), mode)
    }),
    ("hard link became a copy", |ways, dir| {
        remove(&dir.join("hard2"))?;
        copy(ways, &dir.join("hard1"), &dir.join("hard2"))
    }),
    ("copy became a hard link", |_, dir| {
        remove(&dir.join("hard2"))?;
        fs::hard_link(dir.join("hard1"), dir.join("hard2")).map_err(at(dir))
    }),
    ("two files swapped", |_, dir| {
        let [a, b, c] = ["hard1", "in.txt", "swap"].map(|name| dir.join(name));
        rename(&a, &c)?;
        rename(&b, &a)?;
        rename(&c, &b)
    }),
    ("copied with times", |_, dir| copied(dir, files::copy)),
    ("copied without times", |_, dir| {
        copied(dir, files::copy_anew)
    }),
    ("directory replaced by a link to it", |_, dir| {
        let [sub, other] = ["sub", "other"].map(|name| dir.join(name));
        if sub.is_symlink() {
            remove(&sub)?;
            return rename(&other, &sub);
        }
        rename(&sub, &other)?;
        link("other", &sub)
    }),
    ("variable", |ways, _| {
        ways.mode = ways.pick(&["", "bad", "good"]);
        Ok(())
    }),
    ("time zone", |ways, _| {
        ways.zone = ways.pick(&["UTC", "CET-1", "EST5"]);
        Ok(())
    }),
    ("number of processors", |ways, _| {
        ways.procs = ways.pick(&["", "1", "2"]);
        Ok(())
    }),
    ("script", |ways, dir| {
        let text = format!("#!/bin/sh\necho {}\n", ways.random.below(10));
        let path = dir.join("run.sh");
        files::write(&path, text)?;
        chmod(&path, 0o755)
    }),
    ("template", |ways, dir| {
        let text = ways.pick(&["{{.Name}}\n", "{{.ModTime.UnixNano}}\n", "{{.Size}}\n"]);
        let path = dir.join("t.tmpl");
        files::write(&path, text)
    }),
    ("time of one file", |ways, dir| {
        ways.set_old_time(&dir.join("sub/x.txt"))
    }),
    ("time of a directory", |ways, dir| {
        ways.set_old_time(&dir.join("sub"))
    }),
];

/// Writes a file, of the usual or of another size.
fn put(ways: &mut Ways, path: &Path, is_longer: bool) -> Result<(), String> {
    if path.is_dir() || path.is_symlink() {
        remove(path)?;
    }
    let parent = path.parent().unwrap_or(path);
    files::make_dir(parent)?;
    let mut text = format!("{:04}\n", ways.random.below(10_000));
    if is_longer {
        text.push_str(&"x".repeat(ways.random.below(50)));
    }
    files::write(path, text)
}

fn copy(ways: &mut Ways, from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map_err(at(from))?;
    ways.set_old_time(to)
}

fn rename(from: &Path, to: &Path) -> Result<(), String> {
    if !from.exists() && !from.is_symlink() {
        return Ok(());
    }
    remove(to)?;
    fs::rename(from, to).map_err(at(from))
}

fn link(target: &str, path: &Path) -> Result<(), String> {
    remove(path)?;
    symlink(target, path).map_err(at(path))
}

fn make(path: &Path) -> Result<(), String> {
    files::make_dir(path)
}

fn chmod(path: &Path, mode: u32) -> Result<(), String> {
    if path.exists() {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(at(path))
    } else {
        Ok(())
    }
}

/// Copies a tree.
type CopyTree = fn(&Path, &Path) -> Result<(), String>;

/// Replaces a directory by its copy.
fn copied(dir: &Path, copy: CopyTree) -> Result<(), String> {
    let copy_of = dir.with_file_name("copy");
    copy(dir, &copy_of)?;
    remove(dir)?;
    rename(&copy_of, dir)
}
