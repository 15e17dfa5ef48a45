//! Facts of Go source headers from bytes: package clause, imports, build constraints, embeds, directives and cgo lines.
//!
//! Must not know: paths on disk, modules.
//! Counterpart: go/build/read.go, go/build/constraint, internal/syslist.
