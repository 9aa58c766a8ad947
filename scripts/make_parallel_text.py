#!/usr/bin/env python3
"""Writes the project's own pairs of sentences to train a translation model on: the same ones every time, a German and an
English sentence a line with a tab between.

  scripts/make_parallel_text.py [DIRECTORY]     default: configs/train/data

The text is made by this program alone and may be used by anyone for anything. It has what a translation model can learn:
words that mean one another, numbers and dates whose words come in another order, and verbs that change their place.
"""
import random
import sys
from pathlib import Path

ONES = [("ein", "one"), ("zwei", "two"), ("drei", "three"), ("vier", "four"), ("fünf", "five"), ("sechs", "six"),
        ("sieben", "seven"), ("acht", "eight"), ("neun", "nine")]
TENS = [("zwanzig", "twenty"), ("dreißig", "thirty"), ("vierzig", "forty"), ("fünfzig", "fifty"), ("sechzig", "sixty"),
        ("siebzig", "seventy"), ("achtzig", "eighty"), ("neunzig", "ninety")]
MONTHS = [("März", "March"), ("April", "April"), ("Mai", "May"), ("Juni", "June"), ("Juli", "July"),
          ("September", "September"), ("Oktober", "October")]
DAYS = [("ersten", "first"), ("zweiten", "second"), ("dritten", "third"), ("vierten", "fourth"), ("achten", "eighth"),
        ("zwölften", "twelfth"), ("zwanzigsten", "twentieth")]
PEOPLE = ["Anna", "Berta", "Clara", "David", "Emil", "Frank"]
CROPS = [("Äpfel", "apples"), ("Birnen", "pears"), ("Pflaumen", "plums"), ("Nüsse", "nuts"), ("Kirschen", "cherries"),
         ("Kürbisse", "pumpkins")]
DEEDS = [("kaufen", "kauft", "buy", "buys"), ("verkaufen", "verkauft", "sell", "sells"),
         ("pflücken", "pflückt", "pick", "picks"), ("zählen", "zählt", "count", "counts"),
         ("essen", "isst", "eat", "eats")]


def number(rnd):
    """From 21 to 9,999, by its parts: "drei hundert fünf und zwanzig", "three hundred twenty five"."""
    german, english = [], []
    for unit, name in (("tausend", "thousand"), ("hundert", "hundred")):
        if rnd.random() < 0.4:
            count = rnd.choice(ONES)
            german += [count[0], unit]
            english += [count[1], name]
    one, ten = rnd.choice(ONES), rnd.choice(TENS)
    return " ".join(german + [one[0], "und", ten[0]]), " ".join(english + [ten[1], one[1]])


def date(rnd):
    day, month = rnd.choice(DAYS), rnd.choice(MONTHS)
    return f"am {day[0]} {month[0]}", f"on {month[1]} the {day[1]}"


def pair(rnd):
    """A German sentence and an English one."""
    count, when, crop = number(rnd), date(rnd), rnd.choice(CROPS)
    many, one, do, does = rnd.choice(DEEDS)
    who, other = rnd.sample(PEOPLE, 2)
    kind = rnd.randrange(4)
    if kind == 0:
        return f"{who} {one} {count[0]} {crop[0]} .", f"{who} {does} {count[1]} {crop[1]} ."
    if kind == 1:
        return f"{when[0]} {one} {who} {crop[0]} .", f"{who} {does} {crop[1]} {when[1]} ."
    if kind == 2:
        return f"{who} will {when[0]} {count[0]} {crop[0]} {many} .", f"{who} wants to {do} {count[1]} {crop[1]} {when[1]} ."
    return f"{who} sagt , dass {other} {crop[0]} {one} .", f"{who} says that {other} {does} {crop[1]} ."


def main():
    directory = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "configs/train/data")
    directory.mkdir(parents=True, exist_ok=True)
    rnd = random.Random(2015)
    seen = set()
    for part, pairs in (("train", 3000), ("valid", 150), ("test", 150)):
        lines = []
        while len(lines) < pairs:
            german, english = pair(rnd)
            if german not in seen:
                seen.add(german)
                lines.append(f"{german}\t{english}\n")
        (directory / f"harvest_{part}.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
