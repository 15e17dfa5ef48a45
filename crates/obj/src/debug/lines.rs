//! Line programs.
//!
//! Counterpart: cmd/internal/obj/dwarf.go (`generateDebugLinesSymbol`, `putpclcdelta`).

use vamos_base::golang::dwarf::put_sleb128;
use vamos_objfile::goobj::RelocType;

use super::data::DebugData;
use crate::frozen::Frozen;
use crate::function::Function;
use crate::pcln::put_uvarint;

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

/// Makes the line program of an encoded function. The linker adds the common part of all functions;
/// files are numbered as in the object, so that it changes nothing here.
pub(crate) fn line_program(frozen: &Frozen<'_>, func: &Function) -> DebugData {
    let mut program = DebugData::default();
    let Some(first) = func.text else {
        return program;
    };
    let ptr_size = frozen.arch.ptr_size;
    program
        .data
        .extend_from_slice(&[0, 1 + ptr_size, SET_ADDRESS]);
    program.put_reloc(ptr_size, RelocType::ADDR, func.sym, 0);
    let out = &mut program.data;
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
        let (new_file, new_line) = frozen.positions.file_and_line(prog.pos);
        let before = out.len();
        if new_file + 1 != file {
            file = new_file + 1;
            out.push(SET_FILE);
            put_uvarint(out, i64::from(file).cast_unsigned());
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
            put_row(out, distance, i64::from(new_line) - line);
            (line, pc) = (i64::from(new_line), prog.pc);
        }
    }
    out.push(ADVANCE_PC);
    let rest = func.code.size - (last - start);
    put_uvarint(out, rest.cast_unsigned());
    out.extend_from_slice(&[0, 1, END_SEQUENCE]);
    program
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
