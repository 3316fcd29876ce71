//! The attempts of the list of threats, each on a real repository: one module a group of the list.

mod history;
mod world;

mod clones;
mod evidence;
mod objects;
mod process;
mod pushes;
mod rules;
mod text;
