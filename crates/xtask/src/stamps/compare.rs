//! Both programs in one repository: what they make, print and leave behind.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::Disk;
use vamos_fsys::proc::LocalExecutor;
use vamos_vcs::Config;
use vamos_vcs::ProgramConfig;
use vamos_vcs::Stamper;
use vamos_vcs::System;

use super::case::Case;
use crate::sdk::Sdk;

/// The two programs, and what they share over all cases.
pub(crate) struct Programs {
    official: PathBuf,
    vamos: PathBuf,
    goroot: PathBuf,
    root: PathBuf,
}

/// What came of a case.
#[derive(Default)]
pub(crate) struct Verdict {
    pub(crate) differences: Vec<String>,
    pub(crate) is_stamped: bool,
    pub(crate) is_modified: bool,
    pub(crate) has_version: bool,
    pub(crate) failed: bool,
    pub(crate) asked_git: bool,
}

/// What one program did.
#[derive(PartialEq, Eq)]
struct Trace {
    build: String,
    list: String,
    info: String,
    binary: Vec<u8>,
    notes: BTreeMap<String, Vec<u8>>,
}

/// Gives a command nothing of this machine but its programs.
pub(crate) fn hermetic(command: &mut Command, top: &Path) {
    for (name, _) in std::env::vars_os() {
        if name != "PATH" {
            command.env_remove(name);
        }
    }
    let date = "2024-02-03T04:05:06+01:00";
    command
        .env("HOME", top.join("home"))
        .env("TOP", top)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .env("TZ", "Europe/Paris")
        .env("USER", "gopher")
        .env("EMAIL", "gopher@example.com");
}

impl Programs {
    /// Checks the place where cases are made.
    pub(crate) fn new(sdk: &Sdk, vamos: &Path, root: &Path) -> Result<Self, String> {
        std::fs::create_dir_all(root).map_err(|e| format!("{}: {e}", root.display()))?;
        // Scripts that break their own repository must not find another above it.
        let is_repository = |dir: &Path| dir.join(".git").exists() || dir.join(".hg").exists();
        if let Some(dir) = root.ancestors().find(|dir| is_repository(dir)) {
            return Err(format!("{} is a repository: set TMPDIR", dir.display()));
        }
        Ok(Self {
            official: sdk.go.clone(),
            vamos: vamos.to_owned(),
            goroot: sdk.goroot.clone(),
            root: root.to_owned(),
        })
    }

    fn command(&self, name: &str, case: &Case, top: &Path) -> Command {
        let program = if name == "official" {
            &self.official
        } else {
            &self.vamos
        };
        let mut dir = top.join(&case.cwd);
        if !dir.is_dir() {
            dir = top.join("repo");
        }
        let mut command = Command::new(program);
        hermetic(&mut command, top);
        command
            .current_dir(&dir)
            .env("PWD", &dir)
            .env("GOROOT", &self.goroot)
            .env("GOCACHE", self.root.join(format!("cache-{name}")))
            .env("GOPATH", top.join("gopath"))
            .env("GOMODCACHE", top.join(format!("mod-{name}")))
            .env("CGO_ENABLED", "0")
            .env("GOENV", "off")
            .env("GOPROXY", "https://127.0.0.1:1")
            .env("GOTOOLCHAIN", "local")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .stdin(Stdio::null());
        for (name, value) in case.env {
            command.env(name, value.replace("$TOP", &top.display().to_string()));
        }
        command
    }

    fn said(command: &mut Command, top: &Path, name: &str) -> Result<String, String> {
        let output = command.output().map_err(|error| error.to_string())?;
        let text = format!(
            "exit {:?}\n{}{}",
            output.status.code(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        let own = top.join(format!("mod-{name}")).display().to_string();
        Ok(without_times(&text.replace(&own, "MOD")))
    }

    fn trace(&self, name: &str, case: &Case, top: &Path) -> Result<Trace, String> {
        let out = top.join(format!("out-{name}"));
        // It is made anew.
        let _ = std::fs::remove_file(&out);
        let mut build = self.command(name, case, top);
        build.arg("build").args(case.flags);
        build.arg("-o").arg(&out).arg(case.package);
        let build = Self::said(&mut build, top, name)?;
        let mut list = self.command(name, case, top);
        list.args([
            "list",
            "-e",
            "-x",
            "-json=ImportPath,Stale,StaleReason,Error",
        ]);
        list.args(case.flags).arg(case.package);
        let list = Self::said(&mut list, top, name)?;
        let binary = std::fs::read(&out).unwrap_or_default();
        let mut info = String::new();
        if !binary.is_empty() {
            let mut version = self.command("official", case, top);
            version.args(["version", "-m"]).arg(&out);
            info = Self::said(&mut version, top, name)?;
            info = info.replace(&out.display().to_string(), "OUT");
        }
        let mut notes = BTreeMap::new();
        collect(&top.join(format!("mod-{name}")), "", &mut notes);
        Ok(Trace {
            build,
            list,
            info,
            binary,
            notes,
        })
    }

    /// Reports whether vamos needs git itself to tell the repository's state.
    fn asks_git(&self, case: &Case, top: &Path) -> bool {
        let command = self.command("vamos", case, top);
        let (stamper, executor) = stamper(&command, false);
        let dir = command.get_current_dir().unwrap_or(top);
        match stamper.find(&dir.display().to_string()) {
            Ok(repo) if repo.system == System::Git => {
                // Only the way to the answer matters here.
                let _ = stamper.status(&repo, &mut Vec::new());
                executor.spawned() > 0
            }
            _ => false,
        }
    }

    /// Runs both programs in a repository.
    pub(crate) fn compare(&self, case: &Case, top: &Path) -> Result<Verdict, String> {
        // The first of the two may find an index that git has not refreshed yet.
        let vamos_is_first = case.number.is_multiple_of(2);
        let first = vamos_is_first.then(|| self.trace("vamos", case, top));
        let official = self.trace("official", case, top)?;
        let vamos = match first {
            Some(trace) => trace?,
            None => self.trace("vamos", case, top)?,
        };
        let asked_git = self.asks_git(case, top);
        let mut differences = Vec::new();
        for (what, a, b) in [
            ("build", &official.build, &vamos.build),
            ("list", &official.list, &vamos.list),
            ("version -m", &official.info, &vamos.info),
        ] {
            if a != b {
                differences.push(format!("{what}: official:\n{a}vamos:\n{b}"));
            }
        }
        if official.binary != vamos.binary {
            differences.push("the binaries differ".to_owned());
        }
        if official.notes != vamos.notes {
            let show = |notes: &BTreeMap<String, Vec<u8>>| {
                let lines = notes.iter();
                let lines =
                    lines.map(|(name, b)| format!("{name} {}\n", String::from_utf8_lossy(b)));
                lines.collect::<String>()
            };
            differences.push(format!(
                "GOMODCACHE: official:\n{}vamos:\n{}",
                show(&official.notes),
                show(&vamos.notes)
            ));
        }
        let info = &official.info;
        Ok(Verdict {
            differences,
            is_stamped: info.contains("\tvcs="),
            is_modified: info.contains("\tvcs.modified=true"),
            has_version: info.contains("\tvcs=") && !info.contains("\t(devel)"),
            failed: official.binary.is_empty(),
            asked_git,
        })
    }
}

/// Makes a stamper with a command's environment; one that shows commands runs them all.
pub(crate) fn stamper(command: &Command, shows: bool) -> (Stamper, Arc<LocalExecutor>) {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut env = vec![("PATH".to_owned(), path.clone())];
    for (name, value) in command.get_envs() {
        if let (Some(name), Some(value)) = (name.to_str(), value.and_then(|v| v.to_str())) {
            env.push((name.to_owned(), value.to_owned()));
        }
    }
    let executor = Arc::new(LocalExecutor::new());
    let config = Config {
        programs: ProgramConfig {
            env: Arc::from(env),
            path,
            goroot: String::new(),
            shows_commands: shows,
            is_verbose: false,
            is_modern: false,
            has_hg_sums: true,
        },
        notes: None,
        is_proxy_off: false,
        allows_multiple: false,
    };
    let files = Arc::new(Disk::new());
    let stamper = Stamper::new(config, files, executor.clone(), Cancel::new());
    (stamper, executor)
}

/// Cuts the times off lines like `0.003s # cd /repo; git log`, and the directory off
/// `WORK=/tmp/go-build1`.
fn without_times(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        match line.split_once("s # ") {
            Some((time, rest)) if time.parse::<f64>().is_ok() => {
                out.push_str("TIMEs # ");
                out.push_str(rest);
            }
            _ if line.starts_with("WORK=") => out.push_str("WORK\n"),
            _ => out.push_str(line),
        }
    }
    out
}

fn collect(dir: &Path, name: &str, into: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let own = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &own, into);
        // Upstream leaves empty locks; docs/deviations.md.
        } else if !own.ends_with("/lock") {
            into.insert(own, std::fs::read(entry.path()).unwrap_or_default());
        }
    }
}
