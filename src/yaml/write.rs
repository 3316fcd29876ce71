//! Values to YAML text that reads back as the same values.

use super::is_forbidden;

/// A text as one YAML scalar on one line: plain where that is safe, otherwise in quotes.
pub fn scalar(text: &str) -> String {
    let written = serde_yaml::to_string(text).unwrap_or_default();
    let written = written.trim_end_matches('\n');
    if written.starts_with(['|', '>'])
        || written.contains('\n')
        || text.starts_with('+')
        || text.contains(is_forbidden)
    {
        quoted(text)
    } else {
        written.to_owned()
    }
}

/// A text in double quotes; JSON's strings are YAML's double-quoted scalars. What a document must not hold is escaped.
pub fn quoted(text: &str) -> String {
    let json = serde_json::Value::String(text.to_owned()).to_string();
    let mut written = String::with_capacity(json.len());
    for character in json.chars() {
        match u32::from(character) {
            _ if !is_forbidden(character) => written.push(character),
            code @ 0..=0xffff => written.push_str(&format!("\\u{code:04x}")),
            code => written.push_str(&format!("\\U{code:08x}")),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::yaml::{parse, read};

    #[test]
    fn what_a_parser_could_mistake_stands_in_quotes() {
        for text in
            ["+1", "0", "no: yes", "# x", "", "~", "1.10", "true", "- x", "a\nb", "2027-01-01 ", "[x", "*x"]
        {
            let line = format!("key: {}\n", scalar(text));
            let tree = parse("f.yaml", &line).tree.expect("a tree");
            let node = tree.get("key").expect("the key");
            assert_eq!(node.text(), Some(text), "{line}");
            assert_eq!(node.shape(), "a text", "{line}");
        }
    }

    #[test]
    fn what_a_document_must_not_hold_is_escaped() {
        assert_eq!(scalar("a\u{202e}b\u{e0041}"), r#""a\u202eb\U000e0041""#);
    }

    proptest! {
        #[test]
        fn every_text_is_fit_for_a_document(text in any::<String>()) {
            let parsed = read("f.yaml", format!("- {}\n", scalar(&text)).as_bytes());
            prop_assert_eq!(&parsed.diagnostics, &[]);
            let tree = parsed.tree.expect("a tree");
            prop_assert_eq!(tree.items()[0].text(), Some(text.as_str()));
        }

        #[test]
        fn every_text_reads_back(text in "\\PC*") {
            let line = format!("- {}\n", scalar(&text));
            let tree = parse("f.yaml", &line).tree.expect("a tree");
            prop_assert_eq!(tree.items()[0].text(), Some(text.as_str()));
        }
    }
}
