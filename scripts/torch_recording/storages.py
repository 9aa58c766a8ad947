"""Which memory a tensor is: views share it, operations write it. Names and data dependencies hang on that."""


def _storage_of(tensor):
    return tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()


class Storage:
    """One piece of memory."""

    def __init__(self, name, handle, order, parameter=False):
        self.name = name
        self.order = order  # in which storages were first met
        self.handle = handle  # keeps the memory, and so its address, from being used again
        self.parameter = parameter
        self.writers = []  # ids of the operations whose results it holds
        self.sum_of = []  # the weight-gradient products that it holds the sum of, and nothing else
        self.marks = []
        self.reads = []  # functions that say at the end what each reader needs, see needs.py
        self.needed = None


class Storages:
    """All memory that a recording has met."""

    def __init__(self):
        self._known = {}

    def known(self, tensor):
        return self._known.get(_storage_of(tensor)._cdata)

    def of(self, tensor, name):
        """The tensor's storage; one that nobody has met gets the name that `name()` returns."""
        handle = _storage_of(tensor)
        if handle._cdata not in self._known:
            self._known[handle._cdata] = Storage(name(), handle, len(self._known))
        return self._known[handle._cdata]

    def add_parameter(self, tensor, name=None):
        """The storage of a weight. One that several names are tied to keeps the first."""
        handle = _storage_of(tensor)
        fresh = Storage(name or f"parameter{len(self._known)}", handle, len(self._known), parameter=True)
        return self._known.setdefault(handle._cdata, fresh)

    def newest_first(self):
        return sorted(self._known.values(), key=lambda storage: -storage.order)

    def view_name(self, tensor):
        """A storage's name, or, for an even slice of it such as a time step, a name with the slice's index."""
        storage = self.known(tensor)
        size = tensor.numel()
        if size == 0 or size * tensor.element_size() == storage.handle.nbytes():
            return storage.name
        offset = tensor.storage_offset()
        dense = tensor.is_contiguous() or (tensor.dim() == 2 and tensor.t().is_contiguous())
        if not dense or offset % size:
            return storage.name
        return storage.name.replace("[", ".").replace("]", "") + f"[{offset // size}]"
