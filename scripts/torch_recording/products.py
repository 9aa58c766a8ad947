"""Which matrix products an aten operation does: C[m x n] = A[m x k] B[k x n]."""
import dataclasses
import math

import torch


class Unrecordable(RuntimeError):
    """An operation that holds products which cannot be seen from outside."""


@dataclasses.dataclass
class Product:
    """Letters are those of the forward product that this one is, or is a gradient of: `rows`, `inner` and `columns` say
    which letter lies where, so that a mask on a letter finds its dimension in every phase."""
    m: int
    k: int
    n: int
    a: torch.Tensor
    b: torch.Tensor
    c: torch.Tensor
    part: int = 0  # of the products of one operation: batched ones, groups of a convolution
    parts: int = 1
    rows: str = "m"
    inner: str = "k"
    columns: str = "n"
    masks: dict = dataclasses.field(default_factory=dict)  # by letter
    gradient_of: str = ""  # "a" or "b" of the forward product
    forward: object = None  # the recorded product that this one is a gradient of
    images: tuple = ()  # x, W and dy (or None) of a convolution, whose operands are not matrices themselves
    line: dict = None  # as recorded, with the storages of a and b
    storages: tuple = ()

    def of_part(self, letter, mask, tensor, dim):
        """What a mask on a tensor means for this product: one on a convolution's channels drops whole windows."""
        if not self.images:
            return mask
        own_group_only = tensor is self.images[1] and dim == 1  # a weight's channels
        size = {self.rows: self.m, self.inner: self.k, self.columns: self.n}[letter]
        return mask.windows(0 if own_group_only else self.part, 1 if own_group_only else self.parts, size)


_HIDING = ("rnn_layer", "_cudnn_rnn", "miopen_rnn", "scaled_dot_product", "transformer_encoder_layer",
           "multi_head_attention", "addmm_activation", "mkldnn_linear", "_trilinear", "addbmm", "cdist", "linalg_",
           "_sparse_")


def hides_products(name):
    """Operations that do a whole recurrent layer, attention or decomposition in one go."""
    return any(word in name for word in _HIDING)


def two_operands(name, args):
    """The operands of a plain or batched product, with two or three dimensions, or None."""
    if name in ("mm", "bmm"):
        return args[0], args[1]
    if name in ("addmm", "addmm_", "baddbmm", "baddbmm_"):
        return args[1], args[2]
    if name == "mv":
        return args[0], args[1].unsqueeze(1)
    if name in ("addmv", "addmv_"):
        return args[1], args[2].unsqueeze(1)
    return None


def plain_products(a, b, c):
    parts = a.shape[0] if a.dim() == 3 else 1
    for part in range(parts):
        left, right = (a[part], b[part]) if a.dim() == 3 else (a, b)
        yield Product(left.shape[0], left.shape[1], right.shape[1], left, right, c, part, parts)


def _window(weight):
    return math.prod(weight.shape[2:])


def convolution(args, output):
    """By im2col, one product a group: y[pixels x filters] = x[pixels x channels and window] W."""
    x, weight, transposed, groups = args[0], args[1], args[6], args[8]
    if transposed:
        raise Unrecordable("transposed convolutions cannot be recorded")
    pixels = output.shape[0] * math.prod(output.shape[2:])
    for group in range(groups):
        yield Product(pixels, weight.shape[1] * _window(weight), weight.shape[0] // groups, x, weight, output, group,
                      groups, images=(x, weight, None))


def convolution_backward(args, outputs):
    """The data gradient dx = dy W and the weight gradient dW = dy^T x, as far as they are wanted."""
    dy, x, weight, transposed, groups, wanted = args[0], args[1], args[2], args[7], args[9], args[10]
    if transposed:
        raise Unrecordable("transposed convolutions cannot be recorded")
    pixels = dy.shape[0] * math.prod(dy.shape[2:])
    inner, filters = weight.shape[1] * _window(weight), weight.shape[0] // groups
    for group in range(groups):
        if wanted[0]:
            yield Product(pixels, filters, inner, dy, weight, outputs[0], group, groups, "m", "n", "k",
                          gradient_of="a", images=(x, weight, dy))
        if wanted[1]:
            yield Product(filters, pixels, inner, dy, x, outputs[1], group, groups, "n", "m", "k",
                          gradient_of="b", images=(x, weight, dy))


def as_gradient(product, forward, side, reads):
    """Says which letters of `forward` a backward product's dimensions are; False when the sizes say that it is none of
    its gradients. The operand on `side` ("left" or "right") is the forward product's operand `reads` ("a" or "b"), the
    other one dC."""
    inner, free = ("n", "m") if reads == "b" else ("m", "n")
    rows, columns = ("k", free) if side == "left" else (free, "k")
    sizes = {"m": forward.m, "k": forward.k, "n": forward.n}
    if (product.m, product.k, product.n) != (sizes[rows], sizes[inner], sizes[columns]):
        return False
    product.rows, product.inner, product.columns = rows, inner, columns
    product.gradient_of = "a" if reads == "b" else "b"
    return True
