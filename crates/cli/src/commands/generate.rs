//! `generate`: runs the commands of `//go:generate` lines.
//!
//! Counterpart: cmd/go/internal/generate/generate.go.

use std::sync::Arc;

use regex_lite::Regex;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;
use vamos_load::PackageOpts;
use vamos_syntax::Directives;
use vamos_syntax::GenerateError;
use vamos_syntax::Generator;
use vamos_syntax::package_name;

use super::session::load;
use crate::attached::run_attached;
use crate::child_go;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::program::lead_path;

/// Runs `go generate`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let (parsed, output) = (&invocation.parsed, &invocation.output);
    let filter = Filter {
        run: pattern(parsed.last(Flag::Run))?,
        skip: pattern(parsed.last(Flag::Skip))?,
    };
    let mut flags = invocation.load_flags()?;
    flags.sources.tags.push("generate".to_owned());
    let ctx = invocation.load_context(&flags, invocation.files(&flags)?);
    let opts = PackageOpts {
        ignore_imports: true,
        ..PackageOpts::default()
    };
    let loaded = load(invocation, &ctx, &opts, &parsed.args)?;
    let host = Host {
        invocation,
        filter,
        bin: child_go::first_dir(&invocation.process, &invocation.env)?,
    };
    let (mut code, mut is_noted) = (0, false);
    for &id in &loaded.graph.roots {
        let package = loaded.graph.get(id);
        let is_dependency = package.module.as_ref().is_some_and(|module| !module.main);
        if loaded.modules.is_enabled() && is_dependency {
            if !is_noted {
                output.log("go: not generating in packages in dependency modules");
                is_noted = true;
            }
            continue;
        }
        // Without files there is no package; other errors do not matter.
        if let Some(error) = &package.problems.error
            && package.all_go_files().is_empty()
        {
            output.log(&error.to_string());
            code = 1;
        }
        for files in [package.go_files(), package.external_test_files()] {
            if !host.run_all(&files)? {
                code = 1;
            }
        }
    }
    Ok(code)
}

/// Which lines are run (`-run`, `-skip`).
struct Filter {
    run: Option<Regex>,
    skip: Option<Regex>,
}

impl Filter {
    fn takes(&self, line: &[u8]) -> bool {
        let text = String::from_utf8_lossy(line);
        let text = text.trim();
        let is_match = |pattern: &Regex| pattern.is_match(text);
        self.run.as_ref().is_none_or(is_match) && !self.skip.as_ref().is_some_and(is_match)
    }
}

fn pattern(text: Option<&str>) -> Result<Option<Regex>, CliError> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => match Regex::new(text) {
            Ok(pattern) => Ok(Some(pattern)),
            Err(error) => {
                let line = format!("generate: error parsing regexp: {error}");
                Err(CliError::Fatal(line))
            }
        },
    }
}

/// The environment of generators.
struct Host<'a> {
    invocation: &'a Invocation,
    filter: Filter,
    /// The directory of the `go` that generators find.
    bin: String,
}

impl Host<'_> {
    /// Runs the generators of files; reports whether all succeeded. The first failure ends it.
    fn run_all(&self, files: &[String]) -> Result<bool, CliError> {
        for file in files {
            if !self.run_file(file)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Runs the generators of a file. One without a valid package clause has none.
    fn run_file(&self, file: &str) -> Result<bool, CliError> {
        let src = uncached::read(file);
        let src = src.map_err(|error| CliError::Fatal(format!("generate: {error}")))?;
        let Some(package) = package_name(&src) else {
            return Ok(true);
        };
        let Invocation {
            parsed,
            output,
            process,
            ..
        } = self.invocation;
        let shown = path::short_path(&process.cwd, file);
        if parsed.is_set(Flag::V) {
            output.stderr(&format!("{shown}\n"));
        }
        let mut generator = Generator::default();
        for (number, line) in Directives::new(&src) {
            if line.as_ref().is_ok_and(|line| !self.filter.takes(line)) {
                continue;
            }
            let line = line.map_err(|error| match error {
                GenerateError::UnexpectedEof => format!("error reading {shown}: {error}"),
                error => error.to_string(),
            });
            let run = line.and_then(|line| {
                let env = self.env(file, number, &package);
                self.run_line(&mut generator, line, file, env)
            });
            if let Err(why) = run {
                output.stderr(&format!("{shown}:{number}: {why}\n"));
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the additional environment variables of generators.
    fn env(&self, file: &str, number: usize, package: &str) -> Vec<(String, String)> {
        let (env, process) = (&self.invocation.env, &self.invocation.process);
        let mut vars: Vec<(String, String)> = Vec::new();
        for (name, value) in [
            ("GOROOT", env.sdk.goroot.as_str()),
            ("GOARCH", &env.target.goarch),
            ("GOOS", &env.target.goos),
            ("GOFILE", path::base(file)),
            ("GOLINE", &number.to_string()),
            ("GOPACKAGE", package),
            ("DOLLAR", "$"),
        ] {
            vars.push((name.to_owned(), value.to_owned()));
        }
        lead_path(&mut vars, &self.bin, process.var("PATH"));
        vars.push(("PWD".to_owned(), path::dir(file)));
        vars
    }

    fn run_line(
        &self,
        generator: &mut Generator,
        line: &[u8],
        file: &str,
        vars: Vec<(String, String)>,
    ) -> Result<(), String> {
        let value = |name: &[u8]| {
            let all = vars
                .iter()
                .chain(self.invocation.env.vars.tools.iter().rev());
            let mut named = all.filter(|(key, _)| *os_str::encode(key) == *name);
            let value = named.next().map(|(_, value)| os_str::encode(value));
            value.unwrap_or_default().into_owned()
        };
        let words = generator
            .words(line, &value)
            .map_err(|error| error.to_string())?;
        let Some(words) = words else {
            return Ok(());
        };
        let argv: Vec<String> = words.iter().map(|word| os_str::decode(word)).collect();
        let (parsed, output) = (&self.invocation.parsed, &self.invocation.output);
        if parsed.is_set(Flag::N) || parsed.is_set(Flag::X) {
            output.stderr(&format!("{}\n", argv.join(" ")));
        }
        if parsed.is_set(Flag::N) {
            return Ok(());
        }
        self.exec(argv, &path::dir(file), vars)
    }

    /// Runs a generator in the directory of its file. Its program is searched for in the
    /// directory of the `go` command first.
    fn exec(
        &self,
        mut argv: Vec<String>,
        dir: &str,
        vars: Vec<(String, String)>,
    ) -> Result<(), String> {
        let name = argv[0].clone();
        if !name.is_empty() && !name.contains('/') {
            let beside = path::join(&[&self.bin, &name]);
            if look_path(&beside, "").is_ok() {
                argv[0] = beside;
            }
        }
        let mut env = self.invocation.env.vars.original.clone();
        env.extend(vars);
        let spawn = Spawn {
            argv,
            env: Arc::from(env),
            extra_env: Vec::new(),
            dir: dir.to_owned(),
            streams: Streams::Inherit,
        };
        run_attached(self.invocation, spawn, &name)
            .map_err(|why| format!("running {}: {why}", quote(&name)))
    }
}
