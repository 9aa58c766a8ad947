// What the element-wise arithmetic of an LSTM cell works on, forward and backward, for one step of a batch.
#pragma once

#include <cstdint>

namespace skipgrid::models {

/// gates [B x 4H] enters as sums of products and leaves activated (i, f, g, o); biases are [4H].
template <class Scalar>
struct LstmForward {
  std::int64_t batch, hidden;
  Scalar* gates;
  const Scalar *b_ih, *b_hh;
  const Scalar* c_before;  ///< [B x H]
  Scalar *c, *h;           ///< [B x H]
};

/// dc [B x H] enters as the gradient of c[t] from the step after and leaves as that of c[t-1].
template <class Scalar>
struct LstmBackward {
  std::int64_t batch, hidden;
  const Scalar* gates;         ///< activated
  const Scalar *c_before, *c;  ///< [B x H]
  const Scalar* dh_above;      ///< [B x H]
  const Scalar* dh_after;      ///< [B x H], null at the last step
  Scalar* dc;                  ///< [B x H]
  bool last;                   ///< dc is not read at the last step
  Scalar* dgates;              ///< [B x 4H]
};

}  // namespace skipgrid::models
