//! Compares what GitHub enforces on a branch with what the gate relies on.

use std::collections::BTreeSet;

use crate::approval::Account;
use crate::document::{Roster, Workspace};
use crate::status::{SetUp, SetUpPoint};

use super::{
    BranchProtection, BranchRule, BranchRules, Bypass, Context, Demand, GitHubError, Readable, RequiredCheck,
    Ruleset, Settings,
};

/// The number of GitHub Actions on github.com; an Enterprise Server has another.
const ACTIONS: u64 = 15_368;

/// Where GitHub looks for the owners of files; the first that exists counts.
pub const CODEOWNERS: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// What holds on a branch, named together with the settings of the repository, after whose default branch its status is
/// called. `team` is the committee as GitHub knows it, where it was asked for; `files` are the workflows of the repository
/// and its CODEOWNERS, each with its path and its text.
pub fn set_up(
    (branch, settings): (&str, &Settings),
    rules: &BranchRules,
    workspace: &Workspace,
    team: Option<&Readable<Vec<Account>>>,
    files: &[(String, String)],
) -> SetUp {
    let seen = Seen::of(rules);
    let context = Context::of(branch, Some(&settings.default_branch));
    let mut points: Vec<SetUpPoint> = seen.what_is_hidden().into_iter().collect();
    points.extend([
        seen.required_check(&context),
        seen.up_to_date(&context),
        seen.pull_request(),
        seen.rebase(settings),
        seen.force_push(),
        seen.deletion(),
    ]);
    points.extend(seen.code_owners(files));
    points.extend(not_governed(branch, workspace));
    points.extend(seen.merge_queue());
    points.extend(seen.bypass());
    points.extend(files.iter().flat_map(|(path, text)| seen.workflow(path, text, workspace)));
    points.extend(issues(settings, files));
    if let Some(roster) = &workspace.roster {
        points.push(accounts(&roster.value));
        points.extend(team.map(|team| committee(&roster.value, team)));
    }
    SetUp { branch: branch.to_owned(), points }
}

/// What can be seen of the rules.
struct Seen<'a> {
    all: &'a BranchRules,
    rules: &'a [BranchRule],
    protection: Option<&'a BranchProtection>,
    /// What is hidden, so that what was not found may be there all the same.
    hidden: Vec<&'a GitHubError>,
}

impl<'a> Seen<'a> {
    fn of(all: &'a BranchRules) -> Self {
        let (rules, rules_hidden) = match &all.rulesets {
            Readable::Seen(rules) => (rules.as_slice(), None),
            Readable::Hidden(error) => (&[][..], Some(error)),
        };
        let (protection, protection_hidden) = match &all.protection {
            Readable::Seen(protection) => (protection.as_ref(), None),
            Readable::Hidden(error) => (None, Some(error)),
        };
        let hidden = rules_hidden.into_iter().chain(protection_hidden).collect();
        Self { all, rules, protection, hidden }
    }

    fn has(&self, demand: &Demand) -> bool {
        self.rules.iter().any(|rule| rule.demand == *demand)
    }

    /// Said once, on top of the points that could not be seen for it.
    fn what_is_hidden(&self) -> Option<SetUpPoint> {
        let error = match &self.all.rulesets {
            Readable::Hidden(error) => error,
            // A classic protection adds to the rulesets and takes nothing from them.
            Readable::Seen(_) => return None,
        };
        let text = format!("the rulesets of the branch could not be read: {error}");
        Some(SetUpPoint::unknown(text, error.hint()))
    }

    /// What was not found, where something may be hidden.
    fn missing(&self, text: &str, how: &str) -> SetUpPoint {
        let Some(error) = self.hidden.last() else { return SetUpPoint::fails(text, how) };
        let text = format!("as far as can be seen, {text}; a part of the rules is hidden from this token");
        SetUpPoint::unknown(text, format!("{how}; or, where it is set already, {}", error.hint()))
    }

    fn checks(&self) -> impl Iterator<Item = &'a RequiredCheck> {
        let of_rules = self.rules.iter().flat_map(|rule| match &rule.demand {
            Demand::Checks { checks, .. } => checks.as_slice(),
            _ => &[],
        });
        of_rules.chain(self.protection.iter().flat_map(|protection| &protection.checks))
    }

    /// Anybody who may write to the repository may report a status; only its source tells (threat T51).
    fn required_check(&self, context: &Context) -> SetUpPoint {
        let required: Vec<&RequiredCheck> =
            self.checks().filter(|check| context.is(&check.context)).collect();
        let how = format!(
            "in the rules of the branch, require the status `{context}` with GitHub Actions as its source (it can be chosen once a run has reported it), and set the enforcement of the ruleset to `Active`"
        );
        match required.iter().find_map(|check| check.app) {
            Some(ACTIONS) => {
                SetUpPoint::holds(format!("the status `{context}` is required, from GitHub Actions alone"))
            }
            // An Enterprise Server has another number for GitHub Actions, and a project may have an app of its own.
            Some(app) => SetUpPoint::unknown(
                format!(
                    "the status `{context}` is required, from the app {app} alone; is that the one that writes it?"
                ),
                format!(
                    "on github.com, GitHub Actions is the app {ACTIONS}: choose it as the source, unless the workflow hands \
                     over a token of the app {app}"
                ),
            ),
            None if !required.is_empty() => SetUpPoint::fails(
                format!("the status `{context}` is required, but anybody who may write can report it"),
                how,
            ),
            None => self.missing(&format!("the status `{context}` is not required before merging"), &how),
        }
    }

    /// A verdict is about the branch as it was then. What has come in since may have changed the rules or the content.
    fn up_to_date(&self, context: &Context) -> SetUpPoint {
        let asks = |rule: &BranchRule| match &rule.demand {
            Demand::Checks { checks, up_to_date } => {
                *up_to_date && checks.iter().any(|check| context.is(&check.context))
            }
            Demand::MergeQueue { .. } => true,
            _ => false,
        };
        let of_protection = self.protection.is_some_and(|protection| {
            protection.up_to_date && protection.checks.iter().any(|check| context.is(&check.context))
        });
        if self.rules.iter().any(asks) || of_protection {
            return SetUpPoint::holds("a branch has to be up to date before it is merged");
        }
        self.missing(
            "a branch may be merged that is not up to date, by a verdict on what the target was before",
            "tick `Require branches to be up to date before merging` beside the required status, or require a merge queue",
        )
    }

    /// Each commit of a rebase is a step of its own on the branch, and judged by itself.
    fn rebase(&self, settings: &Settings) -> SetUpPoint {
        let of_rule = |rule: &BranchRule| match &rule.demand {
            Demand::Reviews(reviews) => reviews.rebase,
            _ => None,
        };
        let how = "allow squash or merge commits only, under Settings, General, Pull Requests, or in the ruleset below `Require a pull request`";
        let is_forbidden = self.rules.iter().any(|rule| of_rule(rule) == Some(false));
        match settings.allow_rebase_merge {
            _ if is_forbidden => SetUpPoint::holds("no pull request can be merged by a rebase"),
            Some(false) => SetUpPoint::holds("no pull request can be merged by a rebase"),
            Some(true) => SetUpPoint::fails(
                "pull requests may be merged by a rebase, which puts each commit on the branch by itself",
                how,
            ),
            None => SetUpPoint::unknown(
                "whether pull requests may be merged by a rebase is hidden from this token",
                format!("look, and {how}; a token that may write the contents of the repository sees it"),
            ),
        }
    }

    /// Who names owners of the workflows wants to be asked.
    fn code_owners(&self, files: &[(String, String)]) -> Option<SetUpPoint> {
        let (path, text) =
            CODEOWNERS.iter().find_map(|path| files.iter().find(|(known, _)| known == path))?;
        let names_workflows = |line: &str| {
            let pattern = line.split_whitespace().next().unwrap_or_default().trim_start_matches('/');
            pattern == "*" || pattern == ".github" || pattern.starts_with(".github/")
        };
        if !text.lines().any(names_workflows) {
            return None;
        }
        let of_rules = self
            .rules
            .iter()
            .any(|rule| matches!(&rule.demand, Demand::Reviews(reviews) if reviews.code_owners));
        let reviews = self.protection.and_then(|protection| protection.reviews.as_ref());
        Some(if of_rules || reviews.is_some_and(|reviews| reviews.code_owners) {
            SetUpPoint::holds(format!("the owners that `{path}` names for the workflows have to approve"))
        } else {
            self.missing(
                &format!("`{path}` names owners of the workflows, and nobody has to wait for their review"),
                "tick `Require review from Code Owners` below `Require a pull request`",
            )
        })
    }

    fn force_push(&self) -> SetUpPoint {
        let is_forbidden = self.has(&Demand::NoForcePush)
            || self.protection.is_some_and(|protection| !protection.allows_force_push);
        if is_forbidden {
            return SetUpPoint::holds("the branch cannot be rewritten");
        }
        self.missing(
            "the branch can be rewritten by a force push",
            "block force pushes in the rules of the branch",
        )
    }

    fn deletion(&self) -> SetUpPoint {
        let is_forbidden = self.has(&Demand::NoDeletion)
            || self.protection.is_some_and(|protection| !protection.allows_deletion);
        if is_forbidden {
            return SetUpPoint::holds("the branch cannot be deleted");
        }
        self.missing("the branch can be deleted", "restrict deletions in the rules of the branch")
    }

    fn pull_request(&self) -> SetUpPoint {
        let of_rules = self
            .rules
            .iter()
            .any(|rule| matches!(rule.demand, Demand::Reviews(_) | Demand::MergeQueue { .. }));
        let of_protection = self.protection.is_some_and(|protection| protection.reviews.is_some());
        if of_rules || of_protection {
            return SetUpPoint::holds("changes come by pull requests");
        }
        self.missing("changes can be pushed without a pull request", "require a pull request before merging")
    }

    /// Each candidate of a queue is compared with the one before it. Where only the last of a group has to pass, the
    /// change that nobody approved may stand before it.
    fn merge_queue(&self) -> Option<SetUpPoint> {
        let is_strict = |rule: &BranchRule| match rule.demand {
            Demand::MergeQueue { all_green } => Some(all_green),
            _ => None,
        };
        let queues: Vec<bool> = self.rules.iter().filter_map(is_strict).collect();
        if queues.is_empty() {
            return None;
        }
        Some(if queues.iter().all(|is_strict| *is_strict) {
            SetUpPoint::holds("every entry of the merge queue has to pass by itself")
        } else {
            SetUpPoint::fails(
                "the merge queue lets a change in whose own check failed, if a later one of its group passes",
                "in the settings of the merge queue, tick `Require all queue entries to pass required checks`",
            )
        })
    }

    fn bypass(&self) -> Vec<SetUpPoint> {
        let mut points = Vec::new();
        if let Some(protection) = self.protection {
            if !protection.includes_administrators {
                let how = "let the protection hold for administrators too";
                points.push(SetUpPoint::fails(
                    "administrators need not go by the protection of the branch",
                    how,
                ));
            }
            if !protection.bypass.is_empty() {
                let names: Vec<String> = protection.bypass.iter().map(|name| format!("`{name}`")).collect();
                let text = format!("{} may merge without the required reviews", names.join(", "));
                points.push(SetUpPoint::fails(text, "take them out of the list of those who may bypass"));
            }
        }
        points.extend(self.bypass_of_rulesets());
        points
    }
}

/// Where the list of a ruleset is found.
const BYPASS_LIST: &str = "empty the bypass list of the ruleset under Settings, Rules";

impl Seen<'_> {
    /// Who need not go by the rules that were found. Whom GitHub does not name may be anybody.
    fn bypass_of_rulesets(&self) -> Vec<SetUpPoint> {
        let hidden = |what: &str, why: &str| {
            let how = format!("{why}look at the bypass list under Settings, Rules; it should be empty");
            SetUpPoint::unknown(format!("who may bypass {what} could not be read"), how)
        };
        if let Readable::Hidden(error) = &self.all.rulesets {
            return vec![hidden("the rulesets", &format!("{error}; "))];
        }
        let mut points = Vec::new();
        if self.rules.iter().any(|rule| rule.ruleset.is_none()) {
            points.push(hidden("a ruleset that GitHub does not name", ""));
        }
        for (id, ruleset) in &self.all.sources {
            points.push(match ruleset {
                Readable::Hidden(error) => hidden(&format!("the ruleset {id}"), &format!("{error}; ")),
                Readable::Seen(ruleset) => bypass_of(ruleset).unwrap_or_else(|| {
                    let why = "use a token of somebody who may change the ruleset, or ";
                    hidden(&format!("the ruleset `{}`", ruleset.name), why)
                }),
            });
        }
        points
    }

    /// Whoever can change the workflow can switch the gate off (threat T3).
    fn workflow(&self, path: &str, text: &str, workspace: &Workspace) -> Vec<SetUpPoint> {
        let lines = || text.lines().filter(|line| !line.trim_start().starts_with('#'));
        if !path.starts_with(".github/workflows/") || !judges(lines) {
            return Vec::new();
        }
        let is_inside = |protected: &str| {
            path == protected
                || path
                    .strip_prefix(protected.trim_end_matches('/'))
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        let policy = workspace.policy.as_ref().map(|policy| policy.value.protected()).unwrap_or_default();
        let mut points = Vec::new();
        if !policy.keys().any(|protected| is_inside(protected)) {
            let how = format!("write `{path}: policy` under `protect:` in policy.yaml");
            points.push(SetUpPoint::fails(
                format!("`{path}` runs Milepost, and changing it takes no decision of class `policy`"),
                how,
            ));
        }
        let word = |letter: char| !(letter.is_ascii_alphanumeric() || letter == '_');
        let runs_from_head = lines().any(|line| {
            let before_comment = line.split(" #").next().unwrap_or_default();
            before_comment.split(word).any(|part| part == "pull_request" || part == "pull_request_review")
                && !before_comment.contains("github.event")
        });
        let is_required = self
            .rules
            .iter()
            .any(|rule| matches!(&rule.demand, Demand::Workflows(paths) if paths.iter().any(|known| known == path)));
        if runs_from_head && !is_required {
            points.push(SetUpPoint::remark(
                format!("`{path}` runs on `pull_request`: a pull request from a branch of this repository brings its own"),
                "nothing, where everybody who may push a branch is trusted so far; else let the organization require the workflow",
            ));
        }
        points
    }
}

/// Whether a workflow runs Milepost to judge. One that only publishes what was decided can be changed by anybody, even where
/// it checks before what it exports.
fn judges<'t, L: Iterator<Item = &'t str>>(lines: impl Fn() -> L) -> bool {
    const COMMANDS: [&str; 4] = ["gate", "action", "audit", "verify"];
    let mentions = |line: &str| line.contains("milepost");
    let is_word = |letter: char| !(letter.is_ascii_alphanumeric() || letter == '_');
    let runs = |command: &str| lines().any(|line| line.split(is_word).any(|word| word == command));
    lines().any(|line| mentions(line) && line.contains("uses:"))
        || lines().any(mentions) && (COMMANDS.into_iter().any(runs) || runs("check") && !runs("export"))
}

/// What GitHub shows of those who need not go by a ruleset; nothing where it shows nothing.
fn bypass_of(ruleset: &Ruleset) -> Option<SetUpPoint> {
    let name = &ruleset.name;
    match &ruleset.bypass {
        Bypass::Seen(actors) if actors.is_empty() => {
            Some(SetUpPoint::holds(format!("nobody may bypass the ruleset `{name}`")))
        }
        Bypass::Seen(actors) => {
            let names: Vec<String> = actors.iter().map(ToString::to_string).collect();
            let text = format!("the ruleset `{name}` may be bypassed by {}", names.join(", "));
            Some(SetUpPoint::fails(text, BYPASS_LIST))
        }
        Bypass::Hidden { is_ours: true } => {
            let text = format!("the ruleset `{name}` may be bypassed, by whoever has this token at least");
            Some(SetUpPoint::fails(text, BYPASS_LIST))
        }
        Bypass::Hidden { is_ours: false } => None,
    }
}

/// Where the policy has no say, nothing is judged and no status is written.
fn not_governed(branch: &str, workspace: &Workspace) -> Option<SetUpPoint> {
    let policy = &workspace.policy.as_ref()?.value;
    (!policy.governs(branch)).then(|| {
        SetUpPoint::fails(
            format!("policy.yaml does not govern `{branch}`, so nothing is judged there"),
            "name it under `branches:` in policy.yaml, or look at another branch with `--branch`",
        )
    })
}

/// Where there are no issues, the audit has nowhere to tell what it found.
fn issues(settings: &Settings, files: &[(String, String)]) -> Option<SetUpPoint> {
    let audits = |(path, text): &(String, String)| {
        path.starts_with(".github/workflows/") && text.contains("command: audit") && text.contains("milepost")
    };
    let (path, _) = files.iter().find(|file| audits(file))?;
    match settings.has_issues {
        Some(false) => Some(SetUpPoint::fails(
            format!("issues are switched off, so `{path}` has nowhere to tell what it finds"),
            "switch them on under Settings, General, Features, or write `comment: never` below `with:` there",
        )),
        Some(true) | None => None,
    }
}

/// Reviews count by the number of an account.
fn accounts(roster: &Roster) -> SetUpPoint {
    let offices = roster.office_holders();
    let lacks = |person: &&str| {
        !roster.people.0.iter().any(|(id, found)| id.value == **person && found.github.is_some())
    };
    let without: Vec<String> =
        offices.into_iter().filter(lacks).map(|person| format!("`{person}`")).collect();
    if without.is_empty() {
        return SetUpPoint::holds("everybody in office has an account in the roster");
    }
    let text =
        format!("the roster has no account of {}, so their reviews count for nothing", without.join(", "));
    SetUpPoint::fails(text, "add `github: {login: …, id: …}` to their entries in roster.yaml")
}

/// The committee of the roster against the team on GitHub.
fn committee(roster: &Roster, team: &Readable<Vec<Account>>) -> SetUpPoint {
    let team = match team {
        Readable::Seen(team) => team,
        Readable::Hidden(error) => {
            return SetUpPoint::unknown(format!("the team cannot be seen: {error}"), error.hint());
        }
    };
    let seats: BTreeSet<&str> = roster.tsc.iter().map(|seat| seat.person.value.as_str()).collect();
    let people = roster.people.0.iter().filter(|(id, _)| seats.contains(id.value.as_str()));
    let own: BTreeSet<u64> =
        people.filter_map(|(_, person)| Some(person.github.as_ref()?.id.value)).collect();
    let there: BTreeSet<u64> = team.iter().map(|account| account.id).collect();
    let strangers: Vec<String> = team
        .iter()
        .filter(|account| !own.contains(&account.id))
        .map(|account| format!("`{}` ({})", account.login, account.id))
        .collect();
    let missing = own.difference(&there).count();
    if strangers.is_empty() && missing == 0 {
        return SetUpPoint::holds("the team on GitHub is the committee of the roster");
    }
    let strangers = if strangers.is_empty() {
        String::new()
    } else {
        format!("; not in the roster: {}", strangers.join(", "))
    };
    let text = format!(
        "the team on GitHub is not the committee of the roster; {missing} of the roster are not in it{strangers}"
    );
    SetUpPoint::fails(text, "bring roster.yaml and the team together; the roster decides who votes")
}
