# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The command line, its man page and its completions say the same."""

import os
import re
import shutil
import subprocess
import tempfile

import pytest
from conftest import BUILD, SOURCE

STINT = BUILD / "src" / "cli" / "stint"
MAN = SOURCE / "data" / "man" / "stint.1"
COMPLETIONS = SOURCE / "data" / "completions"
ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/tmp"}


def run(*words):
    return subprocess.run(
        [STINT, *words], env=ENV, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20
    )


def subcommands(*words):
    text = run(*words, "--help").stdout
    listed = re.search(r"^Commands:\n((?:  .+\n)+)", text, re.M)
    return re.findall(r"^  (\S+)", listed[1], re.M) if listed else []


def walk(*words):
    """Every command, with its options: (("session", "pin"), {"-h", "--help"})."""
    # Its help is that of all, with all commands.
    if words == ("help",):
        yield words, {"-h", "--help"}
        return
    found = subcommands(*words)
    if found:
        for name in found:
            yield from walk(*words, name)
        return
    text = run(*words, "--help").stdout
    options = set()
    for line in re.findall(r"^  (-.*)$", text, re.M):
        options |= set(re.findall(r"(?:(?<=^)|(?<=, ))(--?[a-z][a-z-]*)", line.split("  ")[0]))
    yield words, options


ALL = list(walk())


def test_there_are_all_commands():
    names = {words[0] for words, _options in ALL}
    assert names == set(
        "list status start stop renew env exec credential-process console import"
        " integration session config doctor leave version help".split()
    )
    assert len(ALL) > 25
    assert dict(ALL)[("start",)] >= {"-m", "--mfa", "--mfa-command", "--yes", "--no-input", "-d"}


@pytest.mark.parametrize("words", [words for words, _options in ALL], ids=" ".join)
def test_help_works_without_a_bus(words):
    result = run(*words, "--help")
    assert result.returncode == 0 and result.stderr == ""
    assert result.stdout.startswith("Usage:\n  stint " + " ".join(words)) or words == ("help",)
    if words != ("help",):
        assert run("help", *words).stdout == result.stdout


def man_sections():
    """The text of each command in the man page: {("session", "pin"): …}."""
    sections, names, text = {}, [], []
    for line in MAN.read_text().splitlines():
        if line.startswith((".Ss stint ", ".Sh ")):
            if text:
                for name in names:
                    sections[name] = "\n".join(text)
                names, text = [], []
            if line.startswith(".Ss"):
                words = []
                for word in line.split()[2:]:
                    if word == "Op" and line.split()[2] == "config" and not words[1:]:
                        continue
                    if not re.fullmatch(r"[a-z-]+", word):
                        break
                    words.append(word)
                names.append(tuple(words))
                text.append(line)
        elif names:
            text.append(line)
    return sections


def man_options(text):
    """mdoc's Fl takes what follows, separators included, up to the next macro."""
    options = set()
    for line in text.splitlines():
        flags = False
        for word in line.lstrip(".").split():
            if re.fullmatch(r"[A-Z][a-z]", word):
                flags = word == "Fl"
            elif flags and re.fullmatch(r"-?[a-z][a-z-]*", word):
                options.add(f"-{word}")
    return options


def documented(words, sections):
    options = man_options(sections[words])
    # "It takes the options of start" and the like.
    for reference in re.findall(r"options of\n\.Ic ([a-z -]+)", sections[words]):
        other = tuple(reference.split())
        options |= documented(other if other in sections else (words[0], *other), sections)
    return options


@pytest.mark.parametrize("words, options", ALL, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_man_page_has_every_option(words, options):
    sections = man_sections()
    assert words in sections, f"stint {' '.join(words)} is not in the man page"
    # -h is told once for all.
    assert options - {"-h", "--help"} <= documented(words, sections)


def test_man_page_has_no_more():
    """What the man page tells of a command exists."""
    commands = dict(ALL)
    for words, text in man_sections().items():
        assert words in commands, words
        own = {name for name in man_options(text) if name.startswith("--")}
        assert own - commands[words] <= {
            # "except --integration", and options of others that a text mentions
            "--integration",
            "--no-session",
            "--format",
        }, words


def test_man_page_lint():
    if not shutil.which("man"):
        pytest.skip("man is not installed")
    result = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(MAN)],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"},
    )
    assert result.returncode == 0 and result.stderr == ""
    if shutil.which("mandoc"):
        lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(MAN)], capture_output=True, text=True)
        assert lint.stdout == ""


def test_man_page_tells_placeholders_and_statuses():
    text = MAN.read_text()
    help_text = run("status", "--help").stdout
    for name in re.findall(r"\{([a-z-]+)\}", help_text):
        assert f".It Li {{{name}}}" in text
    for status in range(5):
        assert f"\n.It {status}\n" in text


def test_man_page_tells_json_keys():
    """Each key that the program writes is in the man page."""
    text = MAN.read_text()
    code = (SOURCE / "src" / "cli" / "stint-cli-show.c").read_text()
    code += (SOURCE / "src" / "cli" / "stint-cmd-doctor.c").read_text()
    keys = set(re.findall(r'(?:stint_json_\w+|json_enum) \(\s*writer, "(\w+)"', code))
    assert len(keys) > 30
    assert {key for key in keys if not re.search(rf"\b{key}\b", text)} == set()


# --- completions ---


def completion_text(shell):
    name = {"bash": "stint.bash", "zsh": "_stint", "fish": "stint.fish"}[shell]
    return (COMPLETIONS / name).read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_syntax(shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    name = {"bash": "stint.bash", "zsh": "_stint", "fish": "stint.fish"}[shell]
    result = subprocess.run([shell, "-n", COMPLETIONS / name], capture_output=True, text=True)
    assert result.returncode == 0 and result.stderr == ""


@pytest.mark.parametrize("words, options", ALL, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_bash_offers_every_option(words, options):
    assert set(complete_bash([*words, "-"])) == options


@pytest.mark.parametrize("words", [(), ("integration",), ("session",), ("config",), ("session", "add")], ids=" ".join)
def test_bash_offers_every_command(words):
    assert set(complete_bash([*words, ""])) == set(subcommands(*words))


def complete_bash(words):
    script = f"""
        source '{COMPLETIONS / "stint.bash"}'
        COMP_WORDS=(stint "$@"); COMP_CWORD=$#
        _stint
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    result = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", *words], env=ENV, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    return [line for line in result.stdout.splitlines() if line]


def complete_fish(words):
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    line = " ".join(["stint", *words])
    with tempfile.TemporaryDirectory() as home:
        result = subprocess.run(
            ["fish", "--no-config", "-c", f"source '{COMPLETIONS / 'stint.fish'}'; complete -C'{line}'"],
            env={**ENV, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home},
            capture_output=True,
            text=True,
        )
    return {line.split("\t")[0] for line in result.stdout.splitlines()}


@pytest.mark.parametrize("words, options", ALL, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_fish_offers_every_option(words, options):
    long_options = {name for name in options if name.startswith("--")}
    assert complete_fish([*words, "--"]) >= long_options
    # And only those.
    extra = {name for name in complete_fish([*words, "--"]) if name.startswith("--")} - long_options
    assert extra == set()


@pytest.mark.parametrize("words", [(), ("integration",), ("session",), ("config",), ("session", "add")], ids=" ".join)
def test_fish_offers_every_command(words):
    assert complete_fish([*words, ""]) >= set(subcommands(*words))


def complete_zsh(words, tmp_path):
    """On a terminal: zsh's completion needs its line editor."""
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        "zsh",
        ["-f"],
        env={**ENV, "HOME": str(tmp_path), "TERM": "dumb", "PS1": "> "},
        encoding="utf-8",
        dimensions=(200, 200),
        timeout=20,
    )
    child.sendline(f"PROMPT='READY> '; LISTMAX=0; fpath=({COMPLETIONS} $fpath)")
    child.sendline("autoload -Uz compinit && compinit -u -D; zstyle ':completion:*' list-prompt ''")
    child.sendline("zstyle ':completion:*' verbose no; setopt no_beep no_always_last_prompt; print SET-UP'' DONE")
    child.expect("SET-UP DONE\r\n")
    child.expect("READY> ")
    child.send(" ".join(["stint", *words]) + "\x04")  # ^D lists
    child.sendcontrol("u")
    child.sendline("print THAT''S ALL")
    child.expect("THATS ALL\r\n")
    text = child.before
    child.close(force=True)
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)), text


@pytest.mark.parametrize("words, options", ALL, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_zsh_offers_every_option(words, options, tmp_path):
    offered, text = complete_zsh([*words, "--"], tmp_path)
    long_options = {name for name in options if name.startswith("--")}
    assert offered >= long_options, text
