//! A check without data of earlier runs, compared with a Go program that does the same.
//!
//! The program loads the packages of a module with golang.org/x/tools/go/packages: it parses them
//! and all their dependencies, and checks types with the bodies of functions. Neither compiles
//! anything. The program's modules come from the configured module proxy.
//! Counterpart: golang.org/x/tools/go/packages.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use vamos_oracle::costs::median;
use vamos_oracle::files;
use vamos_oracle::sdk;

use crate::bench::Cost;
use crate::bench::Meter;
use crate::bench::Run;
use crate::say;

/// The program. It prints how many packages there were and how many errors.
const PROGRAM: &str = r#"package main

import (
	"fmt"
	"os"

	"golang.org/x/tools/go/packages"
)

func main() {
	config := &packages.Config{Mode: packages.LoadAllSyntax, Tests: true}
	roots, err := packages.Load(config, os.Args[1:]...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	count, errors := 0, 0
	packages.Visit(roots, nil, func(pkg *packages.Package) {
		count++
		errors += len(pkg.Errors)
		for _, err := range pkg.Errors {
			fmt.Fprintln(os.Stderr, err)
		}
	})
	fmt.Println(count, "packages,", errors, "errors")
	if errors > 0 {
		os.Exit(1)
	}
}
"#;

/// The version of the module that the program needs.
const MODULE: &str = "module loads\n\ngo 1.25.0\n\nrequire golang.org/x/tools v0.50.0\n";

/// Measures both for a module; without one, for the largest program of the corpus.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (mut vamos, mut runs, mut dir) = (None, 5, None);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--vamos" => vamos = rest.next().map(PathBuf::from),
            "--runs" => {
                let value = rest.next().ok_or(super::USAGE)?;
                runs = value.parse().map_err(|_| super::USAGE)?;
            }
            arg => dir = Some(PathBuf::from(arg)),
        }
    }
    let sdk = sdk::find()?;
    let vamos = sdk::vamos_named_or_built(vamos.as_deref())?;
    let dir = match dir {
        Some(dir) => dir,
        None => sdk::target_dir().join("corpus/corpus/caddy"),
    };
    if !dir.is_dir() {
        let dir = dir.display();
        return Err(format!(
            "{dir}: no such directory; name a module's, or run `cargo xtask corpus build --member caddy`"
        ));
    }
    let root = files::real_dir(&sdk::target_dir().join("check-speed"))?;
    let settings = sdk.module_settings()?;
    let program = build(&root, &vamos, &sdk.goroot, &settings)?;
    let meter = Meter::new(&root);
    let mut runs_of = [
        (program, vec!["./...".to_owned()]),
        (vamos, vec!["check".to_owned(), "./...".to_owned()]),
    ]
    .map(|(program, args)| Run {
        program,
        args,
        dir: dir.clone(),
        env: env(&root, &sdk.goroot, &settings),
    });
    // The program gets the list of packages from the official command.
    let path = format!("{}:/usr/bin:/bin", sdk.goroot.join("bin").display());
    runs_of[0].env.push(("PATH".to_owned(), path));
    let mut costs: [Vec<Cost>; 2] = Default::default();
    for round in 0..=runs {
        for (run, costs) in runs_of.iter().zip(&mut costs) {
            // Summaries and file data are from earlier runs.
            files::remove(&root.join("home/.cache/vamos"))?;
            let cost = meter.cost(run)?;
            // The first round reads files that the system does not have in memory.
            if round > 0 {
                costs.push(cost);
            }
        }
    }
    let of = |costs: &[Cost], what: fn(&Cost) -> f64| median(costs.iter().map(what).collect());
    let [(their_wall, their_cpu), (our_wall, our_cpu)] =
        [0, 1].map(|side| (of(&costs[side], |c| c.wall), of(&costs[side], |c| c.cpu)));
    say(&format!(
        "check-speed: go/packages: {their_wall:.2} s, user+sys {their_cpu:.2} s; vamos check: \
         {our_wall:.2} s, user+sys {our_cpu:.2} s; 1/{:.1} of user+sys (median of {runs})",
        their_cpu / our_cpu
    ));
    Ok(())
}

fn env(root: &Path, goroot: &Path, settings: &[(String, String)]) -> Vec<(String, String)> {
    let text = |path: PathBuf| path.display().to_string();
    let mut env = settings.to_vec();
    env.extend(
        [
            ("HOME", text(root.join("home"))),
            ("GOCACHE", text(root.join("cache"))),
            ("GOPATH", text(root.join("gopath"))),
            ("GOROOT", text(goroot.to_owned())),
            ("GOENV", "off".to_owned()),
            ("GOTOOLCHAIN", "local".to_owned()),
            ("GOFLAGS", "-mod=mod".to_owned()),
            ("CGO_ENABLED", "0".to_owned()),
            ("VAMOS_NO_DELEGATE", "1".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    env
}

/// Builds the program with vamos; returns it.
fn build(
    root: &Path,
    vamos: &Path,
    goroot: &Path,
    settings: &[(String, String)],
) -> Result<PathBuf, String> {
    let dir = root.join("program");
    for sub in ["home", "cache", "gopath", "program"] {
        files::make_dir(&root.join(sub))?;
    }
    files::write(&dir.join("main.go"), PROGRAM)?;
    let module = dir.join("go.mod");
    if !fs::exists(&module).unwrap_or(false) {
        files::write(&module, MODULE)?;
    }
    let program = root.join("loads");
    let build = Run {
        program: vamos.to_owned(),
        args: ["build", "-o", &program.display().to_string(), "."]
            .map(str::to_owned)
            .to_vec(),
        dir,
        env: env(root, goroot, settings),
    };
    build.output()?;
    Ok(program)
}
