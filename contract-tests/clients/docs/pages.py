"""Runs the code in how-to pages and READMEs, each page in a folder of its own, and requires that it does what the page says.

    pages.py WORK PAGE ...

In a page, the word after ``` says what is done with the block:

    sh, python                  runs in one shell and one Python for the page, in the order of the page; a failing command fails the page
    sh background               is started, and what follows waits until it has written ready.json; the server of an earlier block is ended first
    sh refused                  has a request that is answered with 400 or more, which otherwise fails the page
    text                        is what the block before it prints; `…` stands for anything
    any file=NAME               becomes this file
    any in=FILE                 has only lines of this file of the project, in its order; indents and comments after // may differ
    rust,no_run                 is a documentation test, which `cargo test` compiles
    any not-run="REASON"        is not run; it is counted, and parsed if there is a parser
    mermaid, and no word        are no code

`<!-- run: COMMAND -->` runs a command that readers do not need to see, and `<!-- run background: COMMAND -->` starts a server like that. Links to
other files must lead somewhere, from the folder in which the page is.

The folder of a README has what READMEs need of a built project: `target/release/vmcsim` and `mock-server/packaging`.
"""

from __future__ import annotations

import ast
import json
import os
import re
import selectors
import shlex
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import yaml

BLOCK_SECONDS_MAX = 180
SERVER_SECONDS_MAX = 20
PROJECT = Path(__file__).resolve().parents[3]

# Reads the names of files with code, runs each in one namespace, and says when it is done.
PYTHON = """
import sys, traceback
names = {"__name__": "__main__"}
for line in sys.stdin:
    path, done = line.split()
    try:
        with open(path) as code:
            exec(compile(code.read(), path, "exec"), names)
    except BaseException:
        traceback.print_exc()
        sys.exit(1)
    print(done, flush=True)
"""


class Failed(Exception):
    """What a page says is not so."""


class Block:
    def __init__(self, line: int, info: str, text: str) -> None:
        self.line = line
        words = shlex.split(info)
        self.language = words[0] if words else ""
        doctest = self.language == "rust,no_run"
        self.background = "background" in words[1:]
        self.refused = "refused" in words[1:]
        named = dict(word.split("=", 1) for word in words[1:] if "=" in word)
        self.file = named.pop("file", None)
        self.within = named.pop("in", None)
        self.reason = named.pop("not-run", "cargo test compiles it" if doctest else None)
        self.text = text
        unknown = [word for word in words[1:] if "=" not in word and word not in ("background", "refused")] + list(named)
        if unknown:
            raise Failed("line %d: nobody knows %s" % (line, ", ".join(unknown)))


def blocks_of(text: str) -> list[Block]:
    found: list[Block] = []
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        hidden = re.fullmatch(r"<!-- run( background)?: (.*) -->", line)
        if hidden:
            found.append(Block(number + 1, "sh" + (hidden[1] or ""), hidden[2] + "\n"))
        elif line.startswith("```"):
            start = number + 1
            number = start
            while number < len(lines) and lines[number] != "```":
                number += 1
            if number == len(lines):
                raise Failed("line %d: the block does not end" % start)
            found.append(Block(start, line[3:], "\n".join(lines[start:number]) + "\n"))
        number += 1
    return found


class Session:
    """A program that runs one piece of code after the other. What it prints on standard output is kept for each piece."""

    def __init__(self, words: list[str], folder: Path, environment: dict[str, str], errors: Path) -> None:
        self.errors = errors
        with open(errors, "ab") as log:
            self.process = subprocess.Popen(
                words, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)

    def do(self, line: str, done: str) -> str:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(line.encode())
        self.process.stdin.flush()
        printed = b""
        deadline = time.monotonic() + BLOCK_SECONDS_MAX
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not printed.endswith(done.encode() + b"\n"):
                selector.select(max(0.0, deadline - time.monotonic()))
                if time.monotonic() >= deadline:
                    raise Failed("it takes more than %d s\n%s" % (BLOCK_SECONDS_MAX, printed.decode(errors="replace")))
                part = self.process.stdout.read(1 << 16)
                if part == b"":
                    raise Failed("it fails\n%s%s" % (printed.decode(errors="replace"), self.errors.read_text(errors="replace")))
                printed += part or b""
        return printed[: -len(done) - 1].decode(errors="replace")

    def end(self) -> None:
        """Ends the program and everything that it started."""
        try:
            os.killpg(self.process.pid, 15)
        except ProcessLookupError:
            pass
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()


class Page:
    def __init__(self, file: Path, folder: Path) -> None:
        self.file = file
        self.folder = folder
        self.ready = folder / "ready.json"
        self.ran = self.files = 0
        self.left: list[str] = []
        temporary = folder / ".temporary"
        temporary.mkdir()
        if file.name == "README.md":
            self.link_project()
        self.environment = dict(os.environ, HOME=str(folder), TMPDIR=str(temporary))
        self.shell = Session(["bash", "--noprofile", "--norc"], folder, self.environment, folder / ".errors")
        self.shell.do("set -euo pipefail; echo started\n", "started")
        self.python: Session | None = None

    def link_project(self) -> None:
        program = shutil.which("vmcsim")
        assert program is not None
        for name, target in [("target/release/vmcsim", program), ("mock-server/packaging", PROJECT / "mock-server/packaging")]:
            (self.folder / name).parent.mkdir(parents=True)
            (self.folder / name).symlink_to(target)

    def run(self) -> None:
        text = self.file.read_text()
        self.check_links(text)
        printed: str | None = None
        for number, block in enumerate(blocks_of(text)):
            try:
                printed = self.do(number, block, printed)
            except Failed as failed:
                raise Failed("line %d: %s" % (block.line, failed)) from None

    def check_links(self, text: str) -> None:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            if not (self.file.parent / target).exists():
                raise Failed("there is no %s" % target)

    def do(self, number: int, block: Block, printed: str | None) -> str | None:
        if block.reason is not None:
            self.left.append("%s (line %d): %s; %s" % (block.language, block.line, block.reason, parsed(block)))
        elif block.file is not None:
            path = (self.folder / block.file).resolve()
            if self.folder.resolve() not in path.parents:
                raise Failed("%s is outside the folder of the page" % block.file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
            self.files += 1
        elif block.within is not None:
            require_lines(block.text, (PROJECT / block.within).read_text())
        elif block.language == "text":
            if printed is None:
                raise Failed("no block before it prints anything")
            compare(block.text, printed)
        elif block.language in ("sh", "python"):
            self.ran += 1
            return self.code(number, block)
        elif block.language not in ("", "mermaid"):
            raise Failed("%s is neither run, nor a file, nor has a reason" % block.language)
        return None

    def code(self, number: int, block: Block) -> str:
        path = self.folder / (".block-%d" % number)
        path.write_text(block.text)
        done = "done-%d-%d" % (os.getpid(), number)
        if block.language == "python":
            return self.interpreter().do("%s %s\n" % (path, done), done)
        if block.background:
            self.end_server()
            self.shell.do("bash -e %s </dev/null >%s.log 2>&1 & echo %s\n" % (path, path, done), done)
            log = Path(str(path) + ".log")
            wait(self.ready.exists, lambda: "it does not write ready.json\n" + log.read_text(errors="replace"))
            return ""
        # The program `curl` of this folder notes refusals in this file, and fails where there is none to note them in.
        refusals = self.folder / (".refusals-%d" % number)
        file = shlex.quote(str(refusals)) if block.refused else ""
        # What it prints need not end with a line end.
        printed = self.shell.do("export REFUSALS=%s; source %s </dev/null; printf '%%s\\n' %s\n" % (file, path, done), done)
        if block.refused and not refusals.exists():
            raise Failed("nothing is refused")
        return printed

    def end_server(self) -> None:
        """Ends the server that an earlier block started, if one runs: a server that has ended has removed its ready.json."""
        if not self.ready.exists():
            return
        try:
            os.kill(json.loads(self.ready.read_text())["pid"], signal.SIGTERM)
        except ProcessLookupError:
            raise Failed("the server of an earlier block was killed") from None
        wait(lambda: not self.ready.exists(), lambda: "the server of an earlier block does not end")

    def interpreter(self) -> Session:
        if self.python is None:
            exported = self.shell.do("env -0; printf '%s\\n' exported\n", "exported")
            environment = dict(pair.split("=", 1) for pair in exported.split("\0") if "=" in pair)
            self.python = Session([sys.executable, "-c", PYTHON], self.folder, environment, self.folder / ".errors")
        return self.python

    def end(self) -> None:
        if self.python is not None:
            self.python.end()
        self.shell.end()


def wait(reached: Callable[[], bool], failure: Callable[[], str]) -> None:
    deadline = time.monotonic() + SERVER_SECONDS_MAX
    while not reached():
        if time.monotonic() > deadline:
            raise Failed(failure())
        time.sleep(0.01)


def require_lines(block: str, file: str) -> None:
    """Requires that the lines of a block, but for indents and comments, are lines of a file, in the same order. The file may have others between."""
    rest = (line.strip() for line in file.split("\n"))
    for line in block.split("\n"):
        code = re.sub(r"(^|\s)//.*", "", line).strip()
        if code and code not in rest:
            raise Failed("the file does not have this line, or has it earlier: %s" % code)


def compare(expected: str, printed: str) -> None:
    parts = [re.escape(part) for part in expected.strip().split("…")]
    if re.fullmatch(".*".join(parts), printed.strip(), re.DOTALL) is None:
        raise Failed("the page says\n%s\nand it prints\n%s" % (expected.strip(), printed.strip()))


def parsed(block: Block) -> str:
    """Parses a block that is not run, and says with what."""
    words = {"sh": ["bash", "-n"], "hcl": ["tofu", "fmt", "-"], "go": ["gofmt", "-e"]}.get(block.language)
    try:
        if block.language == "python":
            ast.parse(block.text)
        elif block.language == "json":
            json.loads(block.text)
        elif block.language == "yaml":
            list(yaml.safe_load_all(block.text))
        elif block.language == "toml":
            tomllib.loads(block.text)
        elif words is not None and shutil.which(words[0]):
            ran = subprocess.run(words, input=block.text, capture_output=True, text=True)
            if ran.returncode != 0:
                raise Failed(ran.stderr)
        else:
            return "there is no parser here"
    except (SyntaxError, ValueError, yaml.YAMLError) as error:
        raise Failed(str(error)) from None
    return "parsed"


def main() -> int:
    work = Path(sys.argv[1])
    failed = []
    for name in sys.argv[2:]:
        file = Path(name).resolve()
        name = str(file.relative_to(PROJECT))
        folder = work / name.replace("/", "-").removesuffix(".md")
        folder.mkdir()
        page = Page(file, folder)
        try:
            page.run()
            print("%s: %d blocks ran, %d files, %d not run" % (name, page.ran, page.files, len(page.left)))
            for left in page.left:
                print("    not run: " + left)
        except Failed as error:
            failed.append(name)
            print("%s: %s" % (name, error), file=sys.stderr)
        finally:
            page.end()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
