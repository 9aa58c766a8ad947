"""Which forward product a backward one is a gradient of, and which masks shorten a product."""
from .marks import mask_along
from .products import as_gradient


def find_forward(product, candidates, storages):
    """Sets product.forward. candidates: the forward products of the node whose gradients are being computed."""
    left, right = storages.known(product.a), storages.known(product.b)
    for forward in candidates:
        if forward.part != product.part:
            continue
        if product.gradient_of:  # a convolution's, which knows its letters
            product.forward = forward
        else:
            for side, storage in (("right", right), ("left", left)):
                if product.forward is None and storage in forward.storages:
                    reads = "b" if storage is forward.storages[1] else "a"
                    if as_gradient(product, forward, side, reads):
                        product.forward = forward


def find_masks(product, storages):
    """Sets product.masks: those on its operands, and those of the forward product. What that had dropped has a gradient
    of zero, or one that is multiplied by zero right after."""
    if product.images:
        x, weight, dy = product.images
        along = [("k", x, 1), ("k", weight, 1), ("n", weight, 0)] + ([("n", dy, 1)] if dy is not None else [])
    else:
        along = [(product.rows, product.a, 0), (product.inner, product.a, 1), (product.inner, product.b, 0),
                 (product.columns, product.b, 1)]
    for letter, tensor, dim in along:
        mask = mask_along(storages.known(tensor), tensor, dim)
        if mask is not None:
            product.masks.setdefault(letter, product.of_part(letter, mask, tensor, dim))
    for letter, mask in product.forward.masks.items() if product.forward else ():
        product.masks.setdefault(letter, mask)
