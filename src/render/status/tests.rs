//! How a status reads: foreign text stays text, and every format has its end.

use jiff::civil::date;

use super::status;
use crate::render::{Format, Options, escape};
use crate::status::{Cycle, Due, Kind, Owner, Readiness, ReleaseManagers, Status};

/// A status of a project that means harm.
fn hostile() -> Status {
    let evil = "<b>@all</b> | [x](http://e) `a`\n## \u{1b}[31m\u{202e}**".to_owned();
    let owner = Owner { written: Some(evil.clone()), people: Vec::new(), shown: evil.clone() };
    let due = Due {
        date: date(2027, 3, 25),
        days: 5,
        kind: Kind::Milestone,
        id: "a".to_owned(),
        what: evil.clone(),
        cycle: Some(Cycle { id: "a".to_owned(), name: evil.clone() }),
        owner,
        note: Some(evil.clone()),
        path: "release/progress/a.yaml".to_owned(),
    };
    Status {
        project: evil.clone(),
        today: date(2027, 3, 20),
        until: date(2027, 4, 17),
        cycle: None,
        unread: vec![evil.clone()],
        notes: vec![evil.clone()],
        readiness: Readiness::NotAdopted { how: evil.clone(), command: evil },
        managers: ReleaseManagers::default(),
        meetings: Vec::new(),
        overdue: Vec::new(),
        unwritten: std::collections::BTreeSet::new(),
        due: vec![due; 50],
        open: Vec::new(),
        set_up: None,
    }
}

fn text(format: Format, options: Options) -> String {
    status(&hostile(), format, &options).unwrap_or_default()
}

#[test]
fn hostile_text_stays_text() {
    for format in [Format::Human, Format::Markdown] {
        let text = text(format, Options::default());
        assert!(!text.chars().any(|character| character != '\n' && escape::is_hidden(character)), "{text}");
    }
    let markdown = text(Format::Markdown, Options::default());
    assert!(!markdown.contains("<b>") && !markdown.contains("@all"), "{markdown}");
    let headings: Vec<&str> = markdown.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings.len(), 3, "{headings:?}");
}

#[test]
fn markdown_is_cut_and_says_so() {
    let markdown = text(Format::Markdown, Options::default());
    assert!(markdown.ends_with("- and 10 more\n"), "{markdown}");
    assert!(markdown.len() < 60_000);
}

#[test]
fn lines_keep_the_width() {
    let long = |text: &str| text.lines().any(|line| line.chars().count() > 80);
    assert!(!long(&text(Format::Human, Options::default())));
}

#[test]
fn colour_is_only_used_where_it_is_wanted() {
    assert!(!text(Format::Human, Options::default()).contains('\u{1b}'));
    assert!(text(Format::Human, Options { colour: true, ..Options::default() }).contains("\u{1b}[1m"));
}

#[test]
fn formats_for_findings_have_no_status() {
    for format in [Format::Github, Format::Sarif] {
        assert_eq!(status(&hostile(), format, &Options::default()), None);
    }
}
