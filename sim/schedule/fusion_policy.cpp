#include "sim/schedule/fusion_policy.h"

#include <stdexcept>

namespace skipgrid::sim {

std::string_view to_string(FusionDecision decision) {
  switch (decision) {
    case FusionDecision::not_fusable: return "not_fusable";
    case FusionDecision::per_step_skip: return "per_step_skip";
    case FusionDecision::fused_dense: return "fused_dense";
    case FusionDecision::fused_skip: return "fused_skip";
  }
  throw std::logic_error("unknown fusion decision");
}

}  // namespace skipgrid::sim
