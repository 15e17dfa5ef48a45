//! Names, positions and texts of nodes.
//!
//! Counterpart: cmd/compile/internal/syntax (`StartPos`, `String`), pos.go (`Pos.String`).

use vamos_base::golang::os_str;
use vamos_types::Name;
use vamos_types::Pos;

use crate::checker::Checker;
use crate::node_ref::NodeRef;
use crate::node_ref::SourceFile;

impl Checker<'_> {
    /// Returns the name of a name's node.
    pub(crate) fn name(&mut self, node: NodeRef) -> Name {
        if let Some(index) = node.synthetic_index() {
            return self.source.synthetic[index].name;
        }
        let SourceFile { file, src, .. } = self.source.files[node.file()];
        let text = file.name(src, node.id());
        self.types.intern(&os_str::decode_cow(text))
    }

    /// Returns the position of a node's first token (`syntax.StartPos`), which errors have.
    pub(crate) fn start(&self, node: NodeRef) -> Pos {
        match node.synthetic_index() {
            Some(_) => self.source.pos(node),
            None => {
                let (offset, steps) = vamos_ast::start_and_steps(self.source.tree(node), node.id());
                self.types.spend(steps / 4);
                Pos::new(node.file(), offset)
            }
        }
    }

    /// Returns a node as messages show it (`syntax.String`, `ExprString`).
    pub(crate) fn expr_text(&self, node: NodeRef) -> String {
        match node.synthetic_index() {
            Some(index) => {
                let name = self.source.synthetic[index].name;
                self.types.text(name).to_owned()
            }
            None => {
                let tree = self.source.tree(node);
                let text = vamos_ast::short(tree, self.source.files[node.file()].src, node.id());
                self.types.spend(text.len());
                text
            }
        }
    }

    /// Returns a position as it appears within messages (`Pos.String`).
    pub(crate) fn pos_text(&self, pos: Pos) -> String {
        if let Some((file, offset)) = pos.own() {
            let lines = self.source.files[file].lines;
            return lines.text(lines.place(offset));
        }
        let Some(place) = self.types.shown_place(pos) else {
            return "<unknown position>".to_owned();
        };
        let mut text = format!("{}:{}", place.file, place.line);
        if place.column != 0 {
            text += &format!(":{}", place.column);
        }
        if let Some(physical) = &place.physical {
            text += &format!("[{physical}]");
        }
        text
    }
}
