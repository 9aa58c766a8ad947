"""Records the matrix products, element-wise operations and dropout masks of a PyTorch program as a skipgrid trace."""
from .active import mark
from .dropout import StructuredDropout
from .products import Unrecordable
from .recorder import Recording, record

__all__ = ["Recording", "StructuredDropout", "Unrecordable", "mark", "record"]
