//! Positions, and the origins of their line numbers.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`pos`, `posBase`).

use std::sync::Arc;

use vamos_base::golang::line_directive::LineDirective;
use vamos_objfile::exports::Section;
use vamos_types::BaseId;
use vamos_types::ForeignBase;
use vamos_types::ForeignPlace;
use vamos_types::Pos;

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
        Some(Some(ForeignPlace { base, line, column }))
    }

    fn base(&mut self, unit: usize, index: u32) -> Option<BaseId> {
        if let Some(base) = *self.state().units[unit].bases.get(index as usize)? {
            return Some(base);
        }
        let base = self.nested(|load| load.read_base(unit, index))?;
        let base = self.types.add_base(base);
        self.state_mut().units[unit].bases[index as usize] = Some(base);
        Some(base)
    }

    fn read_base(&mut self, unit: usize, index: u32) -> Option<ForeignBase> {
        let data = self.data(unit);
        let export = data.export()?;
        let mut cursor = self.open(&export, unit, (Section::PosBase, index))?;
        let file: Arc<str> = cursor.text()?.into();
        if cursor.bool()? {
            return Some(ForeignBase {
                file,
                directive: None,
            });
        }
        let at = self.place(&mut cursor)?;
        let (at_line, at_column) = at.map_or((0, 0), |at| (at.line, at.column));
        let directive = LineDirective {
            at_line: at_line.into(),
            at_column: at_column.into(),
            line: cursor.short()?.into(),
            column: cursor.short()?.into(),
        };
        Some(ForeignBase {
            file,
            directive: Some((at.map(|at| at.base), directive)),
        })
    }
}
