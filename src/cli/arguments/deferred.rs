//! Options that are described only for the command that is called: to describe those of all took a third of a short run.

use std::ops::Deref;

use clap::builder::{Resettable, StyledStr};
use clap::{ArgMatches, Args, Command, Error, FromArgMatches, Id};

/// The options of a command, which its parser learns of when the command is called or its help is written.
#[derive(Debug)]
pub(in crate::cli) struct Deferred<T>(pub(in crate::cli) T);

impl<T> Deref for Deferred<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Args> Args for Deferred<T> {
    fn group_id() -> Option<Id> {
        T::group_id()
    }

    fn augment_args(command: Command) -> Command {
        command.defer(|command| keeping_words(command, T::augment_args))
    }

    fn augment_args_for_update(command: Command) -> Command {
        command.defer(|command| keeping_words(command, T::augment_args_for_update))
    }
}

/// Groups of options bring words of their own, which are not those of the command.
fn keeping_words(command: Command, augment: fn(Command) -> Command) -> Command {
    let kept = |words: Option<&StyledStr>| words.cloned().map_or(Resettable::Reset, Resettable::Value);
    let (short, long) = (kept(command.get_about()), kept(command.get_long_about()));
    augment(command).about(short).long_about(long)
}

impl<T: FromArgMatches> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches_mut(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }

    fn update_from_arg_matches_mut(&mut self, matches: &mut ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches_mut(matches)
    }
}
