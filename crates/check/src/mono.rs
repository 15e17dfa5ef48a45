//! Instances that would need infinitely many others.
//!
//! The vertices of a graph are type parameters and types that are declared in generic functions.
//! Each part of a type argument has an edge to the type parameter: with weight 0 if the part is the
//! type argument itself, else 1. A cycle with a positive weight is infinite.
//! Counterpart: cmd/compile/internal/types2/mono.go.

use std::cmp::Ordering;

use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::code::Code;
use crate::mono_graph::Edge;
use crate::node_ref::NodeRef;
use crate::problem::Problem;
use vamos_types::Texts;

impl Checker<'_> {
    /// Reports an infinite instantiation (`monomorph`).
    pub(crate) fn monomorph(&mut self) {
        // Each round visits all edges, and the number of rounds is the length of the longest path.
        let mut graph = std::mem::take(&mut self.instances.mono);
        let vertex = graph.find_loop(|edges| {
            self.types.spend(edges);
            self.types.may_go_on()
        });
        self.instances.mono = graph;
        if let Some(vertex) = vertex {
            self.report_instance_loop(vertex);
        }
    }

    fn report_instance_loop(&mut self, mut vertex: usize) {
        let graph = &self.instances.mono;
        let mut stack = Vec::new();
        let mut seen = vec![false; graph.vertices.len()];
        // Backwards to a vertex that is there twice: the first one need not be in the cycle.
        while !seen[vertex] {
            stack.push(vertex);
            seen[vertex] = true;
            vertex = graph.edge_to(vertex).from;
        }
        let start = stack.iter().position(|other| *other == vertex);
        stack.drain(..start.unwrap_or(0));

        let mut problem = Problem::new(Code::InvalidInstanceCycle);
        let obj = graph.vertices[vertex].obj;
        problem.add(self.types.object(obj).pos, "instantiation cycle:");
        for vertex in stack {
            let edge = self.instances.mono.edge_to(vertex);
            let obj = self.instances.mono.vertices[edge.to].obj;
            let typ = self.type_text_relative(edge.typ);
            let name = self.types.name_of(obj);
            let is_param = matches!(self.types.get(self.types.obj_type(obj)), Type::TypeParam(_));
            let text = if is_param {
                format!("{name} instantiated as {typ}")
            } else {
                format!("{name} implicitly parameterized by {typ}")
            };
            problem.add(edge.pos, text);
        }
        self.report(problem);
    }
}

/// The graph's edges.
impl Checker<'_> {
    /// Records the type arguments of an instance (`mono.recordInstance`, for the package that is
    /// checked); `xlist` has the expressions of some of them.
    pub(crate) fn mono_record_instance(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        targs: &[TypeId],
        xlist: &[NodeRef],
    ) {
        for (index, (tparam, targ)) in tparams.iter().zip(targs).enumerate() {
            // Cycles are within one package.
            let obj = self.types.type_param(*tparam).obj;
            if self.types.object(obj).pkg != Some(self.pkg) {
                continue;
            }
            let expr = xlist.get(index);
            let pos = expr.map_or(pos, |expr| self.start(*expr));
            self.mono_flow(pos, *tparam, *targ, *targ);
        }
    }

    /// Adds the edges from the parts of a type that is in a type argument.
    fn mono_flow(&mut self, pos: Pos, tparam: TypeId, targ: TypeId, t: TypeId) {
        if !self.types.may_go_on() {
            return;
        }
        let t = self.types.unalias(t);
        let parts: Vec<TypeId> = match self.types.get(t) {
            Type::TypeParam(_) => {
                let from = self.mono_param_vertex(t);
                return self.mono_edge(pos, tparam, targ, t, from);
            }
            Type::Named(_) => {
                let orig = self.types.origin(t);
                if let Some(from) = self.mono_named_vertex(orig) {
                    self.mono_edge(pos, tparam, targ, t, from);
                }
                self.types.type_args(t)
            }
            Type::Array { elem, .. }
            | Type::Chan { elem, .. }
            | Type::Pointer { elem }
            | Type::Slice { elem } => vec![*elem],
            Type::Map { key, elem } => vec![*key, *elem],
            Type::Interface(_) => {
                let set = self.types.type_set(t);
                set.methods
                    .iter()
                    .map(|method| self.types.obj_type(*method))
                    .collect()
            }
            Type::Signature(sig) => {
                let (params, results) = (self.types.vars(sig.params), self.types.vars(sig.results));
                let vars = params.iter().chain(results);
                vars.map(|var| self.types.obj_type(*var)).collect()
            }
            Type::Struct(fields) => {
                let fields = fields.fields.iter();
                fields.map(|field| self.types.obj_type(*field)).collect()
            }
            _ => Vec::new(),
        };
        for part in parts {
            self.mono_flow(pos, tparam, targ, part);
        }
    }

    /// Adds the edge from a vertex, which is of type `t`, to a type parameter.
    fn mono_edge(&mut self, pos: Pos, tparam: TypeId, targ: TypeId, t: TypeId, from: usize) {
        let weight = usize::from(t != targ);
        let to = self.mono_param_vertex(tparam);
        self.instances.mono.edges.push(Edge {
            to,
            from,
            weight,
            pos,
            typ: targ,
        });
    }

    /// Returns the vertex of a type that is declared in a generic function.
    fn mono_named_vertex(&mut self, t: TypeId) -> Option<usize> {
        let obj = self.types.named_obj(t);
        let object = self.types.object(obj);
        let (pkg, pos, mut scope) = (object.pkg, object.pos, object.parent);
        let root = self.types.package(self.pkg).scope;
        if pkg != Some(self.pkg) || scope == Some(root) {
            return None;
        }
        if let Some(vertex) = self.instances.mono.by_name.get(&obj) {
            return *vertex;
        }
        // The type parameters of the functions around it are its own.
        let mut vertex = None;
        while let Some(current) = scope.filter(|scope| *scope != root) {
            for (_, elem) in self.types.scope(current).elems().to_vec() {
                let object = self.types.object(elem);
                let (elem_pos, elem_type) = (object.pos, object.typ);
                if !object.is_type_name()
                    || self.types.is_alias(elem)
                    || self.cmp_pos(elem_pos, pos) != Ordering::Less
                {
                    continue;
                }
                let Some(tparam) =
                    elem_type.filter(|t| matches!(self.types.get(*t), Type::TypeParam(_)))
                else {
                    continue;
                };
                let to = *vertex.get_or_insert_with(|| self.instances.mono.add_vertex(obj));
                let from = self.mono_param_vertex(tparam);
                self.instances.mono.edges.push(Edge {
                    to,
                    from,
                    weight: 1,
                    pos,
                    typ: tparam,
                });
            }
            scope = self.types.scope(current).parent;
        }
        self.instances.mono.by_name.insert(obj, vertex);
        vertex
    }

    /// Returns the vertex of a type parameter.
    fn mono_param_vertex(&mut self, tparam: TypeId) -> usize {
        let obj = self.types.type_param(self.types.canon(tparam)).obj;
        let graph = &mut self.instances.mono;
        if let Some(Some(vertex)) = graph.by_name.get(&obj) {
            return *vertex;
        }
        let vertex = graph.add_vertex(obj);
        graph.by_name.insert(obj, Some(vertex));
        vertex
    }
}
