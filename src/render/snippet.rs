//! Shows a diagnostic with the lines it is about, as a compiler does.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::wrap::push_wrapped;
use super::{Options, escape, summary};
use crate::diagnostic::{Diagnostic, Location, Severity, Span};
use crate::report::Report;

/// Two places of one file that are farther apart than this many lines are shown on their own.
const NEAR: usize = 40;

/// The diagnostic with its source lines; without them its place alone.
pub(super) fn annotated(report: &Report, diagnostic: &Diagnostic, options: &Options) -> String {
    let renderer = if options.colour { Renderer::styled() } else { Renderer::plain() };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE.with_name("notice"),
    };
    let label = format!("{}[{}]: ", diagnostic.severity, diagnostic.rule);
    let title = level.primary_title(title_lines(&diagnostic.message, &label, options)).id(diagnostic.rule);
    let mut group = Group::with_title(title);
    for excerpt in excerpts(report, diagnostic) {
        group = excerpt.add_to(group);
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(escape::terminal(hint)));
    }
    let mut out = renderer.term_width(options.width.max(40)).render(&[group]);
    out.push('\n');
    out
}

/// The message; on a terminal in lines that fit below each other. Elsewhere a line is what programs search for.
fn title_lines(message: &str, label: &str, options: &Options) -> String {
    let message = escape::terminal(message);
    if !options.terminal {
        return message;
    }
    let mut lines = String::new();
    push_wrapped(&mut lines, label, &message, options.width.max(40));
    let lines: Vec<&str> =
        lines.trim_end().lines().map(|line| line.get(label.len()..).unwrap_or(line)).collect();
    lines.join("\n")
}

/// A marked place: the text it is in, the stretch, and what to say; without words it is the primary place.
struct Mark<'a> {
    span: Span,
    message: Option<&'a str>,
}

/// Marks that are shown together, or a place without source.
enum Excerpt<'a> {
    Source { path: &'a str, source: &'a Arc<str>, marks: Vec<Mark<'a>> },
    Place { location: &'a Location, message: Option<&'a str> },
}

fn excerpts<'a>(report: &'a Report, diagnostic: &'a Diagnostic) -> Vec<Excerpt<'a>> {
    let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
    let labels = diagnostic.labels.iter().map(|label| (&label.location, Some(label.message.as_str())));
    for (location, message) in std::iter::once((&diagnostic.location, None)).chain(labels) {
        let source = report.sources.get(&location.path);
        let Some((span, source)) =
            location.span.zip(source).filter(|(span, source)| is_inside(*span, source))
        else {
            excerpts.push(Excerpt::Place { location, message });
            continue;
        };
        let mark = Mark { span, message };
        match excerpts.iter_mut().find_map(|excerpt| excerpt.marks_near(&location.path, span)) {
            Some(marks) => marks.push(mark),
            None => excerpts.push(Excerpt::Source { path: &location.path, source, marks: vec![mark] }),
        }
    }
    excerpts
}

fn is_inside(span: Span, source: &str) -> bool {
    span.start.offset() <= span.end.offset()
        && source.is_char_boundary(span.start.offset())
        && source.is_char_boundary(span.end.offset())
}

impl<'a> Excerpt<'a> {
    fn marks_near(&mut self, wanted: &str, span: Span) -> Option<&mut Vec<Mark<'a>>> {
        match self {
            Self::Source { path, marks, .. } if *path == wanted => {
                let near = |mark: &Mark<'_>| mark.span.start.line().abs_diff(span.start.line()) <= NEAR;
                marks.iter().all(near).then_some(marks)
            }
            _ => None,
        }
    }

    fn add_to(self, group: Group<'a>) -> Group<'a> {
        match self {
            Self::Source { path, source, marks } => group.element(marked_lines(path, source, &marks)),
            Self::Place { location, message: None } => {
                let origin = Origin::path(escape::terminal(&location.path));
                group.element(match location.span {
                    Some(span) => origin.line(span.start.line()).char_column(span.start.column()),
                    None => origin,
                })
            }
            Self::Place { location, message: Some(message) } => {
                let text = format!("{}: {message}", summary::place(location));
                group.element(Level::NOTE.message(escape::terminal(&text)))
            }
        }
    }
}

fn marked_lines(path: &str, source: &str, marks: &[Mark<'_>]) -> Snippet<'static, Annotation<'static>> {
    let excerpt = SafeLines::new(source, marks);
    let mut snippet =
        Snippet::source(excerpt.text).line_start(excerpt.first_line).path(escape::terminal(path)).fold(true);
    for (mark, span) in marks.iter().zip(excerpt.spans) {
        let kind = if mark.message.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(span);
        snippet = snippet.annotation(match mark.message {
            Some(message) => annotation.label(escape::terminal(message)),
            None => annotation,
        });
    }
    snippet
}

/// The lines that hold the marks, hidden characters shown, and where the marks lie in them.
struct SafeLines {
    text: String,
    first_line: usize,
    spans: Vec<Range<usize>>,
}

impl SafeLines {
    fn new(source: &str, marks: &[Mark<'_>]) -> Self {
        let first = marks.iter().map(|mark| mark.span.start.offset()).min().unwrap_or(0);
        let last = marks.iter().map(|mark| mark.span.end.offset()).max().unwrap_or(0);
        let before = source.get(..first).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = source.get(last..).unwrap_or_default();
        let end = rest.find('\n').map_or(source.len(), |length| last + length);
        let (text, offsets) = visible_with_offsets(source.get(start..end).unwrap_or_default());
        let moved = |offset: usize| {
            let index = offsets.partition_point(|(from, _)| *from < offset.saturating_sub(start));
            offsets.get(index).map_or(text.len(), |(_, to)| *to)
        };
        let spans =
            marks.iter().map(|mark| moved(mark.span.start.offset())..moved(mark.span.end.offset())).collect();
        let first_line = marks.iter().map(|mark| mark.span.start.line()).min().unwrap_or(1);
        Self { text, first_line, spans }
    }
}

/// The text with hidden characters shown, and for every character where it stood and where it stands.
fn visible_with_offsets(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut out = String::with_capacity(text.len());
    let mut offsets = Vec::with_capacity(text.len());
    for (from, character) in text.char_indices() {
        offsets.push((from, out.len()));
        let rest = text.get(from..).unwrap_or_default();
        let ends_line = rest == "\r" || rest.starts_with("\r\n");
        match character {
            '\n' | '\t' => out.push(character),
            '\r' if ends_line => {}
            // In a build log this would be a command, wherever it stands.
            '#' if rest.starts_with("##[") => out.extend(character.escape_unicode()),
            _ => escape::push_visible(&mut out, character),
        }
    }
    (out, offsets)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::fixture;

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let source = format!("{}: wrong # {}\n", "a".repeat(3_000), "b".repeat(3_000));
        let mut report = fixture::clean_check();
        let diagnostic = Diagnostic::error(
            "schema",
            Location::at("a.yaml", fixture::span(&source, "wrong")),
            "no such value",
        );
        report.sources.insert("a.yaml".to_owned(), Arc::from(source));
        let text = annotated(&report, &diagnostic, &Options::default());
        assert!(text.contains("wrong") && text.contains("^^^^^"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    #[test]
    fn a_terminal_gets_lines_that_fit_and_others_one_to_search_for() {
        let message =
            "General availability moves 14 days later, which is more than the tolerance. ".repeat(3);
        let report = fixture::clean_check();
        let diagnostic = Diagnostic::warning("beyond-tolerance", Location::file("a.yaml"), message.trim());
        let first = |terminal: bool| {
            let text = annotated(&report, &diagnostic, &Options { terminal, ..Options::default() });
            let (title, _) = text.split_once("-->").unwrap();
            title.trim_end().to_owned()
        };
        assert_eq!(first(false).lines().count(), 1);
        let lines = first(true);
        assert!(lines.lines().count() > 2 && lines.lines().all(|line| line.chars().count() <= 80), "{lines}");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&lines), first(false));
    }

    #[test]
    fn a_label_far_away_is_shown_on_its_own() {
        let source = format!("first: 1\n{}last: 2\n", "filler: 0\n".repeat(500));
        let mut report = fixture::clean_check();
        let at = |text| Location::at("a.yaml", fixture::span(&source, text));
        let diagnostic =
            Diagnostic::error("schema", at("first"), "twice").with_label(at("last"), "the other one");
        report.sources.insert("a.yaml".to_owned(), Arc::from(source.as_str()));
        let text = annotated(&report, &diagnostic, &Options::default());
        assert!(text.contains("a.yaml:1:1") && text.contains("a.yaml:502:1"), "{text}");
    }

    #[test]
    fn a_place_outside_its_text_is_named_without_it() {
        let mut report = fixture::clean_check();
        let location = Location::at("a.yaml", fixture::span("key: value", "value"));
        report.sources.insert("a.yaml".to_owned(), Arc::from("k"));
        let text = annotated(&report, &Diagnostic::error("schema", location, "wrong"), &Options::default());
        assert!(text.contains("--> a.yaml:1:6"), "{text}");
    }

    proptest! {
        #[test]
        fn any_place_in_any_text_can_be_shown(
            source in "(\\PC|[\n\r\t #\\[]|\u{202e}|\u{200b}){0,60}",
            ends in prop::collection::vec(0_usize..90, 4),
        ) {
            let boundary = |wanted: usize| (0..=wanted.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap();
            let position = |offset: usize| {
                let before = &source[..offset];
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                crate::diagnostic::Position::new(offset, before.matches('\n').count() + 1, column)
            };
            let span = |one: usize, other: usize| {
                let (start, end) = (boundary(one.min(other)), boundary(one.max(other)));
                Span { start: position(start), end: position(end) }
            };
            let mut report = fixture::clean_check();
            report.sources.insert("a.yaml".to_owned(), Arc::from(source.as_str()));
            let diagnostic = Diagnostic::error("schema", Location::at("a.yaml", span(ends[0], ends[1])), "wrong")
                .with_label(Location::at("a.yaml", span(ends[2], ends[3])), "here");
            let text = annotated(&report, &diagnostic, &Options::default());
            prop_assert!(!text.chars().any(|character| character != '\n' && escape::is_hidden(character)), "{text:?}");
            prop_assert!(text.contains("a.yaml"), "{text}");
        }
    }
}
