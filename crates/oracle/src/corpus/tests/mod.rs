//! `cargo xtask corpus tests`: the tests of members, or of named packages of the SDK, run by both
//! programs: the same verdicts, events and cached results, also of the other one's runs, and the
//! same coverage profiles.
//!
//! Each program has a build cache of its own to begin with. Outputs that differ are compared with a
//! second official run: tests may print addresses, random numbers, or their remaining time. Of
//! tests whose outputs differ officially, only the verdicts are compared.
//! Counterpart: none.

mod events;
mod profile;

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::process::Output;

use super::Options;
use super::members::Member;
use super::members::Variant;
use super::program::Program;
use crate::files;
use crate::files::at;
use crate::report::Report;
use crate::sdk::Sdk;
use events::Events;
use events::Mask;
use profile::Profile;

const PLAIN: Variant = Variant::of_env("tests", &[]);

/// A race detector needs a C compiler.
const NATIVE: Variant = Variant::of_env("tests", &[("CGO_ENABLED", "1")]);

/// Number of additional official runs that determine which tests print something else in each run.
const OFFICIAL_RUNS: usize = 3;

/// Both programs, and the settings of their tests.
struct Lab<'a> {
    official: Program<'a>,
    vamos: Program<'a>,
    variant: &'static Variant,
    /// Flags of all runs.
    flags: Vec<&'a str>,
}

/// Packages that are tested by one command.
struct Batch<'a> {
    dir: PathBuf,
    packages: Vec<&'a str>,
}

/// Runs the tests of members, or of packages of the SDK where these are named.
pub(super) fn tests(
    options: &Options,
    sdk: &Sdk,
    official: &Program<'_>,
    vamos: &Program<'_>,
) -> Result<(), String> {
    let own = |program: &Program<'_>| -> Result<PathBuf, String> {
        let cache = program.place.root.join(format!("tests-{}", program.name));
        if options.is_cold {
            let _ = std::fs::remove_dir_all(&cache);
        }
        files::make_dir(&cache)?;
        Ok(cache)
    };
    let is_native = options.flags.iter().any(|flag| flag == "-race");
    let lab = Lab {
        official: Program {
            cache: own(official)?,
            goroot: sdk.goroot.clone(),
            ..official.clone()
        },
        vamos: Program {
            cache: own(vamos)?,
            goroot: sdk.goroot.clone(),
            ..vamos.clone()
        },
        variant: if is_native { &NATIVE } else { &PLAIN },
        flags: options.flags.iter().map(String::as_str).collect(),
    };
    let mut report = Report::default();
    for packages in options.packages.chunks(options.batch) {
        let batch = Batch {
            dir: sdk.goroot.join("src"),
            packages: packages.iter().map(String::as_str).collect(),
        };
        report.say(&batch.packages.join(" "), lab.compare(&batch));
    }
    let members = options
        .members(&PLAIN)
        .filter(|member| !member.module.is_empty() && options.packages.is_empty());
    for member in members {
        let batch = Batch {
            dir: official.place.source(member),
            packages: vec!["./..."],
        };
        report.say(member.name, lab.compare(&batch));
        let what = format!("{} -coverprofile", member.name);
        report.say(&what, lab.profiles(member, &batch.dir));
    }
    report.finish()
}

impl Lab<'_> {
    fn test(
        &self,
        program: &Program<'_>,
        batch: &Batch<'_>,
        more: &[&str],
    ) -> Result<Output, String> {
        let mut args = vec!["test", "-short", "-json"];
        args.extend(&self.flags);
        args.extend(more);
        args.extend(&batch.packages);
        let (output, _) = program.run(&batch.dir, self.variant, &args)?;
        Ok(output)
    }

    /// Returns a program that works on the cache of the other one.
    fn on_cache_of<'p>(program: &Program<'p>, other: &Program<'_>) -> Program<'p> {
        Program {
            cache: other.cache.clone(),
            ..program.clone()
        }
    }

    /// Runs the tests of a batch with each program, twice, and once with the results of the other.
    fn compare(&self, batch: &Batch<'_>) -> Result<String, String> {
        let theirs = self.test(&self.official, batch, &[])?;
        let ours = self.test(&self.vamos, batch, &[])?;
        let same = self.same(batch, &theirs, &ours)?;
        let official = Self::on_cache_of(&self.official, &self.vamos);
        let vamos = Self::on_cache_of(&self.vamos, &self.official);
        let first = self.cached(&self.official, &vamos, batch)?;
        let second = self.cached(&self.vamos, &official, batch)?;
        Ok(format!("{same}; {first} and {second} cached for the other"))
    }

    /// Compares verdicts and events; returns how many there were.
    fn same(&self, batch: &Batch<'_>, theirs: &Output, ours: &Output) -> Result<String, String> {
        if theirs.status.code() != ours.status.code() {
            let complaint = String::from_utf8_lossy(&ours.stderr).into_owned();
            return Err(format!("{} <> {}: {complaint}", theirs.status, ours.status));
        }
        if theirs.stderr != ours.stderr {
            let text = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("stderr: {:?} <> {:?}", text(theirs), text(ours)));
        }
        let [one, two] = [theirs, ours].map(|output| events_of(output, Mask::Times));
        let (one, two) = (one?, two?);
        let Some(mut left) = one.difference(&two) else {
            return Ok(one.summary());
        };
        let [rough, other] = [theirs, ours].map(|output| events_of(output, Mask::Numbers));
        let (mut rough, mut other) = (rough?, other?);
        let mut unstable = BTreeSet::new();
        for _ in 0..OFFICIAL_RUNS {
            let again = self.test(&self.official, batch, &["-count=1"])?;
            unstable.extend(one.differing(&events_of(&again, Mask::Times)?));
            for events in [&mut rough, &mut other] {
                events.remove_outputs(&unstable);
            }
            match rough.difference(&other) {
                Some(difference) => left = difference,
                None if unstable.is_empty() => {}
                None => {
                    return Ok(format!(
                        "{}, without the outputs of {} that differ between official runs",
                        rough.summary(),
                        unstable.len()
                    ));
                }
            }
        }
        Err(left)
    }

    /// Makes `reader` find the results that `runner` has stored; returns their number.
    fn cached(
        &self,
        runner: &Program<'_>,
        reader: &Program<'_>,
        batch: &Batch<'_>,
    ) -> Result<usize, String> {
        let cached = |program| -> Result<BTreeSet<String>, String> {
            let output = self.test(program, batch, &[])?;
            Ok(events_of(&output, Mask::Times)?.cached)
        };
        // Some results are not cached: their tests opened files that were new.
        let (own, read) = (cached(runner)?, cached(reader)?);
        match own.difference(&read).next() {
            None => Ok(read.len()),
            Some(package) => Err(format!("{} runs {package} again", reader.name)),
        }
    }

    /// Compares the coverage profiles of all packages of a member, and the printed output.
    fn profiles(&self, member: &Member, dir: &Path) -> Result<String, String> {
        let run = |program: &Program<'_>, again: &[&str]| -> Result<(Profile, String), String> {
            let place = program.place;
            let file = place.output(program.name, "tests", member);
            let parent = file.parent().expect("an output has a directory");
            files::make_dir(parent)?;
            let profile = format!("-coverprofile={}", file.display());
            let batch = Batch {
                dir: dir.to_owned(),
                packages: vec!["./..."],
            };
            // Side by side, packages are written in the order in which their tests end.
            let flags = [&["-cover", "-p=1", profile.as_str()], again].concat();
            let output = self.test(program, &batch, &flags)?;
            let text = std::fs::read_to_string(&file);
            let text = text.map_err(at(&file))?;
            let printed = String::from_utf8_lossy(&output.stdout).into_owned();
            Ok((Profile::new(text), printed))
        };
        let (theirs, one) = run(&self.official, &[])?;
        let (ours, two) = run(&self.vamos, &[])?;
        let again = || Ok(run(&self.official, &["-count=1"])?.0);
        let same = theirs.compare(&ours, OFFICIAL_RUNS, again)?;
        let [one, two] = [one, two].map(|text| Events::parse(&text, Mask::Numbers));
        match one?.difference(&two?) {
            None => Ok(same),
            Some(difference) => Err(difference),
        }
    }
}

fn events_of(output: &Output, mask: Mask) -> Result<Events, String> {
    Events::parse(&String::from_utf8_lossy(&output.stdout), mask)
}
