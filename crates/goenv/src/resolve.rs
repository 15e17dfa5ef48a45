//! From inputs to [`GoEnv`].
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go, go/build (`defaultContext`), cmd/go/main.go.

use std::sync::Arc;

use vamos_base::golang::path;

use crate::GoEnv;
use crate::arch;
use crate::env::Dirs;
use crate::env::Host;
use crate::env::InstalledSdk;
use crate::env::Target;
use crate::env::Variables;
use crate::error::EnvError;
use crate::experiment::Baseline;
use crate::goroot;
use crate::host;
use crate::inputs::Inputs;
use crate::inputs::absolute;
use crate::inputs::look_path;
use crate::list;
use crate::sdk::Sdk;
use crate::settings::Settings;
use crate::toolchain;
use crate::toolchain::SWITCH_COUNT;
use crate::toolchain::SWITCH_VERSION;

/// The contents of an SDK's go.env, used while there is no SDK yet. GOPROXY is missing: only
/// an SDK or the user may choose it.
const GO_ENV: &[u8] = b"GOSUMDB=sum.golang.org
GOTOOLCHAIN=auto
";

/// Resolves the environment. Errors of the configuration that `go env -w` can repair are recorded
/// in the result; see [`GoEnv::check_config`].
pub fn resolve(inputs: &Inputs) -> Result<GoEnv, EnvError> {
    let files = inputs.files.as_ref();
    let mut settings = Settings::read_user(&inputs.env, files, &inputs.cwd);
    let goroot = match goroot::find(inputs, settings.user_goroot()) {
        Some(goroot) => goroot,
        None => fetched(&settings, inputs).ok_or(EnvError::NoGoroot)?,
    };
    settings.set_goroot(&goroot, files);
    let goroot = settings.get("GOROOT");
    if !files.is_dir(&absolute(&inputs.cwd, goroot)) {
        return Err(EnvError::GorootMissing {
            dir: goroot.to_owned(),
        });
    }
    let sdk = Arc::new(tables(&absolute(&inputs.cwd, goroot), inputs));
    let release = sdk.release();
    let (dirs, changed) = dirs(&settings);
    let mut env = GoEnv {
        sdk: installed(&settings, &sdk, inputs),
        target: target(&settings, &sdk),
        host: Host {
            goos: host::GOOS.to_owned(),
            goarch: host::GOARCH.to_owned(),
        },
        dirs,
        go111module: settings.get("GO111MODULE").to_owned(),
        config_error: arch::check(release, &sdk, &settings.os),
        ..GoEnv::default()
    };
    env.vars.effective = settings.effective();
    set_experiments(&mut env, &settings, &sdk);
    let cgo_changed = set_cgo(&mut env.target, &settings, &sdk, inputs);
    env.vars.listed = list::cmd_env(
        &env,
        &settings,
        &sdk,
        inputs,
        &list::Changed {
            cgo: cgo_changed,
            ..changed
        },
    );
    set_child_environments(&mut env.vars, &settings);
    env.settings = settings;
    env.sdk.tables = Some(sdk);
    env.sdk.local = toolchain::local(&env, inputs.test_hooks);
    Ok(env)
}

/// The environment without an SDK: enough to download one, and for commands that need none.
pub fn without_sdk(inputs: &Inputs) -> GoEnv {
    let mut settings = Settings::read_user(&inputs.env, inputs.files.as_ref(), &inputs.cwd);
    settings.add_go_env(GO_ENV);
    let mut env = GoEnv::default();
    env.vars.effective = settings.effective();
    env.dirs = dirs(&settings).0;
    set_child_environments(&mut env.vars, &settings);
    env.settings = settings;
    env
}

/// An SDK that was downloaded as a module.
fn fetched(settings: &Settings, inputs: &Inputs) -> Option<String> {
    let mut dirs = Dirs::default();
    set_caches(&mut dirs, settings);
    toolchain::newest_fetched(inputs, &dirs.gomodcache)
}

/// The SDK whose tables are used, in GOROOT. If GOROOT is set to a directory that is not an SDK,
/// the official command still has its built-in tables. The best replacement is the SDK that would
/// be found without the setting.
fn tables(goroot: &str, inputs: &Inputs) -> Sdk {
    let sdk = Sdk::new(goroot, Arc::clone(&inputs.files));
    if !sdk.version().is_empty() {
        return sdk;
    }
    match goroot::search(inputs) {
        Some(other) => Sdk::new(&other, Arc::clone(&inputs.files)),
        None => sdk,
    }
}

/// Resolves the environment with this machine as the target, regardless of settings
/// (`cfg.ForceHost`); `sdk` has the defaults of the release.
pub fn resolve_for_host(inputs: &Inputs, sdk: &Sdk) -> Result<GoEnv, EnvError> {
    let mut inputs = inputs.clone();
    inputs.env.set("GOOS", host::GOOS);
    inputs.env.set("GOARCH", host::GOARCH);
    if let Some(name) = arch::arch_var(host::GOARCH) {
        inputs.env.set(name, arch::default_value(sdk, name));
    }
    resolve(&inputs)
}

/// The SDK, apart from its tables and the release that modules are compared with.
fn installed(settings: &Settings, sdk: &Sdk, inputs: &Inputs) -> InstalledSdk {
    let mut tool_os = host::GOOS;
    let mut tool_arch = host::GOARCH;
    if inputs.test_hooks {
        tool_os = inputs.env.get_set("TESTGO_GOHOSTOS").unwrap_or(tool_os);
        tool_arch = inputs.env.get_set("TESTGO_GOHOSTARCH").unwrap_or(tool_arch);
    }
    // Not cleaned: upstream shows and joins the path as set by the user.
    let goroot = settings.get("GOROOT");
    InstalledSdk {
        tool_dir: path::join(&[goroot, "pkg/tool", &format!("{tool_os}_{tool_arch}")]),
        goroot: goroot.to_owned(),
        version: sdk.version().split(" X:").next().unwrap_or("").to_owned(),
        release: sdk.release(),
        tool_exe_suffix: exe_suffix(tool_os).to_owned(),
        ..InstalledSdk::default()
    }
}

fn exe_suffix(goos: &str) -> &'static str {
    if goos == "windows" { ".exe" } else { "" }
}

/// The target, apart from cgo and the tags of tools.
fn target(settings: &Settings, sdk: &Sdk) -> Target {
    let goos = settings.get_or("GOOS", host::GOOS);
    let goarch = settings.get_or("GOARCH", host::GOARCH);
    let mut target = Target {
        goos: goos.to_owned(),
        goarch: goarch.to_owned(),
        exe_suffix: exe_suffix(goos).to_owned(),
        gofips140: settings
            .get_or("GOFIPS140", arch::default_fips(sdk))
            .to_owned(),
        release_tags: (1..=sdk.language_minor())
            .map(|n| format!("go1.{n}"))
            .collect(),
        ..Target::default()
    };
    if let Some(name) = arch::arch_var(goarch) {
        let (value, changed) = settings.or_changed(name, arch::default_value(sdk, name));
        target.arch_env = (name.to_owned(), value);
        target.arch_env_changed = changed;
    }
    target
}

fn set_experiments(env: &mut GoEnv, settings: &Settings, sdk: &Sdk) {
    let default = sdk.bootstrap("defaultGOEXPERIMENT").unwrap_or("");
    settings
        .get_or("GOEXPERIMENT", default)
        .clone_into(&mut env.experiments.raw);
    env.experiments.clean.clone_from(&env.experiments.raw);
    match Baseline::read(sdk, &env.target.goos, &env.target.goarch).apply(&env.experiments.raw) {
        Ok(on) => {
            env.target.tool_tags = on
                .enabled
                .iter()
                .map(|name| format!("goexperiment.{name}"))
                .collect();
            env.experiments.enabled = on.enabled;
            env.experiments.clean = on.canonical;
        }
        // If it is set in the OS environment, the command stops earlier with another exit
        // code.
        Err(error) if settings.os.get("GOEXPERIMENT") == env.experiments.raw => {
            env.config_error = Some(error);
        }
        Err(error) => env.experiments.error = Some(error),
    }
    env.target
        .tool_tags
        .extend(arch::feature_tags(env.sdk.release, sdk, &settings.os));
}

/// The directories, and which of them the user changed.
fn dirs(settings: &Settings) -> (Dirs, list::Changed) {
    let mut dirs = Dirs {
        gobin: settings.get("GOBIN").to_owned(),
        tmpdir: match settings.get("GOTMPDIR") {
            "" => host::temp_dir(&settings.os),
            dir => dir.to_owned(),
        },
        ..Dirs::default()
    };
    let changed = set_caches(&mut dirs, settings);
    (dirs, changed)
}

/// GOPATH, GOMODCACHE, GOCACHE.
fn set_caches(dirs: &mut Dirs, settings: &Settings) -> list::Changed {
    let mut inferred = String::new();
    if let Some(set) = settings.os.get_set("GOPATH") {
        set.clone_into(&mut inferred);
    } else if let Some(home) = host::home(&settings.os) {
        let dir = path::join(&[home, "go"]);
        if dir == path::clean(settings.os.get("GOROOT")) {
            "cannot set GOROOT as GOPATH".clone_into(&mut dirs.gopath_error);
        } else {
            inferred = dir;
        }
    } else {
        dirs.gopath_error = format!("{} is not set", host::HOME);
    }
    let (gopath, gopath_changed) = settings.or_changed("GOPATH", &inferred);
    let first = path::split_list(&gopath).first().copied().unwrap_or("");
    let default_modcache = if first.is_empty() {
        String::new()
    } else {
        path::join(&[first, "pkg/mod"])
    };
    let (gomodcache, modcache_changed) = settings.or_changed("GOMODCACHE", &default_modcache);

    let (mut gocache, mut cache_error) = match host::user_cache_dir(&settings.os) {
        Ok(dir) => (path::join(&[&dir, "go-build"]), String::new()),
        Err(text) => (
            "off".to_owned(),
            format!("GOCACHE is not defined and {text}"),
        ),
    };
    let mut cache_changed = false;
    let set = settings.get("GOCACHE");
    if !set.is_empty() {
        cache_changed = set != gocache;
        cache_error.clear();
        if path::is_abs(set) || set == "off" {
            set.clone_into(&mut gocache);
        } else {
            "off".clone_into(&mut gocache);
            "GOCACHE is not an absolute path".clone_into(&mut cache_error);
        }
    }
    // An invalid inferred GOPATH is dropped, but GOMODCACHE is still derived from it.
    let is_tilde = |entry: &&str| entry.starts_with('~');
    let is_relative = |entry: &&str| !entry.is_empty() && !path::is_abs(entry);
    let entries = path::split_list(&gopath);
    let is_forgotten = settings.get("GOPATH").is_empty()
        && !entries.iter().any(is_tilde)
        && entries.iter().any(is_relative);
    dirs.gopath = if is_forgotten { String::new() } else { gopath };
    dirs.gomodcache = gomodcache;
    dirs.gocache = if path::is_abs(&gocache) {
        path::clean(&gocache)
    } else {
        gocache.clone()
    };
    dirs.gocache_as_set = gocache;
    dirs.gocache_error = cache_error;
    list::Changed {
        gopath: gopath_changed,
        gomodcache: modcache_changed,
        gocache: cache_changed,
        cgo: false,
    }
}

/// Decides whether cgo is used: as set; otherwise for native builds if the platform supports
/// it and the default compiler is installed. Returns whether that differs from the default.
fn set_cgo(target: &mut Target, settings: &Settings, sdk: &Sdk, inputs: &Inputs) -> bool {
    let native = target.goos == host::GOOS && target.goarch == host::GOARCH;
    let default = match sdk.bootstrap("DefaultCGO_ENABLED") {
        Some("1") => true,
        Some("0") => false,
        _ => native && native_cgo(target, settings, sdk, inputs),
    };
    target.cgo_enabled = match settings.get("CGO_ENABLED") {
        "0" => false,
        "1" => true,
        _ => default,
    };
    target.cgo_enabled != default
}

fn native_cgo(target: &Target, settings: &Settings, sdk: &Sdk, inputs: &Inputs) -> bool {
    if !sdk.cgo_supported(&target.goos, &target.goarch) {
        return false;
    }
    // The compiler is searched for only if go/build would use cgo, and only if CC is not set in the
    // OS environment; the env file does not count here.
    let wanted = settings.os.get("CGO_ENABLED") != "0";
    if !wanted || !settings.os.get("CC").is_empty() {
        return true;
    }
    look_path(inputs, &sdk.default_cc(&target.goos, &target.goarch)).is_some()
}

/// `cfg.OrigEnv` and the environment that the go command gives itself and its tools.
fn set_child_environments(vars: &mut Variables, settings: &Settings) {
    let mut tools = settings.os.clone();
    tools.unset(SWITCH_VERSION);
    for var in &vars.listed {
        if tools.get(&var.name) != var.value {
            tools.set(&var.name, &var.value);
        }
    }
    vars.tools = tools.pairs().to_vec();
    let is_ours = |pair: &&(String, String)| ![SWITCH_COUNT, SWITCH_VERSION].contains(&&*pair.0);
    vars.original = settings
        .os
        .pairs()
        .iter()
        .filter(is_ours)
        .cloned()
        .collect();
}

impl GoEnv {
    /// Checks GOPATH as upstream's main program; returns a warning if it is GOROOT.
    pub fn check_gopath(&self) -> Result<Option<String>, EnvError> {
        if path::clean(&self.dirs.gopath) == path::clean(&self.sdk.goroot) {
            return Ok(Some(format!(
                "warning: both GOPATH and GOROOT are the same directory ({}); see https://go.dev/wiki/InstallTroubleshooting",
                self.dirs.gopath
            )));
        }
        for entry in path::split_list(&self.dirs.gopath) {
            if entry.starts_with('~') {
                return Err(EnvError::GopathTilde {
                    entry: entry.to_owned(),
                });
            }
            if !entry.is_empty() && !path::is_abs(entry) {
                return Err(EnvError::GopathRelative {
                    entry: entry.to_owned(),
                });
            }
        }
        Ok(None)
    }
}
