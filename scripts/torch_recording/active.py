"""The recording that is under way, if there is one, for whoever has to tell it something."""
import contextlib

recordings = []  # the innermost last


def mark(kept, tensor=None, dim=-1):
    """Tells the active recording, if there is one, that `tensor` (default: `kept` itself) is zero wherever `kept` is,
    along `dim`. kept: booleans or numbers, [neurons] for the whole batch or [samples, neurons]. Whatever element-wise
    operations make of the tensor without losing the zeros is marked too, so marking the mask that activations are
    multiplied by is enough."""
    if recordings:
        recordings[-1].mark(kept, kept if tensor is None else tensor, dim)


@contextlib.contextmanager
def unrecorded():
    """What happens inside is no part of the program that is recorded."""
    if not recordings:
        yield
        return
    recording = recordings[-1]
    before, recording.paused = recording.paused, True
    try:
        yield
    finally:
        recording.paused = before
