"""What the user gave is wrong: one line that says where and what was expected; the program ends with code 2."""


class InputError(Exception):
    pass
