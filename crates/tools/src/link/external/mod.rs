//! Links by the system's linker, of an object that this linker wrote.
//!
//! Programs with C code of their own need it. It gets the object, the objects of C compilers, and
//! the flags of packages and of the user.
//! Counterpart: cmd/link/internal/ld/lib.go (`hostlink`, `hostobjCopy`, `cleanTimeStamps`).

mod archive;
mod argv;
mod command;
mod fips;
pub(super) mod object;
mod probe;
mod response;
pub(super) mod scratch;

use vamos_base::golang::os_str;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_link::Diagnostics;
use vamos_link::External;
use vamos_link::FipsObject;
use vamos_link::Options;
use vamos_link::Stop;
use vamos_link::options::BuildMode;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::host::LinkHost;
use super::output::Content;
use super::placed::Placed;
use argv::Input;
use command::Program;
use object::Object;
use probe::Prober;
use scratch::Scratch;

/// The output of a link that is only compared.
const COMPARED: &str = "compared";

/// A link that ends with a run of the system's linker.
pub(super) struct HostLink<'a> {
    /// The directory, the environment, and the runner of programs.
    pub(super) host: &'a LinkHost<'a>,
    /// The threads that may be used.
    pub(super) pool: &'a Pool,
    /// Options of the link.
    pub(super) options: &'a Options,
    /// `GOROOT` in the linker's environment.
    pub(super) goroot: &'a str,
    /// The output is only compared, and stays in memory.
    pub(super) is_compared: bool,
}

/// Result of the system's linker.
pub(super) struct HostLinked {
    /// The executable.
    pub(super) content: Content,
    /// The file of `-fipso`, if it is only compared.
    pub(super) fips_object: Option<FipsObject>,
    /// Printed text.
    pub(super) printed: String,
}

impl HostLink<'_> {
    /// Makes an executable of an object and the other inputs of the system's linker.
    ///
    /// # Errors
    /// The system's linker failed, or a file could not be written.
    pub(super) fn run(
        &self,
        external: &External<'_>,
        object: &Object,
        diag: &mut Diagnostics,
    ) -> Result<HostLinked, Stop> {
        let options = self.options;
        let input = Input { options, external };
        // Releases differ in whether this is an error.
        if let Some(text) = input.text_with_comma() {
            return Err(Stop::Unsupported(format!("a comma in {text}")));
        }
        let placed = self.place()?;
        let scratch = object.finish()?;
        let linker = &input.linker()[0];
        let program = Program::find(self.host, linker, self.goroot);
        let prober = match Prober::new(&program, scratch, &input) {
            Ok(prober) => prober,
            Err(error) => {
                diag.error(format!("WriteFile trivial.c failed: {error}"))?;
                return Err(Stop::Errors);
            }
        };
        let output = match placed {
            Some(_) => options.output.clone(),
            None => scratch.name(COMPARED),
        };
        if options.build_mode == BuildMode::CArchive {
            let objects = self.copy_objects(scratch, external)?;
            archive::make(self, &input, &prober, &output, &objects)?;
            return Ok(self.kept(placed, scratch));
        }
        let copy = || self.copy_objects(scratch, external);
        let mut copied = None;
        let known = self
            .pool
            .both(|| copied = Some(copy()), || prober.known(&input, self.pool));
        let objects = copied.unwrap_or_else(copy)?;
        let argv = input.argv(&known, &output, &objects);
        let argv = response::shorten(argv, scratch, |flags| prober.knows(flags))?;
        let printed = self.link(&program, &argv, &output)?;
        let fips_object = self.set_checksum(placed.as_ref(), scratch);
        Ok(HostLinked {
            fips_object,
            printed,
            ..self.kept(placed, scratch)
        })
    }

    /// Prepares the place of the output; `None` if it is only compared.
    fn place(&self) -> Result<Option<Placed>, Stop> {
        if self.is_compared {
            return Ok(None);
        }
        let name = &self.options.output;
        let placed = Placed::prepare(&self.host.locate(name));
        let placed = placed.map_err(|error| cannot("create", name, error))?;
        Ok(Some(placed))
    }

    /// Writes the objects into the directory; returns the names of all objects. None has a time,
    /// which could be in the output.
    fn copy_objects(
        &self,
        scratch: &Scratch,
        external: &External<'_>,
    ) -> Result<Vec<String>, Stop> {
        let without_time = |name: &str| {
            let set = uncached::set_times(&scratch.path(name), 0);
            set.map_err(|error| cannot("chtimes", &scratch.name(name), error))
        };
        without_time(object::NAME)?;
        let numbered: Vec<(usize, &&[u8])> = external.host_objects.iter().enumerate().collect();
        let copies = self.pool.map(Class::Cpu, &numbered, |(number, bytes)| {
            let name = format!("{number:06}.o");
            work::write(&scratch.path(&name), bytes).map_err(|error| {
                let action = if error.op == "open" {
                    "create"
                } else {
                    "write"
                };
                cannot(action, &scratch.name(&name), error)
            })?;
            without_time(&name)?;
            Ok(scratch.name(&name))
        });
        let first = Ok(scratch.name(object::NAME));
        [first].into_iter().chain(copies).collect()
    }

    /// Runs the system's linker; returns its output.
    fn link(&self, program: &Program<'_>, argv: &[String], output: &str) -> Result<String, Stop> {
        let args = &argv[1..];
        let failure = match program.run(args, &[]) {
            Ok(printed) => return Ok(os_str::decode(&printed)),
            Err(failure) => failure,
        };
        if self.host.cancel.is_cancelled() {
            return Err(Stop::Errors);
        }
        // Upstream's linker has no other output.
        let shown = |word: &String| {
            if word == output {
                self.options.output.clone()
            } else {
                word.clone()
            }
        };
        let command = program.describe(&args.iter().map(shown).collect::<Vec<_>>());
        Err(Stop::Exit(format!(
            "running {} failed: {}\n{command}\n{}",
            argv[0],
            failure.error,
            os_str::decode(&failure.output)
        )))
    }

    /// Sets the checksum of an executable that was made; returns the file of `-fipso`, if the
    /// executable is only compared.
    fn set_checksum(&self, placed: Option<&Placed>, scratch: &Scratch) -> Option<FipsObject> {
        let path = placed.map_or_else(|| scratch.path(COMPARED), |placed| placed.path().to_owned());
        let object = fips::update(&path, self.options, |object| {
            if self.is_compared {
                return true;
            }
            work::write(&self.host.locate(&object.path), &object.bytes).is_ok()
        });
        object.filter(|_| self.is_compared)
    }

    /// Returns the output that was made.
    fn kept(&self, placed: Option<Placed>, scratch: &Scratch) -> HostLinked {
        HostLinked {
            content: match placed {
                Some(placed) => Content::Placed(placed),
                None => {
                    let path = scratch.path(COMPARED);
                    Content::Memory(uncached::read(&path).unwrap_or_default())
                }
            },
            fips_object: None,
            printed: String::new(),
        }
    }
}

fn cannot(action: &str, name: &str, error: PathError) -> Stop {
    let path = name.to_owned();
    let error = PathError { path, ..error };
    Stop::Exit(format!("cannot {action} {name}: {error}"))
}

#[cfg(test)]
mod tests;
