//! Which Go toolchain a command runs with, decided before anything else.
//!
//! Upstream replaces itself by another release's go command. vamos is every release's
//! command: it replaces itself by itself, with the GOROOT of that release. What has to
//! be downloaded for that is named, not fetched, here.
//! Counterpart: cmd/go/internal/toolchain/{select,exec,switch}.go,
//! cmd/go/internal/gover/{local,toolchain}.go.

use std::cmp::Ordering;
use std::fmt;

use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_modfile::gover;
use vamos_modfile::gover::Local;
use vamos_modfile::gover::Startup;

use crate::GoEnv;
use crate::error::EnvError;
use crate::goroot;
use crate::host;
use crate::inputs::Inputs;
use crate::inputs::look_path;
use crate::resolve::SWITCH_COUNT;
use crate::resolve::SWITCH_VERSION;
use crate::roots;

/// From this depth on each switch is reported, as help for finding a loop.
const REPORT_DEPTH: u32 = 90;
/// Nothing sensible switches this often.
const MAX_DEPTH: u32 = 100;

/// Why no toolchain can be chosen. Prints as upstream does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolchainError {
    message: String,
    /// Lines for stderr before the error; see [`Selection::notes`].
    pub notes: Vec<String>,
}

impl fmt::Display for ToolchainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ToolchainError {}

impl From<EnvError> for ToolchainError {
    fn from(error: EnvError) -> Self {
        Self {
            message: error.to_string(),
            notes: Vec::new(),
        }
    }
}

fn fail<T>(text: impl Into<String>) -> Result<T, ToolchainError> {
    Err(ToolchainError {
        message: text.into(),
        notes: Vec::new(),
    })
}

/// What to do about the toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Go on with the one that was resolved.
    Local,
    /// Start vamos again.
    Again(Reexec),
    /// Start this program in our place: a toolchain that PATH offers and whose SDK is
    /// not to be found.
    Program(Reexec),
    /// It is not on this machine.
    NeedsDownload {
        /// Its name, `go1.26.1`.
        toolchain: String,
        /// The version of the module `golang.org/toolchain` that holds it.
        module_version: String,
    },
}

/// How to start a process in our place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reexec {
    /// The toolchain's name, for the error when it cannot be started
    /// (`exec go1.26.1: …`).
    pub toolchain: String,
    /// The program.
    pub program: String,
    /// Its whole environment.
    pub env: Vec<(String, String)>,
}

/// A choice and what is known along with it; `local` belongs into [`GoEnv::local`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// What to do.
    pub choice: Choice,
    /// The release that this command stands for, for errors about what needs a newer.
    pub local: Local,
    /// Lines for stderr, complete (`GODEBUG=toolchaintrace=1`, deep switching).
    pub notes: Vec<String>,
}

/// The release that this command stands for, not yet how it was chosen (`gover.Local`).
pub(crate) fn local(env: &GoEnv, test_hooks: bool) -> Local {
    let set = if test_hooks {
        env.os().get("TESTGO_VERSION")
    } else {
        ""
    };
    let name = if set.is_empty() {
        env.cmd_var("GOVERSION")
    } else {
        set
    };
    let version = gover::from_toolchain(name);
    if version.is_empty() {
        // A development tree stands for the language it implements.
        let minor = env.sdk().map_or(0, crate::Sdk::language_minor);
        return Local {
            version: format!("1.{minor}"),
            toolchain: format!("go1.{minor}"),
            explain: String::new(),
        };
    }
    Local {
        version: version.to_owned(),
        toolchain: name.to_owned(),
        explain: String::new(),
    }
}

/// Chooses the toolchain (`toolchain.Select`). `install` and `run` of a package at a
/// version are not looked into: their module would have to be fetched first.
pub fn select(inputs: &Inputs, env: &GoEnv) -> Result<Selection, ToolchainError> {
    let mut select = Select {
        inputs,
        env,
        local: env.local.clone(),
        trace: godebug(env, "toolchaintrace") == "1",
        pending: Vec::new(),
        notes: Vec::new(),
        startup: Startup::default(),
    };
    let choice = select.choose().map_err(|error| ToolchainError {
        notes: std::mem::take(&mut select.notes),
        ..error
    })?;
    select.local.explain = select.startup.explain();
    Ok(Selection {
        choice,
        local: select.local,
        notes: select.notes,
    })
}

struct Select<'a> {
    inputs: &'a Inputs,
    env: &'a GoEnv,
    local: Local,
    trace: bool,
    /// Traced, but not to be shown if this is the child of a switch.
    pending: Vec<String>,
    notes: Vec<String>,
    startup: Startup,
}

/// What GOTOOLCHAIN says: the least toolchain, its version, and what may raise it.
struct Wish<'a> {
    toolchain: String,
    version: String,
    mode: &'a str,
}

impl<'a> Select<'a> {
    fn choose(&mut self) -> Result<Choice, ToolchainError> {
        let files = self.inputs.files.as_ref();
        if !roots::modules_enabled(self.env, files, &self.inputs.cwd) || self.is_exempt() {
            return Ok(Choice::Local);
        }
        let setting = self.env.get("GOTOOLCHAIN");
        setting.clone_into(&mut self.startup.gotoolchain);
        if setting.is_empty() {
            return Ok(Choice::Local);
        }
        let mut wish = self.parse(setting)?;
        if matches!(wish.mode, "auto" | "path") {
            self.raise(&mut wish)?;
        }
        // As the child of a switch: be what was asked for, and look no further.
        let target = self.env.os().get(SWITCH_VERSION);
        if !target.is_empty() && self.hook("TESTGO_VERSION_SWITCH") != "loop" {
            if self.local.toolchain != target {
                let local = &self.local.toolchain;
                return fail(format!("toolchain {local} invoked to provide {target}"));
            }
            return Ok(Choice::Local);
        }
        self.notes.append(&mut self.pending);
        if wish.toolchain == "local" || wish.toolchain == self.local.toolchain {
            let line = format!("go: using local toolchain {}", self.local.toolchain);
            self.note(line);
            return Ok(Choice::Local);
        }
        // A name like `bash` would be found in PATH.
        if !wish.toolchain.starts_with("go1") && !wish.toolchain.contains("-go1") {
            return fail(format!("invalid GOTOOLCHAIN {}", quote(&wish.toolchain)));
        }
        self.switch_to(&wish.toolchain)
    }

    /// Command lines that tell about the selection, or repair it.
    fn is_exempt(&self) -> bool {
        let args: Vec<&str> = self.inputs.args.iter().map(String::as_str).collect();
        match args[..] {
            ["env", "GOTOOLCHAIN" | "GOMOD" | "GOWORK"] => true,
            ["env", "-w", setting] => setting.starts_with("GOTOOLCHAIN="),
            _ => false,
        }
    }

    fn hook(&self, name: &str) -> &'a str {
        if self.inputs.test_hooks {
            self.env.os().get(name)
        } else {
            ""
        }
    }

    /// Adds a line to the trace.
    fn note(&mut self, line: String) {
        if self.trace {
            self.notes.push(line);
        }
    }

    /// Adds a line to the trace of the decision.
    fn note_reason(&mut self, line: String) {
        if self.trace {
            self.pending.push(line);
        }
    }

    fn parse(&mut self, setting: &'a str) -> Result<Wish<'a>, ToolchainError> {
        let mut wish = Wish {
            toolchain: self.local.toolchain.clone(),
            version: self.local.version.clone(),
            mode: setting,
        };
        if matches!(setting, "auto" | "path") {
            return Ok(wish);
        }
        let (least, suffix) = match setting.split_once('+') {
            Some((least, suffix)) => (least, Some(suffix)),
            None => (setting, None),
        };
        let shown = quote(setting);
        if least != "local" {
            let version = gover::from_toolchain(least);
            if version.is_empty() {
                return fail(match suffix {
                    Some(_) => format!(
                        "invalid GOTOOLCHAIN {shown}: invalid minimum toolchain {}",
                        quote(least)
                    ),
                    None => format!("invalid GOTOOLCHAIN {shown}"),
                });
            }
            least.clone_into(&mut wish.toolchain);
            version.clone_into(&mut wish.version);
        }
        if !matches!(suffix, None | Some("auto" | "path")) {
            return fail(format!(
                "invalid GOTOOLCHAIN {shown}: only version suffixes are +auto and +path"
            ));
        }
        wish.mode = suffix.unwrap_or("");
        let toolchain = wish.toolchain.clone();
        self.note_reason(format!(
            "go: default toolchain set to {toolchain} from GOTOOLCHAIN={setting}"
        ));
        Ok(wish)
    }

    /// Raises the wish to what the go.work or go.mod asks for.
    fn raise(&mut self, wish: &mut Wish<'_>) -> Result<(), ToolchainError> {
        let Some((file, data)) = self.governing_file()? else {
            return Ok(());
        };
        let shown = path::short_path(&self.inputs.cwd, &file);
        shown.clone_into(&mut self.startup.auto_file);
        let toolchain = gover::go_mod_lookup(&data, "toolchain");
        let go = gover::go_mod_lookup(&data, "go");
        if toolchain == "default" {
            toolchain.clone_into(&mut self.startup.auto_toolchain);
            return Ok(());
        }
        let mode = if self.startup.gotoolchain.contains('+') {
            format!("<name>+{}", wish.mode)
        } else {
            wish.mode.to_owned()
        };
        let reason = |what: &str, name: &str| {
            format!(
                "go: upgrading toolchain to {name} (required by {what} line in {shown}; upgrade allowed by GOTOOLCHAIN={mode})"
            )
        };
        if !toolchain.is_empty() {
            let version = gover::from_toolchain(toolchain);
            if version.is_empty() || !(toolchain.starts_with("go") || toolchain.contains("-go")) {
                return fail(format!("invalid toolchain {} in {shown}", quote(toolchain)));
            }
            if gover::compare(version, &wish.version) == Ordering::Greater {
                self.note_reason(reason("toolchain", toolchain));
                toolchain.clone_into(&mut wish.toolchain);
                version.clone_into(&mut wish.version);
                toolchain.clone_into(&mut self.startup.auto_toolchain);
            }
        }
        if gover::compare(go, &wish.version) == Ordering::Greater {
            wish.toolchain = format!("go{go}");
            go.clone_into(&mut wish.version);
            // A language version is no release since 1.21; its first one is.
            if gover::is_lang(go) && gover::compare(go, "1.21") != Ordering::Less {
                wish.toolchain += ".0";
            }
            go.clone_into(&mut self.startup.auto_go_version);
            self.startup.auto_toolchain.clear();
            let name = wish.toolchain.clone();
            self.note_reason(reason("go", &name));
        }
        Ok(())
    }

    /// The go.work that is there, else the go.mod, and its bytes.
    fn governing_file(&self) -> Result<Option<Read>, ToolchainError> {
        let files = self.inputs.files.as_ref();
        let cwd = &self.inputs.cwd;
        // GOWORK may name a file that `go work init` is about to make.
        let work =
            roots::find_go_work(self.env, files, cwd)?.filter(|file| files.stat(file).is_ok());
        let Some(file) = work.or_else(|| roots::find_go_mod(self.env, files, cwd)) else {
            return Ok(None);
        };
        match files.read(&file) {
            Ok(data) => Ok(Some((file, data))),
            Err(error) => fail(error.to_string()),
        }
    }

    /// Finds the toolchain (`toolchain.Exec`): by test hook, in PATH, in the module cache.
    fn switch_to(&mut self, toolchain: &str) -> Result<Choice, ToolchainError> {
        let mut env = self.env.os().clone();
        let depth: u32 = env.get(SWITCH_COUNT).parse().unwrap_or(0);
        if depth >= REPORT_DEPTH {
            let local = &self.local.version;
            self.notes.push(format!(
                "go: switching from go{local} to {toolchain} [depth {depth}]"
            ));
        }
        if depth >= MAX_DEPTH {
            return fail("too many toolchain switches");
        }
        env.set(SWITCH_COUNT, &(depth + 1).to_string());
        env.set(SWITCH_VERSION, toolchain);
        let reexec = |program: &str, goroot: &str, mut env: crate::Environ| {
            match goroot {
                "" => env.unset("GOROOT"),
                dir => env.set("GOROOT", dir),
            }
            Reexec {
                toolchain: toolchain.to_owned(),
                program: program.to_owned(),
                env: env.pairs().to_vec(),
            }
        };
        let exe = self.inputs.exe.clone();
        let hook = self.hook("TESTGO_VERSION_SWITCH");
        if matches!(hook, "switch" | "loop" | "mismatch") {
            if hook == "switch" {
                env.set("TESTGO_VERSION", toolchain);
            }
            let goroot = env.get("GOROOT").to_owned();
            self.note_found(toolchain, &goroot, &exe);
            return Ok(Choice::Again(reexec(&exe, &goroot, env)));
        }
        if let Some(program) = look_path(self.inputs, toolchain) {
            self.note_found(toolchain, "", &program);
            return Ok(match self.goroot_of(&program, toolchain) {
                Some(goroot) => Choice::Again(reexec(&exe, &goroot, env)),
                None => Choice::Program(reexec(&program, "", env)),
            });
        }
        if has_mode(self.env, "path") {
            return fail(format!("cannot find {} in PATH", quote(toolchain)));
        }
        let module_version = module_version(toolchain);
        let goroot = module_dir(&self.env.gomodcache, &module_version);
        if self.is_sdk(&goroot, toolchain) {
            self.note_found(toolchain, &goroot, &path::join(&[&goroot, "bin/go"]));
            return Ok(Choice::Again(reexec(&exe, &goroot, env)));
        }
        Ok(Choice::NeedsDownload {
            toolchain: toolchain.to_owned(),
            module_version,
        })
    }

    fn note_found(&mut self, toolchain: &str, goroot: &str, program: &str) {
        let place = if goroot.is_empty() {
            format!("located in system PATH ({program})")
        } else {
            format!("from cache located at {program}")
        };
        self.note(format!("go: using {toolchain} toolchain {place}"));
    }

    /// The SDK behind a program on PATH: around it, or where golang.org/dl's wrappers
    /// keep theirs.
    fn goroot_of(&self, program: &str, toolchain: &str) -> Option<String> {
        let around = goroot::around(self.inputs, program, &["pkg/tool", "src"]);
        let by_wrapper = || {
            let home = host::home(self.env.os())?;
            Some(path::join(&[home, "sdk", toolchain]))
        };
        around
            .filter(|dir| self.is_sdk(dir, toolchain))
            .or_else(|| by_wrapper().filter(|dir| self.is_sdk(dir, toolchain)))
    }

    /// Reports whether a directory holds that very release.
    fn is_sdk(&self, dir: &str, toolchain: &str) -> bool {
        let files = &self.inputs.files;
        let version = files.read(&path::join(&[dir, "VERSION"]));
        version.is_ok_and(|text| {
            let first = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
            first.trim_ascii() == toolchain.as_bytes()
        }) && files.is_dir(&path::join(&[dir, "pkg/tool"]))
    }
}

/// A file by name and its bytes.
type Read = (String, std::sync::Arc<[u8]>);

/// The last value of a key in GODEBUG.
fn godebug<'a>(env: &'a GoEnv, key: &str) -> &'a str {
    let settings = env.os().get("GODEBUG").split(',');
    let mut found = settings
        .filter_map(|setting| setting.split_once('='))
        .filter(|pair| pair.0 == key);
    found.next_back().map_or("", |pair| pair.1)
}

/// Reports whether GOTOOLCHAIN allows switching by `mode`, `auto` or `path`
/// (`HasAuto`, `HasPath`).
pub fn has_mode(env: &GoEnv, mode: &str) -> bool {
    let setting = env.get("GOTOOLCHAIN");
    setting == mode
        || setting
            .strip_suffix(mode)
            .is_some_and(|rest| rest.ends_with('+'))
}

/// The version of the module `golang.org/toolchain` that holds a toolchain for this
/// machine.
pub fn module_version(toolchain: &str) -> String {
    format!("v0.0.1-{toolchain}.{}-{}", host::GOOS, host::GOARCH)
}

/// Where a version of `golang.org/toolchain` is unpacked.
fn module_dir(gomodcache: &str, module_version: &str) -> String {
    let mut escaped = String::with_capacity(module_version.len());
    for c in module_version.chars() {
        if c.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(c.to_ascii_lowercase());
    }
    path::join(&[gomodcache, &format!("golang.org/toolchain@{escaped}")])
}

/// The newest SDK among the modules that were fetched, if there is one.
pub(crate) fn newest_fetched(inputs: &Inputs, gomodcache: &str) -> Option<String> {
    let dir = path::join(&[gomodcache, "golang.org"]);
    let suffix = format!(".{}-{}", host::GOOS, host::GOARCH);
    let entries = inputs.files.read_dir(&dir).ok()?;
    let sdks = entries.iter().filter_map(|entry| {
        let name = entry
            .name
            .strip_prefix("toolchain@v0.0.1-")?
            .strip_suffix(&suffix)?;
        let version = gover::from_toolchain(name);
        (!version.is_empty()).then_some((version, &entry.name))
    });
    let newest = sdks.max_by(|a, b| gover::compare(a.0, b.0))?;
    let goroot = path::join(&[&dir, newest.1]);
    inputs
        .files
        .is_dir(&path::join(&[&goroot, "pkg/tool"]))
        .then_some(goroot)
}

/// The toolchain to switch to when something needs Go `need`, out of the releases
/// known, in ascending order (`newerToolchain`): the newest patch release of the last
/// but one language version that will do, else of the last.
pub fn newer_toolchain(need: &str, releases: &[String]) -> Result<String, ToolchainError> {
    let mut latest = "";
    for version in releases.iter().rev() {
        if gover::compare(version, need) == Ordering::Less {
            break;
        }
        if gover::lang(latest) == gover::lang(version) {
            continue;
        }
        let newer = std::mem::replace(&mut latest, version);
        if !newer.is_empty() && !gover::is_prerelease(newer) {
            break;
        }
    }
    if latest.is_empty() {
        return fail(format!("no releases found for go >= {need}"));
    }
    Ok(format!("go{latest}"))
}

#[cfg(test)]
#[path = "toolchain_tests.rs"]
mod tests;
