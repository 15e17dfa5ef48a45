//! `go mod vendor` and `go work vendor`: copies the packages that are needed into a directory
//! of the main module or workspace.
//!
//! Packages are copied in parallel: packages of one module that write the same file write the same
//! bytes. Modules with a common path prefix may write different bytes to the same directory; there
//! the official order decides which bytes remain. Equal files of an earlier command stay.
//! Counterpart: cmd/go/internal/modcmd/vendor.go.

mod copy;
mod earlier;
mod list;

use std::collections::BTreeMap;

use vamos_base::golang::fold::to_fold;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::Files;
use vamos_fsys::inside::Root;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_modload::LoadError;
use vamos_modload::ModOptions;
use vamos_modload::Modules;
use vamos_sched::Class;
use vamos_sched::Pool;

use copy::Copied;
use copy::Copier;
use copy::Target;
use earlier::Earlier;
use earlier::Written;
use list::VendorList;

/// The arguments of `go mod vendor`.
#[derive(Clone, Copy, Debug)]
pub struct VendorRequest<'a> {
    /// `-o`: the directory, instead of `vendor`; empty without it.
    pub out: &'a str,
    /// The working directory.
    pub cwd: &'a str,
    /// `-e`: errors of packages do not end the command.
    pub allow_errors: bool,
    /// `-v`: modules and packages are listed.
    pub verbose: bool,
}

/// The output of the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorReport {
    /// Lines for stderr, complete with their prefixes.
    pub lines: Vec<String>,
    /// True if there was an error.
    pub failed: bool,
}

/// The error after which nothing more is copied, as it is printed.
struct Fatal(String);

impl<E: std::fmt::Display> From<E> for Fatal {
    fn from(error: E) -> Self {
        Self(format!("go: {error}"))
    }
}

/// Loads the packages that the main modules need, and copies them; [`Modules::updates`] must be
/// written before the report is shown.
pub fn vendor(
    modules: &mut Modules<'_>,
    request: VendorRequest<'_>,
    disk: &dyn Files,
    pool: &Pool,
) -> Result<VendorReport, LoadError> {
    let options = ModOptions {
        any_tags: true,
        vendor_modules_in_goroot_src: true,
        resolve_missing_imports: true,
        use_vendor_all: true,
        allow_errors: request.allow_errors,
        silence_missing_std_imports: true,
        ..ModOptions::default()
    };
    modules.load_packages(&options, &["all".to_owned()])?;
    let mut report = VendorReport::default();
    let run = Run {
        modules,
        request,
        disk,
        pool,
    };
    if let Err(Fatal(line)) = run.run(&mut report) {
        report.lines.push(line);
        report.failed = true;
    }
    Ok(report)
}

struct Run<'r, 'a> {
    modules: &'r Modules<'a>,
    request: VendorRequest<'r>,
    disk: &'r dyn Files,
    pool: &'r Pool,
}

impl Run<'_, '_> {
    fn run(&self, report: &mut VendorReport) -> Result<(), Fatal> {
        let dir = match self.request.out {
            "" => self.modules.vendor_dir(),
            out if path::is_abs(out) => out.to_owned(),
            out => path::join(&[self.request.cwd, out]),
        };
        let list = self.list();
        let earlier = list.as_ref().ok();
        let earlier = earlier.and_then(|list| self.earlier(list, &dir));
        // If the command is killed, no list of modules claims that the rest is complete.
        work::remove_all(&match earlier {
            Some(_) => path::join(&[&dir, "modules.txt"]),
            None => dir.clone(),
        })?;
        let list = list?;
        let (copied, written) = self.copy(&list, &dir, earlier.as_ref());
        if let Some(earlier) = &earlier {
            earlier.sweep(&written)?;
        }
        let text = self.report(&list, copied, report)?;
        if text.is_empty() {
            report
                .lines
                .push("go: no dependencies to vendor".to_owned());
            return Ok(());
        }
        uncached::make_dirs(&dir)?;
        work::write(&path::join(&[&dir, "modules.txt"]), text.as_bytes())?;
        Ok(())
    }

    /// Returns the packages of modules that are not main ones.
    fn list(&self) -> Result<VendorList<'_>, Fatal> {
        let mut by_module: BTreeMap<ModuleVersion, Vec<&str>> = BTreeMap::new();
        for package in self.modules.loaded_packages() {
            if let Some(module) = self.modules.package_module(package)
                && !self.modules.is_main_module(&module.path)
            {
                by_module.entry(module.clone()).or_default().push(package);
            }
        }
        check_collisions(by_module.keys())?;
        Ok(VendorList::new(self.modules, by_module)?)
    }

    /// Returns the contents of the directory, if it can stay: it contains no sources of the
    /// packages.
    fn earlier(&self, list: &VendorList<'_>, dir: &str) -> Option<Earlier> {
        let mut first = list
            .modules
            .iter()
            .filter_map(|module| module.packages.first());
        let root = Root::of(dir);
        let is_apart = |package: &&str| {
            let source = self.modules.package_dir(package);
            source.is_none_or(|source| root.is_outside(&source))
        };
        if !first.all(is_apart) {
            return None;
        }
        let packages = list.modules.iter().flat_map(|module| &module.packages);
        let targets: Vec<String> = packages
            .map(|package| path::join(&[dir, package]))
            .collect();
        Earlier::scan(self.disk, dir, targets.iter().map(String::as_str))
    }

    /// Copies all packages; returns the results, in the order of the packages, and the written
    /// files.
    fn copy(
        &self,
        list: &VendorList<'_>,
        dir: &str,
        earlier: Option<&Earlier>,
    ) -> (Vec<Copied>, Written) {
        let target = Target {
            disk: self.disk,
            pool: self.pool,
            dir,
            earlier,
        };
        let copier = Copier::new(self.modules, target, list.embeds_of_tests);
        let copied = self.pool.map(Class::Cpu, &list.units(), |packages| {
            let copied = packages.iter();
            let copied = copied.map(|(module, package)| copier.copy(module, package));
            copied.collect::<Vec<_>>()
        });
        (copied.into_iter().flatten().collect(), copier.finish())
    }

    /// Returns the text of modules.txt, and reports the messages of copying.
    fn report(
        &self,
        list: &VendorList<'_>,
        copied: Vec<Copied>,
        report: &mut VendorReport,
    ) -> Result<String, Fatal> {
        let mut text = String::new();
        let mut add = |report: &mut VendorReport, line: &str| {
            text.push_str(line);
            text.push('\n');
            if self.request.verbose {
                report.lines.push(line.to_owned());
            }
        };
        if list.is_workspace {
            add(report, "## workspace");
        }
        let mut copied = copied.into_iter();
        for module in &list.modules {
            for line in &module.lines {
                add(report, line);
            }
            for (package, copied) in module.packages.iter().zip(&mut copied) {
                add(report, package);
                self.report_package(package, copied, report)?;
            }
        }
        if let Some(line) = &list.fatal {
            return Err(Fatal(line.clone()));
        }
        for line in &list.unused {
            add(report, line);
        }
        Ok(text)
    }

    fn report_package(
        &self,
        package: &str,
        copied: Copied,
        report: &mut VendorReport,
    ) -> Result<(), Fatal> {
        match copied {
            Copied::All => {}
            Copied::Missing => {
                let line = format!("internal error: no pkg for {package}");
                report.lines.push(line);
                report.failed = true;
            }
            Copied::WithoutEmbeds(errors) => {
                report.lines.extend(errors);
                report.failed |= !self.request.allow_errors;
            }
            Copied::Fatal(line) => return Err(Fatal(line)),
        }
        Ok(())
    }
}

/// Fails if two module paths differ only in case, as a build does.
fn check_collisions<'m>(modules: impl Iterator<Item = &'m ModuleVersion>) -> Result<(), Fatal> {
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for m in modules {
        let other = *folded
            .entry(to_fold(&m.path).into_owned())
            .or_insert(&m.path);
        if other != m.path {
            return Err(Fatal(format!(
                "go.mod: case-insensitive import collision: {} and {}",
                quote(&m.path),
                quote(other)
            )));
        }
    }
    Ok(())
}
