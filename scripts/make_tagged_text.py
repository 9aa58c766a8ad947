#!/usr/bin/env python3
"""Writes the project's own tagged sentences to train a tagger on: the same ones every time, a token a line with its tag.

  scripts/make_tagged_text.py [DIRECTORY]     default: configs/train/data

The text is made by this program alone and may be used by anyone for anything. It has what a tagger can learn: names that
are told by their letters, since most are met once only, names that only their neighbours tell apart, and names of several
words.
"""
import random
import sys
from pathlib import Path

ONSETS = ["Al", "Ber", "Cor", "Dan", "El", "Far", "Gor", "Hal", "Is", "Jor", "Kel", "Lan", "Mar", "Nor", "Or", "Pel"]
MIDDLES = ["", "", "da", "le", "mi", "no", "ri", "su", "ta"]
PERSON_ENDS = ["son", "mann", "sen", "kins"]
PLACE_ENDS = ["ford", "burg", "ham", "field"]
FIRST_NAMES = ["Anna", "Berta", "Clara", "David", "Emil", "Frank"]
EITHER = ["Ashby", "Barlow", "Conway", "Denton", "Easton"]  # a person or a place: the neighbours tell
FIRMS = ["Mills", "Orchards", "Brothers", "Gardens"]
CROPS = ["apples", "barley", "carrots", "oats", "pears", "plums"]


def name(rnd, ends):
    return rnd.choice(ONSETS) + rnd.choice(MIDDLES) + rnd.choice(ends)


def person(rnd):
    last = rnd.choice(EITHER) if rnd.random() < 0.2 else name(rnd, PERSON_ENDS)
    words = [rnd.choice(FIRST_NAMES), last] if rnd.random() < 0.5 else [last]
    return tagged(words, "person")


def place(rnd):
    words = [rnd.choice(EITHER) if rnd.random() < 0.2 else name(rnd, PLACE_ENDS)]
    return tagged((["Upper"] if rnd.random() < 0.2 else []) + words, "place")


def firm(rnd):
    return tagged([name(rnd, PERSON_ENDS), "&", name(rnd, PERSON_ENDS)][: rnd.choice([1, 3])] + [rnd.choice(FIRMS)], "firm")


def tagged(words, kind):
    return [(word, ("B-" if i == 0 else "I-") + kind) for i, word in enumerate(words)]


def plain(text):
    return [(word, "O") for word in text.split()]


def sentence(rnd):
    crop = rnd.choice(CROPS)
    kind = rnd.randrange(5)
    if kind == 0:
        return person(rnd) + plain(f"sold {crop} in") + place(rnd) + plain(".")
    if kind == 1:
        return plain("in") + place(rnd) + plain(f"the {crop} were ripe , said") + person(rnd) + plain(".")
    if kind == 2:
        return firm(rnd) + plain(f"buys {crop} from") + person(rnd) + plain("and") + person(rnd) + plain(".")
    if kind == 3:
        return plain(f"the {crop} of") + firm(rnd) + plain("come from") + place(rnd) + plain(".")
    return plain(f"after the rain nobody sold {crop} .")


def main():
    directory = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "configs/train/data")
    directory.mkdir(parents=True, exist_ok=True)
    rnd = random.Random(2003)
    for part, sentences in (("train", 600), ("valid", 120)):
        blocks = ["\n".join(f"{word}\t{tag}" for word, tag in sentence(rnd)) for _ in range(sentences)]
        (directory / f"names_{part}.conll").write_text("\n\n".join(blocks) + "\n")


if __name__ == "__main__":
    main()
