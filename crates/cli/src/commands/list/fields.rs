//! The fields of a listed package, in the official order: one table for JSON and for
//! templates ([`super::values`]).
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagePublic`),
//! cmd/go/internal/modinfo/info.go.

use std::collections::BTreeMap;

use vamos_base::golang::json::Writer;
use vamos_modload::module_fields::flag_member;
use vamos_modload::module_fields::list_member;
use vamos_modload::module_fields::text_member;
use vamos_modload::module_fields::write_module;
use vamos_modload::module_public::ModulePublic;
use vamos_modload::package_error::PackageError;

use super::rows::Row;

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

/// Reads the value of a field.
type Getter = for<'r> fn(&'r Row<'_>) -> Field<'r>;

/// All fields, in the order of JSON output.
pub(super) const FIELDS: &[(&str, Getter)] = &[
    ("Dir", |row| Field::Text(&row.package.dir)),
    ("ImportPath", |row| Field::Text(row.import_path)),
    ("ImportComment", |row| {
        Field::Text(&row.package.import_comment)
    }),
    ("Name", |row| Field::Text(&row.package.name)),
    ("Doc", |row| Field::Text(&row.package.doc)),
    ("Target", |row| Field::Text(&row.package.request.target)),
    ("Shlib", |row| Field::Text(&row.package.request.shlib)),
    ("Root", |row| Field::Text(&row.package.origin.root)),
    ("ConflictDir", |row| {
        Field::Text(&row.package.origin.conflict_dir)
    }),
    ("ForTest", |row| Field::Text(&row.package.request.for_test)),
    ("Export", |row| Field::Text(&row.outcome.export)),
    ("BuildID", |row| Field::Text(&row.outcome.build_id)),
    ("Module", |row| Field::Module(row.module)),
    ("Match", |row| Field::List(&row.package.cmdline.patterns)),
    ("Goroot", |row| Field::Flag(row.package.origin.goroot)),
    ("Standard", |row| Field::Flag(row.package.origin.standard)),
    ("DepOnly", |row| Field::Flag(row.is_dep_only)),
    ("BinaryOnly", |row| Field::Flag(row.package.binary_only)),
    ("Incomplete", |row| Field::Flag(row.is_incomplete)),
    ("DefaultGODEBUG", |row| {
        Field::Text(&row.package.default_godebug)
    }),
    ("Stale", |row| {
        Field::Flag(row.outcome.stale_reason.is_some())
    }),
    ("StaleReason", |row| {
        Field::Text(row.outcome.stale_reason.as_deref().unwrap_or(""))
    }),
    ("GoFiles", |row| Field::List(&row.package.files.go)),
    ("CgoFiles", |row| Field::List(&row.package.files.cgo)),
    ("CompiledGoFiles", |row| {
        Field::List(&row.outcome.compiled_go_files)
    }),
    ("IgnoredGoFiles", |row| {
        Field::List(&row.package.files.ignored_go)
    }),
    ("InvalidGoFiles", |row| {
        Field::List(&row.package.files.invalid_go)
    }),
    ("IgnoredOtherFiles", |row| {
        Field::List(&row.package.files.ignored_other)
    }),
    ("CFiles", |row| Field::List(&row.package.files.c)),
    ("CXXFiles", |row| Field::List(&row.package.files.cxx)),
    ("MFiles", |row| Field::List(&row.package.files.m)),
    ("HFiles", |row| Field::List(&row.package.files.h)),
    ("FFiles", |row| Field::List(&row.package.files.f)),
    ("SFiles", |row| Field::List(&row.package.files.s)),
    ("SwigFiles", |row| Field::List(&row.package.files.swig)),
    ("SwigCXXFiles", |row| {
        Field::List(&row.package.files.swig_cxx)
    }),
    ("SysoFiles", |row| Field::List(&row.package.files.syso)),
    ("EmbedPatterns", |row| {
        Field::List(&row.package.embeds.patterns)
    }),
    ("EmbedFiles", |row| Field::List(&row.package.embeds.files)),
    ("CgoCFLAGS", |row| Field::List(&row.package.cgo.cflags)),
    ("CgoCPPFLAGS", |row| Field::List(&row.package.cgo.cppflags)),
    ("CgoCXXFLAGS", |row| Field::List(&row.package.cgo.cxxflags)),
    ("CgoFFLAGS", |row| Field::List(&row.package.cgo.fflags)),
    ("CgoLDFLAGS", |row| Field::List(&row.package.cgo.ldflags)),
    ("CgoPkgConfig", |row| {
        Field::List(&row.package.cgo.pkg_config)
    }),
    ("Imports", |row| Field::List(&row.imports)),
    ("ImportMap", |row| Field::Map(&row.import_map)),
    ("Deps", |row| Field::Paths(&row.deps)),
    ("Error", |row| Field::Error(row.error)),
    ("DepsErrors", |row| Field::Errors(&row.deps_errors)),
    ("TestGoFiles", |row| Field::List(&row.package.tests.go)),
    ("TestImports", |row| Field::List(&row.test_imports[0])),
    ("TestEmbedPatterns", |row| {
        Field::List(&row.package.tests.embed_patterns)
    }),
    ("TestEmbedFiles", |row| {
        Field::List(&row.package.embeds.test_files)
    }),
    ("XTestGoFiles", |row| Field::List(&row.package.xtests.go)),
    ("XTestImports", |row| Field::List(&row.test_imports[1])),
    ("XTestEmbedPatterns", |row| {
        Field::List(&row.package.xtests.embed_patterns)
    }),
    ("XTestEmbedFiles", |row| {
        Field::List(&row.package.embeds.xtest_files)
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
    /// Reports whether an empty list is nil; most are.
    pub(super) fn is_nil_if_empty(&self, name: &str) -> bool {
        match name {
            "Imports" => self.has_nil_imports,
            // Empty lists are not nil if they were read from a directory; the lists of a test's
            // package are concatenated, and nil if empty.
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
