//! New nodes with their facts. Each gets the offset of its position.
//!
//! Counterpart: cmd/compile/internal/rangefunc/rewrite.go (`useObj`, `intConst`, `callPanic`).

use vamos_ast::LitKind;
use vamos_ast::NodeId;
use vamos_ast::Operator;
use vamos_check::Mode;
use vamos_check::NodeRef;
use vamos_constant::Value;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Signature;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;
use vamos_types::typ;

use crate::error::Error;
use crate::error::Result;
use crate::known::Known;
use crate::rangefunc::function::Function;
use crate::rangefunc::function::OuterVar;
use crate::writer::Writer;

/// The function of the runtime that panics because of a loop's state.
pub(super) const PANIC: &str = "panicrangestate";

/// The function of the runtime that returns the frame to which `defer` statements are bound.
pub(super) const DEFER: &str = "deferrangefunc";

impl Writer<'_, '_> {
    /// Makes a variable.
    pub(super) fn make_var(&mut self, pos: Pos, name: &str, typ: TypeId) -> ObjId {
        let name = self.types_mut().intern(name);
        let pkg = Some(self.pkg);
        self.types_mut()
            .new_var(VarKind::Local, pos, pkg, name, Some(typ))
    }

    /// Makes a parameter or a result that has no package.
    pub(super) fn make_result(&mut self, pos: Pos, name: &str, typ: TypeId) -> ObjId {
        let name = self.types_mut().intern(name);
        self.types_mut()
            .new_var(VarKind::Result, pos, None, name, Some(typ))
    }

    /// Records that a node has a value of a type.
    pub(super) fn set_value(&mut self, node: NodeRef, typ: TypeId) {
        let known = Known {
            mode: Mode::Value,
            typ,
            value: None,
        };
        self.made.types.insert(node, known);
    }

    /// Appends a use of an object.
    pub(super) fn use_obj(&mut self, file: usize, offset: u32, obj: ObjId) -> NodeId {
        let text = self.types().name_of(obj).to_owned();
        let name = self.trees.append_name(file, offset, text);
        let typ = self.types().obj_type(obj);
        self.set_value(name, typ);
        self.made.uses.insert(name, obj);
        name.id()
    }

    /// Appends `true` or `false`.
    pub(super) fn use_bool(&mut self, file: usize, offset: u32, value: bool) -> Result<NodeId> {
        let text = if value { "true" } else { "false" };
        let types = self.types();
        let name = types.find_name(text).unwrap_or(Name::EMPTY);
        let obj = types.lookup(types.universe().scope, name);
        let missing = || Error::unexpected("predeclared constant", Pos::NONE);
        Ok(self.use_obj(file, offset, obj.ok_or_else(missing)?))
    }

    /// Appends an integer.
    pub(super) fn int_const(&mut self, file: usize, offset: u32, value: i64) -> NodeId {
        let tree = self.trees.tree_mut(file);
        let literal = tree.append_literal(LitKind::Int, &value.to_string(), offset);
        let known = Known {
            mode: Mode::Constant,
            typ: typ::INT,
            value: Some(Value::from(value)),
        };
        self.made.types.insert(NodeRef::new(file, literal), known);
        literal
    }

    /// Appends the assignment of an integer to a variable.
    pub(super) fn set_int(&mut self, file: usize, offset: u32, obj: ObjId, value: i64) -> NodeId {
        let lhs = self.use_obj(file, offset, obj);
        let rhs = self.int_const(file, offset, value);
        self.trees.tree_mut(file).append_assign(offset, lhs, rhs)
    }

    /// Appends a comparison of a variable with an integer.
    pub(super) fn compare(
        &mut self,
        file: usize,
        offset: u32,
        op: Operator,
        (obj, value): (ObjId, i64),
    ) -> NodeId {
        let operands = [
            self.use_obj(file, offset, obj),
            self.int_const(file, offset, value),
        ];
        let tree = self.trees.tree_mut(file);
        let cond = tree.append_operation(offset, op, operands);
        self.set_value(NodeRef::new(file, cond), typ::BOOL);
        cond
    }

    /// Appends an `if` statement.
    pub(super) fn if_then(
        &mut self,
        file: usize,
        offset: u32,
        cond: NodeId,
        list: &[NodeId],
    ) -> NodeId {
        let tree = self.trees.tree_mut(file);
        let then = tree.append_block(offset, list, offset);
        tree.append_if(offset, cond, then)
    }

    /// Appends `return true` or `return false`.
    pub(super) fn return_bool(&mut self, file: usize, offset: u32, value: bool) -> Result<NodeId> {
        let result = self.use_bool(file, offset, value)?;
        let tree = self.trees.tree_mut(file);
        Ok(tree.append_return(offset, Some(result)))
    }

    /// Appends a call of a function of the runtime.
    fn call_helper(
        &mut self,
        file: usize,
        offset: u32,
        name: &'static str,
        args: &[NodeId],
    ) -> NodeId {
        let text = format!("runtime.{name}");
        let fun = self.trees.append_name(file, offset, text);
        self.made.helpers.insert(fun, name);
        let sig = self.helper_type(name);
        self.set_value(fun, sig);
        let tree = self.trees.tree_mut(file);
        tree.append_call(offset, fun.id(), args)
    }

    /// Returns the type of a function of the runtime.
    fn helper_type(&mut self, name: &str) -> TypeId {
        let var = |writer: &mut Self, typ| {
            let var = writer.make_result(Pos::NONE, "", typ);
            writer.types_mut().new_tuple(vec![var])
        };
        let sig = if name == DEFER {
            Signature {
                results: var(self, typ::ANY),
                ..Signature::default()
            }
        } else {
            Signature {
                params: var(self, typ::INT),
                ..Signature::default()
            }
        };
        self.types_mut().add(Type::Signature(Box::new(sig)))
    }

    /// Appends a statement that panics because of a state.
    pub(super) fn panic_stmt(&mut self, file: usize, offset: u32, state: NodeId) -> NodeId {
        let call = self.call_helper(file, offset, PANIC, &[state]);
        self.trees.tree_mut(file).append_expr_stmt(offset, call)
    }

    /// Appends the declaration of a variable.
    pub(super) fn var_decl(
        &mut self,
        file: usize,
        offset: u32,
        obj: ObjId,
        value: Option<NodeId>,
    ) -> NodeId {
        let text = self.types().name_of(obj).to_owned();
        let name = self.trees.append_name(file, offset, text);
        let typ = self.types().obj_type(obj);
        self.set_value(name, typ);
        self.made.defs.insert(name, obj);
        let tree = self.trees.tree_mut(file);
        tree.append_var(offset, name.id(), value)
    }

    /// Appends a statement that declares a variable.
    pub(super) fn var_stmt(
        &mut self,
        file: usize,
        offset: u32,
        obj: ObjId,
        value: Option<NodeId>,
    ) -> NodeId {
        let decl = self.var_decl(file, offset, obj, value);
        self.trees.tree_mut(file).append_decl_stmt(offset, &[decl])
    }

    /// Returns the variable with the number of the branch that is under way.
    pub(super) fn next_var(&mut self, f: &mut Function) -> ObjId {
        if let Some(obj) = f.next {
            return obj;
        }
        let obj = self.make_var(Pos::NONE, "#next", typ::INT);
        f.outer_vars.push(OuterVar { obj, helper: None });
        f.next = Some(obj);
        obj
    }

    /// Returns the variable to which `defer` statements are bound.
    pub(super) fn defers_var(&mut self, f: &mut Function) -> ObjId {
        if let Some(obj) = f.defers {
            return obj;
        }
        let obj = self.make_var(Pos::NONE, "#defers", typ::ANY);
        let helper = Some(DEFER);
        f.outer_vars.push(OuterVar { obj, helper });
        f.defers = Some(obj);
        obj
    }

    /// Appends the statement that declares the variables of the outermost loop.
    pub(super) fn outer_decl(&mut self, file: usize, offset: u32, vars: &[OuterVar]) -> NodeId {
        let mut decls = Vec::new();
        for var in vars {
            let value = var.helper.map(|helper| {
                let call = self.call_helper(file, offset, helper, &[]);
                self.set_value(NodeRef::new(file, call), typ::ANY);
                call
            });
            decls.push(self.var_decl(file, offset, var.obj, value));
        }
        self.trees.tree_mut(file).append_decl_stmt(offset, &decls)
    }
}
