#!/usr/bin/env python3
"""Makes the signatures in this folder anew, with OpenSSH's ssh-keygen, openssl and git.

Run it in this folder. The private keys live in a temporary folder and are gone afterwards, so each run brings other
keys. ssh-keygen itself checks each signature; what it would not make (rsa-sha2-256, SHA-1) is put together here from
openssl's signature.
"""

import base64
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

NAMESPACE = "milepost-approval-v1"
HERE = pathlib.Path(__file__).resolve().parent
STATEMENT = HERE / "statement.json"


def run(*arguments, **more):
    return subprocess.run(arguments, check=True, **more)


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def armor(blob: bytes) -> str:
    text = base64.b64encode(blob).decode()
    lines = "\n".join(text[at : at + 70] for at in range(0, len(text), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n"


def generate(keys: pathlib.Path, name: str, *options: str) -> pathlib.Path:
    key = keys / name
    run("ssh-keygen", "-q", "-N", "", "-C", "test", "-f", key, *options)
    return key


def keep(name: str, public: pathlib.Path, signature: str) -> None:
    shutil.copyfile(public, HERE / f"{name}.pub")
    (HERE / f"{name}.sig").write_text(signature)


def check(public: pathlib.Path, namespace: str, signature: str, keys: pathlib.Path) -> bool:
    """Whether ssh-keygen itself accepts it."""
    allowed = keys / "allowed_signers"
    allowed.write_text(f"tester {public.read_text()}")
    file = keys / "checked.sig"
    file.write_text(signature)
    answer = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "tester", "-n", namespace, "-s", file],
        stdin=STATEMENT.open("rb"),
        capture_output=True,
        check=False,
    )
    return answer.returncode == 0


def fingerprint(public: pathlib.Path) -> str:
    return run("ssh-keygen", "-l", "-f", public, stdout=subprocess.PIPE, text=True).stdout.split()[1]


def sign(key: pathlib.Path, namespace: str = NAMESPACE, *options: str) -> str:
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, *options, "-f", key]
    return run(*command, stdin=STATEMENT.open("rb"), stdout=subprocess.PIPE).stdout.decode()


def sign_with_openssl(key: pathlib.Path, algorithm: bytes, digest: str, namespace: str = NAMESPACE) -> str:
    """An RSA signature with a digest that ssh-keygen -Y sign does not choose."""
    pem = key.with_suffix(".pem")
    shutil.copyfile(key, pem)
    pem.chmod(0o600)
    run("ssh-keygen", "-q", "-p", "-N", "", "-m", "PEM", "-f", pem)
    hashed = run("openssl", "dgst", "-sha512", "-binary", STATEMENT, stdout=subprocess.PIPE).stdout
    signed = b"SSHSIG" + string(namespace.encode()) + string(b"") + string(b"sha512") + string(hashed)
    command = ["openssl", "dgst", f"-{digest}", "-sign", pem, "-binary"]
    raw = run(*command, input=signed, stdout=subprocess.PIPE).stdout
    public = base64.b64decode(key.with_suffix(".pub").read_text().split()[1])
    blob = b"SSHSIG" + struct.pack(">I", 1) + string(public) + string(namespace.encode()) + string(b"")
    return armor(blob + string(b"sha512") + string(string(algorithm) + string(raw)))


def commit(keys: pathlib.Path, key: pathlib.Path) -> bytes:
    """A commit that git signed with an SSH key."""
    folder = keys / "repository"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(keys),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Alice Example",
        "GIT_AUTHOR_EMAIL": "alice@example.org",
        "GIT_AUTHOR_DATE": "2027-01-14T12:00:00Z",
        "GIT_COMMITTER_NAME": "Alice Example",
        "GIT_COMMITTER_EMAIL": "alice@example.org",
        "GIT_COMMITTER_DATE": "2027-01-14T12:00:00Z",
    }
    run("git", "init", "-q", folder, env=environment)
    settings = ["-c", "gpg.format=ssh", "-c", f"user.signingKey={key}.pub"]
    message = "Move the feature freeze"
    run("git", *settings, "commit", "-q", "-S", "--allow-empty", "-m", message, cwd=folder, env=environment)
    return run("git", "cat-file", "commit", "HEAD", cwd=folder, env=environment, stdout=subprocess.PIPE).stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        keys = pathlib.Path(folder)
        good = {
            "ed25519": ["-t", "ed25519"],
            "ecdsa-p256": ["-t", "ecdsa", "-b", "256"],
            "ecdsa-p384": ["-t", "ecdsa", "-b", "384"],
            "ecdsa-p521": ["-t", "ecdsa", "-b", "521"],
            "rsa-3072-sha2-512": ["-t", "rsa", "-b", "3072"],
        }
        made: dict[str, str] = {}
        for name, options in good.items():
            key = generate(keys, name, *options)
            made[name] = sign(key)
        ed25519, rsa = keys / "ed25519", keys / "rsa-3072-sha2-512"
        publics = {name: (keys / name).with_suffix(".pub") for name in made}
        for name, key, text in [
            ("ed25519-hash-sha256", ed25519, sign(ed25519, NAMESPACE, "-O", "hashalg=sha256")),
            ("rsa-3072-sha2-256", rsa, sign_with_openssl(rsa, b"rsa-sha2-256", "sha256")),
        ]:
            made[name], publics[name] = text, key.with_suffix(".pub")
        for name, text in made.items():
            assert check(publics[name], NAMESPACE, text, keys), name
            assert text.startswith("-----BEGIN SSH SIGNATURE-----\n"), name
            keep(name, publics[name], text)
        (HERE / "fingerprints.txt").write_text("".join(f"{name} {fingerprint(publics[name])}\n" for name in sorted(made)))

        text = sign(ed25519, "git")
        assert check(ed25519.with_suffix(".pub"), "git", text, keys)
        keep("refused-namespace-git", ed25519.with_suffix(".pub"), text)

        keep("refused-rsa-sha1", rsa.with_suffix(".pub"), sign_with_openssl(rsa, b"ssh-rsa", "sha1"))

        weak = generate(keys, "weak", "-t", "rsa", "-b", "1024")
        keep("refused-rsa-1024", weak.with_suffix(".pub"), sign(weak))

        dsa = generate(keys, "dsa", "-t", "dsa")
        keep("refused-dsa", dsa.with_suffix(".pub"), sign(dsa))

        authority = generate(keys, "authority", "-t", "ed25519")
        run("ssh-keygen", "-q", "-s", authority, "-I", "test", "-n", "tester", ed25519.with_suffix(".pub"))
        certificate = keys / "ed25519-cert.pub"
        keep("refused-certificate", certificate, sign(certificate))

        data = commit(keys, ed25519)
        (HERE / "git-commit-ed25519.commit").write_bytes(data)
    version = subprocess.run(["ssh", "-V"], capture_output=True, text=True, check=False).stderr.strip()
    print(version, file=sys.stderr)


if __name__ == "__main__":
    main()
