//! The command `milepost`: hands the arguments to the library and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    milepost::cli::main(std::env::args_os())
}
