//! How steps stand: what no history of folders can hold.
