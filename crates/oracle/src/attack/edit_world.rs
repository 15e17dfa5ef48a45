//! Steps that change the surroundings of the tree: flags and environment, results of earlier
//! commands, both build caches, and vamos' own data.
//!
//! Counterpart: none.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

use super::edit_source::Edit;
use super::edit_source::StepError;
use super::edit_source::StepResult;
use super::world::Setting;
use super::world::World;
use super::world::make_parent;
use super::world::set_mtime;
use crate::files;
use crate::files::at;
use crate::files::remove;

/// The steps of this file.
pub(crate) const EDITS: &[Edit] = &[
    (7, flags),
    (4, architecture),
    (4, variables),
    (4, directory),
    (3, environment_file),
    (6, outputs),
    (4, lost_entries),
    (5, own_store),
    (9, nothing),
];

/// The steps of this file that suit trees whose tests are run.
pub(crate) const AROUND_TESTS: &[Edit] = &[(4, lost_entries), (5, own_store), (9, nothing)];

/// Directory of entries that a step removes from the official cache.
pub(crate) const LOST: &str = "lost";

/// Directories that programs write to, by program, below the root.
pub(crate) const SIDES: [&str; 2] = ["official", "vamos"];

fn flags(world: &mut World) -> StepResult {
    const FLAGS: &[&[&str]] = &[
        &[],
        &[],
        &["-tags=special"],
        &["-tags=special,other"],
        &["-buildvcs=false"],
        &["-trimpath"],
        &["-ldflags=-X=main.Version=1"],
        &["-ldflags=-s"],
        &["-gcflags=-N"],
        &["-gcflags=-l"],
        &["-mod=readonly"],
        &["-mod=vendor"],
        &["-p=1"],
        &["-buildvcs=true"],
        &["-asmflags=-D=X"],
        &["-tags=special", "-trimpath"],
    ];
    let flags = *world.random.pick(FLAGS);
    world.setting.goflags = flags.iter().map(|&flag| flag.to_owned()).collect();
    if flags.contains(&"-trimpath") {
        // Spares the standard library one more time.
        world.setting.goarch = "amd64";
    }
    Ok(format!("GOFLAGS={}", flags.join(" ")))
}

fn architecture(world: &mut World) -> StepResult {
    world.setting.goarch = *world.random.pick(&["amd64", "amd64", "arm64", "386"]);
    world.setting.goflags.retain(|flag| flag != "-trimpath");
    Ok(format!("GOARCH={}", world.setting.goarch))
}

fn variables(world: &mut World) -> StepResult {
    const VARIABLES: &[&[(&str, &str)]] = &[
        &[],
        &[],
        &[("GOWORK", "off")],
        &[("GO111MODULE", "on")],
        &[("GOMAXPROCS", "1")],
        &[("NOBODY_READS_THIS", "1")],
        &[("GOGC", "200")],
        &[("GODEBUG", "panicnil=1")],
        &[("TZ", "Europe/Paris")],
        &[("GOPRIVATE", "example.com")],
        &[("LANG", "C.UTF-8")],
        &[("GOAMD64", "v1")],
        &[("CC", "nobody")],
    ];
    world.setting.env = world.random.pick(VARIABLES).to_vec();
    Ok(format!("variables {:?}", world.setting.env))
}

fn directory(world: &mut World) -> StepResult {
    let dirs = [
        "",
        "",
        "cmd",
        "pkg",
        "cmd/tool0",
        "lib",
        "a",
        "pkg/p1",
        "docs",
    ];
    let dir = *world.random.pick(&dirs);
    if !world.src.join(dir).is_dir() {
        return Err(StepError::Impossible);
    }
    dir.clone_into(&mut world.setting.dir);
    world.setting.through_link = world.random.chance(25);
    Ok(format!(
        "directory {dir:?}, through a link: {}",
        world.setting.through_link
    ))
}

/// Changes the file that `go env -w` writes.
fn environment_file(world: &mut World) -> StepResult {
    let text = *world.random.pick(&[
        "",
        "GOFLAGS=-tags=special\n",
        "GOFLAGS=-buildvcs=false\n",
        "GOWORK=off\n",
        "GONOPROXY=none\n",
    ]);
    for side in SIDES {
        let path = world.root.join(side).join("home/.config/go/env");
        make_parent(&path)?;
        match text {
            "" => remove(&path)?,
            text => files::write(&path, text)?,
        }
    }
    Ok(format!("environment file: {text:?}"))
}

/// Resets flags, variables and environment files.
pub(crate) fn reset(world: &mut World) -> Result<(), String> {
    world.setting = Setting::default();
    for side in SIDES {
        remove(&world.root.join(side).join("home/.config/go/env"))?;
    }
    Ok(())
}

/// Results of earlier commands are changed, the same way on both sides.
fn outputs(world: &mut World) -> StepResult {
    let dirs = SIDES.map(|side| world.root.join(side));
    let mut names = BTreeSet::new();
    for sub in [
        "out",
        "gopath/bin",
        "gopath/bin/linux_386",
        "gopath/bin/linux_arm64",
    ] {
        for entry in fs::read_dir(dirs[0].join(sub))
            .into_iter()
            .flatten()
            .flatten()
        {
            if entry.file_type().is_ok_and(|kind| kind.is_file()) {
                names.insert(format!("{sub}/{}", entry.file_name().to_string_lossy()));
            }
        }
    }
    let names: Vec<PathBuf> = names.into_iter().map(PathBuf::from).collect();
    let name = world.pick(&names).ok_or(StepError::Impossible)?;
    let way = world.random.below(8);
    let mut what = "";
    for dir in &dirs {
        let path = dir.join(&name);
        let failed = at(&path);
        let Ok(bytes) = fs::read(&path) else {
            // The next comparison reports the difference.
            continue;
        };
        what = match way {
            0 => {
                remove(&path)?;
                "removed"
            }
            1 => {
                files::write(&path, &bytes[..bytes.len() / 2])?;
                "cut"
            }
            2 => {
                files::write(&path, b"")?;
                "emptied"
            }
            3 => {
                files::write(&path, b"not a program\n")?;
                "overwritten with text"
            }
            4 => {
                let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
                set_mtime(&path, time)?;
                "time set back"
            }
            5 => {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).map_err(failed)?;
                "not executable"
            }
            6 => {
                let other = path.with_extension("copy");
                fs::copy(&path, &other).map_err(at(&path))?;
                fs::rename(&other, &path).map_err(failed)?;
                "another inode"
            }
            _ => {
                remove(&path)?;
                fs::create_dir(&path).map_err(&failed)?;
                let inner = path.join("x");
                files::write(&inner, "x")?;
                "a directory"
            }
        };
    }
    Ok(format!("output {}: {what}", name.display()))
}

/// Entries and outputs are lost from both caches alike.
fn lost_entries(world: &mut World) -> StepResult {
    let caches = SIDES.map(|side| world.root.join(side).join("cache"));
    let names = recent(&caches[0]);
    let mut names: Vec<PathBuf> = names
        .into_iter()
        .filter(|name| caches[1].join(name).exists())
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(StepError::Impossible);
    }
    let count = 1 + world.random.below(12);
    let cut = world.random.chance(25);
    for _ in 0..count {
        let name = world.random.pick(&names).clone();
        let kept = world.root.join(LOST).join(&name);
        if name.to_string_lossy().ends_with("-a") && !kept.exists() {
            make_parent(&kept)?;
            // It may be lost already.
            let _ = fs::copy(caches[0].join(&name), &kept);
        }
        for cache in &caches {
            let path = cache.join(&name);
            if cut && let Ok(bytes) = fs::read(&path) {
                files::write(&path, &bytes[..bytes.len() / 2])?;
            } else {
                remove(&path)?;
            }
        }
    }
    let what = if cut { "cut" } else { "removed" };
    Ok(format!("{count} cache files {what} on both sides"))
}

/// Returns the files of a cache that were not there at the start.
fn recent(cache: &Path) -> Vec<PathBuf> {
    let seeded = fs::metadata(cache.join("seeded")).and_then(|meta| meta.modified());
    let seeded = seeded.unwrap_or(SystemTime::UNIX_EPOCH);
    let mut names = Vec::new();
    for shard in fs::read_dir(cache).into_iter().flatten().flatten() {
        for entry in fs::read_dir(shard.path()).into_iter().flatten().flatten() {
            let is_new = entry.metadata().and_then(|meta| meta.created());
            if is_new.is_ok_and(|time| time > seeded) {
                names.push(Path::new(&shard.file_name()).join(entry.file_name()));
            }
        }
    }
    names
}

/// Deletes or damages vamos' own data, or restores an older state.
fn own_store(world: &mut World) -> StepResult {
    let store = world.root.join("vamos/home/.cache/vamos");
    let mut files = Vec::new();
    collect(&store, &mut files);
    files.sort();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let name = path
        .strip_prefix(&store)
        .unwrap_or(&path)
        .display()
        .to_string();
    let kept = world.root.join("kept-store");
    let what = match world.random.below(6) {
        0 => {
            remove(&path)?;
            "removed"
        }
        1 => {
            let mut bytes = files::read(&path)?;
            bytes.truncate(bytes.len() / 2);
            files::write(&path, bytes)?;
            "cut"
        }
        2 => {
            let mut bytes = files::read(&path)?;
            if bytes.is_empty() {
                return Err(StepError::Impossible);
            }
            let place = world.random.below(bytes.len());
            bytes[place] ^= 1 << world.random.below(8);
            files::write(&path, bytes)?;
            "one bit flipped"
        }
        3 => {
            remove(&store)?;
            "removed with all others"
        }
        4 if kept.exists() => {
            remove(&store)?;
            files::copy(&kept, &store)?;
            "replaced, with all others, by an older state"
        }
        _ => {
            remove(&kept)?;
            files::copy(&store, &kept)?;
            "kept, with all others, for later"
        }
    };
    Ok(format!("own store, {name}: {what}"))
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn nothing(_: &mut World) -> StepResult {
    Ok("nothing".to_owned())
}
