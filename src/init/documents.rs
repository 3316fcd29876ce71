//! The documents themselves, each with a modeline and comments that teach.

use jiff::civil::Date;

use super::answers::Answers;
use super::evidence::Proof;
use super::person::{Account, Person};
use super::schedule::schedule;
use super::template::policy_by_profile;
use super::workflows::protection;
use crate::calendar::{Every, Meeting, weekday_name};
use crate::plan::Refusal;
use crate::schema::Kind;
use crate::yaml::write::{comment, quoted, scalar};

/// A document to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Its path from the top of the repository.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The first documents of a project, which lie in the folder `root`, and the workflows that judge changes of them.
pub fn documents(answers: &Answers, root: &str) -> Result<Vec<NewDocument>, Refusal> {
    let process = answers.template.process(&answers.name);
    let seats = answers.people.tsc().len();
    let proof = Proof::of(answers);
    let mut policy = match answers.profile {
        Some(profile) => policy_by_profile(profile, &answers.name, proof),
        None => answers.template.policy(&answers.name, seats, proof),
    };
    policy.push_str(&protection(&answers.workflows));
    let document = |path: &str, text| NewDocument { path: format!("{root}/{path}"), text };
    let cycle = match &answers.first_cycle {
        Some(cycle) => {
            let text = schedule(answers, cycle, &process)?;
            Some(document(&format!("schedules/{}.yaml", cycle.id), text))
        }
        None => None,
    };
    let mut documents = vec![
        document("project.yaml", project(answers)),
        document("roster.yaml", roster(answers)),
        document("policy.yaml", policy),
        document("process.yaml", process),
    ];
    documents.extend(cycle);
    if let Some(meeting) = &answers.meeting {
        documents.push(document("working-group.yaml", working_group(answers, meeting)));
        if answers.adopting_service {
            documents.push(document("training.yaml", training()));
        }
    }
    documents.extend(answers.workflows.iter().map(|workflow| NewDocument {
        path: workflow.path().to_owned(),
        text: workflow.text(root, answers.branch.as_deref()),
    }));
    Ok(documents)
}

fn project(answers: &Answers) -> String {
    let mut text = format!(
        "{}\n\
         # The project as a whole. A change of this file is a decision of class `policy`, but for `service` (class\n\
         # `adoption`), future holidays (class `process`), and `description` and `links`, which nobody has to approve.\n\
         kind: project/v1\n\
         name: {}\n",
        Kind::Project.modeline(),
        scalar(&answers.name),
    );
    text.push_str(&match &answers.description {
        Some(description) => format!("description: {}\n", scalar(description)),
        None => "# description: One sentence for people who meet the project here.\n".to_owned(),
    });
    text.push_str(&match &answers.repository {
        Some(repository) => format!("repository: {}\n", scalar(repository)),
        None => "# repository: https://github.com/example/project\n".to_owned(),
    });
    if answers.adopting_service {
        text.push_str(&service(answers));
    }
    text.push_str(&format!(
        "\n\
         # The days that count when a rule says `5 working days`. Milestones on other days are reported.\n\
         calendar:\n  \
           weekend: [saturday, sunday]\n  \
           # holidays:\n  \
           #   - {{date: 2026-12-24/2027-01-01, name: Year end}}\n\
         \n\
         # A bare date such as 2027-01-14 ends at this time in this zone: AoE (when the day has ended everywhere on Earth),\n\
         # UTC, or a zone such as Europe/Berlin. Times stand in quotes.\n\
         deadline: {{time: \"23:59\", zone: {}}}\n\
         \n\
         # The TSC's own meeting, so that dates can be moved to it (`snap: tsc-meeting`):\n\
         # tsc-meeting: {{every: 2 weeks, on: thursday, at: \"16:00\", zone: UTC, first: 2026-01-08}}\n",
        scalar(answers.deadline_zone.name()),
    ));
    text
}

/// Adopting the service is a decision of its own, so the key waits for it.
fn service(answers: &Answers) -> String {
    let advisor = match answers.people.advisors() {
        [first, ..] => {
            format!("#   advisor: {}         # foundation staff: helps, never approves\n", scalar(first))
        }
        [] => {
            "#   advisor: dana         # foundation staff, by the id in roster.yaml: helps, never approves\n"
                .to_owned()
        }
    };
    format!(
        "\n\
         # The Release Management Support Service. It is adopted when the TSC has approved that: propose this block without\n\
         # the `#` and with the day of the decision, in a change of its own; it is a decision of class `adoption`.\n\
         # service:\n\
         #   model: rmss\n\
         #   adopted: {}\n\
         {advisor}",
        answers.today,
    )
}

fn roster(answers: &Answers) -> String {
    let people = &answers.people;
    let mut text = format!(
        "{}\n\
         # The people, and the offices they hold. Other files name a person by the id written here. People stay when they\n\
         # have left, since old decisions name them: their term gets an `until`.\n\
         # The GitHub number, not the login, says who somebody is: a login can be renamed and taken by somebody else.\n\
         # Who signs votes has a public SSH key here, below the name: `keys: [{{key: \"ssh-ed25519 AAAA…\"}}]`.\n\
         kind: roster/v1\n\
         people:\n",
        Kind::Roster.modeline(),
    );
    text.extend(people.people().iter().map(person));
    text.push_str(
        "\n\
         # The seats of the technical steering committee (TSC): one seat, one vote. `from` and `until` bound a term, `role: chair`\n\
         # says who leads, `alternate: dave` who votes where the holder does not, `voting: false` who has no vote.\n\
         tsc:\n",
    );
    text.extend(people.tsc().iter().map(|id| format!("  - {{person: {}}}\n", scalar(id))));
    text.push_str(&release_managers(people.release_managers(), answers.today));
    text.push_str(&advisors(people.advisors()));
    text
}

fn person(person: &Person) -> String {
    let account = match &person.account {
        Account::Numbered { login, number } => {
            format!("    github: {{login: {}, id: {number}}}\n", scalar(login))
        }
        Account::Login(login) => {
            let login = comment(login);
            format!(
                "    # github: {{login: {login}, id: …}}     # the number is the `id` at https://api.github.com/users/{login}\n"
            )
        }
        Account::Unknown => "    # github: {login: …, id: …}\n".to_owned(),
    };
    format!("  {}:\n    name: {}\n{account}", scalar(&person.id), scalar(&person.name))
}

fn release_managers(ids: &[String], today: Date) -> String {
    if ids.is_empty() {
        return format!(
            "\n\
             # Who manages the releases; the TSC appoints them (class `appointment`). Two at least, so that one can be away.\n\
             # release-managers:\n\
             #   - {{person: carol, from: {today}}}\n\
             #   - {{person: frank, from: {today}}}\n"
        );
    }
    let entries: String =
        ids.iter().map(|id| format!("  - {{person: {}, from: {today}}}\n", scalar(id))).collect();
    format!(
        "\n\
         # Who manages the releases; the TSC appoints them (class `appointment`). Two at least, so that one can be away. An\n\
         # absence is only recorded and needs nobody's approval: away: [{{from: 2027-02-01, until: 2027-02-14, reason: vacation}}]\n\
         release-managers:\n{entries}"
    )
}

fn advisors(ids: &[String]) -> String {
    if ids.is_empty() {
        return String::new();
    }
    let ids: Vec<String> = ids.iter().map(|id| scalar(id)).collect();
    format!(
        "\n# Foundation staff who support the project. They advise, and never approve.\nadvisors: [{}]\n",
        ids.join(", ")
    )
}

fn working_group(answers: &Answers, meeting: &Meeting) -> String {
    let chair = answers.people.release_managers().first();
    let chair = chair.map_or_else(|| "# chair: carol".to_owned(), |id| format!("chair: {}", scalar(id)));
    let rhythm = match meeting.every() {
        Every::Month => format!(
            "                # on the same {} of the month as the first one",
            weekday_name(meeting.on())
        ),
        Every::Weeks(_) => String::new(),
    };
    format!(
        "{}\n\
         # The group in which the release managers meet, and when. Forming it and moving its meeting are decisions of class\n\
         # `adoption`.\n\
         kind: working-group/v1\n\
         name: Release Management Working Group\n\
         # formed: {}          # the day on which the TSC approved the group\n\
         {chair}\n\
         meeting:\n  \
           every: {}{rhythm}\n  \
           on: {}\n  \
           at: {}\n  \
           zone: {}\n  \
           minutes-long: 50\n  \
           first: {}\n  \
           # link: https://meet.example.org/release\n\
         # minutes: https://wiki.example.org/release-minutes\n\
         open-to: everyone\n",
        Kind::WorkingGroup.modeline(),
        answers.today,
        meeting.every(),
        weekday_name(meeting.on()),
        quoted(&meeting.at().to_string()),
        scalar(meeting.zone().name()),
        meeting.first(),
    )
}

fn training() -> String {
    format!(
        "{}\n\
         # The training: guidance, which every project adapts. It is held in the working group's meeting, open to everyone;\n\
         # the release managers take part or watch the recording. Write what was held as it happens; nobody has to approve it.\n\
         kind: training/v1\n\
         plan: {{sessions: 3, minutes: 50}}        # another plan says why: reason: …\n\
         sessions:\n  \
           - id: session-1\n    \
             topic: Roles, release models, decision rules\n    \
             held-in: working-group\n    \
             # date: 2027-01-12\n    \
             # attended: [carol, frank]\n  \
           - id: session-2\n    \
             topic: Milestones, criteria, exceptions, changes of a plan\n    \
             held-in: working-group\n  \
           - id: session-3\n    \
             topic: Running a cycle, reporting where it stands, the retrospective\n    \
             held-in: working-group\n",
        Kind::Training.modeline(),
    )
}
