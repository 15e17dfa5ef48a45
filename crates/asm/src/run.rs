//! Assembles the files of a package.
//!
//! Counterpart: cmd/asm/main.go.

use vamos_obj::Assembler;
use vamos_obj::CodeOptions;
use vamos_obj::DebugOptions;
use vamos_obj::Goos;
use vamos_obj::Link;
use vamos_obj::ListingOptions;
use vamos_obj::ObjectOptions;
use vamos_obj::Options as LinkOptions;
use vamos_obj::Release;

use crate::completion::complete;
use crate::lex::Input;
use crate::lex::LexOptions;
use crate::lex::TokenCache;
use crate::lex::Words;
use crate::machine::Machine;
use crate::messages::Messages;
use crate::messages::Stop;
use crate::messages::StopKind;
use crate::parse::Parser;
use crate::paths::Rewrites;
use crate::sources::Sources;

/// The options of an assembly.
#[derive(Clone, Debug)]
pub struct Options {
    /// The release of Go.
    pub release: Release,
    /// The version line's rest: GOOS, GOARCH, version and experiments.
    pub header: String,
    /// GOOS.
    pub goos: String,
    /// GOARCH.
    pub goarch: String,
    /// Experiments that are on, by name.
    pub experiments: Vec<String>,
    /// True if debug information is DWARF 5.
    pub is_dwarf5: bool,
    /// The SDK's directory.
    pub goroot: String,
    /// The working directory.
    pub working_dir: String,
    /// The flags.
    pub flags: Flags,
    /// The files in order.
    pub files: Vec<String>,
}

/// The flags of the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `-D`: macros.
    pub defines: Vec<String>,
    /// `-I`: directories of included files.
    pub includes: Vec<String>,
    /// `-S`: how much is listed.
    pub listing: u32,
    /// `-debug`
    pub lists_parsed: bool,
    /// `-v`
    pub is_verbose: bool,
    /// `-trimpath`
    pub trimpath: String,
    /// `-shared`
    pub is_shared: bool,
    /// `-dynlink`
    pub is_dynlink: bool,
    /// `-linkshared`
    pub is_linkshared: bool,
    /// `-e`
    pub has_all_errors: bool,
    /// `-std`, which Go 1.27 has.
    pub is_std: bool,
    /// `-gensymabis`
    pub only_symabis: bool,
    /// `-p`
    pub pkgpath: String,
    /// `-spectre`
    pub spectre: String,
    /// `-d=maymorestack`
    pub may_more_stack: String,
    /// `-d=pctab`
    pub pctab: String,
}

/// The result of an assembly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The output file; `None` if it must not exist.
    pub output: Option<Vec<u8>>,
    /// The output on stdout.
    pub stdout: Vec<u8>,
    /// The errors on stderr.
    pub stderr: String,
    /// The exit status.
    pub status: i32,
    /// True if the usage follows the errors.
    pub shows_usage: bool,
    /// True if cmd/asm panics: only it can print its report.
    pub panics: bool,
}

impl Outcome {
    /// Returns the outcome of a run that ended early.
    fn ended(self, kind: StopKind) -> Self {
        let status = match kind {
            StopKind::Failure => self.status,
            StopKind::Usage | StopKind::Panic => 2,
        };
        Self {
            status,
            shows_usage: kind == StopKind::Usage,
            panics: kind == StopKind::Panic,
            ..self
        }
    }
}

/// A part of a run, for measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A file is read: tokens, macros, instructions.
    Parse,
    /// The functions of a file are encoded.
    Encode,
    /// The object is written.
    Write,
}

/// A run of the assembler.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The machine of [`Options::goarch`].
    pub machine: &'a Machine,
    /// The options.
    pub options: &'a Options,
    /// The source of files.
    pub sources: &'a dyn Sources,
    /// Files that other runs have read, as tokens.
    pub tokens: &'a TokenCache,
    /// Is called when a part of the run begins.
    pub on_stage: &'a dyn Fn(Stage),
    /// Assembles the functions of a file; `None` to assemble one after the other.
    pub assembler: Option<Assembler<'a>>,
}

impl<'a> Request<'a> {
    /// Returns a run that nothing measures.
    pub fn new(
        machine: &'a Machine,
        options: &'a Options,
        sources: &'a dyn Sources,
        tokens: &'a TokenCache,
    ) -> Self {
        Self {
            machine,
            options,
            sources,
            tokens,
            on_stage: &|_| (),
            assembler: None,
        }
    }
}

/// Assembles.
pub fn assemble(request: &Request<'_>) -> Outcome {
    let options = request.options;
    let mut run = Run {
        options,
        request,
        link: Link::new(request.machine.encoder, link_options(options)),
        messages: Messages::default(),
        stdout: Vec::new(),
    };
    let flags = &options.flags;
    let mut outcome = match flags.spectre.as_str() {
        "" | "index" | "all" | "ret" => run.run(),
        other => Outcome {
            stderr: format!("asm: unknown setting -spectre={other}\n"),
            status: 2,
            ..Outcome::default()
        },
    };
    outcome.stdout = run.stdout;
    outcome
}

fn link_options(options: &Options) -> LinkOptions {
    let flags = &options.flags;
    let goos = Goos::parse(&options.goos);
    let base = LinkOptions::for_assembler(options.release, goos, &flags.pkgpath);
    LinkOptions {
        is_shared: flags.is_shared || flags.is_dynlink,
        is_dynlink: flags.is_dynlink,
        code: CodeOptions {
            is_retpoline: matches!(flags.spectre.as_str(), "all" | "ret"),
            may_more_stack: flags.may_more_stack.clone(),
            ..base.code
        },
        debug: DebugOptions {
            is_dwarf5: options.is_dwarf5,
            ..base.debug
        },
        object: ObjectOptions {
            is_linkshared: flags.is_linkshared,
            is_std: flags.is_std,
            ..base.object
        },
        listing: ListingOptions {
            level: flags.listing,
            pctab: flags.pctab.clone(),
        },
        ..base
    }
}

struct Run<'a> {
    options: &'a Options,
    request: &'a Request<'a>,
    link: Link,
    messages: Messages,
    stdout: Vec<u8>,
}

impl Run<'_> {
    fn run(&mut self) -> Outcome {
        let mut defines = self.options.flags.defines.clone();
        let release = self.options.release;
        if release.allows_abi(&self.options.flags.pkgpath) {
            let experiments = self.options.experiments.iter();
            defines.extend(experiments.map(|name| format!("GOEXPERIMENT_{name}")));
        }
        let mut symabis = String::new();
        let mut words = Words::new();
        for file in &self.options.files {
            match self.file(file, &defines, &mut words, &mut symabis) {
                Ok(true) => {}
                Ok(false) => {
                    let text = format!("asm: assembly of {file} failed\n");
                    self.messages.add(&text);
                    return self.failure(None);
                }
                Err(stop) => {
                    self.messages.add(&stop.text);
                    let outcome = self.failure(Some(Vec::new()));
                    return outcome.ended(stop.kind);
                }
            }
        }
        let output = match self.options.flags.only_symabis {
            true => Ok(symabis.into_bytes()),
            false if !self.link.diagnostics.is_empty() => Ok(Vec::new()),
            false => self.object(),
        };
        self.messages.take_new(&self.link.diagnostics);
        match output {
            Err(stop) => {
                self.messages.add(&stop.text);
                self.failure(Some(Vec::new())).ended(stop.kind)
            }
            Ok(_) if !self.link.diagnostics.is_empty() => {
                self.messages.add("asm: assembly failed\n");
                self.failure(None)
            }
            Ok(output) => Outcome {
                output: Some(output),
                stderr: std::mem::take(&mut self.messages.text),
                ..Outcome::default()
            },
        }
    }

    fn failure(&mut self, output: Option<Vec<u8>>) -> Outcome {
        Outcome {
            output,
            stderr: std::mem::take(&mut self.messages.text),
            status: 1,
            ..Outcome::default()
        }
    }

    /// Reads one file and encodes its functions; returns false if it has errors.
    fn file(
        &mut self,
        file: &str,
        defines: &[String],
        words: &mut Words,
        symabis: &mut String,
    ) -> Result<bool, Stop> {
        (self.request.on_stage)(Stage::Parse);
        let flags = &self.options.flags;
        let options = LexOptions {
            sources: self.request.sources,
            tokens: self.request.tokens,
            is_last: !flags.only_symabis,
            includes: &flags.includes,
            defines,
            paths: Rewrites {
                working_dir: &self.options.working_dir,
                goroot: &self.options.goroot,
                trimpath: &flags.trimpath,
            },
        };
        let input = Input::open(file, options, words, &mut self.link.positions)?;
        let link = &mut self.link;
        let mut parser = Parser::new(self.request.machine, link, words, &mut self.messages, input);
        if flags.has_all_errors {
            parser.without_error_limit();
        }
        if flags.lists_parsed {
            parser.list_to(&mut self.stdout);
        }
        if flags.only_symabis {
            return parser.parse_symabis(symabis);
        }
        let Some(parsed) = parser.parse()? else {
            return Ok(false);
        };
        drop(parser);
        (self.request.on_stage)(Stage::Encode);
        let mut functions = parsed.functions;
        complete(&mut self.link, &mut functions);
        let assembler = self.request.assembler;
        let result = self.link.flush(functions, &parsed.text, assembler);
        self.messages.take_new(&self.link.diagnostics);
        self.stdout.append(&mut self.link.listing);
        result?;
        Ok(true)
    }

    fn object(&mut self) -> Result<Vec<u8>, Stop> {
        (self.request.on_stage)(Stage::Write);
        let object = self.link.write_object();
        self.stdout.append(&mut self.link.listing);
        let object = object?;
        let header = &self.options.header;
        let mut out = format!("go object {header}\n!\n").into_bytes();
        out.extend_from_slice(&object);
        Ok(out)
    }
}
