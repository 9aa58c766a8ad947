"""What an element-wise operation of PyTorch is called in a trace: the kinds are those of traces/element_wise.h.

No import of torch: the names are checked without it."""
import sys

_ATEN = {
    "tanh": "tanh",
    "tanh_backward": "tanh_backward",
    "relu_backward": "threshold_backward",
    "embedding_gather": "embedding",
    "embedding_gradient": "embedding_dense_backward",
    "dropout": "native_dropout",
    "dropout_backward": "native_dropout_backward",
    "max_pool": "max_pool2d_with_indices max_pool3d_with_indices",
    "max_pool_backward": "max_pool2d_with_indices_backward max_pool3d_with_indices_backward",
    "softmax": "_softmax _log_softmax",
    "softmax_backward": "_softmax_backward_data _log_softmax_backward_data",
    "exponential": """
        exp exp2 expm1 log log1p log2 log10 logaddexp logsumexp sqrt rsqrt pow sin cos tan atan atan2 sinh cosh erf erfc
        sigmoid log_sigmoid_forward softplus elu gelu silu mish log_sigmoid_backward softplus_backward elu_backward
        gelu_backward silu_backward mish_backward binary_cross_entropy binary_cross_entropy_with_logits""",
    "reduction": """
        sum nansum mean prod norm linalg_vector_norm amax amin max min argmax argmin any all cumsum count_nonzero
        nll_loss_forward nll_loss2d_forward avg_pool2d _adaptive_avg_pool2d""",
    "copy": """
        copy clone _to_copy contiguous cat stack index index_select gather take scatter index_put _unsafe_index
        masked_select masked_fill fill zero repeat roll flip constant_pad_nd slice_backward select_backward
        index_select_backward unfold_backward tril triu unsafe_split unsafe_chunk upsample_nearest2d lift_fresh
        lift_fresh_copy""",
    "arithmetic": """
        add sub rsub mul div reciprocal neg abs sign floor ceil round fmod remainder maximum minimum clamp clamp_min
        clamp_max relu threshold hardtanh hardtanh_backward leaky_relu leaky_relu_backward hardswish hardswish_backward
        hardsigmoid hardsigmoid_backward sigmoid_backward eq ne lt le gt ge where logical_and logical_or logical_not
        logical_xor bitwise_and bitwise_or bitwise_not isnan addcmul addcdiv lerp scatter_add index_add mse_loss
        mse_loss_backward smooth_l1_loss smooth_l1_loss_backward nll_loss_backward nll_loss2d_backward
        avg_pool2d_backward _adaptive_avg_pool2d_backward bernoulli uniform normal random""",
}
KINDS = {name: kind for kind, names in _ATEN.items() for name in names.split()}
PLAINEST = "arithmetic"


class Kinds:
    """Says once of each operation that it knows no kind for it."""

    def __init__(self):
        self._told = set()

    def of(self, name):
        """name: an aten operation's, without the underscore of one in place."""
        plain = name.removeprefix("_foreach_")
        if plain not in KINDS and plain not in self._told:
            self._told.add(plain)
            print(f"record: aten::{plain} is no kind of element-wise work that skipgrid knows: it costs as {PLAINEST}",
                  file=sys.stderr)
        return KINDS.get(plain, PLAINEST)
