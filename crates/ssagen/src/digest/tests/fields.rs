//! A change of each field of a record is another digest.

use vamos_ir::debug::DebugFacts;
use vamos_ir::debug::Declaration;
use vamos_ir::debug::InlinedFunction;
use vamos_ir::debug::InlinedVariable;
use vamos_ir::debug::Mark;
use vamos_ir::debug::Scopes;
use vamos_ssa::Component;
use vamos_ssa::Described;
use vamos_ssa::NameId;
use vamos_ssa::SymData;
use vamos_ssa::SymId;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::TypeOrder;
use vamos_ssa::dump::Reader;
use vamos_ssa::dump::TYPE;

use super::Case;
use super::case;
use super::check_changes;

/// Returns an order of two bytes, with an alias of a class.
fn order(alias: Option<u8>) -> TypeOrder {
    // All fields before the order are 0.
    let mut content = vec![0; 12];
    content.extend([2, 7, 8]);
    match alias {
        Some(class) => content.extend([1, 0, 2, class]),
        None => content.push(0),
    }
    let mut reader = Reader::new(std::io::empty());
    reader.add_record(TYPE, content).expect("a valid type");
    reader.package.types[0].order.clone()
}

fn change_type(case: &mut Case, change: impl FnOnce(&mut Type)) {
    change(&mut case.tables.types[0]);
}

#[test]
fn fields_of_types_count() {
    check_changes(
        case,
        &[
            |case| change_type(case, |ty| ty.text = "a".to_owned()),
            |case| change_type(case, |ty| ty.link_text = "a".to_owned()),
            |case| change_type(case, |ty| ty.kind = 1),
            |case| change_type(case, |ty| ty.size = 4),
            |case| change_type(case, |ty| ty.align = 4),
            |case| change_type(case, |ty| ty.flags = 4),
            |case| change_type(case, |ty| ty.int_registers = 1),
            |case| change_type(case, |ty| ty.float_registers = 1),
            |case| change_type(case, |ty| ty.elem = TypeId(2)),
            |case| change_type(case, |ty| ty.len = 1),
            |case| change_type(case, |ty| ty.components = vec![Component::default()]),
            |case| {
                let component = Component {
                    ty: TypeId(2),
                    offset: 0,
                };
                change_type(case, |ty| ty.components = vec![component]);
            },
            |case| {
                let component = Component {
                    ty: TypeId(0),
                    offset: 8,
                };
                change_type(case, |ty| ty.components = vec![component]);
            },
            |case| change_type(case, |ty| ty.field_names = vec!["a".to_owned()]),
            // An interface with methods, and two without.
            |case| change_type(case, |ty| ty.order = order(None)),
            |case| change_type(case, |ty| ty.order = order(Some(2))),
            |case| change_type(case, |ty| ty.order = order(Some(3))),
        ],
    );
}

#[test]
fn fields_of_symbols_count() {
    check_changes(
        case,
        &[
            |case| case.tables.syms[1].name = "p.y".to_owned(),
            |case| case.tables.syms[1].abi = 1,
            |case| case.tables.syms[1].kind = 1,
            |case| case.tables.syms[1].flags = 1,
        ],
    );
}

fn change_data(case: &mut Case, change: impl FnOnce(&mut SymData)) {
    let mut data = SymData::default();
    change(&mut data);
    case.tables.add_data(SymId(2), data);
}

fn change_described(case: &mut Case, change: impl FnOnce(&mut Described)) {
    let mut described = Described::default();
    change(&mut described);
    change_data(case, |data| data.described = Some(described));
}

#[test]
fn fields_of_contents_count() {
    check_changes(
        case,
        &[
            |case| change_data(case, |_| {}),
            |case| change_data(case, |data| data.is_read_only = true),
            |case| change_data(case, |data| data.is_direct_itab = true),
            |case| change_data(case, |data| data.bytes = vec![1]),
            |case| change_data(case, |data| data.addresses = vec![(0, SymId(0))]),
            |case| change_data(case, |data| data.addresses = vec![(8, SymId(0))]),
            |case| change_data(case, |data| data.addresses = vec![(0, SymId(1))]),
            |case| change_data(case, |data| data.relocations = 1),
            |case| change_described(case, |_| {}),
            |case| change_described(case, |described| described.size = 1),
            |case| change_described(case, |described| described.pointer_bytes = 1),
            |case| change_described(case, |described| described.hash = 1),
            |case| change_described(case, |described| described.kind = 1),
            |case| change_described(case, |described| described.is_direct = true),
            |case| change_described(case, |described| described.gc_data = SymId(1)),
        ],
    );
}

#[test]
fn fields_of_variables_count() {
    check_changes(
        case,
        &[
            |case| case.tables.names[0].text = "z".to_owned(),
            |case| case.tables.names[0].class = 4,
            |case| case.tables.names[0].ty = TypeId(2),
            |case| case.tables.names[0].flags = 1,
            |case| case.tables.names[0].pos = (1, 0),
            |case| case.tables.names[0].pos = (0, 1),
            |case| case.tables.names[0].pos = (0, 1 << 32),
            |case| case.tables.names[0].func = SymId(1),
        ],
    );
}

#[test]
fn fields_of_headers_count() {
    check_changes(
        case,
        &[
            |case| case.header.flags.is_race = true,
            |case| case.header.package = "p".to_owned(),
            |case| case.header.largest_store = 1,
            |case| case.header.goamd64 = 1,
            |case| case.header.size_classes = vec![1],
            |case| case.header.passes = vec![1],
            |case| case.header.map = TypeId(1),
            |case| case.header.map_len = TypeId(1),
            |case| case.header.defer = TypeId(1),
            |case| case.tables.header.goarch = "arm64".to_owned(),
            |case| case.tables.header.config = 1,
            |case| case.tables.header.registers = vec!["AX".to_owned()],
            |case| case.tables.header.dwarf_registers = vec![1],
            |case| case.tables.header.passes = vec!["opt".to_owned()],
        ],
    );
}

/// Returns the function with facts for debuggers. It was inlined somewhere, too.
fn described() -> Case {
    let mark = Mark {
        pos: vamos_ssa::Pos { base: 1, lico: 1 },
        scope: 1,
    };
    let scopes = Scopes {
        parents: vec![0],
        marks: vec![mark],
    };
    let facts = DebugFacts {
        describes_inlined: false,
        scopes: scopes.clone(),
        declarations: vec![(NameId(1), Declaration::default())],
        before_inlining: vec![NameId(1)],
    };
    let inlined = InlinedFunction {
        sym: SymId(1),
        scopes,
        variables: vec![InlinedVariable::default()],
        ..InlinedFunction::default()
    };
    let mut case = case();
    case.debug = Some(facts);
    case.inlined.insert("p.f".into(), inlined);
    case
}

fn change_facts(case: &mut Case, change: impl FnOnce(&mut DebugFacts)) {
    change(case.debug.as_mut().expect("the case has facts"));
}

fn change_declared(case: &mut Case, change: impl FnOnce(&mut Declaration)) {
    change_facts(case, |facts| change(&mut facts.declarations[0].1));
}

#[test]
fn fields_of_facts_count() {
    check_changes(
        described,
        &[
            |case| case.debug = None,
            |case| change_facts(case, |facts| facts.describes_inlined = true),
            |case| change_facts(case, |facts| facts.scopes.parents = vec![0, 1]),
            |case| change_facts(case, |facts| facts.scopes.marks[0].pos.base = 0),
            |case| change_facts(case, |facts| facts.scopes.marks[0].pos.lico = 2),
            |case| change_facts(case, |facts| facts.scopes.marks[0].scope = 0),
            |case| change_facts(case, |facts| facts.before_inlining[0] = NameId(2)),
            |case| change_facts(case, |facts| facts.declarations[0].0 = NameId(2)),
            |case| change_declared(case, |declared| declared.pos.base = 1),
            |case| change_declared(case, |declared| declared.pos.lico = 1),
            |case| change_declared(case, |declared| declared.dictionary_index = 1),
            |case| change_declared(case, |declared| declared.is_inlined_parameter = true),
            |case| change_declared(case, |declared| declared.is_inlined_local = true),
            |case| change_declared(case, |declared| declared.is_untyped = true),
            |case| change_declared(case, |declared| declared.has_no_algorithms = true),
        ],
    );
}

fn change_inlined(case: &mut Case, change: impl FnOnce(&mut InlinedFunction)) {
    let function = case.inlined.get_mut("p.f");
    change(function.expect("the function was inlined"));
}

fn change_variable(case: &mut Case, change: impl FnOnce(&mut InlinedVariable)) {
    change_inlined(case, |function| change(&mut function.variables[0]));
}

#[test]
fn fields_of_inlined_functions_count() {
    check_changes(
        described,
        &[
            |case| change_inlined(case, |function| function.sym = SymId(2)),
            |case| change_inlined(case, |function| function.pos.base = 1),
            |case| change_inlined(case, |function| function.pos.lico = 1),
            |case| change_inlined(case, |function| function.is_static = true),
            |case| change_inlined(case, |function| function.scopes.parents = vec![0, 1]),
            |case| change_inlined(case, |function| function.scopes.marks[0].scope = 0),
            |case| change_inlined(case, |function| function.scopes.marks[0].pos.lico = 2),
            |case| change_variable(case, |variable| variable.text = "z".to_owned()),
            |case| change_variable(case, |variable| variable.class = 4),
            |case| change_variable(case, |variable| variable.ty = TypeId(1)),
            |case| change_variable(case, |variable| variable.pos.lico = 1),
            |case| change_variable(case, |variable| variable.declaration.pos.lico = 1),
            |case| change_variable(case, |variable| variable.declaration.is_untyped = true),
        ],
    );
}
