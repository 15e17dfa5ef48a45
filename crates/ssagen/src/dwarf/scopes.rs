//! Lexical scopes: their variables and their code.
//!
//! Counterpart: cmd/compile/internal/dwarfgen/scope.go.

use vamos_ir::debug::Mark;
use vamos_ir::debug::Scopes;
use vamos_obj::CodeRange;
use vamos_obj::Function;
use vamos_obj::Pos;
use vamos_obj::PosTable;
use vamos_obj::Scope;

use super::object_pos;
use super::ranges;

/// Returns the scope of a position. Marks of a function with code of other files have no order, so
/// the steps of the search decide.
pub(super) fn find(marks: &[Mark], pos: Pos, positions: &PosTable) -> u32 {
    let (mut start, mut end) = (0, marks.len());
    while start < end {
        let middle = start.midpoint(end);
        if positions.is_before(pos, object_pos(marks[middle].pos)) {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    match start.checked_sub(1) {
        Some(last) => marks[last].scope,
        None => 0,
    }
}

/// Returns the scopes of a function: the function itself and those in it, without variables.
pub(super) fn tree(scopes: &Scopes) -> Vec<Scope> {
    let inner = scopes.parents.iter().map(|parent| Scope {
        parent: Some(*parent),
        ..Scope::default()
    });
    std::iter::once(Scope::default()).chain(inner).collect()
}

/// Adds the code of a function to its scopes. A scope has the code of all scopes in it.
pub(super) fn add_code(
    list: &mut [Scope],
    marks: &[Mark],
    function: &Function,
    positions: &PosTable,
) {
    if !marks.is_empty() {
        add_runs(list, marks, function, positions);
    }
    for at in (1..list.len()).rev() {
        let Some(parent) = list[at].parent else {
            continue;
        };
        let parent = parent as usize;
        list[parent].ranges = ranges::merge(&list[parent].ranges, &list[at].ranges);
    }
}

/// Adds runs of instructions with one position to their scopes.
fn add_runs(list: &mut [Scope], marks: &[Mark], function: &Function, positions: &PosTable) {
    let progs = function.progs.list(function.text);
    let mut progs = progs.map(|id| (function.progs[id].pos, function.progs[id].pc));
    let Some((mut pos, mut start)) = progs.next() else {
        return;
    };
    let mut add = |pos, start: i64, end: i64| {
        let range = CodeRange {
            start: start.cast_unsigned(),
            end: end.cast_unsigned(),
        };
        let scope = find(marks, pos, positions) as usize;
        ranges::append(&mut list[scope].ranges, range);
    };
    for (next, pc) in progs {
        if next != pos {
            add(pos, start, pc);
            (pos, start) = (next, pc);
        }
    }
    add(pos, start, function.code.size);
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_obj::Prog;
    use vamos_obj::SymbolTable;

    /// Returns positions of lines in one file.
    fn lines(positions: &mut PosTable, lines: &[u32]) -> Vec<Pos> {
        let base = positions.add_file("a.go", "/a.go");
        let lines = lines.iter();
        lines.map(|line| positions.pos(base, *line, 1)).collect()
    }

    fn mark(pos: Pos, scope: u32) -> Mark {
        Mark {
            pos: vamos_ssa::Pos {
                base: pos.base_number(),
                lico: pos.line() << 12 | pos.col() << 4,
            },
            scope,
        }
    }

    #[test]
    fn scopes_have_the_code_after_their_marks() {
        let mut positions = PosTable::default();
        let at = lines(&mut positions, &[1, 2, 3, 4, 5]);
        let marks = [mark(at[1], 1), mark(at[2], 2), mark(at[4], 0)];
        assert_eq!(find(&marks, at[0], &positions), 0);
        assert_eq!(find(&marks, at[3], &positions), 2);
        let sym = SymbolTable::default().lookup("f");
        let mut function = Function::new(sym);
        let ids: Vec<_> = at
            .iter()
            .zip([0, 4, 8, 8, 12])
            .map(|(pos, pc)| {
                function.progs.add(Prog {
                    pos: *pos,
                    pc,
                    ..Prog::default()
                })
            })
            .collect();
        for pair in ids.windows(2) {
            function.progs[pair[0]].link = Some(pair[1]);
        }
        function.text = ids.first().copied();
        function.code.size = 20;
        let mut list = tree(&Scopes {
            parents: vec![0, 1],
            marks: marks.to_vec(),
        });
        add_code(&mut list, &marks, &function, &positions);
        let found = list.iter().map(|scope| {
            let ranges = scope.ranges.iter();
            ranges.map(|range| (range.start, range.end)).collect()
        });
        let found: Vec<Vec<(u64, u64)>> = found.collect();
        assert_eq!(found, [vec![(0, 20)], vec![(4, 12)], vec![(8, 12)]]);
    }
}
