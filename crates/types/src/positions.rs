//! Positions in imported packages.
//!
//! Counterpart: cmd/compile/internal/syntax/pos.go (`PosBase`).

use crate::pos::BaseId;
use crate::pos::ForeignBase;
use crate::pos::ForeignPlace;
use crate::pos::PhysicalPlace;
use crate::pos::Pos;
use crate::pos::ShownPlace;
use crate::store::Types;

impl Types {
    /// Adds a position in an imported package.
    pub fn add_place(&mut self, place: ForeignPlace) -> Pos {
        let places = &mut self.places.places;
        places.push(place);
        Pos::foreign(places.len() - 1)
    }

    /// Adds an origin of line numbers of an imported package.
    pub fn add_base(&mut self, base: ForeignBase) -> BaseId {
        let bases = &mut self.places.bases;
        bases.push(base);
        BaseId(bases.len() as u32 - 1)
    }

    /// Returns a position in an imported package.
    pub fn place(&self, pos: Pos) -> Option<ForeignPlace> {
        self.places.places.get(pos.foreign_number()?).copied()
    }

    /// Returns an origin of line numbers of an imported package.
    pub fn base(&self, id: BaseId) -> &ForeignBase {
        &self.places.bases[id.0 as usize]
    }

    /// Returns a position in an imported package as messages show it.
    pub fn shown_place(&self, pos: Pos) -> Option<ShownPlace> {
        let ForeignPlace { base, line, column } = self.place(pos)?;
        let base = self.base(base);
        let mut shown = ShownPlace {
            file: base.file.clone(),
            line,
            column,
            physical: None,
        };
        let Some((within, directive)) = &base.directive else {
            return Some(shown);
        };
        let (new_line, new_column) = directive.relative(line.into(), column.into());
        // Only damaged data have other numbers.
        (shown.line, shown.column) = (new_line as u32, new_column as u32);
        let file = within.map_or_else(|| "".into(), |within| self.base(within).file.clone());
        if shown.file != file || (shown.line, shown.column) != (line, column) {
            shown.physical = Some(PhysicalPlace { file, line, column });
        }
        Some(shown)
    }
}
