//! The choice of toolchain: settings, then go.work or go.mod, then the location of the SDK.
//!
//! Counterpart: cmd/go/internal/toolchain/select.go (`Select`, `Exec`).

use std::cmp::Ordering;

use vamos_base::golang::gover;
use vamos_base::golang::gover::Local;
use vamos_base::golang::gover::Startup;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;

use super::choice::Choice;
use super::choice::Reexec;
use super::choice::SWITCH_COUNT;
use super::choice::SWITCH_VERSION;
use super::choice::ToolchainError;
use super::choice::fail;
use super::choice::has_mode;
use super::releases::is_driven;
use super::releases::module_version;
use crate::GoEnv;
use crate::goroot;
use crate::host;
use crate::inputs::Inputs;
use crate::inputs::look_path;
use crate::locate;

/// From this depth on each switch is reported, which helps to find a loop.
const REPORT_DEPTH: u32 = 90;
/// The depth at which a switch fails as a loop.
const MAX_DEPTH: u32 = 100;

/// A file by name and its bytes.
type Read = (String, std::sync::Arc<[u8]>);

/// A decision being made.
pub(super) struct Select<'a> {
    inputs: &'a Inputs,
    env: &'a GoEnv,
    pub(super) local: Local,
    trace: bool,
    /// Trace lines that are dropped if this is the child of a switch.
    pending: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) startup: Startup,
}

/// The parsed GOTOOLCHAIN: the minimum toolchain, its version, and its mode.
struct Wish<'a> {
    toolchain: String,
    version: String,
    mode: &'a str,
}

impl<'a> Select<'a> {
    pub(super) fn new(inputs: &'a Inputs, env: &'a GoEnv) -> Self {
        Self {
            inputs,
            env,
            local: env.sdk.local.clone(),
            trace: godebug(env, "toolchaintrace") == "1",
            pending: Vec::new(),
            notes: Vec::new(),
            startup: Startup::default(),
        }
    }

    pub(super) fn choose(&mut self) -> Result<Choice, ToolchainError> {
        let files = self.inputs.files.as_ref();
        if !locate::modules_enabled(self.env, files, &self.inputs.cwd) || self.is_exempt() {
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
        // The child of a switch checks that it has the requested version, and does not
        // switch again.
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
        // Only toolchain names are allowed: `bash` would be found in PATH.
        if !wish.toolchain.starts_with("go1") && !wish.toolchain.contains("-go1") {
            return fail(format!("invalid GOTOOLCHAIN {}", quote(&wish.toolchain)));
        }
        self.switch_to(&wish.toolchain)
    }

    /// Reports whether the command line shows or repairs the selection, so that it must not
    /// fail because of it.
    fn is_exempt(&self) -> bool {
        let args: Vec<&str> = self.inputs.args.iter().map(String::as_str).collect();
        match args[..] {
            ["env", "GOTOOLCHAIN" | "GOMOD" | "GOWORK"] => true,
            ["env", "-w", setting] => setting.starts_with("GOTOOLCHAIN="),
            // The cache program of a go command that has chosen already.
            ["cache", "serve"] => true,
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

    /// Raises the minimum to the version that go.work or go.mod requires.
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
            // Since 1.21 a language version is not a release; its first release is meant.
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

    /// The go.work if it exists, else the go.mod, and its bytes.
    fn governing_file(&self) -> Result<Option<Read>, ToolchainError> {
        let files = self.inputs.files.as_ref();
        let cwd = &self.inputs.cwd;
        // GOWORK may name a file that `go work init` is about to make.
        let work = match locate::find_go_work(self.env, files, cwd) {
            Ok(work) => work.filter(|file| files.stat(file).is_ok()),
            // Upstream's text has the prefix, and its log adds another one.
            Err(error) => return fail(format!("go: {error}")),
        };
        let Some(file) = work.or_else(|| locate::find_go_mod(self.env, files, cwd)) else {
            return Ok(None);
        };
        match files.read(&file) {
            Ok(data) => Ok(Some((file, data))),
            Err(error) => fail(error.to_string()),
        }
    }

    /// Finds the toolchain (`toolchain.Exec`): by test hook, in PATH, in the module cache.
    pub(super) fn switch_to(&mut self, toolchain: &str) -> Result<Choice, ToolchainError> {
        let depth = self.depth();
        if depth >= REPORT_DEPTH {
            let local = &self.local.version;
            self.notes.push(format!(
                "go: switching from go{local} to {toolchain} [depth {depth}]"
            ));
        }
        if depth >= MAX_DEPTH {
            return fail("too many toolchain switches");
        }
        let hook = self.hook("TESTGO_VERSION_SWITCH");
        if matches!(hook, "switch" | "loop" | "mismatch") {
            let exe = self.inputs.exe.clone();
            let goroot = self.env.os().get("GOROOT").to_owned();
            self.note_found(toolchain, &goroot, &exe);
            let mut reexec = self.reexec(toolchain, &exe, &goroot);
            if hook == "switch" {
                let mut env = crate::Environ::new(reexec.env);
                env.set("TESTGO_VERSION", toolchain);
                reexec.env = env.pairs().to_vec();
            }
            return Ok(Choice::Again(reexec));
        }
        if let Some(program) = look_path(self.inputs, toolchain) {
            self.note_found(toolchain, "", &program);
            let goroot = self.goroot_of(&program, toolchain);
            let goroot = goroot.filter(|_| is_driven(gover::from_toolchain(toolchain)));
            return Ok(match goroot {
                Some(goroot) => Choice::Again(self.reexec(toolchain, &self.inputs.exe, &goroot)),
                None => Choice::Program(self.reexec(toolchain, &program, "")),
            });
        }
        if has_mode(self.env, "path") {
            return fail(format!("cannot find {} in PATH", quote(toolchain)));
        }
        // An SDK that was extracted before is verified with the checksum database, too.
        Ok(Choice::NeedsDownload {
            toolchain: toolchain.to_owned(),
            module_version: module_version(toolchain),
        })
    }

    /// The next step with a downloaded SDK: vamos, or the SDK's own go command if it is too old or
    /// does not have the layout of an SDK.
    pub(super) fn start(&mut self, toolchain: &str, goroot: &str) -> Choice {
        let program = path::join(&[goroot, "bin/go"]);
        self.note_found(toolchain, goroot, &program);
        match is_driven(gover::from_toolchain(toolchain)) && self.is_sdk(goroot, toolchain) {
            true => Choice::Again(self.reexec(toolchain, &self.inputs.exe, goroot)),
            false => Choice::Program(self.reexec(toolchain, &program, goroot)),
        }
    }

    fn depth(&self) -> u32 {
        self.env.os().get(SWITCH_COUNT).parse().unwrap_or(0)
    }

    fn reexec(&self, toolchain: &str, program: &str, goroot: &str) -> Reexec {
        let mut env = self.env.os().clone();
        env.set(SWITCH_COUNT, &(self.depth() + 1).to_string());
        env.set(SWITCH_VERSION, toolchain);
        match goroot {
            "" => env.unset("GOROOT"),
            dir => env.set("GOROOT", dir),
        }
        Reexec {
            toolchain: toolchain.to_owned(),
            program: program.to_owned(),
            env: env.pairs().to_vec(),
        }
    }

    fn note_found(&mut self, toolchain: &str, goroot: &str, program: &str) {
        let place = if goroot.is_empty() {
            format!("located in system PATH ({program})")
        } else {
            format!("from cache located at {program}")
        };
        self.note(format!("go: using {toolchain} toolchain {place}"));
    }

    /// The SDK of a program on PATH: the directory that contains it, or the directory of
    /// golang.org/dl's wrappers.
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

    /// Reports whether a directory holds exactly that release.
    fn is_sdk(&self, dir: &str, toolchain: &str) -> bool {
        let files = &self.inputs.files;
        let version = files.read(&path::join(&[dir, "VERSION"]));
        version.is_ok_and(|text| {
            let first = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
            first.trim_ascii() == toolchain.as_bytes()
        }) && files.is_dir(&path::join(&[dir, "pkg/tool"]))
    }
}

/// The last value of a key in GODEBUG.
fn godebug<'a>(env: &'a GoEnv, key: &str) -> &'a str {
    let settings = env.os().get("GODEBUG").split(',');
    let mut found = settings
        .filter_map(|setting| setting.split_once('='))
        .filter(|pair| pair.0 == key);
    found.next_back().map_or("", |pair| pair.1)
}
