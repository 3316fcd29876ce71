//! Values to YAML text that reads back as the same values.

use super::characters::is_plain;

/// A text as one YAML scalar on one line: plain where that is safe, otherwise in quotes.
pub fn scalar(text: &str) -> String {
    let written = serde_yaml::to_string(text).unwrap_or_default();
    let written = written.trim_end_matches('\n');
    let one_line = !written.starts_with(['|', '>']) && !written.contains('\n');
    if !one_line || text.starts_with('+') || !text.chars().all(is_plain) {
        quoted(text)
    } else {
        written.to_owned()
    }
}

/// A text in double quotes; JSON's strings are YAML's double-quoted scalars. What a document may not hold is escaped.
pub fn quoted(text: &str) -> String {
    let json = serde_json::Value::String(text.to_owned()).to_string();
    json.chars()
        .map(|character| match u32::from(character) {
            _ if is_plain(character) => character.to_string(),
            code @ ..=0xffff => format!("\\u{code:04x}"),
            code => format!("\\U{code:08x}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::yaml::parse;

    #[test]
    fn what_a_parser_could_mistake_stands_in_quotes() {
        for text in [
            "+1",
            "0",
            "a\u{2028}b",
            "a\u{e0001}b",
            "no: yes",
            "# x",
            "",
            "~",
            "1.10",
            "true",
            "- x",
            "a\nb",
            "2027-01-01 ",
            "[x",
            "*x",
        ] {
            let line = format!("key: {}\n", scalar(text));
            let tree = parse("f.yaml", &line).tree.expect("a tree");
            let node = tree.get("key").expect("the key");
            assert_eq!(node.text(), Some(text), "{line}");
            assert_eq!(node.shape(), "a text", "{line}");
        }
    }

    proptest! {
        #[test]
        fn every_text_reads_back(text in "\\PC*") {
            let line = format!("- {}\n", scalar(&text));
            let tree = parse("f.yaml", &line).tree.expect("a tree");
            prop_assert_eq!(tree.items()[0].text(), Some(text.as_str()));
            prop_assert!(crate::yaml::character_problems("f.yaml", &line).is_empty());
        }
    }
}
