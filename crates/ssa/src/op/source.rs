//! Reads the tables of operations from the sources of a compiler.
//!
//! The file is generated and formatted by gofmt, so a line has one field. A field that is not known
//! is an error: it could change the behaviour of a pass.
//! Counterpart: cmd/compile/internal/ssa/opGen.go; its generator is _gen/main.go.

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use super::OpInfo;
use super::Operand;
use super::Tables;
use super::arith;
use super::classes;
use super::flags;
use super::registers;
use super::registers::mask;

/// A line of a table that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// The number of the line, from 1; 0: a table is missing.
    pub line: usize,
    /// The line.
    pub text: String,
}

impl Display for TableError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "opGen.go has no {}", self.text),
            line => write!(f, "opGen.go:{line}: unknown field: {}", self.text),
        }
    }
}

impl Error for TableError {}

/// The properties by their names in the sources.
const FLAGS: [(&str, u32); 19] = [
    ("commutative", flags::COMMUTATIVE),
    ("resultInArg0", flags::RESULT_IN_ARG0),
    ("resultNotInArgs", flags::RESULT_NOT_IN_ARGS),
    ("rematerializeable", flags::REMATERIALIZABLE),
    ("clobberFlags", flags::CLOBBER_FLAGS),
    ("needIntTemp", flags::NEED_INT_TEMP),
    ("call", flags::CALL),
    ("tailCall", flags::TAIL_CALL),
    ("nilCheck", flags::NIL_CHECK),
    ("faultOnNilArg0", flags::FAULT_ON_NIL_ARG0),
    ("faultOnNilArg1", flags::FAULT_ON_NIL_ARG1),
    ("addrSinkArg0", flags::ADDR_SINK_ARG0),
    ("addrSinkArg1", flags::ADDR_SINK_ARG1),
    ("hasSideEffects", flags::HAS_SIDE_EFFECTS),
    ("zeroWidth", flags::ZERO_WIDTH),
    ("unsafePoint", flags::UNSAFE_POINT),
    ("fixedReg", flags::FIXED_REG),
    ("generic", flags::GENERIC),
    ("earlyOk", flags::EARLY_OK),
];

/// Reads the text of opGen.go.
pub fn read_tables(text: &str) -> Result<Tables, TableError> {
    let missing = |what: &str| TableError {
        line: 0,
        text: what.to_owned(),
    };
    let mut lines = text.lines().enumerate();
    let blocks = read_blocks(&mut lines);
    if blocks.is_empty() {
        return Err(missing("kinds of blocks"));
    }
    let names = read_op_names(&mut lines);
    if !lines.any(|(_, line)| line.starts_with("var opcodeTable = ")) {
        return Err(missing("operations"));
    }
    let mut table = OpTable::default();
    let mut machines = Vec::new();
    let mut has_ended = false;
    for (index, line) in lines {
        let error = || TableError {
            line: index + 1,
            text: line.trim().to_owned(),
        };
        if has_ended {
            registers::read_line(line, &mut machines).ok_or_else(error)?;
        } else if line == "}" {
            has_ended = true;
        } else {
            table.read_line(line.trim()).ok_or_else(error)?;
        }
    }
    if !has_ended {
        return Err(missing("end of the operations"));
    }
    let mut ops = table.ops;
    classes::set(&mut ops, &names);
    arith::set(&mut ops);
    let (block_consts, blocks) = blocks.into_iter().unzip();
    let mut tables = Tables {
        ops,
        op_consts: names,
        blocks,
        block_consts,
        machines,
        ..Tables::default()
    };
    tables.find_facts();
    Ok(tables)
}

/// Reads the names of the constants of operations.
fn read_op_names<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>) -> Vec<Box<str>> {
    if !lines.any(|(_, line)| line.trim() == "OpInvalid Op = iota") {
        return Vec::new();
    }
    let rest = lines.take_while(|(_, line)| *line != ")");
    let names = rest.map(|(_, line)| line.trim());
    let names = names.filter(|name| !name.is_empty()).map(Box::from);
    std::iter::once("OpInvalid".into()).chain(names).collect()
}

/// The name of the constant of a block kind, and its own.
type BlockNames = (Box<str>, Box<str>);

/// Reads the table of names of block kinds, which is in the order of their numbers.
fn read_blocks<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>) -> Vec<BlockNames> {
    if !lines.any(|(_, line)| line.starts_with("var blockString = ")) {
        return Vec::new();
    }
    let table = lines.take_while(|(_, line)| *line != "}");
    let names = table.filter_map(|(_, line)| {
        let (constant, name) = line.trim().split_once(':')?;
        Some((constant.into(), quoted(name)?.into()))
    });
    names.collect()
}

/// Returns a text between the first quotes.
fn quoted(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('"')?;
    Some(rest.split_once('"')?.0)
}

/// The operations as far as they were read.
#[derive(Default)]
struct OpTable {
    ops: Vec<OpInfo>,
    /// Operands belong to the results of the last operation, not to its arguments.
    is_output: bool,
}

impl OpTable {
    /// Reads a line of the table; `None` if it is not understood.
    fn read_line(&mut self, line: &str) -> Option<()> {
        if let Some(name) = line.strip_prefix("{name: ") {
            self.ops.push(OpInfo {
                name: quoted(name)?.into(),
                ..OpInfo::default()
            });
            return Some(());
        }
        if line == "{" {
            self.ops.push(OpInfo::default());
            return Some(());
        }
        if line.starts_with('{') {
            return self.add_operand(line);
        }
        if line.is_empty() || line.starts_with('}') {
            return Some(());
        }
        let (field, value) = line.split_once(':')?;
        // A comment with the names of registers follows some values.
        let value = value.split(" //").next()?.trim().trim_end_matches(',');
        self.set(field, value)
    }

    /// Sets a field of the last operation.
    fn set(&mut self, field: &str, value: &str) -> Option<()> {
        let info = self.ops.last_mut()?;
        match field {
            "name" => info.name = quoted(value)?.into(),
            "auxType" => info.aux = value.into(),
            "argLen" => info.arg_len = value.parse().ok()?,
            "scale" => info.scale = value.parse().ok()?,
            "symEffect" => info.sym_effect = value.into(),
            "asm" => info.asm = value.into(),
            "reg" => {}
            "inputs" => self.is_output = false,
            "outputs" => self.is_output = true,
            "clobbers" => info.clobbers = mask(value)?,
            "clobbersArg0" => info.clobbers_arg0 = value == "true",
            "clobbersArg1" => info.clobbers_arg1 = value == "true",
            _ => {
                let (_, flag) = FLAGS.iter().find(|(name, _)| *name == field)?;
                info.flags |= flag;
            }
        }
        Some(())
    }

    /// Adds an argument or result, `{0, 65280}, // X0 X1`.
    fn add_operand(&mut self, line: &str) -> Option<()> {
        let end = line.rfind("},")?;
        let (index, registers) = line.get(1..end)?.split_once(", ")?;
        let operand = Operand {
            index: index.parse().ok()?,
            registers: mask(registers)?,
        };
        let info = self.ops.last_mut()?;
        match self.is_output {
            true => info.outputs.push(operand),
            false => info.inputs.push(operand),
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::RegMask;

    const TEXT: &str = r#"
var blockString = [...]string{
	BlockInvalid: "BlockInvalid",
	BlockAMD64EQ: "EQ",
}

const (
	OpInvalid Op = iota

	OpAMD64ADDSSload

	OpAdd8
)

var opcodeTable = [...]opInfo{
	{name: "OpInvalid"},

	{
		name:         "ADDSSload",
		auxType:      auxSymOff,
		argLen:       3,
		commutative:  true,
		symEffect:    SymRead,
		asm:          x86.AADDSS,
		reg: regInfo{
			inputs: []inputInfo{
				{1, 65280}, // X0 X1
				{0, regMask{v1: 3, v2: 1}}, // X0, {X1}
			},
			clobbers:     12, // AX
			clobbersArg0: true,
			outputs: []outputInfo{
				{0, 65280}, // X0
			},
		},
	},
	{
		name:    "Add8",
		argLen:  -1,
		generic: true,
	},
}
"#;

    #[test]
    fn operations_have_their_fields() {
        let tables = read_tables(TEXT).unwrap();
        assert_eq!(tables.block_name(1), "EQ");
        assert_eq!(&*tables.block_consts[1], "BlockAMD64EQ");
        assert_eq!(&*tables.op_consts[1], "OpAMD64ADDSSload");
        assert_eq!(tables.op_name(0), "OpInvalid");
        let info = &tables.ops[1];
        assert_eq!((&*info.name, &*info.aux), ("ADDSSload", "auxSymOff"));
        assert_eq!(info.arg_len, 3);
        assert!(info.has(flags::COMMUTATIVE) && !info.has(flags::CALL));
        let inputs: Vec<(u8, RegMask)> =
            info.inputs.iter().map(|o| (o.index, o.registers)).collect();
        assert_eq!(inputs, [(1, 65280), (0, 1 << 64 | 3)]);
        assert_eq!(info.outputs.len(), 1);
        assert!(info.clobbers == 12 && info.clobbers_arg0 && !info.clobbers_arg1);
        assert!(tables.ops[2].has(flags::GENERIC) && tables.ops[2].arg_len == -1);
        assert_eq!(tables.ops.len(), 3);
    }

    #[test]
    fn an_unknown_field_is_an_error() {
        let text = TEXT.replace("symEffect:", "newField:");
        let error = read_tables(&text).unwrap_err();
        assert_eq!(error.line, 23);
        assert!(error.text.starts_with("newField"));
        assert_eq!(read_tables("").unwrap_err().line, 0);
        let cut = TEXT.rsplit_once("\n}").unwrap().0;
        assert_eq!(read_tables(cut).unwrap_err().text, "end of the operations");
    }
}
