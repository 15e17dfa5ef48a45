//! Positions and their bases.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`pos`, `posBaseIdx`), noder.go
//! (`trimFilename`).

use vamos_ast::LinePosition;
use vamos_check::NodeRef;
use vamos_objfile::exports::Section;
use vamos_types::ForeignPlace;
use vamos_types::Pos;

use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::known::BaseKey;
use crate::writer::Writer;

/// A position in terms of its base.
type Based = (BaseKey, u32, u32);

impl Writer<'_, '_> {
    /// Writes the position of a node.
    pub(crate) fn node_pos(&mut self, w: &mut Element, node: NodeRef) -> Result<()> {
        let pos = self.trees.pos(node);
        self.pos(w, pos)
    }

    /// Writes a position.
    pub(crate) fn pos(&mut self, w: &mut Element, pos: Pos) -> Result<()> {
        let based = self.based(pos)?;
        self.based_pos(w, based)
    }

    fn based(&self, pos: Pos) -> Result<Option<Based>> {
        if !pos.is_known() {
            return Ok(None);
        }
        if let Some((file, offset)) = pos.own() {
            let LinePosition { base, line, column } = self.trees.files[file].lines.place(offset);
            return Ok(Some((BaseKey::Own(file, base), line, column)));
        }
        let place = self.types().place(pos);
        let place = place.ok_or_else(|| Error::unexpected("position without a base", pos))?;
        Ok(Some(foreign(place)))
    }

    fn based_pos(&mut self, w: &mut Element, based: Option<Based>) -> Result<()> {
        let known = based.filter(|(_, line, _)| *line > 0);
        w.bool(known.is_some());
        let Some((base, line, column)) = known else {
            return Ok(());
        };
        let index = self.base(base)?;
        w.encoder.reference(Section::PosBase, index);
        w.encoder.number(line.into());
        w.encoder.number(column.into());
        Ok(())
    }

    /// Returns the index of a base.
    fn base(&mut self, key: BaseKey) -> Result<u32> {
        if let Some(index) = self.indices.bases.get(&key) {
            return Ok(*index);
        }
        self.step()?;
        let mut w = self.begin(Section::PosBase, None);
        self.indices.bases.insert(key, w.encoder.index());
        let (name, directive) = match key {
            BaseKey::Own(file, number) => {
                let base = self.trees.files[file].lines.base(number);
                let name = (self.file_name)(&base.name, base.directive.is_none());
                (
                    name,
                    base.directive
                        .map(|found| (Some(BaseKey::Own(file, 0)), found)),
                )
            }
            BaseKey::Foreign(number) => {
                let base = self.types().base(number);
                let directive = base.directive.as_ref();
                let directive = directive.map(|(at, found)| (at.map(BaseKey::Foreign), *found));
                (base.file.to_string(), directive)
            }
        };
        self.text(&mut w, &name);
        w.bool(directive.is_none());
        if let Some((within, directive)) = directive {
            let place = within.map(|base| {
                let (line, column) = (directive.at_line, directive.at_column);
                (base, line as u32, column as u32)
            });
            self.based_pos(&mut w, place)?;
            w.encoder.number(directive.line as u64);
            w.encoder.number(directive.column as u64);
        }
        Ok(self.end(&mut w))
    }
}

fn foreign(place: ForeignPlace) -> Based {
    (BaseKey::Foreign(place.base), place.line, place.column)
}
