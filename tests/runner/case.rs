//! One case as it is written down: its commands, what they run on, and that nothing in the folder is idle.

use std::fs;
use std::path::{Path, PathBuf};

use super::Result;
use super::discover::sorted_entries;
use super::files;

/// The files of a case that are no input of the commands.
pub(crate) const ABOUT_THE_CASE: [&str; 6] =
    ["cmd", "expected.txt", "README.md", "env", "gitconfig", "needs"];

/// A case folder.
pub(crate) struct Case {
    pub(crate) folder: PathBuf,
    pub(crate) commands: Vec<CommandLine>,
    pub(crate) input: Input,
    /// `env`: the variables that the commands see besides the fixed ones.
    pub(crate) environment: Vec<(String, String)>,
}

/// What the commands run on.
pub(crate) enum Input {
    /// The files of the case folder itself.
    Files,
    /// A repository with one commit a folder.
    History { steps: Vec<PathBuf>, worktree: Option<PathBuf>, git_folder: Option<PathBuf> },
}

/// The arguments of one call of `milepost`.
pub(crate) struct CommandLine {
    /// As it stands in `cmd`.
    pub(crate) text: String,
    pub(crate) arguments: Vec<String>,
}

impl Case {
    /// Reads the folder, and refuses one that tests less than it seems to.
    pub(crate) fn load(folder: &Path) -> Result<Self> {
        let commands = commands(&read(&folder.join("cmd"))?)?;
        if commands.is_empty() {
            return Err("`cmd` holds no command: write the arguments of one `milepost` call a line".into());
        }
        let environment = environment(folder)?;
        let input = input(folder)?;
        let case = Self { folder: folder.to_owned(), commands, input, environment };
        case.refuse_idle_files()?;
        Ok(case)
    }

    /// Whether this machine has all that the case `needs`.
    pub(crate) fn is_possible(folder: &Path) -> Result<bool> {
        let path = folder.join("needs");
        if !path.is_file() {
            return Ok(true);
        }
        let met: Vec<bool> = lines(&read(&path)?).map(files::is_met).collect::<Result<_>>()?;
        Ok(met.into_iter().all(|met| met))
    }

    /// Where the expected output stands.
    pub(crate) fn expected(&self) -> PathBuf {
        self.folder.join("expected.txt")
    }

    /// The value of an option in the first command that states it.
    pub(crate) fn option(&self, option: &str) -> Option<&str> {
        self.commands.iter().find_map(|command| command.option(option))
    }

    fn refuse_idle_files(&self) -> Result {
        for entry in sorted_entries(&self.folder)? {
            let name = file_name(&entry);
            if name.starts_with("expected") && name != "expected.txt" {
                return Err(format!(
                    "`{name}` is compared with nothing: the expected output is `expected.txt`"
                )
                .into());
            }
            let idle = match self.input {
                Input::Files => !self.reads(&name),
                Input::History { .. } => {
                    !ABOUT_THE_CASE.contains(&name.as_str())
                        && !matches!(name.as_str(), "worktree" | "dot-git")
                        && step_number(&name).is_none()
                }
            };
            if idle {
                return Err(format!("no command reads `{name}`: name it in `cmd` or delete it").into());
            }
        }
        Ok(())
    }

    fn reads(&self, name: &str) -> bool {
        let root = self.option("--root").unwrap_or("release");
        ABOUT_THE_CASE.contains(&name)
            || name == "modes"
            || name.starts_with("dot-")
            || root.split('/').next() == Some(name)
            || self.commands.iter().any(|command| command.text.contains(name))
            || self.environment.iter().any(|(_, value)| value.contains(name))
    }
}

impl CommandLine {
    /// The value of `--option value` or `--option=value`.
    pub(crate) fn option(&self, option: &str) -> Option<&str> {
        let mut arguments = self.arguments.iter();
        while let Some(argument) = arguments.next() {
            if argument == option {
                return arguments.next().map(String::as_str);
            }
            if let Some(value) = argument.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')) {
                return Some(value);
            }
        }
        None
    }

    /// The subcommand, where it stands first.
    pub(crate) fn subcommand(&self) -> &str {
        self.arguments.first().map_or("", String::as_str)
    }

    /// The same call with another `--format`.
    pub(crate) fn with_format(&self, format: &str) -> Self {
        let mut kept = Vec::new();
        let mut arguments = self.arguments.iter();
        while let Some(argument) = arguments.next() {
            if argument == "--format" {
                arguments.next();
            } else if !argument.starts_with("--format=") {
                kept.push(argument.clone());
            }
        }
        kept.insert(kept.len().min(1), format!("--format={format}"));
        Self { text: kept.join(" "), arguments: kept }
    }
}

/// The number of a folder named `<number>-<what happens>`.
pub(crate) fn step_number(name: &str) -> Option<usize> {
    name.split_once('-').filter(|(_, words)| !words.is_empty()).and_then(|(number, _)| number.parse().ok())
}

/// The lines of a small text file without blank ones and comments.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A text file, with its name in the error.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The last part of a path.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn input(folder: &Path) -> Result<Input> {
    let mut steps = Vec::new();
    for entry in sorted_entries(folder)? {
        if let Some(number) = step_number(&file_name(&entry)).filter(|_| entry.is_dir()) {
            steps.push((number, entry));
        }
    }
    if steps.is_empty() {
        return Ok(Input::Files);
    }
    steps.sort();
    for (expected, (number, _)) in (1..).zip(&steps) {
        if expected != *number {
            return Err(format!(
                "the commits must be numbered from 1 without a gap: found {number} for {expected}"
            )
            .into());
        }
    }
    let present = |name: &str| Some(folder.join(name)).filter(|path| path.is_dir());
    Ok(Input::History {
        steps: steps.into_iter().map(|(_, path)| path).collect(),
        worktree: present("worktree"),
        git_folder: present("dot-git"),
    })
}

fn environment(folder: &Path) -> Result<Vec<(String, String)>> {
    let path = folder.join("env");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    lines(&read(&path)?)
        .map(|line| match line.split_once('=') {
            Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
            None => Err(format!("`{line}` in `env`: write NAME=value").into()),
        })
        .collect()
}

fn commands(text: &str) -> Result<Vec<CommandLine>> {
    lines(text).map(|line| Ok(CommandLine { text: line.to_owned(), arguments: words(line)? })).collect()
}

/// Splits at blanks outside of single and double quotes.
pub(crate) fn words(line: &str) -> Result<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for character in line.chars() {
        match quote {
            Some(open) if character == open => quote = None,
            None if character == '"' || character == '\'' => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            None if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    if quote.is_some() {
        return Err(format!("a quote is not closed in `{line}`").into());
    }
    words.extend(word);
    Ok(words)
}
