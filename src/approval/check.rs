//! One thing that a rule of the policy asks for, and what was found: a line of an explanation.

use crate::threshold::{Base, Threshold};

/// One thing that a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is about: `votes`, `quorum`, `window`, `sponsors`, `objections`, `release managers`.
    pub what: &'static str,
    /// What the rule asks for, as the policy writes it.
    pub asked: String,
    /// What there is.
    pub found: String,
    /// Whether that is enough.
    pub is_met: bool,
}

impl Check {
    /// A share, with the whole numbers that decide: no rounding hides in them.
    pub(super) fn share(
        what: &'static str,
        asked: Threshold,
        (part, whole): (usize, usize),
        is_met: bool,
    ) -> Self {
        let of = match asked.base {
            Base::Seats => "seats",
            Base::Present => "seats present",
            Base::Cast => "votes cast",
        };
        let it_takes = match asked.least(whole) {
            Some(least) => format!("; it takes {}", least.max(1)),
            None => String::new(),
        };
        let fraction = asked.fraction;
        let left = part as u128 * u128::from(fraction.denominator);
        let right = whole as u128 * u128::from(fraction.numerator);
        let sign = match left.cmp(&right) {
            std::cmp::Ordering::Less => "<",
            std::cmp::Ordering::Equal => "=",
            std::cmp::Ordering::Greater => ">",
        };
        let found = format!(
            "{part} of {whole} {of}{it_takes} ({part}/{whole} {sign} {fraction}, since {part} × {} = {left} and \
             {whole} × {} = {right})",
            fraction.denominator, fraction.numerator
        );
        Self { what, asked: asked.to_string(), found, is_met }
    }

    /// So many of something.
    pub(super) fn count(what: &'static str, have: usize, needed: usize) -> Self {
        Self { what, asked: format!("{needed}"), found: format!("{have} in favour"), is_met: have >= needed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_shows_the_numbers_that_decide() {
        let half = Threshold::parse("> 1/2 of seats").unwrap();
        let check = Check::share("votes", half, (7, 14), false);
        assert_eq!(check.found, "7 of 14 seats; it takes 8 (7/14 = 1/2, since 7 × 2 = 14 and 14 × 1 = 14)");
        let thirds = Threshold::parse(">= 2/3 of cast").unwrap();
        assert!(
            Check::share("votes", thirds, (2, 3), true).found.starts_with("2 of 3 votes cast; it takes 2")
        );
    }
}
