//! Values to YAML text that reads back as the same values.

/// A text as one YAML scalar on one line: plain where that is safe, otherwise in quotes.
pub fn scalar(text: &str) -> String {
    let written = serde_yaml::to_string(text).unwrap_or_default();
    let written = written.trim_end_matches('\n');
    if written.starts_with(['|', '>']) || written.contains('\n') || text.starts_with('+') {
        quoted(text)
    } else {
        written.to_owned()
    }
}

/// A text in double quotes; JSON's strings are YAML's double-quoted scalars.
pub fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::yaml::parse;

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

    proptest! {
        #[test]
        fn every_text_reads_back(text in "\\PC*") {
            let line = format!("- {}\n", scalar(&text));
            let tree = parse("f.yaml", &line).tree.expect("a tree");
            prop_assert_eq!(tree.items()[0].text(), Some(text.as_str()));
        }
    }
}
