//! The command `milepost`: hands the arguments to the library and returns its exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Documents are many small pieces, which this allocator hands out in far less time than most systems' own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    milepost::cli::main(std::env::args_os())
}
