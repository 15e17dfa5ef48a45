//! Steps that change the set of files, and their properties other than content: names, links,
//! modes, times, and the state of git.
//!
//! Counterpart: none.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

use super::edit_source::Edit;
use super::edit_source::StepError;
use super::edit_source::StepResult;
use super::world::World;
use super::world::set_mtime;
use crate::files;
use crate::files::at;
use crate::files::remove;

/// The steps of this file.
pub(crate) const EDITS: &[Edit] = &[
    (6, add_file),
    (5, remove_file),
    (5, rename_file),
    (4, swap_files),
    (3, rename_directory),
    (2, remove_directory),
    (4, link_file),
    (2, link_directory),
    (5, mode),
    (6, time),
    (3, copy_over),
    (2, foreign_file),
    (5, commit),
    (5, check_out),
    (3, git_odd),
    (2, everything_back),
];

fn add_file(world: &mut World) -> StepResult {
    let files = world.go_files();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let dir = path.parent().unwrap_or(&path).to_owned();
    let text = fs::read_to_string(&path).unwrap_or_default();
    let package = text
        .lines()
        .find(|line| line.starts_with("package "))
        .ok_or(StepError::Impossible)?;
    let name = world.fresh("Own");
    let file = *world.random.pick(&[
        "own.go",
        "own_linux.go",
        "own_windows.go",
        "own_test.go",
        ".own.go",
        "_own.go",
        "own_arm64.go",
        "own.c",
        "own.txt",
        "own.s",
        "own.h",
        "own.syso",
    ]);
    let path = dir.join(file);
    let body = if file.ends_with(".go") {
        format!("{package}\n\n// {name} was added. note 1000\nconst {name} = 1000 // const\n")
    } else {
        "// nothing 1000\n".to_owned()
    };
    world.save(std::slice::from_ref(&path));
    let how = world.put(&path, body.as_bytes())?;
    Ok(format!("added {}: {how}", world.name(&path)))
}

fn remove_file(world: &mut World) -> StepResult {
    let files = world.files();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    world.save(std::slice::from_ref(&path));
    remove(&path)?;
    Ok(format!("removed {}", world.name(&path)))
}

fn rename_file(world: &mut World) -> StepResult {
    let files = world.go_files();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let name = world.fresh("name");
    let suffix = *world
        .random
        .pick(&[".go", "_amd64.go", "_test.go", ".go.bak"]);
    let to = path.with_file_name(format!("{name}{suffix}"));
    world.save(&[path.clone(), to.clone()]);
    fs::rename(&path, &to).map_err(at(&path))?;
    Ok(format!("renamed {} to {name}{suffix}", world.name(&path)))
}

/// Two files take each other's place, with all their times.
fn swap_files(world: &mut World) -> StepResult {
    let files = world.go_files();
    let (Some(one), Some(two)) = (world.pick(&files), world.pick(&files)) else {
        return Err(StepError::Impossible);
    };
    if one == two || one.is_symlink() || two.is_symlink() {
        return Err(StepError::Impossible);
    }
    world.save(&[one.clone(), two.clone()]);
    let other = one.with_extension("swap");
    fs::rename(&one, &other).map_err(at(&one))?;
    fs::rename(&two, &one).map_err(at(&two))?;
    fs::rename(&other, &two).map_err(at(&other))?;
    Ok(format!(
        "swapped {} and {}",
        world.name(&one),
        world.name(&two)
    ))
}

fn rename_directory(world: &mut World) -> StepResult {
    let mains = world.named(&|name| name.starts_with("cmd/") && name.ends_with("/main.go"));
    let path = world.pick(&mains).ok_or(StepError::Impossible)?;
    let from = path.parent().unwrap_or(&path).to_owned();
    let name = world.fresh("renamed");
    let to = from.with_file_name(&name);
    fs::rename(&from, &to).map_err(at(&from))?;
    Ok(format!("renamed {} to {name}", world.name(&from)))
}

fn remove_directory(world: &mut World) -> StepResult {
    let files = world.go_files();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let dir = path.parent().unwrap_or(&path).to_owned();
    let prefix = format!("{}/", world.name(&dir));
    let inside = world.named(&|name| name.starts_with(&prefix));
    world.save(&inside);
    remove(&dir)?;
    Ok(format!("removed {prefix}"))
}

/// A file becomes a link to its contents elsewhere; or the link's target changes.
fn link_file(world: &mut World) -> StepResult {
    let files = world.go_files();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let outside = world.root.join("outside");
    files::make_dir(&outside)?;
    let links: Vec<PathBuf> = files
        .iter()
        .filter(|file| file.is_symlink())
        .cloned()
        .collect();
    if let Some(link) = world.pick(&links)
        && world.random.chance(70)
    {
        let text = fs::read_to_string(&link).unwrap_or_default();
        let new = text.replacen("1000", "1001", 1);
        // The target changes, in place or by another link.
        if world.random.chance(50) {
            files::write(&link, new)?;
            return Ok(format!("wrote through link {}", world.name(&link)));
        }
        let target = outside.join(world.fresh("target"));
        files::write(&target, new)?;
        remove(&link)?;
        symlink(&target, &link).map_err(at(&link))?;
        return Ok(format!("another target of link {}", world.name(&link)));
    }
    let target = outside.join(world.fresh("target"));
    world.save(std::slice::from_ref(&path));
    fs::copy(&path, &target).map_err(at(&path))?;
    remove(&path)?;
    symlink(&target, &path).map_err(at(&path))?;
    Ok(format!("{} is a link now", world.name(&path)))
}

/// A package's directory moves away, and a link to it takes its place.
fn link_directory(world: &mut World) -> StepResult {
    let files = world.named(&|name| name.starts_with("pkg/") && name.ends_with(".go"));
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let dir = path.parent().unwrap_or(&path).to_owned();
    if dir.is_symlink() {
        return Err(StepError::Impossible);
    }
    let prefix = format!("{}/", world.name(&dir));
    let inside = world.named(&|name| name.starts_with(&prefix));
    world.save(&inside);
    let outside = world.root.join("outside");
    files::make_dir(&outside)?;
    let target = outside.join(world.fresh("dir"));
    fs::rename(&dir, &target).map_err(at(&dir))?;
    symlink(&target, &dir).map_err(at(&dir))?;
    Ok(format!("{prefix} is a link now"))
}

fn mode(world: &mut World) -> StepResult {
    let files = world.files();
    let mut path = world.pick(&files).ok_or(StepError::Impossible)?;
    let is_dir = world.random.chance(30);
    if is_dir {
        path.pop();
    }
    if path.is_symlink() {
        return Err(StepError::Impossible);
    }
    let mode = *world.random.pick(if is_dir {
        &[0o755, 0o700, 0o775]
    } else {
        &[0o644, 0o755, 0o600, 0o444]
    });
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(&path, permissions).map_err(at(&path))?;
    Ok(format!("mode {mode:o} of {}", world.name(&path)))
}

fn time(world: &mut World) -> StepResult {
    let files = world.files();
    let mut path = world.pick(&files).ok_or(StepError::Impossible)?;
    if path.is_symlink() && !path.exists() {
        return Err(StepError::Impossible);
    }
    if world.random.chance(25) {
        path.pop();
    }
    let now = SystemTime::now();
    let (what, time) = match world.random.below(4) {
        0 => ("now", now),
        1 => (
            "set back",
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000),
        ),
        2 => ("in the future", now + Duration::from_secs(100_000)),
        _ => ("an hour ago", now - Duration::from_secs(3600)),
    };
    set_mtime(&path, time)?;
    Ok(format!("time of {}: {what}", world.name(&path)))
}

/// A file is replaced by a copy of itself: same bytes, same time, another inode.
fn copy_over(world: &mut World) -> StepResult {
    let files = world.files();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    if path.is_symlink() {
        return Err(StepError::Impossible);
    }
    let failed = at(&path);
    let time = fs::metadata(&path)
        .and_then(|meta| meta.modified())
        .map_err(&failed)?;
    let other = path.with_extension("tmp-copy");
    fs::copy(&path, &other).map_err(&failed)?;
    set_mtime(&other, time)?;
    fs::rename(&other, &path).map_err(&failed)?;
    Ok(format!("copied {} over itself", world.name(&path)))
}

/// Files in directories that have no package, or should have none.
fn foreign_file(world: &mut World) -> StepResult {
    let name = *world.random.pick(&[
        "pkg/stray.go",
        "stray.go",
        "testdata/x.go",
        "pkg/p1/testdata/x.go",
        "_hidden/x.go",
        "docs/x.go",
        "node_modules/x.go",
        "pkg/new/x.go",
        "cmd/tool9/main.go",
        "pkg/p2/go.mod",
        "cmd/tool0/default.pgo.off",
    ]);
    let path = world.src.join(name);
    if path.exists() {
        return Err(StepError::Impossible);
    }
    let text = match name {
        "pkg/p2/go.mod" => "module example.com/nested\n",
        "cmd/tool9/main.go" => "package main\n\nfunc main() { println(1000) } // body\n",
        _ => "package stray\n\nconst C = 1000 // const\n",
    };
    world.save(std::slice::from_ref(&path));
    super::world::make_parent(&path)?;
    let how = world.put(&path, text.as_bytes())?;
    Ok(format!("added {name}: {how}"))
}

fn commit(world: &mut World) -> StepResult {
    if !world.src.join(".git").exists() {
        return Err(StepError::Impossible);
    }
    let script = *world.random.pick(&[
        "git add -A && git commit -q --allow-empty -m step",
        "git add -A && git commit -q --allow-empty -m step && git tag -f v1.$(git rev-list --count HEAD).0 >/dev/null",
        "git commit -q -a --allow-empty -m tracked",
        "git commit -q --amend --allow-empty --no-edit",
        "git add -A",
        "git tag -f moved >/dev/null",
        "git commit -q --allow-empty -m empty",
    ]);
    world.git(script)?;
    Ok(script.to_owned())
}

/// Checks out another commit; uncommitted changes are committed first.
fn check_out(world: &mut World) -> StepResult {
    if !world.src.join(".git").exists() {
        return Err(StepError::Impossible);
    }
    let script = *world.random.pick(&[
        "git checkout -q -f --detach HEAD~1 2>/dev/null || true",
        "git add -A && git commit -q --allow-empty -m before && git checkout -q -f --detach HEAD~2 2>/dev/null || true",
        "git checkout -q -f v1.0.0",
        "git checkout -q -f -B side",
        "git checkout -q -f -- .",
        "git reset -q --hard HEAD",
        "git stash -q -u || true",
        "git stash pop -q 2>/dev/null || git reset -q --hard",
        "git clean -qfd",
    ]);
    world.git(script)?;
    Ok(script.to_owned())
}

fn git_odd(world: &mut World) -> StepResult {
    if !world.src.join(".git").exists() {
        if world.random.chance(15) {
            world.git("git init -q && git add -A && git commit -q -m late")?;
            return Ok("became a repository".to_owned());
        }
        return Err(StepError::Impossible);
    }
    let script = *world.random.pick(&[
        "git status >/dev/null",
        "git gc -q",
        "git pack-refs --all",
        "git update-index --refresh >/dev/null || true",
        "echo '*.txt' >>.gitignore",
        "echo untracked >untracked.txt",
        "mkdir -p ignored && echo x >ignored/x",
        "echo '*.go -text' >.gitattributes",
        "git config core.fileMode false",
        "git config core.fileMode true",
        "git config status.showUntrackedFiles no",
        "git config --unset status.showUntrackedFiles || true",
        "rm -f .git/index && git reset -q",
        "git update-index --assume-unchanged cmd/tool0/main.go 2>/dev/null || true",
        "git update-index --really-refresh >/dev/null || true",
        "git branch -f other && git symbolic-ref HEAD refs/heads/other",
    ]);
    world.git(script)?;
    Ok(script.to_owned())
}

fn everything_back(world: &mut World) -> StepResult {
    world.restore()?;
    Ok("everything as generated".to_owned())
}
