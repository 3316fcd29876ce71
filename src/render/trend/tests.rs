//! How a trend reads and looks: every format of one that has everything in it, and what no name can break.

use jiff::civil::date;
use proptest::prelude::*;

use super::fixture::{self, Given};
use super::{csv, human, json, markdown, svg};
use crate::render::{Options, escape};
use crate::trend::{SignOff, Trend};

/// Where the README's picture lies.
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/images/trend.svg");

/// A trend whose every text is the same foreign one.
fn foreign(text: &str) -> Trend {
    let mut trend = fixture::paris();
    let set = |place: &mut String| *place = text.to_owned();
    for place in [&mut trend.cycle, &mut trend.name, &mut trend.branch, &mut trend.tip] {
        set(place);
    }
    trend.notes.iter_mut().for_each(set);
    for milestone in &mut trend.milestones {
        set(&mut milestone.name);
    }
    for revision in &mut trend.revisions {
        set(&mut revision.commit);
        if let SignOff::Approved(ids) = &mut revision.approval {
            ids.iter_mut().for_each(set);
        }
        for change in &mut revision.changes {
            set(&mut change.sentence);
            change.reason = Some(text.to_owned());
        }
    }
    trend
}

/// The texts of all elements of a kind.
fn texts(picture: &str, element: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(picture).unwrap();
    let found =
        document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", element)));
    found.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

fn count_class(picture: &str, class: &str) -> usize {
    let document = roxmltree::Document::parse(picture).unwrap();
    let has = |node: &roxmltree::Node<'_, '_>| {
        node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
    };
    document.descendants().filter(has).count()
}

/// The trend of one milestone that had these dates, a month apart.
fn of_dates(dates: &[&str]) -> Trend {
    let given = dates.iter().zip(1..).map(|(text, month)| Given {
        day: date(2027, month, 5),
        plan: Ok(fixture::plan(&["kickoff|Kick-off|2027-01-15", &format!("ga|Release|{text}")])),
        approval: SignOff::Approved(Vec::new()),
    });
    fixture::build("paris", "Paris", given.collect())
}

#[test]
fn people_read_what_moved_and_who_approved_it() {
    insta::assert_snapshot!(human(&fixture::paris(), &Options::default()));
}

#[test]
fn markdown_has_a_table_of_milestones_and_one_of_revisions() {
    insta::assert_snapshot!(markdown(&fixture::paris()));
}

#[test]
fn json_has_everything() {
    insta::assert_snapshot!(json(&fixture::paris()));
}

#[test]
fn csv_has_a_row_for_every_milestone_in_every_revision() {
    let trend = fixture::paris();
    let table = csv(&trend);
    assert_eq!(table.matches("\r\n").count(), 1 + trend.milestones.len() * trend.revisions.len());
    assert_eq!(table.matches('\n').count(), table.matches("\r\n").count());
    insta::assert_snapshot!(table);
}

#[test]
fn svg_draws_everything() {
    insta::assert_snapshot!(svg(&fixture::paris()));
}

#[test]
fn json_keeps_its_schema() {
    let schema: serde_json::Value = serde_json::from_str(crate::schema::TREND_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for trend in [fixture::paris(), fixture::opendaylight("neon", "Neon"), of_dates(&["tbd"])] {
        let value: serde_json::Value = serde_json::from_str(&json(&trend)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn lines_keep_the_width() {
    let text = human(&fixture::paris(), &Options::default());
    let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert_eq!(long, Vec::<&str>::new());
}

#[test]
fn colour_is_only_used_where_it_is_wanted() {
    assert!(!human(&fixture::paris(), &Options::default()).contains('\u{1b}'));
    let coloured = human(&fixture::paris(), &Options { colour: true, ..Options::default() });
    assert!(coloured.contains("\u{1b}[31m") && coloured.contains("\u{1b}[32m"));
}

#[test]
fn no_spreadsheet_computes_a_foreign_text() {
    for (text, cell) in [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "' =1"),
        ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
        ("plain", "plain"),
        ("a, b", "\"a, b\""),
    ] {
        let table = csv(&foreign(text));
        let row = table.lines().nth(1).unwrap();
        assert!(row.starts_with(&format!("{cell},1,{cell},2026-11-24T12:00:00Z,")), "{text:?}: {row}");
    }
}

#[test]
fn a_slip_of_the_pen_in_the_year_does_not_stretch_the_picture() {
    let straight = svg(&of_dates(&["2027-06-10", "2027-06-10", "2027-06-10"]));
    let slipped = svg(&of_dates(&["2027-06-10", "2028-06-10", "2027-06-10"]));
    let frame = |picture: &str| picture.lines().find(|line| line.contains("\"frame\"")).unwrap().to_owned();
    assert_eq!(frame(&slipped), frame(&straight));
    assert!(slipped.contains("1 milestone has dates far off the others"));
    assert!(!straight.contains("far off the others"));
}

#[test]
fn a_slip_of_months_stays_on_the_picture() {
    let picture = svg(&of_dates(&["2027-06-10", "2027-09-10", "2027-12-10"]));
    assert!(!picture.contains("far off the others"));
}

#[test]
fn a_gap_interrupts_the_lines_and_is_shaded() {
    let mut trend = fixture::paris();
    assert_eq!(count_class(&svg(&trend), "gap"), 1);
    let reason = texts(&svg(&trend), "title").into_iter().find(|text| text.contains("could not be read"));
    assert_eq!(
        reason.as_deref(),
        Some("The plan could not be read from Tue 2 Mar 2027 to Tue 9 Mar 2027\n`freeze` stands there twice")
    );
    trend.revisions.remove(3);
    assert_eq!(count_class(&svg(&trend), "gap"), 0);
}

#[test]
fn what_nobody_approved_is_hollow() {
    let approved = svg(&of_dates(&["2027-06-10", "2027-06-24"]));
    assert_eq!(count_class(&approved, "hollow"), 0);
    let mut trend = of_dates(&["2027-06-10", "2027-06-24"]);
    trend.revisions[1].approval = SignOff::Unapproved;
    // The mark and the legend.
    assert_eq!(count_class(&svg(&trend), "hollow"), 2);
}

#[test]
fn few_milestones_are_named_all_and_of_many_those_that_matter() {
    let names = |trend: &Trend| count_class(&svg(trend), "name");
    assert_eq!(names(&fixture::many(12, 3)), 12);
    assert_eq!(names(&fixture::many(40, 150)), 12);
    let mut trend = fixture::many(40, 3);
    for milestone in trend.milestones.iter_mut().take(5) {
        milestone.key = true;
    }
    let picture = svg(&trend);
    assert_eq!(count_class(&picture, "name"), 5);
    assert!(picture.contains("5 of 40 milestones are named"));
}

#[test]
fn names_do_not_lie_on_each_other() {
    for trend in [fixture::many(12, 10), fixture::opendaylight("argon", "Argon"), fixture::paris()] {
        let picture = svg(&trend);
        let document = roxmltree::Document::parse(&picture).unwrap();
        let mut heights: Vec<i64> = document
            .descendants()
            .filter(|node| node.attribute("class").is_some_and(|class| class.starts_with("name")))
            .map(|node| node.attribute("y").unwrap().split('.').next().unwrap().parse().unwrap())
            .collect();
        heights.sort_unstable();
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= 15), "{heights:?}");
    }
}

#[test]
fn the_picture_needs_nothing_from_elsewhere() {
    let picture = svg(&fixture::paris());
    assert_eq!(picture.matches("http").count(), 1, "the name space alone");
    assert!(!picture.contains("url(") && !picture.contains("@import"));
    let document = roxmltree::Document::parse(&picture).unwrap();
    let known = ["svg", "title", "desc", "style", "g", "rect", "path", "polygon", "circle", "text", "tspan"];
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(known.contains(&node.tag_name().name()), "{:?}", node.tag_name());
        let acts = |name: &str| name.starts_with("on") || name.ends_with("href");
        assert!(!node.attributes().any(|attribute| acts(attribute.name())));
    }
}

#[test]
fn a_trend_without_anything_is_a_picture_too() {
    let empty = fixture::build("none", "None", Vec::new());
    assert_eq!(texts(&svg(&empty), "title").len(), 1);
    assert!(human(&empty, &Options::default()).starts_with("None: how the plan moved\n0 revisions"));
    assert!(svg(&of_dates(&["tbd"])).contains("Without a date yet: Release."));
}

#[test]
fn the_picture_in_the_readme_is_what_is_drawn() {
    let drawn = svg(&fixture::opendaylight("neon", "OpenDaylight Neon"));
    if std::env::var_os("MILEPOST_UPDATE").is_some() {
        std::fs::write(PICTURE, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(PICTURE).unwrap();
    assert!(kept == drawn, "`docs/images/trend.svg` is out of date; MILEPOST_UPDATE=1 draws it anew");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_picture_is_well_formed_whatever_the_names(
        name in "(?s)([<>&\"'=]|\\PC|[\u{0}-\u{1f}\u{202e}\u{fffe}\u{ffff}\u{5d0}]|]]>|<!--|</text>){0,40}"
    ) {
        let picture = svg(&foreign(&name));
        let document = roxmltree::Document::parse(&picture);
        prop_assert!(document.is_ok(), "{:?}", document.err());
        prop_assert!(!picture.chars().any(|character| character != '\n' && !is_isolate(character) && escape::is_hidden(character)));
        let plain = svg(&foreign("plain"));
        prop_assert_eq!(texts(&picture, "title").len(), texts(&plain, "title").len());
    }

    #[test]
    fn dates_of_any_distance_stay_on_the_picture(days in proptest::collection::vec(-800_000_i64..800_000, 1..6)) {
        let dates: Vec<String> = days
            .iter()
            .map(|days| {
                let day = date(2027, 6, 1).saturating_add(jiff::Span::new().days(*days));
                day.clamp(crate::calendar::FIRST_DAY, crate::calendar::LAST_DAY).to_string()
            })
            .collect();
        let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
        let picture = svg(&of_dates(&dates));
        let document = roxmltree::Document::parse(&picture).unwrap();
        let root = document.root_element();
        let side = |name: &str| root.attribute(name).unwrap().parse::<f64>().unwrap();
        for node in document.descendants() {
            for (name, limit) in [("x", "width"), ("cx", "width"), ("y", "height"), ("cy", "height")] {
                if let Some(place) = node.attribute(name) {
                    let place: f64 = place.parse().unwrap();
                    prop_assert!((0.0..=side(limit)).contains(&place), "{name}={place}");
                }
            }
        }
    }
}

/// The marks around text that runs from right to left.
const fn is_isolate(character: char) -> bool {
    matches!(character, '\u{2068}' | '\u{2069}')
}
