//! Who is who: the offices of everybody in the roster on the day that is looked from.

use super::markup::{Row, dash, day, link, table_of, text};
use crate::export::model::{Model, Office, OfficeKind, Person};

/// The section; nothing where nobody is in the roster.
pub(super) fn body(model: &Model) -> String {
    if model.people.is_empty() {
        return String::new();
    }
    let mut people: Vec<&Person> = model.people.iter().collect();
    // Those who hold an office come first, by office; the rest keep the order of the roster.
    people.sort_by_key(|person| {
        let first = person.offices.iter().map(|office| office.kind).min();
        (first.is_none(), first)
    });
    let rows: Vec<Row> = people.into_iter().map(row).collect();
    let caption = format!("Roster, with the offices held on {}", crate::calendar::show_day(model.today));
    table_of("roster", &caption, &["Name", "Offices", "GitHub"], &rows)
}

fn row(person: &Person) -> Row {
    let offices: Vec<String> = person.offices.iter().map(office).collect();
    let account = person.login.as_deref().map(|login| {
        let is_plain = login.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let label = format!("@{login}");
        if is_plain { link(&format!("https://github.com/{login}"), &label) } else { text(&label) }
    });
    Row {
        anchor: None,
        head: format!("{} <span class=\"soft\">{}</span>", text(&person.name), text(&person.id)),
        cells: vec![
            if offices.is_empty() { dash() } else { offices.join("<br/>") },
            account.unwrap_or_else(dash),
        ],
    }
}

fn office(office: &Office) -> String {
    let name = match office.kind {
        OfficeKind::TscMember => "TSC",
        OfficeKind::TscObserver => "TSC, without a vote",
        OfficeKind::Alternate => "alternate in the TSC",
        OfficeKind::ReleaseManager => "release manager",
        OfficeKind::Advisor => "advisor",
    };
    let from = office.from.map(|from| format!(" from {}", day(from))).unwrap_or_default();
    let until = office.until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
    format!("{name}{from}{until}")
}
