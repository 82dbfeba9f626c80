"""The files of deploy/ are sound by their own tools, and name only what there is."""

import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lrc_portal import settings
from lrc_portal.commands.every import cli
from tests.tools import packages

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
OF_HAPROXY = {"LRC_BIND", "LRC_FIRST", "LRC_SECOND"}
PYTHON = "/opt/portal/.venv/bin/python"


def said(*command: object, **more: object) -> str:
    """What the tool says; it must be content."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **more)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return f"{done.stdout}{done.stderr}"


def certificate(folder: Path) -> None:
    """One for nginx to read; nobody trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "portal.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "portal.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "portal.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def test_systemd_takes_each_unit(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(PYTHON, sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    told = said(packages.needed("systemd-analyze"), "verify", *sorted(tmp_path.iterdir()))
    assert "portal" not in told, told


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    certificate(tmp_path)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/ssl/portal.example.org.pem", f"{tmp_path}/portal.pem")
    text = text.replace("/etc/ssl/portal.example.org.key", f"{tmp_path}/portal.key")
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {text} }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    told = said(packages.needed("nginx"), "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf")
    assert "[warn]" not in told, told


def test_haproxy_takes_its_file() -> None:
    places = {"LRC_BIND": "127.0.0.1:8500", "LRC_FIRST": "127.0.0.1:8501", "LRC_SECOND": "127.0.0.1:8502"}
    said(packages.needed("haproxy"), "-c", "-f", DEPLOY / "haproxy.cfg", env=places)


def test_caddy_takes_its_file(tmp_path: Path) -> None:
    file = DEPLOY / "Caddyfile"
    home = {"HOME": str(tmp_path), "PORTAL_HOST": "portal.example.org"}
    said(packages.needed("caddy"), "validate", "--adapter", "caddyfile", "--config", file, env=home)


def lines_of_commands() -> list[list[str]]:
    """Each command of the portal that a unit or a container runs, with its arguments."""
    found = [
        shlex.split(line)
        for unit in UNITS
        for line in re.findall(
            rf"^ExecStart={PYTHON} -m lrc_portal (.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    found += [
        service["command"]
        for service in services.values()
        if service.get("image") == "portal" and "command" in service
    ]
    return found


def test_each_command_that_is_run_is_one_with_these_arguments() -> None:
    lines = lines_of_commands()
    assert {line[0] for line in lines} == {"serve", "backup", "tidy", "reminders"} and len(lines) == 7
    for name, *arguments in lines:
        cli.commands[name].make_context(name, arguments)


def test_each_timer_has_its_job_and_each_job_its_timer() -> None:
    names = {unit.suffix: {each.stem for each in UNITS if each.suffix == unit.suffix} for unit in UNITS}
    assert names[".service"] - {"portal"} == names[".timer"]


@pytest.mark.parametrize(
    "file", sorted(path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"), ids=str
)
def test_each_setting_that_is_named_is_one(file: Path) -> None:
    named = set(re.findall(r"\bLRC_[A-Z_]+\b", file.read_text(encoding="utf-8")))
    assert named <= settings.NAMES | OF_HAPROXY


def test_compose_mounts_and_builds_what_is_there() -> None:
    whole = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    made_by_the_operator = {"./backups", "./backup.key.pub"}
    for name, service in whole["services"].items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            there = source in whole["volumes"] or (DEPLOY / source).exists()
            assert there or source in made_by_the_operator, f"{name}: {source}"
        assert set(service.get("networks", [])) <= set(whole["networks"])
        if build := service.get("build"):
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    portal = whole["services"]["portal"]
    assert portal["read_only"] and portal["cap_drop"] == ["ALL"] and "ports" not in portal


def test_the_shell_takes_what_postgresql_runs_first() -> None:
    said(shutil.which("sh"), "-n", DEPLOY / "postgres-first.sh")


def test_each_command_in_the_operators_pages_is_one() -> None:
    named = {
        name
        for page in (ROOT / "docs" / "operators").rglob("*.md")
        for name in re.findall(r"(?m)^ *portal ([a-z-]+)", page.read_text(encoding="utf-8"))
    }
    assert {"check", "restore", "verify"} <= named <= set(cli.commands)
