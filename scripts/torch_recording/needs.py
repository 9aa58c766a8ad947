"""Which elements of a result anybody needs: a product need not compute columns that all of its readers drop.

Seen from the end. Each read of a storage asks for all of it, or only for what certain masks keep; what every reader can
do without, its producer may leave out.
"""
from .marks import ZERO_TO_ZERO, mask_along

# One result for each element, which depends on no other element.
_POINTWISE = ZERO_TO_ZERO | {"add", "sub", "rsub", "sigmoid", "exp", "elu", "elu_backward", "softplus", "clamp", "pow",
                             "hardswish", "hardswish_backward", "mish"}
EVERYTHING = {}  # the masks on what is needed: none


def _covers(storage, tensor):
    return tensor.numel() * tensor.element_size() == storage.handle.nbytes()


def _key(tensor, dim):
    """Which dimension this is, however the storage is viewed."""
    return tensor.shape[dim], tensor.stride(dim)


def _masks_on(storages, tensors, like):
    """{dimension of `like`: mask} of the operands that are broadcast to it."""
    return {dim: mask for tensor in tensors for dim in range(-tensor.dim(), 0)
            if -dim <= like.dim() and like.shape[dim] == tensor.shape[dim]
            and (mask := mask_along(storages.known(tensor), tensor, dim))}


class Needs:
    def __init__(self, storages):
        self._storages = storages
        self._products = []

    def reads_all(self, tensors):
        for tensor in tensors:
            self._storages.known(tensor).reads.append(lambda: EVERYTHING)

    def vector(self, kind, inputs, outputs):
        """An element-wise operation, or one that is treated like one."""
        for i, tensor in enumerate(inputs):
            storage = self._storages.known(tensor)
            output = outputs[0]
            target = self._storages.known(output)
            if (kind not in _POINTWISE or tensor.shape != output.shape or not _covers(storage, tensor)
                    or not _covers(target, output) or target.order < storage.order):
                self.reads_all([tensor])
                continue
            zeros = inputs[:i] + inputs[i + 1:] if kind == "mul" else inputs[:1] if kind in ZERO_TO_ZERO and i else []
            imposed = {_key(tensor, dim): mask for dim, mask in _masks_on(self._storages, zeros, tensor).items()}
            passed = {_key(output, dim): _key(tensor, dim) for dim in range(tensor.dim()) if tensor.shape[dim] > 1}
            if target is not storage:  # else whoever reads the result has read the storage itself
                storage.reads.append(lambda target=target, imposed=imposed, passed=passed: _through(
                    target.needed, imposed, passed))

    def product(self, product):
        """A product's operands: what it skips it does not read."""
        sides = (product.a, (product.rows, product.inner)), (product.b, (product.inner, product.columns))
        for tensor, letters in sides:
            storage = self._storages.known(tensor)
            masks = EVERYTHING
            if _covers(storage, tensor) and not product.images:
                masks = {_key(tensor, dim): product.masks[letter]
                         for dim, letter in enumerate(letters) if letter in product.masks}
            storage.reads.append(lambda masks=masks: masks)
        self._products.append(product)

    def shorten_products(self):
        """Adds to the products' lines the masks on results that nobody needs. Call once, at the end."""
        for storage in self._storages.newest_first():
            asked = [needed for needed in (read() for read in storage.reads) if needed is not None]
            storage.needed = {key: mask for key, mask in asked[0].items()
                              if all(other.get(key) is mask for other in asked)} if asked else None
        for product in self._products:
            needed = self._storages.known(product.c).needed or EVERYTHING
            for dim, dimension, letter in _result_dimensions(product):
                mask = needed.get(_key(product.c, dim))
                if mask is not None and product.c.shape[dim] > 1:
                    product.line["skip"].setdefault(dimension, product.of_part(letter, mask, product.c, dim))


def _through(needed, imposed, passed):
    """What an element-wise operation needs of an operand, given what is needed of its result; None: nothing at all."""
    if needed is None and not imposed:
        return None
    return {**{passed[key]: mask for key, mask in (needed or {}).items() if key in passed}, **imposed}


def _result_dimensions(product):
    """(dimension of the tensor c, of the product, its letter)."""
    if product.images:
        return [(1, "n", product.columns)] if product.rows == "m" else []
    last = product.c.dim() - 1
    return [(last - 1, "m", product.rows), (last, "n", product.columns)] if last > 0 else [(0, "m", product.rows)]
