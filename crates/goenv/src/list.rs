//! The variables of `go env`, which are also set for every child process.
//!
//! Counterpart: cmd/go/internal/envcmd/env.go (`MkEnv`), x/telemetry (mode file).

use vamos_base::golang::path;

use crate::GoEnv;
use crate::arch;
use crate::env::EnvVar;
use crate::host;
use crate::inputs::Inputs;
use crate::inputs::look_path;
use crate::sdk::Sdk;
use crate::settings;
use crate::settings::Settings;

/// Which of the values computed before differ from their defaults.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Changed {
    pub(crate) gopath: bool,
    pub(crate) gomodcache: bool,
    pub(crate) gocache: bool,
    pub(crate) cgo: bool,
}

/// Collects rows in upstream's order.
struct Rows<'a> {
    settings: &'a Settings,
    rows: Vec<EnvVar>,
}

impl Rows<'_> {
    fn add(&mut self, name: &str, value: impl Into<String>, changed: bool) {
        self.rows.push(EnvVar {
            name: name.to_owned(),
            value: value.into(),
            changed,
        });
    }

    /// A value without a default: any value counts as changed.
    fn plain(&mut self, name: &str, value: &str) {
        self.add(name, value, !value.is_empty());
    }

    fn setting(&mut self, name: &str) {
        let value = self.settings.get(name).to_owned();
        self.plain(name, &value);
    }

    fn with_default(&mut self, name: &str, default: &str) {
        let (value, changed) = self.settings.or_changed(name, default);
        self.add(name, value, changed);
    }
}

/// The list, in upstream's order (`envcmd.MkEnv`).
pub(crate) fn cmd_env(
    env: &GoEnv,
    settings: &Settings,
    sdk: &Sdk,
    inputs: &Inputs,
    changed: &Changed,
) -> Vec<EnvVar> {
    let mut rows = Rows {
        settings,
        rows: Vec::with_capacity(40),
    };
    let private = settings.get("GOPRIVATE");
    let (env_file, env_file_changed) = settings::env_file(&settings.os).unwrap_or_default();
    let telemetry = telemetry(settings, inputs);

    rows.add(
        "GO111MODULE",
        &env.go111module,
        !matches!(env.go111module.as_str(), "" | "on"),
    );
    rows.add(
        "GOARCH",
        &env.target.goarch,
        env.target.goarch != host::GOARCH,
    );
    rows.with_default("GOAUTH", "netrc");
    if !env.sdk.release.computes_gobin() {
        // Later releases compute the directory of binaries (cli: env.rs).
        rows.setting("GOBIN");
    }
    rows.add("GOCACHE", &env.dirs.gocache_as_set, changed.gocache);
    rows.with_default("GOCACHEPROG", "");
    rows.plain("GODEBUG", settings.os.get("GODEBUG"));
    rows.add("GOENV", env_file, env_file_changed);
    rows.add("GOEXE", &env.target.exe_suffix, false);
    rows.plain("GOEXPERIMENT", &env.experiments.raw);
    rows.with_default("GOFIPS140", arch::default_fips(sdk));
    rows.setting("GOFLAGS");
    rows.add("GOHOSTARCH", host::GOARCH, false);
    rows.add("GOHOSTOS", host::GOOS, false);
    rows.setting("GOINSECURE");
    rows.add("GOMODCACHE", &env.dirs.gomodcache, changed.gomodcache);
    rows.with_default("GONOPROXY", private);
    rows.with_default("GONOSUMDB", private);
    rows.add("GOOS", &env.target.goos, env.target.goos != host::GOOS);
    if env.sdk.release.lists_packages_driver() {
        rows.plain("GOPACKAGESDRIVER", settings.os.get("GOPACKAGESDRIVER"));
    }
    rows.add("GOPATH", &env.dirs.gopath, changed.gopath);
    rows.plain("GOPRIVATE", private);
    rows.with_default("GOPROXY", "");
    rows.add("GOROOT", &env.sdk.goroot, false);
    rows.with_default("GOSUMDB", "");
    rows.add("GOTELEMETRY", telemetry.0, false);
    rows.add("GOTELEMETRYDIR", telemetry.1, false);
    rows.setting("GOTMPDIR");
    rows.with_default("GOTOOLCHAIN", "");
    rows.add("GOTOOLDIR", &env.sdk.tool_dir, false);
    rows.setting("GOVCS");
    rows.add("GOVERSION", sdk.version(), false);

    let gccgo = settings.get_or("GCCGO", "gccgo");
    match look_path(inputs, gccgo) {
        Some(program) => rows.add("GCCGO", program, true),
        None => rows.add("GCCGO", gccgo, gccgo != "gccgo"),
    }
    if !env.target.arch_env.0.is_empty() {
        rows.add(
            &env.target.arch_env.0,
            &env.target.arch_env.1,
            env.target.arch_env_changed,
        );
    }
    rows.with_default("AR", "ar");
    for (name, default) in [
        ("CC", sdk.default_cc(&env.target.goos, &env.target.goarch)),
        ("CXX", sdk.default_cxx(&env.target.goos, &env.target.goarch)),
    ] {
        match settings.get(name) {
            "" => rows.add(name, default, false),
            value => rows.add(name, value, true),
        }
    }
    rows.add(
        "CGO_ENABLED",
        if env.target.cgo_enabled { "1" } else { "0" },
        changed.cgo,
    );
    rows.rows
}

/// Telemetry mode and directory. vamos records nothing; it shows the configuration.
fn telemetry(settings: &Settings, inputs: &Inputs) -> (String, String) {
    let Ok(config) = host::user_config_dir(&settings.os) else {
        return ("off".to_owned(), String::new());
    };
    let dir = path::join(&[&config, "go/telemetry"]);
    let mode = match inputs.files.read(&path::join(&[&dir, "mode"])) {
        Ok(data) => {
            let text = String::from_utf8_lossy(&data);
            // A date may follow the mode.
            let mode = text.trim();
            mode.split_once(' ')
                .map_or(mode, |(mode, _)| mode)
                .to_owned()
        }
        Err(_) => "local".to_owned(),
    };
    (mode, dir)
}
