//! The order of positions.
//!
//! Counterpart: cmd/compile/internal/types2/util.go; cmd/compile/internal/syntax/pos.go (`Cmp`).

use std::cmp::Ordering;

use vamos_types::ObjId;
use vamos_types::Pos;

use crate::checker::Checker;

impl Checker<'_> {
    /// Compares two positions: by file name, which line directives can change, then by the line
    /// and column in the file itself.
    pub(crate) fn cmp_pos(&self, p: Pos, q: Pos) -> Ordering {
        if let (Some((p_file, p_at)), Some((q_file, q_at))) = (p.own(), q.own())
            && p_file == q_file
            && !self.source.files[p_file].lines.has_directives()
        {
            return p_at.cmp(&q_at);
        }
        self.order_key(p).cmp(&self.order_key(q))
    }

    /// Returns the file name, line and column of a position.
    fn order_key(&self, pos: Pos) -> (String, u32, u32) {
        if let Some((file, offset)) = pos.own() {
            let lines = self.source.files[file].lines;
            let place = lines.place(offset);
            return (lines.file_name(place), place.line, place.column);
        }
        match self.types.place(pos) {
            None => (String::new(), 0, 0),
            Some(place) => {
                let file = self.types.base(place.base).file.to_string();
                (file, place.line, place.column)
            }
        }
    }

    /// Returns the index of the object that comes first in the source (`firstInSrc`).
    pub(crate) fn first_in_src(&self, path: &[ObjId]) -> usize {
        let mut first = 0;
        for (index, obj) in path.iter().enumerate().skip(1) {
            let (pos, first_pos) = (
                self.types.object(*obj).pos,
                self.types.object(path[first]).pos,
            );
            if self.cmp_pos(pos, first_pos) == Ordering::Less {
                first = index;
            }
        }
        first
    }
}
