//! Positions.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`pos`), cmd/compile/internal/syntax/pos.go.

use std::sync::Arc;

use vamos_objfile::exports::Section;
use vamos_types::ForeignPlace;
use vamos_types::Pos;

use crate::base::Base;
use crate::base::Directive;
use crate::cursor::Cursor;
use crate::state::Load;

impl Load<'_> {
    /// Reads a position.
    pub(crate) fn pos(&mut self, cursor: &mut Cursor<'_>) -> Option<Pos> {
        let place = self.place(cursor)?;
        Some(place.map_or(Pos::NONE, |place| self.types.add_place(place)))
    }

    /// Reads a position without adding it to the store.
    fn place(&mut self, cursor: &mut Cursor<'_>) -> Option<Option<ForeignPlace>> {
        if !cursor.bool()? {
            return Some(None);
        }
        let base = cursor.reference(Section::PosBase)?;
        let base = self.base(cursor.unit, base)?;
        let (line, column) = (cursor.short()?, cursor.short()?);
        Some(Some(base.place(line, column)))
    }

    fn base(&mut self, unit: usize, index: u32) -> Option<Arc<Base>> {
        if let Some(base) = self.state().units[unit].bases.get(index as usize)? {
            return Some(base.clone());
        }
        let base = Arc::new(self.nested(|load| load.read_base(unit, index))?);
        self.state_mut().units[unit].bases[index as usize] = Some(base.clone());
        Some(base)
    }

    fn read_base(&mut self, unit: usize, index: u32) -> Option<Base> {
        let data = self.data(unit);
        let export = data.export()?;
        let mut cursor = Cursor::open(&export, unit, (Section::PosBase, index))?;
        let file: Arc<str> = cursor.text()?.into();
        if cursor.bool()? {
            return Some(Base {
                file,
                directive: None,
            });
        }
        let directive = if cursor.bool()? {
            let within = cursor.reference(Section::PosBase)?;
            let within = self.base(unit, within)?.file.clone();
            (within, cursor.short()?, cursor.short()?)
        } else {
            (Arc::from(""), 0, 0)
        };
        let directive = Directive {
            within: directive.0,
            at_line: directive.1,
            at_column: directive.2,
            line: cursor.short()?,
            column: cursor.short()?,
        };
        Some(Base {
            file,
            directive: Some(directive),
        })
    }
}
