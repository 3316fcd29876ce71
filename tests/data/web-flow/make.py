#!/usr/bin/env python3
"""Makes `test-key.asc` and the `test-….commit` files anew, with GnuPG: commits as only the holder of GitHub's key could
sign them. The private key lives in a temporary folder and is gone afterwards, so each run brings another one: its
fingerprint stands in `src/signature/web_flow/tests.rs`.
"""

import os
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
SECONDS = 1800000000
GITHUB = "GitHub <noreply@github.com>"


def commit(committer: str, signature: bytes = b"") -> bytes:
    author = "Alice Example <1327285+alice-example@users.noreply.github.com>"
    headers = f"tree {TREE}\nauthor {author} {SECONDS} +0000\ncommitter {committer} {SECONDS} +0000\n"
    if signature:
        headers += "gpgsig " + signature.decode().rstrip("\n").replace("\n", "\n ") + "\n"
    return f"{headers}\nMove the feature freeze\n".encode()


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "GNUPGHOME": home}

        def gpg(*arguments: str, data: bytes = b"") -> bytes:
            command = ["gpg", "--batch", "--quiet", "--yes", f"--faked-system-time={SECONDS}", *arguments]
            return subprocess.run(command, input=data, env=environment, check=True, stdout=subprocess.PIPE).stdout

        def sign(name: str, committer: str, *options: str, twice: bool = False) -> None:
            payload = commit(committer)
            binary = gpg("--detach-sign", *options, data=payload) * (2 if twice else 1)
            armored = gpg("--enarmor", data=binary).replace(b"ARMORED FILE", b"SIGNATURE")
            (HERE / f"test-{name}.commit").write_bytes(commit(committer, armored))

        gpg("--passphrase", "", "--quick-generate-key", "Not GitHub <test@example.org>", "rsa2048", "sign", "never")
        (HERE / "test-key.asc").write_bytes(gpg("--armor", "--export"))
        sign("good", GITHUB)
        sign("sha256", GITHUB, "--digest-algo", "SHA256")
        sign("other-committer", "Mallory Example <mallory@example.org>")
        sign("other-email", "GitHub <mallory@example.org>")
        sign("sha1", GITHUB, "--digest-algo", "SHA1")
        sign("text", GITHUB, "--textmode")
        sign("twice", GITHUB, twice=True)
        subprocess.run(["gpgconf", "--kill", "all"], env=environment, check=True)


if __name__ == "__main__":
    main()
