// generated: pure table
//! Encodings of amd64.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`optab`, `ymovtab`) and avx_optabs.go.

use super::rows::Encoding;
use super::rows::MoveEncoding;
use super::rows::Pattern;
use crate::prog::As;

#[rustfmt::skip]
const Y0: &[Pattern] = &[Pattern::new([11, 0, 23, 0, 0, 0, 0, 0]), Pattern::new([11, 2, 21, 21, 0, 0, 0, 0]), Pattern::new([10, 2, 89, 0, 0, 0, 0, 0]), Pattern::new([7, 0, 25, 0, 0, 0, 0, 0]), Pattern::new([8, 1, 9, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y1: &[Pattern] = &[Pattern::new([9, 1, 9, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y2: &[Pattern] = &[];
#[rustfmt::skip]
const Y3: &[Pattern] = &[Pattern::new([38, 0, 9, 24, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y4: &[Pattern] = &[Pattern::new([37, 2, 23, 0, 0, 0, 0, 0]), Pattern::new([20, 0, 25, 0, 0, 0, 0, 0]), Pattern::new([21, 1, 9, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y5: &[Pattern] = &[Pattern::new([38, 0, 0, 0, 0, 0, 0, 0]), Pattern::new([38, 0, 11, 0, 0, 0, 0, 0]), Pattern::new([38, 0, 23, 0, 0, 0, 0, 0]), Pattern::new([38, 0, 19, 0, 0, 0, 0, 0]), Pattern::new([38, 0, 66, 0, 0, 0, 0, 0]), Pattern::new([38, 0, 11, 0, 0, 0, 0, 0]), Pattern::new([38, 0, 23, 0, 0, 0, 0, 0]), Pattern::new([38, 0, 19, 0, 0, 0, 0, 0]), Pattern::new([38, 1, 66, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y6: &[Pattern] = &[Pattern::new([38, 0, 9, 9, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y7: &[Pattern] = &[Pattern::new([1, 1, 0, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y8: &[Pattern] = &[Pattern::new([38, 0, 22, 88, 0, 0, 0, 0]), Pattern::new([38, 1, 22, 9, 88, 0, 0, 0])];
#[rustfmt::skip]
const Y9: &[Pattern] = &[Pattern::new([12, 1, 9, 12, 0, 0, 0, 0]), Pattern::new([14, 2, 9, 22, 0, 0, 0, 0]), Pattern::new([39, 1, 16, 22, 0, 0, 0, 0]), Pattern::new([25, 1, 22, 16, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y10: &[Pattern] = &[Pattern::new([14, 2, 5, 23, 0, 0, 0, 0]), Pattern::new([16, 1, 9, 14, 0, 0, 0, 0]), Pattern::new([19, 2, 9, 23, 0, 0, 0, 0]), Pattern::new([39, 1, 17, 23, 0, 0, 0, 0]), Pattern::new([25, 1, 23, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y11: &[Pattern] = &[Pattern::new([25, 1, 23, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y12: &[Pattern] = &[Pattern::new([28, 1, 68, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y13: &[Pattern] = &[Pattern::new([2, 2, 68, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y14: &[Pattern] = &[Pattern::new([32, 2, 6, 68, 66, 0, 0, 0])];
#[rustfmt::skip]
const Y15: &[Pattern] = &[Pattern::new([49, 2, 23, 17, 17, 0, 0, 0])];
#[rustfmt::skip]
const Y16: &[Pattern] = &[Pattern::new([39, 1, 17, 23, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y17: &[Pattern] = &[Pattern::new([53, 2, 17, 23, 17, 0, 0, 0])];
#[rustfmt::skip]
const Y18: &[Pattern] = &[Pattern::new([26, 1, 64, 68, 66, 0, 0, 0])];
#[rustfmt::skip]
const Y19: &[Pattern] = &[Pattern::new([58, 3, 23, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y20: &[Pattern] = &[Pattern::new([39, 1, 17, 24, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y21: &[Pattern] = &[Pattern::new([5, 2, 17, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y22: &[Pattern] = &[Pattern::new([14, 2, 5, 23, 0, 0, 0, 0]), Pattern::new([39, 1, 17, 23, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y23: &[Pattern] = &[Pattern::new([48, 1, 10, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y24: &[Pattern] = &[Pattern::new([36, 2, 24, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y25: &[Pattern] = &[Pattern::new([42, 1, 12, 9, 0, 0, 0, 0]), Pattern::new([44, 2, 22, 9, 0, 0, 0, 0]), Pattern::new([25, 1, 22, 16, 0, 0, 0, 0]), Pattern::new([39, 1, 16, 22, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y26: &[Pattern] = &[Pattern::new([44, 2, 23, 5, 0, 0, 0, 0]), Pattern::new([43, 1, 14, 9, 0, 0, 0, 0]), Pattern::new([45, 2, 23, 9, 0, 0, 0, 0]), Pattern::new([25, 1, 23, 17, 0, 0, 0, 0]), Pattern::new([39, 1, 17, 23, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y27: &[Pattern] = &[Pattern::new([29, 2, 68, 66, 5, 0, 0, 0])];
#[rustfmt::skip]
const Y28: &[Pattern] = &[Pattern::new([36, 2, 22, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y29: &[Pattern] = &[Pattern::new([39, 1, 16, 22, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y30: &[Pattern] = &[Pattern::new([2, 0, 22, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y31: &[Pattern] = &[Pattern::new([2, 0, 23, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y32: &[Pattern] = &[Pattern::new([28, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([28, 2, 68, 62, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y33: &[Pattern] = &[Pattern::new([28, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([28, 2, 63, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y34: &[Pattern] = &[Pattern::new([28, 1, 68, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y35: &[Pattern] = &[Pattern::new([28, 2, 68, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y36: &[Pattern] = &[Pattern::new([28, 1, 23, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y37: &[Pattern] = &[Pattern::new([28, 2, 23, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y38: &[Pattern] = &[Pattern::new([5, 1, 17, 0, 0, 0, 0, 0]), Pattern::new([36, 2, 23, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y39: &[Pattern] = &[Pattern::new([36, 2, 23, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y40: &[Pattern] = &[Pattern::new([24, 2, 22, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y41: &[Pattern] = &[Pattern::new([24, 2, 23, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y42: &[Pattern] = &[Pattern::new([33, 2, 4, 66, 23, 0, 0, 0])];
#[rustfmt::skip]
const Y43: &[Pattern] = &[Pattern::new([24, 2, 24, 20, 0, 0, 0, 0]), Pattern::new([24, 2, 19, 20, 0, 0, 0, 0]), Pattern::new([36, 2, 20, 19, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y44: &[Pattern] = &[Pattern::new([36, 2, 20, 19, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y45: &[Pattern] = &[Pattern::new([24, 2, 24, 20, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y46: &[Pattern] = &[Pattern::new([24, 2, 24, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y47: &[Pattern] = &[Pattern::new([24, 2, 19, 20, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y48: &[Pattern] = &[Pattern::new([36, 2, 20, 24, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y49: &[Pattern] = &[Pattern::new([24, 2, 24, 20, 0, 0, 0, 0]), Pattern::new([36, 2, 20, 24, 0, 0, 0, 0]), Pattern::new([24, 2, 19, 20, 0, 0, 0, 0]), Pattern::new([36, 2, 20, 19, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y50: &[Pattern] = &[Pattern::new([36, 2, 20, 24, 0, 0, 0, 0]), Pattern::new([36, 2, 20, 19, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y51: &[Pattern] = &[Pattern::new([24, 2, 24, 20, 0, 0, 0, 0]), Pattern::new([36, 2, 20, 24, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y52: &[Pattern] = &[Pattern::new([36, 2, 24, 0, 0, 0, 0, 0]), Pattern::new([1, 1, 14, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y53: &[Pattern] = &[Pattern::new([36, 2, 20, 19, 0, 0, 0, 0]), Pattern::new([24, 2, 19, 20, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y54: &[Pattern] = &[Pattern::new([32, 2, 5, 23, 17, 0, 0, 0]), Pattern::new([32, 2, 9, 23, 17, 0, 0, 0])];
#[rustfmt::skip]
const Y55: &[Pattern] = &[Pattern::new([24, 2, 23, 0, 0, 0, 0, 0]), Pattern::new([46, 1, 5, 17, 0, 0, 0, 0]), Pattern::new([47, 1, 9, 17, 0, 0, 0, 0]), Pattern::new([25, 2, 23, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y56: &[Pattern] = &[Pattern::new([12, 1, 9, 0, 0, 0, 0, 0]), Pattern::new([1, 1, 0, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y57: &[Pattern] = &[Pattern::new([12, 1, 9, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y58: &[Pattern] = &[Pattern::new([6, 0, 25, 0, 0, 0, 0, 0]), Pattern::new([6, 0, 2, 25, 0, 0, 0, 0]), Pattern::new([6, 1, 3, 25, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y59: &[Pattern] = &[Pattern::new([22, 1, 25, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y60: &[Pattern] = &[Pattern::new([49, 2, 85, 85, 85, 0, 0, 0])];
#[rustfmt::skip]
const Y61: &[Pattern] = &[Pattern::new([51, 2, 85, 24, 0, 0, 0, 0]), Pattern::new([49, 2, 85, 17, 0, 0, 0, 0]), Pattern::new([49, 2, 86, 85, 0, 0, 0, 0]), Pattern::new([49, 2, 17, 85, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y62: &[Pattern] = &[Pattern::new([49, 2, 85, 85, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y63: &[Pattern] = &[Pattern::new([54, 2, 6, 85, 85, 0, 0, 0])];
#[rustfmt::skip]
const Y64: &[Pattern] = &[Pattern::new([25, 1, 24, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y65: &[Pattern] = &[Pattern::new([25, 1, 24, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y66: &[Pattern] = &[Pattern::new([28, 1, 66, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y67: &[Pattern] = &[Pattern::new([25, 1, 62, 62, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y68: &[Pattern] = &[Pattern::new([28, 1, 68, 66, 0, 0, 0, 0]), Pattern::new([40, 1, 66, 68, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y69: &[Pattern] = &[Pattern::new([39, 1, 16, 22, 0, 0, 0, 0]), Pattern::new([25, 1, 22, 16, 0, 0, 0, 0]), Pattern::new([13, 1, 9, 16, 0, 0, 0, 0]), Pattern::new([14, 2, 9, 22, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y70: &[Pattern] = &[Pattern::new([2, 3, 24, 17, 0, 0, 0, 0]), Pattern::new([3, 3, 17, 24, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y71: &[Pattern] = &[Pattern::new([34, 1, 22, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y72: &[Pattern] = &[Pattern::new([39, 1, 17, 23, 0, 0, 0, 0]), Pattern::new([25, 1, 23, 17, 0, 0, 0, 0]), Pattern::new([17, 1, 9, 17, 0, 0, 0, 0]), Pattern::new([19, 2, 9, 23, 0, 0, 0, 0]), Pattern::new([28, 1, 23, 62, 0, 0, 0, 0]), Pattern::new([40, 1, 62, 23, 0, 0, 0, 0]), Pattern::new([28, 2, 23, 66, 0, 0, 0, 0]), Pattern::new([40, 2, 66, 23, 0, 0, 0, 0]), Pattern::new([35, 2, 11, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y73: &[Pattern] = &[Pattern::new([25, 1, 66, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y74: &[Pattern] = &[Pattern::new([40, 1, 66, 23, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y75: &[Pattern] = &[Pattern::new([40, 1, 62, 23, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y76: &[Pattern] = &[Pattern::new([30, 1, 24, 62, 0, 0, 0, 0]), Pattern::new([31, 1, 62, 24, 0, 0, 0, 0]), Pattern::new([30, 2, 66, 62, 0, 0, 0, 0]), Pattern::new([30, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([31, 2, 66, 68, 0, 0, 0, 0]), Pattern::new([39, 1, 17, 23, 0, 0, 0, 0]), Pattern::new([25, 1, 23, 17, 0, 0, 0, 0]), Pattern::new([19, 2, 8, 17, 0, 0, 0, 0]), Pattern::new([18, 1, 10, 17, 0, 0, 0, 0]), Pattern::new([19, 2, 9, 23, 0, 0, 0, 0]), Pattern::new([28, 1, 63, 62, 0, 0, 0, 0]), Pattern::new([40, 1, 62, 63, 0, 0, 0, 0]), Pattern::new([28, 2, 23, 66, 0, 0, 0, 0]), Pattern::new([40, 2, 66, 23, 0, 0, 0, 0]), Pattern::new([35, 1, 11, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y77: &[Pattern] = &[Pattern::new([25, 1, 62, 66, 0, 0, 0, 0]), Pattern::new([28, 1, 68, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y78: &[Pattern] = &[Pattern::new([39, 1, 17, 23, 0, 0, 0, 0]), Pattern::new([25, 1, 23, 17, 0, 0, 0, 0]), Pattern::new([17, 1, 9, 17, 0, 0, 0, 0]), Pattern::new([19, 2, 9, 23, 0, 0, 0, 0]), Pattern::new([35, 2, 11, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y79: &[Pattern] = &[Pattern::new([25, 1, 68, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y80: &[Pattern] = &[Pattern::new([28, 1, 63, 62, 0, 0, 0, 0]), Pattern::new([28, 2, 68, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y81: &[Pattern] = &[Pattern::new([33, 3, 6, 66, 63, 0, 0, 0])];
#[rustfmt::skip]
const Y82: &[Pattern] = &[Pattern::new([32, 2, 6, 66, 17, 0, 0, 0]), Pattern::new([33, 2, 6, 66, 23, 0, 0, 0])];
#[rustfmt::skip]
const Y83: &[Pattern] = &[Pattern::new([2, 3, 63, 62, 0, 0, 0, 0]), Pattern::new([2, 5, 68, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y84: &[Pattern] = &[Pattern::new([32, 3, 6, 63, 66, 0, 0, 0])];
#[rustfmt::skip]
const Y85: &[Pattern] = &[Pattern::new([32, 2, 6, 23, 66, 0, 0, 0])];
#[rustfmt::skip]
const Y86: &[Pattern] = &[Pattern::new([28, 2, 66, 17, 0, 0, 0, 0]), Pattern::new([28, 1, 62, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y87: &[Pattern] = &[Pattern::new([5, 1, 17, 0, 0, 0, 0, 0]), Pattern::new([36, 2, 24, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y88: &[Pattern] = &[Pattern::new([27, 2, 68, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y89: &[Pattern] = &[Pattern::new([32, 2, 5, 63, 62, 0, 0, 0])];
#[rustfmt::skip]
const Y90: &[Pattern] = &[Pattern::new([28, 1, 63, 62, 0, 0, 0, 0]), Pattern::new([15, 2, 5, 62, 0, 0, 0, 0]), Pattern::new([28, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([15, 3, 5, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y91: &[Pattern] = &[Pattern::new([14, 2, 5, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y92: &[Pattern] = &[Pattern::new([41, 1, 17, 0, 0, 0, 0, 0]), Pattern::new([24, 2, 24, 0, 0, 0, 0, 0]), Pattern::new([12, 1, 5, 0, 0, 0, 0, 0]), Pattern::new([16, 1, 9, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y93: &[Pattern] = &[Pattern::new([36, 2, 3, 22, 0, 0, 0, 0]), Pattern::new([14, 2, 6, 22, 0, 0, 0, 0]), Pattern::new([36, 2, 15, 22, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y94: &[Pattern] = &[Pattern::new([36, 2, 3, 23, 0, 0, 0, 0]), Pattern::new([14, 2, 6, 23, 0, 0, 0, 0]), Pattern::new([36, 2, 13, 23, 0, 0, 0, 0]), Pattern::new([36, 2, 15, 23, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y95: &[Pattern] = &[Pattern::new([36, 2, 17, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y96: &[Pattern] = &[Pattern::new([23, 1, 0, 0, 0, 0, 0, 0]), Pattern::new([23, 1, 9, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y97: &[Pattern] = &[Pattern::new([54, 0, 6, 23, 17, 0, 0, 0]), Pattern::new([54, 2, 5, 23, 17, 0, 0, 0])];
#[rustfmt::skip]
const Y98: &[Pattern] = &[Pattern::new([32, 2, 4, 68, 66, 0, 0, 0])];
#[rustfmt::skip]
const Y99: &[Pattern] = &[Pattern::new([4, 0, 64, 68, 66, 0, 0, 0])];
#[rustfmt::skip]
const Y100: &[Pattern] = &[Pattern::new([16, 1, 9, 14, 0, 0, 0, 0]), Pattern::new([19, 2, 9, 23, 0, 0, 0, 0]), Pattern::new([39, 1, 17, 23, 0, 0, 0, 0]), Pattern::new([25, 1, 23, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y101: &[Pattern] = &[Pattern::new([24, 2, 17, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y102: &[Pattern] = &[Pattern::new([76, 0, 24, 79, 80, 0, 0, 0]), Pattern::new([75, 3, 24, 79, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y103: &[Pattern] = &[Pattern::new([76, 0, 24, 65, 67, 0, 0, 0]), Pattern::new([75, 3, 24, 65, 84, 67, 0, 0])];
#[rustfmt::skip]
const Y104: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 66, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 73, 0, 0, 0]), Pattern::new([76, 0, 81, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 80, 0, 0]), Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0]), Pattern::new([76, 0, 76, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 74, 0, 0])];
#[rustfmt::skip]
const Y105: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 66, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0])];
#[rustfmt::skip]
const Y106: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 66, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 73, 0, 0, 0])];
#[rustfmt::skip]
const Y107: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 66, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 73, 0, 0, 0]), Pattern::new([76, 3, 69, 67, 67, 0, 0, 0]), Pattern::new([76, 3, 76, 74, 74, 0, 0, 0]), Pattern::new([76, 3, 81, 80, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y108: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y109: &[Pattern] = &[Pattern::new([54, 0, 6, 68, 66, 0, 0, 0]), Pattern::new([54, 2, 5, 68, 66, 0, 0, 0])];
#[rustfmt::skip]
const Y110: &[Pattern] = &[Pattern::new([68, 0, 6, 69, 67, 67, 0, 0]), Pattern::new([67, 3, 6, 69, 67, 84, 67, 0]), Pattern::new([68, 0, 6, 76, 74, 74, 0, 0]), Pattern::new([67, 3, 6, 76, 74, 84, 74, 0]), Pattern::new([68, 0, 6, 81, 80, 80, 0, 0]), Pattern::new([67, 3, 6, 81, 80, 84, 80, 0])];
#[rustfmt::skip]
const Y111: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 66, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 73, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0]), Pattern::new([76, 0, 76, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 74, 0, 0]), Pattern::new([76, 0, 81, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y112: &[Pattern] = &[Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0]), Pattern::new([76, 0, 76, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 74, 0, 0]), Pattern::new([76, 0, 81, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y113: &[Pattern] = &[Pattern::new([56, 2, 6, 68, 66, 66, 0, 0]), Pattern::new([56, 2, 6, 75, 73, 73, 0, 0])];
#[rustfmt::skip]
const Y114: &[Pattern] = &[Pattern::new([60, 2, 66, 68, 66, 66, 0, 0]), Pattern::new([60, 2, 73, 75, 73, 73, 0, 0])];
#[rustfmt::skip]
const Y115: &[Pattern] = &[Pattern::new([49, 2, 24, 73, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y116: &[Pattern] = &[Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 69, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y117: &[Pattern] = &[Pattern::new([76, 0, 24, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 24, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 24, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 24, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y118: &[Pattern] = &[Pattern::new([76, 0, 24, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 24, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y119: &[Pattern] = &[Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 69, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y120: &[Pattern] = &[Pattern::new([49, 2, 68, 73, 0, 0, 0, 0]), Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 69, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y121: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 68, 73, 0, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 69, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y122: &[Pattern] = &[Pattern::new([56, 2, 6, 68, 66, 66, 0, 0]), Pattern::new([56, 2, 6, 75, 73, 73, 0, 0]), Pattern::new([68, 0, 6, 81, 80, 85, 0, 0]), Pattern::new([67, 3, 6, 81, 80, 84, 85, 0]), Pattern::new([68, 0, 6, 69, 67, 85, 0, 0]), Pattern::new([67, 3, 6, 69, 67, 84, 85, 0]), Pattern::new([68, 0, 6, 76, 74, 85, 0, 0]), Pattern::new([67, 3, 6, 76, 74, 84, 85, 0])];
#[rustfmt::skip]
const Y123: &[Pattern] = &[Pattern::new([56, 2, 6, 68, 66, 66, 0, 0]), Pattern::new([68, 0, 6, 69, 67, 85, 0, 0]), Pattern::new([67, 3, 6, 69, 67, 84, 85, 0])];
#[rustfmt::skip]
const Y124: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([76, 3, 69, 67, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y125: &[Pattern] = &[Pattern::new([73, 0, 67, 69, 0, 0, 0, 0]), Pattern::new([71, 3, 67, 84, 69, 0, 0, 0]), Pattern::new([73, 0, 74, 76, 0, 0, 0, 0]), Pattern::new([71, 3, 74, 84, 76, 0, 0, 0]), Pattern::new([73, 0, 80, 81, 0, 0, 0, 0]), Pattern::new([71, 3, 80, 84, 81, 0, 0, 0])];
#[rustfmt::skip]
const Y126: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 68, 73, 0, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 76, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y127: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 0, 0, 0, 0]), Pattern::new([76, 0, 81, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 81, 84, 80, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 76, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 74, 0, 0, 0])];
#[rustfmt::skip]
const Y128: &[Pattern] = &[Pattern::new([76, 0, 81, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 81, 84, 74, 0, 0, 0])];
#[rustfmt::skip]
const Y129: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0])];
#[rustfmt::skip]
const Y130: &[Pattern] = &[Pattern::new([49, 2, 75, 66, 0, 0, 0, 0]), Pattern::new([76, 0, 76, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 67, 0, 0, 0])];
#[rustfmt::skip]
const Y131: &[Pattern] = &[Pattern::new([76, 0, 81, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 81, 84, 80, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 76, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 74, 0, 0, 0])];
#[rustfmt::skip]
const Y132: &[Pattern] = &[Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0])];
#[rustfmt::skip]
const Y133: &[Pattern] = &[Pattern::new([76, 0, 76, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 67, 0, 0, 0])];
#[rustfmt::skip]
const Y134: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 68, 73, 0, 0, 0, 0]), Pattern::new([76, 0, 76, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 80, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0])];
#[rustfmt::skip]
const Y135: &[Pattern] = &[Pattern::new([59, 0, 6, 66, 68, 0, 0, 0]), Pattern::new([59, 2, 5, 66, 68, 0, 0, 0]), Pattern::new([59, 0, 6, 73, 68, 0, 0, 0]), Pattern::new([59, 2, 5, 73, 68, 0, 0, 0]), Pattern::new([63, 0, 6, 80, 76, 0, 0, 0]), Pattern::new([62, 3, 6, 80, 84, 76, 0, 0]), Pattern::new([63, 0, 6, 67, 69, 0, 0, 0]), Pattern::new([62, 3, 6, 67, 84, 69, 0, 0]), Pattern::new([63, 0, 6, 74, 69, 0, 0, 0]), Pattern::new([62, 3, 6, 74, 84, 69, 0, 0])];
#[rustfmt::skip]
const Y136: &[Pattern] = &[Pattern::new([76, 0, 76, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 80, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0])];
#[rustfmt::skip]
const Y137: &[Pattern] = &[Pattern::new([49, 2, 68, 17, 0, 0, 0, 0]), Pattern::new([76, 3, 69, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y138: &[Pattern] = &[Pattern::new([76, 3, 69, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y139: &[Pattern] = &[Pattern::new([49, 2, 23, 66, 66, 0, 0, 0]), Pattern::new([76, 3, 23, 67, 67, 0, 0, 0])];
#[rustfmt::skip]
const Y140: &[Pattern] = &[Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 76, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y141: &[Pattern] = &[Pattern::new([76, 3, 23, 67, 67, 0, 0, 0])];
#[rustfmt::skip]
const Y142: &[Pattern] = &[Pattern::new([56, 2, 6, 68, 66, 66, 0, 0])];
#[rustfmt::skip]
const Y143: &[Pattern] = &[Pattern::new([76, 0, 81, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 81, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y144: &[Pattern] = &[Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 76, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 81, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 81, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y145: &[Pattern] = &[Pattern::new([59, 0, 6, 73, 68, 0, 0, 0]), Pattern::new([59, 2, 5, 73, 68, 0, 0, 0])];
#[rustfmt::skip]
const Y146: &[Pattern] = &[Pattern::new([63, 0, 6, 74, 69, 0, 0, 0]), Pattern::new([62, 3, 6, 74, 84, 69, 0, 0]), Pattern::new([63, 0, 6, 80, 69, 0, 0, 0]), Pattern::new([62, 3, 6, 80, 84, 69, 0, 0])];
#[rustfmt::skip]
const Y147: &[Pattern] = &[Pattern::new([63, 0, 6, 80, 76, 0, 0, 0]), Pattern::new([62, 3, 6, 80, 84, 76, 0, 0])];
#[rustfmt::skip]
const Y148: &[Pattern] = &[Pattern::new([59, 0, 6, 66, 23, 0, 0, 0]), Pattern::new([59, 2, 5, 66, 23, 0, 0, 0]), Pattern::new([63, 3, 6, 67, 23, 0, 0, 0])];
#[rustfmt::skip]
const Y149: &[Pattern] = &[Pattern::new([68, 0, 6, 81, 80, 80, 0, 0]), Pattern::new([67, 3, 6, 81, 80, 84, 80, 0]), Pattern::new([68, 0, 6, 69, 67, 67, 0, 0]), Pattern::new([67, 3, 6, 69, 67, 84, 67, 0]), Pattern::new([68, 0, 6, 76, 74, 74, 0, 0]), Pattern::new([67, 3, 6, 76, 74, 84, 74, 0])];
#[rustfmt::skip]
const Y150: &[Pattern] = &[Pattern::new([68, 0, 6, 69, 67, 67, 0, 0]), Pattern::new([67, 3, 6, 69, 67, 84, 67, 0])];
#[rustfmt::skip]
const Y151: &[Pattern] = &[Pattern::new([66, 0, 6, 69, 85, 0, 0, 0]), Pattern::new([64, 3, 6, 69, 84, 85, 0, 0])];
#[rustfmt::skip]
const Y152: &[Pattern] = &[Pattern::new([66, 0, 6, 76, 85, 0, 0, 0]), Pattern::new([64, 3, 6, 76, 84, 85, 0, 0])];
#[rustfmt::skip]
const Y153: &[Pattern] = &[Pattern::new([66, 0, 6, 81, 85, 0, 0, 0]), Pattern::new([64, 3, 6, 81, 84, 85, 0, 0])];
#[rustfmt::skip]
const Y154: &[Pattern] = &[Pattern::new([53, 2, 66, 70, 66, 0, 0, 0]), Pattern::new([53, 2, 73, 70, 73, 0, 0, 0]), Pattern::new([74, 3, 71, 84, 67, 0, 0, 0]), Pattern::new([74, 3, 71, 84, 74, 0, 0, 0]), Pattern::new([74, 3, 78, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y155: &[Pattern] = &[Pattern::new([53, 2, 66, 70, 66, 0, 0, 0]), Pattern::new([53, 2, 73, 77, 73, 0, 0, 0]), Pattern::new([74, 3, 71, 84, 67, 0, 0, 0]), Pattern::new([74, 3, 78, 84, 74, 0, 0, 0]), Pattern::new([74, 3, 82, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y156: &[Pattern] = &[Pattern::new([70, 4, 84, 78, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y157: &[Pattern] = &[Pattern::new([70, 4, 84, 82, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y158: &[Pattern] = &[Pattern::new([53, 2, 66, 70, 66, 0, 0, 0]), Pattern::new([53, 2, 66, 77, 66, 0, 0, 0]), Pattern::new([74, 3, 71, 84, 67, 0, 0, 0]), Pattern::new([74, 3, 78, 84, 67, 0, 0, 0]), Pattern::new([74, 3, 82, 84, 74, 0, 0, 0])];
#[rustfmt::skip]
const Y159: &[Pattern] = &[Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0])];
#[rustfmt::skip]
const Y160: &[Pattern] = &[Pattern::new([66, 0, 6, 81, 80, 0, 0, 0]), Pattern::new([64, 3, 6, 81, 84, 80, 0, 0]), Pattern::new([66, 0, 6, 69, 67, 0, 0, 0]), Pattern::new([64, 3, 6, 69, 84, 67, 0, 0]), Pattern::new([66, 0, 6, 76, 74, 0, 0, 0]), Pattern::new([64, 3, 6, 76, 84, 74, 0, 0])];
#[rustfmt::skip]
const Y161: &[Pattern] = &[Pattern::new([56, 2, 6, 68, 66, 66, 0, 0]), Pattern::new([56, 2, 6, 75, 73, 73, 0, 0]), Pattern::new([68, 0, 6, 69, 67, 67, 0, 0]), Pattern::new([67, 3, 6, 69, 67, 84, 67, 0]), Pattern::new([68, 0, 6, 76, 74, 74, 0, 0]), Pattern::new([67, 3, 6, 76, 74, 84, 74, 0]), Pattern::new([68, 0, 6, 81, 80, 80, 0, 0]), Pattern::new([67, 3, 6, 81, 80, 84, 80, 0])];
#[rustfmt::skip]
const Y162: &[Pattern] = &[Pattern::new([56, 2, 6, 68, 73, 73, 0, 0])];
#[rustfmt::skip]
const Y163: &[Pattern] = &[Pattern::new([68, 0, 6, 69, 74, 74, 0, 0]), Pattern::new([67, 3, 6, 69, 74, 84, 74, 0]), Pattern::new([68, 0, 6, 69, 80, 80, 0, 0]), Pattern::new([67, 3, 6, 69, 80, 84, 80, 0])];
#[rustfmt::skip]
const Y164: &[Pattern] = &[Pattern::new([68, 0, 6, 76, 80, 80, 0, 0]), Pattern::new([67, 3, 6, 76, 80, 84, 80, 0])];
#[rustfmt::skip]
const Y165: &[Pattern] = &[Pattern::new([56, 2, 6, 68, 66, 66, 0, 0]), Pattern::new([68, 3, 6, 69, 67, 67, 0, 0])];
#[rustfmt::skip]
const Y166: &[Pattern] = &[Pattern::new([49, 2, 24, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 24, 73, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y167: &[Pattern] = &[Pattern::new([50, 3, 24, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y168: &[Pattern] = &[Pattern::new([49, 2, 66, 66, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y169: &[Pattern] = &[Pattern::new([51, 2, 66, 66, 24, 0, 0, 0]), Pattern::new([51, 2, 73, 73, 24, 0, 0, 0]), Pattern::new([49, 2, 24, 66, 66, 0, 0, 0]), Pattern::new([49, 2, 24, 73, 73, 0, 0, 0])];
#[rustfmt::skip]
const Y170: &[Pattern] = &[Pattern::new([51, 2, 66, 68, 0, 0, 0, 0]), Pattern::new([51, 2, 73, 75, 0, 0, 0, 0]), Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 0, 0, 0, 0]), Pattern::new([73, 0, 67, 69, 0, 0, 0, 0]), Pattern::new([71, 3, 67, 84, 69, 0, 0, 0]), Pattern::new([73, 0, 74, 76, 0, 0, 0, 0]), Pattern::new([71, 3, 74, 84, 76, 0, 0, 0]), Pattern::new([73, 0, 80, 81, 0, 0, 0, 0]), Pattern::new([71, 3, 80, 84, 81, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 76, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 81, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 81, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y171: &[Pattern] = &[Pattern::new([51, 2, 66, 23, 0, 0, 0, 0]), Pattern::new([49, 2, 23, 66, 0, 0, 0, 0]), Pattern::new([73, 3, 67, 23, 0, 0, 0, 0]), Pattern::new([76, 3, 23, 67, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y172: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 0, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 76, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 81, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 81, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y173: &[Pattern] = &[Pattern::new([51, 2, 66, 68, 0, 0, 0, 0]), Pattern::new([51, 2, 73, 75, 0, 0, 0, 0]), Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y174: &[Pattern] = &[Pattern::new([73, 0, 67, 69, 0, 0, 0, 0]), Pattern::new([71, 3, 67, 84, 69, 0, 0, 0]), Pattern::new([73, 0, 74, 76, 0, 0, 0, 0]), Pattern::new([71, 3, 74, 84, 76, 0, 0, 0]), Pattern::new([73, 0, 80, 81, 0, 0, 0, 0]), Pattern::new([71, 3, 80, 84, 81, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 76, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 76, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 81, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 81, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y175: &[Pattern] = &[Pattern::new([49, 2, 66, 66, 66, 0, 0, 0]), Pattern::new([76, 3, 67, 67, 67, 0, 0, 0])];
#[rustfmt::skip]
const Y176: &[Pattern] = &[Pattern::new([51, 2, 66, 24, 0, 0, 0, 0]), Pattern::new([49, 2, 24, 66, 66, 0, 0, 0]), Pattern::new([73, 3, 67, 24, 0, 0, 0, 0]), Pattern::new([76, 3, 24, 67, 67, 0, 0, 0])];
#[rustfmt::skip]
const Y177: &[Pattern] = &[Pattern::new([49, 2, 66, 17, 0, 0, 0, 0]), Pattern::new([49, 2, 73, 17, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y178: &[Pattern] = &[Pattern::new([51, 2, 66, 24, 0, 0, 0, 0]), Pattern::new([51, 2, 73, 24, 0, 0, 0, 0]), Pattern::new([73, 3, 67, 24, 0, 0, 0, 0]), Pattern::new([73, 3, 74, 24, 0, 0, 0, 0]), Pattern::new([73, 3, 80, 24, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y179: &[Pattern] = &[Pattern::new([49, 2, 24, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 24, 73, 0, 0, 0, 0]), Pattern::new([76, 3, 24, 67, 0, 0, 0, 0]), Pattern::new([76, 3, 24, 74, 0, 0, 0, 0]), Pattern::new([76, 3, 24, 80, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y180: &[Pattern] = &[Pattern::new([51, 2, 66, 23, 0, 0, 0, 0]), Pattern::new([51, 2, 66, 68, 0, 0, 0, 0]), Pattern::new([49, 2, 23, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([73, 3, 67, 23, 0, 0, 0, 0]), Pattern::new([73, 3, 67, 69, 0, 0, 0, 0]), Pattern::new([76, 3, 23, 67, 0, 0, 0, 0]), Pattern::new([76, 3, 69, 67, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y181: &[Pattern] = &[Pattern::new([51, 2, 66, 66, 66, 0, 0, 0]), Pattern::new([51, 2, 66, 24, 0, 0, 0, 0]), Pattern::new([49, 2, 24, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 66, 66, 66, 0, 0, 0]), Pattern::new([73, 0, 67, 67, 67, 0, 0, 0]), Pattern::new([72, 3, 67, 67, 84, 67, 0, 0]), Pattern::new([73, 0, 67, 24, 0, 0, 0, 0]), Pattern::new([71, 3, 67, 84, 24, 0, 0, 0]), Pattern::new([76, 0, 24, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 24, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 67, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 67, 67, 84, 67, 0, 0])];
#[rustfmt::skip]
const Y182: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 68, 73, 0, 0, 0, 0]), Pattern::new([76, 0, 17, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 17, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 17, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 17, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 17, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 17, 84, 80, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 67, 0, 0, 0]), Pattern::new([76, 0, 69, 74, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 74, 0, 0, 0]), Pattern::new([76, 0, 69, 80, 0, 0, 0, 0]), Pattern::new([74, 3, 69, 84, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y183: &[Pattern] = &[Pattern::new([76, 3, 85, 67, 0, 0, 0, 0]), Pattern::new([76, 3, 85, 74, 0, 0, 0, 0]), Pattern::new([76, 3, 85, 80, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y184: &[Pattern] = &[Pattern::new([56, 2, 6, 68, 66, 66, 0, 0]), Pattern::new([56, 2, 6, 75, 73, 73, 0, 0]), Pattern::new([68, 3, 6, 69, 67, 67, 0, 0]), Pattern::new([68, 3, 6, 76, 74, 74, 0, 0]), Pattern::new([68, 3, 6, 81, 80, 80, 0, 0])];
#[rustfmt::skip]
const Y185: &[Pattern] = &[Pattern::new([68, 0, 6, 69, 67, 85, 0, 0]), Pattern::new([67, 3, 6, 69, 67, 84, 85, 0]), Pattern::new([68, 0, 6, 76, 74, 85, 0, 0]), Pattern::new([67, 3, 6, 76, 74, 84, 85, 0]), Pattern::new([68, 0, 6, 81, 80, 85, 0, 0]), Pattern::new([67, 3, 6, 81, 80, 84, 85, 0])];
#[rustfmt::skip]
const Y186: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 66, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 73, 0, 0, 0]), Pattern::new([76, 0, 69, 67, 85, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 85, 0, 0]), Pattern::new([76, 0, 76, 74, 85, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 85, 0, 0]), Pattern::new([76, 0, 81, 80, 85, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 85, 0, 0])];
#[rustfmt::skip]
const Y187: &[Pattern] = &[Pattern::new([56, 2, 6, 75, 73, 73, 0, 0])];
#[rustfmt::skip]
const Y188: &[Pattern] = &[Pattern::new([49, 2, 75, 73, 73, 0, 0, 0]), Pattern::new([76, 0, 76, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 74, 0, 0]), Pattern::new([76, 0, 81, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y189: &[Pattern] = &[Pattern::new([54, 0, 6, 68, 66, 0, 0, 0]), Pattern::new([54, 2, 5, 68, 66, 0, 0, 0]), Pattern::new([54, 0, 6, 75, 73, 0, 0, 0]), Pattern::new([54, 2, 5, 75, 73, 0, 0, 0]), Pattern::new([49, 2, 68, 66, 66, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 73, 0, 0, 0]), Pattern::new([66, 0, 6, 69, 67, 0, 0, 0]), Pattern::new([64, 3, 6, 69, 84, 67, 0, 0]), Pattern::new([66, 0, 6, 76, 74, 0, 0, 0]), Pattern::new([64, 3, 6, 76, 84, 74, 0, 0]), Pattern::new([66, 0, 6, 81, 80, 0, 0, 0]), Pattern::new([64, 3, 6, 81, 84, 80, 0, 0]), Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0]), Pattern::new([76, 0, 76, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 74, 0, 0]), Pattern::new([76, 0, 81, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y190: &[Pattern] = &[Pattern::new([54, 0, 6, 75, 73, 0, 0, 0]), Pattern::new([54, 2, 5, 75, 73, 0, 0, 0]), Pattern::new([66, 0, 6, 76, 74, 0, 0, 0]), Pattern::new([64, 3, 6, 76, 84, 74, 0, 0]), Pattern::new([66, 0, 6, 81, 80, 0, 0, 0]), Pattern::new([64, 3, 6, 81, 84, 80, 0, 0]), Pattern::new([76, 0, 76, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 74, 0, 0]), Pattern::new([76, 0, 81, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y191: &[Pattern] = &[Pattern::new([59, 0, 6, 66, 23, 0, 0, 0]), Pattern::new([59, 2, 5, 66, 23, 0, 0, 0]), Pattern::new([54, 0, 6, 66, 17, 0, 0, 0]), Pattern::new([54, 2, 5, 66, 17, 0, 0, 0]), Pattern::new([63, 3, 6, 67, 23, 0, 0, 0]), Pattern::new([66, 3, 6, 67, 17, 0, 0, 0])];
#[rustfmt::skip]
const Y192: &[Pattern] = &[Pattern::new([56, 2, 6, 23, 66, 66, 0, 0]), Pattern::new([68, 3, 6, 23, 67, 67, 0, 0])];
#[rustfmt::skip]
const Y193: &[Pattern] = &[Pattern::new([76, 3, 67, 85, 0, 0, 0, 0]), Pattern::new([76, 3, 74, 85, 0, 0, 0, 0]), Pattern::new([76, 3, 80, 85, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y194: &[Pattern] = &[Pattern::new([73, 0, 67, 69, 0, 0, 0, 0]), Pattern::new([71, 3, 67, 84, 69, 0, 0, 0]), Pattern::new([73, 0, 74, 69, 0, 0, 0, 0]), Pattern::new([71, 3, 74, 84, 69, 0, 0, 0]), Pattern::new([73, 0, 80, 69, 0, 0, 0, 0]), Pattern::new([71, 3, 80, 84, 69, 0, 0, 0])];
#[rustfmt::skip]
const Y195: &[Pattern] = &[Pattern::new([73, 0, 67, 69, 0, 0, 0, 0]), Pattern::new([71, 3, 67, 84, 69, 0, 0, 0]), Pattern::new([73, 0, 74, 69, 0, 0, 0, 0]), Pattern::new([71, 3, 74, 84, 69, 0, 0, 0]), Pattern::new([73, 0, 80, 76, 0, 0, 0, 0]), Pattern::new([71, 3, 80, 84, 76, 0, 0, 0])];
#[rustfmt::skip]
const Y196: &[Pattern] = &[Pattern::new([69, 0, 6, 69, 67, 0, 0, 0]), Pattern::new([65, 4, 6, 69, 84, 67, 0, 0]), Pattern::new([69, 0, 6, 76, 74, 0, 0, 0]), Pattern::new([65, 4, 6, 76, 84, 74, 0, 0]), Pattern::new([69, 0, 6, 81, 80, 0, 0, 0]), Pattern::new([65, 4, 6, 81, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y197: &[Pattern] = &[Pattern::new([71, 3, 67, 84, 71, 0, 0, 0]), Pattern::new([71, 3, 74, 84, 78, 0, 0, 0]), Pattern::new([71, 3, 80, 84, 82, 0, 0, 0])];
#[rustfmt::skip]
const Y198: &[Pattern] = &[Pattern::new([71, 3, 67, 84, 71, 0, 0, 0]), Pattern::new([71, 3, 74, 84, 71, 0, 0, 0]), Pattern::new([71, 3, 80, 84, 78, 0, 0, 0])];
#[rustfmt::skip]
const Y199: &[Pattern] = &[Pattern::new([71, 3, 67, 84, 71, 0, 0, 0]), Pattern::new([71, 3, 67, 84, 78, 0, 0, 0]), Pattern::new([71, 3, 74, 84, 82, 0, 0, 0])];
#[rustfmt::skip]
const Y200: &[Pattern] = &[Pattern::new([76, 0, 69, 67, 85, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 85, 0, 0]), Pattern::new([76, 0, 76, 74, 85, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 85, 0, 0]), Pattern::new([76, 0, 81, 80, 85, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 85, 0, 0])];
#[rustfmt::skip]
const Y201: &[Pattern] = &[Pattern::new([54, 0, 6, 68, 66, 0, 0, 0]), Pattern::new([54, 2, 5, 68, 66, 0, 0, 0]), Pattern::new([54, 0, 6, 75, 73, 0, 0, 0]), Pattern::new([54, 2, 5, 75, 73, 0, 0, 0]), Pattern::new([66, 0, 6, 69, 67, 0, 0, 0]), Pattern::new([64, 3, 6, 69, 84, 67, 0, 0]), Pattern::new([66, 0, 6, 76, 74, 0, 0, 0]), Pattern::new([64, 3, 6, 76, 84, 74, 0, 0]), Pattern::new([66, 0, 6, 81, 80, 0, 0, 0]), Pattern::new([64, 3, 6, 81, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y202: &[Pattern] = &[Pattern::new([52, 0, 6, 66, 66, 0, 0, 0]), Pattern::new([52, 3, 5, 66, 66, 0, 0, 0]), Pattern::new([52, 0, 6, 73, 73, 0, 0, 0]), Pattern::new([52, 3, 5, 73, 73, 0, 0, 0]), Pattern::new([49, 2, 68, 66, 66, 0, 0, 0]), Pattern::new([49, 2, 68, 73, 73, 0, 0, 0]), Pattern::new([69, 0, 6, 69, 67, 0, 0, 0]), Pattern::new([65, 4, 6, 69, 84, 67, 0, 0]), Pattern::new([69, 0, 6, 76, 74, 0, 0, 0]), Pattern::new([65, 4, 6, 76, 84, 74, 0, 0]), Pattern::new([69, 0, 6, 81, 80, 0, 0, 0]), Pattern::new([65, 4, 6, 81, 84, 80, 0, 0]), Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0]), Pattern::new([76, 0, 69, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 69, 74, 84, 74, 0, 0]), Pattern::new([76, 0, 69, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 69, 80, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y203: &[Pattern] = &[Pattern::new([52, 0, 6, 66, 66, 0, 0, 0]), Pattern::new([52, 3, 5, 66, 66, 0, 0, 0]), Pattern::new([52, 0, 6, 73, 73, 0, 0, 0]), Pattern::new([52, 3, 5, 73, 73, 0, 0, 0]), Pattern::new([69, 4, 6, 69, 67, 0, 0, 0]), Pattern::new([69, 4, 6, 76, 74, 0, 0, 0]), Pattern::new([69, 4, 6, 81, 80, 0, 0, 0])];
#[rustfmt::skip]
const Y204: &[Pattern] = &[Pattern::new([69, 0, 6, 69, 67, 0, 0, 0]), Pattern::new([65, 4, 6, 69, 84, 67, 0, 0]), Pattern::new([69, 0, 6, 76, 74, 0, 0, 0]), Pattern::new([65, 4, 6, 76, 84, 74, 0, 0]), Pattern::new([69, 0, 6, 81, 80, 0, 0, 0]), Pattern::new([65, 4, 6, 81, 84, 80, 0, 0]), Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0]), Pattern::new([76, 0, 69, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 69, 74, 84, 74, 0, 0]), Pattern::new([76, 0, 69, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 69, 80, 84, 80, 0, 0])];
#[rustfmt::skip]
const Y205: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([49, 2, 75, 73, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y206: &[Pattern] = &[Pattern::new([49, 2, 68, 66, 66, 0, 0, 0])];
#[rustfmt::skip]
const Y207: &[Pattern] = &[Pattern::new([54, 0, 6, 68, 66, 0, 0, 0]), Pattern::new([54, 2, 5, 68, 66, 0, 0, 0]), Pattern::new([54, 0, 6, 75, 73, 0, 0, 0]), Pattern::new([54, 2, 5, 75, 73, 0, 0, 0])];
#[rustfmt::skip]
const Y208: &[Pattern] = &[Pattern::new([76, 0, 81, 80, 80, 0, 0, 0]), Pattern::new([75, 3, 81, 80, 84, 80, 0, 0]), Pattern::new([76, 0, 69, 67, 67, 0, 0, 0]), Pattern::new([75, 3, 69, 67, 84, 67, 0, 0]), Pattern::new([76, 0, 76, 74, 74, 0, 0, 0]), Pattern::new([75, 3, 76, 74, 84, 74, 0, 0])];
#[rustfmt::skip]
const Y209: &[Pattern] = &[Pattern::new([68, 0, 6, 76, 74, 74, 0, 0]), Pattern::new([67, 3, 6, 76, 74, 84, 74, 0]), Pattern::new([68, 0, 6, 81, 80, 80, 0, 0]), Pattern::new([67, 3, 6, 81, 80, 84, 80, 0])];
#[rustfmt::skip]
const Y210: &[Pattern] = &[Pattern::new([57, 2, 0, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y211: &[Pattern] = &[Pattern::new([12, 1, 6, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y212: &[Pattern] = &[Pattern::new([20, 1, 25, 0, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y213: &[Pattern] = &[Pattern::new([39, 1, 16, 22, 0, 0, 0, 0]), Pattern::new([25, 1, 22, 16, 0, 0, 0, 0])];
#[rustfmt::skip]
const Y214: &[Pattern] = &[Pattern::new([5, 1, 14, 17, 0, 0, 0, 0]), Pattern::new([41, 1, 17, 14, 0, 0, 0, 0]), Pattern::new([39, 1, 17, 23, 0, 0, 0, 0]), Pattern::new([25, 1, 23, 17, 0, 0, 0, 0])];
const NONE: Encoding = Encoding::NONE;

/// Encodings by the low bits of the opcode.
#[rustfmt::skip]
pub(super) static OPTAB: [Encoding; 1615] = [
    NONE, Encoding::new(0, &[255, 2, 255, 21, 232], Y0), Encoding::new(0, &[232], Y1),
    Encoding::new(0, &[232], Y1), Encoding::new(0, &[], Y2), Encoding::new(0, &[], Y3),
    Encoding::new(0, &[255, 4, 235, 233], Y4), Encoding::new(0, &[], Y5), NONE, NONE,
    Encoding::new(0, &[], Y6), Encoding::new(0, &[195], Y7), NONE, Encoding::new(0, &[], Y8),
    Encoding::new(0, &[15, 11], Y7), Encoding::new(50, &[55], Y7),
    Encoding::new(50, &[213, 10], Y7), Encoding::new(50, &[212, 10], Y7),
    Encoding::new(50, &[63], Y7), Encoding::new(254, &[20, 128, 2, 16, 18], Y9),
    Encoding::new(0, &[131, 2, 21, 129, 2, 17, 19], Y10),
    Encoding::new(72, &[131, 2, 21, 129, 2, 17, 19], Y10),
    Encoding::new(102, &[131, 2, 21, 129, 2, 17, 19], Y10), Encoding::new(104, &[246], Y11),
    Encoding::new(105, &[246], Y11), Encoding::new(254, &[4, 128, 0, 0, 2], Y9),
    Encoding::new(0, &[131, 0, 5, 129, 0, 1, 3], Y10), Encoding::new(255, &[88], Y12),
    Encoding::new(15, &[88], Y12), Encoding::new(72, &[131, 0, 5, 129, 0, 1, 3], Y10),
    Encoding::new(242, &[88], Y12), Encoding::new(243, &[88], Y12), Encoding::new(255, &[208], Y12),
    Encoding::new(242, &[208], Y12), Encoding::new(102, &[131, 0, 5, 129, 0, 1, 3], Y10),
    Encoding::new(0, &[], Y2), Encoding::new(106, &[246], Y11), Encoding::new(107, &[246], Y11),
    Encoding::new(255, &[56, 222], Y13), Encoding::new(255, &[56, 223], Y13),
    Encoding::new(255, &[56, 220], Y13), Encoding::new(255, &[56, 221], Y13),
    Encoding::new(255, &[56, 219], Y13), Encoding::new(255, &[58, 223], Y14),
    Encoding::new(254, &[36, 128, 4, 32, 34], Y9),
    Encoding::new(0, &[131, 4, 37, 129, 4, 33, 35], Y10), Encoding::new(132, &[80, 242], Y15),
    Encoding::new(255, &[85], Y12), Encoding::new(15, &[85], Y12),
    Encoding::new(132, &[208, 242], Y15), Encoding::new(255, &[84], Y12),
    Encoding::new(15, &[84], Y12), Encoding::new(72, &[131, 4, 37, 129, 4, 33, 35], Y10),
    Encoding::new(102, &[131, 4, 37, 129, 4, 33, 35], Y10), Encoding::new(50, &[99], Y16),
    Encoding::new(132, &[80, 247], Y17), Encoding::new(132, &[208, 247], Y17),
    Encoding::new(255, &[58, 13], Y14), Encoding::new(255, &[58, 12], Y14),
    Encoding::new(104, &[21], Y18), Encoding::new(104, &[20], Y18),
    Encoding::new(132, &[80, 243, 3], Y19), Encoding::new(132, &[208, 243, 3], Y19),
    Encoding::new(132, &[80, 243, 2], Y19), Encoding::new(132, &[208, 243, 2], Y19),
    Encoding::new(132, &[80, 243, 1], Y19), Encoding::new(132, &[208, 243, 1], Y19),
    Encoding::new(50, &[98], Y20), Encoding::new(102, &[98], Y20), Encoding::new(15, &[188], Y11),
    Encoding::new(72, &[15, 188], Y11), Encoding::new(255, &[188], Y11),
    Encoding::new(15, &[189], Y11), Encoding::new(72, &[15, 189], Y11),
    Encoding::new(255, &[189], Y11), Encoding::new(0, &[15, 200], Y21),
    Encoding::new(72, &[15, 200], Y21), Encoding::new(15, &[186, 7, 187], Y22),
    Encoding::new(72, &[15, 186, 7, 15, 187], Y22), Encoding::new(255, &[186, 7, 187], Y22),
    Encoding::new(15, &[186, 4, 163], Y22), Encoding::new(72, &[15, 186, 4, 15, 163], Y22),
    Encoding::new(15, &[186, 6, 179], Y22), Encoding::new(72, &[15, 186, 6, 15, 179], Y22),
    Encoding::new(255, &[186, 6, 179], Y22), Encoding::new(15, &[186, 5, 171], Y22),
    Encoding::new(72, &[15, 186, 5, 15, 171], Y22), Encoding::new(255, &[186, 5, 171], Y22),
    Encoding::new(255, &[186, 4, 163], Y22), Encoding::new(0, &[1], Y23),
    Encoding::new(132, &[80, 245], Y17), Encoding::new(132, &[208, 245], Y17),
    Encoding::new(102, &[152], Y7), Encoding::new(0, &[153], Y7), Encoding::new(72, &[152], Y7),
    Encoding::new(15, &[1, 202], Y7), Encoding::new(0, &[248], Y7), Encoding::new(0, &[252], Y7),
    Encoding::new(15, &[28], Y24), Encoding::new(15, &[174, 7], Y24),
    Encoding::new(255, &[174, 7], Y24), Encoding::new(0, &[250], Y7), Encoding::new(15, &[6], Y7),
    Encoding::new(255, &[174, 6], Y24), Encoding::new(0, &[245], Y7), Encoding::new(15, &[67], Y11),
    Encoding::new(15, &[66], Y11), Encoding::new(15, &[68], Y11), Encoding::new(15, &[77], Y11),
    Encoding::new(15, &[79], Y11), Encoding::new(15, &[71], Y11), Encoding::new(15, &[78], Y11),
    Encoding::new(15, &[70], Y11), Encoding::new(15, &[76], Y11), Encoding::new(15, &[72], Y11),
    Encoding::new(15, &[69], Y11), Encoding::new(15, &[65], Y11), Encoding::new(15, &[64], Y11),
    Encoding::new(15, &[75], Y11), Encoding::new(15, &[73], Y11), Encoding::new(15, &[74], Y11),
    Encoding::new(72, &[15, 67], Y11), Encoding::new(72, &[15, 66], Y11),
    Encoding::new(72, &[15, 68], Y11), Encoding::new(72, &[15, 77], Y11),
    Encoding::new(72, &[15, 79], Y11), Encoding::new(72, &[15, 71], Y11),
    Encoding::new(72, &[15, 78], Y11), Encoding::new(72, &[15, 70], Y11),
    Encoding::new(72, &[15, 76], Y11), Encoding::new(72, &[15, 72], Y11),
    Encoding::new(72, &[15, 69], Y11), Encoding::new(72, &[15, 65], Y11),
    Encoding::new(72, &[15, 64], Y11), Encoding::new(72, &[15, 75], Y11),
    Encoding::new(72, &[15, 73], Y11), Encoding::new(72, &[15, 74], Y11),
    Encoding::new(255, &[67], Y11), Encoding::new(255, &[66], Y11), Encoding::new(255, &[68], Y11),
    Encoding::new(255, &[77], Y11), Encoding::new(255, &[79], Y11), Encoding::new(255, &[71], Y11),
    Encoding::new(255, &[78], Y11), Encoding::new(255, &[70], Y11), Encoding::new(255, &[76], Y11),
    Encoding::new(255, &[72], Y11), Encoding::new(255, &[69], Y11), Encoding::new(255, &[65], Y11),
    Encoding::new(255, &[64], Y11), Encoding::new(255, &[75], Y11), Encoding::new(255, &[73], Y11),
    Encoding::new(255, &[74], Y11), Encoding::new(254, &[60, 128, 7, 56, 58], Y25),
    Encoding::new(0, &[131, 7, 61, 129, 7, 57, 59], Y26), Encoding::new(0, &[102, 194], Y27),
    Encoding::new(15, &[194], Y27), Encoding::new(72, &[131, 7, 61, 129, 7, 57, 59], Y26),
    Encoding::new(254, &[166], Y7), Encoding::new(0, &[242, 194], Y27),
    Encoding::new(0, &[167], Y7), Encoding::new(72, &[167], Y7), Encoding::new(0, &[243, 194], Y27),
    Encoding::new(102, &[167], Y7), Encoding::new(102, &[131, 7, 61, 129, 7, 57, 59], Y26),
    Encoding::new(72, &[15, 199, 1], Y28), Encoding::new(15, &[199, 1], Y28),
    Encoding::new(254, &[15, 176], Y29), Encoding::new(0, &[15, 177], Y16),
    Encoding::new(72, &[15, 177], Y16), Encoding::new(102, &[15, 177], Y16),
    Encoding::new(102, &[47], Y12), Encoding::new(15, &[47], Y12), Encoding::new(15, &[162], Y7),
    Encoding::new(72, &[153], Y7), Encoding::new(0, &[242, 15, 56, 240], Y30),
    Encoding::new(0, &[242, 15, 56, 241], Y31), Encoding::new(72, &[242, 15, 56, 241], Y31),
    Encoding::new(102, &[242, 15, 56, 241], Y31), Encoding::new(0, &[242, 230, 102, 45], Y32),
    Encoding::new(102, &[90], Y12), Encoding::new(0, &[243, 230, 102, 42], Y33),
    Encoding::new(15, &[91, 0, 42], Y33), Encoding::new(15, &[90], Y12),
    Encoding::new(0, &[102, 91, 15, 45], Y32), Encoding::new(242, &[45], Y34),
    Encoding::new(72, &[242, 45], Y35), Encoding::new(242, &[90], Y12),
    Encoding::new(242, &[42], Y36), Encoding::new(243, &[42], Y36),
    Encoding::new(72, &[242, 42], Y37), Encoding::new(72, &[243, 42], Y37),
    Encoding::new(243, &[90], Y12), Encoding::new(243, &[45], Y34),
    Encoding::new(72, &[243, 45], Y35), Encoding::new(0, &[102, 230, 102, 44], Y32),
    Encoding::new(0, &[243, 91, 15, 44], Y32), Encoding::new(242, &[44], Y34),
    Encoding::new(72, &[242, 44], Y35), Encoding::new(243, &[44], Y34),
    Encoding::new(72, &[243, 44], Y35), Encoding::new(102, &[153], Y7),
    Encoding::new(0, &[152], Y7), Encoding::new(50, &[39], Y7), Encoding::new(50, &[47], Y7),
    Encoding::new(254, &[254, 1], Y28), Encoding::new(1, &[72, 255, 1], Y38),
    Encoding::new(72, &[255, 1], Y39), Encoding::new(102, &[255, 1], Y39),
    Encoding::new(254, &[246, 6], Y40), Encoding::new(0, &[247, 6], Y41),
    Encoding::new(102, &[94], Y12), Encoding::new(15, &[94], Y12),
    Encoding::new(72, &[247, 6], Y41), Encoding::new(242, &[94], Y12),
    Encoding::new(243, &[94], Y12), Encoding::new(102, &[247, 6], Y41),
    Encoding::new(255, &[58, 65], Y14), Encoding::new(255, &[58, 64], Y14),
    Encoding::new(15, &[119], Y7), Encoding::new(243, &[30, 250], Y7), Encoding::new(0, &[], Y2),
    Encoding::new(255, &[58, 23], Y42), Encoding::new(0, &[217, 240], Y7),
    Encoding::new(0, &[217, 225], Y7), Encoding::new(0, &[220, 0, 216, 0, 220], Y43),
    Encoding::new(0, &[222], Y44), Encoding::new(0, &[216], Y45), Encoding::new(0, &[218], Y45),
    Encoding::new(0, &[222], Y45), Encoding::new(0, &[223, 4], Y46),
    Encoding::new(0, &[223, 6], Y24), Encoding::new(0, &[217, 224], Y7),
    Encoding::new(0, &[219, 226], Y7), Encoding::new(0, &[218], Y47),
    Encoding::new(0, &[218, 2], Y47), Encoding::new(0, &[219], Y47), Encoding::new(0, &[218], Y47),
    Encoding::new(0, &[218, 1], Y47), Encoding::new(0, &[218, 1], Y47),
    Encoding::new(0, &[219, 2], Y47), Encoding::new(0, &[218, 2], Y47),
    Encoding::new(0, &[219], Y47), Encoding::new(0, &[219, 2], Y47),
    Encoding::new(0, &[219, 1], Y47), Encoding::new(0, &[219, 3], Y47),
    Encoding::new(0, &[218, 3], Y47), Encoding::new(0, &[218, 3], Y47),
    Encoding::new(0, &[220, 2, 216, 2, 220, 2], Y43),
    Encoding::new(0, &[220, 3, 216, 3, 220, 3], Y43), Encoding::new(0, &[222, 3], Y44),
    Encoding::new(0, &[216, 2], Y45), Encoding::new(0, &[216, 3], Y45),
    Encoding::new(0, &[219, 6], Y47), Encoding::new(0, &[223, 6], Y47),
    Encoding::new(0, &[218, 2], Y45), Encoding::new(0, &[218, 3], Y45),
    Encoding::new(0, &[222, 2], Y45), Encoding::new(0, &[222, 3], Y45),
    Encoding::new(0, &[217, 255], Y7), Encoding::new(0, &[217, 246], Y7),
    Encoding::new(0, &[220, 6, 216, 6, 220, 7], Y43), Encoding::new(0, &[222, 7], Y44),
    Encoding::new(0, &[216, 6], Y45), Encoding::new(0, &[218, 6], Y45),
    Encoding::new(0, &[220, 7, 216, 7, 220, 6], Y43), Encoding::new(0, &[222, 6], Y44),
    Encoding::new(0, &[216, 7], Y45), Encoding::new(0, &[218, 7], Y45),
    Encoding::new(0, &[222, 7], Y45), Encoding::new(0, &[222, 6], Y45), Encoding::new(0, &[], Y2),
    Encoding::new(0, &[217, 247], Y7), Encoding::new(0, &[219, 227], Y7),
    Encoding::new(0, &[217, 232], Y7), Encoding::new(0, &[217, 5, 217, 5], Y46),
    Encoding::new(0, &[217, 4, 217, 4], Y46), Encoding::new(0, &[217, 234], Y7),
    Encoding::new(0, &[217, 233], Y7), Encoding::new(0, &[217, 236], Y7),
    Encoding::new(0, &[217, 237], Y7), Encoding::new(0, &[217, 235], Y7),
    Encoding::new(0, &[217, 238], Y7), Encoding::new(0, &[223, 4], Y45),
    Encoding::new(0, &[223, 6], Y48), Encoding::new(0, &[221, 0, 221, 2, 217, 0, 221, 2], Y49),
    Encoding::new(0, &[221, 3, 221, 3], Y50), Encoding::new(0, &[217, 0, 217, 2], Y51),
    Encoding::new(0, &[217, 3], Y48), Encoding::new(0, &[219, 0, 219, 2], Y51),
    Encoding::new(0, &[219, 3], Y48), Encoding::new(0, &[223, 5], Y45),
    Encoding::new(0, &[223, 7], Y48), Encoding::new(0, &[223, 0, 223, 2], Y51),
    Encoding::new(0, &[223, 3], Y48), Encoding::new(0, &[219, 5], Y45),
    Encoding::new(0, &[219, 7], Y48), Encoding::new(0, &[220, 1, 216, 1, 220, 1], Y43),
    Encoding::new(0, &[222, 1], Y44), Encoding::new(0, &[216, 1], Y45),
    Encoding::new(0, &[218, 1], Y45), Encoding::new(0, &[222, 1], Y45),
    Encoding::new(0, &[217, 208], Y7), Encoding::new(0, &[217, 243], Y7),
    Encoding::new(0, &[217, 248], Y7), Encoding::new(0, &[217, 245], Y7),
    Encoding::new(0, &[217, 242], Y7), Encoding::new(0, &[217, 252], Y7),
    Encoding::new(0, &[221, 4, 221, 4], Y46), Encoding::new(0, &[221, 6, 221, 6], Y24),
    Encoding::new(0, &[217, 253], Y7), Encoding::new(0, &[217, 254], Y7),
    Encoding::new(0, &[217, 251], Y7), Encoding::new(0, &[217, 250], Y7),
    Encoding::new(0, &[217, 7, 217, 7], Y24), Encoding::new(0, &[217, 6, 217, 6], Y24),
    Encoding::new(0, &[221, 7, 223, 224], Y52), Encoding::new(0, &[220, 4, 216, 4, 220, 5], Y43),
    Encoding::new(0, &[222, 5], Y44), Encoding::new(0, &[216, 4], Y45),
    Encoding::new(0, &[218, 4], Y45), Encoding::new(0, &[220, 5, 216, 5, 220, 4], Y43),
    Encoding::new(0, &[222, 4], Y44), Encoding::new(0, &[216, 5], Y45),
    Encoding::new(0, &[218, 5], Y45), Encoding::new(0, &[222, 5], Y45),
    Encoding::new(0, &[222, 4], Y45), Encoding::new(0, &[217, 228], Y7),
    Encoding::new(0, &[221, 4], Y44), Encoding::new(0, &[219, 5], Y44),
    Encoding::new(0, &[223, 5], Y44), Encoding::new(0, &[221, 5], Y44),
    Encoding::new(0, &[218, 13], Y44), Encoding::new(0, &[217, 229], Y7),
    Encoding::new(0, &[217, 1, 217, 1], Y53), Encoding::new(15, &[174, 1, 174, 1], Y46),
    Encoding::new(72, &[15, 174, 1, 15, 174, 1], Y46), Encoding::new(15, &[174, 0, 174], Y24),
    Encoding::new(72, &[15, 174, 0, 15, 174], Y24), Encoding::new(0, &[217, 244], Y7),
    Encoding::new(0, &[217, 241], Y7), Encoding::new(0, &[217, 249], Y7),
    Encoding::new(255, &[124], Y12), Encoding::new(242, &[124], Y12), Encoding::new(0, &[244], Y7),
    Encoding::new(255, &[125], Y12), Encoding::new(242, &[125], Y12), Encoding::new(0, &[241], Y7),
    Encoding::new(254, &[246, 7], Y40), Encoding::new(0, &[247, 7], Y41),
    Encoding::new(72, &[247, 7], Y41), Encoding::new(102, &[247, 7], Y41),
    Encoding::new(0, &[107, 0, 105], Y54), Encoding::new(72, &[107, 0, 105], Y54),
    Encoding::new(102, &[107, 0, 105], Y54), Encoding::new(254, &[246, 5], Y40),
    Encoding::new(0, &[247, 5, 107, 105, 15, 175], Y55),
    Encoding::new(72, &[247, 5, 107, 105, 15, 175], Y55),
    Encoding::new(102, &[247, 5, 107, 105, 15, 175], Y55), Encoding::new(254, &[228, 236], Y56),
    Encoding::new(254, &[254], Y28), Encoding::new(1, &[64, 255], Y38),
    Encoding::new(72, &[255], Y39), Encoding::new(102, &[255], Y39),
    Encoding::new(0, &[229, 237], Y56), Encoding::new(254, &[108], Y7),
    Encoding::new(255, &[58, 33], Y14), Encoding::new(0, &[109], Y7),
    Encoding::new(102, &[109], Y7), Encoding::new(0, &[205], Y57), Encoding::new(50, &[206], Y7),
    Encoding::new(15, &[8], Y7), Encoding::new(15, &[1, 7], Y40),
    Encoding::new(102, &[15, 56, 130], Y31), Encoding::new(102, &[229, 237], Y56),
    Encoding::new(0, &[207], Y7), Encoding::new(72, &[207], Y7), Encoding::new(102, &[207], Y7),
    Encoding::new(0, &[115, 131], Y58), Encoding::new(0, &[114, 130], Y58),
    Encoding::new(0, &[227], Y59), Encoding::new(0, &[227], Y59), Encoding::new(0, &[227], Y59),
    Encoding::new(0, &[116, 132], Y58), Encoding::new(0, &[125, 141], Y58),
    Encoding::new(0, &[127, 143], Y58), Encoding::new(0, &[119, 135], Y58),
    Encoding::new(0, &[126, 142], Y58), Encoding::new(0, &[118, 134], Y58),
    Encoding::new(0, &[124, 140], Y58), Encoding::new(0, &[120, 136], Y58),
    Encoding::new(0, &[117, 133], Y58), Encoding::new(0, &[113, 129], Y58),
    Encoding::new(0, &[112, 128], Y58), Encoding::new(0, &[123, 139], Y58),
    Encoding::new(0, &[121, 137], Y58), Encoding::new(0, &[122, 138], Y58),
    Encoding::new(132, &[77, 74], Y60), Encoding::new(132, &[205, 74], Y60),
    Encoding::new(132, &[204, 74], Y60), Encoding::new(132, &[76, 74], Y60),
    Encoding::new(132, &[77, 65], Y60), Encoding::new(132, &[205, 65], Y60),
    Encoding::new(132, &[77, 66], Y60), Encoding::new(132, &[205, 66], Y60),
    Encoding::new(132, &[204, 66], Y60), Encoding::new(132, &[76, 66], Y60),
    Encoding::new(132, &[204, 65], Y60), Encoding::new(132, &[76, 65], Y60),
    Encoding::new(132, &[73, 145, 73, 147, 73, 144, 73, 146], Y61),
    Encoding::new(132, &[201, 145, 75, 147, 201, 144, 75, 146], Y61),
    Encoding::new(132, &[200, 145, 203, 147, 200, 144, 203, 146], Y61),
    Encoding::new(132, &[72, 145, 72, 147, 72, 144, 72, 146], Y61),
    Encoding::new(132, &[73, 68], Y62), Encoding::new(132, &[201, 68], Y62),
    Encoding::new(132, &[200, 68], Y62), Encoding::new(132, &[72, 68], Y62),
    Encoding::new(132, &[77, 69], Y60), Encoding::new(132, &[205, 69], Y60),
    Encoding::new(132, &[204, 69], Y60), Encoding::new(132, &[73, 152], Y62),
    Encoding::new(132, &[201, 152], Y62), Encoding::new(132, &[200, 152], Y62),
    Encoding::new(132, &[72, 152], Y62), Encoding::new(132, &[76, 69], Y60),
    Encoding::new(132, &[89, 50], Y63), Encoding::new(132, &[89, 51], Y63),
    Encoding::new(132, &[217, 51], Y63), Encoding::new(132, &[217, 50], Y63),
    Encoding::new(132, &[89, 48], Y63), Encoding::new(132, &[89, 49], Y63),
    Encoding::new(132, &[217, 49], Y63), Encoding::new(132, &[217, 48], Y63),
    Encoding::new(132, &[73, 153], Y62), Encoding::new(132, &[201, 153], Y62),
    Encoding::new(132, &[200, 153], Y62), Encoding::new(132, &[72, 153], Y62),
    Encoding::new(132, &[77, 75], Y60), Encoding::new(132, &[204, 75], Y60),
    Encoding::new(132, &[76, 75], Y60), Encoding::new(132, &[77, 70], Y60),
    Encoding::new(132, &[205, 70], Y60), Encoding::new(132, &[204, 70], Y60),
    Encoding::new(132, &[76, 70], Y60), Encoding::new(132, &[77, 71], Y60),
    Encoding::new(132, &[205, 71], Y60), Encoding::new(132, &[204, 71], Y60),
    Encoding::new(132, &[76, 71], Y60), Encoding::new(0, &[159], Y7), Encoding::new(15, &[2], Y11),
    Encoding::new(72, &[15, 2], Y11), Encoding::new(255, &[2], Y11),
    Encoding::new(242, &[240], Y64), Encoding::new(15, &[174, 2, 174, 2], Y46),
    Encoding::new(0, &[141], Y65), Encoding::new(72, &[141], Y65), Encoding::new(50, &[201], Y7),
    Encoding::new(128, &[201], Y7), Encoding::new(102, &[201], Y7), Encoding::new(102, &[141], Y65),
    Encoding::new(15, &[174, 232], Y7), Encoding::new(0, &[15, 180], Y65),
    Encoding::new(72, &[15, 180], Y65), Encoding::new(102, &[15, 180], Y65),
    Encoding::new(15, &[1, 2], Y46), Encoding::new(0, &[15, 181], Y65),
    Encoding::new(72, &[15, 181], Y65), Encoding::new(102, &[15, 181], Y65),
    Encoding::new(15, &[1, 3], Y46), Encoding::new(15, &[0, 2], Y41),
    Encoding::new(15, &[1, 6], Y41), Encoding::new(0, &[240], Y7), Encoding::new(254, &[172], Y7),
    Encoding::new(0, &[173], Y7), Encoding::new(72, &[173], Y7), Encoding::new(102, &[173], Y7),
    Encoding::new(0, &[4], Y23), Encoding::new(0, &[226], Y59), Encoding::new(0, &[225], Y59),
    Encoding::new(0, &[224], Y59), Encoding::new(15, &[3], Y11), Encoding::new(72, &[15, 3], Y11),
    Encoding::new(255, &[3], Y11), Encoding::new(0, &[15, 178], Y65),
    Encoding::new(72, &[15, 178], Y65), Encoding::new(102, &[15, 178], Y65),
    Encoding::new(15, &[0, 3], Y41), Encoding::new(243, &[189], Y11),
    Encoding::new(244, &[189], Y11), Encoding::new(245, &[189], Y11),
    Encoding::new(102, &[247], Y66), Encoding::new(15, &[247], Y67), Encoding::new(102, &[95], Y12),
    Encoding::new(15, &[95], Y12), Encoding::new(242, &[95], Y12), Encoding::new(243, &[95], Y12),
    Encoding::new(15, &[174, 240], Y7), Encoding::new(102, &[93], Y12),
    Encoding::new(15, &[93], Y12), Encoding::new(242, &[93], Y12), Encoding::new(243, &[93], Y12),
    Encoding::new(0, &[15, 1, 200], Y7), Encoding::new(102, &[40, 41], Y68),
    Encoding::new(15, &[40, 41], Y68), Encoding::new(254, &[136, 138, 176, 198], Y69),
    Encoding::new(15, &[56, 240, 0, 56, 241], Y70),
    Encoding::new(72, &[15, 56, 240, 0, 15, 56, 241], Y70),
    Encoding::new(255, &[56, 240, 0, 56, 241], Y70), Encoding::new(15, &[190], Y71),
    Encoding::new(15, &[182], Y71), Encoding::new(72, &[15, 190], Y71),
    Encoding::new(72, &[15, 182], Y71), Encoding::new(255, &[190], Y71),
    Encoding::new(255, &[182], Y71), Encoding::new(242, &[18], Y12), Encoding::new(15, &[18], Y66),
    Encoding::new(102, &[22, 23], Y68), Encoding::new(15, &[22, 23], Y68),
    Encoding::new(0, &[137, 139, 184, 199, 0, 110, 126, 102, 110, 102, 126], Y72),
    Encoding::new(15, &[22], Y66), Encoding::new(102, &[18, 19], Y68),
    Encoding::new(15, &[18, 19], Y68), Encoding::new(72, &[99], Y11), Encoding::new(0, &[139], Y11),
    Encoding::new(255, &[80], Y73), Encoding::new(15, &[80], Y73), Encoding::new(104, &[42], Y64),
    Encoding::new(15, &[195], Y16), Encoding::new(72, &[15, 195], Y16),
    Encoding::new(102, &[231], Y74), Encoding::new(102, &[43], Y74), Encoding::new(15, &[43], Y74),
    Encoding::new(15, &[231], Y75), Encoding::new(102, &[111, 127], Y68),
    Encoding::new(243, &[111, 127], Y68),
    Encoding::new(144, &[111, 127, 242, 214, 243, 126, 102, 214, 137, 139, 199, 0, 184, 199, 0, 110, 126, 102, 110, 102, 126], Y76),
    Encoding::new(0, &[137], Y16), Encoding::new(243, &[214, 126], Y77),
    Encoding::new(254, &[164], Y7), Encoding::new(242, &[16, 17], Y68),
    Encoding::new(243, &[22], Y12), Encoding::new(0, &[165], Y7), Encoding::new(243, &[18], Y12),
    Encoding::new(72, &[165], Y7), Encoding::new(243, &[16, 17], Y68),
    Encoding::new(102, &[165], Y7), Encoding::new(102, &[15, 191], Y71),
    Encoding::new(102, &[16, 17], Y68), Encoding::new(15, &[16, 17], Y68),
    Encoding::new(102, &[137, 139, 184, 199], Y78), Encoding::new(15, &[191], Y11),
    Encoding::new(15, &[183], Y11), Encoding::new(72, &[15, 191], Y11),
    Encoding::new(72, &[15, 183], Y11), Encoding::new(102, &[15, 183], Y71),
    Encoding::new(255, &[58, 66], Y14), Encoding::new(254, &[246, 4], Y40),
    Encoding::new(0, &[247, 4], Y41), Encoding::new(102, &[89], Y12), Encoding::new(24, &[89], Y12),
    Encoding::new(72, &[247, 4], Y41), Encoding::new(242, &[89], Y12),
    Encoding::new(243, &[89], Y12), Encoding::new(102, &[247, 4], Y41),
    Encoding::new(132, &[83, 246], Y15), Encoding::new(132, &[211, 246], Y15),
    Encoding::new(0, &[15, 1, 201], Y7), Encoding::new(254, &[246, 3], Y28),
    Encoding::new(0, &[247, 3], Y28), Encoding::new(72, &[247, 3], Y28),
    Encoding::new(102, &[247, 3], Y28), Encoding::new(0, &[15, 31], Y41),
    Encoding::new(102, &[15, 31], Y41), Encoding::new(254, &[246, 2], Y28),
    Encoding::new(0, &[247, 2], Y28), Encoding::new(72, &[247, 2], Y28),
    Encoding::new(102, &[247, 2], Y28), Encoding::new(254, &[12, 128, 1, 8, 10], Y9),
    Encoding::new(0, &[131, 1, 13, 129, 1, 9, 11], Y10), Encoding::new(255, &[86], Y12),
    Encoding::new(15, &[86], Y12), Encoding::new(72, &[131, 1, 13, 129, 1, 9, 11], Y10),
    Encoding::new(102, &[131, 1, 13, 129, 1, 9, 11], Y10), Encoding::new(254, &[230, 238], Y56),
    Encoding::new(0, &[231, 239], Y56), Encoding::new(254, &[110], Y7),
    Encoding::new(0, &[111], Y7), Encoding::new(102, &[111], Y7),
    Encoding::new(102, &[231, 239], Y56), Encoding::new(104, &[28], Y79),
    Encoding::new(104, &[30], Y79), Encoding::new(104, &[29], Y79),
    Encoding::new(129, &[107, 102, 107], Y80), Encoding::new(129, &[99, 102, 99], Y80),
    Encoding::new(104, &[43], Y79), Encoding::new(129, &[103, 102, 103], Y80),
    Encoding::new(129, &[252, 102, 252], Y80), Encoding::new(129, &[254, 102, 254], Y80),
    Encoding::new(102, &[212], Y12), Encoding::new(129, &[236, 102, 236], Y80),
    Encoding::new(129, &[237, 102, 237], Y80), Encoding::new(129, &[220, 102, 220], Y80),
    Encoding::new(129, &[221, 102, 221], Y80), Encoding::new(129, &[253, 102, 253], Y80),
    Encoding::new(255, &[58, 15], Y14), Encoding::new(129, &[219, 102, 219], Y80),
    Encoding::new(129, &[223, 102, 223], Y80), Encoding::new(0, &[243, 144], Y7),
    Encoding::new(129, &[224, 102, 224], Y80), Encoding::new(129, &[227, 102, 227], Y80),
    Encoding::new(104, &[16], Y18), Encoding::new(255, &[58, 14], Y14),
    Encoding::new(255, &[58, 68], Y14), Encoding::new(129, &[116, 102, 116], Y80),
    Encoding::new(129, &[118, 102, 118], Y80), Encoding::new(104, &[41], Y79),
    Encoding::new(129, &[117, 102, 117], Y80), Encoding::new(255, &[58, 97], Y14),
    Encoding::new(255, &[58, 96], Y14), Encoding::new(129, &[100, 102, 100], Y80),
    Encoding::new(129, &[102, 102, 102], Y80), Encoding::new(104, &[55], Y79),
    Encoding::new(129, &[101, 102, 101], Y80), Encoding::new(255, &[58, 99], Y14),
    Encoding::new(255, &[58, 98], Y14), Encoding::new(132, &[83, 245], Y15),
    Encoding::new(132, &[211, 245], Y15), Encoding::new(132, &[82, 245], Y15),
    Encoding::new(132, &[210, 245], Y15), Encoding::new(255, &[58, 20], Y81),
    Encoding::new(255, &[58, 22], Y81), Encoding::new(103, &[58, 22], Y81),
    Encoding::new(255, &[197, 0, 58, 21], Y82),
    Encoding::new(0, &[15, 56, 2, 0, 102, 15, 56, 2], Y83), Encoding::new(104, &[3], Y79),
    Encoding::new(104, &[1], Y79), Encoding::new(104, &[65], Y79), Encoding::new(104, &[6], Y79),
    Encoding::new(104, &[7], Y79), Encoding::new(104, &[5], Y79),
    Encoding::new(255, &[58, 32], Y84), Encoding::new(255, &[58, 34], Y84),
    Encoding::new(103, &[58, 34], Y84), Encoding::new(255, &[196], Y85),
    Encoding::new(104, &[4], Y79), Encoding::new(129, &[245, 102, 245], Y80),
    Encoding::new(104, &[60], Y79), Encoding::new(104, &[61], Y79), Encoding::new(102, &[238], Y12),
    Encoding::new(102, &[222], Y12), Encoding::new(104, &[63], Y79), Encoding::new(104, &[62], Y79),
    Encoding::new(104, &[56], Y79), Encoding::new(104, &[57], Y79), Encoding::new(102, &[234], Y12),
    Encoding::new(102, &[218], Y12), Encoding::new(104, &[59], Y79), Encoding::new(104, &[58], Y79),
    Encoding::new(0, &[102, 215, 215], Y86), Encoding::new(104, &[33], Y79),
    Encoding::new(104, &[34], Y79), Encoding::new(104, &[32], Y79), Encoding::new(104, &[37], Y79),
    Encoding::new(104, &[35], Y79), Encoding::new(104, &[36], Y79), Encoding::new(104, &[49], Y79),
    Encoding::new(104, &[50], Y79), Encoding::new(104, &[48], Y79), Encoding::new(104, &[53], Y79),
    Encoding::new(104, &[51], Y79), Encoding::new(104, &[52], Y79), Encoding::new(104, &[40], Y79),
    Encoding::new(104, &[11], Y79), Encoding::new(129, &[228, 102, 228], Y80),
    Encoding::new(129, &[229, 102, 229], Y80), Encoding::new(104, &[64], Y79),
    Encoding::new(129, &[213, 102, 213], Y80), Encoding::new(129, &[244, 102, 244], Y80),
    Encoding::new(50, &[97], Y7), Encoding::new(102, &[97], Y7), Encoding::new(243, &[184], Y11),
    Encoding::new(244, &[184], Y11), Encoding::new(245, &[184], Y11), Encoding::new(50, &[157], Y7),
    Encoding::new(128, &[157], Y7), Encoding::new(102, &[157], Y7),
    Encoding::new(50, &[88, 143], Y87), Encoding::new(128, &[88, 143], Y87),
    Encoding::new(102, &[88, 143], Y87), Encoding::new(129, &[235, 102, 235], Y80),
    Encoding::new(15, &[24], Y46), Encoding::new(15, &[24, 1], Y46),
    Encoding::new(15, &[24, 2], Y46), Encoding::new(15, &[24, 3], Y46),
    Encoding::new(255, &[246], Y12), Encoding::new(255, &[56], Y88),
    Encoding::new(255, &[112], Y14), Encoding::new(243, &[112], Y14),
    Encoding::new(255, &[112], Y14), Encoding::new(242, &[112], Y14),
    Encoding::new(15, &[112], Y89), Encoding::new(104, &[8], Y79), Encoding::new(104, &[10], Y79),
    Encoding::new(104, &[9], Y79), Encoding::new(131, &[242, 114, 6, 102, 242, 102, 114, 6], Y90),
    Encoding::new(255, &[115, 7], Y91),
    Encoding::new(131, &[243, 115, 6, 102, 243, 102, 115, 6], Y90),
    Encoding::new(131, &[241, 113, 6, 102, 241, 102, 113, 6], Y90),
    Encoding::new(131, &[226, 114, 4, 102, 226, 102, 114, 4], Y90),
    Encoding::new(131, &[225, 113, 4, 102, 225, 102, 113, 4], Y90),
    Encoding::new(131, &[210, 114, 2, 102, 210, 102, 114, 2], Y90),
    Encoding::new(255, &[115, 3], Y91),
    Encoding::new(131, &[211, 115, 2, 102, 211, 102, 115, 2], Y90),
    Encoding::new(131, &[209, 113, 2, 102, 209, 102, 113, 2], Y90), Encoding::new(102, &[248], Y12),
    Encoding::new(102, &[250], Y12), Encoding::new(102, &[251], Y12),
    Encoding::new(102, &[232], Y12), Encoding::new(102, &[233], Y12),
    Encoding::new(102, &[216], Y12), Encoding::new(102, &[217], Y12),
    Encoding::new(102, &[249], Y12), Encoding::new(104, &[23], Y79),
    Encoding::new(129, &[104, 102, 104], Y80), Encoding::new(129, &[106, 102, 106], Y80),
    Encoding::new(102, &[109], Y12), Encoding::new(129, &[105, 102, 105], Y80),
    Encoding::new(129, &[96, 102, 96], Y80), Encoding::new(129, &[98, 102, 98], Y80),
    Encoding::new(102, &[108], Y12), Encoding::new(129, &[97, 102, 97], Y80),
    Encoding::new(50, &[96], Y7), Encoding::new(102, &[96], Y7), Encoding::new(50, &[156], Y7),
    Encoding::new(128, &[156], Y7), Encoding::new(102, &[156], Y7),
    Encoding::new(50, &[80, 255, 6, 106, 104], Y92),
    Encoding::new(128, &[80, 255, 6, 106, 104], Y92),
    Encoding::new(102, &[80, 255, 6, 106, 104], Y92), Encoding::new(129, &[239, 102, 239], Y80),
    Encoding::new(0, &[8], Y23), Encoding::new(254, &[208, 2, 192, 2, 210, 2], Y93),
    Encoding::new(0, &[209, 2, 193, 2, 211, 2, 211, 2], Y94),
    Encoding::new(72, &[209, 2, 193, 2, 211, 2, 211, 2], Y94),
    Encoding::new(102, &[209, 2, 193, 2, 211, 2, 211, 2], Y94), Encoding::new(15, &[83], Y12),
    Encoding::new(243, &[83], Y12), Encoding::new(254, &[208, 3, 192, 3, 210, 3], Y93),
    Encoding::new(0, &[209, 3, 193, 3, 211, 3, 211, 3], Y94),
    Encoding::new(72, &[209, 3, 193, 3, 211, 3, 211, 3], Y94),
    Encoding::new(102, &[209, 3, 193, 3, 211, 3, 211, 3], Y94), Encoding::new(243, &[174], Y95),
    Encoding::new(244, &[174], Y95), Encoding::new(243, &[174, 1], Y95),
    Encoding::new(244, &[174, 1], Y95), Encoding::new(15, &[50], Y7),
    Encoding::new(243, &[199, 7], Y95), Encoding::new(15, &[1, 238], Y7),
    Encoding::new(15, &[51], Y7), Encoding::new(0, &[15, 199, 6], Y95),
    Encoding::new(72, &[15, 199, 6], Y95), Encoding::new(102, &[15, 199, 6], Y95),
    Encoding::new(0, &[15, 199, 7], Y95), Encoding::new(72, &[15, 199, 7], Y95),
    Encoding::new(102, &[15, 199, 7], Y95), Encoding::new(15, &[49], Y7),
    Encoding::new(15, &[1, 249], Y7), Encoding::new(0, &[243], Y7), Encoding::new(0, &[242], Y7),
    Encoding::new(0, &[203, 202], Y96), Encoding::new(72, &[203, 202], Y96),
    Encoding::new(102, &[203, 202], Y96), Encoding::new(254, &[208, 0, 192, 0, 210], Y93),
    Encoding::new(0, &[209, 0, 193, 0, 211, 0, 211], Y94),
    Encoding::new(72, &[209, 0, 193, 0, 211, 0, 211], Y94),
    Encoding::new(102, &[209, 0, 193, 0, 211, 0, 211], Y94),
    Encoding::new(254, &[208, 1, 192, 1, 210, 1], Y93),
    Encoding::new(0, &[209, 1, 193, 1, 211, 1, 211, 1], Y94),
    Encoding::new(72, &[209, 1, 193, 1, 211, 1, 211, 1], Y94),
    Encoding::new(102, &[209, 1, 193, 1, 211, 1, 211, 1], Y94), Encoding::new(132, &[91, 240], Y97),
    Encoding::new(132, &[219, 240], Y97), Encoding::new(255, &[58, 9], Y14),
    Encoding::new(255, &[58, 8], Y14), Encoding::new(255, &[58, 11], Y14),
    Encoding::new(255, &[58, 10], Y14), Encoding::new(15, &[170], Y7),
    Encoding::new(15, &[82], Y12), Encoding::new(243, &[82], Y12),
    Encoding::new(0, &[158, 0, 134, 224, 80, 157], Y7),
    Encoding::new(254, &[208, 4, 192, 4, 210, 4], Y93),
    Encoding::new(0, &[209, 4, 193, 4, 211, 4, 211, 4], Y94),
    Encoding::new(72, &[209, 4, 193, 4, 211, 4, 211, 4], Y94),
    Encoding::new(102, &[209, 4, 193, 4, 211, 4, 211, 4], Y94),
    Encoding::new(254, &[208, 7, 192, 7, 210, 7], Y93),
    Encoding::new(0, &[209, 7, 193, 7, 211, 7, 211, 7], Y94),
    Encoding::new(72, &[209, 7, 193, 7, 211, 7, 211, 7], Y94),
    Encoding::new(102, &[209, 7, 193, 7, 211, 7, 211, 7], Y94), Encoding::new(132, &[82, 247], Y17),
    Encoding::new(132, &[210, 247], Y17), Encoding::new(254, &[28, 128, 3, 24, 26], Y9),
    Encoding::new(0, &[131, 3, 29, 129, 3, 25, 27], Y10),
    Encoding::new(72, &[131, 3, 29, 129, 3, 25, 27], Y10),
    Encoding::new(102, &[131, 3, 29, 129, 3, 25, 27], Y10), Encoding::new(254, &[174], Y7),
    Encoding::new(0, &[175], Y7), Encoding::new(72, &[175], Y7), Encoding::new(102, &[175], Y7),
    Encoding::new(254, &[15, 147], Y28), Encoding::new(254, &[15, 146], Y28),
    Encoding::new(254, &[15, 148], Y28), Encoding::new(254, &[15, 157], Y28),
    Encoding::new(254, &[15, 159], Y28), Encoding::new(254, &[15, 151], Y28),
    Encoding::new(254, &[15, 158], Y28), Encoding::new(254, &[15, 150], Y28),
    Encoding::new(254, &[15, 156], Y28), Encoding::new(254, &[15, 152], Y28),
    Encoding::new(254, &[15, 149], Y28), Encoding::new(254, &[15, 145], Y28),
    Encoding::new(254, &[15, 144], Y28), Encoding::new(254, &[15, 155], Y28),
    Encoding::new(254, &[15, 153], Y28), Encoding::new(254, &[15, 154], Y28),
    Encoding::new(15, &[174, 248], Y7), Encoding::new(15, &[1], Y24),
    Encoding::new(0, &[15, 56, 201], Y13), Encoding::new(0, &[15, 56, 202], Y13),
    Encoding::new(0, &[15, 56, 200], Y13), Encoding::new(15, &[58, 204], Y98),
    Encoding::new(0, &[15, 56, 204], Y13), Encoding::new(0, &[15, 56, 205], Y13),
    Encoding::new(0, &[15, 56, 203], Y99), Encoding::new(254, &[208, 4, 192, 4, 210, 4], Y93),
    Encoding::new(0, &[209, 4, 193, 4, 211, 4, 211, 4], Y94),
    Encoding::new(72, &[209, 4, 193, 4, 211, 4, 211, 4], Y94),
    Encoding::new(102, &[209, 4, 193, 4, 211, 4, 211, 4], Y94), Encoding::new(132, &[81, 247], Y17),
    Encoding::new(132, &[209, 247], Y17), Encoding::new(254, &[208, 5, 192, 5, 210, 5], Y93),
    Encoding::new(0, &[209, 5, 193, 5, 211, 5, 211, 5], Y94),
    Encoding::new(72, &[209, 5, 193, 5, 211, 5, 211, 5], Y94),
    Encoding::new(102, &[209, 5, 193, 5, 211, 5, 211, 5], Y94), Encoding::new(132, &[83, 247], Y17),
    Encoding::new(132, &[211, 247], Y17), Encoding::new(255, &[198], Y14),
    Encoding::new(15, &[198], Y14), Encoding::new(15, &[1, 1], Y24), Encoding::new(0, &[15], Y39),
    Encoding::new(72, &[15], Y39), Encoding::new(102, &[15], Y39),
    Encoding::new(0, &[15, 1, 4], Y39), Encoding::new(72, &[15, 1, 4], Y39),
    Encoding::new(102, &[15, 1, 4], Y39), Encoding::new(102, &[81], Y12),
    Encoding::new(15, &[81], Y12), Encoding::new(242, &[81], Y12), Encoding::new(243, &[81], Y12),
    Encoding::new(15, &[1, 203], Y7), Encoding::new(0, &[249], Y7), Encoding::new(0, &[253], Y7),
    Encoding::new(0, &[251], Y7), Encoding::new(15, &[174, 3, 174, 3], Y24),
    Encoding::new(254, &[170], Y7), Encoding::new(0, &[171], Y7), Encoding::new(72, &[171], Y7),
    Encoding::new(102, &[171], Y7), Encoding::new(0, &[15, 0, 1], Y39),
    Encoding::new(72, &[15, 0, 1], Y39), Encoding::new(102, &[15, 0, 1], Y39),
    Encoding::new(254, &[44, 128, 5, 40, 42], Y9),
    Encoding::new(0, &[131, 5, 45, 129, 5, 41, 43], Y10), Encoding::new(102, &[92], Y12),
    Encoding::new(15, &[92], Y12), Encoding::new(72, &[131, 5, 45, 129, 5, 41, 43], Y10),
    Encoding::new(242, &[92], Y12), Encoding::new(243, &[92], Y12),
    Encoding::new(102, &[131, 5, 45, 129, 5, 41, 43], Y10), Encoding::new(15, &[1, 248], Y7),
    Encoding::new(0, &[15, 5], Y7), Encoding::new(0, &[15, 52], Y7),
    Encoding::new(72, &[15, 52], Y7), Encoding::new(0, &[15, 53], Y7),
    Encoding::new(72, &[15, 53], Y7), Encoding::new(15, &[7], Y7),
    Encoding::new(254, &[168, 246, 0, 132, 132], Y9),
    Encoding::new(0, &[169, 247, 0, 133, 133], Y100),
    Encoding::new(72, &[169, 247, 0, 133, 133], Y100),
    Encoding::new(102, &[169, 247, 0, 133, 133], Y100), Encoding::new(255, &[174, 6], Y101),
    Encoding::new(0, &[243, 15, 188], Y31), Encoding::new(72, &[243, 15, 188], Y31),
    Encoding::new(102, &[243, 15, 188], Y31), Encoding::new(102, &[46], Y12),
    Encoding::new(15, &[46], Y12), Encoding::new(15, &[185], Y7), Encoding::new(15, &[11], Y7),
    Encoding::new(242, &[174, 6], Y101), Encoding::new(102, &[21], Y12),
    Encoding::new(15, &[21], Y12), Encoding::new(102, &[20], Y12), Encoding::new(15, &[20], Y12),
    Encoding::new(243, &[174, 6], Y101), Encoding::new(132, &[107, 132, 154], Y102),
    Encoding::new(132, &[99, 132, 155], Y103), Encoding::new(132, &[107, 132, 170], Y102),
    Encoding::new(132, &[99, 132, 171], Y103),
    Encoding::new(132, &[73, 88, 77, 88, 217, 214, 88, 209, 148, 88, 213, 180, 88], Y104),
    Encoding::new(132, &[72, 88, 76, 88, 88, 206, 88, 80, 140, 88, 84, 172, 88], Y104),
    Encoding::new(132, &[75, 88, 211, 102, 88], Y105),
    Encoding::new(132, &[74, 88, 82, 70, 88], Y105), Encoding::new(132, &[73, 208, 77, 208], Y106),
    Encoding::new(132, &[75, 208, 79, 208], Y106),
    Encoding::new(132, &[81, 222, 85, 222, 97, 128, 222, 101, 160, 222, 105, 192, 222], Y107),
    Encoding::new(132, &[81, 223, 85, 223, 97, 128, 223, 101, 160, 223, 105, 192, 223], Y107),
    Encoding::new(132, &[81, 220, 85, 220, 97, 128, 220, 101, 160, 220, 105, 192, 220], Y107),
    Encoding::new(132, &[81, 221, 85, 221, 97, 128, 221, 101, 160, 221, 105, 192, 221], Y107),
    Encoding::new(132, &[81, 219], Y108), Encoding::new(132, &[89, 223], Y109),
    Encoding::new(132, &[113, 140, 3, 117, 172, 3, 121, 204, 3], Y110),
    Encoding::new(132, &[241, 148, 3, 245, 180, 3, 249, 212, 3], Y110),
    Encoding::new(132, &[73, 85, 77, 85, 209, 148, 85, 213, 180, 85, 217, 212, 85], Y111),
    Encoding::new(132, &[72, 85, 76, 85, 80, 140, 85, 84, 172, 85, 88, 204, 85], Y111),
    Encoding::new(132, &[73, 84, 77, 84, 209, 148, 84, 213, 180, 84, 217, 212, 84], Y111),
    Encoding::new(132, &[72, 84, 76, 84, 80, 140, 84, 84, 172, 84, 88, 204, 84], Y111),
    Encoding::new(132, &[225, 148, 101, 229, 180, 101, 233, 212, 101], Y112),
    Encoding::new(132, &[97, 140, 101, 101, 172, 101, 105, 204, 101], Y112),
    Encoding::new(132, &[89, 13, 93, 13], Y113), Encoding::new(132, &[89, 12, 93, 12], Y113),
    Encoding::new(132, &[89, 75, 93, 75], Y114), Encoding::new(132, &[89, 74, 93, 74], Y114),
    Encoding::new(132, &[85, 26], Y115), Encoding::new(132, &[101, 100, 25, 105, 100, 25], Y116),
    Encoding::new(132, &[101, 132, 26, 105, 132, 26], Y117),
    Encoding::new(132, &[105, 164, 27], Y118),
    Encoding::new(132, &[229, 132, 26, 233, 132, 26], Y117),
    Encoding::new(132, &[233, 164, 27], Y118), Encoding::new(132, &[85, 90], Y115),
    Encoding::new(132, &[97, 100, 89, 101, 100, 89, 105, 100, 89], Y119),
    Encoding::new(132, &[101, 132, 90, 105, 132, 90], Y117),
    Encoding::new(132, &[105, 164, 91], Y118),
    Encoding::new(132, &[229, 132, 90, 233, 132, 90], Y117),
    Encoding::new(132, &[233, 164, 91], Y118),
    Encoding::new(132, &[85, 25, 229, 100, 25, 233, 100, 25], Y120),
    Encoding::new(132, &[81, 24, 85, 24, 97, 68, 24, 101, 68, 24, 105, 68, 24], Y121),
    Encoding::new(132, &[73, 194, 77, 194, 217, 209, 194, 209, 144, 194, 213, 176, 194], Y122),
    Encoding::new(132, &[72, 194, 76, 194, 88, 201, 194, 80, 136, 194, 84, 168, 194], Y122),
    Encoding::new(132, &[75, 194, 211, 97, 194], Y123),
    Encoding::new(132, &[74, 194, 82, 65, 194], Y123),
    Encoding::new(132, &[73, 47, 209, 97, 47], Y124),
    Encoding::new(132, &[72, 47, 80, 65, 47], Y124),
    Encoding::new(132, &[225, 100, 138, 229, 100, 138, 233, 100, 138], Y125),
    Encoding::new(132, &[97, 68, 138, 101, 68, 138, 105, 68, 138], Y125),
    Encoding::new(132, &[74, 230, 78, 230, 82, 108, 230, 86, 140, 230, 90, 172, 230], Y126),
    Encoding::new(132, &[72, 91, 76, 91, 88, 206, 91, 80, 140, 91, 84, 172, 91], Y127),
    Encoding::new(132, &[219, 214, 230], Y128), Encoding::new(132, &[75, 230, 211, 148, 230], Y129),
    Encoding::new(132, &[79, 230, 215, 180, 230], Y130), Encoding::new(132, &[217, 214, 90], Y128),
    Encoding::new(132, &[73, 90, 209, 148, 90], Y129),
    Encoding::new(132, &[77, 90, 213, 180, 90], Y130),
    Encoding::new(132, &[217, 214, 123, 209, 148, 123, 213, 180, 123], Y131),
    Encoding::new(132, &[216, 214, 121], Y128), Encoding::new(132, &[208, 148, 121], Y132),
    Encoding::new(132, &[212, 180, 121], Y133),
    Encoding::new(132, &[217, 214, 121, 209, 148, 121, 213, 180, 121], Y131),
    Encoding::new(132, &[81, 19, 85, 19, 105, 165, 19, 97, 100, 19, 101, 132, 19], Y134),
    Encoding::new(132, &[73, 91, 77, 91, 89, 206, 91, 81, 140, 91, 85, 172, 91], Y127),
    Encoding::new(132, &[72, 90, 76, 90, 88, 173, 90, 80, 108, 90, 84, 140, 90], Y134),
    Encoding::new(132, &[89, 29, 93, 29, 121, 165, 29, 113, 100, 29, 117, 132, 29], Y135),
    Encoding::new(132, &[89, 174, 123, 81, 108, 123, 85, 140, 123], Y136),
    Encoding::new(132, &[88, 206, 121, 80, 140, 121, 84, 172, 121], Y131),
    Encoding::new(132, &[89, 174, 121, 81, 108, 121, 85, 140, 121], Y136),
    Encoding::new(132, &[218, 214, 230, 210, 148, 230, 214, 180, 230], Y131),
    Encoding::new(132, &[216, 214, 91], Y128), Encoding::new(132, &[208, 148, 91], Y132),
    Encoding::new(132, &[212, 180, 91], Y133), Encoding::new(132, &[75, 45, 83, 98, 45], Y137),
    Encoding::new(132, &[203, 45, 211, 98, 45], Y137),
    Encoding::new(132, &[75, 90, 211, 102, 90], Y105), NONE,
    Encoding::new(132, &[83, 98, 121], Y138), Encoding::new(132, &[211, 98, 121], Y138),
    Encoding::new(132, &[75, 42, 83, 64, 42], Y139),
    Encoding::new(132, &[203, 42, 211, 98, 42], Y139),
    Encoding::new(132, &[74, 42, 82, 66, 42], Y139),
    Encoding::new(132, &[202, 42, 210, 98, 42], Y139),
    Encoding::new(132, &[74, 90, 82, 69, 90], Y105),
    Encoding::new(132, &[74, 45, 82, 66, 45], Y137),
    Encoding::new(132, &[202, 45, 210, 66, 45], Y137), NONE,
    Encoding::new(132, &[82, 66, 121], Y138), Encoding::new(132, &[210, 66, 121], Y138),
    Encoding::new(132, &[217, 213, 230], Y128), Encoding::new(132, &[73, 230, 209, 148, 230], Y129),
    Encoding::new(132, &[77, 230, 213, 180, 230], Y130),
    Encoding::new(132, &[217, 213, 122, 209, 148, 122, 213, 180, 122], Y131),
    Encoding::new(132, &[216, 213, 120], Y128), Encoding::new(132, &[208, 148, 120], Y132),
    Encoding::new(132, &[212, 180, 120], Y133),
    Encoding::new(132, &[217, 213, 120, 209, 148, 120, 213, 180, 120], Y131),
    Encoding::new(132, &[74, 91, 78, 91, 90, 205, 91, 82, 140, 91, 86, 172, 91], Y127),
    Encoding::new(132, &[89, 173, 122, 81, 108, 122, 85, 140, 122], Y136),
    Encoding::new(132, &[88, 205, 120, 80, 140, 120, 84, 172, 120], Y131),
    Encoding::new(132, &[89, 173, 120, 81, 108, 120, 85, 140, 120], Y136),
    Encoding::new(132, &[75, 44, 83, 97, 44], Y137),
    Encoding::new(132, &[203, 44, 211, 97, 44], Y137), NONE,
    Encoding::new(132, &[83, 97, 120], Y138), Encoding::new(132, &[211, 97, 120], Y138),
    Encoding::new(132, &[74, 44, 82, 65, 44], Y137),
    Encoding::new(132, &[202, 44, 210, 65, 44], Y137), NONE,
    Encoding::new(132, &[82, 65, 120], Y138), Encoding::new(132, &[210, 65, 120], Y138),
    Encoding::new(132, &[82, 108, 122, 86, 140, 122, 90, 172, 122], Y140),
    Encoding::new(132, &[91, 206, 122, 83, 140, 122, 87, 172, 122], Y131),
    Encoding::new(132, &[218, 214, 122, 210, 148, 122, 214, 180, 122], Y131),
    Encoding::new(132, &[219, 214, 122], Y128), Encoding::new(132, &[211, 148, 122], Y132),
    Encoding::new(132, &[215, 180, 122], Y133), NONE, Encoding::new(132, &[83, 64, 123], Y141),
    Encoding::new(132, &[211, 98, 123], Y141), NONE, Encoding::new(132, &[82, 66, 123], Y141),
    Encoding::new(132, &[210, 98, 123], Y141),
    Encoding::new(132, &[113, 132, 66, 117, 164, 66, 121, 196, 66], Y110),
    Encoding::new(132, &[73, 94, 77, 94, 217, 214, 94, 209, 148, 94, 213, 180, 94], Y104),
    Encoding::new(132, &[72, 94, 76, 94, 88, 206, 94, 80, 140, 94, 84, 172, 94], Y104),
    Encoding::new(132, &[75, 94, 211, 102, 94], Y105),
    Encoding::new(132, &[74, 94, 82, 70, 94], Y105), Encoding::new(132, &[89, 65], Y142),
    Encoding::new(132, &[89, 64, 93, 64], Y113), Encoding::new(15, &[0, 4], Y41),
    Encoding::new(15, &[0, 5], Y41), Encoding::new(132, &[233, 213, 200], Y143),
    Encoding::new(132, &[105, 205, 200], Y143),
    Encoding::new(132, &[225, 100, 136, 229, 100, 136, 233, 100, 136], Y144),
    Encoding::new(132, &[97, 68, 136, 101, 68, 136, 105, 68, 136], Y144),
    Encoding::new(132, &[93, 25], Y145), Encoding::new(132, &[117, 132, 25, 121, 132, 25], Y146),
    Encoding::new(132, &[121, 164, 27], Y147),
    Encoding::new(132, &[245, 132, 25, 249, 132, 25], Y146),
    Encoding::new(132, &[249, 164, 27], Y147), Encoding::new(132, &[93, 57], Y145),
    Encoding::new(132, &[117, 132, 57, 121, 132, 57], Y146),
    Encoding::new(132, &[121, 164, 59], Y147),
    Encoding::new(132, &[245, 132, 57, 249, 132, 57], Y146),
    Encoding::new(132, &[249, 164, 59], Y147), Encoding::new(132, &[89, 23, 113, 64, 23], Y148),
    Encoding::new(132, &[249, 213, 84, 241, 148, 84, 245, 180, 84], Y149),
    Encoding::new(132, &[121, 205, 84, 113, 140, 84, 117, 172, 84], Y149),
    Encoding::new(132, &[241, 101, 85], Y150), Encoding::new(132, &[113, 69, 85], Y150),
    Encoding::new(132, &[209, 152, 213, 152, 233, 214, 152, 225, 148, 152, 229, 180, 152], Y104),
    Encoding::new(132, &[81, 152, 85, 152, 105, 206, 152, 97, 140, 152, 101, 172, 152], Y104),
    Encoding::new(132, &[209, 153, 225, 102, 153], Y105),
    Encoding::new(132, &[81, 153, 97, 70, 153], Y105),
    Encoding::new(132, &[209, 168, 213, 168, 233, 214, 168, 225, 148, 168, 229, 180, 168], Y104),
    Encoding::new(132, &[81, 168, 85, 168, 105, 206, 168, 97, 140, 168, 101, 172, 168], Y104),
    Encoding::new(132, &[209, 169, 225, 102, 169], Y105),
    Encoding::new(132, &[81, 169, 97, 70, 169], Y105),
    Encoding::new(132, &[209, 184, 213, 184, 233, 214, 184, 225, 148, 184, 229, 180, 184], Y104),
    Encoding::new(132, &[81, 184, 85, 184, 105, 206, 184, 97, 140, 184, 101, 172, 184], Y104),
    Encoding::new(132, &[209, 185, 225, 102, 185], Y105),
    Encoding::new(132, &[81, 185, 97, 70, 185], Y105),
    Encoding::new(132, &[209, 150, 213, 150, 233, 214, 150, 225, 148, 150, 229, 180, 150], Y104),
    Encoding::new(132, &[81, 150, 85, 150, 105, 206, 150, 97, 140, 150, 101, 172, 150], Y104),
    Encoding::new(132, &[209, 166, 213, 166, 233, 214, 166, 225, 148, 166, 229, 180, 166], Y104),
    Encoding::new(132, &[81, 166, 85, 166, 105, 206, 166, 97, 140, 166, 101, 172, 166], Y104),
    Encoding::new(132, &[209, 182, 213, 182, 233, 214, 182, 225, 148, 182, 229, 180, 182], Y104),
    Encoding::new(132, &[81, 182, 85, 182, 105, 206, 182, 97, 140, 182, 101, 172, 182], Y104),
    Encoding::new(132, &[209, 154, 213, 154, 233, 214, 154, 225, 148, 154, 229, 180, 154], Y104),
    Encoding::new(132, &[81, 154, 85, 154, 105, 206, 154, 97, 140, 154, 101, 172, 154], Y104),
    Encoding::new(132, &[209, 155, 225, 102, 155], Y105),
    Encoding::new(132, &[81, 155, 97, 70, 155], Y105),
    Encoding::new(132, &[209, 170, 213, 170, 233, 214, 170, 225, 148, 170, 229, 180, 170], Y104),
    Encoding::new(132, &[81, 170, 85, 170, 105, 206, 170, 97, 140, 170, 101, 172, 170], Y104),
    Encoding::new(132, &[209, 171, 225, 102, 171], Y105),
    Encoding::new(132, &[81, 171, 97, 70, 171], Y105),
    Encoding::new(132, &[209, 186, 213, 186, 233, 214, 186, 225, 148, 186, 229, 180, 186], Y104),
    Encoding::new(132, &[81, 186, 85, 186, 105, 206, 186, 97, 140, 186, 101, 172, 186], Y104),
    Encoding::new(132, &[209, 187, 225, 102, 187], Y105),
    Encoding::new(132, &[81, 187, 97, 70, 187], Y105),
    Encoding::new(132, &[209, 151, 213, 151, 233, 214, 151, 225, 148, 151, 229, 180, 151], Y104),
    Encoding::new(132, &[81, 151, 85, 151, 105, 206, 151, 97, 140, 151, 101, 172, 151], Y104),
    Encoding::new(132, &[209, 167, 213, 167, 233, 214, 167, 225, 148, 167, 229, 180, 167], Y104),
    Encoding::new(132, &[81, 167, 85, 167, 105, 206, 167, 97, 140, 167, 101, 172, 167], Y104),
    Encoding::new(132, &[209, 183, 213, 183, 233, 214, 183, 225, 148, 183, 229, 180, 183], Y104),
    Encoding::new(132, &[81, 183, 85, 183, 105, 206, 183, 97, 140, 183, 101, 172, 183], Y104),
    Encoding::new(132, &[209, 156, 213, 156, 233, 214, 156, 225, 148, 156, 229, 180, 156], Y104),
    Encoding::new(132, &[81, 156, 85, 156, 105, 206, 156, 97, 140, 156, 101, 172, 156], Y104),
    Encoding::new(132, &[209, 157, 225, 102, 157], Y105),
    Encoding::new(132, &[81, 157, 97, 70, 157], Y105),
    Encoding::new(132, &[209, 172, 213, 172, 233, 214, 172, 225, 148, 172, 229, 180, 172], Y104),
    Encoding::new(132, &[81, 172, 85, 172, 105, 206, 172, 97, 140, 172, 101, 172, 172], Y104),
    Encoding::new(132, &[209, 173, 225, 102, 173], Y105),
    Encoding::new(132, &[81, 173, 97, 70, 173], Y105),
    Encoding::new(132, &[209, 188, 213, 188, 233, 214, 188, 225, 148, 188, 229, 180, 188], Y104),
    Encoding::new(132, &[81, 188, 85, 188, 105, 206, 188, 97, 140, 188, 101, 172, 188], Y104),
    Encoding::new(132, &[209, 189, 225, 102, 189], Y105),
    Encoding::new(132, &[81, 189, 97, 70, 189], Y105),
    Encoding::new(132, &[209, 158, 213, 158, 233, 214, 158, 225, 148, 158, 229, 180, 158], Y104),
    Encoding::new(132, &[81, 158, 85, 158, 105, 206, 158, 97, 140, 158, 101, 172, 158], Y104),
    Encoding::new(132, &[209, 159, 225, 102, 159], Y105),
    Encoding::new(132, &[81, 159, 97, 70, 159], Y105),
    Encoding::new(132, &[209, 174, 213, 174, 233, 214, 174, 225, 148, 174, 229, 180, 174], Y104),
    Encoding::new(132, &[81, 174, 85, 174, 105, 206, 174, 97, 140, 174, 101, 172, 174], Y104),
    Encoding::new(132, &[209, 175, 225, 102, 175], Y105),
    Encoding::new(132, &[81, 175, 97, 70, 175], Y105),
    Encoding::new(132, &[209, 190, 213, 190, 233, 214, 190, 225, 148, 190, 229, 180, 190], Y104),
    Encoding::new(132, &[81, 190, 85, 190, 105, 206, 190, 97, 140, 190, 101, 172, 190], Y104),
    Encoding::new(132, &[209, 191, 225, 102, 191], Y105),
    Encoding::new(132, &[81, 191, 97, 70, 191], Y105), NONE,
    Encoding::new(132, &[241, 144, 102], Y151), Encoding::new(132, &[245, 176, 102], Y152),
    Encoding::new(132, &[249, 208, 102], Y153), NONE, Encoding::new(132, &[113, 136, 102], Y151),
    Encoding::new(132, &[117, 168, 102], Y152), Encoding::new(132, &[121, 200, 102], Y153),
    Encoding::new(132, &[241, 96, 103], Y151), Encoding::new(132, &[113, 64, 103], Y151),
    Encoding::new(132, &[209, 146, 213, 146, 225, 96, 146, 229, 96, 146, 233, 96, 146], Y154),
    Encoding::new(132, &[81, 146, 85, 146, 97, 64, 146, 101, 64, 146, 105, 64, 146], Y155),
    Encoding::new(132, &[233, 96, 198, 1], Y156), Encoding::new(132, &[105, 64, 198, 1], Y157),
    Encoding::new(132, &[233, 96, 199, 1], Y157), Encoding::new(132, &[105, 64, 199, 1], Y157),
    Encoding::new(132, &[233, 96, 198, 2], Y156), Encoding::new(132, &[105, 64, 198, 2], Y157),
    Encoding::new(132, &[233, 96, 199, 2], Y157), Encoding::new(132, &[105, 64, 199, 2], Y157),
    Encoding::new(132, &[209, 147, 213, 147, 225, 96, 147, 229, 96, 147, 233, 96, 147], Y155),
    Encoding::new(132, &[81, 147, 85, 147, 97, 64, 147, 101, 64, 147, 105, 64, 147], Y158),
    Encoding::new(132, &[233, 213, 66, 225, 148, 66, 229, 180, 66], Y131),
    Encoding::new(132, &[105, 205, 66, 97, 140, 66, 101, 172, 66], Y131),
    Encoding::new(132, &[225, 101, 67], Y159), Encoding::new(132, &[97, 69, 67], Y159),
    Encoding::new(132, &[249, 213, 38, 241, 148, 38, 245, 180, 38], Y160),
    Encoding::new(132, &[121, 205, 38, 113, 140, 38, 117, 172, 38], Y160),
    Encoding::new(132, &[241, 101, 39], Y150), Encoding::new(132, &[113, 69, 39], Y150),
    Encoding::new(132, &[217, 207, 221, 207, 241, 148, 207, 245, 180, 207, 249, 212, 207], Y161),
    Encoding::new(132, &[217, 206, 221, 206, 241, 148, 206, 245, 180, 206, 249, 212, 206], Y161),
    Encoding::new(132, &[81, 207, 85, 207, 97, 132, 207, 101, 164, 207, 105, 196, 207], Y111),
    Encoding::new(132, &[73, 124, 77, 124], Y106), Encoding::new(132, &[75, 124, 79, 124], Y106),
    Encoding::new(132, &[73, 125, 77, 125], Y106), Encoding::new(132, &[75, 125, 79, 125], Y106),
    Encoding::new(132, &[93, 24], Y162), Encoding::new(132, &[117, 132, 24, 121, 132, 24], Y163),
    Encoding::new(132, &[121, 164, 26], Y164),
    Encoding::new(132, &[245, 132, 24, 249, 132, 24], Y163),
    Encoding::new(132, &[249, 164, 26], Y164), Encoding::new(132, &[93, 56], Y162),
    Encoding::new(132, &[117, 132, 56, 121, 132, 56], Y163),
    Encoding::new(132, &[121, 164, 58], Y164),
    Encoding::new(132, &[245, 132, 56, 249, 132, 56], Y163),
    Encoding::new(132, &[249, 164, 58], Y164), Encoding::new(132, &[89, 33, 113, 64, 33], Y165),
    Encoding::new(132, &[75, 240, 79, 240], Y166), Encoding::new(132, &[72, 174, 2], Y167),
    Encoding::new(132, &[73, 247], Y168),
    Encoding::new(132, &[81, 47, 85, 47, 81, 45, 85, 45], Y169),
    Encoding::new(132, &[81, 46, 85, 46, 81, 44, 85, 44], Y169),
    Encoding::new(132, &[73, 95, 77, 95, 217, 213, 95, 209, 148, 95, 213, 180, 95], Y104),
    Encoding::new(132, &[72, 95, 76, 95, 88, 205, 95, 80, 140, 95, 84, 172, 95], Y104),
    Encoding::new(132, &[75, 95, 211, 101, 95], Y105),
    Encoding::new(132, &[74, 95, 82, 69, 95], Y105),
    Encoding::new(132, &[73, 93, 77, 93, 217, 213, 93, 209, 148, 93, 213, 180, 93], Y104),
    Encoding::new(132, &[72, 93, 76, 93, 88, 205, 93, 80, 140, 93, 84, 172, 93], Y104),
    Encoding::new(132, &[75, 93, 211, 101, 93], Y105),
    Encoding::new(132, &[74, 93, 82, 69, 93], Y105),
    Encoding::new(132, &[73, 41, 77, 41, 73, 40, 77, 40, 209, 132, 41, 213, 164, 41, 217, 196, 41, 209, 132, 40, 213, 164, 40, 217, 196, 40], Y170),
    Encoding::new(132, &[72, 41, 76, 41, 72, 40, 76, 40, 80, 132, 41, 84, 164, 41, 88, 196, 41, 80, 132, 40, 84, 164, 40, 88, 196, 40], Y170),
    Encoding::new(132, &[73, 126, 73, 110, 81, 64, 126, 81, 64, 110], Y171),
    Encoding::new(132, &[75, 18, 79, 18, 211, 100, 18, 215, 164, 18, 219, 196, 18], Y172),
    Encoding::new(132, &[73, 127, 77, 127, 73, 111, 77, 111], Y173),
    Encoding::new(132, &[81, 132, 127, 85, 164, 127, 89, 196, 127, 81, 132, 111, 85, 164, 111, 89, 196, 111], Y174),
    Encoding::new(132, &[209, 132, 127, 213, 164, 127, 217, 196, 127, 209, 132, 111, 213, 164, 111, 217, 196, 111], Y174),
    Encoding::new(132, &[74, 127, 78, 127, 74, 111, 78, 111], Y173),
    Encoding::new(132, &[211, 132, 127, 215, 164, 127, 219, 196, 127, 211, 132, 111, 215, 164, 111, 219, 196, 111], Y174),
    Encoding::new(132, &[82, 132, 127, 86, 164, 127, 90, 196, 127, 82, 132, 111, 86, 164, 111, 90, 196, 111], Y174),
    Encoding::new(132, &[210, 132, 127, 214, 164, 127, 218, 196, 127, 210, 132, 111, 214, 164, 111, 218, 196, 111], Y174),
    Encoding::new(132, &[83, 132, 127, 87, 164, 127, 91, 196, 127, 83, 132, 111, 87, 164, 111, 91, 196, 111], Y174),
    Encoding::new(132, &[72, 18, 80, 0, 18], Y175),
    Encoding::new(132, &[73, 23, 73, 22, 209, 96, 23, 209, 96, 22], Y176),
    Encoding::new(132, &[72, 23, 72, 22, 80, 96, 23, 80, 96, 22], Y176),
    Encoding::new(132, &[72, 22, 80, 0, 22], Y175),
    Encoding::new(132, &[73, 19, 73, 18, 209, 96, 19, 209, 96, 18], Y176),
    Encoding::new(132, &[72, 19, 72, 18, 80, 96, 19, 80, 96, 18], Y176),
    Encoding::new(132, &[73, 80, 77, 80], Y177), Encoding::new(132, &[72, 80, 76, 80], Y177),
    Encoding::new(132, &[73, 231, 77, 231, 81, 128, 231, 85, 160, 231, 89, 192, 231], Y178),
    Encoding::new(132, &[81, 42, 85, 42, 97, 128, 42, 101, 160, 42, 105, 192, 42], Y179),
    Encoding::new(132, &[73, 43, 77, 43, 209, 128, 43, 213, 160, 43, 217, 192, 43], Y178),
    Encoding::new(132, &[72, 43, 76, 43, 80, 128, 43, 84, 160, 43, 88, 192, 43], Y178),
    Encoding::new(132, &[201, 126, 73, 214, 201, 110, 74, 126, 209, 96, 126, 209, 96, 214, 209, 96, 110, 210, 96, 126], Y180),
    Encoding::new(132, &[75, 17, 75, 17, 75, 16, 75, 16, 211, 4, 17, 211, 96, 17, 211, 100, 16, 211, 4, 16], Y181),
    Encoding::new(132, &[74, 22, 78, 22, 82, 132, 22, 86, 164, 22, 90, 196, 22], Y172),
    Encoding::new(132, &[74, 18, 78, 18, 82, 132, 18, 86, 164, 18, 90, 196, 18], Y172),
    Encoding::new(132, &[74, 17, 74, 17, 74, 16, 74, 16, 82, 4, 17, 82, 64, 17, 82, 68, 16, 82, 4, 16], Y181),
    Encoding::new(132, &[73, 17, 77, 17, 73, 16, 77, 16, 209, 132, 17, 213, 164, 17, 217, 196, 17, 209, 132, 16, 213, 164, 16, 217, 196, 16], Y170),
    Encoding::new(132, &[72, 17, 76, 17, 72, 16, 76, 16, 80, 132, 17, 84, 164, 17, 88, 196, 17, 80, 132, 16, 84, 164, 16, 88, 196, 16], Y170),
    Encoding::new(132, &[89, 66, 93, 66], Y113),
    Encoding::new(132, &[73, 89, 77, 89, 217, 214, 89, 209, 148, 89, 213, 180, 89], Y104),
    Encoding::new(132, &[72, 89, 76, 89, 88, 206, 89, 80, 140, 89, 84, 172, 89], Y104),
    Encoding::new(132, &[75, 89, 211, 102, 89], Y105),
    Encoding::new(132, &[74, 89, 82, 70, 89], Y105),
    Encoding::new(132, &[73, 86, 77, 86, 209, 148, 86, 213, 180, 86, 217, 212, 86], Y111),
    Encoding::new(132, &[72, 86, 76, 86, 80, 140, 86, 84, 172, 86, 88, 204, 86], Y111),
    Encoding::new(132, &[107, 132, 82], Y102), Encoding::new(132, &[107, 132, 83], Y102),
    Encoding::new(132, &[81, 28, 85, 28, 97, 132, 28, 101, 164, 28, 105, 196, 28], Y172),
    Encoding::new(132, &[81, 30, 85, 30, 97, 140, 30, 101, 172, 30, 105, 204, 30], Y172),
    Encoding::new(132, &[225, 148, 31, 229, 180, 31, 233, 212, 31], Y144),
    Encoding::new(132, &[81, 29, 85, 29, 97, 132, 29, 101, 164, 29, 105, 196, 29], Y172),
    Encoding::new(132, &[73, 107, 77, 107, 81, 140, 107, 85, 172, 107, 89, 204, 107], Y111),
    Encoding::new(132, &[73, 99, 77, 99, 81, 132, 99, 85, 164, 99, 89, 196, 99], Y111),
    Encoding::new(132, &[81, 43, 85, 43, 97, 140, 43, 101, 172, 43, 105, 204, 43], Y111),
    Encoding::new(132, &[73, 103, 77, 103, 81, 132, 103, 85, 164, 103, 89, 196, 103], Y111),
    Encoding::new(132, &[73, 252, 77, 252, 81, 132, 252, 85, 164, 252, 89, 196, 252], Y111),
    Encoding::new(132, &[73, 254, 77, 254, 81, 140, 254, 85, 172, 254, 89, 204, 254], Y111),
    Encoding::new(132, &[73, 212, 77, 212, 209, 148, 212, 213, 180, 212, 217, 212, 212], Y111),
    Encoding::new(132, &[73, 236, 77, 236, 81, 132, 236, 85, 164, 236, 89, 196, 236], Y111),
    Encoding::new(132, &[73, 237, 77, 237, 81, 132, 237, 85, 164, 237, 89, 196, 237], Y111),
    Encoding::new(132, &[73, 220, 77, 220, 81, 132, 220, 85, 164, 220, 89, 196, 220], Y111),
    Encoding::new(132, &[73, 221, 77, 221, 81, 132, 221, 85, 164, 221, 89, 196, 221], Y111),
    Encoding::new(132, &[73, 253, 77, 253, 81, 132, 253, 85, 164, 253, 89, 196, 253], Y111),
    Encoding::new(132, &[89, 15, 93, 15, 113, 132, 15, 117, 164, 15, 121, 196, 15], Y161),
    Encoding::new(132, &[73, 219, 77, 219], Y106),
    Encoding::new(132, &[81, 140, 219, 85, 172, 219, 89, 204, 219], Y112),
    Encoding::new(132, &[73, 223, 77, 223], Y106),
    Encoding::new(132, &[81, 140, 223, 85, 172, 223, 89, 204, 223], Y112),
    Encoding::new(132, &[209, 148, 223, 213, 180, 223, 217, 212, 223], Y112),
    Encoding::new(132, &[209, 148, 219, 213, 180, 219, 217, 212, 219], Y112),
    Encoding::new(132, &[73, 224, 77, 224, 81, 132, 224, 85, 164, 224, 89, 196, 224], Y111),
    Encoding::new(132, &[73, 227, 77, 227, 81, 132, 227, 85, 164, 227, 89, 196, 227], Y111),
    Encoding::new(132, &[89, 2, 93, 2], Y113),
    Encoding::new(132, &[97, 132, 102, 101, 164, 102, 105, 196, 102], Y112),
    Encoding::new(132, &[97, 140, 100, 101, 172, 100, 105, 204, 100], Y112),
    Encoding::new(132, &[225, 148, 100, 229, 180, 100, 233, 212, 100], Y112),
    Encoding::new(132, &[225, 132, 102, 229, 164, 102, 233, 196, 102], Y112),
    Encoding::new(132, &[89, 76, 93, 76], Y114), Encoding::new(132, &[89, 14, 93, 14], Y113),
    Encoding::new(132, &[81, 120, 85, 120, 97, 4, 122, 101, 4, 122, 105, 4, 122, 97, 4, 120, 101, 4, 120, 105, 4, 120], Y182),
    Encoding::new(132, &[81, 88, 85, 88, 97, 4, 124, 101, 4, 124, 105, 4, 124, 97, 68, 88, 101, 68, 88, 105, 68, 88], Y182),
    Encoding::new(132, &[226, 0, 42, 230, 0, 42, 234, 0, 42], Y183),
    Encoding::new(132, &[98, 0, 58, 102, 0, 58, 106, 0, 58], Y183),
    Encoding::new(132, &[81, 89, 85, 89, 225, 4, 124, 229, 4, 124, 233, 4, 124, 225, 100, 89, 229, 100, 89, 233, 100, 89], Y182),
    Encoding::new(132, &[81, 121, 85, 121, 97, 4, 123, 101, 4, 123, 105, 4, 123, 97, 36, 121, 101, 36, 121, 105, 36, 121], Y182),
    Encoding::new(132, &[89, 68, 93, 68, 113, 128, 68, 117, 160, 68, 121, 192, 68], Y184),
    Encoding::new(132, &[113, 128, 63, 117, 160, 63, 121, 192, 63], Y185),
    Encoding::new(132, &[113, 136, 31, 117, 168, 31, 121, 200, 31], Y185),
    Encoding::new(132, &[73, 116, 77, 116, 81, 128, 116, 85, 160, 116, 89, 192, 116], Y186),
    Encoding::new(132, &[73, 118, 77, 118, 81, 136, 118, 85, 168, 118, 89, 200, 118], Y186),
    Encoding::new(132, &[81, 41, 85, 41, 225, 144, 41, 229, 176, 41, 233, 208, 41], Y186),
    Encoding::new(132, &[73, 117, 77, 117, 81, 128, 117, 85, 160, 117, 89, 192, 117], Y186),
    Encoding::new(132, &[89, 97], Y109), Encoding::new(132, &[89, 96], Y109),
    Encoding::new(132, &[73, 100, 77, 100, 81, 128, 100, 85, 160, 100, 89, 192, 100], Y186),
    Encoding::new(132, &[73, 102, 77, 102, 81, 136, 102, 85, 168, 102, 89, 200, 102], Y186),
    Encoding::new(132, &[81, 55, 85, 55, 225, 144, 55, 229, 176, 55, 233, 208, 55], Y186),
    Encoding::new(132, &[73, 101, 77, 101, 81, 128, 101, 85, 160, 101, 89, 192, 101], Y186),
    Encoding::new(132, &[89, 99], Y109), Encoding::new(132, &[89, 98], Y109),
    Encoding::new(132, &[241, 144, 31, 245, 176, 31, 249, 208, 31], Y185),
    Encoding::new(132, &[113, 128, 62, 117, 160, 62, 121, 192, 62], Y185),
    Encoding::new(132, &[113, 136, 30, 117, 168, 30, 121, 200, 30], Y185),
    Encoding::new(132, &[241, 144, 30, 245, 176, 30, 249, 208, 30], Y185),
    Encoding::new(132, &[241, 128, 62, 245, 160, 62, 249, 192, 62], Y185),
    Encoding::new(132, &[241, 128, 63, 245, 160, 63, 249, 192, 63], Y185),
    Encoding::new(132, &[97, 4, 99, 101, 4, 99, 105, 4, 99], Y125),
    Encoding::new(132, &[97, 68, 139, 101, 68, 139, 105, 68, 139], Y125),
    Encoding::new(132, &[225, 100, 139, 229, 100, 139, 233, 100, 139], Y125),
    Encoding::new(132, &[225, 36, 99, 229, 36, 99, 233, 36, 99], Y125),
    Encoding::new(132, &[97, 140, 196, 101, 172, 196, 105, 204, 196], Y144),
    Encoding::new(132, &[225, 148, 196, 229, 180, 196, 233, 212, 196], Y144),
    Encoding::new(132, &[97, 140, 80, 101, 172, 80, 105, 204, 80], Y112),
    Encoding::new(132, &[97, 140, 81, 101, 172, 81, 105, 204, 81], Y112),
    Encoding::new(132, &[97, 140, 82, 101, 172, 82, 105, 204, 82], Y112),
    Encoding::new(132, &[97, 140, 83, 101, 172, 83, 105, 204, 83], Y112),
    Encoding::new(132, &[93, 6], Y187), Encoding::new(132, &[93, 70], Y187),
    Encoding::new(132, &[97, 132, 141, 101, 164, 141, 105, 196, 141], Y112),
    Encoding::new(132, &[85, 54, 101, 172, 54, 105, 204, 54], Y188),
    Encoding::new(132, &[97, 132, 117, 101, 164, 117, 105, 196, 117], Y112),
    Encoding::new(132, &[97, 140, 118, 101, 172, 118, 105, 204, 118], Y112),
    Encoding::new(132, &[225, 148, 119, 229, 180, 119, 233, 212, 119], Y112),
    Encoding::new(132, &[97, 140, 119, 101, 172, 119, 105, 204, 119], Y112),
    Encoding::new(132, &[225, 148, 118, 229, 180, 118, 233, 212, 118], Y112),
    Encoding::new(132, &[225, 132, 117, 229, 164, 117, 233, 196, 117], Y112),
    Encoding::new(132, &[89, 5, 93, 5, 81, 13, 85, 13, 241, 148, 5, 245, 180, 5, 249, 212, 5, 225, 148, 13, 229, 180, 13, 233, 212, 13], Y189),
    Encoding::new(132, &[89, 4, 93, 4, 81, 12, 85, 12, 113, 140, 4, 117, 172, 4, 121, 204, 4, 97, 140, 12, 101, 172, 12, 105, 204, 12], Y189),
    Encoding::new(132, &[221, 1, 245, 180, 1, 249, 212, 1, 229, 180, 22, 233, 212, 22], Y190),
    Encoding::new(132, &[85, 22, 101, 172, 22, 105, 204, 22], Y188),
    Encoding::new(132, &[221, 0, 245, 180, 0, 249, 212, 0, 229, 180, 54, 233, 212, 54], Y190),
    Encoding::new(132, &[97, 132, 125, 101, 164, 125, 105, 196, 125], Y112),
    Encoding::new(132, &[97, 140, 126, 101, 172, 126, 105, 204, 126], Y112),
    Encoding::new(132, &[225, 148, 127, 229, 180, 127, 233, 212, 127], Y112),
    Encoding::new(132, &[97, 140, 127, 101, 172, 127, 105, 204, 127], Y112),
    Encoding::new(132, &[225, 148, 126, 229, 180, 126, 233, 212, 126], Y112),
    Encoding::new(132, &[225, 132, 125, 229, 164, 125, 233, 196, 125], Y112),
    Encoding::new(132, &[225, 132, 141, 229, 164, 141, 233, 196, 141], Y112),
    Encoding::new(132, &[97, 4, 98, 101, 4, 98, 105, 4, 98], Y144),
    Encoding::new(132, &[97, 68, 137, 101, 68, 137, 105, 68, 137], Y144),
    Encoding::new(132, &[225, 100, 137, 229, 100, 137, 233, 100, 137], Y144),
    Encoding::new(132, &[225, 36, 98, 229, 36, 98, 233, 36, 98], Y144),
    Encoding::new(132, &[89, 20, 113, 0, 20], Y148),
    Encoding::new(132, &[89, 22, 113, 64, 22], Y148),
    Encoding::new(132, &[217, 22, 241, 96, 22], Y148),
    Encoding::new(132, &[89, 21, 73, 197, 113, 32, 21, 81, 0, 197], Y191),
    Encoding::new(132, &[81, 144, 85, 144, 97, 64, 144, 101, 64, 144, 105, 64, 144], Y155),
    Encoding::new(132, &[209, 144, 213, 144, 225, 96, 144, 229, 96, 144, 233, 96, 144], Y154),
    Encoding::new(132, &[81, 145, 85, 145, 97, 64, 145, 101, 64, 145, 105, 64, 145], Y158),
    Encoding::new(132, &[209, 145, 213, 145, 225, 96, 145, 229, 96, 145, 233, 96, 145], Y155),
    Encoding::new(132, &[81, 2, 85, 2], Y106), Encoding::new(132, &[81, 3, 85, 3], Y106),
    Encoding::new(132, &[81, 1, 85, 1], Y106), Encoding::new(132, &[81, 65], Y108),
    Encoding::new(132, &[81, 6, 85, 6], Y106), Encoding::new(132, &[81, 7, 85, 7], Y106),
    Encoding::new(132, &[81, 5, 85, 5], Y106), Encoding::new(132, &[89, 32, 113, 0, 32], Y192),
    Encoding::new(132, &[89, 34, 113, 64, 34], Y192),
    Encoding::new(132, &[217, 34, 241, 96, 34], Y192),
    Encoding::new(132, &[73, 196, 81, 32, 196], Y192),
    Encoding::new(132, &[97, 140, 68, 101, 172, 68, 105, 204, 68], Y144),
    Encoding::new(132, &[225, 148, 68, 229, 180, 68, 233, 212, 68], Y144),
    Encoding::new(132, &[225, 148, 181, 229, 180, 181, 233, 212, 181], Y112),
    Encoding::new(132, &[225, 148, 180, 229, 180, 180, 233, 212, 180], Y112),
    Encoding::new(132, &[81, 4, 85, 4, 97, 132, 4, 101, 164, 4, 105, 196, 4], Y111),
    Encoding::new(132, &[73, 245, 77, 245, 81, 132, 245, 85, 164, 245, 89, 196, 245], Y111),
    Encoding::new(132, &[81, 142, 85, 142, 81, 140, 85, 140], Y169),
    Encoding::new(132, &[209, 142, 213, 142, 209, 140, 213, 140], Y169),
    Encoding::new(132, &[81, 60, 85, 60, 97, 132, 60, 101, 164, 60, 105, 196, 60], Y111),
    Encoding::new(132, &[81, 61, 85, 61, 97, 140, 61, 101, 172, 61, 105, 204, 61], Y111),
    Encoding::new(132, &[225, 148, 61, 229, 180, 61, 233, 212, 61], Y112),
    Encoding::new(132, &[73, 238, 77, 238, 81, 132, 238, 85, 164, 238, 89, 196, 238], Y111),
    Encoding::new(132, &[73, 222, 77, 222, 81, 132, 222, 85, 164, 222, 89, 196, 222], Y111),
    Encoding::new(132, &[81, 63, 85, 63, 97, 140, 63, 101, 172, 63, 105, 204, 63], Y111),
    Encoding::new(132, &[225, 148, 63, 229, 180, 63, 233, 212, 63], Y112),
    Encoding::new(132, &[81, 62, 85, 62, 97, 132, 62, 101, 164, 62, 105, 196, 62], Y111),
    Encoding::new(132, &[81, 56, 85, 56, 97, 132, 56, 101, 164, 56, 105, 196, 56], Y111),
    Encoding::new(132, &[81, 57, 85, 57, 97, 140, 57, 101, 172, 57, 105, 204, 57], Y111),
    Encoding::new(132, &[225, 148, 57, 229, 180, 57, 233, 212, 57], Y112),
    Encoding::new(132, &[73, 234, 77, 234, 81, 132, 234, 85, 164, 234, 89, 196, 234], Y111),
    Encoding::new(132, &[73, 218, 77, 218, 81, 132, 218, 85, 164, 218, 89, 196, 218], Y111),
    Encoding::new(132, &[81, 59, 85, 59, 97, 140, 59, 101, 172, 59, 105, 204, 59], Y111),
    Encoding::new(132, &[225, 148, 59, 229, 180, 59, 233, 212, 59], Y112),
    Encoding::new(132, &[81, 58, 85, 58, 97, 132, 58, 101, 164, 58, 105, 196, 58], Y111),
    Encoding::new(132, &[98, 0, 41, 102, 0, 41, 106, 0, 41], Y193),
    Encoding::new(132, &[98, 0, 57, 102, 0, 57, 106, 0, 57], Y193),
    Encoding::new(132, &[98, 68, 49, 102, 100, 49, 106, 132, 49], Y194),
    Encoding::new(132, &[98, 100, 51, 102, 132, 51, 106, 164, 51], Y195),
    Encoding::new(132, &[98, 0, 40, 102, 0, 40, 106, 0, 40], Y183),
    Encoding::new(132, &[98, 0, 56, 102, 0, 56, 106, 0, 56], Y183),
    Encoding::new(132, &[226, 0, 56, 230, 0, 56, 234, 0, 56], Y183),
    Encoding::new(132, &[226, 0, 40, 230, 0, 40, 234, 0, 40], Y183),
    Encoding::new(132, &[73, 215, 77, 215], Y177),
    Encoding::new(132, &[226, 0, 57, 230, 0, 57, 234, 0, 57], Y193),
    Encoding::new(132, &[98, 36, 50, 102, 68, 50, 106, 100, 50], Y194),
    Encoding::new(132, &[98, 100, 53, 102, 132, 53, 106, 164, 53], Y195),
    Encoding::new(132, &[98, 68, 52, 102, 100, 52, 106, 132, 52], Y194),
    Encoding::new(132, &[98, 68, 33, 102, 100, 33, 106, 132, 33], Y194),
    Encoding::new(132, &[98, 100, 35, 102, 132, 35, 106, 164, 35], Y195),
    Encoding::new(132, &[98, 36, 34, 102, 68, 34, 106, 100, 34], Y194),
    Encoding::new(132, &[98, 100, 37, 102, 132, 37, 106, 164, 37], Y195),
    Encoding::new(132, &[98, 68, 36, 102, 100, 36, 106, 132, 36], Y194),
    Encoding::new(132, &[98, 100, 32, 102, 132, 32, 106, 164, 32], Y195),
    Encoding::new(132, &[81, 33, 85, 33, 97, 68, 33, 101, 100, 33, 105, 132, 33], Y121),
    Encoding::new(132, &[81, 34, 85, 34, 97, 36, 34, 101, 68, 34, 105, 100, 34], Y121),
    Encoding::new(132, &[81, 32, 85, 32, 97, 100, 32, 101, 132, 32, 105, 164, 32], Y126),
    Encoding::new(132, &[81, 37, 85, 37, 97, 100, 37, 101, 132, 37, 105, 164, 37], Y126),
    Encoding::new(132, &[81, 35, 85, 35, 97, 100, 35, 101, 132, 35, 105, 164, 35], Y126),
    Encoding::new(132, &[81, 36, 85, 36, 97, 68, 36, 101, 100, 36, 105, 132, 36], Y121),
    Encoding::new(132, &[98, 68, 17, 102, 100, 17, 106, 132, 17], Y194),
    Encoding::new(132, &[98, 100, 19, 102, 132, 19, 106, 164, 19], Y195),
    Encoding::new(132, &[98, 36, 18, 102, 68, 18, 106, 100, 18], Y194),
    Encoding::new(132, &[98, 100, 21, 102, 132, 21, 106, 164, 21], Y195),
    Encoding::new(132, &[98, 68, 20, 102, 100, 20, 106, 132, 20], Y194),
    Encoding::new(132, &[98, 100, 16, 102, 132, 16, 106, 164, 16], Y195),
    Encoding::new(132, &[226, 0, 41, 230, 0, 41, 234, 0, 41], Y193),
    Encoding::new(132, &[98, 100, 48, 102, 132, 48, 106, 164, 48], Y195),
    Encoding::new(132, &[81, 49, 85, 49, 97, 68, 49, 101, 100, 49, 105, 132, 49], Y121),
    Encoding::new(132, &[81, 50, 85, 50, 97, 36, 50, 101, 68, 50, 105, 100, 50], Y121),
    Encoding::new(132, &[81, 48, 85, 48, 97, 100, 48, 101, 132, 48, 105, 164, 48], Y126),
    Encoding::new(132, &[81, 53, 85, 53, 97, 100, 53, 101, 132, 53, 105, 164, 53], Y126),
    Encoding::new(132, &[81, 51, 85, 51, 97, 100, 51, 101, 132, 51, 105, 164, 51], Y126),
    Encoding::new(132, &[81, 52, 85, 52, 97, 68, 52, 101, 100, 52, 105, 132, 52], Y121),
    Encoding::new(132, &[81, 40, 85, 40, 225, 148, 40, 229, 180, 40, 233, 212, 40], Y111),
    Encoding::new(132, &[81, 11, 85, 11, 97, 132, 11, 101, 164, 11, 105, 196, 11], Y111),
    Encoding::new(132, &[73, 228, 77, 228, 81, 132, 228, 85, 164, 228, 89, 196, 228], Y111),
    Encoding::new(132, &[73, 229, 77, 229, 81, 132, 229, 85, 164, 229, 89, 196, 229], Y111),
    Encoding::new(132, &[81, 64, 85, 64, 97, 140, 64, 101, 172, 64, 105, 204, 64], Y111),
    Encoding::new(132, &[225, 148, 64, 229, 180, 64, 233, 212, 64], Y112),
    Encoding::new(132, &[73, 213, 77, 213, 81, 132, 213, 85, 164, 213, 89, 196, 213], Y111),
    Encoding::new(132, &[225, 148, 131, 229, 180, 131, 233, 212, 131], Y112),
    Encoding::new(132, &[73, 244, 77, 244, 209, 148, 244, 213, 180, 244, 217, 212, 244], Y111),
    Encoding::new(132, &[97, 132, 84, 101, 164, 84, 105, 196, 84], Y144),
    Encoding::new(132, &[97, 140, 85, 101, 172, 85, 105, 204, 85], Y144),
    Encoding::new(132, &[225, 148, 85, 229, 180, 85, 233, 212, 85], Y144),
    Encoding::new(132, &[225, 132, 84, 229, 164, 84, 233, 196, 84], Y144),
    Encoding::new(132, &[73, 235, 77, 235], Y106),
    Encoding::new(132, &[81, 140, 235, 85, 172, 235, 89, 204, 235], Y112),
    Encoding::new(132, &[209, 148, 235, 213, 180, 235, 217, 212, 235], Y112),
    Encoding::new(132, &[81, 140, 114, 1, 85, 172, 114, 1, 89, 204, 114, 1], Y196),
    Encoding::new(132, &[209, 148, 114, 1, 213, 180, 114, 1, 217, 212, 114, 1], Y196),
    Encoding::new(132, &[97, 140, 21, 101, 172, 21, 105, 204, 21], Y112),
    Encoding::new(132, &[225, 148, 21, 229, 180, 21, 233, 212, 21], Y112),
    Encoding::new(132, &[81, 140, 114, 0, 85, 172, 114, 0, 89, 204, 114], Y196),
    Encoding::new(132, &[209, 148, 114, 0, 213, 180, 114, 0, 217, 212, 114], Y196),
    Encoding::new(132, &[97, 140, 20, 101, 172, 20, 105, 204, 20], Y112),
    Encoding::new(132, &[225, 148, 20, 229, 180, 20, 233, 212, 20], Y112),
    Encoding::new(132, &[73, 246, 77, 246, 81, 128, 246, 85, 160, 246, 89, 192, 246], Y107),
    Encoding::new(132, &[97, 64, 160, 101, 64, 160, 105, 64, 160], Y197),
    Encoding::new(132, &[225, 96, 160, 229, 96, 160, 233, 96, 160], Y198),
    Encoding::new(132, &[97, 64, 161, 101, 64, 161, 105, 64, 161], Y199),
    Encoding::new(132, &[225, 96, 161, 229, 96, 161, 233, 96, 161], Y197),
    Encoding::new(132, &[113, 140, 113, 117, 172, 113, 121, 204, 113], Y110),
    Encoding::new(132, &[241, 148, 113, 245, 180, 113, 249, 212, 113], Y110),
    Encoding::new(132, &[97, 140, 113, 101, 172, 113, 105, 204, 113], Y112),
    Encoding::new(132, &[225, 148, 113, 229, 180, 113, 233, 212, 113], Y112),
    Encoding::new(132, &[225, 132, 112, 229, 164, 112, 233, 196, 112], Y112),
    Encoding::new(132, &[241, 132, 112, 245, 164, 112, 249, 196, 112], Y110),
    Encoding::new(132, &[113, 140, 115, 117, 172, 115, 121, 204, 115], Y110),
    Encoding::new(132, &[241, 148, 115, 245, 180, 115, 249, 212, 115], Y110),
    Encoding::new(132, &[97, 140, 115, 101, 172, 115, 105, 204, 115], Y112),
    Encoding::new(132, &[225, 148, 115, 229, 180, 115, 233, 212, 115], Y112),
    Encoding::new(132, &[225, 132, 114, 229, 164, 114, 233, 196, 114], Y112),
    Encoding::new(132, &[241, 132, 114, 245, 164, 114, 249, 196, 114], Y110),
    Encoding::new(132, &[81, 0, 85, 0, 97, 132, 0, 101, 164, 0, 105, 196], Y111),
    Encoding::new(132, &[97, 128, 143, 101, 160, 143, 105, 192, 143], Y200),
    Encoding::new(132, &[73, 112, 77, 112, 81, 140, 112, 85, 172, 112, 89, 204, 112], Y201),
    Encoding::new(132, &[74, 112, 78, 112, 82, 132, 112, 86, 164, 112, 90, 196, 112], Y201),
    Encoding::new(132, &[75, 112, 79, 112, 83, 132, 112, 87, 164, 112, 91, 196, 112], Y201),
    Encoding::new(132, &[81, 8, 85, 8], Y106), Encoding::new(132, &[81, 10, 85, 10], Y106),
    Encoding::new(132, &[81, 9, 85, 9], Y106),
    Encoding::new(132, &[73, 114, 6, 77, 114, 6, 73, 242, 77, 242, 81, 140, 114, 6, 85, 172, 114, 6, 89, 204, 114, 6, 81, 132, 242, 85, 132, 242, 89, 132, 242], Y202),
    Encoding::new(132, &[73, 115, 7, 77, 115, 7, 81, 128, 115, 7, 85, 160, 115, 7, 89, 192, 115, 7], Y203),
    Encoding::new(132, &[73, 115, 6, 77, 115, 6, 73, 243, 77, 243, 209, 148, 115, 6, 213, 180, 115, 6, 217, 212, 115, 6, 209, 132, 243, 213, 132, 243, 217, 132, 243], Y202),
    Encoding::new(132, &[81, 71, 85, 71, 97, 140, 71, 101, 172, 71, 105, 204, 71], Y111),
    Encoding::new(132, &[209, 71, 213, 71, 225, 148, 71, 229, 180, 71, 233, 212, 71], Y111),
    Encoding::new(132, &[225, 132, 18, 229, 164, 18, 233, 196, 18], Y112),
    Encoding::new(132, &[73, 113, 6, 77, 113, 6, 73, 241, 77, 241, 81, 132, 113, 6, 85, 164, 113, 6, 89, 196, 113, 6, 81, 132, 241, 85, 132, 241, 89, 132, 241], Y202),
    Encoding::new(132, &[73, 114, 4, 77, 114, 4, 73, 226, 77, 226, 81, 140, 114, 4, 85, 172, 114, 4, 89, 204, 114, 4, 81, 132, 226, 85, 132, 226, 89, 132, 226], Y202),
    Encoding::new(132, &[209, 148, 114, 4, 213, 180, 114, 4, 217, 212, 114, 4, 209, 132, 226, 213, 132, 226, 217, 132, 226], Y204),
    Encoding::new(132, &[81, 70, 85, 70, 97, 140, 70, 101, 172, 70, 105, 204, 70], Y111),
    Encoding::new(132, &[225, 148, 70, 229, 180, 70, 233, 212, 70], Y112),
    Encoding::new(132, &[225, 132, 17, 229, 164, 17, 233, 196, 17], Y112),
    Encoding::new(132, &[73, 113, 4, 77, 113, 4, 73, 225, 77, 225, 81, 132, 113, 4, 85, 164, 113, 4, 89, 196, 113, 4, 81, 132, 225, 85, 132, 225, 89, 132, 225], Y202),
    Encoding::new(132, &[73, 114, 2, 77, 114, 2, 73, 210, 77, 210, 81, 140, 114, 2, 85, 172, 114, 2, 89, 204, 114, 2, 81, 132, 210, 85, 132, 210, 89, 132, 210], Y202),
    Encoding::new(132, &[73, 115, 3, 77, 115, 3, 81, 128, 115, 3, 85, 160, 115, 3, 89, 192, 115, 3], Y203),
    Encoding::new(132, &[73, 115, 2, 77, 115, 2, 73, 211, 77, 211, 209, 148, 115, 2, 213, 180, 115, 2, 217, 212, 115, 2, 209, 132, 211, 213, 132, 211, 217, 132, 211], Y202),
    Encoding::new(132, &[81, 69, 85, 69, 97, 140, 69, 101, 172, 69, 105, 204, 69], Y111),
    Encoding::new(132, &[209, 69, 213, 69, 225, 148, 69, 229, 180, 69, 233, 212, 69], Y111),
    Encoding::new(132, &[225, 132, 16, 229, 164, 16, 233, 196, 16], Y112),
    Encoding::new(132, &[73, 113, 2, 77, 113, 2, 73, 209, 77, 209, 81, 132, 113, 2, 85, 164, 113, 2, 89, 196, 113, 2, 81, 132, 209, 85, 132, 209, 89, 132, 209], Y202),
    Encoding::new(132, &[73, 248, 77, 248, 81, 132, 248, 85, 164, 248, 89, 196, 248], Y111),
    Encoding::new(132, &[73, 250, 77, 250, 81, 140, 250, 85, 172, 250, 89, 204, 250], Y111),
    Encoding::new(132, &[73, 251, 77, 251, 209, 148, 251, 213, 180, 251, 217, 212, 251], Y111),
    Encoding::new(132, &[73, 232, 77, 232, 81, 132, 232, 85, 164, 232, 89, 196, 232], Y111),
    Encoding::new(132, &[73, 233, 77, 233, 81, 132, 233, 85, 164, 233, 89, 196, 233], Y111),
    Encoding::new(132, &[73, 216, 77, 216, 81, 132, 216, 85, 164, 216, 89, 196, 216], Y111),
    Encoding::new(132, &[73, 217, 77, 217, 81, 132, 217, 85, 164, 217, 89, 196, 217], Y111),
    Encoding::new(132, &[73, 249, 77, 249, 81, 132, 249, 85, 164, 249, 89, 196, 249], Y111),
    Encoding::new(132, &[113, 140, 37, 117, 172, 37, 121, 204, 37], Y110),
    Encoding::new(132, &[241, 148, 37, 245, 180, 37, 249, 212, 37], Y110),
    Encoding::new(132, &[81, 23, 85, 23], Y205),
    Encoding::new(132, &[97, 128, 38, 101, 160, 38, 105, 192, 38], Y200),
    Encoding::new(132, &[97, 136, 39, 101, 168, 39, 105, 200, 39], Y200),
    Encoding::new(132, &[225, 144, 39, 229, 176, 39, 233, 208, 39], Y200),
    Encoding::new(132, &[225, 128, 38, 229, 160, 38, 233, 192, 38], Y200),
    Encoding::new(132, &[98, 128, 38, 102, 160, 38, 106, 192, 38], Y200),
    Encoding::new(132, &[98, 136, 39, 102, 168, 39, 106, 200, 39], Y200),
    Encoding::new(132, &[226, 144, 39, 230, 176, 39, 234, 208, 39], Y200),
    Encoding::new(132, &[226, 128, 38, 230, 160, 38, 234, 192, 38], Y200),
    Encoding::new(132, &[73, 104, 77, 104, 81, 132, 104, 85, 164, 104, 89, 196, 104], Y111),
    Encoding::new(132, &[73, 106, 77, 106, 81, 140, 106, 85, 172, 106, 89, 204, 106], Y111),
    Encoding::new(132, &[73, 109, 77, 109, 209, 148, 109, 213, 180, 109, 217, 212, 109], Y111),
    Encoding::new(132, &[73, 105, 77, 105, 81, 132, 105, 85, 164, 105, 89, 196, 105], Y111),
    Encoding::new(132, &[73, 96, 77, 96, 81, 132, 96, 85, 164, 96, 89, 196, 96], Y111),
    Encoding::new(132, &[73, 98, 77, 98, 81, 140, 98, 85, 172, 98, 89, 204, 98], Y111),
    Encoding::new(132, &[73, 108, 77, 108, 209, 148, 108, 213, 180, 108, 217, 212, 108], Y111),
    Encoding::new(132, &[73, 97, 77, 97, 81, 132, 97, 85, 164, 97, 89, 196, 97], Y111),
    Encoding::new(132, &[73, 239, 77, 239], Y106),
    Encoding::new(132, &[81, 140, 239, 85, 172, 239, 89, 204, 239], Y112),
    Encoding::new(132, &[209, 148, 239, 213, 180, 239, 217, 212, 239], Y112),
    Encoding::new(132, &[249, 213, 80, 241, 148, 80, 245, 180, 80], Y149),
    Encoding::new(132, &[121, 205, 80, 113, 140, 80, 117, 172, 80], Y149),
    Encoding::new(132, &[241, 101, 81], Y150), Encoding::new(132, &[113, 69, 81], Y150),
    Encoding::new(132, &[225, 148, 76, 229, 180, 76, 233, 212, 76], Y144),
    Encoding::new(132, &[97, 140, 76, 101, 172, 76, 105, 204, 76], Y144),
    Encoding::new(132, &[225, 100, 77], Y159), Encoding::new(132, &[97, 68, 77], Y159),
    Encoding::new(132, &[233, 213, 202], Y143), Encoding::new(132, &[105, 205, 202], Y143),
    Encoding::new(132, &[225, 101, 203], Y159), Encoding::new(132, &[97, 69, 203], Y159),
    Encoding::new(132, &[72, 83, 76, 83], Y205), Encoding::new(132, &[74, 83], Y206),
    Encoding::new(132, &[249, 213, 86, 241, 148, 86, 245, 180, 86], Y160),
    Encoding::new(132, &[121, 205, 86, 113, 140, 86, 117, 172, 86], Y160),
    Encoding::new(132, &[241, 101, 87], Y150), Encoding::new(132, &[113, 69, 87], Y150),
    Encoding::new(132, &[249, 213, 9, 241, 148, 9, 245, 180, 9], Y160),
    Encoding::new(132, &[121, 205, 8, 113, 140, 8, 117, 172, 8], Y160),
    Encoding::new(132, &[241, 101, 11], Y150), Encoding::new(132, &[113, 69, 10], Y150),
    Encoding::new(132, &[89, 9, 93, 9], Y207), Encoding::new(132, &[89, 8, 93, 8], Y207),
    Encoding::new(132, &[89, 11], Y142), Encoding::new(132, &[89, 10], Y142),
    Encoding::new(132, &[225, 148, 78, 229, 180, 78, 233, 212, 78], Y144),
    Encoding::new(132, &[97, 140, 78, 101, 172, 78, 105, 204, 78], Y144),
    Encoding::new(132, &[225, 100, 79], Y159), Encoding::new(132, &[97, 68, 79], Y159),
    Encoding::new(132, &[233, 213, 204], Y143), Encoding::new(132, &[105, 205, 204], Y143),
    Encoding::new(132, &[225, 101, 205], Y159), Encoding::new(132, &[97, 69, 205], Y159),
    Encoding::new(132, &[72, 82, 76, 82], Y205), Encoding::new(132, &[74, 82], Y206),
    Encoding::new(132, &[233, 214, 44, 225, 148, 44, 229, 180, 44], Y208),
    Encoding::new(132, &[105, 206, 44, 97, 140, 44, 101, 172, 44], Y208),
    Encoding::new(132, &[225, 102, 45], Y159), Encoding::new(132, &[97, 70, 45], Y159),
    Encoding::new(132, &[225, 96, 162, 229, 96, 162, 233, 96, 162], Y198),
    Encoding::new(132, &[97, 64, 162, 101, 64, 162, 105, 64, 162], Y197),
    Encoding::new(132, &[233, 96, 198, 5], Y156), Encoding::new(132, &[105, 64, 198, 5], Y157),
    Encoding::new(132, &[233, 96, 199, 5], Y157), Encoding::new(132, &[105, 64, 199, 5], Y157),
    Encoding::new(132, &[233, 96, 198, 6], Y156), Encoding::new(132, &[105, 64, 198, 6], Y157),
    Encoding::new(132, &[233, 96, 199, 6], Y157), Encoding::new(132, &[105, 64, 199, 6], Y157),
    Encoding::new(132, &[225, 96, 163, 229, 96, 163, 233, 96, 163], Y197),
    Encoding::new(132, &[97, 64, 163, 101, 64, 163, 105, 64, 163], Y199),
    Encoding::new(132, &[117, 172, 35, 121, 204, 35], Y209),
    Encoding::new(132, &[245, 180, 35, 249, 212, 35], Y209),
    Encoding::new(132, &[117, 172, 67, 121, 204, 67], Y209),
    Encoding::new(132, &[245, 180, 67, 249, 212, 67], Y209),
    Encoding::new(132, &[73, 198, 77, 198, 209, 148, 198, 213, 180, 198, 217, 212, 198], Y161),
    Encoding::new(132, &[72, 198, 76, 198, 80, 140, 198, 84, 172, 198, 88, 204, 198], Y161),
    Encoding::new(132, &[73, 81, 77, 81, 217, 214, 81, 209, 148, 81, 213, 180, 81], Y127),
    Encoding::new(132, &[72, 81, 76, 81, 88, 206, 81, 80, 140, 81, 84, 172, 81], Y127),
    Encoding::new(132, &[75, 81, 211, 102, 81], Y105),
    Encoding::new(132, &[74, 81, 82, 70, 81], Y105), Encoding::new(132, &[72, 174, 3], Y167),
    Encoding::new(132, &[73, 92, 77, 92, 217, 214, 92, 209, 148, 92, 213, 180, 92], Y104),
    Encoding::new(132, &[72, 92, 76, 92, 88, 206, 92, 80, 140, 92, 84, 172, 92], Y104),
    Encoding::new(132, &[75, 92, 211, 102, 92], Y105),
    Encoding::new(132, &[74, 92, 82, 70, 92], Y105), Encoding::new(132, &[81, 15, 85, 15], Y205),
    Encoding::new(132, &[81, 14, 85, 14], Y205), Encoding::new(132, &[73, 46, 209, 97, 46], Y124),
    Encoding::new(132, &[72, 46, 80, 65, 46], Y124),
    Encoding::new(132, &[73, 21, 77, 21, 209, 148, 21, 213, 180, 21, 217, 212, 21], Y111),
    Encoding::new(132, &[72, 21, 76, 21, 80, 140, 21, 84, 172, 21, 88, 204, 21], Y111),
    Encoding::new(132, &[73, 20, 77, 20, 209, 148, 20, 213, 180, 20, 217, 212, 20], Y111),
    Encoding::new(132, &[72, 20, 76, 20, 80, 140, 20, 84, 172, 20, 88, 204, 20], Y111),
    Encoding::new(132, &[73, 87, 77, 87, 209, 148, 87, 213, 180, 87, 217, 212, 87], Y111),
    Encoding::new(132, &[72, 87, 76, 87, 80, 140, 87, 84, 172, 87, 88, 204, 87], Y111),
    Encoding::new(132, &[76, 119], Y210), Encoding::new(132, &[72, 119], Y210),
    Encoding::new(0, &[155], Y7), Encoding::new(15, &[9], Y7), Encoding::new(0, &[2], Y23),
    Encoding::new(243, &[174, 2], Y101), Encoding::new(244, &[174, 2], Y101),
    Encoding::new(243, &[174, 3], Y101), Encoding::new(244, &[174, 3], Y101),
    Encoding::new(15, &[48], Y7), Encoding::new(15, &[1, 239], Y7),
    Encoding::new(0, &[198, 248], Y211), Encoding::new(0, &[242], Y7),
    Encoding::new(254, &[15, 192], Y29), Encoding::new(0, &[15, 193], Y16),
    Encoding::new(72, &[15, 193], Y16), Encoding::new(102, &[15, 193], Y16),
    Encoding::new(0, &[199, 248], Y212), Encoding::new(254, &[134, 134], Y213),
    Encoding::new(0, &[144, 144, 135, 135], Y214), Encoding::new(72, &[144, 144, 135, 135], Y214),
    Encoding::new(102, &[144, 144, 135, 135], Y214), Encoding::new(0, &[15, 1, 213], Y7),
    Encoding::new(15, &[1, 208], Y7), Encoding::new(0, &[215], Y7),
    Encoding::new(254, &[52, 128, 6, 48, 50], Y9),
    Encoding::new(0, &[131, 6, 53, 129, 6, 49, 51], Y10), Encoding::new(102, &[87], Y12),
    Encoding::new(15, &[87], Y12), Encoding::new(72, &[131, 6, 53, 129, 6, 49, 51], Y10),
    Encoding::new(102, &[131, 6, 53, 129, 6, 49, 51], Y10), Encoding::new(0, &[243], Y7),
    Encoding::new(0, &[15, 174, 5], Y41), Encoding::new(72, &[15, 174, 5], Y41),
    Encoding::new(0, &[15, 199, 3], Y41), Encoding::new(72, &[15, 199, 3], Y41),
    Encoding::new(0, &[15, 174, 4], Y24), Encoding::new(72, &[15, 174, 4], Y24),
    Encoding::new(0, &[15, 199, 4], Y24), Encoding::new(72, &[15, 199, 4], Y24),
    Encoding::new(0, &[15, 174, 6], Y24), Encoding::new(72, &[15, 174, 6], Y24),
    Encoding::new(0, &[15, 199, 5], Y24), Encoding::new(72, &[15, 199, 5], Y24),
    Encoding::new(15, &[1, 209], Y7), Encoding::new(0, &[15, 1, 214], Y7),
];

/// Moves of special registers and double shifts.
#[rustfmt::skip]
pub(super) static MOVES: [MoveEncoding; 112] = [
    MoveEncoding { op: As(6880), from: 26, third: 1, to: 1, kind: 0, bytes: [14, 0, 0, 0] },
    MoveEncoding { op: As(6880), from: 27, third: 1, to: 1, kind: 0, bytes: [22, 0, 0, 0] },
    MoveEncoding { op: As(6880), from: 28, third: 1, to: 1, kind: 0, bytes: [30, 0, 0, 0] },
    MoveEncoding { op: As(6880), from: 29, third: 1, to: 1, kind: 0, bytes: [6, 0, 0, 0] },
    MoveEncoding { op: As(6880), from: 30, third: 1, to: 1, kind: 0, bytes: [15, 160, 0, 0] },
    MoveEncoding { op: As(6880), from: 31, third: 1, to: 1, kind: 0, bytes: [15, 168, 0, 0] },
    MoveEncoding { op: As(6881), from: 30, third: 1, to: 1, kind: 0, bytes: [15, 160, 0, 0] },
    MoveEncoding { op: As(6881), from: 31, third: 1, to: 1, kind: 0, bytes: [15, 168, 0, 0] },
    MoveEncoding { op: As(6882), from: 26, third: 1, to: 1, kind: 0, bytes: [102, 14, 0, 0] },
    MoveEncoding { op: As(6882), from: 27, third: 1, to: 1, kind: 0, bytes: [102, 22, 0, 0] },
    MoveEncoding { op: As(6882), from: 28, third: 1, to: 1, kind: 0, bytes: [102, 30, 0, 0] },
    MoveEncoding { op: As(6882), from: 29, third: 1, to: 1, kind: 0, bytes: [102, 6, 0, 0] },
    MoveEncoding { op: As(6882), from: 30, third: 1, to: 1, kind: 0, bytes: [102, 15, 160, 0] },
    MoveEncoding { op: As(6882), from: 31, third: 1, to: 1, kind: 0, bytes: [102, 15, 168, 0] },
    MoveEncoding { op: As(6830), from: 1, third: 1, to: 28, kind: 0, bytes: [31, 0, 0, 0] },
    MoveEncoding { op: As(6830), from: 1, third: 1, to: 29, kind: 0, bytes: [7, 0, 0, 0] },
    MoveEncoding { op: As(6830), from: 1, third: 1, to: 27, kind: 0, bytes: [23, 0, 0, 0] },
    MoveEncoding { op: As(6830), from: 1, third: 1, to: 30, kind: 0, bytes: [15, 161, 0, 0] },
    MoveEncoding { op: As(6830), from: 1, third: 1, to: 31, kind: 0, bytes: [15, 169, 0, 0] },
    MoveEncoding { op: As(6831), from: 1, third: 1, to: 30, kind: 0, bytes: [15, 161, 0, 0] },
    MoveEncoding { op: As(6831), from: 1, third: 1, to: 31, kind: 0, bytes: [15, 169, 0, 0] },
    MoveEncoding { op: As(6832), from: 1, third: 1, to: 28, kind: 0, bytes: [102, 31, 0, 0] },
    MoveEncoding { op: As(6832), from: 1, third: 1, to: 29, kind: 0, bytes: [102, 7, 0, 0] },
    MoveEncoding { op: As(6832), from: 1, third: 1, to: 27, kind: 0, bytes: [102, 23, 0, 0] },
    MoveEncoding { op: As(6832), from: 1, third: 1, to: 30, kind: 0, bytes: [102, 15, 161, 0] },
    MoveEncoding { op: As(6832), from: 1, third: 1, to: 31, kind: 0, bytes: [102, 15, 169, 0] },
    MoveEncoding { op: As(6693), from: 29, third: 1, to: 23, kind: 1, bytes: [140, 0, 0, 0] },
    MoveEncoding { op: As(6693), from: 26, third: 1, to: 23, kind: 1, bytes: [140, 1, 0, 0] },
    MoveEncoding { op: As(6693), from: 27, third: 1, to: 23, kind: 1, bytes: [140, 2, 0, 0] },
    MoveEncoding { op: As(6693), from: 28, third: 1, to: 23, kind: 1, bytes: [140, 3, 0, 0] },
    MoveEncoding { op: As(6693), from: 30, third: 1, to: 23, kind: 1, bytes: [140, 4, 0, 0] },
    MoveEncoding { op: As(6693), from: 31, third: 1, to: 23, kind: 1, bytes: [140, 5, 0, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 29, kind: 2, bytes: [142, 0, 0, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 26, kind: 2, bytes: [142, 1, 0, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 27, kind: 2, bytes: [142, 2, 0, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 28, kind: 2, bytes: [142, 3, 0, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 30, kind: 2, bytes: [142, 4, 0, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 31, kind: 2, bytes: [142, 5, 0, 0] },
    MoveEncoding { op: As(6662), from: 37, third: 1, to: 17, kind: 3, bytes: [15, 32, 0, 0] },
    MoveEncoding { op: As(6662), from: 39, third: 1, to: 17, kind: 3, bytes: [15, 32, 2, 0] },
    MoveEncoding { op: As(6662), from: 40, third: 1, to: 17, kind: 3, bytes: [15, 32, 3, 0] },
    MoveEncoding { op: As(6662), from: 41, third: 1, to: 17, kind: 3, bytes: [15, 32, 4, 0] },
    MoveEncoding { op: As(6662), from: 45, third: 1, to: 17, kind: 3, bytes: [15, 32, 8, 0] },
    MoveEncoding { op: As(6679), from: 37, third: 1, to: 17, kind: 3, bytes: [15, 32, 0, 0] },
    MoveEncoding { op: As(6679), from: 39, third: 1, to: 17, kind: 3, bytes: [15, 32, 2, 0] },
    MoveEncoding { op: As(6679), from: 40, third: 1, to: 17, kind: 3, bytes: [15, 32, 3, 0] },
    MoveEncoding { op: As(6679), from: 41, third: 1, to: 17, kind: 3, bytes: [15, 32, 4, 0] },
    MoveEncoding { op: As(6679), from: 45, third: 1, to: 17, kind: 3, bytes: [15, 32, 8, 0] },
    MoveEncoding { op: As(6662), from: 17, third: 1, to: 37, kind: 4, bytes: [15, 34, 0, 0] },
    MoveEncoding { op: As(6662), from: 17, third: 1, to: 39, kind: 4, bytes: [15, 34, 2, 0] },
    MoveEncoding { op: As(6662), from: 17, third: 1, to: 40, kind: 4, bytes: [15, 34, 3, 0] },
    MoveEncoding { op: As(6662), from: 17, third: 1, to: 41, kind: 4, bytes: [15, 34, 4, 0] },
    MoveEncoding { op: As(6662), from: 17, third: 1, to: 45, kind: 4, bytes: [15, 34, 8, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 37, kind: 4, bytes: [15, 34, 0, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 39, kind: 4, bytes: [15, 34, 2, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 40, kind: 4, bytes: [15, 34, 3, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 41, kind: 4, bytes: [15, 34, 4, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 45, kind: 4, bytes: [15, 34, 8, 0] },
    MoveEncoding { op: As(6662), from: 46, third: 1, to: 17, kind: 3, bytes: [15, 33, 0, 0] },
    MoveEncoding { op: As(6662), from: 52, third: 1, to: 17, kind: 3, bytes: [15, 33, 6, 0] },
    MoveEncoding { op: As(6662), from: 53, third: 1, to: 17, kind: 3, bytes: [15, 33, 7, 0] },
    MoveEncoding { op: As(6679), from: 46, third: 1, to: 17, kind: 3, bytes: [15, 33, 0, 0] },
    MoveEncoding { op: As(6679), from: 48, third: 1, to: 17, kind: 3, bytes: [15, 33, 2, 0] },
    MoveEncoding { op: As(6679), from: 49, third: 1, to: 17, kind: 3, bytes: [15, 33, 3, 0] },
    MoveEncoding { op: As(6679), from: 52, third: 1, to: 17, kind: 3, bytes: [15, 33, 6, 0] },
    MoveEncoding { op: As(6679), from: 53, third: 1, to: 17, kind: 3, bytes: [15, 33, 7, 0] },
    MoveEncoding { op: As(6662), from: 17, third: 1, to: 46, kind: 4, bytes: [15, 35, 0, 0] },
    MoveEncoding { op: As(6662), from: 17, third: 1, to: 52, kind: 4, bytes: [15, 35, 6, 0] },
    MoveEncoding { op: As(6662), from: 17, third: 1, to: 53, kind: 4, bytes: [15, 35, 7, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 46, kind: 4, bytes: [15, 35, 0, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 48, kind: 4, bytes: [15, 35, 2, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 49, kind: 4, bytes: [15, 35, 3, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 52, kind: 4, bytes: [15, 35, 6, 0] },
    MoveEncoding { op: As(6679), from: 17, third: 1, to: 53, kind: 4, bytes: [15, 35, 7, 0] },
    MoveEncoding { op: As(6662), from: 60, third: 1, to: 23, kind: 3, bytes: [15, 36, 6, 0] },
    MoveEncoding { op: As(6662), from: 61, third: 1, to: 23, kind: 3, bytes: [15, 36, 7, 0] },
    MoveEncoding { op: As(6662), from: 23, third: 1, to: 60, kind: 4, bytes: [15, 38, 6, 255] },
    MoveEncoding { op: As(6662), from: 23, third: 1, to: 61, kind: 4, bytes: [15, 38, 7, 255] },
    MoveEncoding { op: As(6662), from: 24, third: 1, to: 32, kind: 4, bytes: [15, 1, 2, 0] },
    MoveEncoding { op: As(6662), from: 32, third: 1, to: 24, kind: 3, bytes: [15, 1, 0, 0] },
    MoveEncoding { op: As(6662), from: 24, third: 1, to: 33, kind: 4, bytes: [15, 1, 3, 0] },
    MoveEncoding { op: As(6662), from: 33, third: 1, to: 24, kind: 3, bytes: [15, 1, 1, 0] },
    MoveEncoding { op: As(6679), from: 24, third: 1, to: 32, kind: 4, bytes: [15, 1, 2, 0] },
    MoveEncoding { op: As(6679), from: 32, third: 1, to: 24, kind: 3, bytes: [15, 1, 0, 0] },
    MoveEncoding { op: As(6679), from: 24, third: 1, to: 33, kind: 4, bytes: [15, 1, 3, 0] },
    MoveEncoding { op: As(6679), from: 33, third: 1, to: 24, kind: 3, bytes: [15, 1, 1, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 34, kind: 4, bytes: [15, 0, 2, 0] },
    MoveEncoding { op: As(6693), from: 34, third: 1, to: 23, kind: 3, bytes: [15, 0, 0, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 35, kind: 4, bytes: [15, 1, 6, 0] },
    MoveEncoding { op: As(6693), from: 35, third: 1, to: 23, kind: 3, bytes: [15, 1, 4, 0] },
    MoveEncoding { op: As(6693), from: 23, third: 1, to: 36, kind: 4, bytes: [15, 0, 3, 0] },
    MoveEncoding { op: As(6693), from: 36, third: 1, to: 23, kind: 3, bytes: [15, 0, 1, 0] },
    MoveEncoding { op: As(6978), from: 5, third: 17, to: 23, kind: 6, bytes: [164, 165, 0, 0] },
    MoveEncoding { op: As(6978), from: 13, third: 17, to: 23, kind: 6, bytes: [164, 165, 0, 0] },
    MoveEncoding { op: As(6978), from: 15, third: 17, to: 23, kind: 6, bytes: [164, 165, 0, 0] },
    MoveEncoding { op: As(6984), from: 5, third: 17, to: 23, kind: 6, bytes: [172, 173, 0, 0] },
    MoveEncoding { op: As(6984), from: 13, third: 17, to: 23, kind: 6, bytes: [172, 173, 0, 0] },
    MoveEncoding { op: As(6984), from: 15, third: 17, to: 23, kind: 6, bytes: [172, 173, 0, 0] },
    MoveEncoding { op: As(6979), from: 5, third: 17, to: 23, kind: 6, bytes: [72, 164, 165, 0] },
    MoveEncoding { op: As(6979), from: 13, third: 17, to: 23, kind: 6, bytes: [72, 164, 165, 0] },
    MoveEncoding { op: As(6979), from: 15, third: 17, to: 23, kind: 6, bytes: [72, 164, 165, 0] },
    MoveEncoding { op: As(6985), from: 5, third: 17, to: 23, kind: 6, bytes: [72, 172, 173, 0] },
    MoveEncoding { op: As(6985), from: 13, third: 17, to: 23, kind: 6, bytes: [72, 172, 173, 0] },
    MoveEncoding { op: As(6985), from: 15, third: 17, to: 23, kind: 6, bytes: [72, 172, 173, 0] },
    MoveEncoding { op: As(6980), from: 5, third: 17, to: 23, kind: 6, bytes: [102, 164, 165, 0] },
    MoveEncoding { op: As(6980), from: 13, third: 17, to: 23, kind: 6, bytes: [102, 164, 165, 0] },
    MoveEncoding { op: As(6980), from: 15, third: 17, to: 23, kind: 6, bytes: [102, 164, 165, 0] },
    MoveEncoding { op: As(6986), from: 5, third: 17, to: 23, kind: 6, bytes: [102, 172, 173, 0] },
    MoveEncoding { op: As(6986), from: 13, third: 17, to: 23, kind: 6, bytes: [102, 172, 173, 0] },
    MoveEncoding { op: As(6986), from: 15, third: 17, to: 23, kind: 6, bytes: [102, 172, 173, 0] },
    MoveEncoding { op: As(6662), from: 87, third: 1, to: 17, kind: 7, bytes: [0, 0, 0, 0] },
    MoveEncoding { op: As(6679), from: 87, third: 1, to: 17, kind: 7, bytes: [0, 0, 0, 0] },
];

/// Instructions without effect, by their length.
#[rustfmt::skip]
pub(super) static NOPS: [&[u8]; 9] = [
    &[144], &[102, 144], &[15, 31, 0], &[15, 31, 64, 0], &[15, 31, 68, 0, 0],
    &[102, 15, 31, 68, 0, 0], &[15, 31, 128, 0, 0, 0, 0], &[15, 31, 132, 0, 0, 0, 0, 0],
    &[102, 15, 31, 132, 0, 0, 0, 0, 0],
];

/// Suffixes of opcodes, by number.
#[rustfmt::skip]
pub(super) static SUFFIXES: [&str; 15] = [
    "", "Z", "SAE", "SAE.Z", "RN_SAE", "RZ_SAE", "RD_SAE", "RU_SAE", "RN_SAE.Z", "RZ_SAE.Z",
    "RD_SAE.Z", "RU_SAE.Z", "BCST", "BCST.Z", "<bad suffix>",
];
