//! The graph of type parameters, by which instantiation without end is found.
//!
//! Counterpart: cmd/compile/internal/types2/mono.go (`monoGraph`).

use hashbrown::HashMap;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::TypeId;

/// The graph.
#[derive(Debug, Default)]
pub(crate) struct MonoGraph {
    pub(crate) vertices: Vec<Vertex>,
    pub(crate) edges: Vec<Edge>,
    /// The vertices by name; none for types that need none.
    pub(crate) by_name: HashMap<ObjId, Option<usize>>,
}

/// A type parameter or a type.
#[derive(Debug)]
pub(crate) struct Vertex {
    /// The weight of the heaviest path that is known to lead here.
    pub(crate) weight: usize,
    /// The last edge of that path.
    pub(crate) last_edge: usize,
    /// Number of its edges.
    pub(crate) len: usize,
    pub(crate) obj: ObjId,
}

/// The use of one vertex's type argument by another vertex.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) to: usize,
    pub(crate) from: usize,
    pub(crate) weight: usize,
    pub(crate) pos: Pos,
    pub(crate) typ: TypeId,
}

impl MonoGraph {
    pub(crate) fn add_vertex(&mut self, obj: ObjId) -> usize {
        self.vertices.push(Vertex {
            weight: 0,
            last_edge: 0,
            len: 0,
            obj,
        });
        self.vertices.len() - 1
    }

    /// Returns the vertex at the end of a path that contains a cycle with a weight. Paths get
    /// heavier until nothing changes, or until one has as many edges as there are vertices.
    /// It ends before a round for which there is no time.
    pub(crate) fn find_loop(&mut self, has_time: impl Fn(usize) -> bool) -> Option<usize> {
        let count = self.vertices.len();
        let mut again = true;
        while again && has_time(self.edges.len()) {
            again = false;
            for (index, edge) in self.edges.iter().enumerate() {
                let from = &self.vertices[edge.from];
                let (weight, len) = (from.weight + edge.weight, from.len + 1);
                let to = &mut self.vertices[edge.to];
                if weight <= to.weight {
                    continue;
                }
                to.last_edge = index;
                to.len = len;
                if len == count {
                    return Some(edge.to);
                }
                to.weight = weight;
                again = true;
            }
        }
        None
    }

    /// Returns the edge that leads to a vertex.
    pub(crate) fn edge_to(&self, vertex: usize) -> Edge {
        self.edges[self.vertices[vertex].last_edge]
    }
}
