//! How the action obtains its program: nothing that was downloaded runs unless the action itself vouches for it.
//!
//! Runs `action/run.sh` with stand-ins for `curl` and `cargo`, since a test reaches neither the network nor a compiler.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on, helpers included")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const ARCHIVE: &str = "milepost-1.2.3-x86_64-unknown-linux-musl.tar.gz";

#[test]
fn a_program_that_is_published_is_downloaded_and_run() {
    let runner = Runner::new();
    runner.publish(true);
    let output = runner.run(&[]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output));
    assert_eq!(runner.ran(), "downloaded action in repository");
    let asked = fs::read_to_string(runner.path("asked")).unwrap();
    let address = format!("https://github.com/milepost-project/milepost/releases/download/v1.2.3/{ARCHIVE}");
    assert!(asked.contains(&address) && asked.contains("--proto =https"), "{asked}");
}

#[test]
fn a_download_that_is_not_what_it_was_is_never_run() {
    let runner = Runner::new();
    runner.publish(false);
    let output = runner.run(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("was not run: its SHA-256 is"), "{}", text(&output));
    assert_eq!(runner.ran(), "");
}

#[test]
fn what_cannot_be_downloaded_is_an_error_and_no_verdict() {
    let runner = Runner::new();
    runner.publish(true);
    fs::remove_file(runner.path("published")).unwrap();
    let output = runner.run(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("::error title=Milepost::"), "{}", text(&output));
    assert_eq!(runner.ran(), "");
}

#[test]
fn where_nothing_is_published_it_is_built_from_the_files_of_the_action() {
    for (system, processor) in [("Linux", "X64"), ("Linux", "RISCV"), ("Windows", "ARM64")] {
        let runner = Runner::new();
        let output = runner.run(&[("RUNNER_OS", system), ("RUNNER_ARCH", processor)]);
        assert_eq!(output.status.code(), Some(7), "{}", text(&output));
        assert_eq!(runner.ran(), "built in action: build --locked --release action in repository");
    }
}

#[test]
fn another_version_is_never_built_from_these_files() {
    let runner = Runner::new();
    for version in ["1.2.4", "9.9.9-rc.1"] {
        let output = runner.run(&[("MILEPOST_VERSION", version)]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(
            text(&output).contains(&format!("knows no checksum of Milepost {version}")),
            "{}",
            text(&output)
        );
    }
    assert_eq!(runner.ran(), "");
}

#[test]
fn another_version_is_run_where_its_checksum_is_known() {
    let runner = Runner::new();
    runner.publish(true);
    fs::write(runner.path("action/Cargo.toml"), "[package]\nversion = \"2.0.0\"\n").unwrap();
    for version in ["1.2.3", "v1.2.3"] {
        let output = runner.run(&[("MILEPOST_VERSION", version)]);
        assert_eq!(output.status.code(), Some(7), "{}", text(&output));
        assert_eq!(runner.ran(), "downloaded action in repository");
    }
}

#[test]
fn a_version_is_a_version() {
    let runner = Runner::new();
    for version in
        ["../../evil/1.2.3", "1.2", "1.2.3/x", "$(touch evil)", "latest", "1.2.3\n::set-output name=x::y"]
    {
        let output = runner.run(&[("MILEPOST_VERSION", version)]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert_eq!(text(&output).lines().count(), 1, "{}", text(&output));
        assert!(text(&output).starts_with("::error title=Milepost::"), "{}", text(&output));
    }
}

#[test]
fn a_program_that_the_workflow_brings_is_run_instead() {
    let runner = Runner::new();
    runner.publish(false);
    let own = runner.path("own");
    script(&own, "echo \"own $* in ${PWD##*/}\" > \"$RAN\"; exit 7");
    let output = runner.run(&[("MILEPOST_BINARY", own.to_str().unwrap())]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output));
    assert_eq!(runner.ran(), "own action in repository");
    let output = runner.run(&[("MILEPOST_BINARY", "/nowhere")]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
}

#[test]
fn t48_a_program_is_named_by_its_whole_path_and_so_by_no_file_of_the_project() {
    let runner = Runner::new();
    fs::create_dir(runner.path("repository/project")).unwrap();
    for place in ["repository/own", "repository/project/own"] {
        script(&runner.path(place), "echo \"$PWD $0\" > \"$RAN\"; exit 7");
    }
    let project = ("MILEPOST_WORKING_DIRECTORY", "project");
    for name in ["./own", "own", "../repository/own", "C:own"] {
        let output = runner.run(&[("MILEPOST_BINARY", name), project]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(
            text(&output).contains(&format!(
                "::error title=Milepost::MILEPOST_BINARY names `{name}`, which is no whole path"
            )),
            "{}",
            text(&output)
        );
        assert_eq!(runner.ran(), "");
    }
    let own = runner.path("repository/own");
    let output = runner.run(&[("MILEPOST_BINARY", own.to_str().unwrap()), project]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output));
    let folder = runner.path("repository/project");
    let output = runner.run(&[("MILEPOST_BINARY", folder.to_str().unwrap())]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
}

#[test]
fn a_runner_that_lacks_a_tool_is_told_and_judges_nothing() {
    let tools = ["bash", "dirname", "sed", "awk", "cut", "mktemp", "cp", "sha256sum", "tar", "gzip"];
    for (lacks, says) in [
        ("sha256sum", "its SHA-256 could not be computed"),
        ("tar", "could not be unpacked"),
        ("mktemp", "No folder for the program"),
    ] {
        let runner = Runner::new();
        runner.publish(true);
        let programs = runner.path("programs");
        for tool in tools.iter().filter(|tool| **tool != lacks) {
            let places = ["/usr/bin", "/bin"].map(|folder| Path::new(folder).join(tool));
            let place = places.iter().find(|place| place.exists()).unwrap();
            std::os::unix::fs::symlink(place, programs.join(tool)).unwrap();
        }
        let output = runner.run(&[("PATH", programs.to_str().unwrap())]);
        assert_eq!(output.status.code(), Some(2), "{lacks}: {}", text(&output));
        assert!(text(&output).contains("::error title=Milepost::"), "{lacks}: {}", text(&output));
        assert!(text(&output).contains(says), "{lacks}: {}", text(&output));
        assert_eq!(runner.ran(), "");
    }
}

#[test]
fn it_runs_in_the_folder_that_is_asked_for() {
    let runner = Runner::new();
    fs::create_dir(runner.path("repository/a b")).unwrap();
    let output = runner.run(&[("MILEPOST_WORKING_DIRECTORY", "a b")]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output));
    assert!(runner.ran().ends_with("action in a b"), "{}", runner.ran());
    let output = runner.run(&[("MILEPOST_WORKING_DIRECTORY", "nowhere")]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("`nowhere`, which is no folder"), "{}", text(&output));
}

#[test]
fn no_variable_leads_to_another_folder_than_the_one_that_is_named() {
    let runner = Runner::new();
    fs::create_dir_all(runner.path("elsewhere/project")).unwrap();
    let elsewhere = runner.path("elsewhere");
    for folder in ["project", "-"] {
        let variables = [
            ("MILEPOST_WORKING_DIRECTORY", folder),
            ("CDPATH", elsewhere.to_str().unwrap()),
            ("OLDPWD", elsewhere.to_str().unwrap()),
        ];
        let output = runner.run(&variables);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(text(&output).contains(&format!("`{folder}`, which is no folder")), "{}", text(&output));
    }
    fs::create_dir(runner.path("repository/project")).unwrap();
    let output =
        runner.run(&[("MILEPOST_WORKING_DIRECTORY", "project"), ("CDPATH", elsewhere.to_str().unwrap())]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output));
    let inside = runner.path("repository/project");
    let output = runner.run(&[("MILEPOST_WORKING_DIRECTORY", inside.to_str().unwrap())]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output));
    assert!(runner.ran().ends_with("action in project"), "{}", runner.ran());
}

/// A runner with the action in version 1.2.3, and a repository that is judged.
struct Runner {
    folder: TempDir,
}

impl Runner {
    fn new() -> Self {
        let runner = Self { folder: tempfile::tempdir().unwrap() };
        for folder in ["action/action", "repository", "temporary", "programs"] {
            fs::create_dir_all(runner.path(folder)).unwrap();
        }
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("action/run.sh");
        fs::copy(source, runner.path("action/action/run.sh")).unwrap();
        fs::write(runner.path("action/action/checksums.txt"), "# Nothing yet.\n").unwrap();
        let manifest = "[package]\nname = \"milepost\"\nversion = \"1.2.3\"\n\n[dependencies]\nx = \"9\"\n";
        fs::write(runner.path("action/Cargo.toml"), manifest).unwrap();
        // Puts what is published where it is wanted.
        let download = "echo \"$*\" > \"$TEST/asked\"\nwhile [ \"$1\" != --output ]; do shift; done\ncp \"$TEST/published\" \"$2\"";
        script(&runner.path("programs/curl"), download);
        let build = "name=milepost; [ \"$RUNNER_OS\" != Windows ] || name=milepost.exe\n\
            mkdir -p target/release\n\
            printf '#!/bin/sh\\necho \"built in %s: %s $* in ${PWD##*/}\" > \"$RAN\"; exit 7\\n' \
            \"${PWD##*/}\" \"$1 $2 $3\" > target/release/$name\n\
            chmod +x target/release/$name";
        script(&runner.path("programs/cargo"), build);
        runner
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Publishes a program, for which the action has the right checksum or another.
    fn publish(&self, is_genuine: bool) {
        script(&self.path("milepost"), "echo \"downloaded $* in ${PWD##*/}\" > \"$RAN\"; exit 7");
        let packed = Command::new("tar")
            .args(["-czf", "published", "milepost"])
            .current_dir(self.folder.path())
            .status()
            .unwrap();
        assert!(packed.success());
        let content = fs::read(self.path("published")).unwrap();
        let content = if is_genuine { content } else { b"something else".to_vec() };
        let digest: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
        let checksums = format!("# A remark.\n{}  other-{ARCHIVE}\n{digest}  {ARCHIVE}\n", "0".repeat(64));
        fs::write(self.path("action/action/checksums.txt"), checksums).unwrap();
    }

    fn run(&self, variables: &[(&str, &str)]) -> Output {
        let _ = fs::remove_file(self.path("ran"));
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.path("programs").display());
        Command::new("bash")
            .arg(self.path("action/action/run.sh"))
            .env_clear()
            .env("PATH", path)
            .env("TEST", self.folder.path())
            .env("RAN", self.path("ran"))
            .env("RUNNER_TEMP", self.path("temporary"))
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .env("GITHUB_WORKSPACE", self.path("repository"))
            .envs(variables.iter().copied())
            .current_dir(self.path("repository"))
            .output()
            .unwrap()
    }

    /// What the program says that was run; nothing where none was.
    fn ran(&self) -> String {
        fs::read_to_string(self.path("ran")).unwrap_or_default().trim_end().to_owned()
    }
}

fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn text(output: &Output) -> String {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{stdout}{stderr}")
}
