//! Packages of directories as bytes, for the table of directories.
//!
//! Counterpart: cmd/go/internal/modindex/write.go, read.go, with another format.

use std::sync::Arc;

use vamos_syntax::Position;

use super::codec::Reader;
use super::codec::Writer;
use super::codec::read_texts;
use super::codec::write_places;
use super::codec::write_texts;
use super::names::join;
use super::package::DirPackage;
use super::package::Directive;
use super::package::LazyPlaces;

/// Writes a position in a file of `dir`; `None` if it is elsewhere (`//line`).
fn write_name(position: &Position, dir: &str, out: &mut Writer) -> Option<()> {
    let name = position.file.strip_prefix(dir)?.strip_prefix('/')?;
    out.text(name);
    out.number(u64::from(position.line));
    out.number(u64::from(position.column));
    Some(())
}

fn read_name(from: &mut Reader<'_>, dir: &str) -> Option<Position> {
    Some(Position {
        file: Arc::from(join(dir, from.text()?)),
        line: u32::try_from(from.number()?).ok()?,
        column: u32::try_from(from.number()?).ok()?,
    })
}

/// Writes a package without errors; `None` if it has positions elsewhere.
pub(super) fn write_package(package: &DirPackage, out: &mut Writer) -> Option<()> {
    let mut package = package.clone();
    let texts = [
        package.name.as_str(),
        &package.import_comment,
        &package.doc,
        &package.import_path,
        &package.root,
    ];
    texts.into_iter().for_each(|text| out.text(text));
    out.number(u64::from(package.goroot));
    out.number(u64::from(package.binary_only));
    for list in package.lists() {
        write_texts(list, out);
    }
    let lists = [
        &package.directives,
        &package.test_directives,
        &package.xtest_directives,
    ];
    for list in lists {
        out.number(list.len() as u64);
        for directive in list {
            out.text(&directive.text);
            write_name(&directive.position, &package.dir, out)?;
        }
    }
    let mut places = Writer::default();
    write_places(package.places(), &package.dir, &mut places)?;
    out.bytes(&places.0);
    Some(())
}

/// Reads the package of the directory `dir`.
pub(super) fn read_package(from: &mut Reader<'_>, dir: &str) -> Option<DirPackage> {
    let mut text = || Some(from.text()?.to_owned());
    let mut package = DirPackage {
        dir: dir.into(),
        name: text()?,
        import_comment: text()?,
        doc: text()?,
        import_path: text()?.into(),
        root: text()?.into(),
        ..DirPackage::default()
    };
    package.goroot = from.number()? != 0;
    package.binary_only = from.number()? != 0;
    for list in package.lists() {
        *list = read_texts(from)?;
    }
    let directive = |from: &mut Reader<'_>| {
        Some(Directive {
            text: from.text()?.to_owned(),
            position: read_name(from, dir)?,
        })
    };
    package.directives = from.list(directive)?;
    package.test_directives = from.list(directive)?;
    package.xtest_directives = from.list(directive)?;
    package.places = LazyPlaces::written(from.bytes()?);
    Some(package)
}
