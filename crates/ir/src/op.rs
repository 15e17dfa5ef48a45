//! The operations of nodes after walk.
//!
//! Counterpart: cmd/compile/internal/ir/node.go (`Op`).

/// Declares an operation for each name in the compiler's table of names.
macro_rules! ops {
    ($($op:ident: $name:literal,)*) => {
        /// An operation of a node.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the compiler's names in camel case")]
        pub enum Op {
            $($op,)*
            /// Another operation, by its number in the release.
            Other(u16),
        }

        /// Operations by number.
        #[derive(Clone, Copy)]
        enum Number {
            $($op,)*
            Other,
        }

        impl Op {
            /// Returns a number that no other operation of the release has.
            #[inline]
            pub fn number(self) -> u32 {
                match self {
                    $(Self::$op => Number::$op as u32,)*
                    Self::Other(number) => Number::Other as u32 + u32::from(number),
                }
            }

            /// Returns the operation with a name, or the number of another one.
            pub fn named(name: &str, number: u16) -> Self {
                match name {
                    $($name => Self::$op,)*
                    _ => Self::Other(number),
                }
            }

            /// Returns the name; empty for other operations.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$op => $name,)*
                    Self::Other(_) => "",
                }
            }
        }
    };
}

ops! {
    Name: "NAME",
    Literal: "LITERAL",
    Nil: "NIL",
    Add: "ADD",
    Sub: "SUB",
    Or: "OR",
    Xor: "XOR",
    Addr: "ADDR",
    AndAnd: "ANDAND",
    Append: "APPEND",
    BytesToStringTemp: "BYTES2STRTMP",
    StringToBytesTemp: "STR2BYTESTMP",
    SliceToArrayPtr: "SLICE2ARRPTR",
    Assign: "AS",
    AssignDotType: "AS2DOTTYPE",
    AssignFunc: "AS2FUNC",
    CallFunc: "CALLFUNC",
    CallInter: "CALLINTER",
    Cap: "CAP",
    StructLit: "STRUCTLIT",
    ArrayLit: "ARRAYLIT",
    SliceLit: "SLICELIT",
    Conv: "CONV",
    ConvNop: "CONVNOP",
    Decl: "DCL",
    Dot: "DOT",
    DotPtr: "DOTPTR",
    DotInter: "DOTINTER",
    DotType: "DOTTYPE",
    DotType2: "DOTTYPE2",
    Eq: "EQ",
    Ne: "NE",
    Lt: "LT",
    Le: "LE",
    Ge: "GE",
    Gt: "GT",
    Deref: "DEREF",
    Index: "INDEX",
    Len: "LEN",
    Mul: "MUL",
    Div: "DIV",
    Mod: "MOD",
    Lsh: "LSH",
    Rsh: "RSH",
    And: "AND",
    AndNot: "ANDNOT",
    New: "NEW",
    Not: "NOT",
    BitNot: "BITNOT",
    Plus: "PLUS",
    Neg: "NEG",
    OrOr: "OROR",
    Slice: "SLICE",
    SliceArr: "SLICEARR",
    SliceStr: "SLICESTR",
    Slice3: "SLICE3",
    Slice3Arr: "SLICE3ARR",
    SliceHeader: "SLICEHEADER",
    StringHeader: "STRINGHEADER",
    Min: "MIN",
    Max: "MAX",
    Real: "REAL",
    Imag: "IMAG",
    Complex: "COMPLEX",
    UnsafeAdd: "UNSAFEADD",
    Block: "BLOCK",
    Break: "BREAK",
    Continue: "CONTINUE",
    Defer: "DEFER",
    Fall: "FALL",
    For: "FOR",
    Goto: "GOTO",
    If: "IF",
    Label: "LABEL",
    Go: "GO",
    Return: "RETURN",
    Select: "SELECT",
    Switch: "SWITCH",
    MakeFace: "MAKEFACE",
    Itab: "ITAB",
    Idata: "IDATA",
    StringPtr: "SPTR",
    CFunc: "CFUNC",
    CheckNil: "CHECKNIL",
    Result: "RESULT",
    InlMark: "INLMARK",
    LinksymOffset: "LINKSYMOFFSET",
    JumpTable: "JUMPTABLE",
    InterfaceSwitch: "INTERFACESWITCH",
    MoveToHeap: "MOVE2HEAP",
    DynamicDotType: "DYNAMICDOTTYPE",
    DynamicDotType2: "DYNAMICDOTTYPE2",
    DynamicType: "DYNAMICTYPE",
    TailCall: "TAILCALL",
    GetG: "GETG",
    GetCallerSp: "GETCALLERSP",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_again() {
        assert_eq!(Op::named("MOVE2HEAP", 7), Op::MoveToHeap);
        assert_eq!(Op::MoveToHeap.name(), "MOVE2HEAP");
        assert_eq!(Op::named("RANGE", 130), Op::Other(130));
        let first = Op::Other(0).number();
        assert_eq!(first, Op::GetCallerSp.number() + 1);
        assert_eq!(Op::Other(130).number(), first + 130);
    }
}
