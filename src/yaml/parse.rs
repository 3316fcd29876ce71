//! Parser events to the spanned tree; what plain YAML leaves out is reported at its place.

use std::collections::HashMap;
use std::ops::ControlFlow;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as ParserSpan};

use super::syntax::{CONFLICT_MARKER, conflict_marker, explained, last_open_bracket, may_be_left_open};
use super::{Node, PLAIN_YAML, Pair, Scalar, TextIndex, Value, YAML_SYNTAX};
use crate::diagnostic::{Diagnostic, Label, Location, Span};

/// The deepest nesting of mappings and lists.
pub const DEEPEST_NESTING: usize = 64;

/// Up to so many keys of a mapping are compared one by one.
const FEW_KEYS: usize = 16;

/// How many uses of an anchor are pointed at.
const MOST_LABELS: usize = 3;

/// What became of a text.
#[derive(Debug)]
pub struct Parsed {
    /// The tree, as far as it could be built; none for an empty or unparsable text.
    pub tree: Option<Node>,
    /// What is wrong with the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the tree is all that the text says, so that what is missing in it is really missing.
    pub complete: bool,
}

impl Parsed {
    /// A text that was not parsed, and why.
    pub fn refused(diagnostic: Diagnostic) -> Self {
        Self { tree: None, diagnostics: vec![diagnostic], complete: false }
    }
}

/// Parses one document.
pub fn parse(path: &str, text: &str) -> Parsed {
    let mut builder = Builder::new(path, text);
    if let Some(directive) = directive(text) {
        builder.plain(
            builder.index.span(directive, directive + 1),
            "a directive is not plain YAML",
            "remove the line: a document is plain YAML 1.2 without directives",
        );
        builder.complete = false;
        return builder.finish();
    }
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => {
                if builder.event(event, span).is_break() {
                    break;
                }
            }
            Err(error) => {
                builder.syntax(&error);
                break;
            }
        }
    }
    builder.finish()
}

/// The offset of a `%` directive before the document, which the parser's events would not show.
fn directive(text: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        match line.trim_end() {
            content if content.starts_with('%') => return Some(offset),
            content if content.is_empty() || content.starts_with('#') => offset += line.len(),
            _ => return None,
        }
    }
    None
}

/// A mapping or list that is still open.
struct Open {
    start: usize,
    container: Container,
}

enum Container {
    Sequence(Vec<Node>),
    Mapping { pairs: Vec<Pair>, places: HashMap<String, Span>, key: Option<(String, Span)> },
}

struct Builder<'a> {
    path: &'a str,
    text: &'a str,
    index: TextIndex,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    /// The diagnostic of each anchor, by the parser's number of it.
    anchors: HashMap<usize, usize>,
    diagnostics: Vec<Diagnostic>,
    complete: bool,
    /// Where the last event ended; the scanner is further on.
    reached: usize,
}

impl<'a> Builder<'a> {
    fn new(path: &'a str, text: &'a str) -> Self {
        Self {
            path,
            text,
            index: TextIndex::new(text),
            open: Vec::new(),
            root: None,
            documents: 0,
            anchors: HashMap::new(),
            diagnostics: Vec::new(),
            complete: true,
            reached: 0,
        }
    }

    fn finish(self) -> Parsed {
        Parsed { tree: self.root, diagnostics: self.diagnostics, complete: self.complete }
    }

    fn event(&mut self, event: Event<'_>, span: ParserSpan) -> ControlFlow<()> {
        let start = self.index.byte_of(span.start.index());
        let end = self.index.byte_of(span.end.index());
        self.reached = end;
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.plain(
                        self.index.span(start, end),
                        "a second document begins here",
                        "keep one document a file; move this part to a file of its own",
                    );
                    return ControlFlow::Break(());
                }
            }
            Event::Alias(anchor) => {
                let span = self.trimmed(start, end);
                self.alias(anchor, span);
                self.complete = false;
                self.node(Node { value: Value::Scalar(Scalar { text: String::new(), plain: true }), span });
            }
            Event::Scalar(text, style, anchor, tag) => {
                let span = match style {
                    ScalarStyle::Plain if text.is_empty() => self.index.span(start, start),
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => self.quoted(start, end),
                    _ => self.trimmed(start, end),
                };
                self.properties(anchor, tag.is_some(), span);
                let plain = matches!(style, ScalarStyle::Plain);
                self.node(Node { value: Value::Scalar(Scalar { text: text.into_owned(), plain }), span });
            }
            Event::SequenceStart(anchor, tag) => {
                self.properties(anchor, tag.is_some(), self.index.span(start, start));
                return self.enter(start, Container::Sequence(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.properties(anchor, tag.is_some(), self.index.span(start, start));
                let container = Container::Mapping { pairs: Vec::new(), places: HashMap::new(), key: None };
                return self.enter(start, container);
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(end),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        ControlFlow::Continue(())
    }

    fn enter(&mut self, start: usize, container: Container) -> ControlFlow<()> {
        if self.open.len() == DEEPEST_NESTING {
            self.too_deep(self.index.span(start, start + 1));
            return ControlFlow::Break(());
        }
        self.open.push(Open { start, container });
        ControlFlow::Continue(())
    }

    /// The scanner runs ahead of the events and has a limit of its own, so there are two ways to get here.
    fn too_deep(&mut self, span: Span) {
        let message = format!("mappings and lists lie more than {DEEPEST_NESTING} levels inside each other");
        self.plain(span, &message, "flatten the document; no document needs more than ten levels");
        self.complete = false;
    }

    fn leave(&mut self, end: usize) {
        let Some(Open { start, container }) = self.open.pop() else { return };
        let value = match container {
            Container::Sequence(items) => Value::Sequence(items),
            Container::Mapping { pairs, .. } => Value::Mapping(pairs),
        };
        let span = self.trimmed(start, end);
        self.node(Node { value, span });
    }

    /// Puts a finished node into what is open around it.
    fn node(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.container {
            Container::Sequence(items) => items.push(node),
            Container::Mapping { pairs, places, key } => match key.take() {
                None => {
                    let problem = not_a_key(self.path, &node);
                    if let Some(problem) = problem {
                        self.diagnostics.push(problem);
                        self.complete = false;
                    }
                    *key = Some((node.text().unwrap_or_default().to_owned(), node.span));
                }
                Some((name, place)) => {
                    if let Some(first) = first_place(pairs, places, &name) {
                        self.diagnostics.push(duplicate_key(self.path, &name, first, place));
                    } else {
                        if pairs.len() >= FEW_KEYS {
                            places.insert(name.clone(), place);
                        }
                        pairs.push(Pair { key: name, key_span: place, value: node });
                    }
                }
            },
        }
    }

    /// Anchors and tags.
    fn properties(&mut self, anchor: usize, tagged: bool, span: Span) {
        if anchor == 0 && !tagged {
            return;
        }
        let word = self.word(span.start.offset());
        let mark = if word.is_empty() {
            span
        } else {
            self.index.span(span.start.offset(), span.start.offset() + word.len())
        };
        if anchor != 0 {
            let message = match word.strip_prefix('&') {
                Some(_) => format!("the anchor `{word}` is not plain YAML"),
                None => "an anchor (`&name`) is not plain YAML".to_owned(),
            };
            self.anchors.insert(anchor, self.diagnostics.len());
            self.plain(mark, &message, "remove it, and write the value out wherever it is used");
        }
        if tagged {
            let message = match word.strip_prefix('!') {
                Some(_) => format!("the tag `{word}` is not plain YAML"),
                None => "a tag (`!name`) is not plain YAML".to_owned(),
            };
            self.plain(mark, &message, "remove it; write a text in quotes where a text is meant");
        }
    }

    /// The characters from an offset up to the next blank or bracket.
    fn word(&self, start: usize) -> &'a str {
        let rest = self.text.get(start..).unwrap_or_default();
        let end = rest.find(|letter: char| letter.is_whitespace() || ",[]{}".contains(letter));
        end.and_then(|end| rest.get(..end)).unwrap_or(rest)
    }

    /// An alias belongs to its anchor: one cause, however often it is used.
    fn alias(&mut self, anchor: usize, span: Span) {
        let known = self.anchors.get(&anchor).and_then(|index| self.diagnostics.get_mut(*index));
        match known {
            Some(diagnostic) if diagnostic.labels.len() < MOST_LABELS => {
                let location = Location::at(self.path, span);
                diagnostic.labels.push(Label { location, message: "it is used here".to_owned() });
            }
            Some(_) => {}
            None => self.plain(span, "an alias is not plain YAML", "write the value out where it is used"),
        }
    }

    fn plain(&mut self, span: Span, message: &str, hint: &str) {
        self.diagnostics
            .push(Diagnostic::error(PLAIN_YAML, Location::at(self.path, span), message).with_hint(hint));
    }

    fn syntax(&mut self, error: &ScanError) {
        self.complete = false;
        let position = self.index.from_character(error.marker().index());
        let span = Span { start: position, end: position };
        if error.info().contains("unknown anchor") {
            let word = self.word(position.offset());
            let span = self.index.span(position.offset(), position.offset() + word.len());
            self.plain(
                span,
                &format!("`{word}` is read as an alias, which is not plain YAML"),
                "write the value out; a text that begins with `*` goes in quotes",
            );
            return;
        }
        if error.info().contains("recursion limit") {
            self.too_deep(span);
            return;
        }
        if let Some(offset) = conflict_marker(self.text) {
            let span = self.index.span(offset, offset + CONFLICT_MARKER.len());
            let message = "a merge conflict begins here that nobody has settled";
            self.diagnostics
                .push(Diagnostic::error(YAML_SYNTAX, Location::at(self.path, span), message).with_hint(
                "keep one of the two versions, and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`",
            ));
            return;
        }
        let after = |offset: usize| self.text.get(offset..).unwrap_or_default();
        if let Some(problem) = self.left_open(error.info(), span) {
            self.diagnostics.push(problem);
            return;
        }
        let (message, hint) = explained(error.info(), after(position.offset()));
        // The scanner notices a tab only behind the text before it.
        let tab = error.info().contains("found a tab").then(|| after(position.offset()).find('\t')).flatten();
        let span =
            tab.map_or(span, |tab| self.index.span(position.offset() + tab, position.offset() + tab + 1));
        self.diagnostics
            .push(Diagnostic::error(YAML_SYNTAX, Location::at(self.path, span), message).with_hint(hint));
    }

    /// The parser trips over what follows a bracket that nobody closed; who wrote it looks for the bracket.
    fn left_open(&self, information: &str, span: Span) -> Option<Diagnostic> {
        let is_flow =
            |open: &&Open| self.text.get(open.start..).is_some_and(|text| text.starts_with(['{', '[']));
        let ahead = self.text.get(self.reached..span.start.offset()).unwrap_or_default();
        let innermost = last_open_bracket(ahead)
            .map(|offset| self.reached + offset)
            .or_else(|| self.open.iter().rev().find(is_flow).map(|open| open.start))
            .map(|offset| self.index.span(offset, offset + 1));
        let opening = innermost?;
        let (name, closing) = match self.text.get(opening.start.offset()..)?.chars().next()? {
            '{' => ("brace", '}'),
            _ => ("bracket", ']'),
        };
        if !may_be_left_open(information, opening.start.line() < span.start.line()) {
            return None;
        }
        let message = format!("a {name} is still open here");
        let hint =
            format!("close the {name} with `{closing}` where it ends, and separate the items by commas");
        Some(
            Diagnostic::error(YAML_SYNTAX, Location::at(self.path, span), message)
                .with_hint(hint)
                .with_label(Location::at(self.path, opening), "opened here"),
        )
    }

    /// The span of a text in quotes up to the closing one; the parser counts a comment behind it, too.
    fn quoted(&self, start: usize, end: usize) -> Span {
        let text = self.text.get(start..end).unwrap_or_default();
        let mut letters = text.char_indices().peekable();
        let Some((_, quote @ ('"' | '\''))) = letters.next() else { return self.trimmed(start, end) };
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '\\' if quote == '"' => {
                    letters.next();
                }
                '\'' if quote == '\'' && letters.next_if(|(_, next)| *next == '\'').is_some() => {}
                _ if letter == quote => return self.index.span(start, start + offset + 1),
                _ => {}
            }
        }
        self.trimmed(start, end)
    }

    /// The span without the white space and comments that a parser counts to the end of a block.
    fn trimmed(&self, start: usize, end: usize) -> Span {
        let text = self.text.get(start..end).unwrap_or_default();
        self.index.span(start, start + text.trim_end().len())
    }
}

/// Where the key stands already. Few keys are compared one by one, which is faster than to keep a table of them; in
/// a mapping with many of them that would take time for all of them with every one.
fn first_place(pairs: &[Pair], places: &mut HashMap<String, Span>, key: &str) -> Option<Span> {
    if pairs.len() < FEW_KEYS {
        return pairs.iter().find(|pair| pair.key == key).map(|pair| pair.key_span);
    }
    if places.is_empty() {
        places.extend(pairs.iter().map(|pair| (pair.key.clone(), pair.key_span)));
    }
    places.get(key).copied()
}

/// Why a node cannot be a key.
fn not_a_key(path: &str, node: &Node) -> Option<Diagnostic> {
    let (message, hint) = match &node.value {
        Value::Scalar(scalar) if scalar.plain && scalar.text == "<<" => {
            ("a merge key is not plain YAML", "write the keys out where they are meant")
        }
        Value::Scalar(_) => return None,
        Value::Mapping(_) | Value::Sequence(_) => (
            "a mapping or list stands where a key belongs",
            "a key is a word, or a text in quotes; a text with brackets or braces goes in quotes",
        ),
    };
    Some(Diagnostic::error(PLAIN_YAML, Location::at(path, node.span), message).with_hint(hint))
}

fn duplicate_key(path: &str, key: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(PLAIN_YAML, Location::at(path, second), format!("the key `{key}` stands here again"))
        .with_hint("keep one of the two; some programs take the first, others the last")
        .with_label(Location::at(path, first), "it stands here first")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<(String, usize, usize)> {
        parse("f.yaml", text)
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let start = diagnostic.location.span.map(|span| span.start).unwrap_or_default();
                (diagnostic.rule.to_owned(), start.line(), start.column())
            })
            .collect()
    }

    fn one(rule: &str, line: usize, column: usize) -> Vec<(String, usize, usize)> {
        vec![(rule.to_owned(), line, column)]
    }

    #[test]
    fn what_is_left_open_is_shown_where_it_opens() {
        let cases = [
            (
                "a:\n  - {id: a, date: 2027-03-01\n  - {id: b, date: 2027-04-01}\n  - {id: c}\n",
                "brace",
                (2, 5),
            ),
            ("a:\n  - id: a\n    owners: [x, y\n    date: 2027-01-01\n  - id: b\n", "bracket", (3, 13)),
            ("a: {id: a, x: [b, c}\n", "bracket", (1, 15)),
            ("a: {id: a", "brace", (1, 4)),
        ];
        for (text, name, place) in cases {
            let found = parse("f.yaml", text).diagnostics;
            let [problem] = found.as_slice() else { panic!("{text}: {found:?}") };
            assert_eq!(problem.message, format!("a {name} is still open here"), "{text}");
            let label = problem.labels.first().expect("a label");
            assert_eq!(label.message, "opened here");
            let start = label.location.span.expect("a span").start;
            assert_eq!((start.line(), start.column()), place, "{text}");
        }
        let found = parse("f.yaml", "a: {id: @b}\n").diagnostics;
        assert!(found.iter().all(|problem| problem.labels.is_empty()), "{found:?}");
    }

    #[test]
    fn spans_cover_keys_and_values_exactly() {
        let text =
            "kind: x/v1\nlist:\n  - é: \"two  \"\n    c: plain text   # comment\n\nlast: |\n  block\n\n";
        let parsed = parse("f.yaml", text);
        assert!(parsed.diagnostics.is_empty());
        let root = parsed.tree.expect("a tree");
        let cut = |span: Span| &text[span.start.offset()..span.end.offset()];
        let item = root.at(["list", "0"].into_iter()).expect("the item");
        assert_eq!(cut(root.pair("kind").expect("kind").key_span), "kind");
        assert_eq!(cut(item.get("é").expect("é").span), "\"two  \"");
        assert_eq!(cut(item.get("c").expect("c").span), "plain text");
        assert_eq!(item.get("c").expect("c").span.start.column(), 8);
    }

    #[test]
    fn the_span_of_a_text_in_quotes_ends_with_the_closing_one() {
        for (value, rest) in [
            ("'2027-06-11'", "   # it's Friday"),
            ("'it''s # no comment'", " # one"),
            (r#""a \" # b""#, "  # \"c\""),
            ("'two\n  lines'", "  # end"),
        ] {
            let text = format!("date: {value}{rest}\nnext: 1\n");
            let tree = parse("f.yaml", &text).tree.expect("a tree");
            let span = tree.get("date").expect("a date").span;
            assert_eq!(&text[span.start.offset()..span.end.offset()], value);
        }
    }

    #[test]
    fn duplicate_keys_are_found_also_behind_an_escape() {
        assert_eq!(places("a: 1\nb: 2\na: 3\n"), one(PLAIN_YAML, 3, 1));
        assert_eq!(places("threshold: 1\n\"thre\\u0073hold\": 2\n"), one(PLAIN_YAML, 2, 1));
        assert_eq!(places("x: {a: 1, a: 2}\n"), one(PLAIN_YAML, 1, 11));
        for many in [FEW_KEYS - 1, FEW_KEYS, FEW_KEYS + 1, 3 * FEW_KEYS] {
            let text: String = (0..many).map(|number| format!("key-{number}: 1\n")).collect();
            assert_eq!(places(&text), []);
            for again in [0, many / 2, many - 1] {
                assert_eq!(places(&format!("{text}key-{again}: 2\n")), one(PLAIN_YAML, many + 1, 1));
            }
        }
    }

    #[test]
    fn what_is_not_plain_yaml_is_reported_where_it_stands() {
        assert_eq!(places("a: &x 1\n"), one(PLAIN_YAML, 1, 4));
        assert_eq!(places("a: &x 1\nb: *x\n"), one(PLAIN_YAML, 1, 4));
        assert_eq!(places("a: !!str 1\n"), one(PLAIN_YAML, 1, 4));
        assert_eq!(places("a: {<<: {b: 1}}\n"), one(PLAIN_YAML, 1, 5));
        assert_eq!(places("a: 1\n---\nb: 2\n"), one(PLAIN_YAML, 2, 1));
        assert_eq!(places("%YAML 1.1\n---\na: 1\n"), one(PLAIN_YAML, 1, 1));
        assert_eq!(places("a: *missing\n"), one(PLAIN_YAML, 1, 4));
        assert_eq!(places("? [a, b]\n: 1\n").len(), 1);
    }

    #[test]
    fn hostile_nesting_and_aliases_end_at_once() {
        let brackets = "[".repeat(100_000);
        assert_eq!(places(&brackets).len(), 1);
        assert_eq!(places(&brackets)[0].0, PLAIN_YAML, "{:?}", parse("f.yaml", &brackets).diagnostics);
        assert_eq!(places(&"[".repeat(70)), one(PLAIN_YAML, 1, 65));
        let braces = "{a: ".repeat(50_000);
        assert_eq!(places(&braces).len(), 1);
        let dashes = "- ".repeat(100_000);
        assert_eq!(places(&dashes).len(), 1);
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n";
        assert_eq!(places(bomb).len(), 2);
    }

    #[test]
    fn an_unclosed_bracket_is_a_syntax_error_with_a_place() {
        let found = places("a: [1, 2\nb: 3\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, YAML_SYNTAX);
    }

    #[test]
    fn an_empty_text_has_no_tree_and_no_syntax_error() {
        for text in ["", "\n", "# only a comment\n"] {
            let parsed = parse("f.yaml", text);
            assert!(parsed.tree.is_none_or(|tree| tree.text() == Some("")), "{text:?}");
            assert!(parsed.diagnostics.is_empty(), "{text:?}");
        }
    }
}
