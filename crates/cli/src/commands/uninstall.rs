//! `uninstall`: removes the links to vamos and all that it keeps, after showing both.
//!
//! The executable and the startup file of the shell are not vamos's own: they are named.
//! Counterpart: none.

use std::fmt::Write as _;

use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::PathError;
use vamos_fsys::terminal;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::host::user_cache_dir;
use vamos_insight::size_of_bytes;
use vamos_localstore::data_dir;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::process::is_vamos;
use crate::user_file::UserFile;

/// The name of links to vamos, and of the directories that are made for them and for settings.
const LINK: &str = "go";
const OWN: &str = "vamos";

/// The directory of the link in README.md, below the home directory.
const USUAL: &str = ".local/vamos";

/// Runs `vamos uninstall`; the exit code is 1 if something stays that was to go.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::usage("uninstall takes no arguments"));
    }
    let found = find(invocation);
    let output = &invocation.output;
    let mut text = String::new();
    for one in &found {
        let _ = writeln!(text, "{:>10}  {}", one.described(), one.path);
    }
    let rest = rest(invocation);
    if found.is_empty() {
        output.report(&format!("nothing to remove\n{rest}"))?;
        return Ok(0);
    }
    if invocation.parsed.is_set(Flag::N) {
        output.report(&format!("vamos uninstall would remove:\n{text}{rest}"))?;
        return Ok(0);
    }
    output.report(&format!("vamos uninstall removes:\n{text}"))?;
    if !invocation.parsed.is_set(Flag::Y) && !is_confirmed(invocation) {
        output.log("vamos: nothing was removed; 'vamos uninstall -y' removes it without asking");
        return Ok(1);
    }
    let mut code = 0;
    for one in &found {
        if let Err(error) = one.remove() {
            output.log(&format!("vamos: {error}"));
            code = 1;
        }
    }
    let result = if code == 0 {
        "removed"
    } else {
        "removed the others"
    };
    output.report(&format!("{result}\n{rest}"))?;
    Ok(code)
}

/// The kind of a removed file.
enum Kind {
    /// A symbolic link to vamos.
    Link,
    /// A file.
    File,
    /// A directory with all that is in it, and its size.
    Directory(u64),
}

struct Found {
    kind: Kind,
    path: String,
}

impl Found {
    fn described(&self) -> String {
        match self.kind {
            Kind::Link => "link".to_owned(),
            Kind::File => "settings".to_owned(),
            Kind::Directory(size) => size_of_bytes(size),
        }
    }

    /// Removes it, and the directory that it was in, if vamos alone uses that.
    fn remove(&self) -> Result<(), PathError> {
        match self.kind {
            Kind::Directory(_) => return work::remove_all(&self.path),
            Kind::Link | Kind::File => uncached::remove_file(&self.path)?,
        }
        let dir = path::dir(&self.path);
        if path::base(&dir) == OWN && uncached::names(&dir).is_ok_and(|names| names.is_empty()) {
            // An empty directory that stays does no harm.
            let _ = work::remove_all(&dir);
        }
        Ok(())
    }
}

fn find(invocation: &Invocation) -> Vec<Found> {
    let mut found: Vec<Found> = links(invocation)
        .into_iter()
        .map(|path| Found {
            kind: Kind::Link,
            path,
        })
        .collect();
    let env = &invocation.env;
    let gocache = match &*env.dirs.gocache {
        "" | "off" => None,
        dir => Some(dir.to_owned()),
    };
    let homes = [user_cache_dir(env.os()).ok(), gocache];
    for dir in homes.into_iter().flatten().map(|home| data_dir(&home)) {
        if work::lstat(&dir).is_ok() {
            let kind = Kind::Directory(size_below(&dir));
            found.push(Found { kind, path: dir });
        }
    }
    if let Ok(file) = UserFile::place(env)
        && work::lstat(&file).is_ok()
    {
        found.push(Found {
            kind: Kind::File,
            path: file,
        });
    }
    found
}

/// Returns the symbolic links called go that lead to this program: on PATH, and in the directory of
/// README.md.
fn links(invocation: &Invocation) -> Vec<String> {
    let process = &invocation.process;
    let home = process.var("HOME");
    let usual = (!home.is_empty()).then(|| path::join(&[home, USUAL]));
    let mut links = Vec::new();
    let dirs = process.var("PATH").split(':').map(str::to_owned);
    for dir in dirs.chain(usual).filter(|dir| path::is_abs(dir)) {
        let link = path::join(&[&dir, LINK]);
        let is_link = work::lstat(&link).is_ok_and(|meta| meta.kind == FileKind::Symlink);
        if is_link && is_vamos(&link, &process.exe) && !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

fn size_below(dir: &str) -> u64 {
    let size = |name: String| {
        let path = format!("{dir}/{name}");
        match work::lstat(&path) {
            Ok(meta) if meta.is_dir() => size_below(&path),
            Ok(meta) => meta.size,
            Err(_) => 0,
        }
    };
    let names = uncached::names(dir).unwrap_or_default();
    names.into_iter().map(size).sum()
}

/// Requests a confirmation on a terminal.
fn is_confirmed(invocation: &Invocation) -> bool {
    if !terminal::is_stdin() {
        return false;
    }
    invocation.output.stderr("Remove them? [y/N] ");
    let mut answer = String::new();
    // No answer is no confirmation.
    let _ = std::io::stdin().read_line(&mut answer);
    matches!(answer.trim(), "y" | "Y" | "yes")
}

/// Names the files that the user must remove.
fn rest(invocation: &Invocation) -> String {
    let exe = &invocation.process.exe;
    let command = match exe.ends_with("/.cargo/bin/vamos") {
        true => "cargo uninstall vamos-cli".to_owned(),
        false => format!("rm {exe}"),
    };
    format!(
        "Remove these yourself: the executable ('{command}'), and lines of your shell's startup\n\
         file that put the link on PATH or run 'vamos completion'.\n"
    )
}
