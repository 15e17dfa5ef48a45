//! The compiler's export data, element by element.
//!
//! Export data are the entry `__.PKGDEF` of an archive, between `$$B` and `$$`: a table of elements
//! in ten sections, each with the elements that it refers to. This module opens them, lists the
//! objects that they declare, and hashes the part that a compilation has read ([`ReadSet`]), so
//! that the same part is recognised in other export data of the package. It also writes an
//! importer's export data after an import changed only in positions ([`renewed`]), or in its own
//! imports ([`with_packages`]), and new export data ([`PackageEncoder`]). Elements are checked when
//! they are opened: damaged data give `None`, never a panic.
//! Counterpart: internal/pkgbits/decoder.go.

mod by_name;
mod content;
mod data;
mod encode;
#[cfg(test)]
mod fields;
mod names;
mod numbers;
mod packages;
mod positions;
mod read_set;
mod relocated;
mod rewrite;
mod typed;
mod write;

#[cfg(test)]
mod fields_sample;
#[cfg(test)]
mod fields_tests;
#[cfg(test)]
mod numbers_tests;
#[cfg(test)]
mod packages_tests;
#[cfg(test)]
mod positions_tests;
#[cfg(test)]
mod rewrite_tests;
#[cfg(test)]
mod tests;

pub use content::Content;
pub use content::content;
pub use content::content_read;
pub use content::file_hashes;
pub use content::files;
pub use content::method_hashes;
pub use data::Contents;
pub(crate) use data::END;
pub use data::Element;
pub use data::ExportData;
pub use data::Reference;
pub use data::Section;
pub use encode::Encoder;
pub use encode::PackageEncoder;
pub use names::Names;
pub use numbers::Symbol;
pub use numbers::package_hash;
pub use packages::with_packages;
pub use read_set::Item;
pub use read_set::ReadSet;
pub use read_set::Reads;
pub use read_set::parse_reads;
pub use relocated::Importer;
pub use relocated::Spot;
pub use relocated::Wrapped;
pub use rewrite::OwnPlaces;
pub use rewrite::Rewritten;
pub use rewrite::own_places;
pub use rewrite::renewed;
pub use typed::typed_digest;
