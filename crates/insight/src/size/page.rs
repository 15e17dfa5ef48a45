//! Sizes as one page of HTML that loads nothing and needs no script.
//!
//! Counterpart: none.

use askama::Template;

use super::SizeChange;
use super::SizeReport;
use super::SizeRow;
use super::percent;
use super::signed;
use super::treemap::Rect;
use super::treemap::divide;
use crate::size_of_bytes;

/// The sides of the map; only their ratio and the space between modules matter.
const WIDTH: f64 = 1600.0;
const HEIGHT: f64 = 900.0;

/// The height of a module's title, in units of the map.
const TITLE: f64 = 26.0;

/// The most colours that modules have.
const COLORS: usize = 6;

/// A rectangle of the map, with percentages of it.
struct Cell {
    left: String,
    top: String,
    width: String,
    height: String,
    color: usize,
    label: String,
    hint: String,
}

struct Row {
    name: String,
    bytes: u64,
    percent: String,
    code: u64,
    data: u64,
    zeroed: u64,
}

struct Table {
    id: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "size.html")]
struct Page<'a> {
    file: &'a str,
    bytes: u64,
    size: String,
    zeroed: u64,
    zeroed_size: String,
    is_stripped: bool,
    cells: Vec<Cell>,
    tables: Vec<Table>,
}

/// Returns the size report of a program as a page.
pub fn size_page(report: &SizeReport) -> String {
    let table = |(id, rows): (&'static str, &[SizeRow])| Table {
        id,
        rows: rows
            .iter()
            .chain([&report.total(rows)])
            .map(|one| row(one, report.bytes))
            .collect(),
    };
    let page = Page {
        file: &report.file,
        bytes: report.bytes,
        size: size_of_bytes(report.bytes),
        zeroed: report.zeroed(),
        zeroed_size: size_of_bytes(report.zeroed()),
        is_stripped: report.is_stripped,
        cells: cells(report),
        tables: report.tables().into_iter().map(table).collect(),
    };
    page.render().expect("writing to a string does not fail")
}

fn row(row: &SizeRow, whole: u64) -> Row {
    Row {
        name: row.name.clone(),
        bytes: row.bytes(),
        percent: percent(row.bytes(), whole),
        code: row.code,
        data: row.data,
        zeroed: row.zeroed,
    }
}

/// Returns the map: a frame with a title for each module that has several packages, and its
/// packages in it.
fn cells(report: &SizeReport) -> Vec<Cell> {
    let whole = Rect {
        x: 0.0,
        y: 0.0,
        width: WIDTH,
        height: HEIGHT,
    };
    let modules: Vec<&SizeRow> = in_file(&report.modules);
    let weights: Vec<u64> = modules.iter().map(|row| row.bytes()).collect();
    let mut cells = Vec::new();
    for (place, (module, rect)) in modules.iter().zip(divide(&weights, whole)).enumerate() {
        let color = place.min(COLORS - 1);
        let hint = format!("{}: {} bytes", module.name, module.bytes());
        let packages = in_file(&report.packages)
            .into_iter()
            .filter(|row| row.module == module.name);
        let packages: Vec<&SizeRow> = packages.collect();
        cells.push(cell(rect, color, module.name.clone(), hint));
        if packages.len() < 2 || rect.height < 2.0 * TITLE {
            continue;
        }
        let inner = Rect {
            y: rect.y + TITLE,
            height: rect.height - TITLE,
            ..rect
        };
        let weights: Vec<u64> = packages.iter().map(|row| row.bytes()).collect();
        for (row, rect) in packages.iter().zip(divide(&weights, inner)) {
            let share = percent(row.bytes(), report.bytes);
            let hint = format!("{}: {} bytes, {share} %", row.name, row.bytes());
            cells.push(cell(rect, color, row.name.clone(), hint));
        }
    }
    cells
}

fn in_file(rows: &[SizeRow]) -> Vec<&SizeRow> {
    rows.iter().filter(|row| row.bytes() > 0).collect()
}

fn cell(rect: Rect, color: usize, label: String, hint: String) -> Cell {
    let share = |part: f64, whole: f64| format!("{:.3}", part / whole * 100.0);
    // A label that does not fit is only a hint.
    let fits = rect.width > 60.0 && rect.height > 20.0;
    Cell {
        left: share(rect.x, WIDTH),
        top: share(rect.y, HEIGHT),
        width: share(rect.width, WIDTH),
        height: share(rect.height, HEIGHT),
        color,
        label: if fits { label } else { String::new() },
        hint,
    }
}

struct ChangedRow {
    name: String,
    old: u64,
    new: u64,
    difference: String,
}

struct ChangedTable {
    id: &'static str,
    rows: Vec<ChangedRow>,
}

#[derive(Template)]
#[template(path = "size_change.html")]
struct ChangePage<'a> {
    old_file: &'a str,
    new_file: &'a str,
    old: u64,
    old_size: String,
    new: u64,
    new_size: String,
    difference: String,
    tables: Vec<ChangedTable>,
}

/// Returns the difference of two programs as a page.
pub fn size_change_page(change: &SizeChange) -> String {
    let tables = change.tables.iter().map(|(id, rows)| ChangedTable {
        id,
        rows: change
            .shown(rows, usize::MAX)
            .into_iter()
            .map(|row| ChangedRow {
                difference: signed(row.difference()),
                name: row.name,
                old: row.old,
                new: row.new,
            })
            .collect(),
    });
    let page = ChangePage {
        old_file: &change.old_file,
        new_file: &change.new_file,
        old: change.total.old,
        old_size: size_of_bytes(change.total.old),
        new: change.total.new,
        new_size: size_of_bytes(change.total.new),
        difference: signed(change.total.difference()),
        tables: tables.collect(),
    };
    page.render().expect("writing to a string does not fail")
}
