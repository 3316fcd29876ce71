//! Milepost: a Git-native release process engine.
//!
//! A project keeps its release process, schedules and approvals as YAML in its own repository. Milepost checks the
//! documents, says in plain words what a change does, and decides from the repository alone whether the technical
//! steering committee has signed it off. Data flows one way, through modules in this order; none imports a later one:
//!
//! | module | takes | gives |
//! | --- | --- | --- |
//! | [`diagnostic`] | | what is wrong, where, and how to mend it |
//! | [`threads`] | work on many things | the same, done side by side |
//! | [`calendar`], [`threshold`] | texts | dates, working days, rules; exact fractions |
//! | [`signature`] | bytes | who signed exactly these bytes |
//! | [`source`] | folders | snapshots: the entries of one moment, and the merge of two |
//! | [`repository`] | git objects | snapshots of revisions, and the history of a branch |
//! | [`yaml`] | bytes | trees that know the place of every key and value |
//! | [`schema`] | trees | violations at the exact key; what each field means |
//! | [`document`] | snapshots | typed documents, all of one moment in a [`document::Workspace`] |
//! | [`diff`] | two workspaces | changes in the words of the domain |
//! | [`rules`] | workspaces, changes, the day | diagnostics |
//! | [`approval`] | a step from one workspace to the next | classes, decisions, verdict |
//! | [`plan`] | a process and a few dates; a schedule and its moves | dates, and the text of schedules |
//! | [`history`] | a repository | the steps of a branch, and what only they tell about a change |
//! | [`audit`] | the steps of a branch | how well each of them was approved |
//! | [`trend`] | the steps of a branch | how the plan of one cycle moved |
//! | [`init`] | answers about a project | its first documents, from a template |
//! | [`status`] | a workspace, the day | readiness, who is there, what is due |
//! | [`report`] | all of the above | the one value that every format shows |
//! | [`render`] | a report | human, JSON, Markdown, GitHub annotations, SARIF |
//! | [`export`] | a revision and the steps before it | calendars, tables, charts, data and feeds for others |
//! | [`github`] | an event, a repository's name and a token | what happened on GitHub and what it shows; comments and statuses written there |
//! | [`cli`] | the command line, the clock, the environment | effects and exit codes |
//!
//! Everything from [`yaml`] to [`export`] is pure, but for [`history`] and the parts of [`audit`], [`trend`] and [`export`]
//! that read with it: they read the objects of a repository, and nothing else of the machine. What could not be looked at is
//! an `Err` and exit code 2; what was looked at and is wrong is a [`diagnostic::Diagnostic`].

pub mod approval;
pub mod audit;
pub mod calendar;
pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod export;
pub mod github;
pub mod history;
pub mod init;
pub mod plan;
pub mod render;
pub mod report;
pub mod repository;
pub mod rules;
pub mod schema;
pub mod signature;
pub mod source;
pub mod status;
pub mod threads;
pub mod threshold;
pub mod trend;
pub mod yaml;
