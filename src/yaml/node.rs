//! The spanned tree: a YAML document with the place of every key and value, scalars with their text kept.

use crate::diagnostic::Span;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// From its first to behind its last character; for a mapping or list, the whole of it.
    pub span: Span,
}

/// The three shapes of YAML.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text, number, boolean or nothing.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file; keys are unique.
    Mapping(Vec<Pair>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

/// A scalar: the text as written, and whether quotes or block style make it a string whatever it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, unescaped.
    pub text: String,
    /// Without quotes and not a block scalar.
    pub plain: bool,
}

/// What a scalar is by the YAML 1.2 core schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarType {
    /// Empty, `~` or `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number in plain decimal digits, without sign or leading zeros.
    Count(u64),
    /// Any other number: `-1`, `+1`, `017`, `1.10`, `0x2`, `1e20`, `.nan`. Nothing in Milepost takes one.
    OtherNumber,
    /// A string.
    Text,
}

impl Pair {
    /// Whether the keys are equal and the values say the same.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.key == other.key && self.value.says_the_same(&other.value)
    }
}

impl Scalar {
    /// What the text is by the YAML 1.2 core schema; what stands in quotes is always a text.
    pub fn kind(&self) -> ScalarType {
        if !self.plain {
            return ScalarType::Text;
        }
        match self.text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => ScalarType::Null,
            "true" | "True" | "TRUE" => ScalarType::Boolean(true),
            "false" | "False" | "FALSE" => ScalarType::Boolean(false),
            text if is_count(text) => text.parse().map_or(ScalarType::OtherNumber, ScalarType::Count),
            text if is_core_number(text) => ScalarType::OtherNumber,
            _ => ScalarType::Text,
        }
    }
}

/// Plain decimal digits without a leading zero.
fn is_count(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
        && !text.is_empty()
}

/// The integers and floating point numbers of the YAML 1.2 core schema (YAML 1.2.2, section 10.3.2).
fn is_core_number(text: &str) -> bool {
    let digits =
        |text: &str, allowed: fn(&u8) -> bool| !text.is_empty() && text.as_bytes().iter().all(allowed);
    if let Some(octal) = text.strip_prefix("0o") {
        return digits(octal, |byte| (b'0'..=b'7').contains(byte));
    }
    if let Some(hexadecimal) = text.strip_prefix("0x") {
        return digits(hexadecimal, u8::is_ascii_hexdigit);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    // Most texts are words and dates, which end here.
    let rest = unsigned.trim_start_matches(|character: char| character.is_ascii_digit());
    if !rest.is_empty() && !rest.starts_with(['.', 'e', 'E']) {
        return false;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    numeric(whole)
        && numeric(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| digits(exponent, u8::is_ascii_digit))
}

impl Node {
    /// Whether two trees say the same in the same order, wherever and in whatever quotes.
    pub fn says_the_same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(other)) => {
                one.text == other.text && one.kind() == other.kind()
            }
            (Value::Sequence(one), Value::Sequence(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.says_the_same(other))
            }
            (Value::Mapping(one), Value::Mapping(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.says_the_same(other))
            }
            _ => false,
        }
    }

    /// The value of a key, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.pair(key).map(|pair| &pair.value)
    }

    /// A key with its value, where this is a mapping that has it.
    pub fn pair(&self, key: &str) -> Option<&Pair> {
        self.pairs().iter().find(|pair| pair.key == key)
    }

    /// The keys and values of a mapping; none for anything else.
    pub fn pairs(&self) -> &[Pair] {
        match &self.value {
            Value::Mapping(pairs) => pairs,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The node at the end of a path of keys and list positions.
    pub fn at<'a, 'b>(&'a self, mut path: impl Iterator<Item = &'b str>) -> Option<&'a Self> {
        path.try_fold(self, |node, step| match &node.value {
            Value::Mapping(_) => node.get(step),
            Value::Sequence(items) => items.get(step.parse::<usize>().ok()?),
            Value::Scalar(_) => None,
        })
    }

    /// What people call its shape.
    pub fn shape(&self) -> &'static str {
        match &self.value {
            Value::Mapping(_) => "a mapping",
            Value::Sequence(_) => "a list",
            Value::Scalar(scalar) => match scalar.kind() {
                ScalarType::Null => "nothing",
                ScalarType::Boolean(_) => "a boolean",
                ScalarType::Count(_) | ScalarType::OtherNumber => "a number",
                ScalarType::Text => "a text",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> ScalarType {
        Scalar { text: text.to_owned(), plain: true }.kind()
    }

    #[test]
    fn only_plain_decimal_digits_are_a_count() {
        assert_eq!(kind("0"), ScalarType::Count(0));
        assert_eq!(kind("42"), ScalarType::Count(42));
        for other in
            ["2.0", "-1", "+1", "017", "0x2", "0o7", "1e20", ".nan", "-.inf", "1.10", "99999999999999999999"]
        {
            assert_eq!(kind(other), ScalarType::OtherNumber, "{other}");
        }
    }

    #[test]
    fn what_yaml_1_1_read_as_something_else_is_text() {
        for text in ["no", "on", "yes", "1_000", "2027-1-5", "12:30", "1.2.3", "e5", ".", "+", "0x", "v1"] {
            assert_eq!(kind(text), ScalarType::Text, "{text}");
        }
        assert_eq!(Scalar { text: "1.10".to_owned(), plain: false }.kind(), ScalarType::Text);
    }
}
