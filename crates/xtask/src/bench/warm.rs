//! State in which a measured run starts: the build cache, the compiler, and the proofs that an SDK
//! needs.
//!
//! Counterpart: none.

use vamos_oracle::files;
use vamos_oracle::files::remove;

use super::Bench;
use super::COMPILERS;
use super::measure::Run;
use super::others;
use super::rows::Edit;
use super::rows::Row;
use super::rows::Subject;
use super::sides;

impl Bench {
    /// Creates directories, builds once with the official command, and gives vamos a copy of its
    /// cache.
    pub(super) fn warm(&self, row: &Row, runs: &[Run; 2]) -> Result<(), String> {
        for side in [0, 1] {
            let own = self.own(row, side);
            sides::make(&own)?;
            for name in ["home/.cache", "tmp", "gopath"] {
                files::make_dir(&own.join(name))?;
            }
        }
        if matches!(row.edit, Edit::Cold | Edit::FirstError) {
            for side in [0, 1] {
                self.make_compiler(row, side, &runs[side])?;
            }
        }
        if matches!(
            row.edit,
            Edit::Cold | Edit::FirstError | Edit::First | Edit::NoModules
        ) {
            return Ok(());
        }
        runs[0].output()?;
        if row.edit == Edit::Clone {
            self.set_up(row, &runs[1])?;
            return runs[1].output().map(drop);
        }
        let [official, ours] = [0, 1].map(|side| self.cache(row, side));
        if official.exists() && !ours.exists() {
            files::copy(&official, &ours)?;
        }
        for run in runs {
            self.set_up(row, run)?;
        }
        runs[1].output().map(drop)
    }

    /// Runs `vamos setup` where the measured commands run: makes the compiler, and the proofs that
    /// an SDK needs with which vamos was not compared.
    fn set_up(&self, row: &Row, run: &Run) -> Result<(), String> {
        if !self.needs_compiler(row, run) {
            return Ok(());
        }
        let mut setup = run.clone();
        setup.args = vec!["setup".to_owned()];
        match setup.output() {
            // An earlier vamos makes its compiler in the first command that waits for it.
            Err(problem)
                if self.options.against.is_some() && problem.contains("unknown command") =>
            {
                Ok(())
            }
            result => result.map(drop),
        }
    }

    /// Reports whether a side's commands of a row use vamos' compiler.
    fn needs_compiler(&self, row: &Row, run: &Run) -> bool {
        let is_check = run.args.first().is_some_and(|arg| arg == "check");
        run.program != self.sdk.go && !is_check && row.subject != Subject::Nothing
    }

    /// Makes vamos build its compiler, so that no measured command does. The compilations of the
    /// other commands before the measured ones are in the cache already, so that they do not need
    /// it.
    fn make_compiler(&self, row: &Row, side: usize, run: &Run) -> Result<(), String> {
        if !self.needs_compiler(row, run) {
            return Ok(());
        }
        let mut small = run.clone();
        small.args = vec!["build".to_owned(), "errors".to_owned()];
        let cache = self.own(row, side).join("small");
        remove(&cache)?;
        // The last one of a name counts.
        let value = cache.display().to_string();
        small.env.push(("GOCACHE".to_owned(), value));
        small.output()?;
        remove(&cache)
    }

    /// Brings everything to where a measured run starts.
    pub(super) fn prepare(&self, row: &Row, side: usize) -> Result<(), String> {
        let own = self.own(row, side);
        let remembered = own.join("home/.cache/vamos");
        let mut gone = match row.edit {
            Edit::Cold | Edit::FirstError | Edit::First => {
                vec![self.cache(row, side), own.join("out")]
            }
            Edit::NoModules => vec![own.join("mod")],
            _ => return Ok(()),
        };
        match row.edit {
            Edit::Cold | Edit::FirstError => gone.extend(others(&remembered, COMPILERS)?),
            _ => gone.push(remembered),
        }
        for path in &gone {
            remove(path)?;
        }
        // Earlier writes shall not delay this run.
        let _ = std::process::Command::new("sync").status();
        Ok(())
    }
}
