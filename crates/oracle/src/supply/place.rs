//! Directories of runs: the material, the proxy that serves it, and one directory that is made anew
//! for each run, since paths appear in the output of commands.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;

use vamos_testkit::Proxy;

use super::options::Options;
use crate::corpus::Member;
use crate::files;
use crate::files::copy;
use crate::files::remove;
use crate::pair;
use crate::pair::Pair;
use crate::pair::Side;

/// Changes the tree before a command.
pub(crate) type Prepare<'p> = &'p dyn Fn(&Path) -> Result<(), String>;

/// The directory of all runs.
pub(crate) struct RunsDir {
    root: PathBuf,
    programs: Pair,
    cache: Option<PathBuf>,
    is_real: bool,
    /// Excludes other runs.
    _lock: fs::File,
}

impl RunsDir {
    /// Opens the directory.
    pub(crate) fn open(options: &Options, programs: Pair) -> Result<Self, String> {
        let root = files::real_dir(&options.dir)?;
        Ok(Self {
            programs,
            cache: options.cache.clone(),
            is_real: options.is_real,
            _lock: files::lock(&root, "supply")?,
            root,
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

    /// Returns the directory of the material in the layout of a proxy.
    pub(crate) fn downloads(&self) -> PathBuf {
        self.material().join("cache/download")
    }

    /// Returns the versions of a module that the material lists, in no particular order of
    /// meaning: sorted as text.
    pub(crate) fn versions(&self, path: &str) -> Vec<String> {
        let escape = |c: char| {
            if c.is_ascii_uppercase() {
                format!("!{}", c.to_ascii_lowercase())
            } else {
                c.to_string()
            }
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

    /// Returns a directory next to the ones of this type.
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

    /// Downloads a module and all its requirements, with the official command.
    pub(crate) fn provide(&self, member: &Member) -> Result<(), String> {
        let unpacked = self.unpacked(member);
        if unpacked.join("go.mod").exists() {
            return Ok(());
        }
        crate::say(&format!("supply: fetching {}", member.name));
        // The module's zip first, then its dependencies; the directory's final name marks
        // completeness.
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
        let what = format!("provide {}", member.name);
        pair::script(&mut self.fetching(script, member), &what)
    }

    /// Downloads the upgrades of a member as well, once.
    pub(crate) fn provide_upgrades(&self, member: &Member) -> Result<(), String> {
        self.provide(member)?;
        let mark = format!("{}@{}.upgraded", member.name, member.version);
        let mark = self.root.join("src").join(mark);
        if mark.exists() {
            return Ok(());
        }
        crate::say(&format!("supply: fetching upgrades of {}", member.name));
        // An upgrade may fail; the downloaded modules stay.
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
        files::write(&mark, "")
    }

    /// Runs a command of the official side on a member's tree that `prepare` changed, to download
    /// modules into the material.
    pub(crate) fn provide_for(
        &self,
        member: &Member,
        prepare: Prepare<'_>,
        args: &[&str],
    ) -> Result<(), String> {
        let tree = self.root.join("src").join(format!("{}.try", member.name));
        remove(&tree)?;
        copy(&self.unpacked(member), &tree)?;
        prepare(&tree)?;
        // How it ends does not matter.
        let mut command = self.fetching("exec \"$GO\" \"$@\"", member);
        command.arg("sh").args(args).current_dir(&tree);
        pair::output(&mut command)?;
        remove(&tree)
    }

    /// Returns a script that downloads into the material.
    fn fetching(&self, script: &str, member: &Member) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", script])
            .env("GO", &self.programs.sdk.go)
            .env("GOMODCACHE", self.material())
            .env("GOFLAGS", "")
            .env("GOWORK", "off")
            .env("GOENV", "off")
            .env("GOTOOLCHAIN", "local")
            .env("GOROOT", &self.programs.sdk.goroot)
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
        remove(&run)?;
        for dir in ["mod", "cache", "home", "tmp", "gopath"] {
            files::make_dir(&run.join(dir))?;
        }
        Ok(())
    }

    /// Puts the run's directory aside until [`RunsDir::remove_retired`]: a file system searches
    /// long for space for new files where many were removed seconds ago (ext4 does not reuse an
    /// inode that soon), which would be measured with the next run.
    pub(crate) fn retire(&self) -> Result<(), String> {
        files::set_aside(&self.run(), &self.retired())
    }

    /// Removes the directories that were put aside.
    pub(crate) fn remove_retired(&self) -> Result<(), String> {
        remove(&self.retired())
    }

    fn retired(&self) -> PathBuf {
        self.root.join("retired")
    }

    /// Makes the run's sources anew: commands may have written go.sum.
    pub(crate) fn fresh_source(&self, member: &Member) -> Result<(), String> {
        remove(&self.source())?;
        copy(&self.unpacked(member), &self.source())
    }

    /// Makes the run's sources a workspace of several members, each in a directory of its
    /// name; returns these directories.
    pub(crate) fn fresh_workspace(&self, members: &[&Member]) -> Result<Vec<String>, String> {
        let source = self.source();
        remove(&source)?;
        files::make_dir(&source)?;
        let go = self.programs.sdk.version.trim_start_matches("go");
        let mut work = format!("go {go}\n\nuse (\n");
        let mut dirs = Vec::new();
        for member in members {
            copy(&self.unpacked(member), &source.join(member.name))?;
            work += &format!("\t./{}\n", member.name);
            dirs.push(member.name.to_owned());
        }
        files::write(&source.join("go.work"), work + ")\n")?;
        Ok(dirs)
    }

    /// Returns a side's command in the run's directory, without arguments. Without a proxy nothing
    /// can be downloaded.
    pub(crate) fn command(&self, side: Side, proxy: Option<&Proxy>) -> Command {
        let run = self.run();
        let cache = self.cache.clone().unwrap_or_else(|| run.join("cache"));
        let mut command = self.programs.command(side, &self.source());
        for (name, _) in std::env::vars_os() {
            // The caller's variables for Go would make two runs of one command differ.
            let text = name.to_string_lossy().into_owned();
            let is_set = command.get_envs().any(|(set, _)| *set == *name);
            if (text.starts_with("GO") || text.starts_with("VAMOS_")) && !is_set {
                command.env_remove(name);
            }
        }
        command
            .env("HOME", run.join("home"))
            .env("TMPDIR", run.join("tmp"))
            .env("GOPATH", run.join("gopath"))
            .env("GOMODCACHE", self.modcache())
            .env("GOCACHE", cache)
            // The modules of a go.work are not in the module's zip.
            .env("GOWORK", "off")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        match proxy {
            // go.sum verifies the modules: the material has no checksum database to serve.
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

    /// Runs a side's command, which must succeed.
    pub(crate) fn succeed(
        &self,
        side: Side,
        proxy: Option<&Proxy>,
        args: &[&str],
    ) -> Result<Output, String> {
        let what = format!("{} {}", side.name(), args.join(" "));
        pair::succeed(self.command(side, proxy).args(args), &what)
    }

    /// Makes the official command check GOMODCACHE against go.sum.
    pub(crate) fn verify(&self, proxy: Option<&Proxy>) -> Result<(), String> {
        let output = self.succeed(Side::Official, proxy, &["mod", "verify"])?;
        match output.stdout.as_slice() {
            b"all modules verified\n" => Ok(()),
            other => Err(format!("mod verify: {}", pair::text(other))),
        }
    }
}
