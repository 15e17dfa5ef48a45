//! The debug entry of a function without variables, and line programs.
//!
//! Counterpart: cmd/internal/obj/dwarf.go, cmd/internal/dwarf/dwarf.go (`PutDefaultFunc`).

use crate::attributes::Attributes;
use crate::data::Content;
use crate::function::Function;
use crate::link::Link;
use crate::options::Options;
use crate::pcln::put_uvarint;
use crate::pos::Pos;
use crate::pos::PosTable;
use crate::symbol::SymId;

const ABBREV_FUNCTION: u8 = 3;
const ABBREV_WRAPPER: u8 = 4;
const OP_CALL_FRAME_CFA: u8 = 0x9c;

const ADVANCE_PC: u8 = 2;
const ADVANCE_LINE: u8 = 3;
const SET_FILE: u8 = 4;
const NEGATE_STMT: u8 = 6;
const CONST_ADD_PC: u8 = 8;
const FIXED_ADVANCE_PC: u8 = 9;
const SET_PROLOGUE_END: u8 = 10;
const END_SEQUENCE: u8 = 1;
const SET_ADDRESS: u8 = 2;

const LINE_BASE: i64 = -4;
const LINE_RANGE: i64 = 10;
const OPCODE_BASE: i64 = 11;
const PC_RANGE: i64 = (255 - OPCODE_BASE) / LINE_RANGE;

impl Link {
    /// Makes the debug entry and the line program of an encoded function.
    pub(crate) fn make_debug_entry(&mut self, sym: SymId) {
        let id = self.symbols[sym]
            .func
            .expect("a text symbol has a function");
        let func = &self.functions[id.0 as usize];
        let start = func.text.map_or(Pos::NONE, |text| func.progs[text].pos);
        let (Some(info), Some(lines)) = (func.dwarf_info, func.dwarf_lines) else {
            return;
        };
        let name = self.symbols[sym].name.clone();
        if self.symbols[info].size != 0 {
            let text = format!("makeFuncDebugEntry double process {name}");
            self.diagnostics.report(text);
        }
        let mut content = Content {
            arch: self.arch,
            options: &self.options,
            symbols: &mut self.symbols,
            diagnostics: &mut self.diagnostics,
        };
        content.put_function(sym, info, self.positions.file_and_line(start));
        content.put_lines(sym, lines, func, &self.positions);
    }
}

impl Content<'_> {
    fn put_function(&mut self, sym: SymId, info: SymId, (file, line): (i32, i32)) {
        let symbol = &self.symbols[sym];
        let is_wrapper = symbol.has(Attributes::WRAPPER);
        let is_external = !symbol.has(Attributes::STATIC);
        let size = symbol.size;
        let name = symbol.name.clone();
        let abbrev = if is_wrapper {
            ABBREV_WRAPPER
        } else {
            ABBREV_FUNCTION
        };
        self.add_bytes(info, &[abbrev]);
        self.add_bytes(info, name.as_bytes());
        self.add_bytes(info, &[0]);
        let Options {
            is_dwarf5,
            dwarf_text_count,
            ..
        } = *self.options;
        if is_dwarf5 {
            // The number of functions is an estimate: wrappers come later.
            self.add_text_index(info, sym, dwarf_text_count.saturating_mul(2));
            self.add_uleb128(info, size.cast_unsigned());
        } else {
            self.add_address(info, sym, 0);
            self.add_address(info, sym, size);
        }
        self.add_bytes(info, &[1, OP_CALL_FRAME_CFA]);
        if is_wrapper {
            self.add_bytes(info, &[1]);
        } else {
            self.add_bytes(info, &(file + 1).to_le_bytes());
            self.add_uleb128(info, i64::from(line).cast_unsigned());
            self.add_bytes(info, &[u8::from(is_external)]);
        }
        self.add_bytes(info, &[0]);
    }

    fn add_address(&mut self, sym: SymId, target: SymId, add: i64) {
        let end = self.symbols[sym].size;
        let size = usize::from(self.arch.ptr_size);
        self.write_addr(sym, end, size, Some(target), add);
    }

    fn add_uleb128(&mut self, sym: SymId, value: u64) {
        let mut bytes = Vec::new();
        put_uvarint(&mut bytes, value);
        self.add_bytes(sym, &bytes);
    }

    /// Writes the line program. The linker adds what is the same for all functions; files are
    /// numbered as in the object, so that it changes nothing here.
    fn put_lines(&mut self, sym: SymId, lines: SymId, func: &Function, positions: &PosTable) {
        let Some(first) = func.text else {
            return;
        };
        let ptr_size = self.arch.ptr_size;
        self.add_bytes(lines, &[0, 1 + ptr_size, SET_ADDRESS]);
        self.add_address(lines, sym, 0);
        let mut out = Vec::new();
        let start = func.progs[first].pc;
        let (mut is_stmt, mut line, mut file) = (true, 1_i64, 1_i32);
        let (mut pc, mut last) = (start, 0);
        let (mut is_prologue_end, mut has_prologue_end) = (false, false);
        for prog in func.progs.list(func.text) {
            let prog = &func.progs[prog];
            is_prologue_end |= prog.pos.is_prologue_end();
            let has_bytes = prog.link.is_none_or(|next| func.progs[next].pc != prog.pc);
            if prog.pos.line() == 0 || !has_bytes {
                continue;
            }
            let (new_file, new_line) = positions.file_and_line(prog.pos);
            let before = out.len();
            if new_file + 1 != file {
                file = new_file + 1;
                out.push(SET_FILE);
                put_uvarint(&mut out, i64::from(file).cast_unsigned());
            }
            if is_prologue_end && !has_prologue_end {
                out.push(SET_PROLOGUE_END);
                has_prologue_end = true;
            }
            if is_stmt == prog.pos.is_not_stmt() {
                out.push(NEGATE_STMT);
                is_stmt = !is_stmt;
            }
            if line != i64::from(new_line) || out.len() > before {
                last = prog.pc;
                let distance = (prog.pc - pc).cast_unsigned();
                put_row(&mut out, distance, i64::from(new_line) - line);
                (line, pc) = (i64::from(new_line), prog.pc);
            }
        }
        out.push(ADVANCE_PC);
        let rest = self.symbols[sym].size - (last - start);
        put_uvarint(&mut out, rest.cast_unsigned());
        out.extend_from_slice(&[0, 1, END_SEQUENCE]);
        self.add_bytes(lines, &out);
    }
}

/// Returns the special opcode that leaves the fewest bytes for the rest of both distances.
fn special_opcode(pc: u64, line: i64) -> i64 {
    let range = PC_RANGE.cast_unsigned();
    let near = pc.min(range).cast_signed();
    if line < LINE_BASE {
        return OPCODE_BASE + LINE_RANGE * near;
    }
    if line < LINE_BASE + LINE_RANGE {
        let opcode = OPCODE_BASE + (line - LINE_BASE) + LINE_RANGE * near;
        return if opcode > 255 {
            opcode - LINE_RANGE
        } else {
            opcode
        };
    }
    if pc <= range {
        return (OPCODE_BASE + (LINE_RANGE - 1) + LINE_RANGE * near).min(255);
    }
    // The largest distances that each way to advance the pc encodes: one more would take
    // another byte.
    const LARGEST: [u64; 9] = [
        (1 << 7) - 1,
        (1 << 16) - 1,
        (1 << 21) - 1,
        (1 << 28) - 1,
        (1 << 35) - 1,
        (1 << 42) - 1,
        (1 << 49) - 1,
        (1 << 56) - 1,
        (1 << 63) - 1,
    ];
    let rest = pc - range;
    match rest == range || LARGEST.contains(&rest) {
        true => 255,
        false => OPCODE_BASE + LINE_RANGE * PC_RANGE - 1,
    }
}

/// Writes a row of the line table by the distances to the one before.
fn put_row(out: &mut Vec<u8>, pc: u64, line: i64) {
    let mut opcode = special_opcode(pc, line);
    let pc = pc.wrapping_sub(((opcode - OPCODE_BASE) / LINE_RANGE).cast_unsigned());
    let line = line - ((opcode - OPCODE_BASE) % LINE_RANGE + LINE_BASE);
    if pc != 0 {
        if pc <= PC_RANGE.cast_unsigned() {
            opcode -= LINE_RANGE * (PC_RANGE - pc.cast_signed());
            out.push(CONST_ADD_PC);
        } else if (1 << 14..1 << 16).contains(&pc) {
            out.push(FIXED_ADVANCE_PC);
            out.extend_from_slice(&(pc as u16).to_le_bytes());
        } else {
            out.push(ADVANCE_PC);
            put_uvarint(out, pc);
        }
    }
    if line != 0 {
        out.push(ADVANCE_LINE);
        put_sleb128(out, line);
    }
    debug_assert!((OPCODE_BASE..=255).contains(&opcode), "a special opcode");
    out.push(opcode as u8);
}

fn put_sleb128(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = (value & 0x7f) as u8;
        let is_negative = byte & 0x40 != 0;
        value >>= 7;
        if value == if is_negative { -1 } else { 0 } {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pc: u64, line: i64) -> Vec<u8> {
        let mut out = Vec::new();
        put_row(&mut out, pc, line);
        out
    }

    /// Returns the distances that a row encodes.
    fn decode(mut row: &[u8]) -> (u64, i64) {
        let (mut pc, mut line) = (0, 0);
        loop {
            let opcode = row[0];
            row = &row[1..];
            match opcode {
                ADVANCE_PC | ADVANCE_LINE => {
                    let (mut value, mut shift) = (0_i64, 0);
                    let mut byte = 0x80;
                    while byte & 0x80 != 0 {
                        byte = row[0];
                        row = &row[1..];
                        value |= i64::from(byte & 0x7f) << shift;
                        shift += 7;
                    }
                    if opcode == ADVANCE_LINE {
                        let is_negative = byte & 0x40 != 0;
                        line += if is_negative {
                            value - (1 << shift)
                        } else {
                            value
                        };
                    } else {
                        pc += value.cast_unsigned();
                    }
                }
                CONST_ADD_PC => pc += PC_RANGE.cast_unsigned(),
                FIXED_ADVANCE_PC => {
                    pc += u64::from(u16::from_le_bytes([row[0], row[1]]));
                    row = &row[2..];
                }
                _ => {
                    let rest = i64::from(opcode) - OPCODE_BASE;
                    let pc = pc + (rest / LINE_RANGE).cast_unsigned();
                    return (pc, line + rest % LINE_RANGE + LINE_BASE);
                }
            }
        }
    }

    #[test]
    fn rows_encode_their_distances() {
        let pcs = (0..200).chain([1 << 14, (1 << 16) - 1, (1 << 16) + 24, 1 << 20]);
        for pc in pcs {
            for line in [-1000, -100, -5, -4, 0, 1, 5, 6, 7, 100, 70_000] {
                assert_eq!(decode(&row(pc, line)), (pc, line));
            }
        }
    }

    #[test]
    fn short_rows() {
        assert_eq!(row(0, 0), [15]);
        assert_eq!(row(1, 1), [26]);
        assert_eq!(row(24, 1), [CONST_ADD_PC, 16]);
    }
}
