"""Types each line of standard input into a real zsh behind a terminal, presses TAB, and prints what then stands there.

press-tab.py COMPLETION FOLDER
"""
import os
import pty
import re
import select
import sys
import time

completion, folder = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM="dumb", PS1="> ", HOME=folder)
    os.execvp("zsh", ["zsh", "-f", "-i"])


def read_until(pattern):
    seen = b""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 65536)
            found = re.search(pattern, seen)
            if found:
                return found.group(1).decode()
    sys.exit("zsh did not answer: " + repr(seen[-500:]))


def say(text):
    os.write(terminal, text.encode())


# The quotes keep the echo of what is typed from looking like the answer.
say(f"autoload -U compinit && compinit -D -u && _faxbridge() {{ source {completion} }} && compdef _faxbridge faxbridge\n")
say(f"cd {folder}; bindkey -e; bindkey '^I' complete-word; print -r 'RE''ADY'\n")
read_until(rb"(READY)\r")
for line in sys.stdin.read().splitlines():
    # Beginning of the line, something before it; end of the line, something behind it.
    say(line + "\t" + "\x01print -r -- 'GO''T:" + "\x05:EN''D'\n")
    print(read_until(rb"\nGOT:(.*?) ?:END").rstrip())
say("exit\n")
