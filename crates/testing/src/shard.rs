//! Division of packages into shards (`-shard=i/n`).
//!
//! Shards run on different machines and agree without communication: a test that each of them
//! leaves to another one would never run. So the division depends on nothing but the packages and
//! the given times. A package goes to the shard that its name prefers, while that shard has
//! capacity; so a new package, or another time, moves few others.
//! Counterpart: none.

use std::error;
use std::fmt;

use vamos_base::Digest;

/// Percentage by which a shard may exceed its share before a package goes elsewhere.
const SLACK: u64 = 3;

/// The parts into which the tests of a command are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// The part that is run, from 0.
    pub index: usize,
    /// Number of shards; at least one.
    pub count: usize,
}

/// The value of `-shard` has another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardError;

impl fmt::Display for ShardError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("-shard must be i/n, with i from 1 to n")
    }
}

impl error::Error for ShardError {}

impl Shard {
    /// Parses `2/5`, the second of five parts.
    pub fn parse(text: &str) -> Result<Self, ShardError> {
        let (index, count) = text.split_once('/').ok_or(ShardError)?;
        let number = |text: &str| text.parse::<usize>().map_err(|_| ShardError);
        let (index, count) = (number(index)?, number(count)?);
        if (1..=count).contains(&index) {
            Ok(Self {
                index: index - 1,
                count,
            })
        } else {
            Err(ShardError)
        }
    }
}

/// A package to be tested, and how long that takes, in any unit.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// The import path.
    pub package: &'a str,
    /// The expected time; at least one.
    pub time: u64,
}

/// Returns the shard of each package.
pub fn divide(loads: &[Load<'_>], count: usize) -> Vec<usize> {
    let room = room(loads, count);
    let mut order: Vec<usize> = (0..loads.len()).collect();
    order.sort_by_key(|place| {
        let load = &loads[*place];
        (std::cmp::Reverse(step(load.time)), load.package)
    });
    let mut used = vec![0; count];
    let mut shards = vec![0; loads.len()];
    for place in order {
        let load = &loads[place];
        let mut preferred: Vec<usize> = (0..count).collect();
        preferred.sort_by_key(|shard| preference(load.package, *shard));
        let fits = |shard: &&usize| used[**shard] + load.time <= room;
        let chosen = preferred.iter().find(fits);
        let least = preferred.iter().min_by_key(|shard| used[**shard]);
        let chosen = chosen.or(least).copied().unwrap_or_default();
        used[chosen] += load.time;
        shards[place] = chosen;
    }
    shards
}

/// Returns the time that a shard has capacity for: its share of the remaining time, when each
/// package that alone takes longer than a share has a shard of its own.
fn room(loads: &[Load<'_>], count: usize) -> u64 {
    let mut times: Vec<u64> = loads.iter().map(|load| load.time).collect();
    times.sort_unstable();
    let mut whole: u64 = times.iter().sum();
    let mut left = count as u64;
    while let Some(longest) = times.pop() {
        if left <= 1 || longest <= whole.div_ceil(left) {
            break;
        }
        whole -= longest;
        left -= 1;
    }
    let share = whole.div_ceil(left);
    share + share * SLACK / 100
}

/// Returns the size of a time on a scale with two steps for each doubling: small differences of
/// times do not change the order.
fn step(time: u64) -> u32 {
    let double = time.max(1).ilog2();
    let is_upper_half = double > 0 && time >> (double - 1) & 1 == 1;
    2 * double + u32::from(is_upper_half)
}

/// Returns how much a package prefers a shard; the smallest number first.
fn preference(package: &str, shard: usize) -> [u8; 32] {
    Digest::of(format!("{shard} {package}").as_bytes()).0
}

#[cfg(test)]
mod tests {
    use super::Load;
    use super::Shard;
    use super::ShardError;
    use super::divide;

    /// Returns packages with a realistic distribution of times.
    fn packages(count: u64) -> Vec<(String, u64)> {
        let mut seed = 1_u64;
        let next = |number: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (
                format!("m/p{number}"),
                5 + (1 << (seed >> 60)) + (seed >> 33) % 50,
            )
        };
        (0..count).map(next).collect()
    }

    fn divided(packages: &[(String, u64)], count: usize) -> Vec<usize> {
        let load = |(package, time): &(String, u64)| (package.clone(), *time);
        let owned: Vec<(String, u64)> = packages.iter().map(load).collect();
        let loads: Vec<Load<'_>> = owned
            .iter()
            .map(|(package, time)| Load {
                package,
                time: *time,
            })
            .collect();
        divide(&loads, count)
    }

    #[test]
    fn values_of_the_flag() {
        assert_eq!(Shard::parse("2/5"), Ok(Shard { index: 1, count: 5 }));
        for text in ["", "1", "0/3", "4/3", "1/0", "a/b", "1/2/3", "-1/2"] {
            assert_eq!(Shard::parse(text), Err(ShardError), "{text}");
        }
    }

    #[test]
    fn shards_are_balanced() {
        for count in [1, 2, 3, 7, 16] {
            let packages = packages(200);
            let shards = divided(&packages, count);
            let mut used = vec![0; count];
            for ((_, time), shard) in packages.iter().zip(&shards) {
                used[*shard] += time;
            }
            let whole: u64 = used.iter().sum();
            let longest = packages.iter().map(|(_, time)| *time).max().unwrap();
            let share = whole.div_ceil(count as u64);
            let most = used.iter().copied().max().unwrap();
            assert!(
                most <= (share + share / 20).max(longest),
                "{count}: {used:?}"
            );
        }
    }

    #[test]
    fn the_order_of_packages_does_not_matter() {
        let mut packages = packages(60);
        let shards = divided(&packages, 4);
        packages.reverse();
        let mut reversed = divided(&packages, 4);
        reversed.reverse();
        assert_eq!(shards, reversed);
    }

    #[test]
    fn small_changes_move_few_packages() {
        let before = packages(200);
        let shards = divided(&before, 5);
        let moved = |after: &[(String, u64)], shards_after: &[usize]| {
            let pairs = before.iter().zip(&shards);
            pairs
                .filter(|((package, _), shard)| {
                    let at = after.iter().position(|(other, _)| other == package);
                    at.is_some_and(|at| shards_after[at] != **shard)
                })
                .count()
        };
        let mut with_new = before.clone();
        with_new.insert(100, ("m/new".to_owned(), 40));
        let count = moved(&with_new, &divided(&with_new, 5));
        assert!(count <= 20, "{count} of 200 moved");
        let mut slower = before.clone();
        for (_, time) in &mut slower {
            *time += *time / 50;
        }
        let count = moved(&slower, &divided(&slower, 5));
        assert!(count <= 20, "{count} of 200 moved");
    }
}
