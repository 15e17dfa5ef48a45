//! Go library behaviour whose bytes are interface: hashed texts, stdout and error texts. Each
//! submodule names its Go package and is checked against it.
//!
//! Strings here may carry bytes that are not UTF-8 in the form of [`os_str`]; the functions whose
//! result shows those bytes (quoting, matching, JSON) decode it first.
//!
//! Counterpart: strconv, fmt, os, path/filepath, time, encoding/json, encoding/xml, unicode,
//! go/token, cmd/internal/quoted, slices, sort, golang.org/x/mod/module, golang.org/x/mod/semver,
//! internal/gover, cmd/internal/dwarf.

pub mod base64;
pub mod diff;
pub mod dwarf;
pub mod errno;
pub mod expand;
pub mod float;
pub mod fold;
pub mod gover;
mod isprint;
pub mod json;
pub mod line_directive;
pub mod module;
pub mod names;
pub mod os_str;
pub mod path;
pub mod pdqsort;
pub mod position;
pub mod process;
pub mod quote;
pub mod quoted;
pub mod semver;
pub mod shell;
pub mod strconv;
pub mod tabwriter;
pub mod time;
pub mod unicode;
mod utf8;
pub mod xml;
