#!/usr/bin/env python3
"""Builds a German-English corpus from the message catalogs that Debian packages install.

  scripts/make_catalog_corpus.py DIRECTORY [--catalogs FOLDER] [--longest N]

Writes train, valid and test, each as .de and .en, a message a line in both. Which catalogs there are depends on the
packages that are installed, so the corpus is one machine's; the numbers that it prints say which one it is. Messages are
cut into words and marks, with placeholders such as %s as one word. Left out is what has fewer than three words of letters
in either language, what is longer than N words (40), what has control characters, what is the same in both languages, and what has occurred before in
either language. A message goes into the part that its English text says, whatever else there is: one in twenty into
valid, one into test.
  --catalogs FOLDER  of .mo files (/usr/share/locale/de/LC_MESSAGES)
"""
import argparse
import hashlib
import re
import struct
import sys
from pathlib import Path

TOKEN = re.compile(r"%[-+#0-9.*$']*[hlLqjzt]*[a-zA-Z]|\$?\{\w*\}|%\(\w+\)[a-z]|\w+(?:['’_-]\w+)*|\S")
CONTROL = re.compile(r"[^\s\x20-\x7e\xa0-\U0010ffff]")
WORD = re.compile(r"[^\W\d_]{2,}")
PARTS = ["valid", "test"] + ["train"] * 18


def tokens(message):
    return TOKEN.findall(message)


def words_of_letters(message_tokens):
    return sum(1 for token in message_tokens if "%" not in token and WORD.search(token))


def entries(catalog):
    """English and German bytes of each message of a .mo file: https://www.gnu.org/software/gettext/manual, "MO Files"."""
    data = catalog.read_bytes()
    order = {b"\xde\x12\x04\x95": "<", b"\x95\x04\x12\xde": ">"}.get(data[:4])
    if order is None:
        raise ValueError("it does not begin as a .mo file does")
    count, english_at, german_at = struct.unpack_from(order + "3I", data, 8)
    for i in range(count):
        pair = []
        for table in (english_at, german_at):
            length, at = struct.unpack_from(order + "2I", data, table + 8 * i)
            pair.append(data[at:at + length])
        yield pair


def messages(catalog):
    """English and German of a catalog, without its head and contexts; of plurals the two forms that both languages have."""
    try:
        all_entries = list(entries(catalog))
    except (OSError, ValueError, struct.error) as error:
        print(f"make_catalog_corpus: {catalog} is left out: {error}", file=sys.stderr)
        return
    head = next((german for english, german in all_entries if not english), b"")
    declared = re.search(rb"charset=([\w-]+)", head)
    charset = declared.group(1).decode() if declared else "utf-8"
    for english, german in all_entries:
        if not english:
            continue
        try:
            english, german = english.decode(charset), german.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
        yield from zip(english.split("\x04")[-1].split("\0"), german.split("\0"))


def pairs(folder, longest):
    """Of all catalogs in the order of their names: English and German as words, each once."""
    seen_english, seen_german = set(), set()
    for catalog in sorted(folder.glob("*.mo")):
        for english, german in messages(catalog):
            if CONTROL.search(english) or CONTROL.search(german):
                continue
            english, german = tokens(english), tokens(german)
            if min(words_of_letters(english), words_of_letters(german)) < 3 or max(len(english), len(german)) > longest:
                continue
            english, german = " ".join(english), " ".join(german)
            if english == german or english in seen_english or german in seen_german:
                continue
            seen_english.add(english)
            seen_german.add(german)
            yield english, german


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--catalogs", type=Path, default=Path("/usr/share/locale/de/LC_MESSAGES"))
    parser.add_argument("--longest", type=int, default=40)
    options = parser.parse_args()
    parts = {part: ([], []) for part in PARTS}
    for english, german in pairs(options.catalogs, options.longest):
        digest = hashlib.sha256(english.encode()).digest()
        part = parts[PARTS[int.from_bytes(digest[:4], "big") % len(PARTS)]]
        part[0].append(german)
        part[1].append(english)
    if not all(lines[0] for lines in parts.values()):
        sys.exit(f"make_catalog_corpus: {options.catalogs}: expected catalogs of a hundred messages and more, got "
                 f"{sum(len(lines[0]) for lines in parts.values())} messages to use")
    options.directory.mkdir(parents=True, exist_ok=True)
    for part, (german, english) in parts.items():
        for language, lines in (("de", german), ("en", english)):
            (options.directory / f"{part}.{language}").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{part}: {len(german):,} pairs, {sum(len(line.split()) for line in german):,} German and "
              f"{sum(len(line.split()) for line in english):,} English words")


if __name__ == "__main__":
    main()
