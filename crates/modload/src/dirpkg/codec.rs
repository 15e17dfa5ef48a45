//! Facts of sources as bytes, for the table of facts.
//!
//! Only files without errors are written; others are read again. The reader takes bytes
//! from disk and returns `None` for malformed ones.
//! Counterpart: cmd/go/internal/modindex/write.go, read.go, with another format.

use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_syntax::Constraints;
use vamos_syntax::Expr;
use vamos_syntax::Import;
use vamos_syntax::Placed;
use vamos_syntax::Position;
use vamos_syntax::SourceInfo;

use super::names::join;
use super::places::Decls;
use super::places::Places;

/// Writes numbers and strings.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(super) fn optional(&mut self, text: Option<&str>) {
        match text {
            None => self.number(0),
            Some(text) => {
                self.number(1);
                self.text(text);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Tag(tag) => {
                self.number(0);
                self.text(tag);
            }
            Expr::Not(x) => {
                self.number(1);
                self.expr(x);
            }
            Expr::And(x, y) => {
                self.number(2);
                self.expr(x);
                self.expr(y);
            }
            Expr::Or(x, y) => {
                self.number(3);
                self.expr(x);
                self.expr(y);
            }
        }
    }
}

/// Reads the output of [`Writer`].
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

/// The maximum nesting depth of expressions; real files have less.
const MAX_DEPTH: u32 = 200;

impl<'a> Reader<'a> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (found, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(found)
    }

    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = usize::try_from(self.number()?).ok()?;
        self.take(count)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub(super) fn optional(&mut self) -> Option<Option<String>> {
        match self.number()? {
            0 => Some(None),
            _ => Some(Some(self.text()?.to_owned())),
        }
    }

    fn expr(&mut self, depth: u32) -> Option<Expr> {
        if depth > MAX_DEPTH {
            return None;
        }
        let kind = self.number()?;
        if kind == 0 {
            return Some(Expr::Tag(self.text()?.to_owned()));
        }
        let x = Box::new(self.expr(depth + 1)?);
        Some(match kind {
            1 => Expr::Not(x),
            2 => Expr::And(x, Box::new(self.expr(depth + 1)?)),
            _ => Expr::Or(x, Box::new(self.expr(depth + 1)?)),
        })
    }

    /// Reads a list whose items are read by `item`.
    pub(super) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.number()?;
        // Every item has at least a byte, so a larger count is malformed.
        if count > self.0.len() as u64 {
            return None;
        }
        let mut list = Vec::with_capacity(usize::try_from(count).ok()?);
        for _ in 0..count {
            list.push(item(self)?);
        }
        Some(list)
    }
}

/// Writes constraints; `None` if they have errors.
pub(super) fn write_constraints(constraints: &Constraints, out: &mut Writer) -> Option<()> {
    match &constraints.go_build {
        None => out.number(0),
        Some(Ok(expr)) => {
            out.number(1);
            out.expr(expr);
        }
        Some(Err(_)) => return None,
    }
    out.number(constraints.plus_build.len() as u64);
    for expr in &constraints.plus_build {
        out.expr(expr);
    }
    out.number(u64::from(constraints.binary_only));
    Some(())
}

/// Reads constraints.
pub(super) fn read_constraints(from: &mut Reader<'_>) -> Option<Constraints> {
    let go_build = match from.number()? {
        0 => None,
        _ => Some(Ok(from.expr(0)?)),
    };
    Some(Constraints {
        go_build,
        plus_build: from.list(|from| from.expr(0))?,
        binary_only: from.number()? != 0,
    })
}

/// Writes the facts of a Go file at `path`; `None` if it has errors, or positions
/// elsewhere (`//line`), or a package name whose letters depend on the release.
pub(super) fn write_source(info: &SourceInfo, path: &str, out: &mut Writer) -> Option<()> {
    let is_odd = info.parse_error.is_some()
        || info.multiple_go_build.is_some()
        || info.scanned.is_some()
        || !info.package.is_ascii();
    if is_odd {
        return None;
    }
    let position = |out: &mut Writer, position: &Position| {
        out.number(u64::from(position.line));
        out.number(u64::from(position.column));
        (&*position.file == path).then_some(())
    };
    out.text(&info.package);
    out.text(&info.synopsis);
    out.optional(info.import_comment.as_deref());
    out.number(info.imports.len() as u64);
    for import in &info.imports {
        out.text(&import.path);
        position(out, &import.position)?;
        out.optional(import.doc.as_deref());
    }
    for list in [&info.embeds, &info.directives] {
        out.number(list.len() as u64);
        for placed in list {
            out.text(&placed.text);
            position(out, &placed.position)?;
        }
    }
    write_constraints(&info.constraints, out)
}

/// Reads the facts of the Go file at `path`.
pub(super) fn read_source(from: &mut Reader<'_>, path: &str) -> Option<SourceInfo> {
    let file: Arc<str> = Arc::from(path);
    let position = |from: &mut Reader<'_>| {
        Some(Position {
            file: Arc::clone(&file),
            line: u32::try_from(from.number()?).ok()?,
            column: u32::try_from(from.number()?).ok()?,
        })
    };
    let placed = |from: &mut Reader<'_>| {
        Some(Placed {
            text: from.text()?.to_owned(),
            position: position(from)?,
        })
    };
    Some(SourceInfo {
        package: from.text()?.to_owned(),
        synopsis: from.text()?.to_owned(),
        import_comment: from.optional()?,
        imports: from.list(|from| {
            Some(Import {
                path: from.text()?.to_owned(),
                position: position(from)?,
                doc: from.optional()?,
            })
        })?,
        embeds: from.list(placed)?,
        directives: from.list(placed)?,
        constraints: read_constraints(from)?,
        ..SourceInfo::default()
    })
}

/// Writes a list of strings.
pub(super) fn write_texts(texts: &[String], out: &mut Writer) {
    out.number(texts.len() as u64);
    for text in texts {
        out.text(text);
    }
}

/// Reads a list of strings.
pub(super) fn read_texts(from: &mut Reader<'_>) -> Option<Vec<String>> {
    from.list(|from| Some(from.text()?.to_owned()))
}

/// Skips a list of strings.
pub(super) fn skip_texts(from: &mut Reader<'_>) -> Option<()> {
    for _ in 0..from.number()? {
        from.bytes()?;
    }
    Some(())
}

/// Writes positions, all in files of `dir`: the directory, the files, and for each name its
/// positions in the files.
pub(super) fn write_places(places: &Places, dir: &str, out: &mut Writer) -> Option<()> {
    let maps = [
        &places.imports,
        &places.test_imports,
        &places.xtest_imports,
        &places.embeds,
        &places.test_embeds,
        &places.xtest_embeds,
    ];
    let mut files: BTreeMap<&str, u64> = BTreeMap::new();
    for position in maps.iter().flat_map(|map| map.values()).flatten() {
        let name = position.file.strip_prefix(dir)?.strip_prefix('/')?;
        files.insert(name, 0);
    }
    out.text(dir);
    out.number(files.len() as u64);
    for (number, (name, at)) in files.iter_mut().enumerate() {
        out.text(name);
        *at = number as u64;
    }
    for map in maps {
        out.number(map.len() as u64);
        for (text, positions) in map {
            out.text(text);
            out.number(positions.len() as u64);
            for position in positions {
                let name = position.file.strip_prefix(dir)?.strip_prefix('/')?;
                out.number(files[name]);
                out.number(u64::from(position.line));
                out.number(u64::from(position.column));
            }
        }
    }
    Some(())
}

/// Reads the output of [`write_places`].
pub(super) fn read_places(bytes: &[u8]) -> Option<Places> {
    let mut from = Reader(bytes);
    let dir = from.text()?;
    let files: Vec<Arc<str>> = from.list(|from| Some(Arc::from(join(dir, from.text()?))))?;
    let position = |from: &mut Reader<'_>| {
        let file = usize::try_from(from.number()?).ok()?;
        Some(Position {
            file: Arc::clone(files.get(file)?),
            line: u32::try_from(from.number()?).ok()?,
            column: u32::try_from(from.number()?).ok()?,
        })
    };
    let mut map = || -> Option<Decls> {
        let named = |from: &mut Reader<'_>| Some((from.text()?.to_owned(), from.list(position)?));
        Some(from.list(named)?.into_iter().collect())
    };
    Some(Places {
        imports: map()?,
        test_imports: map()?,
        xtest_imports: map()?,
        embeds: map()?,
        test_embeds: map()?,
        xtest_embeds: map()?,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::any;
    use proptest::proptest;

    use super::Reader;
    use super::Writer;
    use super::read_source;
    use super::write_source;

    const SOURCE: &str = "//go:build (linux && !arm) || darwin\n\n// Package p does.\npackage p\n\n\
        import (\n\t_ \"embed\"\n\tx \"example.com/x\"\n)\n\n//go:embed a b/*\nvar s string\n";

    #[test]
    fn facts_come_back() {
        let path = "/d/x.go";
        let name = Arc::from(path);
        for source in [
            SOURCE,
            "package main // import \"m\"\n//go:debug x=1\nimport \"C\"\n",
        ] {
            let info = vamos_syntax::read_go(source.as_bytes(), &name).unwrap();
            let mut out = Writer::default();
            write_source(&info, path, &mut out).unwrap();
            let mut from = Reader(&out.0);
            assert_eq!(read_source(&mut from, path), Some(info));
            assert!(from.0.is_empty());
        }
        let faulty = vamos_syntax::read_go(b"package", &name).unwrap();
        assert!(write_source(&faulty, path, &mut Writer::default()).is_none());
    }

    proptest! {
        #[test]
        fn nonsense_is_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_source(&mut Reader(&bytes), "/d/x.go");
        }
    }
}
