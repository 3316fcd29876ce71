//! The questions that a person on a terminal is asked, each with the reason why.

use super::super::arguments::{InitOptions, day, id, profile, url, words, zone};
use super::super::console::{Console, question};
use super::super::failure::Failure;
use crate::calendar::Zone;
use crate::init::{Account, MeetingWish, Mention, Person, Template, Workflow};
use crate::schema::is_id;

/// Asks for everything that the options do not say.
pub(super) fn ask(options: &mut InitOptions, console: &mut dyn Console) -> Result<(), Failure> {
    console
        .say("Enter keeps what stands in brackets. Everything can be changed in the files afterwards.\n")?;
    if options.name.is_none() {
        let name = question(console, "The project's name stands in every report.", "Name", None, words)?;
        options.name = Some(name);
    }
    if options.description.is_none() {
        let why = "One sentence for people who meet the project here.";
        options.description = question(console, why, "Description", Some("none"), optional(words))?;
    }
    if options.repository.is_none() {
        let why = "The address of the repository, for links.";
        options.repository = question(console, why, "Repository", Some("none"), optional(url))?;
    }
    if options.github.is_empty() && on_github(options, console)? {
        options.github = Workflow::ALL.to_vec();
        if !options.pages {
            let why = "GitHub Pages can show the dates: a page for everybody, calendars and news feeds, anew after every merge.";
            options.pages = question(console, why, "Should they be published?", Some("no"), yes_or_no)?;
        }
    }
    if options.template.is_none() {
        options.template = Some(template(console)?);
    }
    if options.profile.is_none() {
        options.profile = rules_of_decision(console)?;
    }
    people(options, console)?;
    service(options, console)?;
    cycle(options, console)?;
    if options.deadline_zone.is_none() {
        let why = "A date without a time ends at 23:59 in this zone: AoE (everywhere on Earth), UTC, Europe/Berlin, …";
        options.deadline_zone = Some(question(console, why, "Zone of deadlines", Some("UTC"), zone)?);
    }
    Ok(())
}

fn on_github(options: &InitOptions, console: &mut dyn Console) -> Result<bool, Failure> {
    let why =
        "On GitHub, workflows can judge every pull request, verify what was merged, and audit the history.";
    let is_there =
        options.repository.as_ref().is_some_and(|address| address.starts_with("https://github.com/"));
    let default = if is_there { "yes" } else { "no" };
    question(console, why, "Is the project on GitHub, and should it get them?", Some(default), yes_or_no)
}

fn template(console: &mut dyn Console) -> Result<Template, Failure> {
    let mut why = "A template to begin with, taken from how communities work:".to_owned();
    for template in Template::ALL {
        why.push_str(&format!("\n  {:<14} {}", template.name(), template.summary()));
    }
    question(console, &why, "Template", Some(Template::default().name()), |text| {
        Template::from_name(text).ok_or_else(|| format!("`{text}` is none of them"))
    })
}

/// The template has rules of its own, which are kept where nobody names others.
fn rules_of_decision(console: &mut dyn Console) -> Result<Option<&'static str>, Failure> {
    let why = "The rules of decision: those of the template, or of a charter: lf-charter, camara, tungsten-fabric, hiero,\n\
               cncf-toc, nodejs-tsc or lazy.";
    question(console, why, "Rules of decision", Some("template"), |text| {
        if text == "template" { Ok(None) } else { profile(text).map(Some) }
    })
}

fn people(options: &mut InitOptions, console: &mut dyn Console) -> Result<(), Failure> {
    if options.tsc.is_empty() {
        let why = "The members of the technical steering committee (TSC), whose votes decide.";
        let known: Vec<&Mention> = options.release_managers.iter().chain(&options.advisors).collect();
        options.tsc = office(console, why, "TSC member", true, &known)?;
    }
    if options.release_managers.is_empty() {
        let why = "The release managers, who propose plans and may make small moves; two at least, so that one can be away.";
        let known: Vec<&Mention> = options.tsc.iter().chain(&options.advisors).collect();
        options.release_managers = office(console, why, "Release manager", false, &known)?;
    }
    Ok(())
}

fn service(options: &mut InitOptions, console: &mut dyn Console) -> Result<(), Failure> {
    if !options.rmss {
        let why = "The Release Management Support Service (RMSS) of the foundation trains and supports the release managers.";
        options.rmss = question(console, why, "Is the project adopting it?", Some("no"), yes_or_no)?;
    }
    if options.rmss && options.advisors.is_empty() {
        let why = "The foundation's staff who advise the project; they never vote.";
        let known: Vec<&Mention> = options.tsc.iter().chain(&options.release_managers).collect();
        options.advisors = office(console, why, "Advisor", false, &known)?;
    }
    if options.meeting.is_none() {
        let why = "When the release management working group meets, such as `2 weeks on tuesday at 15:00`.";
        options.meeting = question(console, why, "Meeting", Some("none"), optional(MeetingWish::parse))?;
    }
    match (&options.meeting, &options.time_zone) {
        (Some(_), None) => {
            let zone = question(console, "The time zone of the meeting.", "Zone", Some("UTC"), zone)?;
            options.time_zone = Some(zone);
        }
        (None, Some(_)) => options.time_zone = None::<Zone>,
        _ => {}
    }
    Ok(())
}

fn cycle(options: &mut InitOptions, console: &mut dyn Console) -> Result<(), Failure> {
    if options.start.is_none() {
        let why = "The day on which the first release cycle starts, as YYYY-MM-DD; its other dates follow from the template.";
        options.start = match &options.cycle {
            Some(_) => Some(question(console, why, "Start", None, day)?),
            None => question(console, why, "Start", Some("none"), optional(day))?,
        };
    }
    if options.start.is_some() && options.cycle.is_none() {
        let why = "What that cycle is called; it names the file.";
        options.cycle = Some(question(console, why, "Cycle", Some("first"), id)?);
    }
    Ok(())
}

/// Asks for the holders of an office until an empty line.
fn office(
    console: &mut dyn Console,
    why: &str,
    what: &str,
    needed: bool,
    known: &[&Mention],
) -> Result<Vec<Mention>, Failure> {
    let mut holders: Vec<Mention> = Vec::new();
    let mut why = why;
    loop {
        let default = (!needed || !holders.is_empty()).then_some("done");
        let name = question(console, why, &format!("{what}'s name"), default, optional(words))?;
        let Some(name) = name else { return Ok(holders) };
        why = "";
        if let Some(person) = known.iter().find(|person| is_called(person, &name)) {
            holders.push(Mention::Known(person.id().to_owned()));
            continue;
        }
        let taken: Vec<&str> = known.iter().copied().chain(&holders).map(Mention::id).collect();
        let person = person(console, name, &taken)?;
        holders.push(Mention::New(person));
    }
}

fn is_called(person: &Mention, name: &str) -> bool {
    person.id() == name || matches!(person, Mention::New(person) if person.name == name)
}

fn person(console: &mut dyn Console, name: String, taken: &[&str]) -> Result<Person, Failure> {
    let proposal = short_name(&name, taken);
    let id = question(
        console,
        "",
        "  Short name, by which files name this person",
        proposal.as_deref(),
        |text| {
            let id = id(text)?;
            if taken.contains(&id.as_str()) { Err(format!("`{id}` is somebody else")) } else { Ok(id) }
        },
    )?;
    let login =
        question(console, "", "  Login on GitHub", Some("none"), optional(|text| Account::new(text, "")))?;
    let account = match login {
        Some(Account::Login(login)) => {
            let prompt =
                format!("  Number of that account, the `id` at https://api.github.com/users/{login}");
            let number = optional(|text: &str| Account::new(&login, text));
            question(console, "", &prompt, Some("none"), number)?.unwrap_or(Account::Login(login))
        }
        _ => Account::Unknown,
    };
    Ok(Person { id, name, account })
}

/// The first name in small letters, or the whole name where that is taken.
fn short_name(name: &str, taken: &[&str]) -> Option<String> {
    let lower = name.to_lowercase();
    let whole = lower.split_whitespace().collect::<Vec<_>>().join("-");
    let first = lower.split_whitespace().next().map(str::to_owned);
    first.into_iter().chain([whole]).find(|id| is_id(id) && !taken.contains(&id.as_str()))
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(true),
        "n" | "no" => Ok(false),
        _ => Err("answer yes or no".to_owned()),
    }
}

/// Reads `none` or `done` as nothing, and anything else as it is read otherwise.
fn optional<T>(read: impl Fn(&str) -> Result<T, String>) -> impl Fn(&str) -> Result<Option<T>, String> {
    move |text| if matches!(text, "none" | "done") { Ok(None) } else { read(text).map(Some) }
}
