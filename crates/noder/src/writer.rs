//! The state of a write, and its steps.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`pkgWriter`), unified.go (`writePkgStub`).

use std::fmt;

use hashbrown::HashMap;
use vamos_check::Checker;
use vamos_check::Directives;
use vamos_check::NodeRef;
use vamos_check::SourceFile;
use vamos_check::report::ParsedFile;
use vamos_objfile::exports::PackageEncoder;
use vamos_objfile::exports::Section;
use vamos_types::Facts as _;
use vamos_types::Limits;
use vamos_types::PkgId;
use vamos_types::Types;

use crate::declared::Decls;
use crate::dict::Dict;
use crate::dict::DictId;
use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::known::Indices;
use crate::made::Made;
use crate::trees::Trees;

/// A checked package.
pub struct Input<'i, 'a> {
    /// The checker, which has checked the package without errors and has kept all facts.
    pub checker: &'i mut Checker<'a>,
    /// The files, as they were checked.
    pub files: &'i [ParsedFile<'i>],
    /// The directives of the files.
    pub directives: &'i [Directives],
    /// Maps the name of a file to the name in the export data; true for a source file, false for a
    /// name in a line directive.
    pub file_name: &'i dyn Fn(&str, bool) -> String,
    /// Version of the format that the release writes.
    pub format: u32,
    /// True if the target is WebAssembly.
    pub is_wasm: bool,
    /// Limit in bytes of the thread's stack.
    pub stack: usize,
}

impl fmt::Debug for Input<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").finish_non_exhaustive()
    }
}

/// The export data of a package before the compiler's own additions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The paths of the imported packages, in the order of the first import.
    pub imports: Vec<String>,
}

/// The versions of the format: Go 1.26; Go 1.27.0 and 1.27.1; Go 1.27.2 and later.
const FORMATS: [u32; 3] = [2, WITH_GENERIC_METHODS, WITH_METHOD_ORDER];

/// Since this version literals are compact, and methods may have type parameters.
const WITH_GENERIC_METHODS: u32 = 4;

/// Since this version methods have their places in the source.
const WITH_METHOD_ORDER: u32 = 5;

/// The state of a write.
pub(crate) struct Writer<'i, 'a> {
    pub(crate) all: PackageEncoder,
    pub(crate) checker: &'i mut Checker<'a>,
    pub(crate) trees: Trees<'i>,
    pub(crate) file_name: &'i dyn Fn(&str, bool) -> String,
    pub(crate) pkg: PkgId,
    pub(crate) format: u32,
    pub(crate) is_wasm: bool,
    /// True if a `go:linkname` has two kinds.
    pub(crate) has_linknamestd: bool,
    pub(crate) indices: Indices,
    pub(crate) dicts: Vec<Dict>,
    pub(crate) decls: Decls,
    /// The directives of each file.
    pub(crate) directives: &'i [Directives],
    /// Facts about nodes that were made for loops over functions.
    pub(crate) made: Made,
    /// Nodes that are written in the place of others.
    pub(crate) replaced: HashMap<NodeRef, NodeRef>,
}

/// Writes the stub of a package.
///
/// # Errors
/// The package exceeds a limit, or was not checked as [`Input`] demands.
pub fn write_stub(input: Input<'_, '_>) -> std::result::Result<Stub, Error> {
    let Input {
        checker,
        files: parsed,
        directives,
        file_name,
        format,
        is_wasm,
        stack,
    } = input;
    if !FORMATS.contains(&format) {
        return Err(Error::Format(format));
    }
    let files = parsed.iter().filter_map(|file| {
        Some(SourceFile {
            file: file.outcome.file.as_ref()?,
            lines: &file.outcome.lines,
            src: file.src,
        })
    });
    let files: Vec<SourceFile<'_>> = files.collect();
    let bytes = files.iter().map(|file| file.src.len()).sum();
    let release = checker.types().release();
    let pkg = checker.package();
    let types = checker.types_mut();
    types.set_conditions(pkg, release, Limits::new(stack, bytes));
    types.set_language(0);
    types.complete_imports();
    let mut writer = Writer {
        all: PackageEncoder::new(format),
        trees: Trees::new(files),
        file_name,
        pkg,
        format,
        is_wasm,
        has_linknamestd: release.has_linknamestd(),
        indices: Indices::default(),
        dicts: Vec::new(),
        decls: Decls::default(),
        directives,
        made: Made::default(),
        replaced: HashMap::new(),
        checker,
    };
    writer.rewrite_loops()?;
    writer.collect_decls()?;
    let imports = writer.imports();
    writer.roots()?;
    // Answers of queries after the end of the limits do not count.
    writer.step()?;
    let bytes = writer.all.finish().ok_or(Error::TooLarge)?;
    Ok(Stub { bytes, imports })
}

impl Writer<'_, '_> {
    /// Returns all types and objects.
    pub(crate) fn types(&self) -> &Types {
        self.checker.types()
    }

    /// Returns all types and objects for queries.
    pub(crate) fn types_mut(&mut self) -> &mut Types {
        self.checker.types_mut()
    }

    /// Counts a step of a recursive function.
    ///
    /// # Errors
    /// The limits are reached.
    pub(crate) fn step(&self) -> Result<()> {
        if self.types().may_go_on() {
            Ok(())
        } else {
            Err(Error::TooDeep)
        }
    }

    /// Begins an element.
    pub(crate) fn begin(&mut self, section: Section, dict: Option<DictId>) -> Element {
        Element::new(self.all.begin(section), dict)
    }

    /// Ends an element, whose bytes count as steps; returns its index.
    pub(crate) fn end(&mut self, w: &mut Element) -> u32 {
        self.types().spend(w.encoder.written());
        self.all.end(&mut w.encoder)
    }

    /// Writes a text.
    pub(crate) fn text(&mut self, w: &mut Element, text: &str) {
        let bytes = vamos_base::golang::os_str::encode(text);
        w.encoder.string(&mut self.all, &bytes);
    }

    /// Returns the dictionary of an element.
    pub(crate) fn dict(&mut self, w: &Element) -> Result<&mut Dict> {
        let missing = Error::unexpected("type without a dictionary", vamos_types::Pos::NONE);
        let dict = w.dict.ok_or(missing)?;
        Ok(&mut self.dicts[dict])
    }

    /// Reports whether methods may have type parameters.
    pub(crate) fn has_generic_methods(&self) -> bool {
        self.format >= WITH_GENERIC_METHODS
    }

    /// Reports whether methods have their places in the source.
    pub(crate) fn has_method_order(&self) -> bool {
        self.format >= WITH_METHOD_ORDER
    }
}
