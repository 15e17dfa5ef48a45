//! Where runs happen: the material, the proxy that serves it, and one directory that is
//! made anew for each run, since paths get into what commands print.
//!
//! Counterpart: none.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;

use vamos_testkit::Proxy;

use super::members::Member;
use super::options::Options;
use crate::sdk::Sdk;

/// One of the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Official,
    Vamos,
}

impl Side {
    /// Both, the official command first.
    pub(crate) const BOTH: [Self; 2] = [Self::Official, Self::Vamos];

    /// Returns the side's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Vamos => "vamos",
        }
    }
}

/// The directory of all runs.
pub(crate) struct Place {
    root: PathBuf,
    sdk: Sdk,
    vamos: PathBuf,
    cache: Option<PathBuf>,
    is_real: bool,
    /// Keeps other runs out.
    _lock: fs::File,
}

impl Place {
    /// Opens the directory.
    pub(crate) fn open(options: &Options, sdk: Sdk, vamos: PathBuf) -> Result<Self, String> {
        let root = &options.dir;
        let failed = |error: io::Error| format!("{}: {error}", root.display());
        fs::create_dir_all(root).map_err(failed)?;
        let lock = fs::File::create(root.join("lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        let root = root.canonicalize().map_err(failed)?;
        Ok(Self {
            root,
            sdk,
            vamos,
            cache: options.cache.clone(),
            is_real: options.is_real,
            _lock: lock,
        })
    }

    /// Starts a proxy that serves the material.
    pub(crate) fn proxy(&self, latency: Duration) -> Result<Proxy, String> {
        let serving = Proxy::serving().tree(&self.downloads());
        let proxy = serving.latency(latency).start();
        proxy.map_err(|error| format!("proxy: {error}"))
    }

    fn material(&self) -> PathBuf {
        self.root.join("material")
    }

    /// Returns the proxy of the material as a directory.
    pub(crate) fn material_url(&self) -> String {
        format!("file://{}", self.downloads().display())
    }

    /// Returns the directory of the material that is laid as a proxy.
    pub(crate) fn downloads(&self) -> PathBuf {
        self.material().join("cache/download")
    }

    /// Returns the versions of a module that the material lists, in no particular order of
    /// meaning: sorted as text.
    pub(crate) fn versions(&self, path: &str) -> Vec<String> {
        let escape = |c: char| match c.is_ascii_uppercase() {
            true => format!("!{}", c.to_ascii_lowercase()),
            false => c.to_string(),
        };
        let escaped: String = path.chars().map(escape).collect();
        let dir = self.downloads().join(escaped).join("@v");
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut versions: Vec<String> = names
            .filter_map(|name| name.strip_suffix(".mod").map(str::to_owned))
            .collect();
        versions.sort();
        versions
    }

    fn unpacked(&self, member: &Member) -> PathBuf {
        let name = format!("{}@{}", member.name, member.version);
        self.root.join("src").join(name)
    }

    /// Returns a directory beside those of this type.
    pub(crate) fn dir(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Returns the directory of the current run.
    pub(crate) fn run(&self) -> PathBuf {
        self.root.join("run")
    }

    /// Returns GOMODCACHE of the current run.
    pub(crate) fn modcache(&self) -> PathBuf {
        self.run().join("mod")
    }

    /// Returns the sources of the current run.
    pub(crate) fn source(&self) -> PathBuf {
        self.run().join("src")
    }

    /// Downloads a module and all that it requires, with the official command.
    pub(crate) fn provide(&self, member: &Member) -> Result<(), String> {
        let unpacked = self.unpacked(member);
        if unpacked.join("go.mod").exists() {
            return Ok(());
        }
        crate::say(&format!("supply: fetching {}", member.name));
        // The module's zip first, then what it needs; the mark that all is there is the
        // directory's final name.
        let script = r#"
            set -e
            rm -rf "$UNPACKED" "$UNPACKED.tmp"; mkdir -p "$UNPACKED.tmp"; cd "$UNPACKED.tmp"
            echo "module fetch" > go.mod
            dir=$("$GO" mod download -json "$MODULE" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
            cd ..; rm -rf "$UNPACKED.tmp"; cp -r "$dir" "$UNPACKED.tmp"
            chmod -R u+w "$UNPACKED.tmp"; cp -r "$UNPACKED.tmp" "$UNPACKED.try"
            cd "$UNPACKED.try"; "$GO" mod graph > /dev/null; "$GO" mod download
            cd ..; rm -rf "$UNPACKED.try"; mv "$UNPACKED.tmp" "$UNPACKED"
        "#;
        let status = self.fetching(script, member).status();
        let status = status.map_err(|error| format!("sh: {error}"))?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("cannot provide {}", member.name)),
        }
    }

    /// Downloads what upgrades of a member lead to, as well, once.
    pub(crate) fn provide_upgrades(&self, member: &Member) -> Result<(), String> {
        self.provide(member)?;
        let mark = format!("{}@{}.upgraded", member.name, member.version);
        let mark = self.root.join("src").join(mark);
        if mark.exists() {
            return Ok(());
        }
        crate::say(&format!("supply: fetching upgrades of {}", member.name));
        // An upgrade may not work; what was downloaded stays.
        let script = r#"
            rm -rf "$TRY"; cp -r "$UNPACKED" "$TRY"; cd "$TRY"; cp go.mod go.mod.old
            for args in "get -u ./..." "mod tidy" "get -t -u=patch ./..." "mod tidy -go=1.21"; do
                cp go.mod.old go.mod
                "$GO" $args; "$GO" mod download
            done
            cd ..; rm -rf "$TRY"
        "#;
        let status = self
            .fetching(script, member)
            .env("TRY", mark.with_extension("try"))
            .status();
        status.map_err(|error| format!("sh: {error}"))?;
        fs::write(&mark, "").map_err(|error| format!("{}: {error}", mark.display()))
    }

    /// Runs a command of the official side on a member's tree that `prepare` changed, for what
    /// it downloads into the material.
    pub(crate) fn provide_for(
        &self,
        member: &Member,
        prepare: impl Fn(&Path) -> io::Result<()>,
        args: &[&str],
    ) -> Result<(), String> {
        let tree = self.root.join("src").join(format!("{}.try", member.name));
        let failed = |error: io::Error| format!("{}: {error}", tree.display());
        remove(&tree).map_err(failed)?;
        let mut copy = Command::new("cp");
        copy.arg("-r").arg(self.unpacked(member)).arg(&tree);
        copy.status().map_err(failed)?;
        prepare(&tree).map_err(failed)?;
        // How it ends does not matter.
        let mut command = self.fetching("exec \"$GO\" \"$@\"", member);
        command.arg("sh").args(args).current_dir(&tree);
        command.output().map_err(failed)?;
        remove(&tree).map_err(failed)
    }

    /// Returns a script that downloads into the material.
    fn fetching(&self, script: &str, member: &Member) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", script])
            .env("GO", &self.sdk.go)
            .env("GOMODCACHE", self.material())
            .env("GOFLAGS", "")
            .env("GOWORK", "off")
            .env("GOENV", "off")
            .env("GOTOOLCHAIN", "local")
            .env("GOROOT", &self.sdk.goroot)
            .env("MODULE", format!("{}@{}", member.module, member.version))
            .env("UNPACKED", self.unpacked(member));
        command
    }

    /// Makes the run's directory anew, with the member's sources in it.
    pub(crate) fn fresh(&self, member: &Member) -> Result<(), String> {
        self.fresh_dirs()?;
        self.fresh_source(member)
    }

    /// Makes the run's directory anew, without sources.
    pub(crate) fn fresh_dirs(&self) -> Result<(), String> {
        let run = self.run();
        let failed = |error: io::Error| format!("{}: {error}", run.display());
        remove(&run).map_err(failed)?;
        for dir in ["mod", "cache", "home", "tmp", "gopath"] {
            fs::create_dir_all(run.join(dir)).map_err(failed)?;
        }
        Ok(())
    }

    /// Puts the run's directory aside until [`Place::remove_retired`]: a file system looks
    /// long for room for new files where many were removed seconds ago (ext4 gives no inode
    /// again that soon), which would be measured with the next run.
    pub(crate) fn retire(&self) -> Result<(), String> {
        let (run, retired) = (self.run(), self.retired());
        let failed = |error: io::Error| format!("{}: {error}", retired.display());
        fs::create_dir_all(&retired).map_err(failed)?;
        let count = fs::read_dir(&retired).map_err(failed)?.count();
        match fs::rename(&run, retired.join(count.to_string())) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        }
    }

    /// Removes what was put aside.
    pub(crate) fn remove_retired(&self) -> Result<(), String> {
        let retired = self.retired();
        remove(&retired).map_err(|error| format!("{}: {error}", retired.display()))
    }

    fn retired(&self) -> PathBuf {
        self.root.join("retired")
    }

    /// Makes the run's sources anew: commands may have written go.sum.
    pub(crate) fn fresh_source(&self, member: &Member) -> Result<(), String> {
        let failed = |error: io::Error| format!("{}: {error}", self.source().display());
        remove(&self.source()).map_err(failed)?;
        let copy = Command::new("cp")
            .arg("-r")
            .arg(self.unpacked(member))
            .arg(self.source())
            .status();
        match copy.map_err(failed)?.success() {
            true => Ok(()),
            false => Err(format!("cannot copy {}", member.name)),
        }
    }

    /// Makes the run's sources a workspace of several members, each in a directory of its
    /// name; returns these directories.
    pub(crate) fn fresh_workspace(&self, members: &[&Member]) -> Result<Vec<String>, String> {
        let source = self.source();
        let failed = |error: io::Error| format!("{}: {error}", source.display());
        remove(&source).map_err(failed)?;
        fs::create_dir_all(&source).map_err(failed)?;
        let go = self.sdk.version.trim_start_matches("go");
        let mut work = format!("go {go}\n\nuse (\n");
        let mut dirs = Vec::new();
        for member in members {
            let copy = Command::new("cp")
                .arg("-r")
                .arg(self.unpacked(member))
                .arg(source.join(member.name))
                .status();
            if !copy.map_err(failed)?.success() {
                return Err(format!("cannot copy {}", member.name));
            }
            work += &format!("\t./{}\n", member.name);
            dirs.push(member.name.to_owned());
        }
        fs::write(source.join("go.work"), work + ")\n").map_err(failed)?;
        Ok(dirs)
    }

    /// Returns a side's command in the run's directory, without arguments. Without a
    /// proxy nothing can be asked for.
    pub(crate) fn command(&self, side: Side, proxy: Option<&Proxy>) -> Command {
        let binary = match side {
            Side::Official => &self.sdk.go,
            Side::Vamos => &self.vamos,
        };
        let run = self.run();
        let cache = self.cache.clone().unwrap_or_else(|| run.join("cache"));
        let mut command = Command::new(binary);
        for (name, _) in std::env::vars_os() {
            // What the caller has set for Go would make two runs of one command differ.
            let text = name.to_string_lossy().into_owned();
            if text.starts_with("GO") || text.starts_with("VAMOS_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.source())
            .env("PWD", self.source())
            .env("HOME", run.join("home"))
            .env("TMPDIR", run.join("tmp"))
            .env("GOPATH", run.join("gopath"))
            .env("GOMODCACHE", self.modcache())
            .env("GOCACHE", cache)
            .env("GOROOT", &self.sdk.goroot)
            .env("GOENV", "off")
            .env("GOFLAGS", "-buildvcs=false")
            // What a go.work names is not in the module's zip.
            .env("GOWORK", "off")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        match proxy {
            // go.sum is what checks: the material has no checksum database to serve.
            Some(proxy) if !self.is_real => {
                command.env("GOPROXY", proxy.url()).env("GOSUMDB", "off");
            }
            Some(_) => {}
            None => {
                command.env("GOPROXY", "off");
            }
        }
        command
    }

    /// Runs a side's command, which has to succeed.
    pub(crate) fn succeed(
        &self,
        side: Side,
        proxy: Option<&Proxy>,
        args: &[&str],
    ) -> Result<Output, String> {
        let output = self.command(side, proxy).args(args).output();
        let output = output.map_err(|error| format!("{}: {error}", side.name()))?;
        match output.status.success() {
            true => Ok(output),
            false => Err(failure(side, args, &output)),
        }
    }

    /// Has the official command check GOMODCACHE against go.sum.
    pub(crate) fn verify(&self, proxy: Option<&Proxy>) -> Result<(), String> {
        let output = self.succeed(Side::Official, proxy, &["mod", "verify"])?;
        match output.stdout.as_slice() {
            b"all modules verified\n" => Ok(()),
            other => Err(format!("mod verify: {}", String::from_utf8_lossy(other))),
        }
    }
}

/// Returns a sentence on a command that failed.
pub(crate) fn failure(side: Side, args: &[&str], output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let mut tail: Vec<&str> = stderr.lines().rev().take(5).collect();
    tail.reverse();
    let (name, words, status) = (side.name(), args.join(" "), output.status);
    format!("{name} {words}: {status}: {}", tail.join(" | "))
}

/// Removes a tree, also one with read-only directories, as GOMODCACHE has them.
pub(crate) fn remove(dir: &Path) -> io::Result<()> {
    fn unlock(dir: &Path) -> io::Result<()> {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                unlock(&entry.path())?;
            }
        }
        Ok(())
    }
    if !dir.exists() || fs::remove_dir_all(dir).is_ok() {
        return Ok(());
    }
    unlock(dir)?;
    fs::remove_dir_all(dir)
}
