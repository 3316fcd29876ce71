//! Where an export goes to: one file, or a folder with a file for everything that can be asked for alone.

use std::path::{Path, PathBuf};

use crate::export::{About, ExportFile, Format, Model, file, files};

/// Where an export is written to.
pub(super) enum Target {
    /// This file.
    File(PathBuf),
    /// Files below this folder.
    Folder(PathBuf),
}

/// A file as it should be, and where.
pub(super) struct Made {
    pub(super) path: PathBuf,
    pub(super) file: ExportFile,
}

impl Target {
    /// A folder where one is there, or where the name says so: by a slash at its end, or by not ending as a file would.
    pub(super) fn of(path: &Path, format: Format) -> Self {
        let text = path.to_string_lossy();
        let names_folder = text.ends_with('/') || text.ends_with(std::path::MAIN_SEPARATOR);
        let is_file = path.exists() || path.extension().is_some() || format.name() == text;
        if path.is_dir() || names_folder || !is_file {
            Self::Folder(path.to_owned())
        } else {
            Self::File(path.to_owned())
        }
    }

    /// The folder, where it is one.
    pub(super) fn folder(&self) -> Option<&Path> {
        match self {
            Self::File(_) => None,
            Self::Folder(folder) => Some(folder),
        }
    }

    /// The files that belong there.
    pub(super) fn files(&self, model: &Model, about: &About, format: Format) -> Vec<Made> {
        match self {
            Self::File(path) => vec![Made { path: path.clone(), file: file(model, about.clone(), format) }],
            Self::Folder(folder) => {
                let files = if *about == About::default() {
                    files(model, format)
                } else {
                    vec![file(model, about.clone(), format)]
                };
                files.into_iter().map(|file| Made { path: folder.join(&file.path), file }).collect()
            }
        }
    }
}
