#include "models/training/translation/decoding.h"

#include <cmath>

namespace skipgrid::models {

double Decoding::penalty_of(int length) const {
  switch (length_penalty) {
    case LengthPenalty::wu: return std::pow((5.0 + length) / 6.0, alpha);
    case LengthPenalty::avg: return length;
    case LengthPenalty::none: break;
  }
  return 1.0;
}

}  // namespace skipgrid::models
