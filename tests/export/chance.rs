//! Histories that somebody could have written, at random but the same for the same seed.

use super::project::{Files, plan, strict_policy, with, with_group};

/// A plan and all that is around it.
pub(crate) struct History {
    state: u64,
    files: Files,
    /// Ids, days and former ids.
    milestones: Vec<(String, Option<u64>, Option<String>)>,
    name: String,
    told: Vec<String>,
    unused: u32,
}

impl History {
    pub(crate) fn new(seed: u64) -> Self {
        let milestones = ["kickoff", "freeze", "ga", "rc.1"].iter().zip([5, 60, 150, 120]);
        let mut history = Self {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03,
            files: with_group(),
            milestones: milestones.map(|(id, day)| ((*id).to_owned(), Some(day), None)).collect(),
            name: "Paris".to_owned(),
            told: Vec::new(),
            unused: 0,
        };
        history.write_plan();
        history
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    /// What happened so far.
    pub(crate) fn told(&self) -> &[String] {
        &self.told
    }

    /// By how much the clock of the next commit is behind.
    pub(crate) fn late(&mut self) -> i64 {
        if self.below(5) == 0 { i64::try_from(self.below(200_000)).unwrap() } else { 0 }
    }

    pub(crate) fn merges(&mut self) -> bool {
        self.below(4) == 0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % end
    }

    fn one(&mut self) -> usize {
        let count = self.milestones.len() as u64;
        usize::try_from(self.below(count.max(1))).unwrap()
    }

    fn new_id(&mut self) -> String {
        self.unused += 1;
        format!("new-{}", self.unused)
    }

    /// Something changes.
    pub(crate) fn step(&mut self) {
        let what = self.below(20);
        let (one, day) = (self.one(), self.below(200));
        let told = match what {
            0..=3 => {
                self.milestones[one].1 = Some(day);
                "a move"
            }
            4 => {
                self.milestones[one].1 = None;
                "undated"
            }
            5 if self.milestones.len() > 1 => {
                self.milestones.remove(one);
                "dropped"
            }
            6 => {
                let id = if day % 2 == 0 { "freeze".to_owned() } else { self.new_id() };
                if self.milestones.iter().all(|(known, ..)| *known != id) {
                    self.milestones.push((id, Some(day), None));
                }
                "added"
            }
            7 | 8 => {
                let id = self.new_id();
                let old = std::mem::replace(&mut self.milestones[one].0, id);
                self.milestones[one].2 = (day % 3 > 0).then_some(old);
                "renamed"
            }
            9 if self.milestones.len() > 1 => {
                let other = (one + 1) % self.milestones.len();
                let ids = [self.milestones[one].0.clone(), self.milestones[other].0.clone()];
                let was = |id: &String| (day % 2 == 0).then(|| id.clone());
                (self.milestones[one].0, self.milestones[one].2) = (ids[1].clone(), was(&ids[0]));
                (self.milestones[other].0, self.milestones[other].2) = (ids[0].clone(), was(&ids[1]));
                "swapped"
            }
            10 => {
                self.name.push('x');
                "the cycle has another name"
            }
            11 => {
                let id = self.new_id();
                self.milestones.insert(0, (id, Some(day), None));
                "inserted"
            }
            12 => return self.in_file("project.yaml", "zone: UTC", "zone: AoE", "the zone"),
            13 => return self.in_file("project.yaml", "name: Demo", "name: Neo", "the project's name"),
            14 => return self.in_file("process.yaml", "owner: docs-lead", "owner: alice", "the owner"),
            15 => return self.in_file("roster.yaml", "name: Alice", "name: Zoe", "a person"),
            16 => return self.in_file("working-group.yaml", "on: tuesday", "on: friday", "the meeting"),
            17 => return self.in_file("working-group.yaml", "Berlin", "Paris", "the meeting's zone"),
            18 if day % 2 == 0 => {
                return self.in_file("project.yaml", "deadline", "retired: 2027-06-01\ndeadline", "the end");
            }
            18 => {
                self.files = with(&self.files, &[("policy.yaml", &strict_policy())]);
                "a policy"
            }
            _ => {
                // Gone for a step, or broken.
                let path = "release/schedules/paris.yaml".to_owned();
                if day % 2 == 0 {
                    self.files.remove(&path);
                } else {
                    self.files.insert(path, "kind: [".to_owned());
                }
                self.told.push("gone or broken".to_owned());
                return;
            }
        };
        self.told.push(told.to_owned());
        self.write_plan();
    }

    /// A file says the one instead of the other, or the other way round.
    fn in_file(&mut self, name: &str, one: &str, other: &str, told: &str) {
        let text = self.files[&format!("release/{name}")].clone();
        let new =
            if text.contains(other) { text.replacen(other, one, 1) } else { text.replacen(one, other, 1) };
        self.files = with(&self.files, &[(name, &new)]);
        self.told.push(told.to_owned());
    }

    fn write_plan(&mut self) {
        let list: Vec<String> = self
            .milestones
            .iter()
            .enumerate()
            .map(|(index, (id, day, was))| {
                let date = day.map_or_else(
                    || "tbd".to_owned(),
                    |day| format!("2027-{:02}-{:02}", day / 25 + 1, day % 25 + 1),
                );
                let time = if index == 0 && day.is_some() { ", time: \"12:00\"" } else { "" };
                let was = was.as_ref().map_or_else(String::new, |was| format!(", was: [{was}]"));
                format!("id: {id}, date: {date}{time}{was}")
            })
            .collect();
        self.files = with(&self.files, &[("schedules/paris.yaml", &plan(&self.name, &list))]);
    }
}
