//! `milepost trend`: how the plan of a cycle moved on a branch.

use std::collections::BTreeMap;
use std::path::Path;

use crate::audit::AuditStep;
use crate::calendar::parse_day;
use crate::history::Documents;
use crate::render::{Options, trend as render};
use crate::schema::suggestion;
use crate::trend::{Question, Since, Trend, TrendError, cycles, trend};

use super::Outcome;
use super::arguments::{TrendFormat, TrendOptions};
use super::failure::Failure;
use super::output::{options_for_terminal, print};
use super::progress::Progress;
use super::side::{Place, default_branch, short_name};
use super::verify::audited;

/// Runs the command.
pub(super) fn run(options: &TrendOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let repository = place.repository()?;
    let revision = match &options.rev {
        Some(revision) => revision.clone(),
        None => default_branch(&place, "--rev")?,
    };
    let tip = repository.resolve(&revision)?;
    let question = Question {
        cycle: &options.cycle,
        branch: short_name(&revision),
        tip: &tip.id,
        since: options.since.as_deref().map(|since| self::since(&place, since)).transpose()?,
        today: place.asked_today(&tip)?,
    };
    let mut progress = Progress::new("reading revision");
    let documents = Documents::new(repository, place.root());
    let found = trend(&documents, &question, &mut |done, total| progress.tell(done, total));
    progress.end();
    let mut trend = found.map_err(|error| failure(error, &place, &question))?;
    let ratified = ratified(&place, &documents, &trend)?;
    trend.settle(ratified.as_ref());
    let mut trend = only(trend, &options.milestones)?;
    for (format, path) in &options.files {
        write(path, &text(&trend, *format, &Options::default()))?;
    }
    // What is kept in a file or read by a program is the same on every day, unless a day is named.
    if options.format == TrendFormat::Human && trend.today.is_none() {
        trend.today = Some(place.today_of(&tip)?);
        // The day shows which emergency approvals were never ratified; what was, is settled already.
        trend.settle(Some(&BTreeMap::new()));
    }
    let terminal = options_for_terminal(&options.output());
    print(&text(&trend, options.format, &terminal))?;
    Ok(Outcome::Fine)
}

/// By which approval each commit was ratified, where any approval says that one of the trend was; nothing where a shallow
/// clone cannot tell.
fn ratified(
    place: &Place<'_>,
    documents: &Documents<'_>,
    trend: &Trend,
) -> Result<Option<BTreeMap<String, String>>, Failure> {
    if trend.named_as_ratified.is_empty() {
        return Ok(Some(BTreeMap::new()));
    }
    if documents.repository().is_shallow() {
        return Ok(None);
    }
    let audit = audited(place, documents, &trend.branch, &trend.tip)?;
    let healed = |step: AuditStep| Some((step.commit, step.ratified_by?.approval));
    Ok(Some(audit.steps.into_iter().filter_map(healed).collect()))
}

/// A day, or else a revision.
fn since(place: &Place<'_>, text: &str) -> Result<Since, Failure> {
    Ok(match parse_day(text) {
        Ok(day) => Since::Day(day),
        Err(_) => Since::Commit(place.repository()?.resolve(text)?.id),
    })
}

fn failure(error: TrendError, place: &Place<'_>, question: &Question<'_>) -> Failure {
    let message = error.to_string();
    match error {
        TrendError::UnknownCycle { .. } => Failure::new(message).hint(known_cycles(place, question)),
        TrendError::NotOnBranch(_) => {
            Failure::new(message).hint("name a commit of the branch itself, or a day as YYYY-MM-DD")
        }
        TrendError::History(error) => error.into(),
    }
}

fn known_cycles(place: &Place<'_>, question: &Question<'_>) -> String {
    let known = place
        .any_repository()
        .and_then(|repository| cycles(repository, place.root(), question.tip).ok())
        .unwrap_or_default();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    match (suggestion(question.cycle, known.iter().copied()), known.as_slice()) {
        (_, []) => format!(
            "there never was a schedule under `{}/schedules/`; name another folder with `--root`, or another branch \
             with `--rev`",
            place.root()
        ),
        (Some(near), [_]) => format!("did you mean `{near}`?"),
        (Some(near), _) => format!("did you mean `{near}`? there are or were: {}", known.join(", ")),
        (None, _) => format!("there are or were: {}", known.join(", ")),
    }
}

fn only(trend: Trend, milestones: &[String]) -> Result<Trend, Failure> {
    if milestones.is_empty() {
        return Ok(trend);
    }
    let known = || trend.milestones.iter().map(|milestone| milestone.id.as_str());
    let mut called = Vec::new();
    for wanted in milestones {
        if let Some(id) = trend.milestone_called(wanted) {
            called.push(id.to_owned());
        } else {
            let hint = match suggestion(wanted, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}", known().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("{} never had a milestone `{wanted}`", trend.name);
            return Err(Failure::new(message).hint(hint));
        }
    }
    Ok(trend.of_milestones(&called))
}

fn text(trend: &Trend, format: TrendFormat, options: &Options) -> String {
    match format {
        TrendFormat::Human => render::human(trend, options),
        TrendFormat::Markdown => render::markdown(trend),
        TrendFormat::Json => render::json(trend),
        TrendFormat::Csv => render::csv(trend),
        TrendFormat::Svg => render::svg(trend),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| Failure::of_file("write", path, &error))
}
