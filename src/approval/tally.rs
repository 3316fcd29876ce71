//! Whether the votes of one approval meet one vote rule: exact fractions, quorum, window, caps.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::{Direction, Duration, WorkingCalendar, show_day};
use crate::document::{Approval, LazyRule, Limits, Method, MethodRule, Roster, Vote, VoteRule};
use crate::threshold::{Base, Threshold};

use super::ballot::Ballot;
use super::cap::counting;
use super::check::Check;
use super::electorate::{Awaited, Electorate};
use super::shown::{Among, Shown};
use super::{Evidence, Reason, Status};

/// What a tally is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count<'a> {
    pub(super) approval: &'a Approval,
    pub(super) ballot: &'a Ballot,
    pub(super) shown: &'a Shown<'a>,
    pub(super) electorate: &'a Electorate,
    pub(super) roster: &'a Roster,
    pub(super) limits: &'a Limits,
    /// The day on which eligibility is read, and up to which the window counts.
    pub(super) day: Date,
    pub(super) today: Date,
    pub(super) calendar: &'a WorkingCalendar,
    /// Whether the policy knows a vote without a meeting too.
    pub(super) has_electronic: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) status: Status,
    pub(super) reasons: Vec<Reason>,
    /// `+1` so far, and how many are needed.
    pub(super) count: Option<(usize, usize)>,
    /// Who could still vote.
    pub(super) missing: Vec<Awaited>,
    /// Whether the votes alone pass, whatever window and evidence say.
    pub(super) votes_pass: bool,
    /// What the rule asks for, one by one.
    pub(super) checks: Vec<Check>,
}

/// Which method's rule applies: above `recorded` the electronic one, whatever the file calls the vote (threat T67).
pub(super) fn method_of(approval: &Approval, evidence: Evidence) -> Method {
    let written = approval.method.as_ref().map_or(Method::Electronic, |method| method.value);
    if evidence > Evidence::Recorded { Method::Electronic } else { written }
}

/// What a meeting lacks whose file does not list who was there.
const WHO_WAS_PRESENT: &str = "a line `present:` that says who was there";

fn seats_in_words(count: usize) -> String {
    if count == 1 { "1 seat".to_owned() } else { format!("{count} seats") }
}

/// The ways of voting that a rule knows.
fn ways(rule: &VoteRule) -> Vec<String> {
    let known = [
        (Method::Meeting, rule.meeting.is_some()),
        (Method::Electronic, rule.electronic.is_some()),
        (Method::LazyConsensus, rule.lazy_consensus.is_some()),
    ];
    known
        .into_iter()
        .filter(|(_, has_rule)| *has_rule)
        .map(|(method, _)| format!("`{}`", method.name()))
        .collect()
}

impl Count<'_> {
    /// Counts by the rule of a method.
    pub(super) fn by(self, name: &str, rule: &VoteRule, method: Method) -> Tally {
        match (method, &rule.meeting, &rule.electronic, &rule.lazy_consensus) {
            (Method::Meeting, Some(rule), _, _) => self.vote(rule, true),
            (Method::Electronic, _, Some(rule), _) => self.vote(rule, false),
            (Method::LazyConsensus, _, _, Some(rule)) => self.lazy(rule),
            (method, ..) => self.no_rule(name, rule, method),
        }
    }

    fn vote(self, rule: &MethodRule, meeting: bool) -> Tally {
        let (in_favour, against) = (self.in_favour(), self.ballot.count(Vote::Against));
        let missing = self.missing(meeting);
        let whole = self.base(rule.pass.base, in_favour + against, meeting);
        let passes = in_favour > 0 && rule.pass.is_met(in_favour, whole);
        let mut reasons = Vec::new();
        let quorum = rule.quorum.is_none_or(|quorum| self.has_quorum(quorum, meeting, &mut reasons));
        if !passes {
            reasons.push(Self::below(rule.pass, in_favour, whole));
        }
        let cannot_pass = !passes && !self.could_pass(rule.pass, against, missing.len(), meeting);
        let votes_pass = passes && quorum;
        let open = rule.open.is_none_or(|open| self.window(open, &mut reasons));
        let without = |votes: usize| match rule.pass.base {
            Base::Cast => votes > 0 && rule.pass.is_met(votes, votes + against),
            Base::Seats | Base::Present => votes > 0 && rule.pass.is_met(votes, whole),
        };
        let left = Left::of(&missing, self.shown);
        let proposer = has_others(self.limits, self.without_proposer(), left, without, &mut reasons);
        let status = match () {
            () if votes_pass && open && proposer => Status::Approved,
            () if cannot_pass => Status::Rejected,
            () => Status::Pending,
        };
        let needed = match rule.pass.base {
            Base::Cast => rule.pass.least((in_favour + against).max(1)),
            _ => rule.pass.least(whole),
        };
        let pass = Check::share("votes", rule.pass, (in_favour, whole), passes);
        let quorum = rule.quorum.map(|wanted| {
            let wanted = Threshold { base: Base::Seats, ..wanted };
            Check::share("quorum", wanted, (self.taking_part(meeting), self.seats()), quorum)
        });
        let window = rule.open.map(|asked| self.window_check(asked, open));
        Tally {
            status,
            reasons,
            count: needed.map(|needed| (in_favour, needed.max(1))),
            missing,
            votes_pass,
            checks: [Some(pass), quorum, window].into_iter().flatten().collect(),
        }
    }

    /// At a meeting with a list of who was present, nobody else can vote any more.
    fn missing(self, meeting: bool) -> Vec<Awaited> {
        if !meeting || self.approval.present.is_empty() {
            return self.ballot.missing(self.electorate);
        }
        let present: Vec<&str> = self.approval.present.iter().map(|person| person.as_str()).collect();
        self.ballot.missing_of_present(self.electorate, &present)
    }

    fn lazy(self, rule: &LazyRule) -> Tally {
        let in_favour = self.in_favour();
        let objections = self.ballot.who(Vote::Against);
        let sponsors = usize::try_from(rule.sponsors).unwrap_or(usize::MAX);
        let mut reasons = Vec::new();
        if !objections.is_empty() {
            reasons.push(Reason::new("threshold", format!("{} objects", objections.join(", "))));
        }
        if in_favour < sponsors {
            let message = format!("{in_favour} of {sponsors} sponsors are in favour");
            reasons.push(Reason::new("threshold", message));
        }
        if self.electorate.size() == 0 {
            let reason = Reason::new("threshold", "there is nobody who could object");
            reasons.push(reason.instead_of_votes("a seat that could object"));
        }
        let votes_pass = objections.is_empty() && in_favour >= sponsors && self.electorate.size() > 0;
        let open = self.window(rule.open, &mut reasons);
        let suffice = |without: usize| without >= sponsors;
        let missing = self.ballot.missing(self.electorate);
        let left = Left::of(&missing, self.shown);
        let others = has_others(self.limits, self.without_proposer(), left, suffice, &mut reasons);
        let nobody_objects = Check {
            what: "objections",
            asked: "nobody objects".to_owned(),
            found: if objections.is_empty() { "nobody".to_owned() } else { objections.join(", ") },
            is_met: objections.is_empty(),
        };
        let sponsored = (sponsors > 0).then(|| Check::count("sponsors", in_favour, sponsors));
        let window = self.window_check(rule.open, open);
        let checks = [Some(nobody_objects), sponsored, Some(window)].into_iter().flatten().collect();
        let status = match () {
            () if votes_pass && open && others => Status::Approved,
            () if objections.len() > self.ballot.omitted().len() => Status::Rejected,
            () => Status::Pending,
        };
        Tally {
            status,
            reasons,
            count: (sponsors > 0).then_some((in_favour, sponsors)),
            missing,
            votes_pass,
            checks,
        }
    }

    fn no_rule(self, name: &str, rule: &VoteRule, method: Method) -> Tally {
        let written = method.name();
        let ways = ways(rule);
        let cure = if ways.is_empty() {
            format!("a rule for `{written}` in the vote `{name}` of the policy")
        } else {
            format!("a vote by {}: the policy has no rule for `{written}`", ways.join(" or "))
        };
        let message =
            format!("the vote `{name}` of the policy has no rule for the method `{}`", method.name());
        Tally {
            status: Status::Pending,
            reasons: vec![Reason::new("threshold", message).instead_of_votes(cure)],
            count: None,
            missing: self.ballot.missing(self.electorate),
            votes_pass: false,
            checks: Vec::new(),
        }
    }

    fn base(self, base: Base, cast: usize, meeting: bool) -> usize {
        match base {
            Base::Present if meeting => self.ballot.present(),
            // Where there is no meeting, a list of who was present must not make the whole smaller.
            Base::Seats | Base::Present => self.ballot.seats(self.electorate),
            Base::Cast => cast,
        }
    }

    fn has_quorum(self, quorum: Threshold, meeting: bool, reasons: &mut Vec<Reason>) -> bool {
        let (taking_part, seats) = (self.taking_part(meeting), self.seats());
        // A quorum is a share of the seats; of those present it would always be met.
        let met = quorum.is_met(taking_part, seats);
        if !met {
            let verb = if meeting { "present" } else { "voting" };
            let needed = quorum
                .least(seats)
                .map_or_else(|| "more than there are".to_owned(), |least| least.to_string());
            let message = format!("{taking_part} of {seats} seats {verb}, but `{quorum}` asks for {needed}");
            let short = quorum.least(seats).map_or(1, |least| least.saturating_sub(taking_part));
            let reason = Reason::new("quorum", message);
            reasons.push(match () {
                () if meeting && self.approval.present.is_empty() => reason.instead_of_votes(WHO_WAS_PRESENT),
                () if meeting => reason.instead_of_votes(format!(
                    "another meeting with {} more present{}; nobody joins a meeting later",
                    seats_in_words(short),
                    if self.has_electronic { ", or an electronic vote" } else { "" }
                )),
                () => reason.besides_votes(format!("{} more voting", seats_in_words(short))),
            });
        }
        met
    }

    fn seats(self) -> usize {
        self.ballot.seats(self.electorate)
    }

    fn taking_part(self, meeting: bool) -> usize {
        if meeting {
            self.ballot.present()
        } else {
            self.in_favour() + self.ballot.taking_part_but_not_in_favour()
        }
    }

    fn below(pass: Threshold, in_favour: usize, whole: usize) -> Reason {
        let of = match pass.base {
            Base::Seats => "seats",
            Base::Present => "present seats",
            Base::Cast => "votes cast",
        };
        if whole == 0 && pass.base == Base::Present {
            let message = format!("the file does not say who was present, and `{pass}` counts them");
            return Reason::new("threshold", message).instead_of_votes(WHO_WAS_PRESENT);
        }
        Reason::new("threshold", format!("{in_favour} of {whole} {of} in favour, but it takes `{pass}`"))
    }

    /// Whether it could still pass if everybody who has not voted were in favour.
    fn could_pass(self, pass: Threshold, against: usize, missing: usize, meeting: bool) -> bool {
        // Who asks for changes on GitHub alone may still be won over.
        let open = self.ballot.omitted().len();
        let (against, missing) = (against.saturating_sub(open), missing + open);
        // A cap on the votes of one organisation may be lifted by the votes that are missing.
        let best = self.ballot.count(Vote::InFavour) + missing;
        match pass.base {
            Base::Cast => pass.is_met(best, best + against),
            // Without a list of who is present there may yet be one.
            Base::Present if meeting && self.ballot.present() == 0 => true,
            base => pass.is_met(best, self.base(base, 0, meeting)),
        }
    }

    /// Whether the vote was open long enough.
    fn window(self, open: Duration, reasons: &mut Vec<Reason>) -> bool {
        let Some(opened) = self.approval.opened.as_ref().map(|day| day.value.0) else {
            let message = format!("the file does not say since when the vote is open; it takes {open}");
            let cure = "a line `opened:` that says since when the vote is open";
            reasons.push(Reason::new("window", message).besides_votes(cure));
            return false;
        };
        let end = self.approval.closed.as_ref().map_or(self.today, |day| day.value.0);
        let Ok(earliest) = open.add_to(opened, Direction::Later, self.calendar) else { return false };
        let enough = end >= earliest;
        if !enough {
            let message = match &self.approval.closed {
                Some(_) => format!(
                    "closed on {}, but it had to stay open for {open}, to {}",
                    show_day(end),
                    show_day(earliest)
                ),
                None => format!("the vote stays open for {open}, to {}", show_day(earliest)),
            };
            let cure = match &self.approval.closed {
                Some(_) => format!("a vote that stays open for {open}, to {}", show_day(earliest)),
                None => format!("{open} of voting, so nothing before {}", show_day(earliest)),
            };
            reasons.push(Reason::new("window", message).besides_votes(cure));
        }
        enough
    }

    fn window_check(self, open: Duration, is_met: bool) -> Check {
        let opened = self.approval.opened.as_ref().map(|day| day.value.0);
        let since = opened.map_or_else(|| "no day stated".to_owned(), show_day);
        let until = match &self.approval.closed {
            Some(day) => format!("closed {}", show_day(day.value.0)),
            None => format!("still open on {}", show_day(self.today)),
        };
        let found = format!("opened {since}, {until}");
        Check { what: "window", asked: format!("open for {open}"), found, is_met }
    }

    /// The votes in favour that count, after the cap on votes of one organisation.
    fn in_favour(self) -> usize {
        self.capped(&self.ballot.who(Vote::InFavour))
    }

    /// The same if the proposer had not voted.
    fn without_proposer(self) -> Without {
        let voters = self.ballot.who(Vote::InFavour);
        let proposer = self.shown.proposer_among(voters.iter().map(String::as_str));
        Without::of(proposer, self.in_favour(), |proposer| {
            let others: Vec<String> = voters.iter().filter(|voter| *voter != proposer).cloned().collect();
            self.capped(&others)
        })
    }

    fn capped(self, voters: &[String]) -> usize {
        let Some(limit) = self.limits.votes_per_affiliation.0 else { return voters.len() };
        let organisations = |voter: &String| {
            let person = self.roster.people.get(voter);
            let all = person.into_iter().flat_map(|person| person.affiliations_on(self.day));
            all.map(str::to_lowercase).collect::<BTreeSet<_>>().into_iter().collect()
        };
        counting(&voters.iter().map(organisations).collect::<Vec<_>>(), limit)
    }
}

/// How many are in favour, with and without the proposer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Without {
    all: usize,
    others: usize,
    /// Whether one of them is the proposer, as far as anybody knows.
    proposer_votes: ProposerVotes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProposerVotes {
    No,
    Yes,
    Perhaps,
}

impl Without {
    /// Counts the votes in favour without the proposer's. Where nobody knows who that is, it may be any of them.
    pub(super) fn of(proposer: Among<'_>, all: usize, without: impl Fn(&str) -> usize) -> Self {
        match proposer {
            Among::No => Self { all, others: all, proposer_votes: ProposerVotes::No },
            Among::Yes(proposer) => {
                Self { all, others: without(proposer), proposer_votes: ProposerVotes::Yes }
            }
            Among::Perhaps => {
                Self { all, others: all.saturating_sub(1), proposer_votes: ProposerVotes::Perhaps }
            }
        }
    }
}

/// How many people could still vote.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    all: usize,
    /// Without the proposer, where that is known.
    others: usize,
}

impl Left {
    /// Counts those who are awaited. In the proposer's place an alternate may vote, who is somebody else.
    pub(super) fn of(missing: &[Awaited], shown: &Shown<'_>) -> Self {
        let is_other =
            |awaited: &&Awaited| awaited.alternate.is_some() || shown.proposer() != Some(&awaited.person);
        Self { all: missing.len(), others: missing.iter().filter(is_other).count() }
    }
}

/// No committee needs more votes than these to outvote its proposer.
const MOST_FURTHER_VOTES: usize = 100;

/// Whether enough others are in favour where the policy wants others besides the proposer, or does not count the
/// proposer. The documents do not say who that is; where GitHub does not either, the votes have to suffice whoever of
/// the voters it is.
pub(super) fn has_others(
    limits: &Limits,
    votes: Without,
    left: Left,
    suffice: impl Fn(usize) -> bool,
    reasons: &mut Vec<Reason>,
) -> bool {
    let others = limits.other_approvers.map_or(0, |count| usize::try_from(count).unwrap_or(usize::MAX));
    let excluded = limits.proposer_votes == Some(false);
    let enough_others = others == 0 || votes.others >= others;
    let enough_without = !excluded || suffice(votes.others);
    let votes_matter = votes.all > 0 || suffice(0);
    if votes_matter && !(enough_others && enough_without) {
        let why = match votes.proposer_votes {
            ProposerVotes::Yes => "since one of the voters is the proposer",
            ProposerVotes::Perhaps => "since one of the voters may be the proposer",
            ProposerVotes::No => "by somebody besides the proposer",
        };
        let is_enough = |more: &usize| {
            let own = votes.others.saturating_add(*more);
            own >= others && (!excluded || suffice(own))
        };
        let more = (1..=MOST_FURTHER_VOTES).find(is_enough).unwrap_or(1);
        let message = match more {
            1 => format!("one more vote is needed, {why}"),
            more => format!("{more} more votes are needed, {why}"),
        };
        let reason = Reason::new("proposer-alone", message);
        reasons.push(if more > left.others {
            reason.instead_of_votes(out_of_reach(votes, left, more, why))
        } else {
            reason.more_votes(more, why)
        });
    }
    enough_others && enough_without
}

/// What would mend it where fewer people are left than votes are missing.
fn out_of_reach(votes: Without, left: Left, more: usize, why: &str) -> String {
    let (required, there_are) = (votes.others.saturating_add(more), votes.all + left.all);
    if required > there_are {
        return format!(
            "more people who may vote, or other `limits` in the policy: it takes {required} besides the proposer, and \
             there are {there_are}"
        );
    }
    let known = match votes.proposer_votes {
        ProposerVotes::Perhaps => " (GitHub tells who it is)",
        ProposerVotes::Yes | ProposerVotes::No => "",
    };
    let lacking = if more == 1 { "1 more vote".to_owned() } else { format!("{more} more votes") };
    let left = match left.others {
        0 => "nobody else can vote".to_owned(),
        1 => "only 1 more person can vote".to_owned(),
        several => format!("only {several} more people can vote"),
    };
    format!(
        "a proposer without a vote{known}, or other `limits` in the policy: {lacking} would be needed, {why}, and {left}"
    )
}
