//! The fields of a listed package, in the official order: one table for JSON and for
//! templates ([`super::values`]).
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagePublic`),
//! cmd/go/internal/modinfo/info.go.

use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_base::golang::json::Writer;
use vamos_load::Package;
use vamos_load::package::ModulePublic;
use vamos_load::package::PackageError;

use super::module_fields::flag_member;
use super::module_fields::list_member;
use super::module_fields::text_member;
use super::module_fields::write_module;

/// One listed package, with what only listing computes.
pub(super) struct Row<'a> {
    /// The package.
    pub(super) package: &'a Package,
    /// Import paths of all its dependencies, sorted.
    pub(super) deps: Vec<&'a str>,
    /// Errors of its dependencies.
    pub(super) deps_errors: Vec<&'a PackageError>,
    /// Whether `Imports` without elements is nil, which `%#v` tells from empty.
    pub(super) has_nil_imports: bool,
}

/// A field's value.
pub(super) enum Field<'a> {
    Text(&'a str),
    Flag(bool),
    List(&'a [String]),
    Paths(&'a [&'a str]),
    Map(&'a BTreeMap<String, String>),
    Module(Option<&'a ModulePublic>),
    Error(Option<&'a PackageError>),
    Errors(&'a [&'a PackageError]),
}

/// A field: its name, and how it is read.
type Getter = for<'r> fn(&'r Row<'_>) -> Field<'r>;

/// All fields, in the order of JSON output.
pub(super) const FIELDS: &[(&str, Getter)] = &[
    ("Dir", |row| Field::Text(&row.package.dir)),
    ("ImportPath", |row| Field::Text(&row.package.import_path)),
    ("ImportComment", |row| {
        Field::Text(&row.package.import_comment)
    }),
    ("Name", |row| Field::Text(&row.package.name)),
    ("Doc", |row| Field::Text(&row.package.doc)),
    ("Target", |row| Field::Text(&row.package.target)),
    ("Shlib", |row| Field::Text(&row.package.shlib)),
    ("Root", |row| Field::Text(&row.package.root)),
    ("ConflictDir", |row| Field::Text(&row.package.conflict_dir)),
    ("ForTest", |row| Field::Text(&row.package.for_test)),
    ("Export", |row| Field::Text(&row.package.export)),
    ("BuildID", |row| Field::Text(&row.package.build_id)),
    ("Module", |row| Field::Module(row.package.module.as_deref())),
    ("Match", |row| Field::List(&row.package.match_patterns)),
    ("Goroot", |row| Field::Flag(row.package.goroot)),
    ("Standard", |row| Field::Flag(row.package.standard)),
    ("DepOnly", |row| Field::Flag(row.package.dep_only)),
    ("BinaryOnly", |row| Field::Flag(row.package.binary_only)),
    ("Incomplete", |row| Field::Flag(row.package.incomplete)),
    ("DefaultGODEBUG", |row| {
        Field::Text(&row.package.default_godebug)
    }),
    ("Stale", |row| Field::Flag(row.package.stale)),
    ("StaleReason", |row| Field::Text(&row.package.stale_reason)),
    ("GoFiles", |row| Field::List(&row.package.go_files)),
    ("CgoFiles", |row| Field::List(&row.package.cgo_files)),
    ("CompiledGoFiles", |row| {
        Field::List(&row.package.compiled_go_files)
    }),
    ("IgnoredGoFiles", |row| {
        Field::List(&row.package.ignored_go_files)
    }),
    ("InvalidGoFiles", |row| {
        Field::List(&row.package.invalid_go_files)
    }),
    ("IgnoredOtherFiles", |row| {
        Field::List(&row.package.ignored_other_files)
    }),
    ("CFiles", |row| Field::List(&row.package.c_files)),
    ("CXXFiles", |row| Field::List(&row.package.cxx_files)),
    ("MFiles", |row| Field::List(&row.package.m_files)),
    ("HFiles", |row| Field::List(&row.package.h_files)),
    ("FFiles", |row| Field::List(&row.package.f_files)),
    ("SFiles", |row| Field::List(&row.package.s_files)),
    ("SwigFiles", |row| Field::List(&row.package.swig_files)),
    ("SwigCXXFiles", |row| {
        Field::List(&row.package.swig_cxx_files)
    }),
    ("SysoFiles", |row| Field::List(&row.package.syso_files)),
    ("EmbedPatterns", |row| {
        Field::List(&row.package.embed_patterns)
    }),
    ("EmbedFiles", |row| Field::List(&row.package.embed_files)),
    ("CgoCFLAGS", |row| Field::List(&row.package.cgo_cflags)),
    ("CgoCPPFLAGS", |row| Field::List(&row.package.cgo_cppflags)),
    ("CgoCXXFLAGS", |row| Field::List(&row.package.cgo_cxxflags)),
    ("CgoFFLAGS", |row| Field::List(&row.package.cgo_fflags)),
    ("CgoLDFLAGS", |row| Field::List(&row.package.cgo_ldflags)),
    ("CgoPkgConfig", |row| {
        Field::List(&row.package.cgo_pkg_config)
    }),
    ("Imports", |row| Field::List(&row.package.imports)),
    ("ImportMap", |row| Field::Map(&row.package.import_map)),
    ("Deps", |row| Field::Paths(&row.deps)),
    ("Error", |row| Field::Error(row.package.error.as_deref())),
    ("DepsErrors", |row| Field::Errors(&row.deps_errors)),
    ("TestGoFiles", |row| Field::List(&row.package.test_go_files)),
    ("TestImports", |row| Field::List(&row.package.test_imports)),
    ("TestEmbedPatterns", |row| {
        Field::List(&row.package.test_embed_patterns)
    }),
    ("TestEmbedFiles", |row| {
        Field::List(&row.package.test_embed_files)
    }),
    ("XTestGoFiles", |row| {
        Field::List(&row.package.xtest_go_files)
    }),
    ("XTestImports", |row| {
        Field::List(&row.package.xtest_imports)
    }),
    ("XTestEmbedPatterns", |row| {
        Field::List(&row.package.xtest_embed_patterns)
    }),
    ("XTestEmbedFiles", |row| {
        Field::List(&row.package.xtest_embed_files)
    }),
];

impl Field<'_> {
    /// Writes the field as a member of the open object, unless it is empty.
    pub(super) fn write(&self, name: &str, out: &mut Writer) {
        match self {
            Self::Text(text) => text_member(out, name, text),
            Self::Flag(flag) => flag_member(out, name, *flag),
            Self::List(list) => list_member(out, name, list),
            Self::Paths(list) if !list.is_empty() => out.strings_field(name, list),
            Self::Map(map) if !map.is_empty() => {
                out.key(name);
                out.begin_object();
                for (key, value) in *map {
                    out.string_field(key, value);
                }
                out.end_object();
            }
            Self::Module(Some(module)) => {
                out.key(name);
                write_module(module, out);
            }
            Self::Error(Some(error)) => {
                out.key(name);
                write_error(error, out);
            }
            Self::Errors(errors) if !errors.is_empty() => {
                out.key(name);
                out.begin_array();
                for error in *errors {
                    write_error(error, out);
                }
                out.end_array();
            }
            Self::Paths(_) | Self::Map(_) | Self::Errors(_) => {}
            Self::Module(None) | Self::Error(None) => {}
        }
    }
}

impl Row<'_> {
    /// Reports which emptiness that of a list is: most lists are nil then.
    pub(super) fn is_nil_if_empty(&self, name: &str) -> bool {
        match name {
            "Imports" => self.has_nil_imports,
            // What was read of a directory; a test's package has lists put together.
            "EmbedPatterns" | "TestEmbedPatterns" | "XTestEmbedPatterns" => {
                self.package.build.is_none()
            }
            _ => true,
        }
    }
}

/// Writes an error as an object.
pub(super) fn write_error(error: &PackageError, out: &mut Writer) {
    out.begin_object();
    out.key("ImportStack");
    let stack: Vec<&str> = error
        .import_stack
        .iter()
        .map(|info| info.pkg.as_str())
        .collect();
    out.strings(&stack);
    out.string_field("Pos", &error.pos);
    out.string_field("Err", &error.err);
    out.end_object();
}

/// Returns the error behind a shared pointer, for identity.
pub(super) fn error_key(error: &Arc<PackageError>) -> *const PackageError {
    Arc::as_ptr(error)
}
