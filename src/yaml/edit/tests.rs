//! Before and after of every edit, and that nothing but the edited value ever changes.

use proptest::prelude::*;

use super::{Content, EditError, Editor, Setting, lines};
use crate::yaml::{Node, Value, parse, read};

fn path(path: &str) -> Vec<&str> {
    path.split('.').filter(|step| !step.is_empty()).collect()
}

fn edited(before: &str, edit: impl FnOnce(&mut Editor) -> Result<(), EditError>) -> String {
    let mut editor = Editor::new(before).expect("a document");
    edit(&mut editor).unwrap_or_else(|error| panic!("{before:?}: {error}"));
    editor.finish()
}

fn replaced(before: &str, at: &str, value: impl Into<Content>) -> String {
    edited(before, |editor| editor.replace(&path(at), value))
}

fn set(before: &str, at: &str, key: &str, value: impl Into<Content>, after: Option<&str>) -> String {
    edited(before, |editor| editor.set(&path(at), key, value, after))
}

fn removed(before: &str, at: &str, key: &str) -> String {
    edited(before, |editor| editor.remove(&path(at), key))
}

fn appended(before: &str, at: &str, value: impl Into<Content>) -> String {
    edited(before, |editor| editor.append(&path(at), value))
}

fn vote() -> Content {
    Content::Mapping(vec![("voter".to_owned(), "bob".into()), ("vote".to_owned(), "+1".into())])
}

#[test]
fn a_value_is_replaced_in_its_own_quotes() {
    for (before, value, after) in [
        ("a: old\n", "new", "a: new\n"),
        ("a: 'old'\n", "it's", "a: 'it''s'\n"),
        ("a: \"old\"\n", "new \"x\"", "a: \"new \\\"x\\\"\"\n"),
        ("a: old\n", "1", "a: \"1\"\n"),
        ("a: old\n", "no: way", "a: \"no: way\"\n"),
        ("a: 'old'\n", "two\nlines", "a: \"two\\nlines\"\n"),
        ("a: 2027-03-25\n", "2027-W12", "a: 2027-W12\n"),
        ("a: 2027-03-25\n", "2027-03-25T12:00[AoE]", "a: 2027-03-25T12:00[AoE]\n"),
        ("{a: 2027-03-25}\n", "2027-03-25T12:00[AoE]", "{a: \"2027-03-25T12:00[AoE]\"}\n"),
        ("{a: x, b: 1}\n", "y, z", "{a: \"y, z\", b: 1}\n"),
        ("{a: x}\n", "y\nz", "{a: \"y\\nz\"}\n"),
        ("a: old\n  text # c\nb: 1\n", "new", "a: new # c\nb: 1\n"),
        ("a: \"old\n  text\" # c\n", "new", "a: \"new\" # c\n"),
        ("a:\n  old # c\n", "new", "a:\n  new # c\n"),
        ("a: old", "new", "a: new"),
        ("a: old\r\nb: 1\r\n", "new", "a: new\r\nb: 1\r\n"),
        ("# 花子 é\nb: ü\na: \"ö\" # 花\n", "new", "# 花子 é\nb: ü\na: \"new\" # 花\n"),
        ("? a\n", "x", "?"),
    ] {
        if after == "?" {
            let refused = Editor::new(before).expect("a document").replace(&["a"], value);
            assert_eq!(refused, Err(EditError::ChangesMore("a".to_owned())), "{before:?}");
        } else {
            assert_eq!(replaced(before, "a", value), after, "{before:?}");
        }
    }
}

fn setting(at: &str, key: &str, value: &str, after: Option<&str>) -> Setting {
    let path = path(at).into_iter().map(str::to_owned).collect();
    Setting { path, key: key.to_owned(), content: value.into(), after: after.map(str::to_owned) }
}

#[test]
fn values_that_are_set_together_are_as_if_set_one_by_one() {
    let values: Vec<(&str, &str, &str, Option<&str>)> = vec![
        ("l.0", "date", "new", None),
        ("l.1", "date", "new, too", Some("id")),
        ("l.2", "date", "new\nand long", Some("id")),
        ("l.2", "reason", "snow", Some("id")),
        ("l.0", "reason", "snow # x", Some("date")),
        ("l.0", "note", "x", Some("reason")),
        ("", "end", "y", None),
    ];
    for before in [
        "l:\n  - {id: a, date: old} # c\n  - {id: b} # d\n  - id: c # e\n    date: 'old'   # f\n",
        "l: [{id: a, date: 'old'}, {id: b}, {id: c, date: old}] # c\n",
        "l:\r\n- id: a # x\r\n  date: old # c\r\n- id: b\r\n- {id: c}\r\n",
    ] {
        let one_by_one = edited(before, |editor| {
            values.iter().try_for_each(|(at, key, value, after)| editor.set(&path(at), key, *value, *after))
        });
        let settings: Vec<Setting> =
            values.iter().map(|(at, key, value, after)| setting(at, key, value, *after)).collect();
        let together = edited(before, |editor| editor.set_all(&settings).map_err(|(_, error)| error));
        assert_eq!(together, one_by_one, "{before:?}");
    }
}

#[test]
fn of_values_that_are_set_together_none_is_where_one_cannot_be() {
    let before = "a: {x: 1}\nb: {x: 1}\nc: 1\nd: {x: 1}\n";
    let mut editor = Editor::new(before).expect("a document");
    let settings = ["a", "b", "c", "d"].map(|at| setting(at, "x", "2", None));
    let error = editor.set_all(&settings).expect_err("`c` is no mapping");
    assert!(matches!(error, (2, EditError::Shape { .. })), "{error:?}");
    assert_eq!(editor.text(), before);
    assert_eq!(editor.set_all(&[]), Ok(()));
}

#[test]
fn a_comment_stays_in_its_column_where_there_is_room() {
    for (before, value, after) in [
        ("a: 2027-03-25   # c\n", "tbd", "a: tbd          # c\n"),
        ("a: tbd          # c\n", "2027-03-25", "a: 2027-03-25   # c\n"),
        ("a: tbd   # c\n", "2027-03-25", "a: 2027-03-25 # c\n"),
        ("a: tbd\t# c\n", "2027-03-25", "a: 2027-03-25\t# c\n"),
        ("a: tbd     # tab\there \"it's\n", "x", "a: x       # tab\there \"it's\n"),
        ("a: 花     # c\n", "xy", "a: xy     # c\n"),
        ("{a: 1.2, b: 'x # y', c: it's}  # c\n", "1.2.3", "{a: 1.2.3, b: 'x # y', c: it's} # c\n"),
        ("a:       # c\nb: 1\n", "x", "a: x     # c\nb: 1\n"),
        ("a: ''    # c\r\nb: 1\r\n", "x", "a: 'x'   # c\r\nb: 1\r\n"),
        ("{a: x, b: \"\\\" # y\"}  # c\n", "long", "{a: long, b: \"\\\" # y\"} # c\n"),
    ] {
        assert_eq!(replaced(before, "a", value), after, "{before:?}");
    }
}

#[test]
fn an_empty_value_is_filled() {
    for (before, at, after) in [
        ("a:\nb: 1\n", "a", "a: x\nb: 1\n"),
        ("a: \nb: 1\n", "a", "a: x\nb: 1\n"),
        ("a:", "a", "a: x"),
        ("{a: , b: 1}\n", "a", "{a: x, b: 1}\n"),
        ("{b: 1, a}\n", "a", "{b: 1, a: x}\n"),
        ("{a:}\n", "a", "{a: x}\n"),
        ("l:\n- \n-   # c\n- z\n", "l.0", "l:\n- x\n-   # c\n- z\n"),
        ("l:\n- \n-   # c\n- z\n", "l.1", "l:\n- \n- x # c\n- z\n"),
        ("a: null # c\n", "a", "a: x    # c\n"),
        ("a: ~\n", "a", "a: x\n"),
    ] {
        assert_eq!(replaced(before, at, "x"), after, "{before:?}");
    }
}

#[test]
fn numbers_truths_and_lists_are_values_too() {
    assert_eq!(replaced("process: 1 # c\n", "process", 2), "process: 2 # c\n");
    assert_eq!(replaced("a: 1\n", "a", true), "a: true\n");
    assert_eq!(replaced("a: \"1\"\n", "a", 1), "a: 1\n");
    assert_eq!(
        replaced("a: 1 # c\nb: 2\n", "a", Content::List(vec![vote()])),
        "a:   # c\n  - voter: bob\n    vote: \"+1\"\nb: 2\n"
    );
    assert_eq!(replaced("a: 1\n", "a", Content::List(Vec::new())), "a: []\n");
    assert_eq!(replaced("{a: 1}\n", "a", vote()), "{a: {voter: bob, vote: \"+1\"}}\n");
}

#[test]
fn a_text_of_several_lines_is_a_block_where_that_is_possible() {
    let signature = "-----BEGIN-----\nabc\n\nx # y\n-----END-----\n";
    let block = "|\n  -----BEGIN-----\n  abc\n\n  x # y\n  -----END-----\n";
    assert_eq!(set("a: 1\nz: 2\n", "", "s", signature, Some("a")), format!("a: 1\ns: {block}z: 2\n"));
    assert_eq!(set("a: 1\n", "", "s", signature, None), format!("a: 1\ns: {block}"));
    assert_eq!(set("a: 1", "", "s", "x\ny", None), "a: 1\ns: |-\n  x\n  y");
    assert_eq!(replaced("s: |  # c\n  old\n\nz: 1\n", "s", "x\ny\n"), "s: |  # c\n  x\n  y\n\nz: 1\n");
    assert_eq!(replaced("s: |-  # c\n  old\nz: 1\n", "s", "x\ny\n"), "s: |   # c\n  x\n  y\nz: 1\n");
    assert_eq!(replaced("s: |2+\n   old\n\n\nz: 1\n", "s", "x\ny\n"), "s: |\n  x\n  y\nz: 1\n");
    assert_eq!(replaced("s: >\n  old\nz: 1\n", "s", "new"), "s: new\nz: 1\n");
    assert_eq!(replaced("s: |\nz: 1\n", "s", "x\ny\n"), "s: |\n  x\n  y\nz: 1\n");
    assert_eq!(replaced("s: old # c\nz: 1\n", "s", "x\ny\n"), "s: |   # c\n  x\n  y\nz: 1\n");
    assert_eq!(
        replaced("l:\r\n- s: old\r\n  t: 1\r\n", "l.0.s", "x\ny\n"),
        "l:\r\n- s: |\r\n    x\r\n    y\r\n  t: 1\r\n"
    );
    assert_eq!(replaced("a: old\n    # deep\n", "a", "x\ny\n"), "a: \"x\\ny\\n\"\n    # deep\n");
    for odd in ["x\n\n", "\nx\n", " x\ny\n", "\n", "x\u{202e}\ny", "x \ny\n", ":\n "] {
        let text = replaced("a: old\n", "a", odd);
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn a_key_is_inserted_behind_another_in_a_block() {
    for (before, at, after_key, after) in [
        ("a: 1 # c\n# about b\nb: 2\n", "", Some("a"), "a: 1 # c\nk: v\n# about b\nb: 2\n"),
        ("a: 1\nb: 2\n# end\n", "", None, "a: 1\nb: 2\nk: v\n# end\n"),
        ("a: 1\nb: 2", "", None, "a: 1\nb: 2\nk: v"),
        ("a: |\n  x\n  y\n\nb: 2\n", "", Some("a"), "a: |\n  x\n  y\nk: v\n\nb: 2\n"),
        ("a: x\n  y\n  z\nb: 2\n", "", Some("a"), "a: x\n  y\n  z\nk: v\nb: 2\n"),
        ("a:\n  - x\n  # of a\nb: 2\n", "", Some("a"), "a:\n  - x\n  # of a\nk: v\nb: 2\n"),
        ("a:\n- x\n- y: 1\nb: 2\n", "", Some("a"), "a:\n- x\n- y: 1\nk: v\nb: 2\n"),
        ("a: # c\nb: 2\n", "", Some("a"), "a: # c\nk: v\nb: 2\n"),
        ("a: {x: 1,\n  y: 2} # c\nb: 2\n", "", Some("a"), "a: {x: 1,\n  y: 2} # c\nk: v\nb: 2\n"),
        ("l:\n  - id: ga # c\n  - id: rc\n", "l.0", None, "l:\n  - id: ga # c\n    k: v\n  - id: rc\n"),
        ("l:\n  - id: ga\n    date: x\n", "l.0", Some("id"), "l:\n  - id: ga\n    k: v\n    date: x\n"),
        ("l:\n-   - id: ga\n", "l.0.0", None, "l:\n-   - id: ga\n      k: v\n"),
        ("l:\n  -\n    id: ga\n", "l.0", None, "l:\n  -\n    id: ga\n    k: v\n"),
        ("a: 1\r\nb: 2\r\n", "", Some("a"), "a: 1\r\nk: v\r\nb: 2\r\n"),
        ("'a': \"x\" # \"c\nb: 2\n", "", Some("a"), "'a': \"x\" # \"c\nk: v\nb: 2\n"),
        ("---\na: 1\n...\n", "", None, "---\na: 1\nk: v\n...\n"),
    ] {
        assert_eq!(set(before, at, "k", "v", after_key), after, "{before:?}");
    }
}

#[test]
fn a_key_is_inserted_behind_another_between_braces() {
    for (before, at, after_key, after) in [
        ("{a: 1, b: 2}\n", "", None, "{a: 1, b: 2, k: v}\n"),
        ("{a: 1, b: 2}\n", "", Some("a"), "{a: 1, k: v, b: 2}\n"),
        ("{ a: 1, b: 2 }\n", "", None, "{ a: 1, b: 2, k: v }\n"),
        ("{a: 1, b: 2, }\n", "", None, "{a: 1, b: 2, k: v, }\n"),
        ("x: {}\n", "x", None, "x: {k: v}\n"),
        ("- {id: x, date: y}      # c\n- {id: z}\n", "0", None, "- {id: x, date: y, k: v} # c\n- {id: z}\n"),
        ("{a: , b}\n", "", None, "{a: , b, k: v}\n"),
        ("{a: , b}\n", "", Some("a"), "{a:, k: v , b}\n"),
        ("x: {a: {b: 1}, c: [1]}\n", "x", None, "x: {a: {b: 1}, c: [1], k: v}\n"),
        ("x: {a: {b: 1}, c: [1]}\n", "x.a", None, "x: {a: {b: 1, k: v}, c: [1]}\n"),
        ("x: {\n  a: 1,\n  b: 2 # c\n}\n", "x", None, "x: {\n  a: 1,\n  b: 2, # c\n  k: v\n}\n"),
        ("x: {\n  a: 1, # c\n  b: 2,\n}\n", "x", None, "x: {\n  a: 1, # c\n  b: 2,\n  k: v,\n}\n"),
        ("x: {\n  a: 1, # c\n  b: 2\n}\n", "x", Some("a"), "x: {\n  a: 1, # c\n  k: v,\n  b: 2\n}\n"),
        ("x: {a: 1,\n    b: 2}\n", "x", None, "x: {a: 1,\n    b: 2,\n    k: v}\n"),
        ("x: {a: 1, b: 2,\n  c: 3}\n", "x", None, "x: {a: 1, b: 2,\n  c: 3, k: v}\n"),
        ("x: {a: 'é # }'} # c\r\n", "x", None, "x: {a: 'é # }', k: v} # c\r\n"),
    ] {
        assert_eq!(set(before, at, "k", "v", after_key), after, "{before:?}");
    }
    assert_eq!(set("{a: 1}\n", "", "k", "x\ny\n", None), "{a: 1, k: \"x\\ny\\n\"}\n");
    assert_eq!(set("a: 1\n", "", "a", "x", None), "a: x\n");
}

#[test]
fn a_key_is_removed_with_the_comment_behind_it() {
    for (before, at, key, after) in [
        ("a: 1 # c\n# about b\nb: 2\n", "", "a", "# about b\nb: 2\n"),
        ("a: 1\nb: |\n  x\n\nc: 2\n", "", "b", "a: 1\n\nc: 2\n"),
        ("a: 1\nb: 2", "", "b", "a: 1"),
        ("a: 1\r\nb: 2", "", "b", "a: 1"),
        ("a: |\n  x\nb: |-\n  y\n   \nc: 2\n", "", "b", "a: |\n  x\nc: 2\n"),
        ("l:\n- id: x # c\n  b: 1\n", "l.0", "id", "l:\n- b: 1\n"),
        ("l:\n- id: x\n  # about b\n  b: 1\n", "l.0", "id", "l:\n- # about b\n  b: 1\n"),
        ("l:\n- id: x\n  b: 1\n- y\n", "l.0", "b", "l:\n- id: x\n- y\n"),
        ("{a: 1, b: 2}  # c\n", "", "a", "{b: 2}        # c\n"),
        ("{a: 1, b: 2}\n", "", "b", "{a: 1}\n"),
        ("{a: 1}\n", "", "a", "{}\n"),
        ("{a: 1, b: 2, }\n", "", "b", "{a: 1, }\n"),
        ("x: {\n  a: 1, # c\n  b: 2, # d\n}\n", "x", "a", "x: {\n  b: 2, # d\n}\n"),
        ("x: {\n  a: 1, # c\n  b: 2 # d\n}\n", "x", "b", "x: {\n  a: 1  # c\n}\n"),
        ("x: {a: 1,\n  b: 2}\n", "x", "b", "x: {a: 1}\n"),
    ] {
        assert_eq!(removed(before, at, key), after, "{before:?}");
    }
    let only = Editor::new("a: 1\n").expect("a document").remove(&[], "a");
    assert_eq!(only, Err(EditError::OnlyKey("a".to_owned())));
}

#[test]
fn an_item_is_appended_in_the_style_of_those_before_it() {
    for (before, value, after) in [
        ("l: [a, b] # c\nz: 1\n", Content::from("x"), "l: [a, b, x] # c\nz: 1\n"),
        ("l: []\n", "x".into(), "l: [x]\n"),
        ("l: []\n", vote(), "l: [{voter: bob, vote: \"+1\"}]\n"),
        ("l: [\n  a, # c\n  b\n]\n", "x".into(), "l: [\n  a, # c\n  b,\n  x\n]\n"),
        ("l:\n- a # c\n- b # d\nz: 1\n", "x".into(), "l:\n- a # c\n- b # d\n- x\nz: 1\n"),
        ("l:\n  - a\n  # end\nz: 1\n", "x".into(), "l:\n  - a\n  - x\n  # end\nz: 1\n"),
        ("l:\n  - {a: 1}\n\nz: 1\n", vote(), "l:\n  - {a: 1}\n  - {voter: bob, vote: \"+1\"}\n\nz: 1\n"),
        ("l:\n  - a: 1\n    b: 2", vote(), "l:\n  - a: 1\n    b: 2\n  - voter: bob\n    vote: \"+1\""),
        ("l:\r\n  - a\r\n", "x\ny\n".into(), "l:\r\n  - a\r\n  - |\r\n    x\r\n    y\r\n"),
        ("l:\n- a\n- \nz: 1\n", "x".into(), "l:\n- a\n- \n- x\nz: 1\n"),
    ] {
        assert_eq!(appended(before, "l", value), after, "{before:?}");
    }
    let signed =
        Content::Mapping(vec![("voter".into(), "bob".into()), ("signature".into(), "x\ny\n".into())]);
    assert_eq!(
        appended("l:\n  - voter: eve\n", "l", signed.clone()),
        "l:\n  - voter: eve\n  - voter: bob\n    signature: |\n      x\n      y\n"
    );
    assert_eq!(
        appended("l:\n  - {voter: eve}\n", "l", signed),
        "l:\n  - {voter: eve}\n  - {voter: bob, signature: \"x\\ny\\n\"}\n"
    );
}

#[test]
fn edits_follow_each_other_on_the_same_text() {
    let schedule = "milestones:\n  - {id: ff, date: 2027-03-25}      # kickoff + 10 weeks\n  - {id: ga, date: 2027-07-08}      # kickoff + 25 weeks\n";
    let mut editor = Editor::new(schedule).expect("a document");
    editor.replace(&["milestones", "0", "date"], "2027-04-08").expect("moved");
    editor.set(&["milestones", "0"], "reason", "late", Some("date")).expect("set");
    editor.set(&["milestones", "0"], "note", "x", Some("reason")).expect("set");
    editor.replace(&["milestones", "1", "date"], "tbd").expect("moved");
    assert_eq!(
        editor.finish(),
        "milestones:\n  - {id: ff, date: 2027-04-08, reason: late, note: x} # kickoff + 10 weeks\n  - {id: ga, date: tbd}             # kickoff + 25 weeks\n"
    );
}

#[test]
fn what_cannot_be_edited_is_said_and_the_text_stays() {
    for unreadable in ["", "# c\n", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: [\n", "%YAML 1.2\n---\na: 1\n"] {
        assert!(matches!(Editor::new(unreadable), Err(EditError::Unreadable(_))), "{unreadable:?}");
    }
    let before = "a: {b: [1]}\nl: [x: 1]\n";
    let mut editor = Editor::new(before).expect("a document");
    assert_eq!(editor.replace(&["a", "c"], "x"), Err(EditError::NotFound("a.c".to_owned())));
    assert_eq!(editor.set(&["a"], "k", "x", Some("c")), Err(EditError::NotFound("a.c".to_owned())));
    assert_eq!(editor.remove(&["a"], "c"), Err(EditError::NotFound("a.c".to_owned())));
    assert!(matches!(editor.replace(&["a"], "x"), Err(EditError::Shape { found: "a mapping", .. })));
    assert!(matches!(editor.append(&["a"], "x"), Err(EditError::Shape { found: "a mapping", .. })));
    assert!(matches!(editor.set(&["l"], "k", "x", None), Err(EditError::Shape { found: "a list", .. })));
    assert_eq!(editor.set(&["l", "0"], "k", "v", None), Err(EditError::ChangesMore("l.0.k".to_owned())));
    assert_eq!(editor.text(), before);
    let explicit = Editor::new("? a\n: 1\nb: 2\n").expect("a document").set(&[], "k", "v", Some("a"));
    assert_eq!(explicit, Err(EditError::ChangesMore("k".to_owned())));
}

/// A document as it may be written, with a comment wherever one may stand.
#[derive(Debug, Clone)]
enum Written {
    Scalar(u8, String),
    Container { is_mapping: bool, style: u8, children: Vec<Written> },
}

fn written() -> impl Strategy<Value = Written> {
    let scalar =
        (0..6_u8, "[a-zé花]{1,6}( [a-z0-9]{1,4})?").prop_map(|(style, text)| Written::Scalar(style, text));
    scalar.prop_recursive(4, 24, 4, |inner| {
        (any::<bool>(), 0..4_u8, proptest::collection::vec(inner, 1..4))
            .prop_map(|(is_mapping, style, children)| Written::Container { is_mapping, style, children })
    })
}

fn document() -> impl Strategy<Value = String> {
    let children = proptest::collection::vec(written(), 1..5);
    (children, any::<bool>(), any::<bool>()).prop_map(|(children, windows, final_newline)| {
        let root = Written::Container { is_mapping: true, style: 0, children };
        let mut text = root.block(0).join("\n");
        if final_newline {
            text.push('\n');
        }
        if windows { text.replace('\n', "\r\n") } else { text }
    })
}

impl Written {
    fn flow(&self) -> String {
        match self {
            Self::Scalar(1, text) => format!("'{text} # it''s'"),
            Self::Scalar(2, text) => format!("\"{text} \\\" # }}\""),
            Self::Scalar(3, _) => String::new(),
            Self::Scalar(_, text) => text.clone(),
            Self::Container { is_mapping, children, .. } => {
                let inside: Vec<String> = children
                    .iter()
                    .enumerate()
                    .map(|(index, child)| match (is_mapping, child) {
                        (true, child) => format!("k{index}: {}", child.flow()),
                        (false, Self::Scalar(3, _)) => "null".to_owned(),
                        (false, child) => child.flow(),
                    })
                    .collect();
                let inside = inside.join(", ");
                if *is_mapping { format!("{{{inside}}}") } else { format!("[ {inside} ]") }
            }
        }
    }

    /// What stands behind a key or dash, and the lines below it.
    fn below(&self, indentation: usize) -> (String, Vec<String>) {
        let indent = " ".repeat(indentation);
        match self {
            Self::Scalar(4, text) => (
                " |  # c \"".to_owned(),
                vec![format!("{indent}{text} # no comment"), String::new(), format!("{indent}{text}")],
            ),
            Self::Scalar(5, text) => (format!(" {text}"), vec![format!("{indent}more # c it's")]),
            Self::Container { style: 0 | 1, .. } => ("   # c 'x'".to_owned(), self.block(indentation)),
            Self::Container { style: 2, is_mapping: true, children } => {
                let pairs = children.iter().enumerate();
                let mut lines: Vec<String> =
                    pairs.map(|(index, child)| format!("{indent}k{index}: {}, # c", child.flow())).collect();
                lines.push(format!("{indent}}}  # c"));
                (" {".to_owned(), lines)
            }
            _ => (format!(" {}    # c é", self.flow()), Vec::new()),
        }
    }

    fn block(&self, indentation: usize) -> Vec<String> {
        let Self::Container { is_mapping, style, children } = self else { return Vec::new() };
        let indent = " ".repeat(indentation);
        let mut lines = Vec::new();
        for (index, child) in children.iter().enumerate() {
            let (mut head, mut below) = child.below(indentation + 2);
            let is_compact = !is_mapping && matches!(child, Self::Container { style: 1, .. });
            if is_compact
                && let Some(position) = below.iter().position(|line| !line.trim_start().starts_with('#'))
            {
                below.drain(..position);
                head = format!(" {}", below.remove(0).trim_start());
            }
            if *style == 1 {
                lines.push(format!("{indent}# c before"));
            }
            let mark = if *is_mapping { format!("k{index}:") } else { "-".to_owned() };
            lines.push(format!("{indent}{mark}{head}"));
            lines.extend(below);
        }
        lines
    }
}

/// The paths of all values of a tree that pass.
fn paths(node: &Node, wanted: fn(&Node) -> bool) -> Vec<Vec<String>> {
    let mut found = if wanted(node) { vec![Vec::new()] } else { Vec::new() };
    let pairs = node.pairs().iter().map(|pair| (pair.key.clone(), &pair.value));
    let items = node.items().iter().enumerate().map(|(index, item)| (index.to_string(), item));
    for (step, child) in pairs.chain(items) {
        found.extend(paths(child, wanted).into_iter().map(|path| [vec![step.clone()], path].concat()));
    }
    found
}

fn is_scalar(node: &Node) -> bool {
    matches!(node.value, Value::Scalar(_))
}

fn is_mapping(node: &Node) -> bool {
    matches!(node.value, Value::Mapping(_))
}

fn is_list(node: &Node) -> bool {
    matches!(node.value, Value::Sequence(_))
}

/// How many comments a text has: in the generated documents every one begins with `# c`, and nothing else does.
fn comments(text: &str) -> usize {
    text.matches("# c").count()
}

/// How many lines of the first text are in neither the common begin nor the common end of both.
fn changed_lines(before: &str, after: &str) -> usize {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let is_same = |(left, right): &(&&str, &&str)| left == right;
    let begin = before.iter().zip(&after).take_while(is_same).count();
    let rest = before.len().min(after.len()) - begin;
    let end = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(is_same).count();
    before.len() - begin - end
}

fn tree(text: &str) -> Node {
    parse("f.yaml", text).tree.expect("a tree")
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,12}", "2027-0[1-9]-1[0-9]", "[ -~]{0,12}", "[a-zé# :\n]{0,20}", any::<String>()]
}

proptest! {
    #[test]
    fn every_value_can_be_replaced_and_nothing_else_changes(
        before in document(), which in any::<prop::sample::Index>(), value in value(),
    ) {
        let mut editor = Editor::new(&before).expect("a document");
        let all = paths(editor.tree(), is_scalar);
        let path: Vec<&str> = which.get(&all).iter().map(String::as_str).collect();
        let old = editor.tree().at(path.iter().copied()).expect("it was found").clone();
        editor.replace(&path, value.as_str()).unwrap_or_else(|error| panic!("{error}\n{before}"));
        let after = editor.finish();
        let new = tree(&after);
        prop_assert_eq!(new.at(path.iter().copied()).and_then(Node::text), Some(value.as_str()));
        let others = |tree: &Node| all.iter().filter(|other| **other != path).map(|other| tree.at(other.iter().map(String::as_str)).and_then(Node::text).map(str::to_owned)).collect::<Vec<_>>();
        prop_assert_eq!(others(&tree(&before)), others(&new));
        prop_assert_eq!(comments(&before), comments(&after) - value.matches("# c").count(), "{}\n{}", before, after);
        let (first, last) = (old.span.start.line().saturating_sub(2), old.span.end.line());
        let (lines_before, lines_after): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
        let behind = lines_before.len() - last;
        prop_assert_eq!(&lines_before[..first], &lines_after[..first]);
        prop_assert_eq!(&lines_before[last..], &lines_after[lines_after.len() - behind..]);
    }

    #[test]
    fn the_same_value_changes_no_byte(before in document()) {
        let mut editor = Editor::new(&before).expect("a document");
        for path in paths(&tree(&before), is_scalar) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let Some(text) = editor.tree().at(path.iter().copied()).and_then(Node::text).map(str::to_owned) else { continue };
            if text.is_empty() || text == "null" {
                continue;
            }
            editor.replace(&path, text).expect("nothing to do");
            prop_assert_eq!(editor.text(), &before);
        }
    }

    #[test]
    fn a_key_is_inserted_anywhere_and_removed_without_a_trace(
        before in document(), which in any::<prop::sample::Index>(), behind in any::<prop::sample::Index>(), value in value(),
    ) {
        let mut editor = Editor::new(&before).expect("a document");
        let all = paths(editor.tree(), is_mapping);
        let path: Vec<&str> = which.get(&all).iter().map(String::as_str).collect();
        let pairs = editor.tree().at(path.iter().copied()).expect("it was found").pairs().to_vec();
        let behind = &behind.get(&pairs).key;
        editor.set(&path, "new", value.as_str(), Some(behind)).unwrap_or_else(|error| panic!("{error}\n{before}"));
        let after = editor.text().to_owned();
        let position = tree(&after).at(path.iter().copied()).and_then(|node| node.pairs().iter().position(|pair| pair.key == "new"));
        prop_assert_eq!(position, pairs.iter().position(|pair| pair.key == *behind).map(|index| index + 1));
        prop_assert_eq!(comments(&before), comments(&after) - value.matches("# c").count(), "{}\n{}", before, after);
        let touched = changed_lines(&before, &after);
        prop_assert!(touched <= 1, "{}\n{}", before, after);
        editor.remove(&path, "new").unwrap_or_else(|error| panic!("{error}\n{after}"));
        prop_assert!(editor.tree().says_the_same(&tree(&before)));
        prop_assert_eq!(comments(&before), comments(editor.text()), "{}\n{}", before, editor.text());
    }

    #[test]
    fn every_key_beside_another_can_be_removed(before in document(), which in any::<prop::sample::Index>(), key in any::<prop::sample::Index>()) {
        let mut editor = Editor::new(&before).expect("a document");
        let all = paths(editor.tree(), |node| node.pairs().len() > 1);
        prop_assume!(!all.is_empty());
        let path: Vec<&str> = which.get(&all).iter().map(String::as_str).collect();
        let pairs = editor.tree().at(path.iter().copied()).expect("it was found").pairs().to_vec();
        let key = &key.get(&pairs).key;
        editor.remove(&path, key).unwrap_or_else(|error| panic!("{error}\n{before}"));
        prop_assert_eq!(paths(editor.tree(), |_| true), {
            let removed: Vec<String> = path.iter().map(|step| (*step).to_owned()).chain([key.clone()]).collect();
            paths(&tree(&before), |_| true).into_iter().filter(|path| !path.starts_with(&removed)).collect::<Vec<_>>()
        });
    }

    #[test]
    fn an_item_is_appended_to_every_list(before in document(), which in any::<prop::sample::Index>(), value in value(), flat in any::<bool>()) {
        let mut editor = Editor::new(&before).expect("a document");
        let all = paths(editor.tree(), is_list);
        prop_assume!(!all.is_empty());
        let path: Vec<&str> = which.get(&all).iter().map(String::as_str).collect();
        let content = if flat { Content::Text(value.clone()) } else { Content::Mapping(vec![("a".into(), true.into()), ("b".into(), value.clone().into())]) };
        editor.append(&path, content.clone()).unwrap_or_else(|error| panic!("{error}\n{before}"));
        let last = editor.tree().at(path.iter().copied()).and_then(|list| list.items().last().cloned()).expect("an item");
        prop_assert!(last.says_the_same(&content.node()));
        prop_assert_eq!(comments(&before), comments(editor.text()) - value.matches("# c").count());
        prop_assert!(changed_lines(&before, editor.text()) <= 1);
    }

    #[test]
    fn no_text_panics(text in "[a-c:\\-{}\\[\\], '\"|>#\n?é]{0,40}", value in value()) {
        let Ok(editor) = Editor::new(&text) else { return Ok(()) };
        for path in paths(editor.tree(), |_| true) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let _ = editor.clone().replace(&path, value.as_str());
            let _ = editor.clone().set(&path, "new", value.as_str(), None);
            let _ = editor.clone().append(&path, value.as_str());
        }
    }

    #[test]
    fn no_edit_brings_in_a_forbidden_character(value in any::<String>()) {
        let text = replaced("a: x\nb: y\n", "a", value.as_str());
        prop_assert_eq!(read("f.yaml", text.as_bytes()).diagnostics, &[]);
    }
}

#[test]
fn every_value_of_a_real_document_can_be_edited() {
    for text in [
        include_str!("../../../examples/network/release/schedules/paris.yaml"),
        include_str!("../../../examples/network/release/approvals/2026-11-06-paris-schedule.yaml"),
        include_str!("../../../examples/network/release/process.yaml"),
    ] {
        let editor = Editor::new(text).expect("a document");
        for path in paths(editor.tree(), is_scalar) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            for value in ["2027-W12", "a: b", "two\nlines\n"] {
                let mut editor = editor.clone();
                editor.replace(&path, value).unwrap_or_else(|error| panic!("{error}: {value:?}"));
                let marks = |text: &str| text.matches(" # ").count() + text.matches("\n# ").count();
                assert_eq!(marks(text), marks(editor.text()), "{path:?}");
            }
        }
    }
}

#[test]
fn line_ends_are_found_with_and_without_carriage_returns() {
    assert_eq!(lines::line_end("ab\r\nc", 0), 2);
    assert_eq!(lines::line_end("ab\nc", 0), 2);
    assert_eq!(lines::line_end("ab\nc\r", 3), 5);
}

#[test]
fn words_of_comments_are_replaced_behind_values_alone() {
    let text = "a: {x: 1, y: \"2 # old\"} \t# old  \r\nb: 'x # old\r\n  y'\r\nc: 1 # mine\r\n# old\r\nd:\r\n  e: 3   # not # old\r\n";
    let mut editor = Editor::new(text).unwrap();
    let paths = [vec!["a", "x"], vec!["b"], vec!["c"], vec!["d", "e"]];
    let paths: Vec<Vec<String>> =
        paths.iter().map(|path| path.iter().map(|step| (*step).to_owned()).collect()).collect();
    editor.reword_comments(&paths, |index, words| (words == "old").then(|| format!("new {index}")));
    let expected = text.replace("\t# old  \r", "\t# new 0  \r").replace("not # old", "not # new 3");
    assert_eq!(editor.text(), expected);
}

#[test]
fn words_that_would_say_something_else_are_left_out() {
    let text = "a: 1 # old\nb: 2 # old\n";
    let mut editor = Editor::new(text).unwrap();
    editor.reword_comments(&[vec!["a".to_owned()], vec!["b".to_owned()]], |index, _| {
        Some(if index == 0 { "x\nc: 3" } else { "y" }.to_owned())
    });
    assert_eq!(editor.text(), "a: 1 # old\nb: 2 # y\n");
}
