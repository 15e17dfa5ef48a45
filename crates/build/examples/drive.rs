//! Builds what the official command has loaded: a driver to compare builds while
//! loading is somebody else's work. Development only.
//!
//! Usage: `drive [flags] PACKAGES…` with the build flags that matter here. The package
//! graph comes from `go list`; the build info from `go build -n`.
//! Counterpart: none, a test tool.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a driver for developers"
)]

use std::collections::HashMap;
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;
use vamos_base::Cancel;
use vamos_base::golang::quote;
use vamos_base::golang::quoted;
use vamos_build::Builder;
use vamos_build::Context;
use vamos_build::EventSink;
use vamos_build::JsonSink;
use vamos_build::ListNeeds;
use vamos_build::TextSink;
use vamos_cache::DebugLines;
use vamos_cache::Hasher;
use vamos_cache::LocalStore;
use vamos_cache::Watcher;
use vamos_cache::system_clock;
use vamos_fsys::Disk;
use vamos_fsys::Files;
use vamos_fsys::proc::LocalExecutor;
use vamos_goenv::BuildFlags;
use vamos_goenv::Environ;
use vamos_goenv::GoEnv;
use vamos_goenv::Inputs;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::package::ModulePublic;

struct Args {
    flags: BuildFlags,
    gcflags: Vec<String>,
    ldflags: Vec<String>,
    asmflags: Vec<String>,
    passed: Vec<String>,
    patterns: Vec<String>,
}

fn parse_args() -> Args {
    let mut args = Args {
        flags: BuildFlags::default(),
        gcflags: Vec::new(),
        ldflags: Vec::new(),
        asmflags: Vec::new(),
        passed: Vec::new(),
        patterns: Vec::new(),
    };
    args.flags.parallel = 2;
    "build".clone_into(&mut args.flags.command);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let (name, mut value) = match word.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => (word.clone(), String::new()),
        };
        let f = &mut args.flags;
        match name.as_str() {
            "-x" => f.x = true,
            "-n" => f.n = true,
            "-v" => f.v = true,
            "-a" => f.rebuild_all = true,
            "-work" => f.work = true,
            "-json" => f.json = true,
            "install" => "install".clone_into(&mut f.command),
            "-trimpath" => {
                f.trimpath = true;
                args.passed.push(word);
            }
            "-o" => f.output = words.next().unwrap(),
            "-p" => f.parallel = words.next().unwrap().parse().unwrap(),
            "-gcflags" | "-ldflags" | "-asmflags" | "-toolexec" | "-buildmode" => {
                if value.is_empty() {
                    value = words.next().unwrap();
                }
                if name != "-toolexec" {
                    args.passed.push(format!("{name}={value}"));
                }
                let list = quoted::split(&value).unwrap();
                match name.as_str() {
                    "-gcflags" => args.gcflags = list,
                    "-ldflags" => args.ldflags = list,
                    "-asmflags" => args.asmflags = list,
                    "-buildmode" => f.buildmode = value,
                    _ => f.toolexec = list,
                }
            }
            _ => args.patterns.push(word),
        }
    }
    args
}

fn strings(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

fn go() -> String {
    std::env::var("VAMOS_TEST_GO").unwrap_or_else(|_| "go".to_owned())
}

fn run_go(args: &[&str]) -> (String, String) {
    // What loading puts into a cache is not what is compared.
    let cache = std::env::temp_dir().join("vamos-drive-cache");
    let output = Command::new(go())
        .args(args)
        .env("GOCACHE", cache)
        .output()
        .unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// The build info of a main package, out of the link configuration that `-n` shows.
fn build_info(package: &str, passed: &[String]) -> Arc<str> {
    let mut args = vec!["build", "-n", "-o", "/nonexistent/out"];
    args.extend(passed.iter().map(String::as_str));
    args.push(package);
    let (_, stderr) = run_go(&args);
    let line = stderr
        .lines()
        .find_map(|line| line.strip_prefix("modinfo "))
        .unwrap_or_else(|| panic!("no modinfo for {package}: {stderr}"));
    let data = quote::unquote_bytes(line.as_bytes()).unwrap();
    String::from_utf8(data[16..data.len() - 16].to_vec())
        .unwrap()
        .into()
}

fn package_of(item: &Value) -> Package {
    let list = |name: &str| strings(&item[name]);
    let flag = |name: &str| item[name].as_bool().unwrap_or(false);
    let mut package = Package {
        dir: text(&item["Dir"]),
        import_path: text(&item["ImportPath"]),
        orig_import_path: text(&item["ImportPath"]),
        name: text(&item["Name"]),
        target: text(&item["Target"]),
        root: text(&item["Root"]),
        goroot: flag("Goroot"),
        standard: flag("Standard"),
        dep_only: flag("DepOnly"),
        default_godebug: text(&item["DefaultGODEBUG"]),
        go_files: list("GoFiles"),
        c_files: list("CFiles"),
        h_files: list("HFiles"),
        s_files: list("SFiles"),
        syso_files: list("SysoFiles"),
        embed_patterns: list("EmbedPatterns"),
        embed_files: list("EmbedFiles"),
        ignored_go_files: list("IgnoredGoFiles"),
        ignored_other_files: list("IgnoredOtherFiles"),
        imports: list("Imports"),
        ..Package::default()
    };
    if let Some(module) = item.get("Module") {
        package.module = Some(Arc::new(ModulePublic {
            path: text(&module["Path"]),
            version: text(&module["Version"]),
            go_version: text(&module["GoVersion"]),
            ..ModulePublic::default()
        }));
    }
    if let Some(map) = item.get("ImportMap").and_then(Value::as_object) {
        for (raw, path) in map {
            package.import_map.insert(raw.clone(), text(path));
        }
    }
    let raw = |path: &String| {
        let mut pairs = package.import_map.iter();
        let found = pairs.find(|(_, mapped)| *mapped == path);
        found.map_or_else(|| path.clone(), |(raw, _)| raw.clone())
    };
    package.raw_imports = package.imports.iter().map(raw).collect();
    for pattern in &package.embed_patterns {
        // Enough for plain file names, which is what the comparisons use.
        let files = package.embed_files.iter().filter(|file| *file == pattern);
        package
            .embed
            .insert(pattern.clone(), files.cloned().collect());
    }
    package
}

fn load(args: &Args, env: &GoEnv) -> PackageGraph {
    let mut command = vec!["list", "-deps", "-json"];
    command.extend(args.passed.iter().map(String::as_str));
    command.extend(args.patterns.iter().map(String::as_str));
    let (stdout, stderr) = run_go(&command);
    assert!(stderr.is_empty(), "{stderr}");
    let mut graph = PackageGraph::default();
    let mut ids: HashMap<String, PackageId> = HashMap::new();
    for item in serde_json::Deserializer::from_str(&stdout).into_iter::<Value>() {
        let item = item.unwrap();
        let mut package = package_of(&item);
        let id = PackageId(u32::try_from(graph.packages.len()).unwrap());
        let mut imports = package.imports.clone();
        if package.name == "main" {
            imports.push("runtime".to_owned());
            if env.goarch == "arm" {
                imports.push("math".to_owned());
            }
        }
        for path in &imports {
            let import = ids[path];
            if !package.internal_imports.contains(&import) {
                package.internal_imports.push(import);
            }
        }
        if !package.dep_only {
            graph.roots.push(id);
            package.gcflags.clone_from(&args.gcflags);
            package.ldflags.clone_from(&args.ldflags);
            package.asmflags.clone_from(&args.asmflags);
            package.cmdline_pkg = true;
        }
        if package.name == "main" && package.module.is_some() {
            package.build_info = Some(build_info(&package.import_path, &args.passed));
        }
        ids.insert(package.import_path.clone(), id);
        graph.packages.push(package);
    }
    graph
}

fn main() {
    let args = parse_args();
    let cwd = std::env::var("PWD").unwrap();
    let files: Arc<dyn Files> = Arc::new(Disk::new());
    let env = vamos_goenv::resolve(&Inputs {
        env: Environ::new(std::env::vars()),
        cwd: cwd.clone(),
        exe: String::new(),
        files: files.clone(),
        eval_symlinks: Arc::new(|path| {
            let path = std::fs::canonicalize(path).ok()?;
            Some(path.to_str()?.to_owned())
        }),
        args: Vec::new(),
        test_hooks: false,
    })
    .unwrap();
    let mut graph = load(&args, &env);
    let debug = std::env::var("GODEBUG").is_ok_and(|v| v.contains("gocachehash=1"));
    let watcher: Option<Arc<dyn Watcher>> = if debug {
        Some(Arc::new(DebugLines(|line: &str| eprint!("{line}"))))
    } else {
        None
    };
    let hasher = Hasher::new(&env.version, watcher);
    std::fs::create_dir_all(&env.gocache).unwrap();
    let cache = LocalStore::open(&env.gocache, system_clock()).unwrap();
    let sink: Box<dyn EventSink> = if args.flags.json {
        Box::new(JsonSink::new(std::io::stdout()))
    } else {
        Box::new(TextSink::new(std::io::stderr()))
    };
    let executor = LocalExecutor::new();
    let mut builder = Builder::new(Context {
        env: &env,
        flags: &args.flags,
        files: &*files,
        cwd: &cwd,
        hasher: &hasher,
        cache: &cache,
        executor: &executor,
        sink: &*sink,
        cancel: Cancel::new(),
        max_procs: 2,
        list: ListNeeds::default(),
    })
    .unwrap();
    let root = if args.flags.command == "install" {
        builder
            .plan_install(&graph)
            .map_err(|mut all| all.remove(0))
    } else {
        builder.plan_build(&mut graph)
    };
    let start = std::time::Instant::now();
    let result = root.and_then(|root| builder.run(&mut graph, root));
    if std::env::var("DRIVE_TIME").is_ok() {
        eprintln!("run: {:?} {:?}", start.elapsed(), cache.counts());
    }
    builder.close().unwrap();
    let status = match result {
        Ok(end) => end.status,
        Err(error) => {
            let prefix = if error.has_prefix() { "go: " } else { "" };
            eprintln!("{prefix}{error}");
            error.exit_status()
        }
    };
    std::process::exit(status.into());
}
