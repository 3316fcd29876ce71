//! A throw-away place in which the commands of a case run, apart from this machine's clock zone, user and git.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use milepost::source::{real_path, slashed};
use tempfile::TempDir;

use super::Result;
use super::case::{ABOUT_THE_CASE, Case, Input};
use super::files::{self, Files};
use super::history;

/// How many digits a shortened commit id has on a command line.
const SHORT_ID: usize = 10;

/// The case's files in a folder of their own, and who runs there.
pub(crate) struct Sandbox {
    _folder: TempDir,
    case: PathBuf,
    home: PathBuf,
    /// The commits of a history case, in order.
    steps: Vec<String>,
    environment: Vec<(String, String)>,
}

/// What a call left behind, with everything replaced that differs from run to run.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// Files that it wrote, or removed where there is no text.
    pub(crate) written: BTreeMap<String, Option<String>>,
}

impl Sandbox {
    /// Lays out the case.
    pub(crate) fn build(case: &Case) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("milepost-case-").tempdir()?;
        let top = real_path(folder.path())?;
        let mut sandbox = Self {
            case: top.join("case"),
            home: top.join("home"),
            _folder: folder,
            steps: Vec::new(),
            environment: Vec::new(),
        };
        fs::create_dir(&sandbox.case)?;
        fs::create_dir(&sandbox.home)?;
        sandbox.lay_out(case)?;
        sandbox.environment =
            case.environment.iter().map(|(name, value)| (name.clone(), sandbox.expand(value))).collect();
        Ok(sandbox)
    }

    /// Runs `milepost` with these arguments.
    pub(crate) fn run(&self, arguments: &[String]) -> Result<Run> {
        let before = self.files()?;
        let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
            .args(arguments.iter().map(|argument| self.expand(argument)))
            .current_dir(&self.case)
            .env_clear()
            .envs([("HOME", self.home.as_path()), ("XDG_CONFIG_HOME", &self.home)])
            // A zone with odd minutes and a locale with odd letters bring to light whoever looks at them.
            .envs([("TZ", "Pacific/Chatham"), ("LC_ALL", "tr_TR.UTF-8"), ("NO_COLOR", "1")])
            // Programs of Windows find parts of the system there.
            .envs(std::env::var_os("SystemRoot").map(|folder| ("SystemRoot", folder)))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()?;
        let Some(code) = output.status.code() else {
            return Err(format!("`milepost {}` was ended by a signal", arguments.join(" ")).into());
        };
        Ok(Run {
            code,
            stdout: self.normalised(String::from_utf8(output.stdout)?),
            stderr: self.normalised(String::from_utf8(output.stderr)?),
            written: self.differences(&before)?,
        })
    }

    /// The number of commits of a history case.
    pub(crate) const fn step_count(&self) -> usize {
        self.steps.len()
    }

    /// Whether a path is there.
    pub(crate) fn holds(&self, path: &str) -> bool {
        self.case.join(path).exists()
    }

    /// Puts commit ids and the folder in place of `[step-1]` and `[case]`.
    pub(crate) fn expand(&self, text: &str) -> String {
        let mut text = text.replace("[case]", &self.case.display().to_string());
        for (number, id) in (1..).zip(&self.steps) {
            let short = id.get(..SHORT_ID).unwrap_or(id);
            text = text.replace(&format!("[step-{number}]"), id);
            text = text.replace(&format!("[step-{number}:short]"), short);
        }
        text
    }

    fn lay_out(&mut self, case: &Case) -> Result {
        match &case.input {
            Input::Files => {
                let mut files = Files::new();
                files::lay_over(&mut files, &case.folder, &ABOUT_THE_CASE)?;
                if files.values().any(|entry| matches!(entry, files::Entry::Submodule(_))) {
                    return Err("`modes`: a submodule exists in a history case only".into());
                }
                files::write_to(&files, &self.case)?;
            }
            Input::History { steps, worktree, git_folder } => {
                let built = history::build(steps, worktree.as_deref(), &self.case)?;
                self.steps = built.iter().map(|step| step.id.to_string()).collect();
                if let Some(source) = git_folder {
                    history::fill_git_folder(source, &self.case.join(".git"), &|text| self.expand(text))?;
                    history::forget_what_is_cut_off(&self.case)?;
                }
            }
        }
        let configuration = case.folder.join("gitconfig");
        if configuration.is_file() {
            fs::copy(configuration, self.home.join(".gitconfig"))?;
        }
        Ok(())
    }

    fn normalised(&self, text: String) -> String {
        let text = [(&self.case, "[case]"), (&self.home, "[home]")]
            .into_iter()
            .fold(text, |text, (path, name)| text.replace(&slashed(path), name));
        name_commits(&text, &self.steps)
    }

    fn differences(&self, before: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Option<String>>> {
        let after = self.files()?;
        let mut written = BTreeMap::new();
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            written.insert(path.clone(), None);
        }
        for (path, bytes) in after {
            if before.get(&path) != Some(&bytes) {
                let text = String::from_utf8(bytes).map_err(|_| format!("`{path}` is not UTF-8"))?;
                written.insert(path, Some(self.normalised(text)));
            }
        }
        Ok(written)
    }

    fn files(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut files = BTreeMap::new();
        collect(&self.case, &self.case, &mut files)?;
        collect(&self.home, &self.home, &mut files)?;
        Ok(files)
    }
}

/// Puts `[step-1]` in place of that commit's id, and `[step-1:short]` in place of its first digits.
pub(crate) fn name_commits(text: &str, steps: &[String]) -> String {
    let mut result = String::with_capacity(text.len());
    for word in text.split_inclusive(|character: char| !character.is_ascii_alphanumeric()) {
        let end = word.trim_end_matches(|character: char| !character.is_ascii_alphanumeric()).len();
        let (word, separator) = word.split_at(end);
        let named = (7..=40).contains(&word.len()).then(|| steps.iter().position(|id| id.starts_with(word)));
        match named.flatten() {
            Some(index) => {
                let short = if word.len() == 40 { "" } else { ":short" };
                result.push_str(&["[step-", &(index + 1).to_string(), short, "]"].concat());
            }
            None => result.push_str(word),
        }
        result.push_str(separator);
    }
    result
}

/// All plain files below a folder but those of git.
fn collect(top: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() && entry.file_name() != ".git" {
            collect(top, &entry.path(), files)?;
        } else if kind.is_file() {
            let path = entry.path();
            files.insert(slashed(path.strip_prefix(top).unwrap_or(&path)), fs::read(&path)?);
        }
    }
    Ok(())
}
