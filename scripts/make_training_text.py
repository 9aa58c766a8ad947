#!/usr/bin/env python3
"""Writes the project's own text to train on: sentences of a small made-up grammar, the same ones every time.

  scripts/make_training_text.py [DIRECTORY]     default: configs/train/data

The text is made by this program alone and may be used by anyone for anything. It has what a language model can learn:
words that agree, words that follow from words several steps back, and frequencies that fall off as in real text.
"""
import random
import sys
from pathlib import Path

PLACES = {
    "orchard": ["apples", "pears", "plums", "cherries", "quinces"],
    "garden": ["beans", "leeks", "carrots", "peas", "onions"],
    "field": ["barley", "oats", "rye", "wheat", "clover"],
    "forest": ["mushrooms", "acorns", "berries", "nuts", "ferns"],
}
PEOPLE = {"Anna": "she", "Berta": "she", "Clara": "she", "David": "he", "Emil": "he", "Frank": "he"}
VERBS = {"picked": "basket", "gathered": "sack", "found": "bag", "carried": "cart"}
ADJECTIVES = ["ripe", "fresh", "small", "heavy", "early", "late"]
WEATHER = {"rain": "wet", "sun": "warm", "wind": "cold", "frost": "white"}
NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]


def often_the_first(random_source, words):
    """Rank r is drawn with weight 1 / r."""
    words = list(words)
    return random_source.choices(words, weights=[1 / (rank + 1) for rank in range(len(words))])[0]


def sentence(rnd):
    place = often_the_first(rnd, PLACES)
    crop = often_the_first(rnd, PLACES[place])
    person = often_the_first(rnd, PEOPLE)
    verb = often_the_first(rnd, VERBS)
    weather = often_the_first(rnd, WEATHER)
    kind = rnd.randrange(4)
    if kind == 0:
        adjective = often_the_first(rnd, ADJECTIVES)
        return f"{person} {verb} {adjective} {crop} in the {place} and {PEOPLE[person]} filled a {VERBS[verb]} ."
    if kind == 1:
        return f"after the {weather} the {place} was {WEATHER[weather]} , so {person} left the {crop} where they were ."
    if kind == 2:
        count = often_the_first(rnd, NUMBERS)
        return f"{person} sold {count} {VERBS[verb]}s of {crop} , and the next day {PEOPLE[person]} sold {count} more ."
    return f"the {crop} from the {place} were {often_the_first(rnd, ADJECTIVES)} , said {person} , because of the {weather} ."



def main():
    directory = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "configs/train/data")
    directory.mkdir(parents=True, exist_ok=True)
    rnd = random.Random(2106)
    for name, sentences in (("train", 1500), ("valid", 200)):
        lines = [sentence(rnd) for _ in range(sentences)]
        (directory / f"orchard_{name}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
