//! Values that are added to blocks.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`newValue0`, `entryNewValue0`).

use vamos_ssa::Aux;
use vamos_ssa::AuxId;
use vamos_ssa::BlockId;
use vamos_ssa::Fresh;
use vamos_ssa::Pos;
use vamos_ssa::Statement;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::state::Build;

impl Build<'_> {
    /// Adds a value to a block.
    pub(super) fn value_in(
        &mut self,
        block: BlockId,
        op: Gen,
        ty: TypeId,
        pos: Pos,
        args: &[ValueId],
    ) -> ValueId {
        let number = self.input.ops.number(op);
        self.value_of(block, number, ty, pos, args)
    }

    /// Adds a value of any operation, by its number, to a block.
    pub(super) fn value_of(
        &mut self,
        block: BlockId,
        number: u16,
        ty: TypeId,
        pos: Pos,
        args: &[ValueId],
    ) -> ValueId {
        let ops = self.input.cx.ops;
        let info = self.input.cx.tables.ops.get(usize::from(number));
        let wanted = info.and_then(|info| usize::try_from(info.arg_len).ok());
        if wanted.is_some_and(|wanted| wanted != args.len()) {
            // The IR has an intrinsic function with other arguments.
            self.fail(BuildRefusal::Invalid("number of arguments"));
        }
        let value = self.f.new_value(block, number, ty, pos, ops);
        for arg in args {
            self.f.add_arg(value, *arg);
        }
        value
    }

    /// Adds a value to the current block.
    pub(super) fn v(&mut self, op: Gen, ty: TypeId, args: &[ValueId]) -> ValueId {
        let (block, pos) = (self.block(), self.peek_pos());
        self.value_in(block, op, ty, pos, args)
    }

    /// Adds a value with an integer to the current block.
    pub(super) fn vi(&mut self, op: Gen, ty: TypeId, number: i64, args: &[ValueId]) -> ValueId {
        let value = self.v(op, ty, args);
        self.f.value_mut(value).aux_int = number;
        value
    }

    /// Adds a value with an aux value to the current block.
    pub(super) fn va(&mut self, op: Gen, ty: TypeId, aux: Aux, args: &[ValueId]) -> ValueId {
        self.va_at(op, ty, aux, args, true)
    }

    /// Adds a value with an aux value to the current block; it may be no statement.
    pub(super) fn va_at(
        &mut self,
        op: Gen,
        ty: TypeId,
        aux: Aux,
        args: &[ValueId],
        is_statement: bool,
    ) -> ValueId {
        let (block, pos) = (self.block(), self.peek_pos());
        let pos = if is_statement {
            pos
        } else {
            pos.with_statement(Statement::Not)
        };
        let value = self.value_in(block, op, ty, pos, args);
        let aux = self.aux(aux);
        self.f.value_mut(value).aux = aux;
        value
    }

    /// Returns the block for values that all blocks may use.
    fn entry_block(&self) -> BlockId {
        match self.at.block {
            Some(block) if self.input.header.flags.is_unoptimized => block,
            _ => self.f.entry,
        }
    }

    /// Adds a value without a position to the first block.
    pub(super) fn entry(&mut self, op: Gen, ty: TypeId, args: &[ValueId]) -> ValueId {
        let block = self.entry_block();
        self.value_in(block, op, ty, Pos::default(), args)
    }

    /// Adds a value without a position, with an aux value, to the first block.
    pub(super) fn entry_aux(&mut self, op: Gen, ty: TypeId, aux: Aux, args: &[ValueId]) -> ValueId {
        let value = self.entry(op, ty, args);
        let aux = self.aux(aux);
        self.f.value_mut(value).aux = aux;
        value
    }

    /// Returns the number of an aux value; calls get numbers of their own.
    pub(super) fn aux(&mut self, aux: Aux) -> AuxId {
        if !matches!(aux, Aux::Call(_) | Aux::NameOffset(..)) {
            return self.f.intern_aux(self.input.cx.package, aux);
        }
        let auxes = &mut self.f.fresh.auxes;
        auxes.push(aux);
        AuxId((auxes.len() - 1) as u32 | Fresh::BIT)
    }
}
