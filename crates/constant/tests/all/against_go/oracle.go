// Evaluates programs of constants: each line makes a value of earlier ones, and the answer
// describes it. Programs and answers have their length in front.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"go/constant"
	"go/token"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	for {
		var size uint32
		if binary.Read(in, binary.LittleEndian, &size) != nil {
			return
		}
		src := make([]byte, size)
		if _, err := io.ReadFull(in, src); err != nil {
			panic(err)
		}
		text := answer(string(src))
		binary.Write(out, binary.LittleEndian, uint32(len(text)))
		out.WriteString(text)
	}
}

var literals = map[string]token.Token{
	"int": token.INT, "float": token.FLOAT, "imag": token.IMAG, "char": token.CHAR, "string": token.STRING,
}

var operators = map[string]token.Token{
	"Add": token.ADD, "Sub": token.SUB, "Mul": token.MUL, "Quo": token.QUO, "IntQuo": token.QUO_ASSIGN,
	"Rem": token.REM, "And": token.AND, "Or": token.OR, "Xor": token.XOR, "AndNot": token.AND_NOT,
	"Shl": token.SHL, "Shr": token.SHR, "LAnd": token.LAND, "LOr": token.LOR, "Not": token.NOT,
	"Eql": token.EQL, "Neq": token.NEQ, "Lss": token.LSS, "Leq": token.LEQ, "Gtr": token.GTR, "Geq": token.GEQ,
}

func answer(program string) string {
	var values []constant.Value
	var out strings.Builder
	for _, line := range strings.Split(program, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		args := strings.Fields(rest)
		value := func(at int) constant.Value {
			number, err := strconv.Atoi(args[at])
			if err != nil {
				panic(err)
			}
			return values[number]
		}
		number := func(at int) uint {
			number, err := strconv.ParseUint(args[at], 10, 64)
			if err != nil {
				panic(err)
			}
			return uint(number)
		}
		var result constant.Value
		switch word {
		case "int", "float", "imag", "char", "string":
			result = constant.MakeFromLiteral(rest, literals[word], 0)
		case "bits":
			result = constant.MakeFloat64(math.Float64frombits(uint64(number(0))))
		case "unary":
			result = constant.UnaryOp(operators[args[0]], value(1), number(2))
		case "binary":
			result = constant.BinaryOp(value(1), operators[args[0]], value(2))
		case "shift":
			result = constant.Shift(value(1), operators[args[0]], number(2))
		case "compare":
			result = constant.MakeBool(constant.Compare(value(1), operators[args[0]], value(2)))
		case "toint":
			result = constant.ToInt(value(0))
		case "tofloat":
			result = constant.ToFloat(value(0))
		case "tocomplex":
			result = constant.ToComplex(value(0))
		case "makeimag":
			result = constant.MakeImag(value(0))
		case "real":
			result = constant.Real(value(0))
		case "imagpart":
			result = constant.Imag(value(0))
		case "num":
			result = constant.Num(value(0))
		case "denom":
			result = constant.Denom(value(0))
		default:
			panic(line)
		}
		values = append(values, result)
		describe(&out, result)
	}
	return out.String()
}

func describe(out *strings.Builder, value constant.Value) {
	fmt.Fprintf(out, "%v %T %s %s", value.Kind(), constant.Val(value), value, value.ExactString())
	switch value.Kind() {
	case constant.Int:
		small, exact := constant.Int64Val(value)
		if exact {
			fmt.Fprintf(out, " %d", small)
		}
		unsigned, exact := constant.Uint64Val(value)
		if exact {
			fmt.Fprintf(out, " %d", unsigned)
		}
		fmt.Fprintf(out, " %d", constant.BitLen(value))
		fallthrough
	case constant.Float:
		double, exact := constant.Float64Val(value)
		fmt.Fprintf(out, " %x %v", math.Float64bits(double), exact)
		single, exact := constant.Float32Val(value)
		fmt.Fprintf(out, " %x %v", math.Float32bits(single), exact)
		fallthrough
	case constant.Complex:
		fmt.Fprintf(out, " %d", constant.Sign(value))
	}
	fmt.Fprintln(out)
}
