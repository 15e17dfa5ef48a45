//! Steps that change inputs of tests: files, directories, links, times, variables.
//!
//! Counterpart: none.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

use super::edit_source::Edit;
use super::edit_source::StepError;
use super::edit_source::StepResult;
use super::test_tree::INPUTS;
use super::test_tree::PACKAGES;
use super::test_tree::VARIABLES;
use super::world::World;
use super::world::make_parent;
use super::world::set_mtime;
use crate::files;
use crate::files::at;
use crate::files::remove;

/// The steps of this file.
pub(crate) const EDITS: &[Edit] = &[
    (14, write),
    (5, removed),
    (8, time),
    (5, entry),
    (5, link),
    (4, mode),
    (8, variable),
    (3, replaced),
    (4, expire),
    (6, settle_times),
];

/// Picks something that a test looks at.
fn input(world: &mut World) -> PathBuf {
    let package = *world.random.pick(&PACKAGES);
    let input = *world.random.pick(&INPUTS);
    match input.strip_prefix("../") {
        Some(shared) => world.src.join(shared),
        None => world.src.join(package).join(input),
    }
}

/// Returns a time that no other file had: results of tests that opened new files are not
/// cached, and size and time stand for the content of the others.
fn old_time(world: &mut World) -> SystemTime {
    world.counter += 1;
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000 + world.counter * 3)
}

/// Returns a time at which both programs find a file too new for a cached result, no matter
/// which of them looks first.
fn future() -> SystemTime {
    SystemTime::now() + Duration::from_secs(100_000)
}

/// Writes an input of a test.
fn put(world: &mut World, path: &Path, text: &str) -> Result<(), String> {
    if path.is_dir() {
        remove(path)?;
    }
    make_parent(path)?;
    files::write(path, text)?;
    let time = if world.random.chance(10) {
        future()
    } else {
        old_time(world)
    };
    set_mtime(path, time)
}

fn write(world: &mut World) -> StepResult {
    let path = input(world);
    let text = *world
        .random
        .pick(&["good\n", "fine\n", "bad\n", "well\n", "", "odd\n"]);
    if path.is_symlink() && !path.exists() {
        remove(&path)?;
    }
    put(world, &path, text)?;
    Ok(format!("{}: {text:?}", world.name(&path)))
}

fn removed(world: &mut World) -> StepResult {
    let path = input(world);
    remove(&path)?;
    Ok(format!("{}: removed", world.name(&path)))
}

fn time(world: &mut World) -> StepResult {
    let path = input(world);
    if !path.exists() {
        return Err(StepError::Impossible);
    }
    let time = if world.random.chance(20) {
        future()
    } else {
        old_time(world)
    };
    set_mtime(&path, time)?;
    Ok(format!("{}: another time", world.name(&path)))
}

/// Adds an entry to a directory that a test reads, or takes it away.
fn entry(world: &mut World) -> StepResult {
    let package = *world.random.pick(&PACKAGES);
    let dir = *world.random.pick(&["testdata", "testdata/sub"]);
    let name = *world.random.pick(&["bad", "new", "more/deep.txt"]);
    let path = world.src.join(package).join(dir).join(name);
    if path.exists() {
        remove(&path)?;
        return Ok(format!("{}: removed", world.name(&path)));
    }
    put(world, &path, "good\n")?;
    Ok(format!("{}: added", world.name(&path)))
}

/// Changes the target of a link.
fn link(world: &mut World) -> StepResult {
    let package = *world.random.pick(&PACKAGES);
    let target = *world.random.pick(&[
        "in.txt",
        "sub/x.txt",
        "nowhere",
        "../../shared/all.txt",
        "sub",
    ]);
    let path = world.src.join(package).join("testdata/link");
    remove(&path)?;
    make_parent(&path)?;
    symlink(target, &path).map_err(at(&path))?;
    Ok(format!("{} -> {target}", world.name(&path)))
}

fn mode(world: &mut World) -> StepResult {
    let path = input(world);
    if !path.exists() || path.is_dir() {
        return Err(StepError::Impossible);
    }
    let mode = *world.random.pick(&[0o644, 0o600, 0o755, 0o444]);
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(&path, permissions).map_err(at(&path))?;
    Ok(format!("{}: mode {mode:o}", world.name(&path)))
}

fn variable(world: &mut World) -> StepResult {
    let name = *world.random.pick(&VARIABLES);
    let value = *world.random.pick(&["", "1", "bad", "good"]);
    world.setting.env.retain(|(known, _)| *known != name);
    if !value.is_empty() || world.random.chance(50) {
        world.setting.env.push((name, value));
    }
    Ok(format!("variables {:?}", world.setting.env))
}

/// Replaces a directory that tests look at by its copy, as a fresh clone does.
fn replaced(world: &mut World) -> StepResult {
    let package = *world.random.pick(&PACKAGES);
    let dir = world.src.join(package);
    let copy = world.root.join("copy");
    remove(&copy)?;
    files::copy_anew(&dir, &copy)?;
    remove(&dir)?;
    fs::rename(&copy, &dir).map_err(at(&dir))?;
    age_inputs(world)?;
    Ok(format!("{package}: replaced by its copy"))
}

/// Makes all results expire, on both sides.
fn expire(world: &mut World) -> StepResult {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_nanos());
    for side in super::edit_world::SIDES {
        let path = world.root.join(side).join("cache/testexpire.txt");
        files::write(&path, format!("{now}\n"))?;
    }
    Ok("results expire".to_owned())
}

/// Gives all that tests look at times of long ago, so that results are cached again.
fn settle_times(world: &mut World) -> StepResult {
    age_inputs(world)?;
    Ok("all inputs are old".to_owned())
}

/// Gives all files that tests look at times of long ago, each its own.
pub(super) fn age_inputs(world: &mut World) -> Result<(), String> {
    for path in world.named(&|name| name.contains("testdata/") || name.starts_with("shared/")) {
        if path.exists() && !path.is_symlink() {
            let time = old_time(world);
            set_mtime(&path, time)?;
        }
    }
    Ok(())
}
