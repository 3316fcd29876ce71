//! Exact fractions and the thresholds that policies write with them: `> 1/2 of present`, `<= 1/2`.
//!
//! No floating point anywhere: 7 of 14 is not more than one half, and 2 of 3 is at least two thirds (threat T46).

use std::fmt;

/// A fraction between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    /// At most `denominator`.
    pub numerator: u32,
    /// At least 1.
    pub denominator: u32,
}

/// What a share is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// All voting seats, less the recused.
    Seats,
    /// The voting seats that are present, less the recused.
    Present,
    /// The votes `+1` and `-1`.
    Cast,
}

/// A share that has to be reached: `>= 2/3 of seats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Threshold {
    /// Whether the exact share is not enough (`>`), or is (`>=`).
    pub more_than: bool,
    /// The share.
    pub fraction: Fraction,
    /// Of what.
    pub base: Base,
}

/// A share that must not be exceeded: `<= 1/2`, or `< 1/2` where the exact share is too much already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    /// Whether the exact share is too much (`<`).
    pub less_than: bool,
    /// The share.
    pub fraction: Fraction,
}

impl Fraction {
    fn parse(text: &str) -> Option<Self> {
        let (numerator, denominator) = text.split_once('/')?;
        let fraction = Self { numerator: count(numerator)?, denominator: count(denominator)? };
        (fraction.denominator > 0 && fraction.numerator <= fraction.denominator).then_some(fraction)
    }

    /// Compares `part` of `whole` with this fraction, exactly.
    fn compare(self, part: usize, whole: usize) -> std::cmp::Ordering {
        let left = part as u128 * u128::from(self.denominator);
        let right = whole as u128 * u128::from(self.numerator);
        left.cmp(&right)
    }
}

/// Plain decimal digits without a sign or leading zero, at most six of them.
fn count(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    (plain && (text == "0" || !text.starts_with('0'))).then(|| text.parse().ok()).flatten()
}

impl Base {
    const ALL: [Self; 3] = [Self::Seats, Self::Present, Self::Cast];

    /// The word in the policy.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seats => "seats",
            Self::Present => "present",
            Self::Cast => "cast",
        }
    }
}

impl Threshold {
    /// Reads `> 1/2 of present`, `>= 2/3 of seats`; the error says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| {
            format!(
                "`{text}` is not a threshold; write a comparison, a fraction up to 1/1 and its base, \
                 such as `> 1/2 of present`, `>= 2/3 of seats` or `> 1/2 of cast`"
            )
        })
    }

    fn read(text: &str) -> Option<Self> {
        let (comparison, rest) = text.split_once(' ')?;
        let more_than = match comparison {
            ">" => true,
            ">=" => false,
            _ => return None,
        };
        let (fraction, base) = rest.split_once(" of ")?;
        let fraction = Fraction::parse(fraction)?;
        let base = Base::ALL.into_iter().find(|candidate| candidate.name() == base)?;
        Some(Self { more_than, fraction, base })
    }

    /// Whether `part` of `whole` reaches it. Nothing of nothing reaches no threshold.
    pub fn is_met(self, part: usize, whole: usize) -> bool {
        if whole == 0 {
            return false;
        }
        match self.fraction.compare(part, whole) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => !self.more_than,
            std::cmp::Ordering::Less => false,
        }
    }

    /// The share in words: `more than 1/2 of the seats`.
    pub fn in_words(self) -> String {
        let of = match self.base {
            Base::Seats => "of the seats",
            Base::Present => "of those present",
            Base::Cast => "of the votes cast",
        };
        let is_whole = self.fraction.numerator == self.fraction.denominator;
        match self.more_than {
            false if is_whole => format!("all {of}"),
            false => format!("at least {} {of}", self.fraction),
            true => format!("more than {} {of}", self.fraction),
        }
    }

    /// The smallest part of `whole` that reaches it; none where not even all of it does.
    pub fn least(self, whole: usize) -> Option<usize> {
        (0..=whole).find(|part| self.is_met(*part, whole))
    }
}

impl Limit {
    /// Reads `<= 1/2` or `< 1/2`; `none` is the absence of a limit.
    pub fn parse(text: &str) -> Result<Option<Self>, String> {
        if text == "none" {
            return Ok(None);
        }
        Self::read(text)
            .map(Some)
            .ok_or_else(|| format!("`{text}` is not a limit; write `none` or a share such as `<= 1/2`"))
    }

    fn read(text: &str) -> Option<Self> {
        let (comparison, fraction) = text.split_once(' ')?;
        let less_than = match comparison {
            "<" => true,
            "<=" => false,
            _ => return None,
        };
        Some(Self { less_than, fraction: Fraction::parse(fraction)? })
    }

    /// Whether `part` of `whole` keeps to it.
    pub fn is_kept(self, part: usize, whole: usize) -> bool {
        match self.fraction.compare(part, whole) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => !self.less_than,
            std::cmp::Ordering::Greater => false,
        }
    }

    /// The largest part of `whole` that keeps to it.
    pub fn most(self, whole: usize) -> usize {
        (0..=whole).rev().find(|part| self.is_kept(*part, whole)).unwrap_or(0)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.numerator, self.denominator)
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comparison = if self.more_than { ">" } else { ">=" };
        write!(formatter, "{comparison} {} of {}", self.fraction, self.base.name())
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", if self.less_than { "<" } else { "<=" }, self.fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(text: &str, part: usize, whole: usize) -> bool {
        Threshold::parse(text).expect(text).is_met(part, whole)
    }

    #[test]
    fn halves_and_thirds_are_exact() {
        assert!(!met("> 1/2 of seats", 7, 14));
        assert!(met("> 1/2 of seats", 8, 14));
        assert!(met(">= 1/2 of seats", 7, 14));
        assert!(met(">= 2/3 of seats", 2, 3));
        assert!(!met(">= 2/3 of seats", 66, 100));
        assert!(met(">= 2/3 of seats", 67, 100));
        assert!(!met("> 2/3 of seats", 2, 3));
    }

    #[test]
    fn nothing_of_nothing_is_never_enough() {
        assert!(!met(">= 1/2 of present", 0, 0));
        assert!(!met(">= 0/1 of present", 0, 0));
    }

    #[test]
    fn only_one_way_to_write_it() {
        for text in [
            "66.67%",
            "> 0.5 of seats",
            "> 1/2",
            "=> 1/2 of seats",
            "> 3/2 of seats",
            "> 1/0 of seats",
            "> 01/2 of seats",
            "> 1/2 of  seats",
            ">1/2 of seats",
            "> -1/2 of seats",
            "> 1/2 of members",
            "",
        ] {
            assert!(Threshold::parse(text).is_err(), "{text}");
        }
        for text in ["> 1/2 of present", ">= 2/3 of seats", "> 1/2 of cast"] {
            assert_eq!(Threshold::parse(text).expect(text).to_string(), text);
        }
    }

    #[test]
    fn a_limit_is_kept_up_to_its_share() {
        let limit = Limit::parse("<= 1/2").expect("a limit").expect("not none");
        assert!(limit.is_kept(2, 4) && !limit.is_kept(3, 4));
        assert_eq!(limit.most(5), 2);
        assert_eq!(Limit::parse("none"), Ok(None));
        assert!(Limit::parse("50%").is_err());
    }

    #[test]
    fn the_least_part_is_the_boundary() {
        assert_eq!(Threshold::parse("> 1/2 of seats").expect("a threshold").least(14), Some(8));
        assert_eq!(Threshold::parse("> 1/1 of seats").expect("a threshold").least(3), None);
    }

    #[test]
    fn a_threshold_can_be_said_in_words() {
        for (text, words) in [
            ("> 1/2 of seats", "more than 1/2 of the seats"),
            (">= 2/3 of seats", "at least 2/3 of the seats"),
            (">= 1/1 of seats", "all of the seats"),
            ("> 1/2 of present", "more than 1/2 of those present"),
            ("> 1/2 of cast", "more than 1/2 of the votes cast"),
        ] {
            assert_eq!(Threshold::parse(text).expect(text).in_words(), words);
        }
    }
}
