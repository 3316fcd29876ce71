#!/usr/bin/env bash
# Obtains the program that this action stands for, and runs it. Called by action.yml; works on Linux, macOS and Windows.
#
# The program is, in this order:
#   1. what MILEPOST_BINARY names: one that the author of the workflow has put on the runner, and answers for;
#   2. the published one, where checksums.txt beside this file knows it; nothing else decides whether a download is genuine;
#   3. built from the files of this action.
set -euo pipefail

readonly RELEASES=https://github.com/milepost-project/milepost/releases/download

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly top=${here%/*}

# Exit code 2 says: it could not be judged.
give_up() {
  local message=$1
  message=${message//'%'/%25}
  message=${message//$'\r'/%0D}
  message=${message//$'\n'/%0A}
  printf '::error title=Milepost::%s\n' "$message"
  exit 2
}

own_version() {
  sed -n '/^version = "/{s/^version = "\([^"]*\)".*/\1/p;q;}' "$top/Cargo.toml"
}

# The name that Rust has for the runner; nothing where no program is published for it.
platform() {
  case "${RUNNER_OS:-}/${RUNNER_ARCH:-}" in
    Linux/X64) echo x86_64-unknown-linux-musl ;;
    Linux/ARM64) echo aarch64-unknown-linux-musl ;;
    macOS/X64) echo x86_64-apple-darwin ;;
    macOS/ARM64) echo aarch64-apple-darwin ;;
    Windows/X64) echo x86_64-pc-windows-msvc ;;
  esac
}

executable() {
  if [[ ${RUNNER_OS:-} == Windows ]]; then echo milepost.exe; else echo milepost; fi
}

known_checksum() {
  awk -v name="$1" '$2 == name { print $1; exit }' "$here/checksums.txt"
}

checksum() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d ' ' -f 1
  else
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  fi
}

download() {
  local version=$1 archive=$2 expected=$3 folder found
  # A folder of this job alone: no other job can have put something there. In it, names are short enough to mean the same
  # to every program that Windows brings.
  { folder=$(cd "${RUNNER_TEMP:-${TMPDIR:-/tmp}}" && mktemp -d "$PWD/milepost.XXXXXX") && cd "$folder"; } ||
    give_up 'No folder for the program could be made below RUNNER_TEMP. Look at the space that is left on the runner, and at who may write there.'
  curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --max-time 300 \
    --output "$archive" "$RELEASES/v$version/$archive" ||
    give_up "$archive of the release $version could not be downloaded. Run the job again; where the runner may not reach GitHub's releases, put the program there and name it in the variable MILEPOST_BINARY."
  found=$(checksum "$archive") ||
    give_up "$archive was not run, since its SHA-256 could not be computed. Install \`sha256sum\` or \`shasum\` on the runner, or put the program there and name it in the variable MILEPOST_BINARY."
  [[ $found == "$expected" ]] ||
    give_up "$archive was not run: its SHA-256 is $found, and checksums.txt of this action says $expected. Somebody has changed the release; please report it."
  tar -xzf "$archive" "$(executable)" ||
    give_up "$archive could not be unpacked. Look at the space that is left on the runner, and whether it has \`tar\` and \`gzip\`."
  binary=$folder/$(executable)
}

build() {
  command -v cargo >/dev/null ||
    give_up "No program is published for ${RUNNER_OS:-this system} on ${RUNNER_ARCH:-this processor}, and the runner has no Rust to build it with. Install Rust 1.95, or put the program there and name it in the variable MILEPOST_BINARY."
  echo '::group::Building Milepost'
  # From the folder of the action, so that no file of the project that is judged has a say.
  (cd "$top" && cargo build --locked --release --target-dir "$top/target") ||
    give_up 'Milepost could not be built. It needs Rust 1.95 and a C compiler; the log above says more.'
  echo '::endgroup::'
  binary=$top/target/release/$(executable)
}

obtain() {
  if [[ -n ${MILEPOST_BINARY:-} ]]; then
    # From here on the folder is another one, where it would name a file of the project that is judged.
    [[ $MILEPOST_BINARY == /* || $MILEPOST_BINARY == [A-Za-z]:[/\\]* ]] ||
      give_up "MILEPOST_BINARY names \`$MILEPOST_BINARY\`, which is no whole path. Write it from the top, such as /opt/milepost/bin/milepost."
    [[ -f $MILEPOST_BINARY && -x $MILEPOST_BINARY ]] || give_up "MILEPOST_BINARY names \`$MILEPOST_BINARY\`, which is no program."
    binary=$MILEPOST_BINARY
    return
  fi
  local own version target archive expected=''
  own=$(own_version)
  version=${MILEPOST_VERSION:-$own}
  version=${version#v}
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
    give_up "The input \`version\` is \`$version\`; it looks like 0.1.0."
  target=$(platform)
  archive=milepost-$version-$target.tar.gz
  if [[ -n $target ]]; then
    expected=$(known_checksum "$archive")
  fi
  if [[ -n $expected ]]; then
    download "$version" "$archive" "$expected"
  elif [[ $version == "$own" ]]; then
    build
  else
    give_up "This action knows no checksum of Milepost $version for ${RUNNER_OS:-this system} on ${RUNNER_ARCH:-this processor}. Leave the input \`version\` out, or use the action at that version."
  fi
}

binary=''
obtain
unset CDPATH
cd -- "${GITHUB_WORKSPACE:-.}"
folder=${MILEPOST_WORKING_DIRECTORY:-.}
# Neither `-` nor anything else than a folder is meant. Whether it lies in the workspace, the program looks.
[[ $folder == /* || $folder == [A-Za-z]:* ]] || folder=./$folder
cd -- "$folder" ||
  give_up "The input \`working-directory\` is \`${MILEPOST_WORKING_DIRECTORY:-}\`, which is no folder of the workspace."
exec "$binary" action
