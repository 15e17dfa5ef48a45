//! The results as a picture: one bar for each row, as long as vamos takes where the
//! official command takes the whole width.
//!
//! Counterpart: none.

use std::fmt::Write as _;

use super::result::Result;
use super::result::seconds;
use super::result::times;

const WIDTH: f64 = 900.0;
/// Left edge of the bars, and the length of the official command's.
const LEFT: f64 = 330.0;
const FULL: f64 = 380.0;
const ROW: f64 = 26.0;
const TOP: f64 = 56.0;

/// Draws the picture.
pub(crate) fn draw(results: &[Result]) -> String {
    let mut y = TOP;
    let mut bars = String::new();
    for result in results {
        let ratio = result.ratio();
        let length = (ratio.min(1.25) * FULL).max(1.5);
        let color = if ratio < 1.0 { "#2a7f62" } else { "#b4432f" };
        let middle = y + ROW / 2.0;
        let base = middle + 4.0;
        let _ = writeln!(
            bars,
            "  <text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{}</text>",
            LEFT - 10.0,
            escaped(result.row.title)
        );
        let _ = writeln!(
            bars,
            "  <rect x=\"{LEFT}\" y=\"{}\" width=\"{FULL}\" height=\"14\" fill=\"#d9d9d4\"/>",
            middle - 7.0
        );
        let _ = writeln!(
            bars,
            "  <rect x=\"{LEFT}\" y=\"{}\" width=\"{length:.1}\" height=\"14\" fill=\"{color}\"/>",
            middle - 7.0
        );
        let wanted = LEFT + result.row.wanted * FULL;
        let _ = writeln!(
            bars,
            "  <line x1=\"{wanted:.1}\" y1=\"{0}\" x2=\"{wanted:.1}\" y2=\"{1}\" stroke=\"#222\"/>",
            middle - 10.0,
            middle + 10.0
        );
        let after = LEFT + length.max(FULL) + 10.0;
        let _ = writeln!(
            bars,
            "  <text x=\"{after:.1}\" y=\"{base}\">{} ({} → {})</text>",
            times(ratio),
            seconds(result.costs[0].wall),
            seconds(result.costs[1].wall)
        );
        y += ROW;
    }
    let height = y + 16.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n  \
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n  \
         <text x=\"{LEFT}\" y=\"24\" font-size=\"15\">Wall time of vamos; grey: the official command</text>\n  \
         <text x=\"{LEFT}\" y=\"44\" fill=\"#666\">the line is the bar that we set ourselves; red rows are lost</text>\n\
         {bars}</svg>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
