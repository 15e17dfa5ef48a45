//! Entries of the tables of a package.
//!
//! Counterpart: none.

use super::bytes::Cursor;
use super::bytes::DumpError;
use crate::package::Aux;
use crate::package::Call;
use crate::package::Component;
use crate::package::Described;
use crate::package::Header;
use crate::package::Name;
use crate::package::NameId;
use crate::package::Package;
use crate::package::Param;
use crate::package::Signature;
use crate::package::Sym;
use crate::package::SymData;
use crate::package::SymId;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;
use crate::type_order::Alias;
use crate::type_order::TypeOrder;

/// The first text of a dump: its format.
const FORMAT: &str = "vamos ssa 5";

/// Reads the header.
pub(super) fn header(content: &[u8]) -> Result<Header, DumpError> {
    let mut cursor = Cursor::new(content);
    if cursor.text()? != FORMAT {
        return Err(DumpError::Kind("format", 0));
    }
    let header = Header {
        goarch: cursor.text()?,
        config: cursor.uint()?,
        registers: cursor.list(Cursor::text)?,
        dwarf_registers: cursor.list(Cursor::narrow_int)?,
        passes: cursor.list(Cursor::text)?,
    };
    cursor.finish()?;
    Ok(header)
}

/// Reads a type.
pub(super) fn ty(content: &[u8]) -> Result<Type, DumpError> {
    let mut cursor = Cursor::new(content);
    let ty = Type {
        text: cursor.text()?,
        link_text: cursor.text()?,
        kind: cursor.narrow()?,
        size: cursor.int()?,
        align: cursor.int()?,
        flags: cursor.uint()?,
        int_registers: cursor.narrow()?,
        float_registers: cursor.narrow()?,
        elem: TypeId(cursor.narrow()?),
        len: cursor.int()?,
        components: cursor.list(|cursor| {
            Ok(Component {
                ty: TypeId(cursor.narrow()?),
                offset: cursor.int()?,
            })
        })?,
        field_names: cursor.list(Cursor::text)?,
        order: order(&mut cursor)?,
    };
    cursor.finish()?;
    Ok(ty)
}

/// Reads the element of a slice type, or the target of a type of pointers, that has none so far.
pub(super) fn elem(content: &[u8], package: &mut Package) -> Result<(), DumpError> {
    let mut cursor = Cursor::new(content);
    let (id, elem) = (TypeId(cursor.narrow()?), TypeId(cursor.narrow()?));
    cursor.finish()?;
    let at = (id.0 as usize).checked_sub(1);
    let is_known = package.ty(elem).is_some();
    let ty = at.and_then(|at| package.types.get_mut(at));
    let ty = ty.filter(|ty| {
        let has_elem = [kind::SLICE, kind::PTR].contains(&ty.kind);
        is_known && has_elem && ty.elem.0 == 0
    });
    ty.ok_or(DumpError::Range)?.elem = elem;
    Ok(())
}

/// Reads the order of a type.
fn order(cursor: &mut Cursor<'_>) -> Result<TypeOrder, DumpError> {
    let bytes = cursor.bytes()?.to_vec();
    let marks = cursor.list(|cursor| {
        let (start, end) = (cursor.narrow()?, cursor.narrow()?);
        let class = match cursor.uint()? {
            0 => Alias::Byte,
            1 => Alias::Rune,
            2 => Alias::Any,
            3 => Alias::Empty,
            other => return Err(DumpError::Kind("alias", other)),
        };
        Ok((start, end, class))
    })?;
    TypeOrder::new(bytes, marks).ok_or(DumpError::Range)
}

/// Reads a symbol.
pub(super) fn sym(content: &[u8]) -> Result<Sym, DumpError> {
    let mut cursor = Cursor::new(content);
    let sym = Sym {
        name: cursor.text()?,
        abi: cursor.narrow()?,
        kind: cursor.narrow()?,
        flags: cursor.uint()?,
    };
    cursor.finish()?;
    Ok(sym)
}

/// Reads the content of a symbol.
pub(super) fn data(content: &[u8]) -> Result<(SymId, SymData), DumpError> {
    let mut cursor = Cursor::new(content);
    let sym = SymId(cursor.narrow()?);
    let mut data = SymData {
        bytes: cursor.bytes()?.to_vec(),
        relocations: cursor.uint()?,
        addresses: cursor.list(|cursor| Ok((cursor.int()?, SymId(cursor.narrow()?))))?,
        ..SymData::default()
    };
    let bits = cursor.uint()?;
    data.is_direct_itab = bits & 2 != 0;
    data.is_read_only = bits & 4 != 0;
    if bits & 1 != 0 {
        data.described = Some(Described {
            size: cursor.int()?,
            pointer_bytes: cursor.int()?,
            hash: cursor.narrow()?,
            kind: cursor.narrow()?,
            is_direct: cursor.uint()? != 0,
            gc_data: SymId(cursor.narrow()?),
        });
    }
    cursor.finish()?;
    Ok((sym, data))
}

/// Reads a variable.
pub(super) fn name(content: &[u8]) -> Result<Name, DumpError> {
    let mut cursor = Cursor::new(content);
    let name = Name {
        text: cursor.text()?,
        class: cursor.narrow()?,
        ty: TypeId(cursor.narrow()?),
        flags: cursor.uint()?,
        pos: (cursor.uint()?, cursor.uint()?),
        func: SymId(cursor.narrow()?),
    };
    cursor.finish()?;
    Ok(name)
}

fn params(cursor: &mut Cursor<'_>) -> Result<Vec<Param>, DumpError> {
    cursor.list(|cursor| {
        let mut param = Param {
            ty: TypeId(cursor.narrow()?),
            name: NameId(cursor.narrow()?),
            registers: cursor.list(Cursor::narrow)?,
            offset: 0,
        };
        if param.registers.is_empty() {
            param.offset = cursor.int()?;
        }
        Ok(param)
    })
}

fn call(cursor: &mut Cursor<'_>) -> Result<Call, DumpError> {
    let sym = SymId(cursor.narrow()?);
    if cursor.uint()? == 0 {
        return Ok(Call {
            sym,
            signature: None,
        });
    }
    let signature = Signature {
        params: params(cursor)?,
        results: params(cursor)?,
        width: cursor.int()?,
        spill_offset: cursor.int()?,
        in_registers: cursor.uint()?,
        out_registers: cursor.uint()?,
        abi: cursor.uint()?,
    };
    Ok(Call {
        sym,
        signature: Some(Box::new(signature)),
    })
}

/// Reads an aux value.
pub(super) fn aux(content: &[u8]) -> Result<Aux, DumpError> {
    let mut cursor = Cursor::new(content);
    let aux = match cursor.uint()? {
        1 => Aux::Sym(SymId(cursor.narrow()?)),
        2 => Aux::Name(NameId(cursor.narrow()?)),
        3 => Aux::Type(TypeId(cursor.narrow()?)),
        4 => Aux::Text(cursor.bytes()?.to_vec()),
        5 => Aux::Call(Box::new(call(&mut cursor)?)),
        6 => Aux::NameOffset(NameId(cursor.narrow()?), cursor.int()?),
        7 => Aux::Mark,
        8 => Aux::Int(cursor.int()?),
        9 => Aux::Bounds(cursor.int()?),
        10 => Aux::Bounds2(cursor.int()?, cursor.int()?),
        other => return Err(DumpError::Kind("kind of aux value", other)),
    };
    cursor.finish()?;
    Ok(aux)
}

/// Reads a position base into the table of the inlined calls that bases are in.
pub(super) fn base(content: &[u8], inlined_calls: &mut Vec<i64>) -> Result<(), DumpError> {
    let mut cursor = Cursor::new(content);
    let (number, inlined_call) = (cursor.narrow::<usize>()?, cursor.int()?);
    cursor.finish()?;
    // The SDK's compiler has no more than that.
    if number > 1 << 24 {
        return Err(DumpError::Range);
    }
    if inlined_calls.len() <= number {
        inlined_calls.resize(number + 1, -1);
    }
    inlined_calls[number] = inlined_call;
    Ok(())
}
